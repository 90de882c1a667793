//! The machine share where artefacts, units or sizes are mixed, and what stays known of the size.

use super::super::super::drift::Part;
use super::*;
use crate::event::Unit;

/// The bounds of the share, the size and the unit of an action whose content is a draft and an edit.
type Found = (f64, f64, Option<u64>, Option<Unit>);

fn content(of: &Told<'_>, change: impl FnOnce(&mut Made)) -> Found {
    let mut out = None;
    one(of, change, |a| out = Some((a.share_low, a.share_high, a.size, a.unit)));
    out.unwrap()
}

/// A draft of 100 lines and 50 lines added by a person.
const EDITED: Told<'_> = Told { added: 50, ..PLAIN };

/// Makes the edit one of an agent.
fn by_agent(m: &mut Made) {
    set(m, "1-edit", "actor", "agent");
    set(m, "1-edit", "actor_kind", "agent");
}

#[test]
fn a_size_is_kept_where_the_share_is_open() {
    let units = content(&EDITED, |m| set(m, "1-edit", "unit", "word"));
    assert_eq!(units, (0.0, 1.0, Some(150), None), "words and lines");
    let nothing = content(&Told { draft: Some(0), ..PLAIN }, |m| set(m, "1-out", "details", "origin=machine"));
    assert_eq!(nothing, (1.0, 1.0, Some(0), Some(Unit::Line)));
    // An agent took out as much as there was: of the machine's lines, or of a person's.
    let emptied = content(&EDITED, |m| {
        by_agent(m);
        set(m, "1-edit", "size", "0");
        set(m, "1-edit", "details", "removed=100");
    });
    assert_eq!(emptied, (0.0, 1.0, Some(100), Some(Unit::Line)));
}

#[test]
fn sizes_without_a_unit_are_one_ratio_only_where_all_are_of_one_origin() {
    let without_units = |m: &mut Made| ["1-out", "1-edit"].into_iter().for_each(|id| set(m, id, "unit", ""));
    assert_eq!(content(&EDITED, without_units), (0.0, 1.0, Some(150), None));
    let machine = content(&EDITED, |m| {
        without_units(m);
        by_agent(m);
    });
    assert_eq!(machine, (1.0, 1.0, Some(150), None));
    let people = content(&EDITED, |m| {
        without_units(m);
        m.event(
            "1-first",
            "human_edit",
            &time("2026-05-01", 5),
            &[("run_id", "R-1"), ("actor", "al"), ("actor_kind", "human"), ("size", "7")],
        );
        m.events.retain(|e| e.key != "1-out");
        set(m, "1-edit", "parents", "1-first");
        set(m, "1-first", "parents", "1-req");
    });
    assert_eq!(people, (0.0, 0.0, Some(57), None));
}

#[test]
fn one_artefact_without_a_size_leaves_the_whole_open() {
    let second = |size: &'static str| {
        let found = content(&PLAIN, |m| {
            let values = [("run_id", "R-1"), ("actor", "gen"), ("actor_kind", "agent"), ("unit", "line"), ("parents", "1-out")];
            let more = [("artefact", "annex"), ("size", size), ("details", "origin=machine")];
            m.event("1-annex", "model_output", &time("2026-05-01", 12), &[&values[..], &more].concat());
            set(m, "1-app", "parents", "1-annex");
        });
        (found.0, found.1, found.2)
    };
    assert_eq!(second("20"), (1.0, 1.0, Some(120)));
    assert_eq!(second(""), (0.0, 1.0, None));
}

#[test]
fn only_what_people_wrote_may_have_been_taken_over_into_a_new_draft() {
    let share = |agent: bool| {
        let found = content(&EDITED, |m| {
            if agent {
                by_agent(m);
            }
            let values =
                [("run_id", "R-1"), ("actor", "gen"), ("actor_kind", "agent"), ("unit", "line"), ("size", "80"), ("parents", "1-edit")];
            m.event("1-new", "model_output", &time("2026-05-01", 25), &values);
            set(m, "1-app", "parents", "1-new");
        });
        (found.0, found.1)
    };
    assert_eq!((share(false), share(true)), ((30.0 / 80.0, 1.0), (1.0, 1.0)));
}

#[test]
fn the_label_of_a_draft_without_a_size_holds_unless_a_person_may_have_edited_it() {
    let labelled = |origin: &'static str, agent: bool, actor: &'static str| {
        let found = content(&EDITED, |m| {
            if agent {
                by_agent(m);
            }
            set(m, "1-out", "size", "");
            set(m, "1-out", "details", origin);
            set(m, "1-out", "actor", actor);
            set(m, "1-out", "actor_kind", "");
        });
        (found.0, found.1)
    };
    assert_eq!(labelled("origin=machine", true, "gen"), (1.0, 1.0));
    assert_eq!(labelled("origin=machine", true, ""), (1.0, 1.0), "who drafted it is not told; the label is");
    assert_eq!(labelled("origin=machine", false, "gen"), (0.0, 1.0));
    assert_eq!(labelled("origin=human", true, "gen"), (0.0, 1.0), "an agent edited it");
}

#[test]
fn a_share_of_nothing_is_nothing() {
    assert_eq!(Part { n: 1, of: 4 }.share(), 0.25);
    assert_eq!(Part { n: 0, of: 0 }.share(), 0.0);
    let empty: Vec<String> = (1..=5).map(|n| n.to_string()).collect();
    let made = log(&empty.iter().map(|id| Told { id, draft: Some(0), ..PLAIN }).collect::<Vec<_>>());
    let share = made.case("WF-1", |c| analyse(c).machine_share.unwrap());
    assert_eq!((share.volume_weighted, share.volume_n), (None, 0), "no units, no weight");
}
