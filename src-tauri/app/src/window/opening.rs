//! Workspaces that are opened from outside: named at the prompt, clicked in a file manager, or given to a second start.

use super::MAIN;
use countersign_app::Session;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tauri::{AppHandle, Manager as _, RunEvent, Url};
use tauri_plugin_dialog::{DialogExt as _, MessageDialogButtons, MessageDialogKind};

/// Opens what this start was given, or what was open last, before there is a window: what the page asks first has its answer then.
pub fn first(app: &AppHandle) {
    let folder = std::env::current_dir().unwrap_or_default();
    if let Some(path) = named(std::env::args_os(), &folder) {
        open(app, &path);
    } else {
        app.state::<Arc<Session>>().resume();
    }
}

/// A second start: the window comes to the front and opens what that start was given.
pub fn again(app: &AppHandle, arguments: &[String], folder: &str) {
    if let Some(window) = app.get_webview_window(MAIN) {
        // Each of them may be refused by the desktop; the workspace is opened all the same.
        let _ = window.unminimize();
        let _ = window.show();
        let _ = window.set_focus();
    }
    if let Some(path) = named(arguments.iter().map(OsString::from), Path::new(folder)) {
        open_aside(app, path);
    }
}

/// macOS gives files to a running program through an event.
#[cfg(target_os = "macos")]
pub fn asked(app: &AppHandle, event: RunEvent) {
    if let RunEvent::Opened { urls } = event {
        urls.iter().filter_map(|url| url.to_file_path().ok()).for_each(|path| open_aside(app, path));
    }
}

/// Elsewhere files come as arguments.
#[cfg(not(target_os = "macos"))]
pub fn asked(_: &AppHandle, _: RunEvent) {}

/// Away from the thread that draws.
fn open_aside(app: &AppHandle, path: PathBuf) {
    let app = app.clone();
    tauri::async_runtime::spawn_blocking(move || open(&app, &path));
}

/// What cannot be opened is said by the desktop: the page may not be there yet.
fn open(app: &AppHandle, path: &Path) {
    let Err(why) = app.state::<Arc<Session>>().open_path(path) else { return };
    let words = format!("{}\n\n{}", why.message, why.hint);
    let dialog = app.dialog().message(words).title("This workspace was not opened").kind(MessageDialogKind::Error);
    dialog.buttons(MessageDialogButtons::OkCustom("Close".to_owned())).show(|_| ());
}

/// The first argument after the program's own name that is no option, as a path or as a `file:` address.
fn named(arguments: impl Iterator<Item = OsString>, folder: &Path) -> Option<PathBuf> {
    let argument = arguments.skip(1).find(|a| !a.is_empty() && !a.as_encoded_bytes().starts_with(b"-"))?;
    let address = argument.to_str().and_then(|text| Url::parse(text).ok()).filter(|url| url.scheme() == "file");
    match address {
        Some(url) => url.to_file_path().ok(),
        None => Some(folder.join(argument)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(arguments: &[&str]) -> Option<String> {
        let all = ["countersign-desktop"].iter().chain(arguments).map(OsString::from);
        named(all, Path::new("/home/lee")).map(|p| p.to_str().unwrap().to_owned())
    }

    #[test]
    #[cfg(unix)]
    fn a_workspace_is_named_by_path_or_by_address() {
        assert_eq!(path(&["q3.countersign"]).unwrap(), "/home/lee/q3.countersign");
        assert_eq!(path(&["/srv/q3.countersign"]).unwrap(), "/srv/q3.countersign");
        assert_eq!(path(&["file:///srv/third%20quarter.countersign"]).unwrap(), "/srv/third quarter.countersign");
        assert_eq!(path(&["--gapplication-service", "a.countersign"]).unwrap(), "/home/lee/a.countersign");
    }

    #[test]
    fn nothing_named_is_nothing_opened() {
        assert_eq!(path(&[]), None);
        assert_eq!(path(&["--version", ""]), None);
    }
}
