//! What every command has at hand: where to print, what time it is, who acts.

use crate::render::out::Out;
use crate::render::text::inert;
use chrono::{DateTime, SecondsFormat, Utc};
use countersign_workbench::{Error, Moment, Result, Workbench};
use std::io::Write as _;
use std::path::Path;

/// Who acts when nobody is named.
pub const ANALYST: &str = "analyst";

/// One run of the program.
pub struct Session {
    /// Standard output.
    pub out: Out,
    /// When, and who.
    pub now: Moment,
}

impl Session {
    /// Reads the clock and the environment, once.
    ///
    /// # Errors
    /// `usage/now` and `usage/by`.
    pub fn new(by: Option<&str>) -> Result<Self> {
        let var = |name: &str| std::env::var(name).ok();
        let at = instant(var("COUNTERSIGN_NOW").as_deref(), Utc::now())?;
        let actor = actor(by, var("COUNTERSIGN_BY").as_deref())?;
        Ok(Self { out: Out::stdout(), now: Moment { at, actor } })
    }

    /// Opens a workspace, and says so when opening did something.
    ///
    /// # Errors
    /// Those of [`Workbench::open`].
    pub fn open(&self, path: &Path, write: bool) -> Result<Workbench> {
        let bench = Workbench::open(path, write)?;
        if let Some(said) = &bench.opened {
            note(said);
        }
        Ok(bench)
    }
}

/// Says something on standard error. Nobody listening is no trouble.
pub fn note(text: &str) {
    let _ = writeln!(std::io::stderr(), "{}", inert(text));
}

fn instant(pinned: Option<&str>, clock: DateTime<Utc>) -> Result<String> {
    let at = match pinned {
        None => clock,
        Some(text) => DateTime::parse_from_rfc3339(text)
            .map_err(|_| {
                Error::new("usage/now", format!("COUNTERSIGN_NOW is `{text}`, which is not a time."), "Write it like 2026-09-30T12:00:00Z.")
            })?
            .with_timezone(&Utc),
    };
    Ok(at.to_rfc3339_opts(SecondsFormat::Secs, true))
}

fn actor(option: Option<&str>, variable: Option<&str>) -> Result<String> {
    let name = option.or(variable.filter(|v| !v.is_empty())).unwrap_or(ANALYST).trim();
    if name.is_empty() || name.chars().any(char::is_control) || name.chars().count() > 200 {
        return Err(Error::new(
            "usage/by",
            "That is not a name that can stand in the journal.",
            "Give one line of up to 200 characters with --by NAME.",
        ));
    }
    Ok(name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_is_utc_to_the_second() {
        let clock = DateTime::parse_from_rfc3339("2026-09-30T12:00:00.987Z").unwrap().to_utc();
        assert_eq!(instant(None, clock).unwrap(), "2026-09-30T12:00:00Z");
        assert_eq!(instant(Some("2026-01-01T01:30:00+02:00"), clock).unwrap(), "2025-12-31T23:30:00Z");
        assert_eq!(instant(Some("yesterday"), clock).unwrap_err().code, "usage/now");
    }

    #[test]
    fn the_actor_is_who_is_named_and_never_who_is_logged_in() {
        assert_eq!(actor(None, None).unwrap(), "analyst");
        assert_eq!(actor(None, Some("")).unwrap(), "analyst");
        assert_eq!(actor(None, Some("P. Lee")).unwrap(), "P. Lee");
        assert_eq!(actor(Some("A. Okafor"), Some("P. Lee")).unwrap(), "A. Okafor");
        assert_eq!(actor(Some("a\nb"), None).unwrap_err().code, "usage/by");
        assert_eq!(actor(Some(" "), None).unwrap_err().code, "usage/by");
    }
}
