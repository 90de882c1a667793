//! How trouble is told: on standard error for people, and as a document on standard output when `--json` asked for one.

use crate::exit::Exit;
use crate::render::out::Out;
use crate::session::note;
use countersign_workbench::Error;
use serde::Serialize;
use std::panic::PanicHookInfo;

/// `countersign/error@1`.
#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    #[serde(flatten)]
    error: &'a Error,
}

/// Tells an error, and gives the exit it leads to.
pub fn say(error: &Error, json: Option<&mut Out>) -> Exit {
    note(&format!("countersign: {}", error.message));
    for line in error.detail.lines() {
        note(&format!("  {line}"));
    }
    if !error.hint.is_empty() {
        note(&format!("  {}", error.hint));
    }
    if let Some(out) = json {
        // Without a document there is still the exit code.
        let _ = out.json(&Document { schema: "countersign/error@1", error });
        let _ = out.finish();
    }
    Exit::of_code(error.code)
}

/// The result could not be handed over.
pub fn unwritten(e: &std::io::Error) -> Error {
    Error::new(
        "program/output",
        format!("The result could not be written to standard output: {e}."),
        "What the command did stands; ask for the result again.",
    )
}

/// What clap says: help and version are results, the rest is a usage error.
pub fn not_understood(e: &clap::Error, json: bool) -> Exit {
    let _ = e.print();
    if !e.use_stderr() {
        return Exit::Done;
    }
    if json {
        let text = e.to_string();
        let message = text.lines().next().unwrap_or("").trim_start_matches("error: ").to_owned();
        let error = Error::new("usage/arguments", message, "Add --help to see what the command takes.");
        let mut out = Out::stdout();
        let _ = out.json(&Document { schema: "countersign/error@1", error: &error });
        let _ = out.finish();
    }
    Exit::Usage
}

/// A panic is one line that can be reported; the trace is there for who asks for it.
pub fn watch() {
    std::panic::set_hook(Box::new(|info: &PanicHookInfo<'_>| {
        let at = info.location().map(|l| format!("{}:{}", l.file(), l.line()));
        note(&bug(info.payload_as_str().unwrap_or("no message"), at.as_deref()));
        if std::env::var_os("RUST_BACKTRACE").is_some_and(|v| v != "0") {
            for line in std::backtrace::Backtrace::force_capture().to_string().lines() {
                note(line);
            }
        }
    }));
}

fn bug(what: &str, at: Option<&str>) -> String {
    let version = countersign_workbench::VERSION;
    format!(
        "countersign: this is a bug in version {version} at {}: {what}. Please report this line and the command.",
        at.unwrap_or("an unknown place")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bug_is_told_in_one_line_that_can_be_reported() {
        let line = bug("index out of range", Some("src/a.rs:7"));
        assert!(line.starts_with("countersign: this is a bug in version 0."), "{line}");
        assert!(line.ends_with("at src/a.rs:7: index out of range. Please report this line and the command."), "{line}");
    }

    #[test]
    fn an_error_document_has_the_members_of_the_contract() {
        let error = Error::new("import/refused", "m", "h");
        let text = serde_json::to_string(&Document { schema: "countersign/error@1", error: &error }).unwrap();
        assert_eq!(text, r#"{"schema":"countersign/error@1","code":"import/refused","message":"m","hint":"h","detail":""}"#);
    }
}
