//! A file as the column editor shows it: how it is built, its first rows, its columns with samples, and the map to start from, which is
//! what was detected, what was asked for, or a guess. Nothing is written, and a large file is not read to its end.

mod shape;

use crate::choice::{Choice, Choices, Options};
use crate::detect::{Format, Refusal};
use crate::error::ImportError;
use crate::guess::{Guess, every_column, guess};
use crate::map::date::{Order, Parsed, parse, proves};
use crate::map::presets::Presets;
use crate::plan::{Input, named};
use crate::reread::inert;
use crate::sample::{looked, said};
use crate::sheet::SheetHead;
use crate::sketch::Sketch;
use crate::text::words;
use crate::walk::Walked;
use countersign_core::diagnostic::Diagnostic;
use countersign_core::tables::{Kind, Table, spec};
use shape::{Columns, columns, first_rows, header_row, parts};
use std::cell::OnceCell;
use std::path::Path;

/// Rows looked at for samples and for a guess.
const ROWS: u64 = 200;
/// Different texts shown of a column.
const SAMPLES: usize = 5;

/// A file as the column editor shows it.
#[derive(Clone, Debug)]
pub struct Look {
    /// How it is built.
    pub format: Format,
    /// Whether columns can be mapped.
    pub mappable: bool,
    /// The sheets of a workbook, or the places in a document.
    pub parts: Vec<LookPart>,
    /// The one that is looked at.
    pub sheet: Option<String>,
    /// The encoding it is read with.
    pub encoding: Option<String>,
    /// What stands between cells.
    pub delimiter: Option<char>,
    /// The row of the headers.
    pub header_row: Option<u64>,
    /// The first rows as they stand: number and cells.
    pub first_rows: Vec<(u64, Vec<String>)>,
    /// Its columns.
    pub headers: Vec<LookHeader>,
    /// The map to start from.
    pub sketch: Sketch,
    /// Whether that is only a guess.
    pub guessed: bool,
    /// Why it is this, as sentences.
    pub why: Vec<String>,
    /// Whether a date of it can be read in two ways and nothing in the rows looked at settles it.
    pub asks_order: bool,
}

/// A sheet, or a place in a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LookPart {
    /// Its name.
    pub name: String,
    /// The preset or table it is known as.
    pub known_as: Option<String>,
    /// Whether the workbook hides it.
    pub hidden: bool,
}

/// A column of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LookHeader {
    /// Its header, repeats marked.
    pub header: String,
    /// The first different texts in it, masked.
    pub samples: Vec<String>,
    /// Of the rows looked at, how many hold something.
    pub filled: u64,
    /// Rows looked at.
    pub of: u64,
    /// The column of ours it fills.
    pub to: Option<String>,
}

/// Looks at a file. The inner error is why it cannot be read at all.
///
/// # Errors
/// When the file cannot be read, or the choice names what does not exist.
pub fn look(path: &Path, name: &str, choice: &Choice, presets: &Presets) -> Result<Result<Look, Diagnostic>, ImportError> {
    let file = Walked { path: path.to_owned(), name: name.to_owned() };
    let with = |choice: Choice| Options { choice, ..Options::default() };
    // A sheet that was chosen is looked at; the others are still listed.
    let open = Choice { sheet: None, leave_out: false, ..choice.clone() };
    let options = with(open.clone());
    let (scanned, found) = looked(&file, &Choices::new(&options, presets)?)?;
    let known = match found {
        Ok(inputs) => inputs,
        Err(refusal) if matches!(refusal.code, "import/unknown-format" | "import/no-delimiter") => Vec::new(),
        Err(refusal) => return Ok(Err(said(&refusal, name))),
    };
    let asked = choice.sheet.as_deref();
    let chosen = known.iter().find(|i| asked.is_none_or(|asked| i.sheet.as_deref() == Some(asked)));
    let looking = Looking { file: &file, sample: &scanned.sample, choice, presets, heads: OnceCell::new() };
    if let Some(input) = chosen {
        let parts = parts(&looking, &known, &[])?;
        return looking.known(input, parts).map(Ok);
    }
    // Nothing knows it: the same look by a map that takes any headers says how it is built.
    let any = with(Choice { map: Some(shape::any()?), preset: None, table: None, ..open });
    let built = match looked(&file, &Choices::new(&any, presets)?)?.1 {
        Ok(inputs) => inputs,
        Err(refusal) => return Ok(Err(said(&refusal, name))),
    };
    if let Some(sheet) = asked.filter(|asked| !built.iter().any(|i| i.sheet.as_deref() == Some(*asked))) {
        return Err(ImportError::Sheet { path: path.to_owned(), sheet: sheet.to_owned() });
    }
    let parts = parts(&looking, &known, &built)?;
    match looking.guessed(&built, parts)? {
        Some(look) => Ok(Ok(look)),
        None => Ok(Err(said(&Refusal::new("import/unknown-format", "there are no columns in it"), name))),
    }
}

