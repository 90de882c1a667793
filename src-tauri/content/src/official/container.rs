//! A look into a workbook's container before anything parses it: how much it really holds, and whether it holds what is not read.

use std::io::{Cursor, Read};
use zip::ZipArchive;

/// What a container may hold.
pub struct Limits {
    /// Bytes of the file itself.
    pub file: u64,
    /// Entries.
    pub entries: usize,
    /// Inflated bytes of one entry.
    pub entry: u64,
    /// Inflated bytes of all entries.
    pub total: u64,
    /// Inflated bytes for each stored byte of an entry above `ratio_from`.
    pub ratio: u64,
    /// Inflated bytes up to which the ratio does not matter.
    pub ratio_from: u64,
    /// Shared strings that the workbook may announce; a reader sets memory aside for as many as are announced.
    pub strings: u64,
}

const MB: u64 = 1024 * 1024;

/// The limits of domain 7.
pub const LIMITS: Limits =
    Limits { file: 32 * MB, entries: 2_000, entry: 100 * MB, total: 200 * MB, ratio: 100, ratio_from: MB, strings: 2_000_000 };

/// Inflates every entry, counting, and keeps nothing.
pub fn inspect(bytes: &[u8], limits: &Limits) -> Result<(), String> {
    if bytes.len() as u64 > limits.file {
        return Err(format!("the workbook is larger than {} MB", limits.file / MB));
    }
    let damaged = |e: &dyn std::fmt::Display| format!("it is not a sound .xlsx workbook: {}", super::plain::short(&e.to_string()));
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|e| damaged(&e))?;
    if archive.len() > limits.entries {
        return Err(format!("the workbook holds more than {} parts", limits.entries));
    }
    if archive.has_duplicate_names() {
        return Err("two parts of the workbook have the same name".to_owned());
    }
    let mut total = 0;
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).map_err(|e| damaged(&e))?;
        let name = part.name().map_err(|e| damaged(&e))?.to_lowercase();
        refuse_kind(&name)?;
        let by_ratio = part.compressed_size().saturating_mul(limits.ratio).max(limits.ratio_from);
        let most = limits.entry.min(limits.total.saturating_sub(total)).min(by_ratio);
        let mut kept = Vec::new();
        let mut counted = part.by_ref().take(most.saturating_add(1));
        let size = if name.ends_with("sharedstrings.xml") || name.ends_with("[content_types].xml") {
            counted.read_to_end(&mut kept).map(|n| n as u64)
        } else {
            std::io::copy(&mut counted, &mut std::io::sink())
        }
        .map_err(|e| damaged(&e))?;
        if size > most {
            return Err(format!("a part of the workbook inflates beyond {most} bytes, out of proportion to the file"));
        }
        total += size;
        refuse_content(&name, &kept, limits)?;
    }
    Ok(())
}

fn refuse_kind(name: &str) -> Result<(), String> {
    if name.ends_with("vbaproject.bin") || name.contains("macrosheets/") {
        return Err("the workbook holds macros; save it as .xlsx without them".to_owned());
    }
    if name.contains("externallinks/") {
        return Err("the workbook takes values from other workbooks; save it with values only".to_owned());
    }
    Ok(())
}

fn refuse_content(name: &str, kept: &[u8], limits: &Limits) -> Result<(), String> {
    let text = String::from_utf8_lossy(kept);
    if name.ends_with("[content_types].xml") && text.to_lowercase().contains("macroenabled") {
        return Err("the workbook holds macros; save it as .xlsx without them".to_owned());
    }
    if name.ends_with("sharedstrings.xml") {
        for after in text.split("uniqueCount").skip(1) {
            let rest = after.trim_start_matches(|c: char| c.is_whitespace() || ['=', '"', '\'', '+'].contains(&c));
            let digits: String = rest.chars().take_while(char::is_ascii_digit).take(20).collect();
            // No digits announce nothing; digits beyond 64 bits announce too much.
            if !digits.is_empty() && digits.parse::<u64>().map_or(true, |n| n > limits.strings) {
                return Err(format!("the workbook announces more than {} texts", limits.strings));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use zip::write::SimpleFileOptions;

    fn zip_of(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in parts {
            writer.start_file(*name, SimpleFileOptions::default()).unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    const SMALL: Limits = Limits { file: 10_000, entries: 3, entry: 500, total: 800, ratio: 10, ratio_from: 100, strings: 9 };

    /// Bytes that do not shrink.
    fn noise(n: usize) -> Vec<u8> {
        let mut x = 1u32;
        let next = |_| {
            x = x.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            x.to_be_bytes()[0]
        };
        (0..n).map(next).collect()
    }

    #[test]
    fn each_limit_is_kept() {
        assert!(inspect(&zip_of(&[("a", &noise(400)), ("b", &noise(400))]), &SMALL).is_ok());
        for (parts, why) in [
            (vec![("a", noise(501))], "inflates beyond 500"),
            (vec![("a", noise(400)), ("b", noise(401))], "inflates beyond 400"),
            (vec![("a", vec![0; 450])], "inflates beyond"),
            (vec![("a", vec![]), ("b", vec![]), ("c", vec![]), ("d", vec![])], "more than 3 parts"),
            (vec![("a", noise(20_000))], "larger than"),
            (vec![("xl/sharedStrings.xml", b"<sst uniqueCount = '10'>".to_vec())], "announces more than 9"),
            (vec![("xl/sharedStrings.xml", b"<sst uniqueCount=\"99999999999999999999999\">".to_vec())], "announces more than 9"),
        ] {
            let parts: Vec<(&str, &[u8])> = parts.iter().map(|(n, b)| (*n, b.as_slice())).collect();
            let said = inspect(&zip_of(&parts), &SMALL).unwrap_err();
            assert!(said.contains(why), "{said} / {why}");
        }
    }

    #[test]
    fn a_cut_container_is_refused() {
        let whole = zip_of(&[("a", &noise(400))]);
        for n in 0..whole.len() {
            assert!(inspect(&whole[..n], &SMALL).is_err(), "{n}");
        }
    }
}
