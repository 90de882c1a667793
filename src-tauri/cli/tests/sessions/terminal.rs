//! How the program behaves towards whatever reads it.

use crate::desk::{Desk, ran};
use std::io::Read;
use std::process::Stdio;

#[test]
fn no_colours_in_a_file_and_no_wide_lines() {
    let desk = Desk::assessed("plain");
    for args in [
        &["status", "w.countersign"][..],
        &["explain", "w.countersign", "nist-csf@2.0/PR.AT-01"],
        &["import", "w.countersign", "tables"],
        &["catalog", "list"],
    ] {
        for no_color in [None, Some("1")] {
            let mut command = desk.command(args);
            command.env("COLUMNS", "80");
            if let Some(value) = no_color {
                command.env("NO_COLOR", value);
            }
            let ran = ran(command).ends(0);
            assert!(!ran.out.contains('\u{1b}') && !ran.err.contains('\u{1b}'), "{args:?}");
            let widest = ran.out.lines().map(|l| l.chars().count()).max().unwrap_or(0);
            assert!(widest <= 80, "{args:?}: {widest} columns\n{}", ran.out);
        }
    }
}

#[test]
fn shapes_are_ascii_where_the_locale_is() {
    let desk = Desk::assessed("ascii");
    let mut command = desk.command(&["status", "w.countersign"]);
    command.env("LANG", "C");
    let told = ran(command).ends(0).says(&["? ", "Acme Mutual | as of 30 Sep 2026"]);
    assert!(told.out.is_ascii(), "{}", told.out);
    desk.run(&["status", "w.countersign"]).says(&["◌ ", "░", "Acme Mutual · as of"]);
}

#[test]
fn a_reader_that_goes_away_is_no_trouble() {
    let desk = Desk::assessed("pipe");
    for args in [&["catalog", "show", "nist-csf@2.0"][..], &["catalog", "show", "nist-csf@2.0", "--json"], &["status", "w.countersign"]] {
        let mut child = desk.command(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let mut err = String::new();
        child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
        assert_eq!((child.wait().unwrap().code(), err.as_str()), (Some(0), ""), "{args:?}");
    }
}

#[test]
fn text_from_files_is_shown_inert() {
    let desk = Desk::new("inert");
    desk.run(&["new", "w.countersign", "--org", "Acme \u{1b}[31m\u{202e}Mutual"]).ends(0).says(&["Acme <ESC>[31m<U+202E>Mutual"]);
    desk.write("workflows.csv", "id,name,output\nWF-1,\"Refunds \u{202e}gnp.exe\",generative\n");
    desk.run(&["import", "w.countersign", "workflows.csv"]).ends(0);
    desk.run(&["assess", "w.countersign", "--as-of", "2026-09-30"]).ends(0);
    for args in [&["analysis", "w.countersign"][..], &["explain", "w.countersign", "WF-1"], &["status", "w.countersign"]] {
        let ran = desk.run(args).ends(0);
        assert!(!ran.out.contains('\u{202e}') && !ran.out.contains('\u{1b}'), "{args:?}");
    }
    desk.run(&["status", "x\u{1b}]0;title\u{7}.countersign"]).ends(3).complains(&["x<ESC>]0;title<U+0007>.countersign"]);
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_told() {
    let desk = Desk::new("full");
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut command = desk.command(&["catalog", "list"]);
    let output = command.stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(255));
    assert!(String::from_utf8_lossy(&output.stderr).contains("could not be written"));
}