/// What a look needs.
pub(super) struct Looking<'a> {
    file: &'a Walked,
    sample: &'a [u8],
    choice: &'a Choice,
    presets: &'a Presets,
    /// How the sheets of a workbook begin, once that was asked.
    heads: OnceCell<Vec<SheetHead>>,
}

impl Looking<'_> {
    /// A file, or a part of it, that is known.
    fn known(&self, input: &Input, parts: Vec<LookPart>) -> Result<Look, ImportError> {
        let found = columns(input, ROWS)?;
        let mut why = input.detected.why.clone();
        let own = self.choice.map.is_some() || input.map.as_ref().is_some_and(|m| !Presets::ships(&m.id));
        let (mut sketch, mappable) = match &input.map {
            None => (Sketch::of_own(input.table, &found.headers), true),
            Some(map) if map.is_plain() => {
                (map.sketch_for(&found.headers, own).unwrap_or_else(|| Sketch::empty("", "", input.table)), true)
            }
            Some(map) => {
                why.push(format!("the preset `{}` gives more than one table of rows, so it is read by that preset only", map.id));
                (map.sketch().unwrap_or_else(|| Sketch::empty(&map.id, &map.title, map.table())), false)
            }
        };
        if mappable && !own {
            self.name(&mut sketch);
        }
        if let Some(order) = self.choice.order {
            sketch.dates = Some(order);
        }
        Ok(self.shown(input, &found, parts, sketch, mappable, false, why))
    }

    /// A file, or a part of it, that nothing knows.
    fn guessed(&self, built: &[Input], parts: Vec<LookPart>) -> Result<Option<Look>, ImportError> {
        let stem = self.stem();
        let vocabulary = every_column(self.presets);
        let mut best: Option<(Input, Columns, Guess)> = None;
        for input in built {
            if self.choice.sheet.is_some() && input.sheet != self.choice.sheet {
                continue;
            }
            let mut input = input.clone();
            let row = match self.choice.header_row {
                Some(row) => Some(row),
                None => header_row(self, &input, |headers, rows| guess(headers, rows, None, "", &vocabulary).weight)?,
            };
            shape::start_at(&mut input, row);
            let found = columns(&input, ROWS)?;
            if found.headers.is_empty() {
                continue;
            }
            let told = self.choice.table.or(named(&self.file.name)).or(self.choice.map.as_ref().map(|m| m.table()));
            let guess = guess(&found.headers, &found.rows, told, &stem, &vocabulary);
            // Of several sheets, the one that says most.
            if best.as_ref().is_none_or(|(_, before, b)| (guess.weight, found.rows.len()) > (b.weight, before.rows.len())) {
                best = Some((input, found, guess));
            }
        }
        let Some((input, found, guess)) = best else { return Ok(None) };
        let mut why: Vec<String> = input.detected.why.iter().filter(|w| !w.contains(shape::ANY)).cloned().collect();
        if let Some(row) = input.detected.header_row {
            why.retain(|w| !w.contains("holds the headers"));
            why.push(format!("row {row} looks like the headers"));
        }
        let mappable = shape::is_flat(&input);
        let asked = self.choice.map.as_ref().filter(|map| map.is_plain()).and_then(|map| map.sketch_for(&found.headers, true));
        let (mut sketch, guessed) = match asked {
            // The map that was asked for lacks something; it is what the person works on.
            Some(sketch) => {
                let missing = lacking(&sketch);
                why.push(format!("the map `{}` has no column of this file for {}", sketch.id, missing.join(", ")));
                (sketch, false)
            }
            None => {
                why.extend(guess.why);
                let mut sketch = guess.sketch;
                self.name(&mut sketch);
                (sketch, true)
            }
        };
        if !mappable {
            why.push("it is a tree, which only a preset can read; there is none for it".to_owned());
        }
        if let Some(order) = self.choice.order {
            sketch.dates = Some(order);
        }
        Ok(Some(self.shown(&input, &found, parts, sketch, mappable, guessed, why)))
    }

    #[expect(clippy::too_many_arguments, reason = "it only puts together what was found")]
    fn shown(
        &self,
        input: &Input,
        found: &Columns,
        parts: Vec<LookPart>,
        sketch: Sketch,
        mappable: bool,
        guessed: bool,
        why: Vec<String>,
    ) -> Look {
        let headers: Vec<LookHeader> = found.headers.iter().enumerate().map(|(i, header)| column(i, header, found, &sketch)).collect();
        let fill = |row: (u64, Vec<String>)| (row.0, row.1.iter().map(|c| inert(c)).collect());
        Look {
            format: input.detected.format,
            mappable,
            parts,
            sheet: input.sheet.clone(),
            encoding: input.detected.encoding.clone(),
            delimiter: input.detected.delimiter,
            header_row: input.detected.header_row,
            first_rows: first_rows(self, input).unwrap_or_default().into_iter().take(20).map(fill).collect(),
            asks_order: sketch.dates.is_none() && asks_order(found, &sketch),
            headers,
            sketch,
            guessed,
            why,
        }
    }

    fn stem(&self) -> String {
        // The caller may give the name as it stands on disk.
        let name = inert(&self.file.name);
        let file = name.rsplit('/').next().unwrap_or(&name);
        file.rsplit_once('.').map_or(file, |(stem, _)| stem).to_owned()
    }

    /// A name of its own for a map that is to be saved, made of the file's.
    fn name(&self, sketch: &mut Sketch) {
        let of = if sketch.id.is_empty() { None } else { Some(sketch.id.clone()) };
        let stem = words(&self.stem());
        let mut id: String = stem
            .split(' ')
            .map(|w| w.chars().filter(char::is_ascii_alphanumeric).collect::<String>())
            .filter(|w| !w.is_empty())
            .collect::<Vec<_>>()
            .join("-");
        id.truncate(60);
        if id.is_empty() || Presets::ships(&id) || id.parse::<Table>().is_ok() {
            id = format!("my-{}", if id.is_empty() { "map" } else { &id });
        }
        // Rows of a preset stay rows of its source, whoever maps them.
        if let Some(preset) = of.filter(|of| Presets::ships(of)) {
            sketch.source.get_or_insert(preset);
        }
        sketch.id = id;
        sketch.title = format!("Columns of {}", self.stem().split_whitespace().collect::<Vec<_>>().join(" "));
    }
}

