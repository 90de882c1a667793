//! Identities that several sources name: which may be one, by which key, and what a person decided. Never by a name alone.

use crate::desk::{Moment, Workbench};
use crate::error::{Error, Result};
use countersign_core::SourceRef;
use countersign_core::record::Record;
use countersign_core::tables::Table;
use countersign_store::{Join, JoinState, SameIds, Seq, StoredFile, Workspace};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Identities that may be one (`countersign/identities@1`).
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct JoinReport {
    /// `countersign/identities@1`.
    pub schema: &'static str,
    /// Pairs: those that wait for a person first.
    pub pairs: Vec<JoinPair>,
}

/// Two identities and what is said about them.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct JoinPair {
    /// One; the smaller id.
    pub a: JoinSide,
    /// The other.
    pub b: JoinSide,
    /// `proposed`, `same` or `different`.
    pub state: &'static str,
    /// The key that both have: `e-mail ann@example.com`; empty when a person said so without one.
    pub rule: String,
    /// Why a person or the rule decided so.
    pub why: Option<String>,
    /// Who decided; `rule` when the exact-key rule did.
    pub by: Option<String>,
}

/// One side of a pair.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct JoinSide {
    /// Its id.
    pub id: String,
    /// `people` or `identities`.
    pub table: String,
    /// Its name.
    pub name: Option<String>,
    /// The sources that name it.
    pub sources: Vec<String>,
    /// Where it stands.
    pub at: SourceRef,
}

/// A kind of key that two ids may share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Email,
    Arn,
    Spiffe,
    Login,
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Kind::Email => "e-mail",
            Kind::Arn => "ARN",
            Kind::Spiffe => "SPIFFE id",
            Kind::Login => "login",
        }
    }

    /// Whether an equal key alone makes two ids one: it is unique in the world and nobody shares it. Mail addresses and logins are shared
    /// and handed on, so a person decides about them.
    fn decides(self) -> bool {
        matches!(self, Kind::Arn | Kind::Spiffe)
    }
}

/// Attributes that hold such a key, as headers are written in exports, without case and marks. A role's ARN is not among them: it is
/// what many identities take on, not what one of them is.
const ATTRIBUTES: &[(&str, Kind)] = &[
    ("email", Kind::Email),
    ("mail", Kind::Email),
    ("emailaddress", Kind::Email),
    ("workemail", Kind::Email),
    ("userprincipalname", Kind::Email),
    ("upn", Kind::Email),
    ("arn", Kind::Arn),
    ("userarn", Kind::Arn),
    ("spiffeid", Kind::Spiffe),
    ("login", Kind::Login),
    ("githublogin", Kind::Login),
    ("githubuser", Kind::Login),
];

/// Names of mailboxes that many people share: an equal address says nothing about who somebody is.
const SHARED: &[&str] = &["admin", "info", "support", "help", "helpdesk", "noreply", "no-reply", "postmaster", "root", "security", "team"];

/// What is said of one id.
struct Known {
    table: Table,
    name: Option<String>,
    origins: Vec<u32>,
    at: (u32, u64),
}

impl Workbench {
    /// Identities that may be one, and what was decided about them.
    ///
    /// # Errors
    /// `workspace/failed`.
    pub fn joins(&self) -> Result<JoinReport> {
        report(&self.workspace)
    }

