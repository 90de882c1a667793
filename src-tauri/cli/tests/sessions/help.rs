//! Every command explains itself.

use crate::desk::Desk;

const COMMANDS: [&[&str]; 35] = [
    &["new"],
    &["templates"],
    &["import"],
    &["imports"],
    &["presets"],
    &["identities"],
    &["resolve"],
    &["assess"],
    &["status"],
    &["analysis"],
    &["findings"],
    &["compare"],
    &["explain"],
    &["crosswalk"],
    &["sample"],
    &["sample", "freeze"],
    &["sample", "draw"],
    &["sample", "extend"],
    &["sample", "deviation"],
    &["sample", "conclude"],
    &["sample", "list"],
    &["sample", "show"],
    &["sample", "ids"],
    &["report"],
    &["pack"],
    &["verify"],
    &["catalog"],
    &["catalog", "list"],
    &["catalog", "show"],
    &["catalog", "attach"],
    &["catalog", "check"],
    &["journal"],
    &["backup"],
    &["restore"],
    &["demo"],
];

#[test]
fn every_command_has_help_with_an_example() {
    let desk = Desk::new("help");
    for command in COMMANDS {
        let mut args = command.to_vec();
        args.push("--help");
        let example = format!("countersign {}", command[0]);
        let ran = desk.run(&args).ends(0).says(&["Example:", "Usage: countersign", &example]);
        assert!(ran.err.is_empty(), "{command:?}");
        assert!(ran.out.lines().all(|l| l.chars().count() <= 130), "{command:?}");
    }
}

#[test]
fn the_front_page_lists_what_there_is_and_nothing_else() {
    let desk = Desk::new("front");
    let front = desk.run(&["--help"]).ends(0).says(&["Exit codes:", "COUNTERSIGN_BY", "Example:"]);
    for command in COMMANDS {
        assert!(front.out.contains(&format!("  {} ", command[0])), "{command:?}");
    }
    assert!(!front.out.contains("  export "));
    desk.run(&["--version"]).ends(0).says(&["countersign 0."]);
}
