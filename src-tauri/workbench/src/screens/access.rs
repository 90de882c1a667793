//! The tab Access of a workflow: who it acts as, with what credentials, and what it may do.

use crate::screens::Attribute;
use crate::screens::findings::FindingMark;
use countersign_core::SourceRef;
use serde::Serialize;

/// What a workflow can reach, identity by identity.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct AccessView {
    /// Whether the assessment looked for findings about access; otherwise no mark means nothing.
    pub analysed: bool,
    /// The identities in the order the inventory names them; last, without an id, what names no identity.
    pub identities: Vec<AccessIdentity>,
    /// Findings about the workflow as a whole.
    pub findings: Vec<FindingMark>,
    /// Days without use after which a permission counts as not used.
    pub unused_days: u64,
}

/// An identity the workflow acts as, or one that is used for it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct AccessIdentity {
    /// Its id; nothing for what names no identity.
    pub id: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// What it is, in words: `service account`, `person`, `agent`.
    pub kind: Option<String>,
    /// Whether the inventory has a record of it.
    pub registered: bool,
    /// Who else uses it, in words: `shared by 3 workflows`.
    pub shared: Option<String>,
    /// What its record says, statement by statement.
    pub facts: Vec<Attribute>,
    /// Findings about it.
    pub findings: Vec<FindingMark>,
    /// Its credentials.
    pub credentials: Vec<AccessCredential>,
    /// What it may do.
    pub grants: Vec<AccessGrant>,
}

/// Something an identity shows to prove that it is the one.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct AccessCredential {
    /// Its id.
    pub id: String,
    /// What it is, in words: `API key`.
    pub kind: Option<String>,
    /// How long it lives, in words: `1 hour`, `no expiry`, `issued per task`.
    pub lifetime: Option<String>,
    /// The day it ends, `YYYY-MM-DD`; nothing when it never ends or nobody says.
    pub expires: Option<String>,
    /// The day of its last use, `YYYY-MM-DD`.
    pub last_used: Option<String>,
    /// What its record says, statement by statement.
    pub facts: Vec<Attribute>,
    /// Findings about it.
    pub findings: Vec<FindingMark>,
    /// The cell that names it.
    pub source: SourceRef,
}

/// One permission on one resource.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct AccessGrant {
    /// Its key, unique in the workspace.
    pub key: String,
    /// The resource's id.
    pub resource: String,
    /// The resource's name.
    pub resource_name: Option<String>,
    /// How sensitive what it reaches is, in words.
    pub sensitivity: Option<String>,
    /// What may be done, in words: `read`, `anything`.
    pub permission: String,
    /// Where, in words: `Production`.
    pub environment: Option<String>,
    /// How it is held, in words: `standing`, `just in time`.
    pub kind: Option<String>,
    /// The day it ends, `YYYY-MM-DD`.
    pub expires: Option<String>,
    /// The day of its last use, `YYYY-MM-DD`.
    pub last_used: Option<String>,
    /// The day somebody last looked at it, `YYYY-MM-DD`.
    pub last_reviewed: Option<String>,
    /// What it is for.
    pub purpose: Option<String>,
    /// What its record says, statement by statement.
    pub facts: Vec<Attribute>,
    /// Findings about it.
    pub findings: Vec<FindingMark>,
    /// The cell that names it.
    pub source: SourceRef,
}