    /// Says that two ids are one (`Some(true)`), are not (`Some(false)`), or takes back what was said.
    ///
    /// # Errors
    /// `identities/unknown`, `identities/why`, `identities/contradiction`, `workspace/failed`.
    pub fn settle_join(&mut self, a: &str, b: &str, same: Option<bool>, why: &str, now: &Moment) -> Result<JoinReport> {
        if same.is_some() && why.trim().is_empty() {
            return Err(Error::new("identities/why", "A reason is needed.", "Say in a few words why they are one, or are not."));
        }
        let (known, _) = keys(&self.workspace, None)?;
        for id in [a, b] {
            if !known.contains_key(id) {
                let said = format!("No identity or person has the id `{id}`.");
                return Err(Error::new("identities/unknown", said, "Give ids as they stand in the tables identities or people."));
            }
        }
        if a == b {
            return Err(Error::new("identities/unknown", "An id is always one with itself.", "Give two different ids."));
        }
        let pairs = report(&self.workspace)?.pairs;
        let pair = pairs.iter().find(|p| (p.a.id == a && p.b.id == b) || (p.a.id == b && p.b.id == a));
        let rule = pair.map(|p| p.rule.clone()).filter(|r| !r.is_empty());
        let subject = format!("{a} = {b}");
        if same == Some(true) {
            let said = self.workspace.joins(None)?;
            let different: BTreeSet<(String, String)> = said
                .iter()
                .filter(|j| j.state == JoinState::Different && !joins_both(j, a, b))
                .map(|j| (j.a.clone(), j.b.clone()))
                .collect();
            let mut pairs = self.workspace.same_ids(None)?.pairs;
            pairs.push((a.to_owned(), b.to_owned()));
            if contradicts(&pairs, &different) {
                let said = format!("`{a}` and `{b}` cannot be one: two ids that were said to be different would become one with them.");
                return Err(Error::new("identities/contradiction", said, "Take back what was said of those first."));
            }
        }
        let action = Self::action(now, "identities", &subject);
        let mut change = self.workspace.change(&action)?;
        match same {
            None => change.forget_join(a, b)?,
            Some(same) => {
                let state = if same { JoinState::Same } else { JoinState::Different };
                let (a, b, why, by) = (a.to_owned(), b.to_owned(), why.trim().to_owned(), now.actor.clone());
                change.join(&Join { a, b, state, rule, why, by })?
            }
        };
        let said = same.map(|s| if s { "same" } else { "different" });
        change.commit(&serde_json::json!({"a": a, "b": b, "said": said, "why": why.trim()}))?;
        self.joins()
    }
}

/// How many pairs wait for a person.
pub(crate) fn open(workspace: &Workspace) -> Result<usize> {
    Ok(report(workspace)?.pairs.iter().filter(|p| p.state == "proposed").count())
}

/// The ids that are one, by a person's word or by an exact key that decides: what a dataset is read with.
pub(crate) fn same_ids(workspace: &Workspace, at: Option<Seq>) -> Result<SameIds> {
    let mut same = workspace.same_ids(at)?;
    let refused: BTreeSet<(String, String)> =
        workspace.joins(at)?.into_iter().filter(|j| j.state == JoinState::Different).map(|j| (j.a, j.b)).collect();
    let (_, shared) = keys(workspace, at)?;
    let mut known: BTreeSet<(String, String)> = same.pairs.iter().cloned().collect();
    let decided = shared.iter().filter(|((kind, _), _)| kind.decides()).flat_map(|(_, ids)| star(ids));
    for pair in decided.filter(|pair| known.insert(pair.clone())) {
        same.pairs.push(pair);
        // A person's "different" stands, over any number of steps.
        if contradicts(&same.pairs, &refused) {
            same.pairs.pop();
        }
    }
    Ok(same)
}

fn joins_both(join: &Join, a: &str, b: &str) -> bool {
    (join.a == a && join.b == b) || (join.a == b && join.b == a)
}

/// Whether some pairs, followed over any number of steps, make one of two ids that were said to be different.
fn contradicts(pairs: &[(String, String)], different: &BTreeSet<(String, String)>) -> bool {
    different.iter().any(|(from, to)| {
        let (mut met, mut next) = (BTreeSet::from([from]), vec![from]);
        while let Some(id) = next.pop() {
            for (a, b) in pairs {
                let other = if a == id {
                    b
                } else if b == id {
                    a
                } else {
                    continue;
                };
                if met.insert(other) {
                    next.push(other);
                }
            }
        }
        met.contains(to)
    })
}

