//! The whole way, from an empty workspace to a pack that shows when it was touched.

use crate::desk::{Desk, ran};

#[test]
fn from_tables_to_a_pack_and_back_to_the_cell() {
    let desk = Desk::new("tour");
    desk.run(&["new", "w.countersign", "--org", "Acme Mutual"]).ends(0).says(&["Made w.countersign for Acme Mutual."]);

    // Look first: nothing is written.
    desk.run(&["import", "w.countersign", "tables", "--dry-run"])
        .ends(0)
        .says(&["Dry run, nothing was written. From 5 files: 11 new, 0 changed, 0 left out."]);
    desk.run(&["imports", "w.countersign"]).ends(0).says(&["Nothing has been imported yet."]);

    // Then for real: what was recognised and why, and counts that add up.
    desk.run(&["import", "w.countersign", "tables"]).ends(0).says(&[
        "Imported 5 files as batch ",
        "workflows.csv",
        "csv, UTF-8, comma between cells, header in row 1",
        "3 = 3 new + 0 changed + 0 same + 0 rejected",
        "1 citation waits for a person: countersign resolve w.countersign",
    ]);

    // Again: nothing changes.
    desk.run(&["import", "w.countersign", "tables"])
        .ends(0)
        .says(&["Nothing changed: everything in 5 files was there already.", "3 = 0 new + 0 changed + 3 same + 0 rejected"]);

    // One cell differs: old and new are shown.
    let changed = String::from_utf8(desk.read("tables/workflows.csv"))
        .unwrap()
        .replace("WF-2,Meeting notes,P-1,active,prod,low", "WF-2,Meeting notes,P-1,active,prod,medium");
    desk.write("workflows.csv", &changed);
    desk.run(&["import", "w.countersign", "workflows.csv"]).ends(0).says(&[
        "0 new, 1 changed, 0 left out",
        "workflows WF-2",
        "criticality  low → medium",
    ]);

    desk.run(&["assess", "w.countersign", "--from", "2026-04-01", "--to", "2026-09-30"]).ends(0).says(&[
        "Acme Mutual · as of 30 Sep 2026 · period 1 Apr 2026 to 30 Sep 2026",
        "Shown evidence supports these applicable requirements:",
        "nist-csf@2.0",
        "findings",
        "Mapping is a review aid. It is not a certification.",
    ]);

    // From a status back to the cells.
    desk.run(&["explain", "w.countersign", "nist-csf@2.0/PR.AT-01"]).ends(0).says(&[
        "controls.csv#2:",
        "control_tests.csv#2:result",
        "evidence/evidence.csv#2:file",
        "workflows.csv#3:",
    ]);

    desk.run(&["report", "w.countersign", "--kind", "gap", "--format", "pdf", "-o", "gap.pdf"]).ends(0).says(&["Wrote gap.pdf"]);
    assert!(desk.read("gap.pdf").starts_with(b"%PDF"));

    desk.run(&["pack", "w.countersign", "-o", "pack.zip"]).ends(0).says(&["root digest", "Check it: countersign verify pack.zip"]);
    desk.run(&["verify", "pack.zip"]).ends(0).says(&["ok      manifest/digests", "The pack holds"]);

    desk.run(&["journal", "w.countersign", "--verify"]).ends(0).says(&["import", "assess", "pack", "The chain holds over 5 entries"]);
}

#[test]
fn a_pack_that_was_touched_names_the_file() {
    let desk = Desk::assessed("tamper");
    desk.run(&["pack", "w.countersign", "-o", "pack.zip"]).ends(0);
    let mut unzip = std::process::Command::new("python3");
    unzip.args(["-m", "zipfile", "-e", "pack.zip", "unpacked"]).current_dir(&desk.at);
    let folder = if unzip.status().is_ok_and(|s| s.success()) {
        let inside = std::fs::read_dir(desk.at.join("unpacked")).unwrap().next().unwrap().unwrap().path();
        desk.run(&["verify", &inside.display().to_string()]).ends(0);
        Some(inside)
    } else {
        None
    };
    if let Some(inside) = folder {
        let report = inside.join("data/report.json");
        let text = std::fs::read_to_string(&report).unwrap().replace("Acme Mutual", "Acme Mutuel");
        std::fs::write(&report, text).unwrap();
        let at = inside.display().to_string();
        desk.run(&["verify", &at]).ends(1).says(&["not ok  manifest/digests", "data/report.json", "The pack does not hold"]);
        let told = desk.run(&["verify", &at, "--json"]).ends(1).json();
        assert_eq!((told["schema"].as_str(), told["ok"].as_bool()), (Some("countersign/verify@1"), Some(false)));
    }

    // The zip itself: one byte in the middle.
    let mut bytes = desk.read("pack.zip");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(desk.at.join("touched.zip"), bytes).unwrap();
    desk.run(&["verify", "touched.zip"]).ends(1).says(&["not ok  "]);
    desk.run(&["verify", "tables/people.csv"]).ends(3);
}

