//! From the cells of a file to the columns of an interchange table.

pub mod date;
pub mod draft;
mod file;
pub mod gives;
pub mod layout;
pub mod mapper;
pub mod page;
pub mod preset;
pub mod presets;
pub mod recognise;
pub mod rule;
pub mod value;

/// What is said of key-like strings that were masked in one text.
pub(crate) fn masked_words(count: usize) -> String {
    if count == 1 { "a key-like string was masked".to_owned() } else { format!("{count} key-like strings were masked") }
}

/// What had to be assumed to read a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Assumed {
    /// The order, because other dates of the file can only be read so.
    Order,
    /// Day first, because dots separate the numbers.
    Dots,
    /// A year of two digits is of this century.
    Century,
    /// A time without a zone is UTC.
    Utc,
    /// A bare number counts seconds (or thousandths, millionths, billionths) since 1970, by its length.
    Epoch,
}

impl Assumed {
    /// The assumption as a sentence part.
    pub fn says(self) -> &'static str {
        match self {
            Assumed::Order => "the order of day and month was taken from other dates of the file",
            Assumed::Dots => "dates with dots were read day first",
            Assumed::Century => "years of two digits were read as 20xx",
            Assumed::Utc => "times without a zone were read as UTC",
            Assumed::Epoch => "bare numbers were read as time since 1970-01-01 UTC",
        }
    }
}
