//! By which words our columns are known in other people's tables: their own names, the headers that presets read, and usual other names.

use crate::map::presets::Presets;
use crate::map::rule::{Makeup, Place};
use crate::text::{Pattern, words};
use countersign_core::tables::{Table, spec};

/// What a row of a table is called.
const CALLED: &[(Table, &[&str])] = &[
    (Table::Sources, &["source", "source system"]),
    (Table::Zones, &["zone"]),
    (Table::People, &["person", "employee", "staff member", "colleague", "user"]),
    (Table::Identities, &["identity", "account", "principal", "service account", "user account"]),
    (Table::Tools, &["tool", "api", "connector", "plugin", "integration"]),
    (Table::Resources, &["resource", "asset", "application", "repository"]),
    (Table::Workflows, &["workflow", "use case", "ai use case", "agent", "ai system", "assistant", "bot"]),
    (Table::Actions, &["action"]),
    (Table::Credentials, &["credential", "key", "api key", "token", "certificate"]),
    (Table::Grants, &["grant", "entitlement", "access right", "assignment"]),
    (Table::Flows, &["flow"]),
    (Table::Events, &["event", "log", "activity"]),
    (Table::ContextChanges, &["change"]),
    (Table::Controls, &["control"]),
    (Table::Evidence, &["evidence", "document", "artefact", "artifact"]),
    (Table::ControlTests, &["test", "control test"]),
    (Table::Exceptions, &["exception", "waiver"]),
    (Table::Decisions, &["decision"]),
    (Table::Reviews, &["review", "recertification", "attestation"]),
    (Table::SystemRecords, &["record"]),
    (Table::Requests, &["request"]),
];

/// Other usual names of a column, wherever it stands.
const ALSO: &[(&str, &[&str])] = &[
    ("active", &["enabled", "employed", "is active", "in service"]),
    ("actor", &["user", "performed by", "initiated by", "principal", "who", "caller", "done by"]),
    ("approved_by", &["approver", "authorised by", "authorized by", "signed off by"]),
    ("at", &["date", "when", "time", "date of decision", "decided at", "reviewed at", "changed at"]),
    ("business_unit", &["department", "division", "organisation", "organization", "team", "agency", "office"]),
    ("claim", &["implementation status", "implemented"]),
    ("collected_at", &["collected on", "date collected", "received on"]),
    ("collected_by", &["collector", "provided by"]),
    ("control", &["control reference", "control ref", "control number"]),
    ("criticality", &["business criticality", "priority", "importance"]),
    ("decided_by", &["decision maker", "decider"]),
    ("decision", &["verdict", "outcome"]),
    ("deviations", &["exceptions noted", "number of deviations", "exceptions found"]),
    ("due", &["due date", "deadline", "due by", "due on"]),
    ("environment", &["env", "landscape"]),
    ("evidence", &["evidence reference", "attachments", "workpaper"]),
    ("expires", &["expiry", "expiry date", "expiration date", "valid until", "valid to", "end date"]),
    ("expires_at", &["expiry", "expiry date", "expires on", "expiration date", "valid until", "valid to", "end date"]),
    ("file", &["file name", "filename", "document name", "path"]),
    ("frequency", &["how often", "cadence", "periodicity"]),
    ("granted_at", &["granted on", "assigned at", "assignment date", "date granted"]),
    ("id", &["identifier", "ref", "reference", "key", "number", "no", "code", "uid", "uuid", "guid"]),
    (
        "identity",
        &["principal", "account", "account name", "user", "user name", "username", "grantee", "member", "service account", "login"],
    ),
    ("issued_at", &["created", "created at", "created on", "creation date", "issued on", "date issued"]),
    ("last_reviewed", &["last review", "last review date", "reviewed on", "review date", "date of last review"]),
    ("last_rotated", &["rotated", "rotation date", "last rotation", "last changed", "password last changed"]),
    ("last_used", &["last login", "last logon", "last sign in", "last access", "last accessed", "last activity", "last seen"]),
    ("lifecycle", &["status", "state", "stage", "phase"]),
    ("models", &["model", "model name", "foundation model", "llm", "language model"]),
    ("name", &["title", "label", "display name", "full name"]),
    ("next_review", &["next review date", "review due", "next review due"]),
    ("note", &["comment", "comments", "remarks", "notes"]),
    ("outcome", &["result", "status"]),
    ("owner", &["responsible", "responsible person", "accountable", "accountable person", "owned by", "custodian", "steward", "contact"]),
    ("permission", &["access level", "access", "right", "rights", "privilege", "privileges", "role"]),
    ("procedure", &["test procedure", "test steps", "steps"]),
    ("provider", &["vendor", "supplier", "publisher"]),
    ("purpose", &["description", "summary", "what it does", "objective"]),
    ("reason", &["justification", "rationale", "why"]),
    ("requested_by", &["requester", "requestor", "raised by"]),
    ("requirement", &["framework reference", "citation", "clause"]),
    ("requirements", &["requirement", "framework reference", "references", "citations", "mapped to", "csf", "clauses"]),
    ("resource", &["system", "application", "asset", "target", "repository", "bucket"]),
    ("result", &["conclusion", "outcome", "test result", "rating"]),
    ("reviewer", &["reviewed by", "certifier", "attested by", "certified by"]),
    ("roles", &["role", "job title", "position", "function"]),
    ("sample_size", &["sample", "items tested", "number of items tested"]),
    ("sensitivity", &["classification", "data classification", "confidentiality"]),
    ("severity", &["risk", "risk level", "risk rating"]),
    ("statement", &["description", "wording", "control activity"]),
    ("status", &["state"]),
    ("subject", &["item", "account", "entity", "subject of review"]),
    ("tested_at", &["test date", "date tested", "tested on", "date performed"]),
    ("tester", &["tested by", "auditor", "assessor"]),
    ("title", &["name", "label", "short name"]),
    ("tools", &["apis", "integrations", "plugins", "connectors", "apis accessible"]),
    ("ts", &["timestamp", "time", "date", "event time", "occurred at", "created at", "datetime", "when", "logged at"]),
    ("type", &["event type", "event name", "operation", "activity", "category", "action"]),
    ("valid_from", &["start date", "effective date", "effective from"]),
    ("vendor", &["supplier", "provider", "manufacturer"]),
    ("what", &["item requested", "evidence requested", "description", "subject"]),
    ("workflow", &["use case", "agent", "ai system", "bot", "assistant", "application", "app"]),
];

