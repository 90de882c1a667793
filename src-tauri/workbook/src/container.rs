//! A look into a workbook's container before anything parses it: how much it really holds, and whether it holds what is not read.

use crate::plain::{SAVE_AGAIN, damaged};
use std::collections::BTreeSet;
use std::io::{Cursor, Read};
use zip::result::ZipError;
use zip::{CompressionMethod, ZipArchive};

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
    /// Shared strings that the workbook may announce or hold; some readers set memory aside for as many as are announced.
    pub strings: u64,
}

const MB: u64 = 1024 * 1024;

/// The limits for a workbook that is imported.
pub const LIMITS: Limits =
    Limits { file: 200 * MB, entries: 2_000, entry: 200 * MB, total: 200 * MB, ratio: 100, ratio_from: MB, strings: 2_000_000 };

const MACROS: &str = "the workbook holds macros; save it as .xlsx without them";

/// Where a part lies in the file.
#[derive(Clone, Debug)]
pub struct Part {
    /// Its name in lower case, without a leading slash.
    pub name: String,
    /// Its first byte in the file.
    pub start: usize,
    /// How many bytes it has there.
    pub length: usize,
    /// Whether they are deflated.
    pub deflated: bool,
}

/// Inflates every entry, counting, and keeps nothing.
///
/// # Errors
/// A plain sentence when the container is not sound, holds more than the limits allow, or what is not read: macros, external links,
/// a binary workbook, another kind of document.
pub fn inspect(bytes: &[u8], limits: &Limits) -> Result<(), String> {
    parts(bytes, limits).map(|_| ())
}

/// The parts of a container that was inspected.
pub(crate) fn parts(bytes: &[u8], limits: &Limits) -> Result<Vec<Part>, String> {
    if bytes.len() as u64 > limits.file {
        let most = limits.file / MB;
        return Err(format!("the workbook is larger than {most} MB; split it, or save the sheet that matters as CSV"));
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|e| broken(&e))?;
    if archive.len() > limits.entries {
        let most = limits.entries;
        return Err(format!("the workbook holds more than {most} parts; save the sheets that matter as a workbook of their own"));
    }
    let twice = || format!("two parts of the workbook have the same name; {SAVE_AGAIN}");
    if archive.has_duplicate_names() {
        return Err(twice());
    }
    let (mut total, mut names, mut parts) = (0, BTreeSet::new(), Vec::new());
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).map_err(|e| broken(&e))?;
        let name = part.name().map_err(|e| broken(&e))?.to_lowercase().replace('\\', "/").trim_start_matches('/').to_owned();
        refuse_kind(&name)?;
        if !names.insert(name.clone()) {
            return Err(twice());
        }
        let by_ratio = part.compressed_size().saturating_mul(limits.ratio).max(limits.ratio_from);
        let most = limits.entry.min(limits.total.saturating_sub(total)).min(by_ratio);
        let mut kept = Vec::new();
        let mut counted = part.by_ref().take(most.saturating_add(1));
        let size = if name.ends_with("sharedstrings.xml") || name.ends_with("[content_types].xml") || name == "mimetype" {
            counted.read_to_end(&mut kept).map(|n| n as u64)
        } else {
            std::io::copy(&mut counted, &mut std::io::sink())
        }
        .map_err(|e| damaged(&e.to_string()))?;
        if size > most {
            let why = if most == by_ratio { ", out of proportion to the file" } else { "" };
            return Err(format!(
                "a part of the workbook inflates beyond {most} bytes{why}; split it, or save the sheet that matters as CSV"
            ));
        }
        total += size;
        refuse_content(&name, &kept, limits)?;
        let place = part.data_start().and_then(|at| Some((usize::try_from(at).ok()?, usize::try_from(part.compressed_size()).ok()?)));
        let (start, length) = place.ok_or_else(|| damaged("a part lies outside the file"))?;
        parts.push(Part { name, start, length, deflated: part.compression() == CompressionMethod::Deflated });
    }
    Ok(parts)
}

/// Why a container cannot be opened.
fn broken(error: &ZipError) -> String {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => {
            "the workbook is protected by a password; remove the password and save it again as .xlsx".to_owned()
        }
        other => damaged(&other.to_string()),
    }
}

fn refuse_kind(name: &str) -> Result<(), String> {
    if name.ends_with("vbaproject.bin") || name.contains("macrosheets/") {
        return Err(MACROS.to_owned());
    }
    if name.contains("externallinks/") {
        return Err("the workbook takes values from other workbooks; save it with values only".to_owned());
    }
    if name == "xl/workbook.bin" {
        return Err("it is a binary Excel workbook (.xlsb); save it as .xlsx".to_owned());
    }
    if name == "word/document.xml" || name == "ppt/presentation.xml" {
        return Err("it is a document or a presentation, not a workbook; save its table as .xlsx".to_owned());
    }
    Ok(())
}

fn refuse_content(name: &str, kept: &[u8], limits: &Limits) -> Result<(), String> {
    let text = String::from_utf8_lossy(kept);
    if name == "mimetype" && text.contains("opendocument") {
        return Err("it is an OpenDocument file (.ods); save it as .xlsx".to_owned());
    }
    if name.ends_with("[content_types].xml") && text.to_lowercase().contains("macroenabled") {
        return Err(MACROS.to_owned());
    }
    if name.ends_with("sharedstrings.xml") {
        for after in text.split("uniqueCount").skip(1) {
            let rest = after.trim_start_matches(|c: char| c.is_whitespace() || ['=', '"', '\'', '+'].contains(&c));
            let digits: String = rest.chars().take_while(char::is_ascii_digit).take(20).collect();
            // No digits announce nothing; digits beyond 64 bits announce too much.
            if !digits.is_empty() && digits.parse::<u64>().map_or(true, |n| n > limits.strings) {
                return Err(format!("the workbook announces more than {} texts; {SAVE_AGAIN}", limits.strings));
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
    fn what_is_not_read_is_refused_by_name() {
        for (name, content, why) in [
            ("xl/vbaProject.bin", "x", "macros"),
            ("xl/macrosheets/sheet1.xml", "x", "macros"),
            ("[Content_Types].xml", "application/vnd.ms-excel.sheet.macroEnabled.main+xml", "macros"),
            ("xl\\externalLinks\\externalLink1.xml", "x", "other workbooks"),
            ("xl/workbook.bin", "x", "(.xlsb)"),
            ("word/document.xml", "x", "not a workbook"),
            ("mimetype", "application/vnd.oasis.opendocument.spreadsheet", "(.ods)"),
        ] {
            let said = inspect(&zip_of(&[("a", b"x"), (name, content.as_bytes())]), &SMALL).unwrap_err();
            assert!(said.contains(why) && said.contains("save"), "{said}");
        }
        let twice = zip_of(&[("xl/Workbook.xml", b"x"), ("/xl\\workbook.xml", b"x")]);
        assert!(inspect(&twice, &SMALL).unwrap_err().contains("same name"));
    }

    #[test]
    fn a_cut_container_is_refused() {
        let whole = zip_of(&[("a", &noise(400))]);
        for n in 0..whole.len() {
            assert!(inspect(&whole[..n], &SMALL).is_err(), "{n}");
        }
    }
}
