//! Dates, figures and machine words as people read them.

use countersign_core::status::{Counts, EditionKind, Status};

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// `2026-09-30` as `30 Sep 2026`; anything else as it stands.
pub(crate) fn date(day: &str) -> String {
    let mut parts = day.get(..10).unwrap_or(day).split('-');
    let found = (parts.next(), parts.next().and_then(|m| m.parse::<usize>().ok()), parts.next().and_then(|d| d.parse::<u32>().ok()));
    match found {
        (Some(year), Some(month), Some(day)) if year.len() == 4 => match MONTHS.get(month.wrapping_sub(1)) {
            Some(month) => format!("{day} {month} {year}"),
            None => format!("{year}-{month}-{day}"),
        },
        _ => day.to_owned(),
    }
}

/// `2026-04-01 to 2026-09-30` as `1 Apr to 30 Sep 2026`.
pub(crate) fn period(from: &str, to: &str) -> String {
    let (start, end) = (date(from), date(to));
    match (start.rsplit_once(' '), end.rsplit_once(' ')) {
        (Some((day, year)), Some((_, other))) if year == other => format!("{day} to {end}"),
        _ => format!("{start} to {end}"),
    }
}

/// A number with a comma every three digits.
pub(crate) fn number(n: u64) -> String {
    countersign_core::words::grouped(n)
}

/// `1 workflow`, `25 workflows`.
pub(crate) fn many(n: u64, one: &str, more: &str) -> String {
    format!("{} {}", number(n), if n == 1 { one } else { more })
}

/// `9 of 57`.
pub(crate) fn of(n: u64, all: u64) -> String {
    format!("{} of {}", number(n), number(all))
}

/// A machine word as text: `out_of_period` as `Out of period`; nothing as a question asked of nobody.
pub(crate) fn plain(word: &str) -> String {
    let mut chars = word.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect::<String>().replace('_', " ").replace("itgc", "ITGC"),
        None => "Unknown".to_owned(),
    }
}

/// `sha256:9f3c1a7e…` as `9f3c 1a7e 44b0 2d61 … c8e5`.
pub(crate) fn short_digest(digest: &str) -> String {
    let hex = digest.rsplit(':').next().unwrap_or(digest);
    let part = |from: usize| hex.get(from..from + 4);
    match (part(0), part(4), part(8), part(12), part(hex.len().saturating_sub(4))) {
        (Some(a), Some(b), Some(c), Some(d), Some(e)) if hex.len() > 20 => format!("{a} {b} {c} {d} … {e}"),
        _ => hex.chars().take(40).collect(),
    }
}

/// Counts in words, in the order of a bar: `17 met, 3 accepted risk, 8 not met`.
pub(crate) fn counts(counts: &Counts, kind: EditionKind) -> String {
    let parts: Vec<String> = Status::ALL
        .into_iter()
        .filter(|s| counts.get(*s) > 0)
        .map(|s| format!("{} {}", number(counts.get(s)), s.label(kind).to_lowercase()))
        .collect();
    if parts.is_empty() { "none".to_owned() } else { parts.join(", ") }
}

/// A place in a narrow column: a long file name keeps its beginning and its end; the list of sources has it whole.
pub(crate) fn place(source: &countersign_core::SourceRef) -> String {
    let long = source.file.chars().count();
    if long <= 26 {
        return source.to_string();
    }
    let (begin, end): (String, String) = (source.file.chars().take(9).collect(), source.file.chars().skip(long - 14).collect());
    countersign_core::SourceRef { file: format!("{begin}…{end}"), ..source.clone() }.to_string()
}

/// A list in a sentence, with how many were left out.
pub(crate) fn some(items: impl IntoIterator<Item = String>, most: usize, between: &str) -> String {
    let all: Vec<String> = items.into_iter().collect();
    let rest = all.len().saturating_sub(most);
    let shown = all.into_iter().take(most).collect::<Vec<_>>().join(between);
    if rest > 0 { format!("{shown}{between}and {} more", number(rest as u64)) } else { shown }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_file_name_keeps_both_ends_in_a_narrow_column() {
        let at = |file: &str| place(&countersign_core::SourceRef::file(file).at_row(7).at_column("Name"));
        assert_eq!(at("workflows.csv"), "workflows.csv#7:Name");
        assert_eq!(at("2024_consolidated_ai_inventory_raw_v2.csv"), "2024_cons…ory_raw_v2.csv#7:Name");
    }

    #[test]
    fn dates_figures_and_words_read_as_in_the_window() {
        assert_eq!(date("2026-09-30"), "30 Sep 2026");
        assert_eq!(date("2026-09-30T14:30:00Z"), "30 Sep 2026");
        assert_eq!(date("soon"), "soon");
        assert_eq!(period("2026-04-01", "2026-09-30"), "1 Apr to 30 Sep 2026");
        assert_eq!(period("2025-10-01", "2026-09-30"), "1 Oct 2025 to 30 Sep 2026");
        assert_eq!((number(7), number(2_133), number(1_000_000)), ("7".into(), "2,133".into(), "1,000,000".into()));
        assert_eq!(plain("out_of_period"), "Out of period");
        assert_eq!(short_digest(&format!("sha256:{}", "0123456789abcdef".repeat(4))), "0123 4567 89ab cdef … cdef");
        assert_eq!(some(["a", "b", "c"].map(str::to_owned), 2, ", "), "a, b, and 1 more");
    }
}
