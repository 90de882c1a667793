//! Two judgements of the evidence of a requirement, kept apart and never made into one score (domain 1.1): whether there is enough of
//! it, and whether it is of the right kind.

use super::Scope;
use super::frame::{Control, Frame, limited_to};
use crate::catalog::{Demand, Facet, Question};
use crate::evidence;
use crate::record::Record;
use serde::{Deserialize, Serialize};

/// How a judgement comes out, worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Judged {
    /// Nothing is there that could be judged well.
    Lacking,
    /// It cannot be judged: something is not told.
    Unknown,
    /// There is some of it.
    InPart,
    /// It is there.
    Enough,
}

/// The two judgements.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judgement {
    /// Enough of it: the occurrences covered, the population known to be complete, the sample as large as it should be.
    pub sufficiency: Judged,
    /// Of the right kind: relevant (an accepted kind, fresh, in the period) and reliable (its tier, its completeness and accuracy).
    pub appropriateness: Judged,
}

impl<'a> Frame<'a> {
    /// The judgements of a requirement in a scope: of each facet the best that its controls reach, of the requirement the worst of its
    /// facets. Neither is traded for the other.
    pub fn judgement(&self, requirement: usize, scope: Scope<'_>) -> Judgement {
        let nothing = Judgement { sufficiency: Judged::Lacking, appropriateness: Judged::Lacking };
        let Some(r) = self.requirements.get(requirement) else { return nothing };
        let facets = r.facets.iter().enumerate().map(|(at, facet)| {
            let of = self.controls_of.get(requirement).into_iter().flatten().filter_map(|c| self.controls.get(*c));
            of.filter(|c| c.is_for(scope.id()) && c.covers.get(&requirement).is_some_and(|f| f.contains(&at)))
                .map(|c| self.judge(c, requirement, facet, scope))
                .fold(nothing, |a, b| Judgement {
                    sufficiency: a.sufficiency.max(b.sufficiency),
                    appropriateness: a.appropriateness.max(b.appropriateness),
                })
        });
        let worst = |a: Judgement, b: Judgement| Judgement {
            sufficiency: a.sufficiency.min(b.sufficiency),
            appropriateness: a.appropriateness.min(b.appropriateness),
        };
        facets.reduce(worst).unwrap_or(nothing)
    }

    fn judge(&self, control: &Control<'a>, requirement: usize, facet: &Facet, scope: Scope<'_>) -> Judgement {
        let id = self.requirements.get(requirement).map(|r| &r.id);
        let links = control.evidence.iter().filter(|l| limited_to(l, id, Some(&facet.id)));
        let shown: Vec<&Record> = links
            .map(|l| l.record)
            .filter(|e| evidence::supports(e) && self.in_scope(e, scope) && evidence::bytes_held(self.data, e))
            .collect();
        Judgement {
            sufficiency: self.sufficiency(control, &facet.demand, &shown, scope),
            appropriateness: self.appropriateness(control, &facet.demand, &shown, scope),
        }
    }

    fn sufficiency(&self, control: &Control<'a>, demand: &Demand, shown: &[&Record], scope: Scope<'_>) -> Judged {
        let tests = self.latest_tests(control, scope).bearing;
        if shown.is_empty() || tests.is_empty() {
            return Judged::Lacking;
        }
        let frequency = control.record.get("frequency");
        let standing = demand.question == Question::Design || frequency == Some("policy");
        let occurred = match evidence::occurrences(shown.iter().copied(), frequency, self.basis.period, standing) {
            Some(o) if o.found == 0 && o.expected > 0 => Judged::Lacking,
            Some(o) if !o.missing.is_empty() => Judged::InPart,
            None if frequency.is_none() => Judged::Unknown,
            _ => Judged::Enough,
        };
        let complete = if shown.iter().any(|e| evidence::completeness_known(e)) { Judged::Enough } else { Judged::InPart };
        occurred.min(complete).min(self.sampled(control, demand, shown, &tests))
    }

