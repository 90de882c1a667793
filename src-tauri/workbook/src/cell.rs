//! What a cell holds, as text.

use crate::date::{Shape, shown};

/// A cell that holds something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// A text as it stands there.
    Text(String),
    /// A number: whole ones as their digits, others in the shortest form that reads back the same.
    Number(String),
    /// A day `2026-01-31`, a day with its time `2026-01-31T14:30:00` (no zone is known), or a time `14:30:00`.
    Date(String),
    /// Yes or no.
    Bool(bool),
    /// A value that could not be computed, such as `#N/A` or `#REF!`.
    Error(String),
    /// A formula whose value is not in the file, with the formula. It is not empty and not zero: it is not known.
    Uncomputed(String),
    /// A text of so many bytes, more than is kept.
    TooLong(usize),
}

impl Cell {
    /// The value as text; nothing for a formula without a value and for a text that was not kept.
    pub fn text(&self) -> &str {
        match self {
            Self::Text(text) | Self::Number(text) | Self::Date(text) | Self::Error(text) => text,
            Self::Bool(true) => "true",
            Self::Bool(false) => "false",
            Self::Uncomputed(_) | Self::TooLong(_) => "",
        }
    }

    /// Whether it says nothing: white space. A formula without a value is not blank, and neither is a text that was not kept.
    pub fn is_blank(&self) -> bool {
        !matches!(self, Self::Uncomputed(_) | Self::TooLong(_)) && self.text().trim().is_empty()
    }

    /// A number as it is written in the file, seen as its format says.
    pub(crate) fn number(written: &str, shape: Shape, from_1904: bool) -> Self {
        let written = written.trim();
        let digits = written.strip_prefix('-').unwrap_or(written);
        let Ok(value) = written.parse::<f64>() else { return Self::Text(written.to_owned()) };
        if !value.is_finite() {
            return Self::Text(written.to_owned());
        }
        if let Some(date) = shown(value, shape, from_1904) {
            return Self::Date(date);
        }
        // Digits are kept as they are: an identifier may have more of them than a number can hold.
        if digits.bytes().all(|b| b.is_ascii_digit()) && !(digits.len() > 1 && digits.starts_with('0')) && written != "-0" {
            return Self::Number(written.to_owned());
        }
        let size = value.abs();
        Self::Number(if value == 0.0 {
            "0".to_owned()
        } else if (1e-7..1e21).contains(&size) {
            value.to_string()
        } else {
            format!("{value:e}")
        })
    }
}

/// The column of a reference such as `AB12`, from 0, and its row, from 1.
pub(crate) fn reference(text: &str) -> Option<(u64, usize)> {
    let text = text.trim().replace('$', "");
    let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (name, row) = text.split_at_checked(letters)?;
    if name.is_empty() || name.len() > 3 || row.len() > 7 || !row.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let column = name.bytes().fold(0, |sum, b| sum * 26 + usize::from(b.to_ascii_uppercase() - b'A') + 1);
    let row: u64 = row.parse().ok()?;
    (column <= COLUMNS && (1..=ROWS).contains(&row)).then(|| (row, column - 1))
}

/// Rows a sheet may have.
pub(crate) const ROWS: u64 = 1_048_576;
/// Columns a sheet may have.
pub(crate) const COLUMNS: usize = 16_384;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_short_as_they_read_back() {
        let number = |t: &str| match Cell::number(t, Shape::Number, false) {
            Cell::Number(n) => n,
            other => panic!("{other:?}"),
        };
        for (written, text) in [
            ("42", "42"),
            ("42.0", "42"),
            ("-7", "-7"),
            ("-0", "0"),
            ("007", "7"),
            ("0.10000000000000001", "0.1"),
            ("1.5E3", "1500"),
            ("2.5E-9", "2.5e-9"),
            ("1E300", "1e300"),
            ("12345678901234567890", "12345678901234567890"),
            (" 3 ", "3"),
        ] {
            assert_eq!(number(written), text);
        }
        assert_eq!(Cell::number("NaN", Shape::Number, false), Cell::Text("NaN".to_owned()));
        assert_eq!(Cell::number("45000", Shape::Date, false), Cell::Date("2023-03-15".to_owned()));
        assert_eq!(Cell::number("-3", Shape::Date, false), Cell::Number("-3".to_owned()));
    }

    #[test]
    fn references_end_where_sheets_end() {
        assert_eq!(reference("A1"), Some((1, 0)));
        assert_eq!(reference("$xfd$1048576"), Some((1_048_576, 16_383)));
        for wrong in ["", "A", "1", "A0", "XFE1", "A1048577", "AAAA1", "A99999999999999999999", "É1", "A1B"] {
            assert_eq!(reference(wrong), None, "{wrong}");
        }
    }
}
