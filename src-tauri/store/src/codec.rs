//! How a record's values stand in a row: JSON objects that keep their order.

use crate::error::{During, Result};
use countersign_core::Record;
use countersign_core::tables::spec;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde::ser::{SerializeMap, Serializer};
use std::borrow::Cow;
use std::fmt;

/// The known values by column name, in column order.
pub(crate) fn fields_json(record: &Record) -> Result<String> {
    object(record.named()).during("write the values of", &record.key)
}

/// The attributes that are not ours, in the order given; `None` when there are none.
pub(crate) fn extra_json(record: &Record) -> Result<Option<String>> {
    if record.extra.is_empty() {
        return Ok(None);
    }
    let pairs = record.extra.iter().map(|(h, v)| (h.as_str(), v.as_str()));
    object(pairs).during("write the attributes of", &record.key).map(Some)
}

/// Puts stored values into a record of the same table, behind those it has: what it knows already stays. A column this program no
/// longer has becomes an attribute.
pub(crate) fn decode(record: &mut Record, fields: &str, extra: Option<&str>) -> Result<()> {
    let Pairs(pairs) = serde_json::from_str(fields).during("read the values of", &record.key)?;
    let columns = spec(record.table);
    let mut known: Vec<(u16, Text<'_>)> = Vec::with_capacity(pairs.len());
    for (name, value) in pairs {
        match columns.position(name.as_ref()).and_then(|p| u16::try_from(p).ok()) {
            Some(p) => known.push((p, value)),
            None => record.extra.push((name.0.into_owned(), value.0.into_owned())),
        }
    }
    record.fields = record.fields.iter().chain(known.iter().map(|(p, value)| (*p, value.as_ref()))).collect();
    decode_extra(record, extra)
}

/// Puts stored attributes into a record.
pub(crate) fn decode_extra(record: &mut Record, extra: Option<&str>) -> Result<()> {
    if let Some(text) = extra {
        let Pairs(pairs) = serde_json::from_str(text).during("read the attributes of", &record.key)?;
        record.extra.extend(pairs.into_iter().map(|(header, value)| (header.0.into_owned(), value.0.into_owned())));
    }
    Ok(())
}

fn object<'a, 'b>(pairs: impl Iterator<Item = (&'a str, &'b str)>) -> serde_json::Result<String> {
    let mut out = Vec::with_capacity(256);
    let mut json = serde_json::Serializer::new(&mut out);
    let mut map = json.serialize_map(None)?;
    for (name, value) in pairs {
        map.serialize_entry(name, value)?;
    }
    map.end()?;
    String::from_utf8(out).map_err(serde::ser::Error::custom)
}

/// A text where it is stored, unless it is escaped there.
#[derive(serde::Deserialize)]
struct Text<'t>(#[serde(borrow)] Cow<'t, str>);

impl AsRef<str> for Text<'_> {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

struct Pairs<'t>(Vec<(Text<'t>, Text<'t>)>);

impl<'de> Deserialize<'de> for Pairs<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Pairs<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of texts")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<Pairs<'de>, A::Error> {
                let mut pairs = Vec::with_capacity(map.size_hint().unwrap_or(8));
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Pairs(pairs))
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}
