//! Programs of other people that check what ours makes.

use std::path::Path;
use std::process::{Command, Output};

/// Whether all of these commands are there; says so when one is not.
pub fn need(commands: &[&str]) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let there = |command: &str| std::env::split_paths(&path).any(|dir| dir.join(command).is_file());
    let missing: Vec<&str> = commands.iter().copied().filter(|c| !there(c)).collect();
    if !missing.is_empty() {
        eprintln!("skipped: no {}", missing.join(", "));
    }
    missing.is_empty()
}

/// Runs a command in a folder.
pub fn run(folder: &Path, command: &str, arguments: &[&str]) -> Output {
    Command::new(command).args(arguments).current_dir(folder).output().unwrap_or_else(|e| panic!("{command}: {e}"))
}

/// What a command prints, when it succeeds.
pub fn stdout(folder: &Path, command: &str, arguments: &[&str]) -> String {
    let output = run(folder, command, arguments);
    assert!(
        output.status.success(),
        "{command} {arguments:?}: {}\n{}{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The data rows of `pdffonts`: name of the font, embedded, subset.
pub fn pdf_fonts(pdf: &Path) -> Vec<(String, bool, bool)> {
    let text = stdout(Path::new("."), "pdffonts", &[pdf.to_str().unwrap()]);
    let header = text.lines().next().unwrap_or("");
    let column = |name: &str| header.find(name).unwrap_or_else(|| panic!("pdffonts prints no {name}: {header}"));
    let (emb, sub) = (column("emb"), column("sub"));
    let yes = |line: &str, at: usize| line[at..].trim_start().starts_with("yes");
    text.lines().skip(2).map(|l| (l.split_whitespace().next().unwrap_or("").to_owned(), yes(l, emb), yes(l, sub))).collect()
}
