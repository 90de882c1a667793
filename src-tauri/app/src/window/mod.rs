//! The desktop around the session: one window with one page, its menu, its dialogs, and what it must not do.

mod commands;
mod dialogs;
mod environment;
mod guard;
mod host;
mod menu;
mod opening;
mod rendering;
mod severed;
mod theme;

use countersign_app::{Places, Session};
use countersign_workbench::{Error, Result};
use environment::Environment;
use std::error::Error as Cause;
use std::sync::Arc;
use tauri::{App, DragDropEvent, Manager, Window, WindowEvent};
use tauri_plugin_window_state::StateFlags;

/// The label of the one window, as the configuration and the capability have it.
pub const MAIN: &str = "main";

/// Shows the window until it is closed.
///
/// # Errors
/// `usage/now`, `usage/by`, `usage/display`, and `program/window` when the desktop refuses the window.
pub fn run() -> Result<()> {
    let environment = Environment::read()?;
    rendering::prepare()?;
    tauri::Builder::default()
        .plugin(tauri_plugin_single_instance::init(|app, arguments, folder| opening::again(app, &arguments, &folder)))
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_window_state::Builder::new().with_state_flags(kept()).build())
        .menu(menu::build)
        .on_menu_event(|app, event| menu::chosen(app, event.id().as_ref()))
        .on_window_event(happened)
        .invoke_handler(tauri::generate_handler![commands::call, commands::call_bytes, commands::cancel])
        .setup(move |app| start(app, environment))
        .build(tauri::generate_context!())
        .map_err(|why| refused(&why))?
        .run(opening::asked);
    Ok(())
}

/// What is remembered of the window. Whether it was visible is not: a window that starts hidden cannot be found.
fn kept() -> StateFlags {
    StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED | StateFlags::FULLSCREEN
}

fn start(app: &mut App, environment: Environment) -> std::result::Result<(), Box<dyn Cause>> {
    let presets = countersign_workbench::preset_folder(|name| std::env::var_os(name));
    let places = Places { config: app.path().app_config_dir()?, data: app.path().app_data_dir()?, presets };
    let host = host::WindowHost::new(app.handle().clone(), environment);
    app.manage(Arc::new(Session::new(places, Arc::new(host))));
    opening::first(app.handle());
    guard::window(app)?;
    Ok(())
}

/// Files dropped on the window go to the session; the page hears of them from there.
fn happened(window: &Window, event: &WindowEvent) {
    if let WindowEvent::DragDrop(DragDropEvent::Drop { paths, .. }) = event {
        let (session, paths) = (Arc::clone(&window.state::<Arc<Session>>()), paths.clone());
        tauri::async_runtime::spawn_blocking(move || session.dropped(paths));
    }
}

fn refused(why: &dyn Cause) -> Error {
    Error::new(
        "program/window",
        format!("The window could not be opened: {why}"),
        "Everything it does can also be done with `countersign` at the prompt.",
    )
}
