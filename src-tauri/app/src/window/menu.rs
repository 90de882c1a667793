//! The menu. What it does to the workspace is done by the page, which hears `menu` with the id of the item.

use super::MAIN;
use serde_json::json;
use tauri::menu::{Menu, MenuItemBuilder, Submenu, SubmenuBuilder};
use tauri::{AppHandle, Emitter as _};

/// An item that the page acts on: its id, its words, and its key where the page does not listen to that key itself.
type Item = (&'static str, &'static str, Option<&'static str>);

const FILE: &[Item] = &[
    ("new", "&New workspace…", Some("CmdOrCtrl+N")),
    ("open", "&Open workspace…", Some("CmdOrCtrl+O")),
    ("recent", "Open &recent…", None),
    ("close", "&Close workspace", Some("CmdOrCtrl+W")),
];
const UNDO: &[Item] = &[("undo", "&Undo the last change", None)];
const ZOOM: &[Item] = &[
    ("zoom-in", "Zoom &in", Some("CmdOrCtrl+=")),
    ("zoom-out", "Zoom &out", Some("CmdOrCtrl+-")),
    ("zoom-reset", "&Actual size", Some("CmdOrCtrl+0")),
];
const THEME: &[Item] = &[("theme-light", "&Light", None), ("theme-dark", "&Dark", None), ("theme-system", "As the &system", None)];
const HELP: &[Item] = &[("keys", "&Keys", None), ("about", "&About Countersign", None)];

/// The menu of the program.
///
/// # Errors
/// Those of the desktop.
pub fn build(app: &AppHandle) -> tauri::Result<Menu<tauri::Wry>> {
    let file = add(app, SubmenuBuilder::new(app, "&File"), FILE)?.separator();
    let file = if cfg!(target_os = "macos") { file.close_window() } else { add(app, file, &[("quit", "&Quit", Some("CmdOrCtrl+Q"))])? };
    let edit = edit(app)?;
    let view = add(app, SubmenuBuilder::new(app, "&View"), ZOOM)?.separator();
    let view = add(app, view, THEME)?.build()?;
    let help = add(app, SubmenuBuilder::new(app, "&Help"), HELP)?.build()?;
    let menu = Menu::new(app)?;
    if cfg!(target_os = "macos") {
        menu.append(&of_the_program(app)?)?;
    }
    menu.append_items(&[&file.build()?, &edit, &view, &help])?;
    Ok(menu)
}

/// What macOS expects first in every menu.
fn of_the_program(app: &AppHandle) -> tauri::Result<Submenu<tauri::Wry>> {
    let own = SubmenuBuilder::new(app, "Countersign").services().separator();
    own.hide().hide_others().show_all().separator().quit().build()
}

/// Undo is the page's: it takes back a change of the workspace. What concerns typing is done by the desktop, except on Linux,
/// where the desktop could only press keys; there the webview is told.
fn edit(app: &AppHandle) -> tauri::Result<Submenu<tauri::Wry>> {
    let edit = add(app, SubmenuBuilder::new(app, "&Edit"), UNDO)?.separator();
    #[cfg(target_os = "linux")]
    return add(app, edit, editing::ITEMS)?.build();
    #[cfg(not(target_os = "linux"))]
    edit.undo().redo().separator().cut().copy().paste().select_all().build()
}

fn add<'m>(
    app: &'m AppHandle,
    mut menu: SubmenuBuilder<'m, tauri::Wry, AppHandle>,
    items: &[Item],
) -> tauri::Result<SubmenuBuilder<'m, tauri::Wry, AppHandle>> {
    for (id, words, key) in items {
        let mut item = MenuItemBuilder::with_id(*id, words);
        if let Some(key) = key {
            item = item.accelerator(key);
        }
        menu = menu.item(&item.build(app)?);
    }
    Ok(menu)
}

/// What happens when an item is chosen.
pub fn chosen(app: &AppHandle, id: &str) {
    if id == "quit" {
        app.exit(0);
        return;
    }
    #[cfg(target_os = "linux")]
    if editing::run(app, id) {
        return;
    }
    // A window that is gone hears nothing, and needs nothing.
    let _ = app.emit_to(MAIN, "menu", json!({ "id": id }));
}

#[cfg(target_os = "linux")]
mod editing {
    use super::{AppHandle, Item, MAIN};
    use tauri::Manager as _;
    use webkit2gtk::WebViewExt as _;

    pub const ITEMS: &[Item] =
        &[("Cut", "Cu&t", None), ("Copy", "&Copy", None), ("Paste", "&Paste", None), ("SelectAll", "Select &all", None)];

    /// Tells the webview. The ids are the webview's own names of its editing commands.
    pub fn run(app: &AppHandle, id: &str) -> bool {
        let Some(command) = ITEMS.iter().map(|(command, _, _)| *command).find(|command| *command == id) else { return false };
        if let Some(window) = app.get_webview_window(MAIN) {
            let _ = window.with_webview(move |webview| webview.inner().execute_editing_command(command));
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn ids_are_unique_and_keys_too() {
        let all = [FILE, UNDO, ZOOM, THEME, HELP].concat();
        let ids: BTreeSet<&str> = all.iter().map(|(id, _, _)| *id).collect();
        let keys: Vec<&str> = all.iter().filter_map(|(_, _, key)| *key).collect();
        assert_eq!(ids.len(), all.len());
        assert_eq!(keys.iter().collect::<BTreeSet<_>>().len(), keys.len());
    }
}