#[test]
fn a_batch_is_undone_and_the_history_says_so() {
    let desk = Desk::new("undo");
    desk.run(&["new", "w.countersign"]).ends(0);
    desk.run(&["import", "w.countersign", "tables/people.csv"]).ends(0);
    let listed = desk.run(&["imports", "w.countersign", "--json"]).ends(0).json();
    let batch = listed["imports"][0]["batch"].as_str().unwrap().to_owned();
    desk.run(&["imports", "w.countersign", "--undo", "ffffffff"]).ends(3).complains(&["There is no batch `ffffffff`."]);
    desk.run(&["imports", "w.countersign", "--undo", &batch[..8]]).ends(0).says(&["Undone: 3 rows were taken back, 0 restored."]);
    desk.run(&["imports", "w.countersign"]).ends(0).says(&["undone by entry 3"]);
    desk.run(&["imports", "w.countersign", "--undo", &batch]).ends(3);
}

#[test]
fn who_acts_is_who_is_named() {
    let desk = Desk::new("actor");
    desk.run(&["new", "w.countersign"]).ends(0);
    desk.run(&["import", "w.countersign", "tables/people.csv", "--by", "A. Okafor"]).ends(0);
    let mut command = desk.command(&["import", "w.countersign", "tables/workflows.csv"]);
    command.env("COUNTERSIGN_BY", "P. Lee").env("USER", "someone").env("HOSTNAME", "somewhere");
    ran(command).ends(0);
    let journal = desk.run(&["journal", "w.countersign", "--json"]).ends(0);
    let who: Vec<String> = journal.json()["entries"].as_array().unwrap().iter().map(|e| e["actor"].as_str().unwrap().to_owned()).collect();
    assert_eq!(who, ["analyst", "A. Okafor", "P. Lee"]);
    assert!(journal.out.contains("2026-10-01T09:00:00Z") && !journal.out.contains("someone"));
}

#[test]
fn a_copy_is_a_workspace() {
    let desk = Desk::assessed("copy");
    desk.run(&["backup", "w.countersign", "-o", "copy.countersign"]).ends(0).says(&["checked against the workspace"]);
    desk.run(&["backup", "w.countersign", "-o", "copy.countersign"]).ends(3).complains(&["copy.countersign"]);
    desk.run(&["restore", "copy.countersign", "-o", "again.countersign"]).ends(0);
    let status = |ws: &str| desk.run(&["status", ws, "--json"]).ends(0).out;
    assert_eq!(status("w.countersign"), status("again.countersign"));
}

#[test]
fn the_demo_goes_all_the_way() {
    let desk = Desk::new("demo");
    desk.run(&["demo", "there"]).ends(0).says(&["Where to look", "there/demo.countersign", "checks ok", "What to try"]);
    for name in ["demo.countersign", "gap-report.pdf", "audit-pack.zip"] {
        assert!(desk.at.join("there").join(name).is_file(), "{name}");
    }
    desk.run(&["demo", "there"]).ends(0);
    desk.run(&["resolve", "there/demo.countersign"]).ends(4);
}

#[test]
fn a_program_without_the_window_beside_it_says_so() {
    let desk = Desk::new("demo-alone");
    let alone = desk.at.join("countersign-alone");
    std::fs::copy(env!("CARGO_BIN_EXE_countersign"), &alone).unwrap();
    let ran = std::process::Command::new(&alone).args(["demo", "there", "--open"]).current_dir(&desk.at).output().unwrap();
    assert!(ran.status.success());
    assert!(String::from_utf8_lossy(&ran.stderr).contains("The window is not beside this program"));
}
