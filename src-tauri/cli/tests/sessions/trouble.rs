//! What is refused, and with which code.

use crate::desk::{Desk, ran};

#[test]
fn what_is_not_understood_ends_with_2() {
    let desk = Desk::assessed("usage");
    let ws = "w.countersign";
    let wrong: [&[&str]; 15] = [
        &["findings", ws, "--severity", "bad"],
        &[],
        &["fly"],
        &["new"],
        &["export", ws, "--format", "oscal-ar", "-o", "x.json"],
        &["status", ws, "--nonsense"],
        &["status", ws, "--framework", "iso@1"],
        &["status", ws, "--workflow", "WF-99"],
        &["explain", ws, "nothing"],
        &["assess", ws, "--from", "2026-04-01"],
        &["assess", ws, "--from", "2026-10-01", "--to", "2026-01-01"],
        &["assess", ws, "--as-of", "soon"],
        &["assess", ws, "--set", "no_such=1"],
        &["report", ws, "--kind", "gap", "--format", "docx", "-o", "x"],
        &["crosswalk", "nist-csf@2.0", "iso@1"],
    ];
    for args in wrong {
        let ran = desk.run(args).ends(2);
        assert!(ran.out.is_empty() && !ran.err.is_empty(), "{args:?}");
    }
    desk.run(&["report", ws, "--kind", "board", "--format", "pdf", "-o", "x.pdf"])
        .ends(2)
        .complains(&["the board report is not in this version"]);
    let told = desk.run(&["status", ws, "--fail-on", "bad", "--json"]).ends(2).json();
    assert_eq!((told["schema"].as_str(), told["code"].as_str()), (Some("countersign/error@1"), Some("usage/arguments")));
    let mut command = desk.command(&["status", ws]);
    command.env("COUNTERSIGN_NOW", "noon");
    ran(command).ends(2).complains(&["COUNTERSIGN_NOW"]);
}

#[test]
fn nothing_is_overwritten() {
    let desk = Desk::assessed("overwrite");
    let before = desk.read("w.countersign");
    desk.run(&["new", "w.countersign"]).ends(3).complains(&["w.countersign", "nothing is overwritten"]);
    assert_eq!(desk.read("w.countersign"), before);

    desk.run(&["pack", "w.countersign", "-o", "p.zip"]).ends(0);
    let pack = desk.read("p.zip");
    desk.run(&["pack", "w.countersign", "-o", "p.zip"]).ends(3);
    assert_eq!(desk.read("p.zip"), pack);

    desk.write("mine.pdf", "mine");
    desk.run(&["report", "w.countersign", "--kind", "gap", "--format", "pdf", "-o", "mine.pdf"])
        .ends(3)
        .complains(&["mine.pdf exists already"]);
    assert_eq!(desk.read("mine.pdf"), b"mine");
    desk.run(&["report", "w.countersign", "--kind", "gap", "--format", "json", "-o", "no/such/folder.json"]).ends(3);

    desk.run(&["templates", "blank"]).ends(0).says(&["workflows.csv"]);
    desk.run(&["templates", "blank"]).ends(3);
    // Before anything is refused for its words, they can be looked up.
    desk.run(&["templates", "--columns"]).ends(0).says(&["workflows.csv", "one of: dev, test, prod", "is named by it", "yes, no"]);
    desk.run(&["templates", "blank", "--columns"]).ends(2);
    desk.run(&["templates"]).ends(2);
    desk.run(&["demo", "."]).ends(0);
    desk.run(&["restore", "w.countersign", "-o", "p.zip"]).ends(3);
}

#[test]
fn a_file_that_is_no_workspace_is_not_touched() {
    let desk = Desk::new("foreign");
    desk.write("notes.countersign", "my notes");
    for args in [&["status", "notes.countersign"][..], &["import", "notes.countersign", "tables"], &["journal", "notes.countersign"]] {
        desk.run(args).ends(3);
    }
    assert_eq!(desk.read("notes.countersign"), b"my notes");
    desk.run(&["new", "empty.countersign"]).ends(0);
    desk.run(&["status", "empty.countersign"]).ends(3).complains(&["There is no assessment yet.", "countersign assess"]);
}

#[test]
fn attaching_needs_to_know_where() {
    let desk = Desk::new("attach");
    desk.write("theirs.json", "{}");
    desk.run(&["catalog", "show", "nist-csf@2.0"]).ends(0).says(&["none of the publisher's is attached"]);
    desk.run(&["catalog", "attach", "nist-csf@2.0", "theirs.json"])
        .ends(2)
        .complains(&["There is not exactly one workspace", "--workspace WS"]);
    desk.run(&["new", "one.countersign"]).ends(0);
    // Found by itself now; the file is refused for what it is.
    desk.run(&["catalog", "attach", "nist-csf@2.0", "theirs.json"]).ends(3);
    desk.run(&["new", "two.countersign"]).ends(0);
    desk.run(&["catalog", "attach", "nist-csf@2.0", "theirs.json"]).ends(2);
    desk.run(&["catalog", "attach", "nist-csf@2.0", "theirs.json", "-w", "two.countersign"]).ends(3);
    desk.run(&["catalog", "check", "theirs.json"]).ends(3);
}

#[test]
fn a_key_with_a_passphrase_is_not_asked_about_when_nobody_is_there() {
    let desk = Desk::assessed("key");
    let mut keygen = std::process::Command::new("ssh-keygen");
    keygen.args(["-q", "-t", "ed25519", "-N", "secret", "-C", "a.okafor@example.org", "-f", "key"]).current_dir(&desk.at);
    if keygen.status().is_ok_and(|s| s.success()) {
        desk.run(&["pack", "w.countersign", "-o", "p.zip", "--sign", "key"]).ends(3).complains(&["passphrase"]);
        assert!(!desk.at.join("p.zip").exists());
    }
    let mut keygen = std::process::Command::new("ssh-keygen");
    keygen.args(["-q", "-t", "ed25519", "-N", "", "-C", "a.okafor@example.org", "-f", "open"]).current_dir(&desk.at);
    if keygen.status().is_ok_and(|s| s.success()) {
        desk.run(&["pack", "w.countersign", "-o", "s.zip", "--sign", "open"]).ends(0).says(&["by a.okafor@example.org, SHA256:"]);
        desk.run(&["verify", "s.zip"]).ends(0);
    }
    desk.run(&["pack", "w.countersign", "-o", "q.zip", "--sign", "tables/people.csv"]).ends(3);
}
