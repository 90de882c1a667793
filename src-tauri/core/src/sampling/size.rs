//! How many items a sample has, and where that number comes from, in words that are recorded with it.

use super::{default_parameter, default_size, finite_size};
use crate::parameters::Parameters;
use crate::words::{counted, verb};

/// How large a sample is asked to be.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Asked {
    /// By the practice tables: by the control's frequency and the risk.
    #[default]
    Default,
    /// So many items.
    Items(usize),
    /// What shows, without a deviation, that the rate is not above the tolerable one.
    Statistical {
        /// The confidence; that of the thresholds when none is given.
        confidence: Option<f64>,
        /// The tolerable rate; that of the thresholds when none is given.
        tolerable: Option<f64>,
    },
}

/// What the practice tables look at.
#[derive(Clone, Copy, Debug)]
pub struct Frame<'f> {
    /// The control's id and frequency.
    pub control: Option<(&'f str, Option<&'f str>)>,
    /// Why the risk is high, when it is.
    pub high_risk: Option<&'f str>,
    /// How many deviations of the sample are known.
    pub known: usize,
    /// The thresholds.
    pub parameters: &'f Parameters,
}

/// A size with its reason. `None` when a share is not strictly between 0 and 1.
pub fn sized(asked: Asked, population: usize, frame: &Frame<'_>) -> Option<(usize, String)> {
    let p = frame.parameters;
    let frequency = frame.control.and_then(|(_, frequency)| frequency);
    let usual = default_size(frequency, frame.high_risk.is_some(), population, p);
    Some(match asked {
        Asked::Default => (usual, by_tables(population, frame)),
        Asked::Items(n) if n > population => (population, format!("{n} were asked for; the whole population is tested")),
        Asked::Items(n) => (n, format!("as asked; the practice tables take {usual}: {}", by_tables(population, frame))),
        Asked::Statistical { confidence, tolerable } => {
            let confidence = confidence.unwrap_or_else(|| p.get("sampling_confidence"));
            let tolerable = tolerable.unwrap_or_else(|| p.get("sampling_tolerable_rate"));
            let n = finite_size(population, confidence, tolerable)?;
            let not_shown = match frame.known {
                0 => String::new(),
                known => {
                    format!("; {} {} known, so that this sample does not show it", counted(known, "deviation"), verb(known, "is", "are"))
                }
            };
            let percent = |share: f64| format!("{} %", (share * 1e8).round() / 1e6);
            (
                n,
                format!(
                    "the smallest sample of {} that, without a deviation, shows with {} confidence that at most {} deviate{not_shown}",
                    counted(population, "item"),
                    percent(confidence),
                    percent(tolerable)
                ),
            )
        }
    })
}

/// Where the size of the practice tables comes from.
fn by_tables(population: usize, frame: &Frame<'_>) -> String {
    let frequency = frame.control.and_then(|(_, frequency)| frequency);
    let name = default_parameter(frequency, frame.high_risk.is_some(), population, frame.parameters);
    let control = match frame.control {
        Some((id, Some(frequency))) => format!("{id} is {}", frequency.replace('_', " ")),
        Some((id, None)) => format!("how often {id} operates is not told, which counts as many times a day"),
        None => "no control is named, which counts as many times a day".to_owned(),
    };
    let value = frame.parameters.get(name);
    #[allow(clippy::cast_precision_loss, reason = "a count of items beside a small number")]
    let fewer = if value > population as f64 { format!(", {value}, more than there are") } else { String::new() };
    match (name, frame.high_risk) {
        ("sampling_all_below", _) => format!("a population of at most {value} items is tested whole ({name})"),
        ("sampling_many_high_risk", Some(why)) => format!("{control}; {why} ({name}{fewer})"),
        _ => format!("{control} ({name}{fewer})"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_says_where_it_comes_from() {
        let parameters = Parameters::default();
        let weekly = Frame {
            control: Some(("C-2", Some("weekly"))),
            high_risk: Some("WF-1 is of high criticality"),
            known: 0,
            parameters: &parameters,
        };
        assert_eq!(sized(Asked::Default, 250, &weekly), Some((5, "C-2 is weekly (sampling_weekly)".into())));
        let whole = "a population of at most 5 items is tested whole (sampling_all_below)";
        assert_eq!(sized(Asked::Default, 4, &weekly), Some((4, whole.into())));
        let untold = Frame { control: None, ..weekly };
        assert_eq!(
            sized(Asked::Default, 250, &untold).unwrap(),
            (40, "no control is named, which counts as many times a day; WF-1 is of high criticality (sampling_many_high_risk)".into())
        );
        let often = Frame { control: Some(("C-2", None)), high_risk: None, ..weekly };
        assert_eq!(sized(Asked::Default, 250, &often).unwrap().0, 25);
        let fewer = "how often C-2 operates is not told, which counts as many times a day (sampling_many, 25, more than there are)";
        assert_eq!(sized(Asked::Default, 20, &often), Some((20, fewer.into())));
        let (n, basis) = sized(Asked::Items(3), 250, &weekly).unwrap();
        assert_eq!((n, basis.as_str()), (3, "as asked; the practice tables take 5: C-2 is weekly (sampling_weekly)"));
        assert_eq!(sized(Asked::Items(300), 250, &weekly).unwrap().0, 250);
        let statistical = |confidence, tolerable| sized(Asked::Statistical { confidence, tolerable }, 250, &weekly);
        assert_eq!(statistical(None, None).unwrap().0, 21, "90 and 10 % are the thresholds as shipped");
        let (n, basis) = statistical(Some(0.95), Some(0.05)).unwrap();
        assert_eq!((n, basis.ends_with("95 % confidence that at most 5 % deviate")), (51, true), "{n} {basis}");
        assert_eq!(statistical(Some(1.0), None), None);
        let one_known = Frame { known: 1, ..weekly };
        let (_, basis) = sized(Asked::Statistical { confidence: None, tolerable: None }, 250, &one_known).unwrap();
        assert!(basis.ends_with("at most 10 % deviate; 1 deviation is known, so that this sample does not show it"), "{basis}");
    }
}
