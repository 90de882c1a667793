//! SHA-256 and canonical JSON (RFC 8785), the base of everything that must be the same bytes again.

use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// The SHA-256 of some bytes, as lower-case hex.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Bytes as lower-case hex.
pub fn hex(bytes: &[u8]) -> String {
    let digit = |of: u8| char::from(if of < 10 { b'0' + of } else { b'a' + of - 10 });
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        text.push(digit(byte >> 4));
        text.push(digit(byte & 15));
    }
    text
}

/// Canonical JSON: keys in UTF-16 order, no spaces, numbers as ECMAScript prints them.
///
/// # Errors
/// When the value cannot be represented as JSON (a map with keys that are not strings, a number that is not finite).
pub fn canonical_json<T: Serialize>(value: &T) -> Result<String, serde_json::Error> {
    let mut out = String::new();
    write(&serde_json::to_value(value)?, &mut out)?;
    Ok(out)
}

fn write(value: &Value, out: &mut String) -> Result<(), serde_json::Error> {
    match value {
        Value::Array(items) => {
            out.push('[');
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                write(item, out)?;
            }
            out.push(']');
        }
        Value::Object(map) => {
            let mut keys: Vec<&String> = map.keys().collect();
            // In plain letters the order of bytes is the same.
            if keys.iter().all(|k| k.is_ascii()) {
                keys.sort();
            } else {
                keys.sort_by(|a, b| a.encode_utf16().cmp(b.encode_utf16()));
            }
            out.push('{');
            for (i, key) in keys.into_iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                write_text(key, out)?;
                out.push(':');
                write(map.get(key).unwrap_or(&Value::Null), out)?;
            }
            out.push('}');
        }
        Value::Number(n) => out.push_str(&number(n)),
        Value::String(text) => write_text(text, out)?,
        other => out.push_str(&serde_json::to_string(other)?),
    }
    Ok(())
}

/// A text between quotation marks; most have nothing in them that needs another form.
fn write_text(text: &str, out: &mut String) -> Result<(), serde_json::Error> {
    if text.bytes().any(|b| b < b' ' || matches!(b, b'"' | b'\\')) {
        out.push_str(&serde_json::to_string(text)?);
        return Ok(());
    }
    out.push('"');
    out.push_str(text);
    out.push('"');
    Ok(())
}

/// A number as ECMAScript prints it: integers plainly, `1.0` as `1`, exponents as `1e+21` and `1e-7`.
fn number(n: &serde_json::Number) -> String {
    let Some(f) = n.as_f64().filter(|_| n.is_f64()) else { return n.to_string() };
    if f == 0.0 {
        return "0".to_owned();
    }
    let magnitude = f.abs();
    if (1e-6..1e21).contains(&magnitude) {
        return format!("{f}");
    }
    let text = format!("{f:e}");
    match text.split_once('e') {
        Some((m, e)) if !e.starts_with('-') => format!("{m}e+{e}"),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn canonical_json_sorts_keys_and_prints_numbers_as_rfc_8785() {
        let value =
            json!({"b": [1.0, 1e21, 1e-7, 0.000001, 333333333.3333333], "a": {"é": 1, "e": "\u{8}\"\n"}, "\u{1f600}": 1, "\u{fb33}": 2});
        assert_eq!(
            canonical_json(&value).unwrap(),
            "{\"a\":{\"e\":\"\\b\\\"\\n\",\"é\":1},\"b\":[1,1e+21,1e-7,0.000001,333333333.3333333],\"\u{1f600}\":1,\"\u{fb33}\":2}"
        );
    }

    #[test]
    fn sha256_is_the_published_one() {
        assert_eq!(sha256_hex(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
