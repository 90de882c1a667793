//! Numbers and words as people read them, on every surface alike.

/// A number with its thousands apart: `1,234,567`.
pub fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

/// A number with what is counted: `1 run`, `1,200 runs`. What is counted is named in the singular and takes an `s`.
pub fn counted(n: impl TryInto<u64>, what: &str) -> String {
    let n = n.try_into().unwrap_or(u64::MAX);
    let s = if n == 1 { "" } else { "s" };
    format!("{} {what}{s}", grouped(n))
}

/// The form of a verb for a number: of one, and of any other.
pub fn verb<'v>(n: impl TryInto<u64>, of_one: &'v str, of_many: &'v str) -> &'v str {
    if n.try_into().is_ok_and(|n| n == 1) { of_one } else { of_many }
}

/// A text with its first letter small, unless it begins with an abbreviation.
pub fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    match (letters.next(), text.chars().nth(1)) {
        (Some(first), Some(second)) if second.is_lowercase() || second == ' ' => first.to_lowercase().chain(letters).collect(),
        _ => text.to_owned(),
    }
}

/// A length of time in the largest unit that it is a whole number of: `24 hours`, `7 days`, `90 seconds`.
pub fn duration(seconds: i64) -> String {
    // A day is said in hours, because it is one that access may last and not one of the calendar.
    let units = [(86_400, 2, "day"), (3_600, 1, "hour"), (60, 2, "minute")];
    let fits = units.into_iter().find(|(unit, least, _)| seconds % unit == 0 && seconds / unit >= *least);
    let (number, unit) = fits.map_or((seconds, "second"), |(unit, _, name)| (seconds / unit, name));
    counted(number, unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_one_and_all_others_are_many() {
        assert_eq!([0, 1, 2, 1_200].map(|n| counted(n, "run")), ["0 runs", "1 run", "2 runs", "1,200 runs"]);
        assert_eq!([0, 1, 2].map(|n| verb(n, "has", "have")), ["have", "has", "have"]);
    }

    #[test]
    fn a_sentence_goes_on_small_unless_it_begins_with_an_abbreviation() {
        assert_eq!(["AI use is known", "Name it", "A b", "x", ""].map(lower_first), ["AI use is known", "name it", "a b", "x", ""]);
    }

    #[test]
    fn a_length_of_time_is_told_in_the_unit_that_fits() {
        let told = [1, 60, 90, 120, 900, 3_600, 86_400, 90_000, 172_800, 604_800].map(duration);
        let expected =
            ["1 second", "60 seconds", "90 seconds", "2 minutes", "15 minutes", "1 hour", "24 hours", "25 hours", "2 days", "7 days"];
        assert_eq!(told, expected);
    }

    #[test]
    fn thousands_stand_apart() {
        assert_eq!([0, 999, 1_000, 2_130, 1_234_567].map(grouped), ["0", "999", "1,000", "2,130", "1,234,567"]);
    }
}
