//! The window and what its page must not do: leave, open a second window, download, or ask for a camera.

use super::{MAIN, severed};
use tauri::webview::{NewWindowResponse, PermissionResponse};
use tauri::{App, Url, WebviewWindowBuilder};

/// Opens the one window as the configuration describes it, guarded.
///
/// # Errors
/// Those of the desktop; and when the configuration names no such window.
pub fn window(app: &App) -> tauri::Result<()> {
    let configured = app.config().app.windows.iter().find(|w| w.label == MAIN).ok_or(tauri::Error::WindowNotFound)?;
    let window = WebviewWindowBuilder::from_config(app, configured)?
        .on_navigation(is_own_page)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_download(|_, _| false)
        .on_permission_request(|_, _| PermissionResponse::Deny)
        .on_document_title_changed(|window, title| {
            let _ = window.set_title(&title);
        })
        .build()?;
    severed::sever(&window)
}

/// Whether the address is inside the program. A content security policy does not stop a page from going elsewhere; this does.
fn is_own_page(url: &Url) -> bool {
    // Windows has no schemes of its own: there the pages stand under a host name that no resolver is asked for.
    let (scheme, host) = if cfg!(windows) { ("http", "tauri.localhost") } else { ("tauri", "localhost") };
    url.scheme() == scheme && url.host_str() == Some(host) && url.port().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(address: &str) -> bool {
        is_own_page(&address.parse().unwrap())
    }

    #[test]
    #[cfg(not(windows))]
    fn only_our_own_pages_are_gone_to() {
        assert!(own("tauri://localhost/"));
        assert!(own("tauri://localhost/index.html#/workflows/WF-07"));
        assert!(!own("tauri://elsewhere/"));
        assert!(!own("http://tauri.localhost/"));
    }

    #[test]
    fn no_other_address_is_gone_to() {
        for address in [
            "http://localhost/",
            "http://localhost:1420/",
            "https://example.org/",
            "file:///etc/passwd",
            "data:text/html,hello",
            "blob:tauri://localhost/0b1c",
            "about:blank",
            "javascript:alert(1)",
            "tauri://localhost:8080/",
            "http://tauri.localhost:8080/",
            "http://tauri.localhost.example.org/",
            "http://tauri.localhost@example.org/",
            "mailto:someone@example.org",
        ] {
            assert!(!own(address), "{address}");
        }
    }
}