fn column(at: usize, header: &str, found: &Columns, sketch: &Sketch) -> LookHeader {
    let texts = || found.rows.iter().filter_map(|row| row.get(at)).map(|t| t.trim()).filter(|t| !t.is_empty());
    let mut samples: Vec<String> = Vec::new();
    for text in texts() {
        let shown: String = inert(text).chars().take(200).collect();
        if !samples.contains(&shown) {
            samples.push(shown);
        }
        if samples.len() == SAMPLES {
            break;
        }
    }
    let reads = |of: &&crate::sketch::SketchColumn| of.headers.iter().any(|h| h == header);
    LookHeader {
        header: header.to_owned(),
        samples,
        filled: texts().count() as u64,
        of: found.rows.len() as u64,
        to: sketch.columns.iter().find(reads).map(|c| c.to.clone()),
    }
}

/// Whether a date column of a sketch holds a date of two readings, and no date that is proof of one.
fn asks_order(found: &Columns, sketch: &Sketch) -> bool {
    let spec = spec(sketch.table);
    let is_date = |to: &str| spec.position(to).and_then(|p| spec.columns.get(p)).is_some_and(|c| c.kind == Kind::Date);
    let headers = sketch.columns.iter().filter(|c| is_date(&c.to)).flat_map(|c| &c.headers);
    let places: Vec<usize> = headers.filter_map(|h| found.headers.iter().position(|f| f == h)).collect();
    let texts: Vec<&str> = places.iter().flat_map(|i| found.rows.iter().filter_map(|row| row.get(*i))).map(|t| t.trim()).collect();
    let proofs: Vec<Order> = texts.iter().filter_map(|t| proves(t)).collect();
    let settled = !proofs.is_empty() && proofs.iter().all(|p| proofs.first() == Some(p));
    !settled && texts.iter().any(|t| parse(t, None) == Parsed::Ambiguous)
}

/// The columns a row cannot be without that a sketch does not fill.
fn lacking(sketch: &Sketch) -> Vec<&'static str> {
    let spec = spec(sketch.table);
    let made = |name: &str| sketch.key_prefix.is_some() && spec.key.contains(&name);
    let there = |name: &str| sketch.columns.iter().any(|c| c.to == name);
    spec.columns.iter().filter(|c| c.required && !there(c.name) && !made(c.name)).map(|c| c.name).collect()
}

#[cfg(test)]
mod tests;
