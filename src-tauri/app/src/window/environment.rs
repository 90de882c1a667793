//! The two things the environment may say: what time it is, and who acts. Read once, at the start.

use chrono::{DateTime, SecondsFormat, Utc};
use countersign_workbench::{Error, Result};

/// Who acts when nobody is named.
const ANALYST: &str = "analyst";

/// What the session is told about the world outside the workspace.
pub struct Environment {
    pinned: Option<DateTime<Utc>>,
    actor: String,
}

impl Environment {
    /// Reads `COUNTERSIGN_NOW` and `COUNTERSIGN_BY`.
    ///
    /// # Errors
    /// `usage/now` and `usage/by`.
    pub fn read() -> Result<Self> {
        let var = |name: &str| std::env::var(name).ok();
        Self::of(var("COUNTERSIGN_NOW").as_deref(), var("COUNTERSIGN_BY").as_deref())
    }

    fn of(now: Option<&str>, by: Option<&str>) -> Result<Self> {
        Ok(Self { pinned: now.map(moment).transpose()?, actor: actor(by)? })
    }

    /// The clock of the computer, or the one moment that was named: RFC 3339 in UTC, to the second.
    pub fn now(&self) -> String {
        self.pinned.unwrap_or_else(Utc::now).to_rfc3339_opts(SecondsFormat::Secs, true)
    }

    /// Who acts when the preferences name nobody. Never the account.
    pub fn actor(&self) -> &str {
        &self.actor
    }
}

fn moment(text: &str) -> Result<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(text).map(|at| at.to_utc()).map_err(|_| {
        Error::new("usage/now", format!("COUNTERSIGN_NOW is `{text}`, which is not a time."), "Write it like 2026-09-30T12:00:00Z.")
    })
}

fn actor(variable: Option<&str>) -> Result<String> {
    let name = variable.filter(|v| !v.is_empty()).unwrap_or(ANALYST).trim();
    if name.is_empty() || name.chars().any(char::is_control) || name.chars().count() > 200 {
        return Err(Error::new(
            "usage/by",
            "COUNTERSIGN_BY is not a name that can stand in the journal.",
            "Give one line of up to 200 characters.",
        ));
    }
    Ok(name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_is_utc_to_the_second() {
        let now = |text| Environment::of(text, None).unwrap().now();
        assert_eq!(now(Some("2026-01-01T01:30:00.5+02:00")), "2025-12-31T23:30:00Z");
        assert_eq!(now(None).len(), "2026-09-30T12:00:00Z".len());
        assert_eq!(Environment::of(Some("yesterday"), None).err().unwrap().code, "usage/now");
    }

    #[test]
    fn the_actor_is_who_is_named_and_never_who_is_logged_in() {
        let actor = |by| Environment::of(None, by).map(|e| e.actor().to_owned());
        assert_eq!(actor(None).unwrap(), "analyst");
        assert_eq!(actor(Some("")).unwrap(), "analyst");
        assert_eq!(actor(Some(" A. Okafor ")).unwrap(), "A. Okafor");
        assert_eq!(actor(Some("a\nb")).unwrap_err().code, "usage/by");
        assert_eq!(actor(Some(" ")).unwrap_err().code, "usage/by");
    }
}
