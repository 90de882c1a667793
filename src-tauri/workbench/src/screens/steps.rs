//! What to do next: questions a person can answer, in the order of what they unblock, each with its true count.

use crate::screens::ages::due_soon;
use crate::screens::bars::short_name;
use crate::screens::reading::count;
use crate::screens::words::{day, names, number, things, upper_first};
use crate::screens::{NextStep, Reading};
use countersign_core::assess::Outcome;
use countersign_core::evidence::Freshness;
use countersign_core::status::Status;
use countersign_core::tables::Table;

/// How many are named.
const NAMED: usize = 3;

fn step(kind: &str, question: String, detail: String, verb: &str, place: impl Into<String>) -> NextStep {
    NextStep { kind: kind.to_owned(), question, detail, verb: verb.to_owned(), place: place.into() }
}

fn is(n: u64) -> &'static str {
    if n == 1 { "is" } else { "are" }
}

impl Reading {
    /// The questions that wait for a person.
    pub(crate) fn next_steps(&self) -> Vec<NextStep> {
        if self.register.lines.is_empty() {
            let detail = "No workflow has been imported. A list of workflows is enough to begin.".to_owned();
            return vec![step("import", "Which workflows use AI?".to_owned(), detail, "Import", "import")];
        }
        let steps = [
            self.to_assess(),
            self.citations_to_decide(),
            self.requests_to_chase(),
            self.exceptions_to_decide(),
            self.evidence_to_renew(),
            self.owners_to_name(),
            self.identities_to_tell(),
            self.reviews_to_make(),
            self.outcomes_to_test(),
        ];
        steps.into_iter().flatten().collect()
    }

    fn to_assess(&self) -> Option<NextStep> {
        let Some(assessed) = &self.assessed else {
            let (question, detail) = match self.unassessed {
                Some("assess/other-ruleset") => (
                    "Where does it stand under the rules of this version?",
                    "The latest assessment was made with another rule set or version; it stays in the workspace.".to_owned(),
                ),
                _ => {
                    let workflows = things(count(self.register.lines.len()), "workflow");
                    ("Where does it stand?", format!("{workflows} and no assessment yet."))
                }
            };
            return Some(step("assess", question.to_owned(), detail, "Assess", "overview"));
        };
        if !self.changed_since {
            return None;
        }
        let since = assessed.frozen.seq;
        let made = |action: &str| count(self.journal.iter().filter(|e| e.seq > since && e.action == action).count());
        let said = [
            ("import", "import"),
            ("undo", "undo"),
            ("resolve", "decided citation"),
            ("identities", "identity pair"),
            ("attach", "attached text"),
            ("set", "threshold"),
        ];
        let changes: Vec<String> =
            said.iter().map(|(action, noun)| (made(action), noun)).filter(|(n, _)| *n > 0).map(|(n, noun)| things(n, noun)).collect();
        let detail = format!("Since the assessment of {}: {}.", day(self.as_of()), names(&changes, changes.len()));
        Some(step("assess", "What did the latest changes alter?".to_owned(), detail, "Assess again", "overview"))
    }

    fn citations_to_decide(&self) -> Option<NextStep> {
        let n = count(self.open_citations.len());
        let (what, counts) = if n == 1 { ("citation", "It counts") } else { ("citations", "They count") };
        let question = if n == 1 { "What did one citation mean?".to_owned() } else { format!("What did {} {what} mean?", number(n)) };
        let detail = format!("{}. {counts} nowhere yet.", names(&self.open_citations, NAMED));
        (n > 0).then(|| step("citations", question, detail, "Resolve", "import/citations"))
    }

    fn requests_to_chase(&self) -> Option<NextStep> {
        // As the engine judges it: what cannot be had counts as late, whenever it was due.
        let late: Vec<&str> = self
            .now
            .data
            .rows(Table::Requests)
            .iter()
            .filter(|r| match r.get("status") {
                Some("not_available") => true,
                Some("accepted" | "received") => false,
                _ => r.day("due").is_some_and(|due| due < self.as_of()),
            })
            .map(|r| r.key.as_str())
            .collect();
        let n = count(late.len());
        let question = if n == 1 { "Where is one late request?".to_owned() } else { format!("Where are {} late requests?", number(n)) };
        let detail = format!(
            "{}: overdue, or said not to be available. Until received, the claims behind read unsubstantiated.",
            names(&late, NAMED)
        );
        (n > 0).then(|| step("requests", question, detail, "Chase", "evidence?view=requests"))
    }

    fn exceptions_to_decide(&self) -> Option<NextStep> {
        let assessed = self.assessed.as_ref()?;
        let failing: Vec<&str> =
            assessed.assessment.exceptions.iter().filter(|(_, clauses)| !clauses.is_empty()).map(|(id, _)| id.as_str()).collect();
        if failing.is_empty() {
            return None;
        }
        let n = count(failing.len());
        let what = if n == 1 { "exception that does not hold" } else { "exceptions that do not hold" };
        let detail = format!("{}: expired, or a clause fails. They accept no risk as they stand.", names(&failing, NAMED));
        Some(step("exceptions", format!("Renew or close {} {what}?", number(n)), detail, "Decide", "exceptions"))
    }

