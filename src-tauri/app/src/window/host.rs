//! What the session gets from the desktop.

use super::dialogs::Dialogs;
use super::environment::Environment;
use countersign_app::{Choose, Host};
use serde_json::Value;
use std::path::PathBuf;
use tauri::{AppHandle, Emitter as _};

/// The desktop: its environment, its window, its dialogs.
pub struct WindowHost {
    app: AppHandle,
    environment: Environment,
    dialogs: Dialogs,
}

impl WindowHost {
    /// The desktop of this program.
    pub fn new(app: AppHandle, environment: Environment) -> Self {
        let dialogs = Dialogs::new(app.clone());
        Self { app, environment, dialogs }
    }
}

impl Host for WindowHost {
    fn now(&self) -> String {
        self.environment.now()
    }

    fn actor(&self) -> String {
        self.environment.actor().to_owned()
    }

    fn emit(&self, event: &str, payload: Value) {
        // A window that is gone hears nothing, and needs nothing.
        let _ = self.app.emit(event, payload);
    }

    fn choose(&self, what: &Choose) -> Option<Vec<PathBuf>> {
        self.dialogs.choose(what)
    }
}
