//! The three commands the page may invoke. Each hands over to the session, away from the thread that draws.

use super::theme;
use countersign_app::Session;
use countersign_workbench::{Error, Result};
use serde_json::Value;
use std::sync::Arc;
use tauri::ipc::Response;
use tauri::{AppHandle, State};

/// Does what `name` says with `input`. A `job` names work that reports progress and can be cancelled.
///
/// # Errors
/// Those of [`Session::call`].
#[tauri::command]
pub async fn call(app: AppHandle, session: State<'_, Arc<Session>>, name: String, input: Value, job: Option<String>) -> Result<Value> {
    let session = Arc::clone(&session);
    aside(move || {
        let answer = session.call(&name, input, job.as_deref())?;
        theme::follow(&app, &name, &answer);
        Ok(answer)
    })
    .await
}

/// The bytes of a document, without a detour through JSON.
///
/// # Errors
/// Those of [`Session::call_bytes`].
#[tauri::command]
pub async fn call_bytes(session: State<'_, Arc<Session>>, name: String, input: Value) -> Result<Response> {
    let session = Arc::clone(&session);
    aside(move || session.call_bytes(&name, input)).await.map(Response::new)
}

/// Asks a job to stop. It answers by ending with an error of its own.
#[tauri::command(async)]
pub fn cancel(session: State<'_, Arc<Session>>, job: String) {
    session.cancel(&job);
}

async fn aside<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tauri::async_runtime::spawn_blocking(work).await.unwrap_or_else(|why| {
        let bug = Error::new("program/stopped", "The work stopped before it was done.", "This is a bug; please report it with the detail.");
        Err(Error { detail: why.to_string(), ..bug })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use tauri::async_runtime::block_on;

    #[test]
    fn an_error_crosses_with_its_four_fields() {
        let error = block_on(aside::<()>(|| Err(Error::new("workspace/missing", "It is not there.", "Check the path.")))).unwrap_err();
        let crossed = serde_json::to_value(error).unwrap();
        assert_eq!(
            crossed,
            serde_json::json!({"code": "workspace/missing", "message": "It is not there.", "hint": "Check the path.", "detail": ""})
        );
    }

    #[test]
    fn work_that_breaks_is_an_error_and_not_silence() {
        let error = block_on(aside::<()>(|| panic!("broken"))).unwrap_err();
        assert_eq!(error.code, "program/stopped");
    }
}
