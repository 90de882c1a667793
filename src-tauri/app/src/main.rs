//! `countersign-desktop`: the window of Countersign. It opens no socket and reads no file the page could name.
//!
//! `countersign-desktop [FILE]` opens a workspace. What it answers and decides is in the library; what the desktop needs is in
//! `window`.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod window;

use std::io::Write as _;
use std::process::ExitCode;

fn main() -> ExitCode {
    match window::run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            // Nobody listening is no trouble.
            let _ = writeln!(std::io::stderr(), "{}\n{}", why.message, why.hint);
            ExitCode::FAILURE
        }
    }
}
