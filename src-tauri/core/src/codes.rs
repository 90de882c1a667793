//! Every diagnostic code there is, with what it means and what to do. A code that is not here does not exist.

use crate::diagnostic::Severity::{self, Error, Note, Warning};

/// One diagnostic code.
#[derive(Clone, Copy, Debug)]
pub struct Code {
    /// `room/what`, for example `import/unknown-column`.
    pub code: &'static str,
    /// The severity it is raised with.
    pub severity: Severity,
    /// What it means.
    pub meaning: &'static str,
    /// What the user can do.
    pub hint: &'static str,
}

const fn code(code: &'static str, severity: Severity, meaning: &'static str, hint: &'static str) -> Code {
    Code { code, severity, meaning, hint }
}

/// The register of codes, in code order.
pub const CODES: &[Code] = &[
    code(
        "catalog/draft-id",
        Warning,
        "An id of a draft or another edition was cited.",
        "Check that the meaning is the same before relying on it.",
    ),
    code("catalog/id-missing", Error, "An id of ours is not in the publisher's file.", "Check that the file is of the edition named."),
    code(
        "catalog/id-unknown",
        Warning,
        "The publisher's file has a live id that ours has not.",
        "Check that the file is of the edition named.",
    ),
    code(
        "catalog/legacy-id",
        Warning,
        "A withdrawn or earlier id was cited; it was mapped as its publisher says.",
        "Cite the current id to silence this.",
    ),
    code("catalog/short-form", Note, "A short form of an id was cited.", "Nothing to do."),
    code("citation/ambiguous", Warning, "A citation may mean several requirements; none was chosen.", "Choose with `countersign resolve`."),
    code(
        "citation/unknown",
        Warning,
        "A citation names no requirement that is known; it covers nothing.",
        "Correct it, or choose with `countersign resolve`.",
    ),
    code(
        "control/facet-unknown",
        Warning,
        "A control names a facet that none of its requirements has.",
        "Use one of the facets that `countersign catalog show` lists.",
    ),
    code(
        "control/facet-unstated",
        Warning,
        "A control cites a requirement with several facets but does not say which; it covers none of them.",
        "Add the facet: `framework@edition/ID#facet`.",
    ),
    code(
        "control/test-counts",
        Warning,
        "A test tells more deviations than items that it looked at.",
        "Correct the size of the sample or the number of deviations; until then the deviations count.",
    ),
    code("control/unknown", Warning, "A row names a control that is not in the workspace.", "Import the control, or correct the id."),
    code(
        "decision/unsupported",
        Warning,
        "A decision lacks what it needs to have an effect: a reason, an approver on record other than the decider and the owner, a value that may be set, a requirement that is assessed, a workflow on record.",
        "Add a reason, and an approver whom the table people names as active.",
    ),
    code(
        "evidence/digest-mismatch",
        Error,
        "The index states another SHA-256 than the file beside it has.",
        "Find out which of the two is right before relying on the file.",
    ),
    code("evidence/file-changed", Error, "The file's bytes changed while it was read.", "Import it again when nothing writes to it."),
    code(
        "evidence/file-missing",
        Warning,
        "An evidence row names a file that was not found beside it; the claim has no bytes to check.",
        "Put the file beside the index and import again.",
    ),
    code("evidence/empty", Warning, "An evidence file holds no byte; it shows nothing.", "Export it again."),
    code(
        "evidence/ipe-contradicted",
        Warning,
        "A list is concluded to be complete and accurate, and an automatic check of it differs; the conclusion counts as not made.",
        "Settle what differs and test the list again, or withdraw the conclusion.",
    ),
    code(
        "evidence/undescribed",
        Note,
        "A file in the evidence folder has no row in evidence.csv; it was registered as kind other, tier R5.",
        "Describe it in evidence.csv or in NAME.evidence.toml; when it is a table, map its columns (`import --map`).",
    ),
    code("import/ambiguous-date", Warning, "A date can be read day first or month first.", "Write dates as YYYY-MM-DD."),
    code(
        "import/bad-value",
        Warning,
        "A value is not in the column's vocabulary or form; it was kept as unknown with its raw text.",
        "Use one of the allowed values.",
    ),
    code(
        "import/belongs-elsewhere",
        Error,
        "The file is known, and belongs to another part of the program.",
        "Do what the message says; in a folder it is kept as evidence.",
    ),
    code("import/bom-in-cell", Note, "A byte order mark stood inside a cell and was left out of the value.", "Nothing to do."),
    code("import/column-count", Error, "A row has more cells than the header.", "Check the delimiter and the quoting of this row."),
    code("import/control-character", Note, "Control or direction characters in a text are shown as visible tokens.", "Nothing to do."),
    code(
        "import/date-assumed",
        Note,
        "Dates were read under an assumption, which is stated; the text as written is kept.",
        "Write dates as YYYY-MM-DD or RFC 3339 with a zone.",
    ),
    code(
        "import/derived-key",
        Note,
        "Rows have no id of their own; their ids were derived from organisation, name and a hash of the row.",
        "Give each row an id, so that a changed row is seen as the same one.",
    ),
    code(
        "import/deny-not-applied",
        Warning,
        "A denial or a permissions boundary may narrow what an identity may do; the grants were made without it.",
        "Read the grants of this identity as the most that may be allowed, and look at the denial.",
    ),
    code("import/duplicate-header", Note, "Two columns have the same header; the later one is `#2`.", "Nothing to do."),
    code(
        "import/duplicate-key",
        Warning,
        "A key occurs again in the same file with other content; the later row was rejected.",
        "Give each row its own key.",
    ),
    code("import/duplicate-json-key", Error, "A JSON object has the same key twice; the record was rejected.", "Remove one of the two."),
    code(
        "import/encoding",
        Note,
        "The file is not UTF-8; it was read as another encoding.",
        "Nothing to do when names and accents look right.",
    ),
    code(
        "import/event-without-workflow",
        Note,
        "Events of another system name no workflow; they are kept and count for none.",
        "Say in `workflows.csv` which identities the workflow acts as.",
    ),
    code(
        "import/example-skipped",
        Note,
        "An example of the templates lies in the folder and was left out.",
        "Nothing to do; rename it to import it.",
    ),
    code("import/field-too-long", Error, "A cell is longer than 1 MB.", "Move long text to a file of its own."),
    code("import/file-too-large", Error, "The file is larger than its format allows.", "Split it."),
    code(
        "import/filled-down",
        Note,
        "Blank cells took a value from above: of the merged range they belong to, or of a column that is filled down.",
        "Check that the value holds for each of these rows.",
    ),
    code(
        "import/formula-without-value",
        Warning,
        "A formula has no value in the file; the cell is unknown.",
        "Open the workbook in a spreadsheet program, let it compute, and save it.",
    ),
    code(
        "import/grant-without-holder",
        Note,
        "A group that nobody is in allows something; no grant was made of it.",
        "Nothing to do, or take its policies away.",
    ),
    code(
        "import/hidden-by-merge",
        Warning,
        "Cells under a merged range held values that cannot be seen; they were left out.",
        "Take the merging away when these values matter.",
    ),
    code("import/left-out", Note, "A file was left out of the import, as a person asked.", "Nothing to do."),
    code("import/line-too-long", Error, "A line of a JSON Lines file is longer than 4 MB; it was rejected.", "Split the record."),
    code("import/link-skipped", Warning, "A link or device in the folder was not followed.", "Copy the file itself into the folder."),
    code("import/missing-key", Error, "The row has no value in its key column; it was rejected.", "Fill the key."),
    code("import/missing-required", Error, "The row lacks a required value; it was rejected.", "Fill the value."),
    code("import/no-delimiter", Error, "No delimiter gives the rows one shape.", "Save the file as CSV with a header row."),
    code(
        "import/no-place",
        Note,
        "Something in a record has no place in our tables; it was not taken, and stays in the file.",
        "Read it in the file, and write down by hand what you need of it.",
    ),
    code(
        "import/nothing-taken",
        Error,
        "The record is of a known format and holds nothing of what its preset takes; it was rejected.",
        "Look at the record; a map of your own may take more of it.",
    ),
    code("import/nul-byte", Error, "A row holds a NUL byte; it was rejected.", "Export the file again."),
    code(
        "import/policy-not-in-file",
        Warning,
        "An identity holds a policy or is in a group that the file does not describe; what it allows is not known.",
        "Export the account with all its policies and groups.",
    ),
    code("import/raw-wide-number", Note, "A number beyond 64 bits was kept as text.", "Nothing to do."),
    code("import/relaxed-json", Note, "Comments or commas at the end of lists in a JSON file were passed over.", "Nothing to do."),
    code(
        "import/sheet-skipped",
        Note,
        "A sheet of the workbook has no headers of a known table; it was left out.",
        "Nothing to do, or choose the sheet and map its columns.",
    ),
    code("import/short-row", Note, "A row has fewer cells than the header; the missing ones are unknown.", "Nothing to do."),
    code(
        "import/unclosed-quote",
        Error,
        "A quote is opened and never closed; the line was rejected and reading went on at the next one.",
        "Close the quote.",
    ),
    code(
        "import/unknown-column",
        Note,
        "A column is not one of ours; its values are kept as attributes.",
        "Nothing to do, or rename the column.",
    ),
    code(
        "import/unknown-format",
        Error,
        "The file is none of the formats that can be read.",
        "Name a preset, or map its columns (`import --map`).",
    ),
    code("import/unknown-reference", Warning, "A row names something that is not in the workspace.", "Import it, or correct the id."),
    code("import/unreadable-json", Error, "The JSON could not be read from here on.", "Repair the file at the place named."),
    code(
        "import/unreadable-sheet",
        Error,
        "The sheet could not be read from here on.",
        "Open the workbook in a spreadsheet program and save it again as .xlsx.",
    ),
    code("import/unreadable-yaml", Error, "The YAML cannot be read.", "Repair the file at the place named."),
    code("import/unsupported-format", Error, "The format is known but cannot be read.", "Save the file as CSV or JSON."),
    code(
        "import/value-unmapped",
        Note,
        "The map knows this text and gives it no meaning of ours; the value is unknown, its raw text is kept.",
        "Nothing to do, or give it a meaning in a map file of your own (--map).",
    ),
    code(
        "sample/conclusion-outdated",
        Warning,
        "What was concluded from a sample was concluded before items were drawn or deviations recorded; it no longer stands.",
        "Test what came after it, and conclude again with `countersign sample conclude`.",
    ),
    code(
        "sample/deviates-elsewhere",
        Error,
        "Another sample records a deviation of an item that is in this sample too, where it is not recorded; nothing is concluded from this one.",
        "Record the deviation here as well with `countersign sample deviation`, or take it back there with --withdraw.",
    ),
    code(
        "sample/item-gone",
        Warning,
        "An item of a sample is not in the workspace any more.",
        "Find out what took it away (`countersign imports`, `countersign journal`); the sample keeps the item's id.",
    ),
    code(
        "sample/journal-differs",
        Error,
        "What a sample says of a step is not what the journal recorded.",
        "Do not rely on this sample; compare it with `countersign journal --verify` and with a backup.",
    ),
    code(
        "sample/later-steps",
        Warning,
        "A pack holds a sample as of the dataset that was assessed; steps came later, or what was concluded by then does not stand any more.",
        "Assess again with `countersign assess`, and pack that.",
    ),
    code(
        "sample/population-changed",
        Warning,
        "Items came to a population or went from it after it was frozen; a sample of it is of the items that were frozen.",
        "Find out why. For a sample of the items as they are now, freeze them as a population of their own.",
    ),
    code(
        "sample/population-lost",
        Error,
        "The ids of a population cannot be read, or are others than were frozen; the items of its sample cannot be told.",
        "Do not rely on this sample; take the workspace from a backup.",
    ),
    code(
        "sample/shares-items",
        Note,
        "Other samples were drawn from some of the same items. That is no fault; it has to be seen.",
        "Read them together, and say in your papers why there is more than one.",
    ),
    code(
        "secret/bytes-not-kept",
        Warning,
        "A workbook holds a key-like string; what was read of it is kept, its bytes are not.",
        "Revoke the key, remove it and import the workbook again to have its cells looked up.",
    ),
    code(
        "secret/copy-kept",
        Note,
        "The file holds key-like strings; a copy with them masked is kept in place of its bytes.",
        "An access key id that begins with AKIA only names a key, and a log may hold it. Revoke whatever else is a key, and remove it from the source.",
    ),
    code(
        "secret/in-evidence",
        Warning,
        "A file that is evidence holds a key-like string; evidence is kept byte for byte and goes into packs.",
        "Revoke the key; hand in evidence without it.",
    ),
    code(
        "secret/masked",
        Warning,
        "A key-like string was masked in what was read; what is kept of the file's bytes is masked too.",
        "An access key id that begins with AKIA only names a key, and a log may hold it. Revoke whatever else is a key, and remove it from the source.",
    ),
    code(
        "secret/standing-credential",
        Warning,
        "Standing credential in a workflow definition: a secret is written out where a definition or configuration should name one.",
        "Revoke it, and let the definition take a short-lived credential or a reference from a secret store.",
    ),
];

/// The entry of a code.
pub fn find(wanted: &str) -> Option<&'static Code> {
    CODES.iter().find(|c| c.code == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_explained() {
        for (i, c) in CODES.iter().enumerate() {
            assert!(CODES.iter().skip(i + 1).all(|d| d.code != c.code), "{} twice", c.code);
            assert!(!c.meaning.is_empty() && !c.hint.is_empty() && c.code.contains('/'), "{}", c.code);
        }
    }
}
