//! What a map makes of the first rows of a file. Nothing is written, and a large file is not read to its end.

use crate::choice::{Choice, Choices, Options};
use crate::detect::Refusal;
use crate::error::{ImportError, SinkError};
use crate::inspect::{Found, inspect};
use crate::map::draft::Role;
use crate::map::presets::Presets;
use crate::plan::{FILE_LIMIT, Input, Shape, named};
use crate::read::{FileHead, Rejected, Sink, Subject, read};
use crate::scan::{Scanned, head, scan};
use crate::walk::Walked;
use countersign_core::diagnostic::Diagnostic;
use countersign_core::source::SourceRef;
use std::path::Path;

/// A file of up to this many bytes is read to its end before it is looked at; of a larger one, where it may be, only the beginning.
const SMALL: u64 = 32 << 20;

/// What the first rows give.
#[derive(Clone, Debug, Default)]
pub struct Sampled {
    /// The subjects, in the order read.
    pub subjects: Vec<Subject>,
    /// Rows looked at.
    pub rows: u64,
    /// Of these, rows that are rejected.
    pub rejected: u64,
    /// What is said about them, rejections too; or why the file cannot be read so.
    pub diagnostics: Vec<Diagnostic>,
}

/// Maps the first rows of a file as an import by this choice would. Of a workbook or a document with several places, the first that is read.
///
/// # Errors
/// When the file cannot be read at all, or the choice names what does not exist.
pub fn sample(path: &Path, name: &str, choice: &Choice, presets: &Presets, rows: u64) -> Result<Sampled, ImportError> {
    let file = Walked { path: path.to_owned(), name: name.to_owned() };
    let options = Options { choice: choice.clone(), ..Options::default() };
    let choices = Choices::new(&options, presets)?;
    let mut sampled = Sampled::default();
    let mut input = match looked(&file, &choices)?.1 {
        Ok(inputs) => match inputs.into_iter().next() {
            Some(first) => first,
            None => return Ok(sampled),
        },
        Err(refusal) => {
            sampled.diagnostics.push(said(&refusal, name));
            return Ok(sampled);
        }
    };
    shorten(&mut input, rows);
    read(&input, &mut sampled)?;
    Ok(sampled)
}

/// What a file is found to be. The second look of a large one, that needs all its bytes, takes them.
pub(crate) fn looked(file: &Walked, choices: &Choices<'_>) -> Result<(Scanned, Found), ImportError> {
    let size = file.path.symlink_metadata().map_err(|source| ImportError::Read { path: file.path.clone(), source })?.len();
    if size > FILE_LIMIT {
        let message = format!("{size} bytes are more than {FILE_LIMIT}");
        return Ok((head(&file.path)?, Err(Refusal::new("import/file-too-large", message))));
    }
    if size > SMALL {
        let scanned = head(&file.path)?;
        match inspect(file, &scanned, choices, named(&file.name)) {
            // A document is read as a whole, and is found to have another digest than none.
            Err(ImportError::Changed { .. }) => {}
            other => return Ok((scanned, other?)),
        }
    }
    let scanned = scan(&file.path, None)?;
    let found = inspect(file, &scanned, choices, named(&file.name))?;
    Ok((scanned, found))
}

/// Has an input end after its first rows.
pub(crate) fn shorten(input: &mut Input, rows: u64) {
    let whole = input.map.as_ref().is_some_and(|m| m.gives.is_empty() && m.adapter.is_none());
    if let Shape::Table(layered) = &mut input.shape
        && !whole
    {
        layered.first = Some(rows);
        // What is not read to its end has no digest to compare.
        input.sha256.clear();
    }
}

/// A refusal as a diagnostic.
pub(crate) fn said(refusal: &Refusal, name: &str) -> Diagnostic {
    let diagnostic = Diagnostic::new(refusal.code, &refusal.message, SourceRef::file(name));
    match &refusal.hint {
        Some(hint) => diagnostic.hint(hint),
        None => diagnostic,
    }
}

impl Sink for Sampled {
    fn file(&mut self, _: &FileHead) -> Result<u32, SinkError> {
        Ok(0)
    }

    fn record(&mut self, subject: Subject) -> Result<(), SinkError> {
        self.rows += u64::from(subject.role == Role::Row);
        self.subjects.push(subject);
        Ok(())
    }

