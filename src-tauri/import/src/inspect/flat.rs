//! Delimited text.

use super::{Base, Found, Looking, one_line};
use crate::detect::{Format, delimited};
use crate::error::ImportError;
use crate::source::Source;

pub(super) fn delimited(mut base: Base<'_>, sample: &str, whole: bool, looking: &Looking<'_>) -> Result<Found, ImportError> {
    let found = match delimited::detect(sample, whole, looking.chosen.delimiter, &looking.wanted, looking.presets) {
        Ok(found) => found,
        Err(refusal) => return Ok(Err(refusal)),
    };
    if let Some(sheet) = &looking.chosen.sheet {
        return Err(ImportError::Sheet { path: base.file.path.clone(), sheet: sheet.clone() });
    }
    for repeat in &found.repeats {
        base.note("import/duplicate-header", Some(repeat), format!("the header stands here again; this column is `{}`", one_line(repeat)));
    }
    base.why.extend(found.why);
    let (delimiter, header_row) = (found.delimiter, found.header_row);
    let input = base.input(Format::Delimited, found.purpose, &found.headers, Source::Delimited { delimiter, header_row });
    Ok(input.map(|mut input| {
        input.detected.delimiter = Some(char::from(delimiter));
        input.detected.header_row = Some(header_row);
        vec![input]
    }))
}
