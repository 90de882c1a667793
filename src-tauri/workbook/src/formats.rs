//! Which number formats mean days and times.

use crate::date::Shape;
use crate::xml::{Xml, attribute};
use quick_xml::events::Event;
use std::collections::HashMap;

/// What each cell style says about numbers, by the style's position.
pub fn read(mut xml: Xml) -> Result<Vec<Shape>, String> {
    let (mut own, mut styles) = (HashMap::new(), Vec::new());
    let (mut in_formats, mut in_styles) = (false, false);
    loop {
        match xml.event()? {
            Event::Start(e) => match e.local_name().as_ref() {
                "numFmts" => in_formats = true,
                "cellXfs" => in_styles = true,
                "numFmt" if in_formats => {
                    if let (Some(id), Some(code)) = (attribute(&e, "numFmtId")?, attribute(&e, "formatCode")?) {
                        own.insert(id.trim().to_owned(), of_code(&code));
                    }
                }
                "xf" if in_styles => styles.push(attribute(&e, "numFmtId")?.map_or_else(String::new, |id| id.trim().to_owned())),
                _ => {}
            },
            Event::End(e) => match e.local_name().as_ref() {
                "numFmts" => in_formats = false,
                "cellXfs" => in_styles = false,
                _ => {}
            },
            Event::Eof => break,
            _ => {}
        }
    }
    Ok(styles.iter().map(|id| own.get(id).copied().unwrap_or_else(|| built_in(id))).collect())
}

/// Formats that a workbook has without writing them down.
fn built_in(id: &str) -> Shape {
    match id.parse::<u16>() {
        Ok(14..=17 | 27..=31 | 34..=36 | 50..=58) => Shape::Date,
        Ok(18..=21 | 32 | 33 | 45 | 47) => Shape::Time,
        Ok(22) => Shape::DateTime,
        Ok(46) => Shape::Duration,
        _ => Shape::Number,
    }
}

/// What a format code says: `yyyy-mm-dd hh:mm`, `[h]:mm`, `#,##0.00`.
pub fn of_code(code: &str) -> Shape {
    let (mut day, mut time, mut months) = (false, false, 0);
    let mut chars = code.chars().peekable();
    while let Some(c) = chars.next() {
        match c.to_ascii_lowercase() {
            // The next character is shown, skipped or repeated as it is.
            '\\' | '_' | '*' => {
                chars.next();
            }
            '"' => while chars.next().is_some_and(|c| c != '"') {},
            '[' => {
                let inside: String = std::iter::from_fn(|| chars.next().filter(|c| *c != ']')).collect();
                let inside = inside.to_ascii_lowercase();
                if !inside.is_empty() && ["h", "m", "s"].iter().any(|unit| inside.replace(unit, "").is_empty()) {
                    return Shape::Duration;
                }
            }
            // What follows is for negative numbers.
            ';' => break,
            'y' | 'd' => day = true,
            'h' | 's' => time = true,
            'm' => {
                months += 1;
                while chars.next_if(|c| c.eq_ignore_ascii_case(&'m')).is_some() {
                    months += 1;
                }
            }
            'a' => {
                let mut ahead = chars.clone();
                let next: String = ahead.by_ref().take(4).collect::<String>().to_ascii_lowercase();
                let length = if next.starts_with("m/pm") { 4 } else { 2 * usize::from(next.starts_with("/p")) };
                if length > 0 {
                    time = true;
                    chars.nth(length - 1);
                }
            }
            _ => {}
        }
    }
    // `m` beside hours or seconds is minutes; a long one is the name of a month.
    match (day || months >= 3, time, months) {
        (true, true, _) => Shape::DateTime,
        (true, false, _) => Shape::Date,
        (false, true, _) => Shape::Time,
        (false, false, 1..) => Shape::Date,
        (false, false, _) => Shape::Number,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_code_says_what_its_number_is() {
        for (code, shape) in [
            ("General", Shape::Number),
            ("#,##0.00 \"days\"", Shape::Number),
            ("0.00E+00", Shape::Number),
            ("[Red]#,##0_);[Red]\\(#,##0\\)", Shape::Number),
            ("0*d;yyyy", Shape::Number),
            ("\\y0_d", Shape::Number),
            ("[$-409]d-mmm-yy;@", Shape::Date),
            ("yyyy\"年\"m\"月\"d\"日\"", Shape::Date),
            ("mm", Shape::Date),
            ("mmmm", Shape::Date),
            ("h:mm AM/PM", Shape::Time),
            ("hha/p", Shape::Time),
            ("mm:ss.0", Shape::Time),
            ("[$-F400]h:mm:ss", Shape::Time),
            ("m/d/yy h:mm", Shape::DateTime),
            ("mmm h", Shape::DateTime),
            ("[h]:mm:ss", Shape::Duration),
            ("[mm]", Shape::Duration),
        ] {
            assert_eq!(of_code(code), shape, "{code}");
        }
    }
}
