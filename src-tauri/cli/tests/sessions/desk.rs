//! A folder with the small fixture in it, and the program.

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What a command did.
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Ran {
    /// The command ended with this code; its output is shown when it did not.
    pub fn ends(self, code: i32) -> Self {
        assert_eq!(self.code, code, "stdout:\n{}\nstderr:\n{}", self.out, self.err);
        self
    }

    /// Every one of these texts is in the output.
    pub fn says(self, texts: &[&str]) -> Self {
        for text in texts {
            assert!(self.out.contains(text), "no `{text}` in:\n{}", self.out);
        }
        self
    }

    /// Every one of these texts is on standard error.
    pub fn complains(self, texts: &[&str]) -> Self {
        for text in texts {
            assert!(self.err.contains(text), "no `{text}` in:\n{}", self.err);
        }
        self
    }

    /// The document on standard output.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}\n{}\n{}", self.out, self.err))
    }
}

/// A folder of its own.
pub struct Desk {
    pub at: PathBuf,
}

impl Desk {
    pub fn new(name: &str) -> Self {
        let at = Path::new(env!("CARGO_TARGET_TMPDIR")).join("sessions").join(name);
        let _ = std::fs::remove_dir_all(&at);
        std::fs::create_dir_all(&at).unwrap();
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/desk"), &at.join("tables"));
        Self { at }
    }

    /// One with a workspace into which the fixture has been imported and assessed.
    pub fn assessed(name: &str) -> Self {
        let desk = Self::new(name);
        desk.run(&["new", "w.countersign", "--org", "Acme Mutual"]).ends(0);
        desk.run(&["import", "w.countersign", "tables"]).ends(0);
        desk.run(&["assess", "w.countersign", "--from", "2026-04-01", "--to", "2026-09-30"]).ends(0);
        desk
    }

    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_countersign"));
        command.args(args).current_dir(&self.at).stdin(Stdio::null());
        for name in ["NO_COLOR", "COLUMNS", "COUNTERSIGN_BY", "LC_ALL", "LC_CTYPE", "RUST_BACKTRACE"] {
            command.env_remove(name);
        }
        // The presets of whoever runs the tests are not theirs.
        command.env("COUNTERSIGN_PRESETS", self.at.join("presets"));
        command.env("LANG", "C.UTF-8").env("COUNTERSIGN_NOW", "2026-10-01T09:00:00Z");
        command
    }

    pub fn run(&self, args: &[&str]) -> Ran {
        ran(self.command(args))
    }

    pub fn write(&self, name: &str, text: &str) {
        std::fs::write(self.at.join(name), text).unwrap();
    }

    pub fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.at.join(name)).unwrap()
    }
}

pub fn ran(mut command: Command) -> Ran {
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Ran { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