    fn rejected(&mut self, rejected: Rejected) -> Result<(), SinkError> {
        self.rows += 1;
        self.rejected += 1;
        self.diagnostics.push(rejected.diagnostic);
        Ok(())
    }

    fn diagnostic(&mut self, diagnostic: Diagnostic) -> Result<(), SinkError> {
        self.diagnostics.push(diagnostic);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use countersign_core::tables::Table;
    use std::fmt::Write;

    fn sampled(name: &str, text: &str, choice: &Choice, rows: u64) -> Sampled {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(name);
        std::fs::write(&path, text).unwrap();
        sample(&path, name, choice, &Presets::builtin().unwrap(), rows).unwrap()
    }

    #[test]
    fn the_first_rows_are_mapped_as_an_import_would() {
        let text = "id,name,kind,active,colour\nP-1,Ada,human,yes,red\n,Bo,human,yes,\nP-3,Cy,robot,no,\nP-4,Di,human,no,\n";
        let found = sampled("people.csv", text, &Choice::default(), 3);
        assert_eq!((found.rows, found.rejected, found.subjects.len()), (3, 1, 2));
        assert_eq!(found.subjects[0].record.get("name"), Some("Ada"));
        assert_eq!(found.subjects[0].record.extra("colour"), Some("red"));
        let codes: Vec<&str> = found.diagnostics.iter().map(|d| d.code.as_str()).collect();
        assert_eq!(codes, ["import/unknown-column", "import/missing-key", "import/bad-value"]);
    }

    #[test]
    fn what_concerns_the_whole_file_is_said_of_the_rows_looked_at() {
        let choice = Choice { table: Some(Table::ContextChanges), ..Choice::default() };
        let text = "workflow,kind,at\nW,model,3/4/2026\nW,tool,1712345678\nW,owner,25/4/2026\n";
        let found = sampled("x.csv", text, &choice, 2);
        assert_eq!(found.subjects[0].record.get("at"), Some("2026-04-03"), "a later row proves the order");
        assert_eq!(found.diagnostics.iter().filter(|d| d.code == "import/date-assumed").count(), 2);
    }

    #[test]
    fn a_choice_that_does_not_fit_is_said_and_nothing_is_mapped() {
        let choice = Choice { table: Some(Table::Events), ..Choice::default() };
        let found = sampled("x.csv", "colour,shape,size\na,b,c\n", &choice, 5);
        assert_eq!((found.rows, found.diagnostics.len()), (0, 1));
        assert!(found.diagnostics[0].message.contains("no column for event_id"));
    }

    #[test]
    fn a_file_beyond_the_small_ones_is_not_read_to_its_end() {
        let mut text = String::from("event_id,workflow,type,ts\n");
        for i in 0..5 {
            let _ = writeln!(text, "E-{i},W,prompt,2026-01-01T00:00:00Z");
        }
        // What follows is no text at all; a look that came so far would say so.
        let mut bytes = text.into_bytes();
        bytes.resize(usize::try_from(SMALL).unwrap() + 10, b'x');
        bytes.extend([0xff, 0, 0xff]);
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("events.csv");
        std::fs::write(&path, bytes).unwrap();
        let found = sample(&path, "events.csv", &Choice::default(), &Presets::builtin().unwrap(), 4).unwrap();
        assert_eq!((found.rows, found.rejected, found.diagnostics.len()), (4, 0, 0));
    }

    #[test]
    fn a_tree_is_sampled_by_its_preset() {
        let preset = "id = \"logins\"\ntitle = \"Logins\"\n[recognise]\nkeys = [[\"who/mail\"]]\n[[gives]]\ntable = \"identities\"\n[[gives.column]]\nto = \"id\"\nfrom = [\"who/mail\"]\nlower = true\n";
        let mut presets = Presets::builtin().unwrap();
        presets.add(crate::map::preset::Map::parse("logins", preset).unwrap());
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("log.json");
        std::fs::write(&path, r#"{"entries":[{"who":{"mail":"A@x.org"}},{"who":{"mail":"B@x.org"}},{"who":{"mail":"C@x.org"}}]}"#).unwrap();
        let found = sample(&path, "log.json", &Choice::default(), &presets, 2).unwrap();
        assert_eq!(
            found.subjects.iter().map(|s| s.record.key.as_str()).collect::<Vec<_>>(),
            ["a@x.org", "b@x.org"],
            "{:?}",
            found.diagnostics
        );
    }
}