fn report(workspace: &Workspace) -> Result<JoinReport> {
    let (known, shared) = keys(workspace, None)?;
    let files: BTreeMap<u32, StoredFile> = workspace.files(None)?.into_iter().map(|f| (f.source.id, f)).collect();
    let mut pairs: BTreeMap<(String, String), JoinPair> = BTreeMap::new();
    for ((kind, key), ids) in &shared {
        for (a, b) in star(ids) {
            let (Some(left), Some(right)) = (side(&a, &known, &files), side(&b, &known, &files)) else { continue };
            let rule = format!("{} {key}", kind.word());
            let (state, why, by) = match kind.decides() {
                true => ("same", Some(format!("both have the {rule}")), Some("rule".to_owned())),
                false => ("proposed", None, None),
            };
            pairs.entry((a, b)).or_insert(JoinPair { a: left, b: right, state, rule, why, by });
        }
    }
    for join in workspace.joins(None)? {
        let (Some(a), Some(b)) = (side(&join.a, &known, &files), side(&join.b, &known, &files)) else { continue };
        let rule = join.rule.unwrap_or_default();
        let pair = JoinPair { a, b, state: join.state.word(), rule, why: Some(join.why), by: Some(join.by) };
        pairs.insert((join.a, join.b), pair);
    }
    let mut pairs: Vec<JoinPair> = pairs.into_values().collect();
    pairs.sort_by(|x, y| (x.state != "proposed", &x.a.id, &x.b.id).cmp(&(y.state != "proposed", &y.a.id, &y.b.id)));
    Ok(JoinReport { schema: "countersign/identities@1", pairs })
}

/// The first of some ids with each of the others.
fn star(ids: &BTreeSet<String>) -> impl Iterator<Item = (String, String)> {
    let first = ids.first().cloned().unwrap_or_default();
    ids.iter().skip(1).map(move |other| (first.clone(), other.clone()))
}

type Keys = (BTreeMap<String, Known>, BTreeMap<(Kind, String), BTreeSet<String>>);

/// Every identity and person by id, and the keys that several of them share.
fn keys(workspace: &Workspace, at: Option<Seq>) -> Result<Keys> {
    let mut known: BTreeMap<String, Known> = BTreeMap::new();
    let mut shared: BTreeMap<(Kind, String), BTreeSet<String>> = BTreeMap::new();
    for table in [Table::People, Table::Identities] {
        for record in workspace.records(table, at)? {
            for key in keys_of(&record) {
                shared.entry(key).or_default().insert(record.key.clone());
            }
            let mut origins = vec![record.origin.file];
            origins.extend(record.others.iter().map(|(_, o)| o.file));
            match known.get_mut(&record.key) {
                Some(before) => before.origins.extend(origins),
                None => {
                    let name = record.get("name").map(str::to_owned);
                    let at = (record.origin.file, record.origin.row);
                    known.insert(record.key.clone(), Known { table, name, origins, at });
                }
            }
        }
    }
    shared.retain(|_, ids| ids.len() > 1);
    Ok((known, shared))
}

/// The keys of a record: of its id, of a name that is itself a mail address, and of the attributes that hold one.
fn keys_of(record: &Record) -> BTreeSet<(Kind, String)> {
    let mut found: BTreeSet<(Kind, String)> = BTreeSet::new();
    found.extend(key_of(&record.key, None));
    found.extend(record.get("name").and_then(|name| key_of(name, Some(Kind::Email))));
    for (header, text) in &record.extra {
        let plain: String = header.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
        if let Some((_, kind)) = ATTRIBUTES.iter().find(|(name, _)| *name == plain) {
            found.extend(key_of(text, Some(*kind)));
        }
    }
    found
}

