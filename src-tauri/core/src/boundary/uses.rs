//! Who used what, as the events of a workflow show it: found in one pass over them, and kept as positions in the trail.

use crate::event::{ActorKind, Kind};
use crate::trail::Trail;
use std::collections::{BTreeMap, BTreeSet};

/// How a credential was used.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CredentialUse {
    /// The first event that names it.
    pub first: usize,
    /// For each actor that is no person, the first event in which it used the credential. An event that names no actor is left out,
    /// and an issue or a revocation is no use.
    pub machines: Vec<usize>,
    /// Whether an event used it without naming an actor.
    pub by_nobody: bool,
    /// The events that issued it, in order.
    pub issues: Vec<usize>,
    /// The events that revoked it, in order.
    pub revokes: Vec<usize>,
}

/// Who used what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Uses {
    /// For each actor, the first event that names it. What a system of record shows (an effect) is nobody's use.
    pub actors: Vec<usize>,
    /// For each one on whose behalf somebody acted, the first event that says so.
    pub behalf: Vec<usize>,
    /// Each credential that events name, by its id.
    pub credentials: Vec<CredentialUse>,
    /// The first event other than an effect that names no actor.
    pub nobody: Option<usize>,
    /// The first execution that names no credential.
    pub bare_execution: Option<usize>,
    /// The first issue of a credential that does not say which.
    pub nameless_issue: Option<usize>,
}

impl Uses {
    /// Looks through the events once.
    pub fn of(trail: &Trail<'_>) -> Self {
        let mut uses = Self::default();
        let mut actors: Vec<Option<usize>> = vec![None; trail.names().len()];
        let mut behalf: BTreeMap<&str, usize> = BTreeMap::new();
        let mut credentials: BTreeMap<&str, (CredentialUse, BTreeSet<&str>)> = BTreeMap::new();
        // Events of one actor come one after the other more often than not.
        let mut last_behalf = None;
        for (at, e) in trail.events().iter().enumerate() {
            if e.kind != Kind::Effect {
                match trail.actor(at).and_then(|actor| actors.get_mut(actor)) {
                    Some(first) => *first = first.or(Some(at)),
                    None => uses.nobody = uses.nobody.or(Some(at)),
                }
            }
            if let Some(of) = e.on_behalf_of.filter(|of| last_behalf.replace(*of) != Some(of)) {
                behalf.entry(of).or_insert(at);
            }
            match (e.kind, e.credential) {
                (Kind::CredentialIssue, None) => uses.nameless_issue = uses.nameless_issue.or(Some(at)),
                (Kind::Execution, None) => uses.bare_execution = uses.bare_execution.or(Some(at)),
                (_, None) => {}
                (kind, Some(id)) => {
                    let (used, by) =
                        credentials.entry(id).or_insert_with(|| (CredentialUse { first: at, ..CredentialUse::default() }, BTreeSet::new()));
                    match kind {
                        Kind::CredentialIssue => used.issues.push(at),
                        Kind::CredentialRevoke => used.revokes.push(at),
                        _ => match e.actor {
                            None => used.by_nobody = true,
                            Some(actor) if e.actor_kind != ActorKind::Human && by.insert(actor) => used.machines.push(at),
                            Some(_) => {}
                        },
                    }
                }
            }
        }
        uses.actors = actors.into_iter().flatten().collect();
        uses.actors.sort_unstable_by_key(|at| trail.get(*at).and_then(|e| e.actor));
        uses.behalf = behalf.into_values().collect();
        uses.credentials = credentials.into_values().map(|(used, _)| used).collect();
        uses
    }

    /// How a credential was used; `None` when no event names it.
    pub fn credential(&self, trail: &Trail<'_>, id: &str) -> Option<&CredentialUse> {
        let name = |used: &CredentialUse| trail.get(used.first).and_then(|e| e.credential).unwrap_or("");
        let slot = self.credentials.binary_search_by(|used| name(used).cmp(id)).ok()?;
        self.credentials.get(slot)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::Table;
    use crate::testing::Made;

    #[test]
    fn each_user_is_found_once_with_the_first_event() {
        let mut made = Made::default();
        made.put(Table::Workflows, &[("id", "WF-1"), ("name", "w")]);
        let at = |n: u32| format!("2026-05-01T10:00:0{n}Z");
        made.event("a", "credential_issue", &at(0), &[("actor", "issuer"), ("credential", "C-2")])
            .event("b", "tool_call", &at(1), &[("actor", "bot"), ("actor_kind", "agent"), ("credential", "C-1")])
            .event("c", "tool_call", &at(2), &[("actor", "bot"), ("actor_kind", "agent"), ("credential", "C-1"), ("on_behalf_of", "P-1")])
            .event("d", "approval", &at(3), &[("actor", "P-1"), ("actor_kind", "human"), ("credential", "C-1")])
            .event("e", "tool_call", &at(4), &[("actor", "bot"), ("credential", "C-2"), ("on_behalf_of", "P-1")])
            .event("f", "credential_revoke", &at(5), &[("actor", "issuer"), ("credential", "C-2")])
            .event("g", "effect", &at(6), &[("actor", "ledger")]);
        made.case("WF-1", |c| {
            let uses = Uses::of(c.trail);
            assert_eq!((uses.nobody, uses.nameless_issue), (None, None));
            assert_eq!(uses.actors, [3, 1, 0], "P-1, bot, issuer; not the ledger");
            assert_eq!(uses.behalf, [2]);
            let one = uses.credential(c.trail, "C-1").unwrap();
            assert_eq!((one.first, &one.machines[..], one.issues.len()), (1, &[1][..], 0));
            let two = uses.credential(c.trail, "C-2").unwrap();
            assert_eq!((two.first, &two.machines[..], &two.issues[..], &two.revokes[..]), (0, &[4][..], &[0][..], &[5][..]));
            assert_eq!(uses.credential(c.trail, "C-3"), None);
        });
        made.event("h", "credential_issue", &at(7), &[]).event("i", "effect", &at(8), &[]).event("j", "prompt", &at(9), &[]);
        made.case("WF-1", |c| {
            let uses = Uses::of(c.trail);
            assert_eq!((uses.nobody, uses.nameless_issue), (Some(7), Some(7)));
        });
    }
}
