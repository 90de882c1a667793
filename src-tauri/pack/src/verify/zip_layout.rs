//! The skeleton of a zip, read strictly: every byte belongs to exactly one entry or to the directory.
//!
//! Readers of zips disagree about what to do with bytes before, between and after the entries, with two directories, or with
//! local headers that contradict the directory; each such doubt can show one content to a verifier and another to a reader.
//! So a pack may not leave any. (Format: PKWARE APPNOTE 6.3.9, sections 4.3 and 4.4.)

use crate::limits::Limits;
use std::io::{self, Read, Seek, SeekFrom};

const LOCAL: u32 = 0x0403_4b50;
const CENTRAL: u32 = 0x0201_4b50;
const END: u32 = 0x0605_4b50;
const END_64: u32 = 0x0606_4b50;
const LOCATOR_64: u32 = 0x0706_4b50;
const END_LEN: u64 = 22;
const LOCATOR_LEN: u64 = 20;
const END_64_LEN: u64 = 56;
/// Extra fields that carry sizes, times and owners. Others may rename an entry or hide bytes.
const HARMLESS_EXTRAS: [u16; 6] = [0x0001, 0x000a, 0x5455, 0x5855, 0x7855, 0x7875];
/// Lengths a data descriptor may have.
const DESCRIPTORS: [u64; 4] = [12, 16, 20, 24];

/// One entry of the directory.
#[derive(Debug)]
pub(super) struct Entry {
    pub name: Vec<u8>,
    pub method: u16,
    pub packed: u64,
    pub size: u64,
    flags: u16,
    mode: u32,
    header: u64,
}

impl Entry {
    pub(super) fn is_folder(&self) -> bool {
        self.name.ends_with(b"/")
    }

    pub(super) fn is_encrypted(&self) -> bool {
        self.flags & 1 != 0
    }

    /// What the entry is when it is neither a file nor a folder, by its Unix mode.
    pub(super) fn odd_kind(&self) -> Option<&'static str> {
        match self.mode & 0o170_000 {
            0 | 0o100_000 => None,
            0o040_000 if self.is_folder() => None,
            0o120_000 => Some("a link"),
            _ => Some("a device or a pipe"),
        }
    }
}

/// The directory, and everything that is odd about the container.
#[derive(Debug, Default)]
pub(super) struct Layout {
    pub entries: Vec<Entry>,
    /// Where the directory begins.
    pub directory: u64,
    pub problems: Vec<String>,
}

/// Reads the skeleton; `Err` says why there is none to read. (The outer error is the disk's.)
pub(super) fn read<R: Read + Seek>(file: &mut R, limits: &Limits) -> io::Result<Result<Layout, String>> {
    let len = file.seek(SeekFrom::End(0))?;
    let tail_start = len.saturating_sub(END_LEN + u64::from(u16::MAX) + LOCATOR_LEN + END_64_LEN);
    let tail = bytes_at(file, tail_start, len - tail_start)?;
    let mut layout = Layout::default();
    let end = match find_end(&tail, tail_start, len, &mut layout.problems) {
        Ok(end) => end,
        Err(why) => return Ok(Err(why)),
    };
    if end.count > limits.entries {
        return Ok(Err(format!("it declares more than {} entries", limits.entries)));
    }
    if end.size > limits.directory_bytes || end.size > end.at {
        return Ok(Err("its directory is larger than it may be".to_owned()));
    }
    layout.directory = end.at - end.size;
    let Some(shift) = layout.directory.checked_sub(end.offset) else {
        return Ok(Err("its directory is not where its end record says".to_owned()));
    };
    if shift > 0 {
        layout.problems.push(format!("{shift} bytes do not belong to the zip (before it, or before its end record)"));
    }
    let directory = bytes_at(file, layout.directory, end.size)?;
    if let Err(why) = layout.read_directory(&directory, end.count, shift) {
        return Ok(Err(why));
    }
    layout.walk(file, shift)?;
    Ok(Ok(layout))
}

fn bytes_at<R: Read + Seek>(file: &mut R, at: u64, len: u64) -> io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(at))?;
    let mut bytes = Vec::new();
    file.take(len).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The end record: where the directory ends, how long it is, where it claims to begin, how many entries it has.
