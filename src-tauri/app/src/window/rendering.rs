//! What has to be right before the desktop is spoken to: a display, and the way the webview draws on it.

use countersign_workbench::Result;

/// Prepares Linux.
///
/// # Errors
/// `usage/display` where there is none.
#[cfg(target_os = "linux")]
pub fn prepare() -> Result<()> {
    linux::display()?;
    linux::draw_without_a_card();
    Ok(())
}

/// Elsewhere there is nothing to prepare.
///
/// # Errors
/// None.
#[cfg(not(target_os = "linux"))]
pub fn prepare() -> Result<()> {
    Ok(())
}

#[cfg(target_os = "linux")]
mod linux {
    use countersign_workbench::{Error, Result};
    use std::os::unix::process::CommandExt as _;
    use std::path::Path;
    use std::process::Command;

    /// The webview's switch between its two ways of bringing a picture to the window.
    const DIRECT: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";

    /// Set by whatever drives the window in a test. A picture of an idle page cannot be taken with the switch set.
    const DRIVEN: &str = "TAURI_WEBVIEW_AUTOMATION";

    pub fn display() -> Result<()> {
        let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        if set("DISPLAY") || set("WAYLAND_DISPLAY") {
            return Ok(());
        }
        Err(Error::new(
            "usage/display",
            "There is no display to open a window on.",
            "Everything it does can also be done with `countersign` at the prompt.",
        ))
    }

    /// Where no graphics card can be drawn with, pictures go to the window faster without a detour through shared buffers: long
    /// tables scroll at 60 frames a second instead of 35. The webview reads the switch from the environment it was started with,
    /// so the program starts itself once more with it. A person who has set the switch has decided, and nothing is changed.
    pub fn draw_without_a_card() {
        let decided = [DIRECT, DRIVEN].iter().any(|name| std::env::var_os(name).is_some());
        if decided || has_card(Path::new("/dev/dri")) {
            return;
        }
        if let Ok(program) = std::env::current_exe() {
            // It comes back only when it failed; then drawing is slower, and right.
            let _ = Command::new(program).args(std::env::args_os().skip(1)).env(DIRECT, "1").exec();
        }
    }

    /// Whether the folder of graphics devices has one that can be rendered with.
    fn has_card(devices: &Path) -> bool {
        let mut devices = std::fs::read_dir(devices).into_iter().flatten().flatten();
        devices.any(|device| device.file_name().as_encoded_bytes().starts_with(b"renderD"))
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn a_card_is_a_render_node() {
            let folder = tempfile::tempdir().unwrap();
            assert!(!has_card(&folder.path().join("dri")));
            std::fs::write(folder.path().join("card0"), "").unwrap();
            assert!(!has_card(folder.path()));
            std::fs::write(folder.path().join("renderD128"), "").unwrap();
            assert!(has_card(folder.path()));
        }
    }
}
