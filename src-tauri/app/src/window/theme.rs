//! The frame, the menu and the dialogs look as the page looks.

use serde_json::Value;
use tauri::{AppHandle, Theme};

/// Listens in on the two answers that carry the preferences: the first one, and the one to a change of them.
pub fn follow(app: &AppHandle, command: &str, answer: &Value) {
    if let Some(theme) = told(command, answer) {
        app.set_theme(named(theme));
    }
}

fn told<'a>(command: &str, answer: &'a Value) -> Option<&'a str> {
    let prefs = match command {
        "start" => answer.get("prefs"),
        "set_prefs" => Some(answer),
        _ => None,
    };
    prefs?.get("theme")?.as_str()
}

/// Nothing is what the system says.
fn named(theme: &str) -> Option<Theme> {
    match theme {
        "light" => Some(Theme::Light),
        "dark" => Some(Theme::Dark),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use countersign_app::shapes::Prefs;
    use serde_json::json;

    #[test]
    fn the_preferences_are_found_in_both_answers() {
        let prefs = serde_json::to_value(Prefs { theme: "dark".to_owned(), ..Prefs::default() }).unwrap();
        assert_eq!(told("start", &json!({ "prefs": prefs })), Some("dark"));
        assert_eq!(told("set_prefs", &prefs), Some("dark"));
        assert_eq!(told("workflows", &prefs), None);
    }

    #[test]
    fn the_system_decides_unless_told_otherwise() {
        assert_eq!([named("light"), named("dark"), named("system")], [Some(Theme::Light), Some(Theme::Dark), None]);
    }
}
