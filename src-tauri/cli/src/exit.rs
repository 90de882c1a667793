//! Exit codes, in one table.

use std::process::ExitCode;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Done,
    /// Done, and the gate asked for failed.
    Gate,
    /// The command was not understood.
    Usage,
    /// The input was refused; nothing changed.
    Refused,
    /// A person has to decide.
    Undecided,
    /// A bug.
    Bug,
}

/// What the part of an error code before `/` means for the exit code.
const ROOMS: &[(&str, Exit)] = &[
    ("assess", Exit::Refused),
    ("catalog", Exit::Refused),
    ("citation", Exit::Refused),
    ("demo", Exit::Refused),
    ("identities", Exit::Refused),
    ("import", Exit::Refused),
    ("pack", Exit::Refused),
    ("program", Exit::Bug),
    ("report", Exit::Refused),
    ("sample", Exit::Refused),
    ("templates", Exit::Refused),
    ("usage", Exit::Usage),
    ("workspace", Exit::Refused),
];

impl Exit {
    /// The exit for an error code. A code of no known room is a bug.
    pub fn of_code(code: &str) -> Self {
        let room = code.split('/').next().unwrap_or("");
        ROOMS.iter().find(|(name, _)| *name == room).map_or(Exit::Bug, |(_, exit)| *exit)
    }

    /// The number.
    pub fn number(self) -> u8 {
        match self {
            Exit::Done => 0,
            Exit::Gate => 1,
            Exit::Usage => 2,
            Exit::Refused => 3,
            Exit::Undecided => 4,
            Exit::Bug => 255,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit.number())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn error_codes_lead_to_the_exit_codes_of_the_contract() {
        let number = |code: &str| Exit::of_code(code).number();
        assert_eq!(number("usage/framework"), 2);
        for refused in [
            "import/refused",
            "catalog/other-edition",
            "workspace/exists",
            "pack/refused",
            "report/failed",
            "assess/none",
            "citation/unknown",
            "sample/unknown",
        ] {
            assert_eq!(number(refused), 3, "{refused}");
        }
        assert_eq!(number("program/json"), 255);
        assert_eq!(number("elsewhere/what"), 255);
        assert_eq!([Exit::Done, Exit::Gate, Exit::Undecided].map(Exit::number), [0, 1, 4]);
        assert!(ROOMS.is_sorted_by(|a, b| a.0 < b.0), "one row per room, in order");
    }
}
