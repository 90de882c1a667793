//! From a frozen population to a conclusion, and the draw repeated by hand.

use crate::desk::Desk;
use std::process::Command;

const WS: &str = "w.countersign";

/// A desk with 60 approvals of WF-1, four of which have ids that a shell might trip over.
fn desk(name: &str) -> Desk {
    let desk = Desk::assessed(name);
    let mut text = String::from("event_id,workflow,type,ts,actor\n");
    for n in 0..56 {
        text.push_str(&format!("e-{n:02},WF-1,approval,2026-05-{:02}T10:00:00Z,P-1\n", n % 28 + 1));
    }
    for id in ["-n", "a b  c", "50% \\off\\n $HOME", "é `x`'s"] {
        text.push_str(&format!("{id},WF-1,approval,2026-06-01T10:00:00Z,P-1\n"));
    }
    desk.write("events.csv", &text);
    desk.run(&["import", WS, "events.csv"]).ends(0);
    desk
}

#[test]
fn a_sample_from_freezing_to_concluding() {
    let desk = desk("sample");
    desk.run(&["sample", "list", WS]).ends(0).says(&["No population is frozen yet."]);
    desk.run(&["sample", "draw", WS, "S-1", "--seed", "7"]).ends(3).complains(&["No population is frozen as `S-1`."]);
    desk.run(&["sample", "freeze", WS, "--of", "approvals", "--workflow", "WF-1", "--control", "C-2"]).ends(0).says(&[
        "The approvals of WF-1 from 2026-04-01 to 2026-09-30",
        "60 items, 2026-10-01 09:00 by analyst, entry 5",
        "countersign sample draw w.countersign S-1 --seed SEED",
    ]);
    desk.run(&["sample", "conclude", WS, "S-1"]).ends(3).complains(&["Nothing is drawn from S-1 yet."]);
    desk.run(&["sample", "draw", WS, "S-1", "--seed", "it's"]).ends(2);
    desk.run(&["sample", "draw", WS, "S-1", "--seed", "7", "--size", "4", "--confidence", "0.9"]).ends(2);
    let drawn = desk.run(&["sample", "draw", WS, "S-1", "--seed", "dice 3 5", "--by", "P. Lee"]).ends(0);
    let drawn = drawn.says(&["size: C-2 is quarterly (sampling_quarterly)", "None. 0 deviations are recorded of 2 items", "events.csv#"]);
    assert!(!drawn.out.contains("support only"), "nothing is concluded from what nobody tested");

    let told = desk.run(&["sample", "extend", WS, "S-1", "--size", "25", "--why", "to be sure", "--json"]).ends(0).json();
    let sample = &told["samples"][0];
    assert_eq!((told["schema"].as_str(), sample["items"].as_array().unwrap().len()), (Some("countersign/sample@1"), 25));
    assert_eq!((sample["seed"].as_str(), sample["draws"][1]["why"].as_str()), (Some("dice 3 5"), Some("to be sure")));
    desk.run(&["sample", "extend", WS, "S-1", "--size", "9", "--why", "x"]).ends(3).complains(&["has 25 items already"]);
    desk.run(&["sample", "conclude", WS, "S-1", "--by", "P. Lee"])
        .ends(0)
        .says(&["25 items without deviation support only a rate below 8.8 % at 90 % confidence, or below 11.3 % at", "by P. Lee"]);

    let item = sample["items"][3]["id"].as_str().unwrap();
    desk.run(&["sample", "deviation", WS, "S-1", "nobody", "--why", "x"])
        .ends(3)
        .complains(&["`nobody` is not an item of the sample S-1."]);
    desk.run(&["sample", "deviation", WS, "S-1", item, "--why", "No second pair of eyes"]).ends(0).says(&[
        "deviates: No second pair of eyes",
        "sample/conclusion-outdated",
        "1 deviation is recorded of 25 items",
    ]);
    desk.run(&["sample", "conclude", WS, "S-1"])
        .ends(0)
        .says(&["1 of 25 items deviates: 4.0 %, with a 95 % interval from 0.7 % to 19.5 %."]);
    desk.run(&["sample", "list", WS]).ends(0).says(&["S-1", "dice 3 5", "1 of 25 items deviates"]);
    desk.run(&["journal", WS, "--verify"]).ends(0).says(&["The chain holds over 10 entries"]);
    desk.run(&["sample", "show", WS, "S-2"]).ends(3);
    desk.run(&["sample", "freeze", WS, "--of", "colours"]).ends(2).complains(&["Choose one of requests, "]);

    // A copy holds the same, and so does a pack once it is assessed.
    desk.run(&["backup", WS, "-o", "copy.countersign"]).ends(0);
    let shown = |ws: &str| desk.run(&["sample", "show", ws, "S-1", "--json"]).ends(0).out;
    assert_eq!(shown(WS), shown("copy.countersign"));
}