/// The key that a text is, of one kind or of any.
fn key_of(text: &str, wanted: Option<Kind>) -> Option<(Kind, String)> {
    let text = text.trim();
    let kind = if text.starts_with("spiffe://") {
        Kind::Spiffe
    } else if text.starts_with("arn:") && text.split(':').count() >= 6 {
        Kind::Arn
    } else if is_address(text) {
        Kind::Email
    } else if wanted == Some(Kind::Login) && !text.is_empty() && text.len() <= 100 && !text.contains(char::is_whitespace) {
        // A login means something only beside the system it is of: the one that login ids name.
        return Some((Kind::Login, format!("github:{}", text.to_lowercase())));
    } else if let Some(login) = text.strip_prefix("github:") {
        return Some((Kind::Login, format!("github:{}", login.to_lowercase())));
    } else {
        return None;
    };
    if wanted.is_some_and(|w| w != kind) {
        return None;
    }
    // Mail addresses are compared without case; the others are not.
    let key = if kind == Kind::Email { text.to_lowercase() } else { text.to_owned() };
    Some((kind, key))
}

/// Whether a text is one mail address of a person or account: not one that many share by its name.
fn is_address(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    let plain = |t: &str| !t.is_empty() && t.chars().all(|c| c.is_alphanumeric() || ".-_+'%".contains(c));
    plain(local) && plain(domain) && domain.contains('.') && !SHARED.contains(&local.to_lowercase().as_str())
}

fn side(id: &str, known: &BTreeMap<String, Known>, files: &BTreeMap<u32, StoredFile>) -> Option<JoinSide> {
    let found = known.get(id)?;
    let source = |file: &u32| {
        let said = files.get(file)?.format.get("source")?.as_str()?;
        Some(if said.is_empty() { countersign_core::precedence::OWN_TABLES } else { said }.to_owned())
    };
    let sources: BTreeSet<String> = found.origins.iter().filter_map(source).collect();
    let (file, row) = found.at;
    let at = files.get(&file).map_or_else(|| SourceRef::file(found.table.name()), |f| f.source.cell(row, None));
    Some(JoinSide {
        id: id.to_owned(),
        table: found.table.name().to_owned(),
        name: found.name.clone(),
        sources: sources.into_iter().collect(),
        at,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::AssessOptions;
    use crate::importing::ImportOptions;

    #[test]
    fn joining_two_ids_changes_what_was_assessed() {
        let now = Moment { at: "2026-10-01T08:30:00Z".to_owned(), actor: "p.lee".to_owned() };
        let folder = tempfile::tempdir().unwrap();
        let table = |name: &str, text: &str| {
            let file = folder.path().join(name);
            std::fs::write(&file, text).unwrap();
            file
        };
        let files = [
            table("workflows.csv", "id,name\nWF-1,Letters\n"),
            table("people.csv", "id,name,kind\nP-1,Ann Lee,human\n"),
            table("identities.csv", "id,name,kind\n00u1,Ann L.,human\n"),
        ];
        let mut bench = Workbench::create(&folder.path().join("w.countersign"), "Brackwater Mutual", &now).unwrap();
        bench.import(&files, &ImportOptions::default(), &now, &mut |_, _| true).unwrap();
        bench.assess(&AssessOptions::default(), &now).unwrap();
        let changed = |bench: &Workbench| bench.reading(&now).unwrap().changed_since;
        assert!(!changed(&bench));
        bench.settle_join("00u1", "P-1", Some(true), "the same badge", &now).unwrap();
        assert!(changed(&bench));
    }

    #[test]
    fn keys_are_exact_and_names_are_none() {
        assert_eq!(key_of("Ann.Lee@Example.com", None), Some((Kind::Email, "ann.lee@example.com".into())));
        assert_eq!(key_of("spiffe://a/b", None), Some((Kind::Spiffe, "spiffe://a/b".into())));
        assert_eq!(key_of("arn:aws:iam::123456789012:role/x", None).map(|k| k.0), Some(Kind::Arn));
        assert_eq!(key_of("Octo", Some(Kind::Login)), key_of("github:octo", None));
        for nothing in ["Ann Lee", "ann", "arn:x", "a@b", "support@example.com", "a b@c.de", ""] {
            assert_eq!(key_of(nothing, None), None, "{nothing}");
        }
        assert_eq!(key_of("Ann Lee", Some(Kind::Email)), None);
    }
}
