//! The window of Countersign, without the window: one open workspace, the files a person chose, the jobs that run, and the commands
//! the screens may call. Everything is done by [`countersign_workbench`]; nothing here knows a webview.
//!
//! A command is a line of the table in [`commands`]: its name, what it takes, what it gives. The table makes the dispatch and the
//! TypeScript types, so that neither can be forgotten.

pub mod commands;
pub mod host;
mod session;
pub mod shapes;

pub use host::{Choose, Filter, Host};
pub use session::{Places, Session};
