//! Files that are not recognised, or not as they should be: options, maps, presets of one's own, files left out.

use crate::desk::{Desk, ran};
use serde_json::Value;

const STAFF: &str = "Report of staff;;;\nEmployee No;Full name;Job title;Enabled;Shoe size\nE1;Ada;Clerk;yes;38\nE2;Bo;Lead;no;41\n";

fn desk(name: &str) -> Desk {
    let desk = Desk::new(name);
    desk.run(&["new", "w.countersign"]).ends(0);
    desk
}

#[test]
fn a_guess_is_written_down_looked_at_and_then_used() {
    let desk = desk("guess");
    desk.write("staff.csv", STAFF);
    desk.run(&["import", "w.countersign", "staff.csv"])
        .ends(3)
        .says(&["To see what staff.csv may be: countersign import w.countersign FILE --map new-map.toml"]);

    desk.run(&["import", "w.countersign", "staff.csv", "--map", "staff-list.toml"]).ends(4).says(&[
        "Nothing was imported. staff-list.toml holds a guess that maps 4 of 5 columns",
        "row 2 looks like the headers",
        "not mapped, and kept as attributes: `Shoe size`",
    ]);
    desk.run(&["imports", "w.countersign"]).ends(0).says(&["Nothing has been imported yet."]);
    let map = String::from_utf8(desk.read("staff-list.toml")).unwrap();
    for line in ["id = \"staff-list\"", "table = \"people\"", "headers = [\"Full name\"]", "#   Shoe size: 38 | 41"] {
        assert!(map.contains(line), "{line}\n{map}");
    }

    // A person corrects it, and runs it again.
    desk.write("staff-list.toml", &map.replace("to = \"roles\"", "to = \"authority\""));
    desk.run(&["import", "w.countersign", "staff.csv", "--map", "staff-list.toml"]).ends(0).says(&[
        "2 new, 0 changed, 0 left out",
        "preset staff-list",
        "authority ← Job title",
        "people E1 (Ada); people E2 (Bo)",
    ]);
    desk.run(&["import", "w.countersign", "staff.csv", "--map", "staff-list.toml"]).ends(0).says(&["Nothing changed"]);

    // In the folder of presets it is known by itself.
    std::fs::create_dir(desk.at.join("presets")).unwrap();
    std::fs::copy(desk.at.join("staff-list.toml"), desk.at.join("presets/staff-list.toml")).unwrap();
    desk.run(&["import", "w.countersign", "staff.csv"]).ends(0).says(&["Nothing changed", "preset staff-list"]);
    desk.run(&["presets"]).ends(0).says(&["staff-list", "yours", "ai-inventory"]);
    let list = desk.run(&["presets", "--json"]).ends(0).json();
    assert_eq!(list["schema"], "countersign/presets@1");
    let own: Vec<&Value> = list["presets"].as_array().unwrap().iter().filter(|p| p["yours"] == true).collect();
    assert_eq!((own.len(), &own[0]["name"], &own[0]["tables"][0]), (1, &Value::from("staff-list"), &Value::from("people")));
    desk.run(&["import", "w.countersign", "staff.csv", "--presets", "elsewhere"]).ends(3);
    desk.write("presets/broken.toml", "id = 1\n");
    desk.run(&["presets"]).ends(3).complains(&["broken.toml", "line 1"]);
}

#[test]
fn a_guess_in_json_is_a_look() {
    let desk = desk("guess-json");
    desk.write("staff.csv", STAFF);
    let ran = desk.run(&["import", "w.countersign", "staff.csv", "--map", "m.toml", "--json"]).ends(4).complains(&["m.toml holds a guess"]);
    let look = ran.json();
    assert_eq!(
        (look["schema"].as_str(), look["dry_run"].as_bool(), look["batch"].is_null()),
        (Some("countersign/import@1"), Some(true), true)
    );
    assert_eq!((look["files"][0]["new"].as_u64(), look["files"][0]["tables"]["people"].as_u64()), (Some(2), Some(2)));
}

#[test]
fn a_map_of_what_was_detected_reads_the_same() {
    let desk = desk("detected");
    desk.write("list.csv", "Use Case Name,Agency,Stage of Development\nLetters,Claims,Retired\nQuotes,Motor,Live\n");
    desk.run(&["import", "w.countersign", "list.csv", "--map", "list.toml"])
        .ends(0)
        .complains(&["The map as it was detected is in list.toml."]);
    desk.run(&["import", "w.countersign", "list.csv", "--map", "list.toml"]).ends(0).says(&["Nothing changed"]);
    desk.run(&["import", "w.countersign", "list.csv", "tables", "--map", "other.toml"]).ends(2).complains(&["one file at a time"]);
    desk.run(&["import", "w.countersign", "tables", "--map", "other.toml"]).ends(2);
    desk.run(&["import", "w.countersign", "list.csv", "--map", "no/such/folder/x.toml"]).ends(3).complains(&["cannot write"]);
    assert!(!desk.at.join("other.toml").exists());
}

