//! Values of the inventory as a person reads them.

use countersign_core::rule::plain;
use countersign_core::tables::Kind;

/// What identity a workflow acts as.
pub(crate) fn acts_as(mode: &str) -> String {
    match mode {
        "own_workload" => "Itself",
        "shared_service" => "Shared account",
        "inherited_human" => "A person",
        other => return upper_first(&plain(other)),
    }
    .to_owned()
}

/// An environment.
pub(crate) fn environment(word: &str) -> String {
    match word {
        "prod" => "Production",
        "test" => "Test",
        "dev" => "Development",
        other => return upper_first(&plain(other)),
    }
    .to_owned()
}

/// A value of a column, in words: words of a vocabulary without their underscores, lists with commas, free text as it stands.
pub(crate) fn value(column: &str, kind: Kind, cell: &str) -> String {
    match (column, kind) {
        ("environment", _) => environment(cell),
        ("identity_mode", _) => acts_as(cell),
        (_, Kind::One(_) | Kind::YesNo) => upper_first(&plain(cell)),
        (_, Kind::Many(_)) => upper_first(&items(cell, plain)),
        (_, Kind::List | Kind::ListOrNone) => items(cell, str::to_owned),
        (_, Kind::Text | Kind::TextOrNone | Kind::Date | Kind::Integer) => cell.to_owned(),
    }
}

fn items(cell: &str, word: fn(&str) -> String) -> String {
    countersign_core::record::split_list(cell).map(word).collect::<Vec<_>>().join(", ")
}

/// The title of a column of ours.
pub(crate) fn title(column: &str) -> String {
    match column {
        "id" => "ID".to_owned(),
        "ai_uses" => "Uses of AI".to_owned(),
        "identity_mode" => "Acts as".to_owned(),
        "human_gate" => "Gate".to_owned(),
        other => upper_first(&plain(other)),
    }
}

/// A text with its first letter large.
pub(crate) fn upper_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A number at the beginning of a sentence or in it: words up to ten, digits above.
pub(crate) fn number(n: u64) -> String {
    match usize::try_from(n).ok().and_then(|n| NUMBERS.get(n)) {
        Some(word) => (*word).to_owned(),
        None => countersign_core::words::grouped(n),
    }
}

const NUMBERS: [&str; 11] = ["none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

/// A number of things.
pub(crate) fn things(n: u64, noun: &str) -> String {
    let many = match noun.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'o', 'u'])) {
        Some(stem) => format!("{stem}ies"),
        None => format!("{noun}s"),
    };
    if n == 1 { format!("1 {noun}") } else { format!("{} {many}", countersign_core::words::grouped(n)) }
}

/// Some names: the first few, and how many more there are.
pub(crate) fn names<T: AsRef<str>>(all: &[T], shown: usize) -> String {
    // One more is named as quickly as it is counted.
    let shown = if all.len() == shown + 1 { all.len() } else { shown };
    let first: Vec<&str> = all.iter().take(shown).map(AsRef::as_ref).collect();
    match (all.len().saturating_sub(shown), first.as_slice()) {
        (0, [before @ .., last]) if !before.is_empty() => format!("{} and {last}", before.join(", ")),
        (0, _) => first.join(""),
        (more, _) => format!("{} and {more} more", first.join(", ")),
    }
}

/// A day as a person reads it: `30 Sep 2026`.
pub(crate) fn day(date: chrono::NaiveDate) -> String {
    date.format("%-d %b %Y").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_words_and_free_text_stays_as_it_stands() {
        assert_eq!(value("environment", Kind::One(&[]), "prod"), "Production");
        assert_eq!(value("effect", Kind::One(&[]), "irreversible_or_external"), "Irreversible or external");
        assert_eq!(value("data_classes", Kind::Many(&[]), "pii; internal"), "Pii, internal");
        assert_eq!(value("tools", Kind::List, "TL_1;TL_2"), "TL_1, TL_2");
        assert_eq!(value("purpose", Kind::Text, "do_this"), "do_this");
        assert_eq!(
            (acts_as("inherited_human"), title("human_gate"), title("business_unit")),
            ("A person".into(), "Gate".into(), "Business unit".into())
        );
    }

    #[test]
    fn numbers_and_names_read_like_a_sentence() {
        assert_eq!((number(8), number(0), number(1_200)), ("eight".to_owned(), "none".to_owned(), "1,200".to_owned()));
        assert_eq!(
            (things(1, "facet"), things(2, "subcategory"), things(3, "day")),
            ("1 facet".into(), "2 subcategories".into(), "3 days".into())
        );
        assert_eq!(names(&["a"], 3), "a");
        assert_eq!(names(&["a", "b"], 3), "a and b");
        assert_eq!(names(&["a", "a"], 3), "a and a");
        assert_eq!(names(&["a", "b", "c", "d"], 3), "a, b, c and d");
        assert_eq!(names(&["a", "b", "c", "d", "e"], 3), "a, b, c and 2 more");
        assert_eq!(names(&[] as &[&str], 3), "");
    }
}
