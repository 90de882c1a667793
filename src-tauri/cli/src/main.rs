//! `countersign`: everything the window does, at a prompt. Thin: it reads the command, calls the workbench and prints.

mod args;
mod commands;
#[cfg(test)]
mod docs;
mod exit;
mod render;
mod session;
mod trouble;

use args::Cli;
use clap::Parser;
use exit::Exit;
use session::Session;
use std::process::ExitCode;

/// The engine asks for memory in many small pieces, from several threads (ADR 0038).
#[cfg(not(target_env = "msvc"))]
#[global_allocator]
static MEMORY: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    trouble::watch();
    // A panic has printed its one line already.
    std::panic::catch_unwind(run).unwrap_or(Exit::Bug).into()
}

fn run() -> Exit {
    let json = std::env::args_os().any(|a| a == "--json");
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(e) => return trouble::not_understood(&e, json),
    };
    let mut session = match Session::new(cli.by.as_deref()) {
        Ok(session) => session,
        Err(e) => return trouble::say(&e, json.then_some(&mut render::out::Out::stdout())),
    };
    let exit = match commands::run(&cli.command, &mut session) {
        Ok(exit) => exit,
        Err(e) => trouble::say(&e, json.then_some(&mut session.out)),
    };
    match session.out.finish() {
        Ok(()) => exit,
        Err(e) => trouble::say(&trouble::unwritten(&e), None),
    }
}
