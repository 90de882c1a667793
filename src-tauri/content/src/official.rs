//! Official wording from publishers' files: OSCAL catalogs and exports of NIST's CSF Reference Tool, matched with an edition of ours.
//! Nothing here changes what is shipped; the caller attaches the texts and shows the [`Check`].

mod assemble;
mod check;
mod names;
mod oscal;
mod plain;
mod workbook;

pub use check::{Check, check};

use crate::error::ContentError;
use countersign_core::catalog::Edition;
use std::collections::{BTreeMap, BTreeSet};

/// `withdrawn_by`: elements carry a property `status` with the value `withdrawn`.
pub const BY_STATUS: &str = "status property";
/// `withdrawn_by`: the file marks nothing, so our lists of live and withdrawn ids decide. An id on neither list counts as live.
pub const BY_LIST: &str = "built-in list of live ids";
/// `withdrawn_by`: the text of an element is a note that says it is withdrawn.
pub const BY_NOTE: &str = "withdrawal note";
/// `withdrawn_by`: the file marks nothing and the edition has no withdrawn ids, so everything in the file is live.
pub const BY_NOTHING: &str = "nothing is withdrawn";

/// The largest JSON file that is read, in bytes.
const JSON_MOST: usize = 256 * 1024 * 1024;

/// A publisher's catalog, its elements under our ids where we know them and under the publisher's where we do not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Official {
    /// `OSCAL JSON` or `CSF Reference Tool XLSX`.
    pub format: &'static str,
    /// The title the file gives itself.
    pub title: String,
    /// The version the file gives itself: the catalog's version, or the state and the day of a workbook export.
    pub version: String,
    /// The OSCAL version the file names, without a leading `v`; absent for workbooks.
    pub oscal_version: Option<String>,
    /// Official statements of live elements, by id inside the edition. Control and direction characters are visible tokens.
    pub texts: BTreeMap<String, String>,
    /// Official titles of live elements that have one besides their id.
    pub titles: BTreeMap<String, String>,
    /// Live ids.
    pub live: BTreeSet<String>,
    /// Live ids in the publisher's order (OSCAL `sort-id` where every element has one, else the order of the file).
    pub order: Vec<String>,
    /// Withdrawn ids, each with the targets the file names; empty when it names none.
    pub withdrawn: BTreeMap<String, Vec<String>>,
    /// How live and withdrawn were told apart: [`BY_STATUS`], [`BY_LIST`], [`BY_NOTE`] or [`BY_NOTHING`].
    pub withdrawn_by: &'static str,
}

/// Reads a publisher's file. The format is told from the bytes; the name serves messages and the refusal of `.xlsm`.
///
/// # Errors
/// When the file is no catalog that can be read: another OSCAL document, a damaged or oversized file, a workbook with macros or
/// external links, a workbook without the columns Function, Category and Subcategory.
pub fn read(bytes: &[u8], file_name: &str, edition: &Edition) -> Result<Official, ContentError> {
    let name = base_name(file_name);
    let lower = name.to_lowercase();
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let first = text.iter().find(|b| !b.is_ascii_whitespace());
    let outcome = if [".xlsm", ".xltm", ".xlam", ".xlsb", ".xls"].iter().any(|end| lower.ends_with(end)) {
        Err("only .xlsx workbooks are read; save it as .xlsx, without macros".to_owned())
    } else if bytes.starts_with(b"PK") {
        countersign_workbook::inspect(bytes, &workbook::LIMITS).and_then(|()| workbook::read(bytes, edition))
    } else if bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        Err("it is an old or an encrypted Excel file; save it as .xlsx without a password".to_owned())
    } else {
        match first {
            Some(b'{') if text.len() > JSON_MOST => Err("it is larger than 256 MB".to_owned()),
            Some(b'{') => oscal::read(text, edition),
            Some(b'<') => Err("it is XML; take the JSON form of the catalog".to_owned()),
            Some(_) => Err("it is neither an OSCAL catalog in JSON nor an .xlsx workbook".to_owned()),
            None => Err("it is empty".to_owned()),
        }
    };
    outcome.map_err(|why| ContentError::Official(format!("{}: {why}", plain::line(name))))
}

/// A file's name without its folder.
fn base_name(file_name: &str) -> &str {
    file_name.rsplit(['/', '\\']).next().unwrap_or(file_name)
}
