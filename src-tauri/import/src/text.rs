//! How texts are compared: headers, vocabulary words, and the ways of saying "not known".

use countersign_core::tables::Kind;

/// Words only: lower case, every run of other characters one space, enumerations such as `12_`, `3.` or `d)` at the front left out.
pub fn words(text: &str) -> String {
    let mut rest = text.trim().trim_start_matches('\u{feff}').trim_start();
    while let Some(after) = after_enumeration(rest) {
        rest = after;
    }
    let mut out = String::with_capacity(rest.len());
    for c in rest.chars() {
        if c.is_alphanumeric() {
            out.extend(c.to_lowercase());
        } else if !out.ends_with(' ') && !out.is_empty() {
            out.push(' ');
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// `12_x`, `3. x`, `3) x` or `d) x` without its mark, when something is left.
fn after_enumeration(text: &str) -> Option<&str> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (mark, marks): (usize, &[char]) = match digits {
        0 if text.starts_with(|c: char| c.is_ascii_alphabetic()) => (1, &[')']),
        1..=3 => (digits, &['_', '.', ')', ':']),
        _ => return None,
    };
    let rest = text.get(mark..)?.strip_prefix(marks)?.trim_start();
    // `1.5` and `2024_01` are values, not marks.
    (rest.starts_with(|c: char| c.is_alphabetic())).then_some(rest)
}

/// A header or table name as our tables write it: lower case, spaces and hyphens as underscores.
pub fn snake(text: &str) -> String {
    let trimmed = text.trim().trim_start_matches('\u{feff}').trim();
    let mut out = String::with_capacity(trimmed.len());
    for c in trimmed.chars() {
        match c {
            ' ' | '-' | '_' | '\n' | '\t' | '\u{a0}' => {
                if !out.ends_with('_') {
                    out.push('_');
                }
            }
            c => out.extend(c.to_lowercase()),
        }
    }
    out
}

/// Texts that say that nothing is known, in lower case.
const UNKNOWN: &[&str] = &[
    "n/a",
    "n.a.",
    "none",
    "none of the above",
    "none of the above.",
    "no_information",
    "no information",
    "not available",
    "not applicable",
    "not provided",
    "not known",
    "unknown",
    "system.object[]",
    "null",
    "nil",
    "nan",
    "undefined",
    "tbd",
    "#n/a",
    "#ref!",
    "#value!",
    "#div/0!",
    "#name?",
    "#null!",
    "#num!",
    "#spill!",
    "#calc!",
    "#field!",
    "#blocked!",
    "#connect!",
    "#busy!",
    "#unknown!",
    "#getting_data",
    "-",
    "--",
    "\u{2013}",
    "\u{2014}",
    "?",
    ".",
];

/// Whether a trimmed text says that nothing is known. A column whose vocabulary holds the word is asked first.
pub fn says_unknown(text: &str, kind: Kind) -> bool {
    if text.is_empty() {
        return true;
    }
    if text.len() > 20 {
        return false;
    }
    if UNKNOWN.iter().any(|u| u.eq_ignore_ascii_case(text)) {
        return true;
    }
    // `NA` may be a name or a region where any text goes.
    !matches!(kind, Kind::Text | Kind::TextOrNone | Kind::List | Kind::ListOrNone) && text.eq_ignore_ascii_case("na")
}

/// A pattern over [`words`]: `stage` is the whole text, `stage*` its start, `*stage` its end, `*stage*` a part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    text: String,
    open_start: bool,
    open_end: bool,
}

impl Pattern {
    /// Reads a pattern; `None` when it holds no words.
    pub fn parse(pattern: &str) -> Option<Self> {
        let pattern = pattern.trim();
        let text = words(pattern);
        (!text.is_empty()).then(|| Self { text, open_start: pattern.starts_with('*'), open_end: pattern.ends_with('*') })
    }

    /// Whether a text of [`words`] fits; parts end at word boundaries.
    pub fn fits(&self, words: &str) -> bool {
        let starts = |w: &str| w.strip_prefix(&self.text).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
        match (self.open_start, self.open_end) {
            (false, false) => words == self.text,
            (false, true) => starts(words),
            (true, false) => words.strip_suffix(&self.text).is_some_and(|rest| rest.is_empty() || rest.ends_with(' ')),
            (true, true) => starts(words) || words.match_indices(' ').any(|(at, _)| words.get(at + 1..).is_some_and(&starts)),
        }
    }

    /// The pattern as preset files write it.
    pub fn written(&self) -> String {
        let star = |open: bool| if open { "*" } else { "" };
        format!("{}{}{}", star(self.open_start), self.text, star(self.open_end))
    }

    /// How much of a text the pattern fixes; the closest fit wins.
    pub fn weight(&self) -> (bool, usize) {
        (!self.open_start && !self.open_end, self.text.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_compared_by_their_words() {
        assert_eq!(words("12_Stage of\nDevelopment "), "stage of development");
        assert_eq!(words("\u{feff}Use_Case_ID"), "use case id");
        assert_eq!(words("d) d) Retired \u{2013} no longer used."), "retired no longer used");
        assert_eq!(words("1.5 hours"), "1 5 hours");
        assert_eq!(words("Agency Use (Y/N)?"), "agency use y n");
        assert_eq!(snake(" Business-Unit "), "business_unit");
    }

    #[test]
    fn patterns_fit_whole_words() {
        let part = Pattern::parse("*use case*").unwrap();
        assert!(part.fits("ai use case name") && part.fits("use case") && !part.fits("house cases"));
        assert!(Pattern::parse("stage*").unwrap().fits("stage of development"));
        assert!(!Pattern::parse("stage*").unwrap().fits("stages"));
        assert!(Pattern::parse("*id").unwrap().fits("system id") && !Pattern::parse("*id").unwrap().fits("grid"));
        assert!(Pattern::parse("*").is_none());
    }

    #[test]
    fn not_known_has_many_spellings() {
        for said in [
            "",
            "N/A",
            "n/a",
            "None of the above",
            "no_information",
            "System.Object[]",
            "-",
            "None",
            "#N/A",
            "#REF!",
            "#VALUE!",
            "#DIV/0!",
            "#NAME?",
            "#NULL!",
            "#NUM!",
        ] {
            assert!(says_unknown(said, Kind::Text), "{said}");
        }
        assert!(!says_unknown("NA", Kind::Text) && says_unknown("NA", Kind::Date) && !says_unknown("no", Kind::YesNo));
    }
}