    fn evidence_to_renew(&self) -> Option<NextStep> {
        let stale = count(self.ages.of.iter().filter(|a| matches!(a.freshness, Freshness::Stale { .. })).count());
        let soon = count(self.ages.of.iter().filter(|a| due_soon(a.freshness)).count());
        let of = self.ages.of.len();
        let detail = match (stale, soon) {
            (0, 0) => return None,
            (0, soon) => format!("{soon} of {of} {} due soon.", is(soon)),
            (stale, 0) => format!("{stale} of {of} {} past the freshness limit.", is(stale)),
            (stale, soon) => format!("{stale} of {of} {} past the freshness limit, {soon} {} due soon.", is(stale), is(soon)),
        };
        let artefacts = if stale + soon == 1 { "artefact" } else { "artefacts" };
        let question = format!("Who can export {} {artefacts} again?", number(stale + soon));
        Some(step("evidence", question, detail, "Renew", "evidence?view=stale"))
    }

    fn owners_to_name(&self) -> Option<NextStep> {
        let without: Vec<&str> = self.named(|l| l.no_owner);
        let n = self.how_many(|l| l.no_owner);
        let question = match without.as_slice() {
            [] => return None,
            [one] => format!("Who is accountable for {one}?"),
            _ => format!("Who is accountable for {} workflows?", number(n)),
        };
        let detail = format!("No owner on record for {} of {}.", n, things(count(self.register.lines.len()), "workflow"));
        Some(step("owners", question, detail, "Show", "workflows?view=no-owner"))
    }

    fn identities_to_tell(&self) -> Option<NextStep> {
        let n = self.how_many(|l| l.identity_unknown);
        let question = match self.named(|l| l.identity_unknown).as_slice() {
            [] => return None,
            [one] => format!("What does {one} act as?"),
            _ => format!("What do {} workflows act as?", number(n)),
        };
        let detail = "Itself, a shared account or a person: not on record, so every rule that asks for it is assumed to fire.".to_owned();
        Some(step("identities", question, detail, "Show", "workflows?view=identity-unknown"))
    }

    fn reviews_to_make(&self) -> Option<NextStep> {
        let n = self.how_many(|l| l.review_late);
        let question = match self.named(|l| l.review_late).as_slice() {
            [] => return None,
            [one] => format!("Who reviews {one}?"),
            _ => format!("Who reviews {} workflows?", number(n)),
        };
        let detail = format!(
            "{} of {} {} due before {}.",
            n,
            things(self.how_many(|l| l.next_review.is_some()), "review"),
            if n == 1 { "was" } else { "were" },
            day(self.as_of())
        );
        Some(step("reviews", question, detail, "Show", "exceptions?view=reviews"))
    }

    /// Requirements of the first framework about which nothing is known yet, with those for which a control is named.
    fn outcomes_to_test(&self) -> Option<NextStep> {
        let a = self.assessed.as_ref().map(|a| &a.assessment)?;
        let (id, range) = self.tally.editions.first()?;
        let edition = self.content.edition(id)?;
        let open: Vec<usize> =
            range.clone().filter(|r| self.tally.requirements.get(*r).is_some_and(|c| c.status() == Status::NotAssessed)).collect();
        let named = |o: &Outcome| o.facets.iter().any(|f| !f.proofs.is_empty());
        let with_control = open.iter().filter(|r| {
            let shares = self.tally.spread.get(**r).into_iter().flatten();
            let open = shares.filter_map(|s| a.outcomes.get(usize::try_from(s.outcome).ok()?)).filter(|o| o.status == Status::NotAssessed);
            open.into_iter().any(named)
        });
        let with_control = with_control.count();
        let question = match open.len() {
            0 => return None,
            1 => format!("Can the open {} outcome be tested?", short_name(edition)),
            _ => format!("Which open {} outcomes can be tested?", short_name(edition)),
        };
        let detail = format!("{} of {} have a control named for them.", upper_first(&number(count(with_control))), open.len());
        Some(step("open", question, detail, "Plan", format!("frameworks/{id}")))
    }

    fn how_many(&self, wanted: fn(&super::register::Line) -> bool) -> u64 {
        count(self.register.lines.iter().filter(|l| wanted(l)).count())
    }

    /// The first two workflows of a kind: enough to tell one from several.
    fn named(&self, wanted: fn(&super::register::Line) -> bool) -> Vec<&str> {
        let rows = self.now.data.rows(Table::Workflows);
        let found = self.register.lines.iter().filter(|l| wanted(l)).filter_map(|l| rows.get(l.record));
        found.map(|w| w.key.as_str()).take(2).collect()
    }
}