    /// Whether one of the tests looked at as many items as its frequency asks for, or at all of a population that is smaller.
    fn sampled(&self, control: &Control<'a>, demand: &Demand, shown: &[&Record], tests: &[&Record]) -> Judged {
        let p = &self.basis.parameters;
        let name = match control.record.get("frequency") {
            _ if demand.question == Question::Design => return Judged::Enough,
            Some("annual" | "semi_annual" | "policy" | "config_snapshot") => "sampling_annual",
            Some("quarterly") => "sampling_quarterly",
            Some("monthly") => "sampling_monthly",
            Some("weekly") => "sampling_weekly",
            Some("daily") => "sampling_daily",
            Some(_) => "sampling_many",
            None => return Judged::Unknown,
        };
        let population = shown.iter().filter_map(|e| e.count("stated_record_count")).max();
        #[allow(clippy::cast_precision_loss, reason = "counts of items looked at")]
        let asked = population.map_or(p.get(name), |n| p.get(name).min(n as f64));
        #[allow(clippy::cast_precision_loss, reason = "counts of items looked at")]
        let of = |t: &&Record| match t.count("sample_size") {
            Some(n) if n as f64 >= asked => Judged::Enough,
            Some(n) if n > 0 => Judged::InPart,
            Some(_) => Judged::Lacking,
            // Whoever tested looked at one item at least.
            None if asked <= 1.0 => Judged::Enough,
            None => Judged::Unknown,
        };
        tests.iter().map(of).max().unwrap_or(Judged::Lacking)
    }

    fn appropriateness(&self, control: &Control<'a>, demand: &Demand, shown: &[&Record], scope: Scope<'_>) -> Judged {
        let limit = |e: &Record| evidence::limit(e, control.record.get("frequency"), scope.class, &self.basis.parameters);
        let relevant: Vec<&&Record> = shown
            .iter()
            .filter(|e| evidence::accepts(demand, e) && evidence::freshness(e, self.basis.period, limit(e)).is_fresh())
            .filter(|e| !self.outdated_document(control, e, scope) && !evidence::may_have_failed(e))
            .collect();
        let paper = demand.question == Question::Operating && relevant.iter().all(|e| e.get("kind").is_none_or(evidence::is_paper));
        if relevant.is_empty() || paper {
            return Judged::Lacking;
        }
        let reliable = |e: &&&Record| (demand.min_tier == 0 || evidence::tier(e) <= demand.min_tier) && evidence::ipe_ok(e);
        if relevant.iter().any(reliable) { Judged::Enough } else { Judged::InPart }
    }
}

#[cfg(test)]
mod tests {
    use super::super::theatre::lab::Lab;
    use super::Judged::{Enough, InPart, Lacking, Unknown};
    use super::*;
    use crate::Table::{ControlTests, Controls, Evidence};

    /// C-1 covers R-2, whose one facet asks whether it works; it is shown for the whole period.
    fn lab() -> Lab {
        let mut lab = Lab::default();
        lab.made.set(Controls, "C-1", "requirements", "made@1/R-2");
        lab.artefact("log.csv", &[("period_from", "2026-04-01"), ("period_to", "2026-09-30"), ("collected_at", "2026-09-30")]);
        lab.test("T-1", &[("evidence", "log.csv"), ("sample_size", "2")]);
        lab
    }

    fn judged(lab: &Lab) -> (Judged, Judged) {
        lab.look(|f, _| {
            let at = f.requirements.iter().position(|r| r.id.id == "R-2").unwrap();
            let j = f.judgement(at, Scope::organisation());
            (j.sufficiency, j.appropriateness)
        })
    }

