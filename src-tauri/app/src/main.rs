//! `countersign-desktop`: the window of Countersign. It opens no socket and reads no file the page could name.
//!
//! `countersign-desktop [FILE]` opens a workspace. What it answers and decides is in the library; what the desktop needs is in
//! `window`.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod window;

use std::io::Write as _;
use std::process::ExitCode;

/// The engine asks for memory in many small pieces, from several threads (ADR 0038).
#[cfg(not(target_env = "msvc"))]
#[global_allocator]
static MEMORY: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

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
