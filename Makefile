# Thin words over the real tools. `make run` and `make test` are all a newcomer needs.

CARGO ?= cargo
OUT ?= out
TARGET := $(or $(CARGO_TARGET_DIR),target)
COUNTERSIGN := $(TARGET)/release/countersign
WINDOW := $(TARGET)/release/countersign-desktop
# The window is a feature, so that plain `cargo test` needs no webview. Here everything is built with it, and always with the same
# targets and features, so that nothing is built twice.
WINDOWED := countersign-app/custom-protocol
EVERYTHING := --workspace --all-targets --features $(WINDOWED)
WINDOW_NEEDS := cc:build-essential pkg-config:pkg-config pc:webkit2gtk-4.1:libwebkit2gtk-4.1-dev pc:dbus-1:libdbus-1-dev
DISPLAY_NEEDS := xvfb-run:xvfb xauth:xauth dbus-run-session:dbus dbus-launch:dbus-x11 WebKitWebDriver:webkit2gtk-driver strace:strace
UNDER_A_DISPLAY := env -u WAYLAND_DISPLAY xvfb-run -a -s "-screen 0 1600x1000x24" dbus-run-session --

.PHONY: help run build page window package test lint unit ui-test docs window-test timings pictures bench fuzz mutants clean

help:
	@echo "make run      build, then import, assess, report and pack the made-up organisation into $(OUT)/; with a display, open it in the window"
	@echo "make test     everything that has to hold: format, lints, tests, the real window, documents, generated files"
	@echo "make package  build the window and put it into a package for this system"
	@echo "make bench    speed, as ratios against a named baseline in the same run"
	@echo "make fuzz     hostile files at the import room, for SECONDS each (FUZZ=csv json xlsx yaml)"
	@echo "make mutants  whether the tests notice changed code: all mutants, or a part of them (PART=0/20 is a twentieth)"
	@echo "make timings  how quick the window is on 100,000 workflows"
	@echo "make pictures a picture of every screen in both themes, into $(OUT)/pictures/"

ifeq ($(DISPLAY)$(WAYLAND_DISPLAY),)
run: build
	$(COUNTERSIGN) demo $(OUT)
else
run: window
	test -e $(OUT)/demo.countersign || $(COUNTERSIGN) demo $(OUT)
	$(WINDOW) $(OUT)/demo.countersign
endif

build:
	@tests/tools/need cc:build-essential
	$(CARGO) build --release --package countersign-cli --bin countersign

ui/node_modules/.package-lock.json: ui/package.json ui/package-lock.json
	@tests/tools/need node:nodejs npm:npm
	cd ui && npm install --no-audit --no-fund
	@touch $@

page: ui/node_modules/.package-lock.json
	cd ui && npm run build

window: page
	@tests/tools/need $(WINDOW_NEEDS)
	$(CARGO) build --release --package countersign-cli --package countersign-app --features $(WINDOWED)

package: window
	cd src-tauri/app/bundle && npm install --no-audit --no-fund
	cd src-tauri/app && bundle/node_modules/.bin/tauri bundle \
	  --config '{"bundle": {"linux": {"deb": {"files": {"/usr/bin/countersign": "$(abspath $(COUNTERSIGN))"}}}}}'
	@ls $(TARGET)/release/bundle/*/*

test: lint unit ui-test window-test docs
	@echo "make test: everything holds"

lint: page
	@tests/tools/need $(WINDOW_NEEDS)
	$(CARGO) fmt --all --check
	$(CARGO) clippy $(EVERYTHING) -- -D warnings

unit: page
	@tests/tools/need $(WINDOW_NEEDS) qpdf:qpdf pdftotext:poppler-utils ssh-keygen:openssh-client sha256sum:coreutils
	$(CARGO) test --workspace --features $(WINDOWED)

ui-test: page
	@! git rev-parse --git-dir >/dev/null 2>&1 || git diff --exit-code ui/package-lock.json
	cd ui && npm run check && npm test

docs:
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --workspace --features $(WINDOWED) --no-deps --document-private-items

window-test: page tests/e2e/node_modules/.package-lock.json
	@tests/tools/need $(WINDOW_NEEDS) $(DISPLAY_NEEDS)
	$(CARGO) build $(EVERYTHING)
	cd tests/e2e && $(UNDER_A_DISPLAY) node --test --test-concurrency=1 day.test.mjs screens.test.mjs offline.test.mjs sockets.test.mjs

tests/e2e/node_modules/.package-lock.json: tests/e2e/package.json tests/e2e/package-lock.json
	cd tests/e2e && npm install --no-audit --no-fund
	@touch $@

timings: window tests/e2e/node_modules/.package-lock.json
	@tests/tools/need $(WINDOW_NEEDS) $(DISPLAY_NEEDS)
	$(CARGO) run --release --package countersign-tests --bin generate -- --workflows 100000 $(OUT)/large.countersign
	cd tests/e2e && COUNTERSIGN_WINDOW=$(abspath $(WINDOW)) $(UNDER_A_DISPLAY) node timings.mjs $(abspath $(OUT))/large.countersign

pictures: page tests/e2e/node_modules/.package-lock.json
	@tests/tools/need $(WINDOW_NEEDS) $(DISPLAY_NEEDS)
	$(CARGO) build $(EVERYTHING)
	cd tests/e2e && $(UNDER_A_DISPLAY) node pictures.mjs $(abspath $(OUT))/pictures

bench:
	@tests/tools/need cc:build-essential sqlite3:sqlite3
	$(CARGO) run --release --package countersign-tests --bin bench

SECONDS ?= 600
FUZZ ?= csv json xlsx yaml
fuzz:
	@tests/tools/need cc:build-essential g++:build-essential
	for target in $(FUZZ); do tests/fuzz/run $$target $(SECONDS) || exit 1; done

# What is mutated, and what not, stands in .cargo/mutants.toml. The mutants of a part are spread evenly over the files.
PART ?= 0/1
mutants:
	@tests/tools/need cc:build-essential python3:python3
	@$(CARGO) mutants --version >/dev/null 2>&1 || { echo "Please run: cargo install cargo-mutants --locked" >&2; exit 1; }
	tests/tools/mutants $(OUT)/mutants $(PART)

clean:
	$(CARGO) clean
	rm -rf $(OUT)