    #[test]
    fn the_two_are_judged_apart() {
        assert_eq!(judged(&lab()), (Enough, Enough));
        assert_eq!(judged(&Lab::default()), (Lacking, Lacking), "nothing covers it");
        for (column, value, wanted) in [
            ("period_from", "2026-05-01", (InPart, Enough)),
            ("period_from", "2026-09-29", (InPart, Enough)),
            ("independent_count", "41", (InPart, Enough)),
            ("kind", "minutes", (Enough, Lacking)),
            ("kind", "policy", (Enough, Lacking)),
            ("kind", "", (Enough, Lacking)),
            ("tier", "R5", (Enough, InPart)),
            ("ipe_conclusion", "", (Enough, Lacking)),
            ("ipe_conclusion", "not_tested", (Enough, InPart)),
            ("tier", "", (Enough, InPart)),
            ("direction", "", (Lacking, Lacking)),
            ("ipe_conclusion", "failed", (Enough, Lacking)),
            ("direction", "context", (Lacking, Lacking)),
        ] {
            let mut lab = lab();
            lab.made.set(Evidence, "log.csv", column, value);
            assert_eq!(judged(&lab), wanted, "{column} {value}");
        }
        let mut between = lab();
        between.made.set(Evidence, "log.csv", "period_from", "2026-08-20").set(Evidence, "log.csv", "period_to", "2026-09-20");
        assert_eq!(judged(&between), (Lacking, Enough), "it covers no month");
    }

    #[test]
    fn a_sample_is_as_large_as_its_frequency_asks_or_the_whole_population() {
        for (size, wanted) in [("2", Enough), ("1", InPart), ("0", Lacking), ("", Unknown), ("-3", Unknown)] {
            let mut lab = lab();
            lab.made.set(ControlTests, "T-1", "sample_size", size);
            assert_eq!(judged(&lab).0, wanted, "{size}");
            lab.made.set(Evidence, "log.csv", "stated_record_count", "1").set(Evidence, "log.csv", "independent_count", "1");
            assert_eq!(judged(&lab).0, if size == "0" { Lacking } else { Enough }, "one item in all, {size}");
        }
        let mut below = lab();
        below.made.set(ControlTests, "T-1", "sample_size", "1").set(Evidence, "log.csv", "stated_record_count", "-4");
        assert_eq!(judged(&below).0, InPart, "a population below nothing is none, and asks for no smaller sample");
        for (frequency, asked) in [("weekly", 5), ("daily", 25), ("per_event", 25), ("quarterly", 2), ("annual", 1), ("policy", 1)] {
            for (n, wanted) in [(asked, Enough), (asked - 1, if asked == 1 { Lacking } else { InPart })] {
                let mut lab = lab();
                lab.made.set(Controls, "C-1", "frequency", frequency).set(ControlTests, "T-1", "sample_size", &n.to_string());
                assert_eq!(judged(&lab).0, wanted, "{frequency} {n}");
            }
        }
        let mut untold = lab();
        untold.made.set(Controls, "C-1", "frequency", "");
        assert_eq!(judged(&untold), (Unknown, Lacking), "without a frequency nothing says how old is too old");
        let mut untested = lab();
        untested.made.set(ControlTests, "T-1", "control", "C-9");
        assert_eq!(judged(&untested), (Lacking, Enough));
    }

    #[test]
    fn the_worst_facet_is_that_of_the_requirement() {
        let mut lab = lab();
        lab.made.set(Controls, "C-1", "requirements", "made@1/R-1#works");
        let of_first = |lab: &Lab| lab.look(|f, _| f.judgement(0, Scope::organisation()));
        assert_eq!(of_first(&lab).sufficiency, Lacking, "nothing covers the other facet");
        lab.made.set(Controls, "C-1", "requirements", "made@1/R-1#works;made@1/R-1#laid_down");
        assert_eq!(of_first(&lab), Judgement { sufficiency: Enough, appropriateness: Lacking }, "a log does not lay anything down");
        lab.artefact("policy.pdf", &[("kind", "policy"), ("collected_at", "2026-04-10"), ("period_from", ""), ("period_to", "")]);
        assert_eq!(of_first(&lab), Judgement { sufficiency: Enough, appropriateness: Enough });
    }
}