struct End {
    at: u64,
    size: u64,
    offset: u64,
    count: u64,
}

fn find_end(tail: &[u8], tail_start: u64, len: u64, problems: &mut Vec<String>) -> Result<End, String> {
    let found = tail.windows(4).rposition(|w| w == END.to_le_bytes()).ok_or("it has no end record")?;
    let record = Fields(tail.get(found..).unwrap_or_default());
    let at = tail_start + found as u64;
    let parse =
        || Some((record.u16(4)?, record.u16(6)?, record.u16(8)?, record.u16(10)?, record.u32(12)?, record.u32(16)?, record.u16(20)?));
    let (disk, first_disk, on_disk, count, size, offset, comment) = parse().ok_or("its end record is cut off")?;
    if comment > 0 {
        problems.push("the zip carries a comment".to_owned());
    }
    let after = (len - at - END_LEN).saturating_sub(u64::from(comment));
    if after > 0 {
        problems.push(format!("{after} bytes follow the end of the zip"));
    }
    if disk != 0 || first_disk != 0 || on_disk != count {
        return Err("it is one of several volumes".to_owned());
    }
    let is_64 = count == u16::MAX || size == u32::MAX || offset == u32::MAX;
    if !is_64 {
        return Ok(End { at, size: size.into(), offset: offset.into(), count: count.into() });
    }
    let before = |distance: u64| usize::try_from(distance).ok().and_then(|d| found.checked_sub(d)).and_then(|i| tail.get(i..)).map(Fields);
    let (Some(locator), Some(big)) = (before(LOCATOR_LEN), before(LOCATOR_LEN + END_64_LEN)) else {
        return Err("its ZIP64 record is cut off".to_owned());
    };
    if locator.u32(0) != Some(LOCATOR_64) || big.u32(0) != Some(END_64) || big.u64(4) != Some(END_64_LEN - 12) {
        return Err("its ZIP64 record is not where it must be".to_owned());
    }
    let at = at - LOCATOR_LEN - END_64_LEN;
    match (locator.u64(8), big.u64(32), big.u64(40), big.u64(48)) {
        (Some(place), Some(count), Some(size), Some(offset)) if place == at => Ok(End { at, size, offset, count }),
        _ => Err("its ZIP64 record is not where it must be".to_owned()),
    }
}

impl Layout {
    fn read_directory(&mut self, directory: &[u8], count: u64, shift: u64) -> Result<(), String> {
        let mut rest = directory;
        for n in 1..=count {
            let (entry, extra, comment, len) = central(rest).ok_or_else(|| format!("entry {n} of its directory cannot be read"))?;
            let name = String::from_utf8_lossy(&entry.name).escape_default().to_string();
            if comment > 0 {
                self.problems.push(format!("{name} carries a comment"));
            }
            self.check_extra(&name, extra);
            let header = entry.header.checked_add(shift).ok_or("an entry lies outside the file")?;
            self.entries.push(Entry { header, ..entry });
            rest = rest.get(len..).unwrap_or_default();
        }
        if rest.is_empty() { Ok(()) } else { Err(format!("its directory has {} bytes more than its entries", rest.len())) }
    }

    fn check_extra(&mut self, name: &str, mut extra: &[u8]) {
        while !extra.is_empty() {
            let fields = Fields(extra);
            let (Some(id), Some(len)) = (fields.u16(0), fields.u16(2)) else {
                self.problems.push(format!("{name} has a broken extra field"));
                return;
            };
            if !HARMLESS_EXTRAS.contains(&id) {
                self.problems.push(format!("{name} has an extra field of an unexpected kind ({id:#06x})"));
            }
            extra = extra.get(4 + usize::from(len)..).unwrap_or_default();
        }
    }

