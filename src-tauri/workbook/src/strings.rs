//! The texts that cells share, in one buffer.

use crate::plain::{SAVE_AGAIN, damaged};
use crate::xml::{Xml, unescaped};
use quick_xml::events::Event;

/// The texts by their position.
#[derive(Debug, Default)]
pub struct Strings {
    text: String,
    ends: Vec<usize>,
}

impl Strings {
    /// Reads the texts; more than `most` are refused.
    pub fn read(mut xml: Xml, most: u64) -> Result<Self, String> {
        let mut strings = Self::default();
        let mut one = String::new();
        loop {
            match xml.event()? {
                Event::Start(e) if e.local_name().as_ref() == "si" => {}
                Event::Eof => break,
                _ => continue,
            }
            one.clear();
            xml.rich(&mut one, usize::MAX)?;
            strings.text.push_str(&unescaped(&one));
            strings.ends.push(strings.text.len());
            if strings.ends.len() as u64 > most {
                return Err(format!("the workbook holds more than {most} texts; {SAVE_AGAIN}"));
            }
        }
        Ok(strings)
    }

    /// The text that a cell points to.
    pub fn get(&self, position: &str) -> Result<&str, String> {
        let at = position.trim().parse::<usize>().ok();
        let found = at.and_then(|at| {
            let start = at.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied())?;
            self.text.get(start..*self.ends.get(at)?)
        });
        found.ok_or_else(|| damaged("a cell points to a text that is not there"))
    }
}
