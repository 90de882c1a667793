//! One action in full: who wrote it, what its review can show, and why it counts as drift or does not.

use crate::desk::Workbench;
use crate::error::{Error, Result};
use crate::screens::Reading;
use crate::screens::authorship::{ActionView, ActionWhich};
use crate::screens::authorship_view::line;
use crate::screens::findings::Statement;
use crate::screens::runs_view::steps;
use countersign_core::authorship::{self, Action, Held, ReviewClass};
use countersign_core::case::Case;
use countersign_core::chains;
use countersign_core::event::Unit;
use countersign_core::trail::GroupedBy;

impl Workbench {
    /// One action of a workflow, with the links from the request to its effect.
    ///
    /// # Errors
    /// `usage/workflow`, `usage/id`, `workspace/failed`.
    pub fn workflow_action(&self, reading: &Reading, which: &ActionWhich) -> Result<ActionView> {
        self.with_case(reading, &which.id, |looked| {
            let case = &looked.case;
            let actions = authorship::actions(case);
            let none =
                || Error::new("usage/id", format!("The log has no action `{}` in the period.", which.event), "Choose one of the roll.");
            let action = actions.iter().find(|a| a.id == which.event).ok_or_else(none)?;
            Ok(view(case, action))
        })?
    }
}

fn view(case: &Case<'_, '_>, a: &Action<'_>) -> ActionView {
    let half = case.parameters().get("authorship_machine_made");
    let line = line(a, half);
    let runs = chains::runs(case);
    let own: Vec<&str> = a.events.iter().filter_map(|at| case.trail.get(*at)).map(|e| e.id).collect();
    let steps = runs.iter().find(|r| r.events.contains(&a.at)).map(|r| steps(case, r)).unwrap_or_default();
    ActionView {
        question: line.drift_possible.then(|| "Was this read before it was carried out?".to_owned()),
        said: said(a),
        machine_units: a.machine,
        person_units: a.human,
        unit: a.unit.map(|u| unit(u).to_owned()),
        run: case.trail.run_of(a.at).filter(|r| r.by == GroupedBy::Run).map(|r| r.id.to_owned()),
        // A run may hold several actions; the links of this one are those it rests on, and those that are missing.
        steps: steps.into_iter().filter(|s| s.event.as_deref().is_none_or(|id| own.contains(&id))).collect(),
        because: because(case, a, half),
        line,
    }
}

fn unit(unit: Unit) -> &'static str {
    match unit {
        Unit::Word => "words",
        Unit::Line => "lines",
    }
}

/// What is shown of its review.
fn said(a: &Action<'_>) -> String {
    let mut text = match a.review {
        ReviewClass::None => "No approval by a person is on record.",
        ReviewClass::Unbound => "What was approved is not shown to be what was carried out.",
        ReviewClass::Own => "It was approved by a person who asked for it or runs the machine.",
        ReviewClass::Implausible => "It was approved in less time than reading takes.",
        ReviewClass::Procedural => "It was approved in order; nothing shows that it was read.",
        ReviewClass::Substantive => "It was changed, questioned or checked before it was approved.",
    }
    .to_owned();
    if let Some(seconds) = a.dwell {
        text.push_str(&format!(" At most {seconds:.0} seconds lie between what there was to read and the approval."));
    }
    match (a.size, a.unit) {
        (Some(size), Some(of)) => text.push_str(&format!(" There were {size} {} to read.", unit(of))),
        (Some(size), None) => text.push_str(&format!(" Its size is {size}; the unit is not told.")),
        (None, _) => text.push_str(" How much there was to read is not told."),
    }
    if a.review_doubtful {
        text.push_str(" Something that is not told keeps this from being relied on.");
    }
    text
}

/// Why it counts as drift, or does not.
fn because(case: &Case<'_, '_>, a: &Action<'_>, half: f64) -> Vec<Statement> {
    let at = |position: Option<usize>, column: &'static str| {
        position.and_then(|p| case.trail.get(p)).map(|e| e.place(Some(column)).source(case.data())).into_iter().collect()
    };
    let share = if a.share_low < a.share_high {
        format!("The machine's share lies between {:.2} and {:.2}; from {half:.2} on it is mostly machine-made.", a.share_low, a.share_high)
    } else {
        format!("The machine's share is {:.2}; from {half:.2} on it is mostly machine-made.", a.share_low)
    };
    let recorded = match a.recorded_human {
        Held::Yes => "A person is on record as having done it.",
        Held::Open => "It cannot be excluded that a person is on record as having done it.",
        Held::No => "No person is on record as having done it.",
    };
    let review = match a.review {
        ReviewClass::Substantive if !a.review_doubtful => "Its review is shown to be substantive.",
        ReviewClass::Substantive => "Its review is substantive only if what is not told turns out well.",
        _ => "Its review is not shown to be substantive.",
    };
    vec![
        Statement { text: share, sources: at(Some(a.at), "size") },
        Statement { text: recorded.to_owned(), sources: at(Some(a.at), "details") },
        Statement { text: review.to_owned(), sources: at(a.approval, "outcome") },
    ]
}