/// Why a header may be a column, the surest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Because {
    /// It has the column's name.
    Name,
    /// A preset reads the column from such a header.
    Preset,
    /// It is another usual name.
    Also,
    /// It shares words with one of these.
    Words,
    /// Its texts are words of the column's vocabulary.
    Values,
}

/// A text that may be a column's header.
struct Phrase {
    /// As [`words`].
    text: String,
    tokens: Vec<String>,
    /// How sure a header that is just that is, in percent.
    sure: u32,
    because: Because,
}

impl Phrase {
    fn new(text: String, sure: u32, because: Because) -> Self {
        Self { tokens: tokens(&text), text, sure, because }
    }
}

/// What is known of the headers of one column.
pub(crate) struct Known {
    pub table: Table,
    pub column: u16,
    phrases: Vec<Phrase>,
    patterns: Vec<Pattern>,
}

/// Every column of every table.
pub(crate) fn every_column(presets: &Presets) -> Vec<Known> {
    let mut all: Vec<Known> = Vec::new();
    for table in Table::ALL {
        let called = CALLED.iter().find(|(t, _)| t == table).map_or(&[][..], |(_, names)| names);
        for (i, column) in spec(*table).columns.iter().enumerate() {
            let own = column.name.replace('_', " ");
            let also = ALSO.iter().find(|(name, _)| *name == column.name).map_or(&[][..], |(_, names)| names);
            let mut phrases = vec![Phrase::new(own.clone(), 100, Because::Name)];
            phrases.extend(also.iter().map(|name| Phrase::new((*name).to_owned(), 84, Because::Also)));
            for one in called {
                phrases.push(Phrase::new(format!("{one} {own}"), 98, Because::Name));
                phrases.extend(also.iter().map(|name| Phrase::new(format!("{one} {name}"), 90, Because::Also)));
                if matches!(column.name, "name" | "title") {
                    phrases.push(Phrase::new((*one).to_owned(), 86, Because::Also));
                }
            }
            all.push(Known { table: *table, column: u16::try_from(i).unwrap_or(u16::MAX), phrases, patterns: Vec::new() });
        }
    }
    for gives in presets.all().filter(|m| !m.is_tree()).flat_map(|m| &m.gives) {
        for rule in &gives.columns {
            let Makeup::First(places) = &rule.makeup else { continue };
            let patterns = places.iter().filter_map(|p| if let Place::Header(pattern) = p { Some(pattern.clone()) } else { None });
            if let Some(known) = all.iter_mut().find(|k| k.table == gives.table && k.column == rule.to) {
                known.patterns.extend(patterns);
            }
        }
    }
    all
}

/// A header, ready to be compared.
pub(super) struct Header {
    /// As [`words`], with `createdAt` taken apart.
    text: String,
    tokens: Vec<String>,
}