#[test]
fn a_second_sample_and_a_pack_say_what_stands_in_the_way() {
    let desk = desk("sample-again");
    let freeze = || desk.run(&["sample", "freeze", WS, "--of", "approvals", "--workflow", "WF-1"]).ends(0);
    let draw = |name: &str| desk.run(&["sample", "draw", WS, name, "--seed", "7", "--size", "5", "--json"]).ends(0).json();
    freeze();
    let item = draw("S-1")["samples"][0]["items"][0]["id"].as_str().unwrap().to_owned();
    desk.run(&["sample", "conclude", WS, "S-1"]).ends(0);
    desk.run(&["assess", WS, "--from", "2026-04-01", "--to", "2026-09-30"]);
    desk.run(&["sample", "deviation", WS, "S-1", &item, "--why", "No approval"]).ends(0);
    freeze();
    draw("S-2");
    desk.run(&["sample", "conclude", WS, "S-2"]).ends(3).complains(&["Nothing is concluded.", "in S-1 (No approval)"]);
    desk.run(&["sample", "show", WS, "S-2"]).ends(0).says(&[
        "None: another sample records a deviation of an item of this one.",
        "sample/deviates-elsewhere",
        "sample/shares-items",
    ]);
    desk.run(&["pack", WS, "-o", "p.zip"])
        .ends(0)
        .complains(&["1 step of S-1 came after the dataset that was assessed.", "does not stand any more."]);
}

#[test]
fn an_undo_says_which_samples_it_took_items_from() {
    let desk = desk("sample-undo");
    desk.run(&["sample", "freeze", WS, "--of", "approvals"]).ends(0);
    desk.run(&["sample", "draw", WS, "S-1", "--seed", "7", "--size", "2"]).ends(0);
    let listed = desk.run(&["imports", WS, "--json"]).ends(0).json();
    let batch = listed["imports"].as_array().unwrap().last().unwrap()["batch"].as_str().unwrap().to_owned();
    desk.run(&["imports", WS, "--undo", &batch]).ends(0).says(&["sample/population-changed", "60 items went", "sample/item-gone"]);
    desk.run(&["sample", "show", WS, "S-1"]).ends(0).says(&["not in the workspace any more", "sample/population-changed"]);
}

#[test]
fn anyone_repeats_the_hash_and_the_draw_with_a_shell() {
    let there = |command: &str| {
        let path = std::env::var_os("PATH").unwrap_or_default();
        std::env::split_paths(&path).any(|dir| dir.join(command).is_file())
    };
    let missing: Vec<&str> = ["sh", "sort", "sha256sum", "cut", "head"].into_iter().filter(|c| !there(c)).collect();
    if !missing.is_empty() {
        eprintln!("skipped: no {}", missing.join(", "));
        return;
    }
    let desk = desk("sample-by-hand");
    desk.run(&["sample", "freeze", WS, "--of", "approvals"]).ends(0);
    let seed = "100% \\n $x \"é\"";
    desk.run(&["sample", "draw", WS, "S-1", "--seed", seed, "--confidence", "0.95", "--tolerable", "0.02"]).ends(0);
    let page = desk.run(&["sample", "show", WS, "S-1"]).ends(0).out;
    let sample = desk.run(&["sample", "show", WS, "S-1", "--json"]).ends(0).json()["samples"][0].clone();
    desk.write("ids.txt", &desk.run(&["sample", "ids", WS, "S-1"]).ends(0).out);
    let commands: Vec<&str> = sample["by_hand"].as_array().unwrap().iter().map(|c| c.as_str().unwrap()).collect();
    let by_hand = |command: &str| {
        assert!(page.lines().any(|line| line == command), "not on the page as one line: {command}");
        let ran = Command::new("sh").args(["-c", command]).current_dir(&desk.at).output().unwrap();
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
        String::from_utf8(ran.stdout).unwrap()
    };
    let hash = by_hand(commands[0]);
    assert_eq!(hash.split_whitespace().next(), sample["population"]["sha256"].as_str());
    let items = sample["items"].as_array().unwrap();
    let ours: Vec<String> = items.iter().map(|i| format!("{} {}", i["rank"].as_str().unwrap(), i["id"].as_str().unwrap())).collect();
    assert_eq!(by_hand(commands[1]).lines().collect::<Vec<_>>(), ours);
    assert!(ours.len() > 40 && items.iter().any(|i| i["id"].as_str().unwrap().contains(' ')), "{}", ours.len());
}
