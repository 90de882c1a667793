//! Severity in the five levels of SP 800-30, and the level of risk that likelihood and impact amount to (domain 1.8, 4).

use serde::{Deserialize, Serialize};

/// One of five levels: SP 800-30 very low is `info`, very high is `critical`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Very low.
    Info,
    /// Low.
    Low,
    /// Moderate.
    Medium,
    /// High.
    High,
    /// Very high.
    Critical,
}

impl Level {
    /// All levels, worst first.
    pub const ALL: [Self; 5] = [Self::Critical, Self::High, Self::Medium, Self::Low, Self::Info];

    /// The word of machine formats, which people read as well.
    pub fn word(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }

    /// The level a word names; `moderate`, `very_low` and `very_high` are read too.
    pub fn parse(word: &str) -> Option<Self> {
        Some(match word.trim().to_ascii_lowercase().as_str() {
            "info" | "very_low" | "vl" => Self::Info,
            "low" | "l" => Self::Low,
            "medium" | "moderate" | "m" => Self::Medium,
            "high" | "h" => Self::High,
            "critical" | "very_high" | "vh" => Self::Critical,
            _ => return None,
        })
    }

    /// One step worse, critical at most.
    #[must_use]
    pub fn up(self) -> Self {
        match self {
            Self::Info => Self::Low,
            Self::Low => Self::Medium,
            Self::Medium => Self::High,
            Self::High | Self::Critical => Self::Critical,
        }
    }

    /// One step better, not below low.
    #[must_use]
    pub fn down(self) -> Self {
        match self {
            Self::Critical => Self::High,
            Self::High => Self::Medium,
            Self::Medium | Self::Low => Self::Low,
            Self::Info => Self::Info,
        }
    }
}

/// The level of risk: SP 800-30 table I-2.
pub fn level_of_risk(likelihood: Level, impact: Level) -> Level {
    use Level::{Critical, High, Info, Low, Medium};
    match (likelihood, impact) {
        (_, Info) | (Info, Low | Medium) => Info,
        (Critical | High, i) => i,
        (Medium, Critical) => High,
        (Medium, High) => Medium,
        (Medium, i) => i,
        (Low, Critical) => Medium,
        (Low, _) | (Info, High | Critical) => Low,
    }
}

#[cfg(test)]
mod tests {
    use super::Level::{Critical, High, Info, Low, Medium};
    use super::*;

    #[test]
    fn the_table_of_domain_1_8_is_reproduced_cell_by_cell() {
        // Rows likelihood, columns impact from very low to very high.
        let rows = [
            (Critical, [Info, Low, Medium, High, Critical]),
            (High, [Info, Low, Medium, High, Critical]),
            (Medium, [Info, Low, Medium, Medium, High]),
            (Low, [Info, Low, Low, Low, Medium]),
            (Info, [Info, Info, Info, Low, Low]),
        ];
        for (likelihood, expected) in rows {
            for (impact, level) in [Info, Low, Medium, High, Critical].into_iter().zip(expected) {
                assert_eq!(level_of_risk(likelihood, impact), level, "{likelihood:?} {impact:?}");
            }
        }
    }

    #[test]
    fn steps_stop_at_critical_and_at_low() {
        assert_eq!((Critical.up(), High.up(), Info.up()), (Critical, Critical, Low));
        assert_eq!((Low.down(), Medium.down(), Critical.down(), Info.down()), (Low, Low, High, Info));
    }
}
