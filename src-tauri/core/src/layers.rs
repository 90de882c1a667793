//! Which layers of MAESTRO a workflow has a component in (domain 2.6). A layer without one is said to have none, with what says so; it
//! is never met. What is not told is taken to be there.

use crate::dataset::Dataset;
use crate::facts::{Cell, Fact, Facts, Related, Value, misread};
use crate::hit::Said;
use crate::place::Place;
use crate::record::Record;
use crate::rule::{Truth, plain};
use crate::tables::Table;
use serde::{Deserialize, Serialize};

/// The layers, in order, by their ids inside the edition.
pub const LAYERS: [&str; 7] = ["L1", "L2", "L3", "L4", "L5", "L6", "L7"];

/// The edition whose layers these are.
pub const EDITION: &str = "csa-maestro@1";

/// The positions in [`LAYERS`] of those that are there wherever anything is: evaluation and observability, security and compliance.
/// Logs that are missing, or access nobody controls, are a gap in the layer and no sign that it is not there.
const UPRIGHT: [usize; 2] = [4, 5];

/// Whether a workflow has a component in a layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Presence {
    /// Everything that could be one is told, and is none.
    Absent,
    /// It cannot be excluded; the layer applies, marked assumed.
    Unknown,
    /// There is one.
    Present,
}

impl From<Truth> for Presence {
    fn from(truth: Truth) -> Self {
        match truth {
            Truth::No => Self::Absent,
            Truth::Unknown => Self::Unknown,
            Truth::Yes => Self::Present,
        }
    }
}

/// One layer of one workflow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layer {
    /// `L1` to `L7`.
    pub id: String,
    /// Whether there is a component.
    pub presence: Presence,
    /// The components where there are some; what is not told where that is all there is; else what says that there is none.
    pub because: Vec<Said>,
}

