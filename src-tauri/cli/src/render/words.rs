//! Numbers, days and digests as people read them.

/// `1,234,567`.
pub fn number(n: impl TryInto<u64>) -> String {
    countersign_core::words::grouped(n.try_into().unwrap_or(u64::MAX))
}

/// `1 file`, `2 files`.
pub fn count(n: impl TryInto<u64>, one: &str, many: &str) -> String {
    let n = n.try_into().unwrap_or(u64::MAX);
    format!("{} {}", number(n), if n == 1 { one } else { many })
}

/// `30 Sep 2026` for `2026-09-30`; anything else as it is.
pub fn day(text: &str) -> String {
    let date = text.get(..10).and_then(|d| d.parse::<chrono::NaiveDate>().ok());
    date.map_or_else(|| text.to_owned(), |d| d.format("%-d %b %Y").to_string())
}

/// `2026-09-30 14:05` for an RFC 3339 instant.
pub fn minute(text: &str) -> String {
    text.get(..16).map_or_else(|| text.to_owned(), |t| t.replace('T', " "))
}

/// `sha256:3f2a9c1d77e0` for a digest, the first 12 characters of anything else that is long.
pub fn short(text: &str) -> String {
    match text.split_once(':') {
        Some((kind, hex)) => format!("{kind}:{}", hex.get(..12).unwrap_or(hex)),
        None => text.get(..12).unwrap_or(text).to_owned(),
    }
}

/// The first part of a UUID, which is enough to name it.
pub fn short_id(text: &str) -> &str {
    text.get(..8).unwrap_or(text)
}

/// `12 kB`.
pub fn bytes(n: u64) -> String {
    match n {
        0..1_000 => count(n, "byte", "bytes"),
        1_000..1_000_000 => format!("{} kB", n.div_ceil(1_000)),
        _ => format!("{}.{} MB", n / 1_000_000, n % 1_000_000 / 100_000),
    }
}

/// `a, b and c`.
pub fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_read_well() {
        assert_eq!((number(7_u64), number(1_234_u64), number(100_000_usize)), ("7".into(), "1,234".into(), "100,000".into()));
        assert_eq!((count(1_u64, "file", "files"), count(0_u64, "file", "files")), ("1 file".into(), "0 files".into()));
        assert_eq!((day("2026-09-30"), day("soon")), ("30 Sep 2026".into(), "soon".into()));
        assert_eq!(minute("2026-09-30T14:05:09Z"), "2026-09-30 14:05");
        assert_eq!((short("sha256:0123456789abcdef"), short("日本")), ("sha256:0123456789ab".into(), "日本".into()));
        assert_eq!((bytes(999), bytes(1_001), bytes(2_540_000)), ("999 bytes".into(), "2 kB".into(), "2.5 MB".into()));
        assert_eq!((list(&["a".into(), "b".into(), "c".into()]), list(&[])), ("a, b and c".into(), String::new()));
    }
}
