//! How severe a finding of the entitlement boundary is (domain 4c): a base, one step up for each of production, sensitive data and a
//! dynamic class, one step down for a proven compensating control. What is not told counts as if it held.

use crate::case::Case;
use crate::facts::misread;
use crate::record::{Record, split_list};
use crate::risk::Level;
use crate::tables::Table;
use crate::variability::Class;

/// The circumstances that raise a severity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Steps {
    /// The environment is production, or it is not told.
    pub production: bool,
    /// What is reached is restricted or secret, or how sensitive it is is not told.
    pub sensitive: bool,
    /// The class is D2 or D3.
    pub dynamic: bool,
}

impl Steps {
    /// The circumstances of a workflow, from its own environment, its data classes and its class.
    pub fn of(case: &Case<'_, '_>) -> Self {
        let w = case.workflow;
        let sensitive = w.get("data_classes").is_none_or(|of| split_list(of).any(|c| matches!(c, "restricted" | "secrets")));
        Self {
            production: w.get("environment").is_none_or(|e| e == "prod"),
            sensitive: sensitive || misread(w, "data_classes"),
            dynamic: case.class.high >= Class::D2,
        }
    }

    /// The circumstances where nothing tells what is reached: every step that the class does not decide is taken.
    pub fn untold(case: &Case<'_, '_>) -> Self {
        Self { production: true, sensitive: true, ..Self::of(case) }
    }

    /// The same for what one grant reaches. Where its resource stands decides the environment, and its resource how sensitive it is;
    /// a grant's own environment is only a statement about that, and cannot make a resource that tells nothing harmless.
    #[must_use]
    pub fn reaching(self, case: &Case<'_, '_>, grant: &Record) -> Self {
        self.at(grant.get("resource").and_then(|r| case.data().find(Table::Resources, r)))
    }

    /// The same for a resource; one that is not on record tells nothing.
    #[must_use]
    pub fn at(self, resource: Option<&Record>) -> Self {
        let told = |column: &str| resource.and_then(|r| r.get(column));
        Self {
            production: told("environment").is_none_or(|e| e == "prod"),
            sensitive: told("sensitivity").is_none_or(|s| matches!(s, "restricted" | "secrets")),
            ..self
        }
    }

    /// Each step that either of two takes.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self {
            production: self.production || other.production,
            sensitive: self.sensitive || other.sensitive,
            dynamic: self.dynamic || other.dynamic,
        }
    }

    /// A base severity with its steps up.
    pub fn raise(self, base: Level) -> Level {
        let ups = usize::from(self.production) + usize::from(self.sensitive) + usize::from(self.dynamic);
        (0..ups).fold(base, |level, _| level.up())
    }

    /// A base severity with its steps up, and one down where a proven control compensates the code.
    pub fn level(self, case: &Case<'_, '_>, code: &str, base: Level) -> Level {
        case.compensated(code, self.raise(base))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Made;

    fn made() -> Made {
        let mut made = Made::default();
        made.put(Table::Workflows, &[("id", "WF-1"), ("name", "w"), ("environment", "dev"), ("data_classes", "internal")])
            .put(Table::Resources, &[("id", "R"), ("environment", "test"), ("sensitivity", "confidential")])
            .put(Table::Grants, &[("identity", "I"), ("resource", "R"), ("permission", "read"), ("environment", "test")]);
        made
    }

    const GRANT: &str = "I\u{1f}R\u{1f}read";

    fn reached(made: &Made) -> (bool, bool) {
        made.case("WF-1", |c| {
            let steps = Steps::default().reaching(c, c.data().find(Table::Grants, GRANT).unwrap());
            (steps.production, steps.sensitive)
        })
    }

    #[test]
    fn each_circumstance_is_one_step_and_critical_is_the_top() {
        let all = Steps { production: true, sensitive: true, dynamic: true };
        assert_eq!(Steps::default().raise(Level::Medium), Level::Medium);
        for one in [
            Steps { production: true, ..Steps::default() },
            Steps { sensitive: true, ..Steps::default() },
            Steps { dynamic: true, ..Steps::default() },
        ] {
            assert_eq!(one.raise(Level::Medium), Level::High);
        }
        assert_eq!((all.raise(Level::Medium), all.raise(Level::Info)), (Level::Critical, Level::High));
    }

    #[test]
    fn a_workflow_that_tells_nothing_is_taken_at_its_worst() {
        let mut made = made();
        let steps = |m: &Made| m.case("WF-1", Steps::of);
        assert_eq!(steps(&made), Steps { production: false, sensitive: false, dynamic: true }, "the class is not told");
        made.set(Table::Workflows, "WF-1", "environment", "prod").set(Table::Workflows, "WF-1", "data_classes", "pii;restricted");
        assert_eq!(steps(&made), Steps { production: true, sensitive: true, dynamic: true });
        made.set(Table::Workflows, "WF-1", "environment", "").set(Table::Workflows, "WF-1", "data_classes", "");
        assert_eq!(steps(&made), Steps { production: true, sensitive: true, dynamic: true });
        made.set(Table::Workflows, "WF-1", "data_classes", "secrets");
        assert!(steps(&made).sensitive);
        for (column, value) in [
            ("output", "none"),
            ("control_flow", "code"),
            ("tool_mode", "none"),
            ("parameters", "template"),
            ("effect", "none"),
            ("scope_growth", "no"),
            ("started_by", "human"),
            ("memory", "none"),
        ] {
            made.set(Table::Workflows, "WF-1", column, value);
        }
        assert!(!steps(&made).dynamic);
        assert_eq!(made.case("WF-1", Steps::untold), Steps { production: true, sensitive: true, dynamic: false });
    }

    #[test]
    fn what_a_grant_reaches_is_what_its_resource_tells() {
        let mut made = made();
        assert_eq!(reached(&made), (false, false));
        made.set(Table::Resources, "R", "environment", "prod").set(Table::Resources, "R", "sensitivity", "restricted");
        assert_eq!(reached(&made), (true, true));
        made.set(Table::Resources, "R", "environment", "").set(Table::Resources, "R", "sensitivity", "secrets");
        assert_eq!(reached(&made), (true, true), "the grant's own environment does not make up for the resource's");
        made.records.retain(|r| r.table != Table::Resources);
        assert_eq!(reached(&made), (true, true));
    }

    #[test]
    fn a_proven_compensating_control_takes_one_step_back() {
        let mut made = made();
        made.proven_control("C-1", &[("compensates", "EB-01")]);
        made.case("WF-1", |c| {
            let steps = Steps { production: true, ..Steps::default() };
            assert_eq!(steps.level(c, "EB-01", Level::Medium), Level::Medium);
            assert_eq!(steps.level(c, "EB-02", Level::Medium), Level::High);
        });
    }
}
