//! No way out below the page. A content security policy and the guard refuse requests, but a webview may still open a connection
//! ahead of one it expects: for a link that is clicked, or that asks for it.

use tauri::WebviewWindow;

/// Every connection the webview would make has to go through a proxy of a kind that does not exist, so none is made.
///
/// # Errors
/// When the window has gone.
#[cfg(target_os = "linux")]
pub fn sever(window: &WebviewWindow) -> tauri::Result<()> {
    use webkit2gtk::{NetworkProxyMode, NetworkProxySettings, WebContextExt as _, WebViewExt as _, WebsiteDataManagerExt as _};
    window.with_webview(|webview| {
        let manager = webview.inner().context().and_then(|context| context.website_data_manager());
        if let Some(manager) = manager {
            let mut nowhere = NetworkProxySettings::new(Some("nowhere://0.0.0.0:1"), &[]);
            manager.set_network_proxy_settings(NetworkProxyMode::Custom, Some(&mut nowhere));
        }
    })
}

/// Elsewhere the policy and the guard are all there is.
///
/// # Errors
/// None.
#[cfg(not(target_os = "linux"))]
pub fn sever(_: &WebviewWindow) -> tauri::Result<()> {
    Ok(())
}
