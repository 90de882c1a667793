//! What a file is by its first bytes when it is not a container of the ZIP family.

const OLE: &[u8] = b"\xd0\xcf\x11\xe0";

/// Why a file is no `.xlsx` workbook, when its first bytes say so.
pub fn refusal(bytes: &[u8]) -> Option<String> {
    if bytes.starts_with(b"PK") {
        return None;
    }
    let said = if bytes.starts_with(OLE) {
        if holds(bytes, "EncryptedPackage") {
            "the workbook is protected by a password; remove the password and save it again as .xlsx"
        } else if holds(bytes, "Workbook") || holds(bytes, "Book") {
            "it is an old Excel workbook (.xls); save it as .xlsx"
        } else {
            "it is an old Office file, such as .xls or .doc; save its table as .xlsx"
        }
    } else if bytes.is_empty() {
        "it is empty"
    } else {
        "it is not a workbook, whatever its name says; save it as .xlsx"
    };
    Some(said.to_owned())
}

/// Whether an OLE file has an entry of that name: its directory entries begin at multiples of 128 bytes.
fn holds(bytes: &[u8], name: &str) -> bool {
    let name: Vec<u8> = name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
    bytes.chunks(128).any(|entry| entry.starts_with(&name))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An OLE file with one directory entry.
    fn ole(name: &str) -> Vec<u8> {
        let mut bytes = OLE.to_vec();
        bytes.resize(1024, 0);
        bytes.extend(name.encode_utf16().flat_map(u16::to_le_bytes));
        bytes.resize(1152, 0);
        bytes
    }

    #[test]
    fn old_files_and_locked_ones_are_told_apart() {
        for (bytes, why) in [
            (ole("EncryptedPackage"), "remove the password"),
            (ole("Workbook"), "(.xls)"),
            (ole("Book"), "(.xls)"),
            (ole("WordDocument"), "old Office file"),
            (ole("Workbooks"), "old Office file"),
            (OLE.to_vec(), "old Office file"),
            (b"<html>".to_vec(), "not a workbook"),
            (Vec::new(), "empty"),
        ] {
            assert!(refusal(&bytes).unwrap().contains(why), "{why}");
        }
        assert!(refusal(b"PK\x03\x04").is_none());
    }
}