#[test]
fn what_is_detected_can_be_overridden() {
    let desk = desk("override");
    let said = |args: &[&str]| {
        let mut all = vec!["import", "w.countersign", "--dry-run", "--json"];
        all.extend(args);
        desk.run(&all).ends(0).json()["files"][0].clone()
    };
    std::fs::write(desk.at.join("x.csv"), b"Our list\nid^name^note\nT1^Zo\xeb^a\nT2^^b\n").unwrap();
    let file =
        said(&["x.csv", "--table", "tools", "--delimiter", "^", "--encoding", "windows-1252", "--header-row", "2", "--fill-down", "name"]);
    assert_eq!(
        (file["delimiter"].as_str(), file["encoding"].as_str(), file["header_row"].as_u64()),
        (Some("^"), Some("windows-1252"), Some(2))
    );
    assert_eq!((file["tables"]["tools"].as_u64(), file["added"][0]["name"].as_str()), (Some(2), Some("Zoë")));
    assert_eq!(file["added"][1]["name"], "Zoë", "the blank cell took the value above");

    desk.write("d.csv", "workflow,kind,at\nW,model,3/4/2026\n");
    let ambiguous = |order: &[&str]| {
        let mut args = vec!["d.csv", "--table", "context_changes"];
        args.extend(order);
        said(&args)["rejected"].as_u64()
    };
    assert_eq!((ambiguous(&[]), ambiguous(&["--dates", "day-first"]), ambiguous(&["--dates", "month-first"])), (Some(1), Some(0), Some(0)));

    for wrong in
        [&["--table", "colours"][..], &["--header-row", "0"], &["--dates", "iso"], &["--map", "x.toml", "--preset", "ai-inventory"]]
    {
        let mut args = vec!["import", "w.countersign", "x.csv"];
        args.extend(wrong);
        desk.run(&args).ends(2);
    }
    for refused in [&["--encoding", "klingon"][..], &["--delimiter", "ab"], &["--preset", "nothing"], &["--sheet", "A"]] {
        let mut args = vec!["import", "w.countersign", "d.csv", "--table", "context_changes"];
        args.extend(refused);
        let args: Vec<&str> =
            if refused[0] == "--preset" { args.into_iter().filter(|a| *a != "--table" && *a != "context_changes").collect() } else { args };
        desk.run(&args).ends(3);
    }
}

#[test]
fn a_file_that_is_left_out_does_not_stop_the_others() {
    let desk = desk("left-out");
    desk.write("tables/old.json", "{\"a\":");
    desk.write("tables/workflows.json", "{\"a\":");
    desk.run(&["import", "w.countersign", "tables"]).ends(3).says(&["1 file of what was named cannot be read"]);
    desk.run(&["import", "w.countersign", "tables", "--leave-out", "workflows.json"])
        .ends(0)
        .says(&["import/left-out", "`workflows.json` was left out, as asked"]);
    desk.run(&["import", "w.countersign", "tables", "--leave-out", "elsewhere.json"]).ends(2).complains(&["elsewhere.json"]);
}

#[test]
fn a_preset_folder_is_named_by_the_environment_or_the_option() {
    let desk = desk("folders");
    desk.write(
        "own.toml",
        "# Ours.\nid = \"own\"\ntitle = \"Our own\"\ntable = \"tools\"\n[[column]]\nto = \"id\"\nheaders = [\"serial\"]\n",
    );
    std::fs::create_dir(desk.at.join("here")).unwrap();
    std::fs::copy(desk.at.join("own.toml"), desk.at.join("here/own.toml")).unwrap();
    let own = |ran: crate::desk::Ran| ran.ends(0).out.contains("Our own");
    assert!(!own(desk.run(&["presets"])));
    assert!(own(desk.run(&["presets", "--presets", "here"])));
    let mut command = desk.command(&["presets"]);
    command.env("COUNTERSIGN_PRESETS", "here");
    assert!(own(ran(command)));
    #[cfg(target_os = "linux")]
    {
        std::fs::create_dir_all(desk.at.join("settings/countersign")).unwrap();
        std::fs::rename(desk.at.join("here"), desk.at.join("settings/countersign/presets")).unwrap();
        let mut command = desk.command(&["presets"]);
        command.env_remove("COUNTERSIGN_PRESETS").env("XDG_CONFIG_HOME", desk.at.join("settings"));
        assert!(own(ran(command)));
    }
}

#[test]
fn identities_of_two_sources_wait_for_a_person() {
    let desk = desk("identities");
    desk.write("people.csv", "id,name\nann@example.com,Ann\n");
    desk.write("identities.csv", "id,name,kind\nokta:1,Ann A,human\nsvc=x,Mailer,service_account\nsvc-y,Mailer,service_account\n");
    desk.run(&["import", "w.countersign", "people.csv", "identities.csv"]).ends(0);
    desk.run(&["identities", "w.countersign"]).ends(0).says(&["No two identities share a key."]);
    desk.run(&["identities", "w.countersign", "--same", "okta:1=ann@example.com"]).ends(2);
    desk.run(&["identities", "w.countersign", "--same", "okta:1", "--why", "x"]).ends(2).complains(&["A=B"]);
    desk.run(&["identities", "w.countersign", "--same", "okta:1=nobody", "--why", "x"]).ends(3).complains(&["nobody"]);
    desk.run(&["identities", "w.countersign", "--same", "okta:1=ann@example.com", "--why", "HR list", "--by", "P. Lee"]).ends(0).says(&[
        "Recorded: okta:1 and ann@example.com are one.",
        "Settled",
        "HR list",
        "P. Lee",
    ]);
    desk.run(&["identities", "w.countersign", "--different", "svc=x=svc-y", "--why", "Two systems"])
        .ends(0)
        .says(&["svc=x and svc-y are not one"]);
    let told = desk.run(&["identities", "w.countersign", "--json"]).ends(0).json();
    assert_eq!((told["schema"].as_str(), told["pairs"].as_array().unwrap().len()), (Some("countersign/identities@1"), 2));
    desk.run(&["identities", "w.countersign", "--undecided", "okta:1=ann@example.com"]).ends(0).says(&["Taken back"]);
    assert_eq!(desk.run(&["identities", "w.countersign", "--json"]).ends(0).json()["pairs"].as_array().unwrap().len(), 1);
}
