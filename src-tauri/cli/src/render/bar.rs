//! A stacked bar of counts.

use super::look::Look;
use super::span::{Span, ink_of};
use countersign_core::status::{Counts, Status};

/// What fills the part of each status, so that the bar can be read without colours.
fn fill(status: Status, look: &Look) -> &'static str {
    match status {
        Status::Met => look.either("█", "#"),
        Status::AcceptedRisk => look.either("▓", "a"),
        Status::Partial => look.either("▒", "~"),
        Status::NotAssessed => look.either("░", "."),
        Status::NotMet => look.either("╳", "x"),
        Status::NotApplicable => look.either("─", "-"),
    }
}

/// The bar, `width` columns wide. A count that is not zero gets at least one column.
pub fn bar(counts: &Counts, width: usize, look: &Look) -> Vec<Span> {
    Status::ALL
        .into_iter()
        .zip(parts(counts, width))
        .filter(|(_, n)| *n > 0)
        .map(|(s, n)| Span::new(ink_of(s), fill(s, look).repeat(n)))
        .collect()
}

/// Columns per status, by largest remainder.
fn parts(counts: &Counts, width: usize) -> [usize; 6] {
    let all = Status::ALL.map(|s| usize::try_from(counts.get(s)).unwrap_or(0));
    let total: usize = all.iter().sum();
    if total == 0 {
        return [0; 6];
    }
    let mut parts = all.map(|n| if n == 0 { 0 } else { (n * width / total).max(1) });
    loop {
        let used: usize = parts.iter().sum();
        // How far each is from its share; the one that is furthest gives or takes a column.
        let off = |(part, n): (&usize, &usize)| i128::try_from(n * width).unwrap_or(0) - i128::try_from(part * total).unwrap_or(0);
        let candidates = all.iter().enumerate().filter(|(_, n)| **n > 0);
        let chosen = match used.cmp(&width) {
            std::cmp::Ordering::Equal => return parts,
            std::cmp::Ordering::Less => candidates.max_by_key(|(i, n)| (parts.get(*i).map(|p| off((p, n))), std::cmp::Reverse(*i))),
            std::cmp::Ordering::Greater => candidates
                .filter(|(i, _)| parts.get(*i).is_some_and(|p| *p > 1))
                .min_by_key(|(i, n)| (parts.get(*i).map(|p| off((p, n))), *i)),
        };
        match chosen.and_then(|(i, _)| parts.get_mut(i)) {
            Some(part) if used < width => *part += 1,
            Some(part) => *part -= 1,
            None => return parts,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(n: [u64; 6]) -> Counts {
        let [met, accepted_risk, partial, not_assessed, not_met, not_applicable] = n;
        Counts { met, accepted_risk, partial, not_assessed, not_met, not_applicable }
    }

    #[test]
    fn the_bar_is_as_wide_as_asked_and_hides_nothing() {
        assert_eq!(parts(&counts([1, 0, 0, 0, 0, 999]), 40), [1, 0, 0, 0, 0, 39]);
        assert_eq!(parts(&counts([17, 2, 3, 21, 18, 45]), 53), [9, 1, 2, 10, 9, 22]);
        assert_eq!(parts(&counts([1, 1, 1, 0, 0, 0]), 10).iter().sum::<usize>(), 10);
        assert_eq!(parts(&counts([0; 6]), 10), [0; 6]);
        assert_eq!(parts(&counts([1, 1, 1, 1, 1, 100_000]), 60).iter().sum::<usize>(), 60);
        let look = Look { colour: false, unicode: false, width: 80 };
        let shown: String = bar(&counts([2, 1, 1, 2, 2, 2]), 10, &look).iter().map(|s| s.text().to_owned()).collect();
        assert_eq!(shown, "##a~..xx--");
    }
}