    /// Follows the local headers: each begins where the entry before it ended.
    fn walk<R: Read + Seek>(&mut self, file: &mut R, shift: u64) -> io::Result<()> {
        let mut order: Vec<usize> = (0..self.entries.len()).collect();
        order.sort_by_key(|i| self.entries.get(*i).map(|e| e.header));
        let mut cursor = shift;
        let mut descriptor = false;
        let mut found = Vec::new();
        for entry in order.iter().filter_map(|i| self.entries.get(*i)) {
            let name = String::from_utf8_lossy(&entry.name).escape_default().to_string();
            if !fits(cursor, entry.header, descriptor) {
                found.push(format!("{name} does not begin where the entry before it ends"));
            }
            let head = bytes_at(file, entry.header, 30)?;
            let fields = Fields(&head);
            let (Some(LOCAL), Some(name_len), Some(extra_len)) = (fields.u32(0), fields.u16(26), fields.u16(28)) else {
                found.push(format!("{name} has no header where the directory says"));
                continue;
            };
            let lens = u64::from(name_len) + u64::from(extra_len);
            let text = bytes_at(file, entry.header + 30, lens)?;
            if text.get(..usize::from(name_len)) != Some(entry.name.as_slice()) {
                found.push(format!("{name} has another name in its own header"));
            }
            if fields.u16(6) != Some(entry.flags) || fields.u16(8) != Some(entry.method) {
                found.push(format!("{name} has another format in its own header"));
            }
            let extra = text.get(usize::from(name_len)..).unwrap_or_default().to_vec();
            let mut of_extra = Layout::default();
            of_extra.check_extra(&name, &extra);
            found.append(&mut of_extra.problems);
            cursor = (entry.header + 30 + lens).saturating_add(entry.packed);
            descriptor = entry.flags & 8 != 0;
        }
        if !fits(cursor, self.directory, descriptor) {
            found.push("the directory does not begin where the last entry ends".to_owned());
        }
        self.problems.append(&mut found);
        Ok(())
    }
}

fn fits(cursor: u64, next: u64, descriptor: bool) -> bool {
    match next.checked_sub(cursor) {
        Some(0) => !descriptor,
        Some(gap) => descriptor && DESCRIPTORS.contains(&gap),
        None => false,
    }
}

/// One record of the directory, its extra field, the length of its comment, and its own length.
fn central(bytes: &[u8]) -> Option<(Entry, &[u8], u16, usize)> {
    let f = Fields(bytes);
    if f.u32(0)? != CENTRAL {
        return None;
    }
    let (name_len, extra_len, comment) = (usize::from(f.u16(28)?), usize::from(f.u16(30)?), f.u16(32)?);
    let name = bytes.get(46..46 + name_len)?.to_vec();
    let extra = bytes.get(46 + name_len..46 + name_len + extra_len)?;
    let len = 46 + name_len + extra_len + usize::from(comment);
    bytes.get(..len)?;
    let mut big = zip64_values(extra);
    let mut wide = |small: u32| if small == u32::MAX { big.next() } else { Some(u64::from(small)) };
    let (size, packed, header) = (wide(f.u32(24)?)?, wide(f.u32(20)?)?, wide(f.u32(42)?)?);
    let entry = Entry { name, method: f.u16(10)?, packed, size, flags: f.u16(8)?, mode: f.u32(38)? >> 16, header };
    Some((entry, extra, comment, len))
}

/// The 64-bit numbers of the ZIP64 extra field, in its order: size, packed size, header.
fn zip64_values(mut extra: &[u8]) -> impl Iterator<Item = u64> {
    let mut values = Vec::new();
    while let (Some(id), Some(len)) = (Fields(extra).u16(0), Fields(extra).u16(2)) {
        let end = 4 + usize::from(len);
        if id == 1 {
            let body = extra.get(4..end).unwrap_or_default();
            values = body.chunks_exact(8).filter_map(|c| Fields(c).u64(0)).collect();
        }
        extra = extra.get(end..).unwrap_or_default();
    }
    values.into_iter()
}

/// Little-endian numbers in some bytes.
struct Fields<'a>(&'a [u8]);

impl Fields<'_> {
    fn u16(&self, at: usize) -> Option<u16> {
        Some(u16::from_le_bytes(self.0.get(at..at + 2)?.try_into().ok()?))
    }

    fn u32(&self, at: usize) -> Option<u32> {
        Some(u32::from_le_bytes(self.0.get(at..at + 4)?.try_into().ok()?))
    }

    fn u64(&self, at: usize) -> Option<u64> {
        Some(u64::from_le_bytes(self.0.get(at..at + 8)?.try_into().ok()?))
    }
}
