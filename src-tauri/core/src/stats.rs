//! Intervals that can be worked out by hand (domain 1.5, 4a): how far a share of a few items can be trusted.

/// The standard score of a two-sided 95 % interval.
pub const Z95: f64 = 1.959_964;

/// A share as a number; nothing of nothing is 0.
pub fn share(k: usize, n: usize) -> f64 {
    if n == 0 { 0.0 } else { k as f64 / n as f64 }
}

/// A number with three decimals, as machine formats print it.
pub fn rounded(value: f64) -> f64 {
    (value * 1_000.0).round() / 1_000.0
}

/// Wilson's 95 % score interval of a share `k` of `n`. Of nothing, everything from 0 to 1 is possible.
pub fn wilson(k: usize, n: usize) -> (f64, f64) {
    if n == 0 {
        return (0.0, 1.0);
    }
    let (n, p, z) = (n as f64, share(k, n), Z95);
    let scale = 1.0 + z * z / n;
    let centre = (p + z * z / (2.0 * n)) / scale;
    let half = z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt() / scale;
    ((centre - half).max(0.0), (centre + half).min(1.0))
}

/// The difference of two shares with its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// The second share less the first.
    pub value: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// Newcombe's hybrid score interval of the difference between `k1` of `n1` and, later, `k2` of `n2`. `None` when either is of nothing.
pub fn newcombe((k1, n1): (usize, usize), (k2, n2): (usize, usize)) -> Option<Difference> {
    if n1 == 0 || n2 == 0 {
        return None;
    }
    let (p1, p2) = (share(k1, n1), share(k2, n2));
    let ((l1, u1), (l2, u2)) = (wilson(k1, n1), wilson(k2, n2));
    let value = p2 - p1;
    let low = value - ((p2 - l2).powi(2) + (u1 - p1).powi(2)).sqrt();
    let high = value + ((u2 - p2).powi(2) + (p1 - l1).powi(2)).sqrt();
    Some(Difference { value, low, high })
}

/// The rule of three: with no case in `n`, the true rate is below `3 / n` with 95 % confidence. `None` of nothing.
pub fn rule_of_three(n: usize) -> Option<f64> {
    if n == 0 { None } else { Some((3.0 / n as f64).min(1.0)) }
}

/// The rate that no case in `n` leaves possible at a confidence: `1 - (1 - confidence)^(1/n)`. `None` of nothing.
pub fn zero_cases_upper(n: usize, confidence: f64) -> Option<f64> {
    if n == 0 { None } else { Some(1.0 - (1.0 - confidence).powf(1.0 / n as f64)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn three(pair: (f64, f64)) -> (f64, f64) {
        (rounded(pair.0), rounded(pair.1))
    }

    #[test]
    fn wilson_gives_the_worked_interval_and_stays_between_0_and_1() {
        assert_eq!(three(wilson(5, 10)), (0.237, 0.763));
        assert_eq!(three(wilson(27, 75)), (0.261, 0.473));
        assert_eq!(wilson(0, 0), (0.0, 1.0));
        let (low, high) = wilson(0, 3);
        assert_eq!((low, rounded(high)), (0.0, 0.561));
        let (low, high) = wilson(3, 3);
        assert_eq!((rounded(low), high), (0.439, 1.0));
    }

    #[test]
    fn newcombe_gives_the_worked_differences() {
        let d = newcombe((12, 60), (27, 75)).unwrap();
        assert_eq!((rounded(d.value), rounded(d.low), rounded(d.high)), (0.16, 0.006, 0.299));
        let d = newcombe((12, 60), (19, 75)).unwrap();
        assert_eq!((rounded(d.value), rounded(d.low), rounded(d.high)), (0.053, -0.092, 0.189));
        assert_eq!(newcombe((0, 0), (1, 2)), None);
        assert_eq!(newcombe((1, 2), (0, 0)), None);
    }

    #[test]
    fn no_case_in_150_leaves_two_percent() {
        assert_eq!(rule_of_three(150), Some(0.02));
        assert_eq!(rule_of_three(2), Some(1.0));
        assert_eq!(rule_of_three(0), None);
        assert_eq!(zero_cases_upper(150, 0.95).map(rounded), Some(0.02));
        assert_eq!(zero_cases_upper(25, 0.9).map(rounded), Some(0.088));
        assert_eq!(zero_cases_upper(25, 0.95).map(rounded), Some(0.113));
        assert_eq!(zero_cases_upper(0, 0.95), None);
    }

    #[test]
    fn a_share_of_nothing_is_nothing() {
        assert_eq!((share(0, 0), share(1, 4)), (0.0, 0.25));
    }
}
