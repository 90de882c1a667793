//! Identifiers that cannot lie: a requirement is always (framework, edition, id).

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// One edition of one framework, written `nist-csf@2.0`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EditionId {
    /// The part before `@`, for example `nist-csf`.
    pub framework: String,
    /// The part after `@`, for example `2.0`.
    pub edition: String,
}

/// One requirement of one edition, written `nist-csf@2.0/PR.AA-05`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(type = "string"))]
#[serde(try_from = "String", into = "String")]
pub struct RequirementId {
    /// The edition the id belongs to.
    pub edition: EditionId,
    /// The id inside the edition; no spaces.
    pub id: String,
}

/// Why a text is not an identifier.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// No `framework@edition` in the text.
    #[error("`{0}` is not framework@edition")]
    Edition(String),
    /// No `framework@edition/ID` in the text.
    #[error("`{0}` is not framework@edition/ID")]
    Requirement(String),
}

impl EditionId {
    /// Names an edition from its two parts.
    pub fn new(framework: &str, edition: &str) -> Self {
        Self { framework: framework.to_owned(), edition: edition.to_owned() }
    }

    /// The requirement `id` of this edition.
    pub fn requirement(&self, id: &str) -> RequirementId {
        RequirementId { edition: self.clone(), id: id.to_owned() }
    }
}

impl fmt::Display for EditionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.framework, self.edition)
    }
}

impl fmt::Display for RequirementId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.edition, self.id)
    }
}

impl FromStr for EditionId {
    type Err = IdError;
    fn from_str(s: &str) -> Result<Self, IdError> {
        match s.split_once('@') {
            Some((f, e)) if !f.is_empty() && !e.is_empty() && !e.contains('/') && !s.contains(' ') => Ok(Self::new(f, e)),
            _ => Err(IdError::Edition(s.to_owned())),
        }
    }
}

impl FromStr for RequirementId {
    type Err = IdError;
    fn from_str(s: &str) -> Result<Self, IdError> {
        let bad = || IdError::Requirement(s.to_owned());
        let (edition, id) = s.split_once('/').ok_or_else(bad)?;
        if id.is_empty() || id.contains([' ', '#']) {
            return Err(bad());
        }
        Ok(Self { edition: edition.parse().map_err(|_| bad())?, id: id.to_owned() })
    }
}

impl TryFrom<String> for EditionId {
    type Error = IdError;
    fn try_from(s: String) -> Result<Self, IdError> {
        s.parse()
    }
}

impl TryFrom<String> for RequirementId {
    type Error = IdError;
    fn try_from(s: String) -> Result<Self, IdError> {
        s.parse()
    }
}

impl From<EditionId> for String {
    fn from(id: EditionId) -> Self {
        id.to_string()
    }
}

impl From<RequirementId> for String {
    fn from(id: RequirementId) -> Self {
        id.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_requirement_id_round_trips() {
        let id: RequirementId = "nist-csf@2.0/PR.AA-05".parse().unwrap();
        assert_eq!(id.edition, EditionId::new("nist-csf", "2.0"));
        assert_eq!(id.to_string(), "nist-csf@2.0/PR.AA-05");
    }

    #[test]
    fn a_bare_or_spaced_id_is_refused() {
        for bad in ["PR.AA-05", "nist-csf/PR.AA-05", "nist-ai-rmf@1.0/GOVERN 1.6", "@2.0/X", "a@/X", "a@1/", "a@1/X#f"] {
            assert!(bad.parse::<RequirementId>().is_err(), "{bad}");
        }
    }
}
