//! How severe a finding of the entitlement boundary is (domain 4c): a base, one step up for each of production, sensitive data and a
//! dynamic class, one step down for a proven compensating control. What is not told counts as if it held.

use crate::case::Case;
use crate::record::Record;
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
        let sensitive = w.list("data_classes").is_none_or(|of| of.iter().any(|c| matches!(*c, "restricted" | "secrets")));
        Self {
            production: w.get("environment").is_none_or(|e| e == "prod"),
            sensitive: sensitive || crate::facts::misread(w, "data_classes"),
            dynamic: case.class.high >= Class::D2,
        }
    }

    /// The same for what one grant reaches: its own environment, or its resource's, and the resource's sensitivity, where they are told.
    #[must_use]
    pub fn reaching(mut self, case: &Case<'_, '_>, grant: &Record) -> Self {
        let resource = grant.get("resource").and_then(|r| case.data().find(Table::Resources, r));
        if let Some(e) = grant.get("environment").or_else(|| resource.and_then(|r| r.get("environment"))) {
            self.production = e == "prod";
        }
        if let Some(s) = resource.and_then(|r| r.get("sensitivity")) {
            self.sensitive = matches!(s, "restricted" | "secrets");
        }
        self
    }

    /// A base severity with its steps up, and one down where a proven control compensates the code.
    pub fn level(self, case: &Case<'_, '_>, code: &str, base: Level) -> Level {
        let ups = usize::from(self.production) + usize::from(self.sensitive) + usize::from(self.dynamic);
        case.compensated(code, (0..ups).fold(base, |level, _| level.up()))
    }
}
