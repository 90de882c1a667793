//! A part's XML, event by event, with nothing declared, fetched or expanded on its own.

use crate::plain::damaged;
use crate::stream::Stream;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use std::borrow::Cow;

/// A part that is being read.
pub struct Xml {
    reader: Reader<Stream>,
    buffer: Vec<u8>,
}

impl Xml {
    pub fn new(stream: Stream) -> Self {
        let mut reader = Reader::from_reader(stream);
        reader.config_mut().expand_empty_elements = true;
        Self { reader, buffer: Vec::with_capacity(1024) }
    }

    /// Bytes of the stored part that are still to come.
    pub fn left(&self) -> usize {
        self.reader.get_ref().left()
    }

    /// What comes next.
    pub fn event(&mut self) -> Result<Event<'_>, String> {
        self.buffer.clear();
        match self.reader.read_event_into(&mut self.buffer) {
            Ok(Event::DocType(_)) => Err(damaged("it declares a document type")),
            Ok(event) => Ok(event),
            Err(wrong) => Err(damaged(&wrong.to_string())),
        }
    }

    /// Goes past the element that was begun.
    pub fn skip(&mut self) -> Result<(), String> {
        let mut depth = 1_u32;
        while depth > 0 {
            match self.event()? {
                Event::Start(_) => depth += 1,
                Event::End(_) => depth -= 1,
                Event::Eof => return Err(damaged("it ends too early")),
                _ => {}
            }
        }
        Ok(())
    }

    /// The text of the element that was begun, to its end. Beyond `most` bytes nothing is kept; gives how long the text is.
    pub fn text(&mut self, out: &mut String, most: usize) -> Result<usize, String> {
        let (mut depth, mut length) = (1_u32, 0);
        let mut keep = |piece: &str| {
            length += piece.len();
            if length <= most {
                out.push_str(piece);
            }
        };
        while depth > 0 {
            match self.event()? {
                Event::Start(_) => depth += 1,
                Event::End(_) => depth -= 1,
                Event::Text(text) => keep(&text.xml10_content()),
                Event::CData(text) => keep(&text.xml10_content()),
                Event::GeneralRef(entity) => match (resolve_xml_entity(&entity), entity.resolve_char_ref()) {
                    (Some(text), _) => keep(text),
                    (None, Ok(Some(c))) => keep(c.encode_utf8(&mut [0; 4])),
                    _ => return Err(damaged("it uses an entity that is not XML's own")),
                },
                Event::Eof => return Err(damaged("it ends too early")),
                _ => {}
            }
        }
        Ok(length)
    }

    /// The text of a string that may be made of formatted runs; readings of Chinese characters are not part of it.
    pub fn rich(&mut self, out: &mut String, most: usize) -> Result<usize, String> {
        let (mut depth, mut length) = (1_u32, 0_usize);
        while depth > 0 {
            let (is_text, is_reading) = match self.event()? {
                Event::Start(e) => (e.local_name().as_ref() == "t", e.local_name().as_ref() == "rPh"),
                Event::End(_) => {
                    depth -= 1;
                    continue;
                }
                Event::Eof => return Err(damaged("it ends too early")),
                _ => continue,
            };
            if is_reading {
                self.skip()?;
            } else if is_text {
                length = length.saturating_add(self.text(out, most.saturating_sub(length))?);
            } else {
                depth += 1;
            }
        }
        Ok(length)
    }
}

/// An attribute by its whole name, or by its name behind a prefix when `name` begins with `:`.
pub fn attribute<'e>(element: &'e BytesStart<'_>, name: &str) -> Result<Option<Cow<'e, str>>, String> {
    for attribute in element.attributes().with_checks(false) {
        let attribute = attribute.map_err(|e| damaged(&e.to_string()))?;
        let key = attribute.key.as_ref();
        if key == name || (name.starts_with(':') && key.ends_with(name)) {
            return attribute.normalized_value(XmlVersion::Implicit1_0).map(Some).map_err(|e| damaged(&e.to_string()));
        }
    }
    Ok(None)
}

/// Whether an attribute says yes.
pub fn flag(element: &BytesStart<'_>, name: &str) -> Result<bool, String> {
    Ok(attribute(element, name)?.is_some_and(|v| v == "1" || v == "true" || v == "on"))
}

/// Characters that XML cannot hold are written `_x000D_` in a cell's text, and `_x005F_` stands for the underscore of such a text.
pub fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains("_x") {
        return Cow::Borrowed(text);
    }
    let mut units: Vec<u16> = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if let Some(unit) = escape(rest) {
            units.push(unit);
            rest = rest.get(7..).unwrap_or_default();
        } else {
            units.extend_from_slice(first.encode_utf16(&mut [0; 2]));
            rest = rest.get(first.len_utf8()..).unwrap_or_default();
        }
    }
    Cow::Owned(String::from_utf16_lossy(&units))
}

/// The code that `_xHHHH_` at the start of a text stands for.
fn escape(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("_x")?.get(..4).filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()))?;
    (text.as_bytes().get(6) == Some(&b'_')).then(|| u16::from_str_radix(digits, 16).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_of_characters_are_read_back() {
        assert_eq!(unescaped("a_x000D_b"), "a\rb");
        assert_eq!(unescaped("_x005F_x000D_"), "_x000D_");
        assert_eq!(unescaped("_xD83D__xDCF7_ _x12_ _xZZZZ_ é_x"), "\u{1f4f7} _x12_ _xZZZZ_ é_x");
        assert_eq!(unescaped("_xD83D_"), "\u{fffd}");
    }
}