/// Something that shows a component, or shows that there is none.
enum Sign {
    /// An attribute, or a column of the workflow, holds a word other than these.
    Word(&'static str, &'static [&'static str]),
    /// A list column names something.
    Items(&'static str),
    /// The workflow's identities hold a grant on a resource, or a flow of it touches one.
    Resources,
}

use Sign::{Items, Resources, Word};

const MODELS: &[Sign] = &[Items("models"), Word("output", &["none"]), Word("control_flow", &["code"]), Word("model_hosting", &[])];
const DATA: &[Sign] =
    &[Word("data_classes", &[]), Word("retrieval", &["no"]), Word("memory", &["none"]), Word("untrusted_inputs", &["no"]), Resources];
const FRAMEWORKS: &[Sign] =
    &[Items("tools"), Word("tool_mode", &["none"]), Items("agents"), Word("control_flow", &["code"]), Word("agent_protocol", &["none"])];
const INFRASTRUCTURE: &[Sign] = &[
    Word("model_hosting", &["vendor_api"]),
    Items("identities"),
    Items("tools"),
    Word("tool_mode", &["none"]),
    Items("agents"),
    Word("identity_mode", &["inherited_human"]),
    Word("started_by", &["human"]),
];
const ECOSYSTEM: &[Sign] = &[
    Items("agents"),
    Word("agent_protocol", &["none"]),
    Word("third_party_tools", &["no"]),
    Word("vendor_relation", &["no"]),
    Word("external_egress", &["no"]),
    Word("untrusted_inputs", &["no"]),
    Word("started_by", &["schedule_or_event", "self"]),
];
/// What is named of the upright layers when they are there.
const OBSERVED: &[Sign] = &[Items("logged_links"), Word("log_protection", &[])];
const GUARDED: &[Sign] = &[Items("identities"), Word("identity_mode", &[]), Word("human_gate", &["none"])];

/// The signs of a layer, by its position in [`LAYERS`].
const SIGNS: [&[Sign]; 7] = [MODELS, DATA, FRAMEWORKS, INFRASTRUCTURE, OBSERVED, GUARDED, ECOSYSTEM];

/// The position of a requirement in [`LAYERS`], when it is a layer.
pub fn position(requirement: &crate::ids::RequirementId) -> Option<usize> {
    if requirement.edition.to_string() != EDITION {
        return None;
    }
    LAYERS.iter().position(|l| *l == requirement.id)
}

/// Whether a workflow has a component in each layer, in the order of [`LAYERS`].
pub fn presence(data: &Dataset, related: &Related<'_>, workflow: &Record, facts: &Facts<'_>) -> [Presence; 7] {
    let mut found = [Presence::Absent; 7];
    let seen = Seen { data, related, workflow, facts };
    for (slot, signs) in found.iter_mut().zip(SIGNS) {
        // One component is enough, and nothing is more than one.
        let mut most = signs.is_empty().then_some(Truth::Unknown);
        for sign in signs {
            if most == Some(Truth::Yes) {
                break;
            }
            most = most.max(Some(seen.truth(sign)));
        }
        *slot = most.unwrap_or(Truth::Unknown).into();
    }
    let others = found.iter().enumerate().filter(|(i, _)| !UPRIGHT.contains(i)).map(|(_, p)| *p).max().unwrap_or(Presence::Unknown);
    for at in UPRIGHT {
        if let Some(slot) = found.get_mut(at) {
            *slot = others;
        }
    }
    found
}

/// The layers of a workflow with their reasons, in order.
pub fn layers(data: &Dataset, related: &Related<'_>, workflow: &Record, facts: &Facts<'_>) -> Vec<Layer> {
    let seen = Seen { data, related, workflow, facts };
    let found = presence(data, related, workflow, facts);
    let mut layers = Vec::with_capacity(LAYERS.len());
    for (at, ((id, presence), signs)) in LAYERS.into_iter().zip(found).zip(SIGNS).enumerate() {
        let wanted = match presence {
            Presence::Present => Truth::Yes,
            Presence::Unknown => Truth::Unknown,
            Presence::Absent => Truth::No,
        };
        let mut because: Vec<Said> = signs.iter().filter(|s| seen.truth(s) == wanted).map(|s| seen.said(s)).collect();
        if UPRIGHT.contains(&at) {
            if presence != Presence::Present {
                because.clear();
            }
            let text = "It stands beside every other layer: what is missing in it is a gap, not a layer without a component.";
            because.push(Said::new(text, vec![Place::record(workflow)]));
        }
        layers.push(Layer { id: id.to_owned(), presence, because });
    }
    layers
}

/// What the signs of one workflow are read from.
struct Seen<'r, 'a> {
    data: &'r Dataset,
    related: &'r Related<'a>,
    workflow: &'r Record,
    facts: &'r Facts<'a>,
}

impl Seen<'_, '_> {
    fn truth(&self, sign: &Sign) -> Truth {
        match sign {
            Word(name, quiet) => match self.facts.named(name) {
                Some(fact) => told(fact, quiet),
                None => self.column(name, quiet),
            },
            Items(column) => self.column(column, &[]),
            Resources => self.resources().0,
        }
    }

    /// A column of the workflow: a list, or one word.
    fn column(&self, column: &str, quiet: &[&str]) -> Truth {
        match self.workflow.items(column) {
            Some(items) if items.clone().any(|i| !quiet.contains(&i)) => Truth::Yes,
            Some(_) if !misread(self.workflow, column) => Truth::No,
            _ => Truth::Unknown,
        }
    }

    /// Whether the workflow reaches a resource, and the places that say so. Without an identity of its own, and without flows, it
    /// reaches none; an identity whose grants are not told may reach any.
    fn resources(&self) -> (Truth, Vec<Place>) {
        let w = self.workflow;
        let mut places = Vec::new();
        for flow in self.related.flows_of(&w.key) {
            let touches = |column: &str| flow.get(column).is_some_and(|id| self.data.find(Table::Resources, id).is_some());
            for column in ["from", "to"].into_iter().filter(|c| touches(c)) {
                places.push(Place::cell(flow, column));
            }
        }
        places.extend(self.related.grants_for(&w.key).into_iter().map(|g| Place::cell(g, "resource")));
        let mut open = false;
        for column in ["identities", "agents"] {
            open |= w.get(column).is_none() || misread(w, column);
            for id in w.list(column).unwrap_or_default() {
                let grants = self.related.grants_of(id);
                open |= grants.is_empty();
                places.extend(grants.into_iter().map(|g| Place::cell(g, "resource")));
            }
        }
        places.sort();
        places.dedup();
        let truth = match (places.is_empty(), open) {
            (false, _) => Truth::Yes,
            (true, true) => Truth::Unknown,
            (true, false) => Truth::No,
        };
        if places.is_empty() {
            places.extend(["identities", "agents"].map(|c| Place::cell(w, c)));
        }
        (truth, places)
    }

    /// What a sign says, with its places.
    fn said(&self, sign: &Sign) -> Said {
        match sign {
            Word(name, _) | Items(name) => {
                let words = named(name);
                let (value, places) = match self.facts.named(name) {
                    Some(fact) => (fact.text(), fact.cells.iter().map(place).collect()),
                    None => (self.text(name), vec![Place::cell(self.workflow, name)]),
                };
                let verb = if words.ends_with('s') { "are" } else { "is" };
                let text = if value == "unknown" { format!("{words} {verb} not told.") } else { format!("{words}: {value}.") };
                Said::new(capital(&text), places)
            }
            Resources => {
                let (truth, places) = self.resources();
                let text = match truth {
                    Truth::Yes => "The workflow reaches data by a grant or a flow.",
                    Truth::Unknown => "What the identities of the workflow may reach is not told in full.",
                    Truth::No => "The workflow has no identity, and no flow of it touches a resource.",
                };
                Said::new(text, places)
            }
        }
    }

    fn text(&self, column: &str) -> String {
        match self.workflow.list(column) {
            None => "unknown".to_owned(),
            Some(items) if items.is_empty() => "none".to_owned(),
            Some(items) => {
                items.iter().map(|i| if self.is_words(column) { plain(i) } else { (*i).to_owned() }).collect::<Vec<_>>().join(", ")
            }
        }
    }

    /// Whether a column holds words of a vocabulary, not ids or names.
    fn is_words(&self, column: &str) -> bool {
        use crate::tables::{Kind, spec};
        let of = spec(Table::Workflows);
        let kind = of.position(column).and_then(|p| of.columns.get(p)).map(|c| c.kind);
        matches!(kind, Some(Kind::One(_) | Kind::Many(_)))
    }
}

fn told(fact: &Fact<'_>, quiet: &[&str]) -> Truth {
    let loud = |w: &&str| !quiet.contains(w);
    match &fact.value {
        None => Truth::Unknown,
        Some(Value::OneOf(words)) if words.iter().all(loud) => Truth::Yes,
        Some(Value::OneOf(words)) if words.iter().any(loud) => Truth::Unknown,
        Some(Value::Word(word)) if loud(word) => Truth::Yes,
        Some(Value::Words(words)) if words.iter().any(loud) => Truth::Yes,
        Some(_) if fact.complete => Truth::No,
        Some(_) => Truth::Unknown,
    }
}

fn place(cell: &Cell<'_>) -> Place {
    Place::cell(cell.record, cell.column)
}

/// What a sign is called.
fn named(name: &str) -> String {
    let attribute = crate::attributes::position(name).and_then(|at| crate::attributes::ATTRIBUTES.get(at));
    match (name, attribute) {
        (_, Some(a)) => a.words.to_owned(),
        ("models", _) => "the models".to_owned(),
        (other, _) => format!("the {}", plain(other)),
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// The layers a threat T1 to T15 is looked for in by default.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placed {
    /// `T1` to `T15`.
    pub threat: &'static str,
    /// The layers it belongs to first of all.
    pub primary: &'static [&'static str],
    /// Layers it reaches as well.
    pub also: &'static [&'static str],
    /// Whether it runs across layers. That makes no layer applicable by itself.
    pub crosses: bool,
}

const fn t(threat: &'static str, primary: &'static [&'static str], also: &'static [&'static str], crosses: bool) -> Placed {
    Placed { threat, primary, also, crosses }
}

/// Where each threat is placed by default (domain 2.6). T16 and T17 came later and are placed nowhere.
pub const PLACED: [Placed; 15] = [
    t("T1", &["L2"], &["L1"], false),
    t("T2", &["L3"], &[], false),
    t("T3", &["L4", "L6"], &[], false),
    t("T4", &["L4"], &[], false),
    t("T5", &["L1", "L3"], &[], false),
    t("T6", &["L3"], &[], true),
    t("T7", &["L1", "L6"], &[], false),
    t("T8", &["L5"], &[], false),
    t("T9", &["L7"], &[], false),
    t("T10", &["L5"], &[], false),
    t("T11", &["L1", "L3"], &[], true),
    t("T12", &["L2"], &[], true),
    t("T13", &["L4", "L7"], &[], true),
    t("T14", &["L4", "L7"], &[], false),
    t("T15", &["L7"], &[], true),
];

/// Where a threat is placed by default.
pub fn placed(threat: &str) -> Option<&'static Placed> {
    PLACED.iter().find(|p| p.threat == threat)
}

#[cfg(test)]
mod tests;
