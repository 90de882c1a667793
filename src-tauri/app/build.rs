//! Hands the window's configuration to the build. Without the window there is nothing to do.

fn main() {
    #[cfg(feature = "window")]
    window();
}

/// Grants exist only for the commands named here; the capability file grants them to the one window.
#[cfg(feature = "window")]
fn window() {
    let commands = tauri_build::AppManifest::new().commands(&["call", "call_bytes", "cancel"]);
    if let Err(why) = tauri_build::try_build(tauri_build::Attributes::new().app_manifest(commands)) {
        println!("cargo::error={why:#}");
    }
}
