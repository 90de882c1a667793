//! The command page in `src-tauri/docs/cli`, written from what clap prints.

use crate::args::Cli;
use clap::{Command, CommandFactory};
use std::fmt::Write as _;

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/cli/README.md");

fn page() -> String {
    let mut text = String::from(
        "# The command line\n\nWritten from the program's own help: `COUNTERSIGN_REGENERATE=1 cargo test -p countersign-cli page`.\n\
         The shapes that `--json` prints are in [json.md](json.md).\n",
    );
    let mut root = Cli::command().term_width(100);
    root.build();
    section(&root, "countersign", 2, &mut text);
    text
}

fn section(command: &Command, name: &str, level: usize, text: &mut String) {
    let help = command.clone().term_width(100).render_long_help().to_string();
    let lines: Vec<&str> = help.lines().map(str::trim_end).collect();
    let _ = write!(text, "\n{} `{name}`\n\n```text\n{}\n```\n", "#".repeat(level), lines.join("\n").trim_end());
    for sub in command.get_subcommands().filter(|s| s.get_name() != "help") {
        section(sub, &format!("{name} {}", sub.get_name()), level + 1, text);
    }
}

#[test]
fn the_page_is_what_the_program_prints() {
    let page = page();
    if std::env::var_os("COUNTERSIGN_REGENERATE").is_some() {
        std::fs::write(PAGE, &page).unwrap();
    }
    let written = std::fs::read_to_string(PAGE).unwrap_or_default();
    assert!(written == page, "src-tauri/docs/cli/README.md is not current: COUNTERSIGN_REGENERATE=1 cargo test -p countersign-cli page");
}

#[test]
fn every_command_has_an_example_and_no_clashing_options() {
    Cli::command().debug_assert();
    fn look(command: &Command) {
        assert!(command.clone().render_long_help().to_string().contains("Example:"), "{}", command.get_name());
        command.get_subcommands().filter(|s| s.get_name() != "help").for_each(look);
    }
    let mut root = Cli::command();
    root.build();
    look(&root);
}