impl Header {
    pub fn of(header: &str) -> Self {
        let text = words(&apart(header.trim_start_matches('\u{feff}')));
        Self { tokens: tokens(&text), text }
    }

    /// Whether there are any words to go by.
    pub fn says_something(&self) -> bool {
        !self.tokens.is_empty()
    }
}

impl Known {
    /// How sure it is, in percent, that a header is of this column; 0 when nothing says so.
    pub(super) fn sure(&self, header: &Header) -> (u32, Because) {
        let mut best = (0, Because::Words);
        let mut take = |sure: u32, because: Because| {
            if sure > best.0 {
                best = (sure, because);
            }
        };
        for phrase in &self.phrases {
            if phrase.text == header.text {
                take(phrase.sure, phrase.because);
            } else {
                take(alike(&header.tokens, &phrase.tokens, phrase.sure), Because::Words);
            }
        }
        for pattern in self.patterns.iter().filter(|p| p.fits(&header.text)) {
            take(if pattern.weight().0 { 92 } else { 72 }, Because::Preset);
        }
        best
    }
}

/// How sure shared words make it, in percent.
fn alike(header: &[String], phrase: &[String], sure: u32) -> u32 {
    let shared = u32::try_from(phrase.iter().filter(|t| header.contains(t)).count()).unwrap_or(0);
    let both = u32::try_from(phrase.len() + header.len()).unwrap_or(u32::MAX);
    // Twice what is shared, of all: two of three words and one of one more are 66.
    let part = (200 * shared).checked_div(both).unwrap_or(0);
    if part < 60 { 0 } else { (sure * part / 100).min(sure.saturating_sub(12)) }
}

/// Words that carry no meaning of their own.
const EMPTY: &[&str] = &[
    "the", "a", "an", "of", "for", "in", "on", "is", "are", "to", "and", "or", "by", "this", "your", "what", "which", "y", "n", "if",
    "any", "with",
];

/// The words of a text that mean something, in the singular and once each; all of them when none does.
fn tokens(text: &str) -> Vec<String> {
    let singular = |word: &str| match word.strip_suffix('s') {
        Some(stem) if stem.len() >= 3 && !stem.ends_with(['s', 'u', 'i']) => stem.to_owned(),
        _ => word.to_owned(),
    };
    let mut all: Vec<String> = text.split(' ').filter(|w| !w.is_empty() && !EMPTY.contains(w)).map(singular).collect();
    if all.is_empty() {
        all = text.split(' ').filter(|w| !w.is_empty()).map(str::to_owned).collect();
    }
    let mut once: Vec<String> = Vec::with_capacity(all.len());
    for token in all {
        if !once.contains(&token) {
            once.push(token);
        }
    }
    once
}

/// `createdAt` as `created At`.
fn apart(header: &str) -> String {
    let mut out = String::with_capacity(header.len() + 4);
    let mut before = ' ';
    for c in header.chars() {
        if c.is_uppercase() && before.is_lowercase() {
            out.push(' ');
        }
        out.push(c);
        before = c;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_words_and_presets_say_what_a_header_is() {
        let presets = Presets::builtin().unwrap();
        let all = every_column(&presets);
        let sure = |table: Table, column: &str, header: &str| {
            let position = u16::try_from(spec(table).position(column).unwrap()).unwrap();
            all.iter().find(|k| k.table == table && k.column == position).unwrap().sure(&Header::of(header))
        };
        assert_eq!(sure(Table::Credentials, "last_rotated", "Last_Rotated"), (100, Because::Name));
        assert_eq!(sure(Table::Controls, "id", "3. Control ID"), (98, Because::Name));
        assert_eq!(sure(Table::Credentials, "issued_at", "createdAt"), (84, Because::Also));
        assert_eq!(sure(Table::Workflows, "business_unit", "Bureau / Component"), (92, Because::Preset));
        let (by_words, because) = sure(Table::Workflows, "owner", "Owner of the tool");
        assert!((50..84).contains(&by_words) && because == Because::Words, "{by_words}");
        assert_eq!(sure(Table::Workflows, "owner", "Colour").0, 0);
        assert_eq!(sure(Table::Identities, "id", "Paid").0, 0);
    }

    #[test]
    fn every_other_name_is_of_a_column_there_is() {
        for (name, also) in ALSO {
            assert!(Table::ALL.iter().any(|t| spec(*t).position(name).is_some()), "{name}");
            assert!(also.iter().all(|text| words(text) == **text), "{name}");
        }
        assert!(ALSO.is_sorted_by(|a, b| a.0 < b.0));
        assert_eq!(CALLED.len(), Table::ALL.len());
    }
}
