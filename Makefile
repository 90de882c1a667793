# Thin words over the real tools. `make run` and `make test` are all a newcomer needs.

CARGO ?= cargo
OUT ?= out
TARGET := $(or $(CARGO_TARGET_DIR),target)
COUNTERSIGN := $(TARGET)/release/countersign

.PHONY: help run build test lint unit docs bench clean

help:
	@echo "make run    build, then import, assess, report and pack the made-up organisation into $(OUT)/"
	@echo "make test   everything that has to hold: format, lints, tests, documents, generated files"
	@echo "make bench  speed, as ratios against a named baseline in the same run"

run: build
	$(COUNTERSIGN) demo $(OUT) --open

build:
	@tests/tools/need cc:build-essential
	$(CARGO) build --release --package countersign-cli --bin countersign

test: lint unit docs
	@echo "make test: everything holds"

lint:
	@tests/tools/need cc:build-essential
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets -- -D warnings

unit:
	@tests/tools/need cc:build-essential qpdf:qpdf pdftotext:poppler-utils ssh-keygen:openssh-client sha256sum:coreutils
	$(CARGO) test --workspace
	node --test ui/tests/

docs:
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --workspace --no-deps --document-private-items

bench:
	@tests/tools/need cc:build-essential sqlite3:sqlite3
	$(CARGO) run --release --package countersign-tests --bin bench

clean:
	$(CARGO) clean
	rm -rf $(OUT)
