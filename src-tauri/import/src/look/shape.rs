//! How a file is built, whatever its columns mean.

use super::{LookPart, Looking};
use crate::detect::delimited::{distinct_texts, records};
use crate::error::ImportError;
use crate::inspect::text;
use crate::map::gives::Whence;
use crate::map::preset::Map;
use crate::plan::{Input, Shape};
use crate::rows::{Next, name_headers};
use crate::scan::SAMPLE;
use crate::sheet::beginnings;
use crate::source::{Bytes, Layered, Source, workbook};
use crate::tree::NextRecord;
use countersign_workbook::Visible;

/// The map that takes any headers.
pub(super) const ANY: &str = "any-columns";
/// Rows that are tried as the headers.
const TRIED: usize = 6;

/// A map that takes any headers and says nothing about them.
///
/// # Errors
/// None: its text is here.
pub(super) fn any() -> Result<Map, ImportError> {
    Map::parse(ANY, &format!("id = \"{ANY}\"\ntitle = \"Any columns\"\n[evidence]\nkind = \"other\"\ntitle = \"Any columns\"\n"))
}

/// The columns of an input and its first rows.
#[derive(Clone, Debug, Default)]
pub(super) struct Columns {
    pub headers: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

/// Reads the first rows of an input. What a preset reads from a tree has the paths of its main table for headers.
pub(super) fn columns(input: &Input, most: u64) -> Result<Columns, ImportError> {
    let Shape::Table(layered) = &input.shape else { return Ok(Columns::default()) };
    let layered = Layered { first: Some(most), ..layered.clone() };
    let bytes = Bytes::of(&input.path, input.detected.encoding.as_deref().unwrap_or("UTF-8"))?;
    let mut found = Columns::default();
    match input.map.as_ref().filter(|m| m.is_tree()) {
        Some(map) => {
            let Some(gives) = map.gives.first() else { return Ok(found) };
            found.headers.clone_from(&gives.paths);
            let mut all = layered.records(bytes, &map.recognise.embedded)?;
            loop {
                match all.next()? {
                    NextRecord::End => break,
                    NextRecord::Reject { .. } => {}
                    NextRecord::Record => {
                        let place = all.place();
                        let outside = |path: &str| all.outside(path).map(std::rc::Rc::new);
                        let from =
                            Whence { record: all.record(), name: all.name(), place: &place, number: all.number(), outside: &outside };
                        gives.project(&from, |_, row| found.rows.push(row.cells().map(str::to_owned).collect()));
                    }
                }
            }
        }
        None => {
            let mut rows = layered.rows(bytes)?;
            loop {
                match rows.next()? {
                    Next::End => break,
                    Next::Reject { .. } => {}
                    Next::Row => found.rows.push(rows.row().cells().map(str::to_owned).collect()),
                }
            }
            found.headers = rows.headers().to_vec();
        }
    }
    Ok(found)
}

/// Whether an input is rows, so that its columns can be mapped.
pub(super) fn is_flat(input: &Input) -> bool {
    match &input.shape {
        // A tree of which nothing is known has no keys: it was not found to be a list of rows.
        Shape::Table(layered) => match layered.source {
            Source::Delimited { .. } | Source::Sheet { .. } => true,
            _ => !layered.keys.is_empty(),
        },
        _ => false,
    }
}

/// Has an input begin below a row of headers.
pub(super) fn start_at(input: &mut Input, row: Option<u64>) {
    let (Some(row), Shape::Table(layered)) = (row, &mut input.shape) else { return };
    if let Source::Delimited { header_row, .. } | Source::Sheet { header_row, .. } = &mut layered.source {
        *header_row = row;
        layered.keys.clear();
        input.detected.header_row = Some(row);
    }
}

/// The first rows of a table as they stand; none of a tree.
pub(super) fn first_rows(looking: &Looking<'_>, input: &Input) -> Result<Vec<(u64, Vec<String>)>, ImportError> {
    let Shape::Table(layered) = &input.shape else { return Ok(Vec::new()) };
    match &layered.source {
        Source::Delimited { delimiter, .. } => {
            let sample = text(looking.sample, input.detected.encoding.as_deref().unwrap_or("UTF-8"));
            Ok(records(&sample, looking.sample.len() < SAMPLE, *delimiter))
        }
        Source::Sheet { sheet, .. } => {
            if looking.heads.get().is_none() {
                let heads = workbook(&input.path, &input.sha256)?.and_then(|book| beginnings(&book));
                // A sheet that cannot be read was refused before.
                let _ = looking.heads.set(heads.unwrap_or_default());
            }
            let heads = looking.heads.get().into_iter().flatten();
            Ok(heads.filter(|h| h.name == *sheet).flat_map(|h| h.rows.clone()).collect())
        }
        _ => Ok(Vec::new()),
    }
}

/// The row that is most like headers: of the first that hold several texts, the one that says most; of equals, the first.
pub(super) fn header_row(
    looking: &Looking<'_>,
    input: &Input,
    says: impl Fn(&[String], &[Vec<String>]) -> u32,
) -> Result<Option<u64>, ImportError> {
    let rows = first_rows(looking, input)?;
    let widest = rows.iter().map(|(_, cells)| cells.iter().filter(|c| !c.trim().is_empty()).count()).max().unwrap_or(0);
    let mut best: Option<(u32, u64)> = None;
    for (at, (number, cells)) in rows.iter().enumerate().filter(|(_, (_, cells))| distinct_texts(cells) >= widest.clamp(1, 3)).take(TRIED) {
        let headers = name_headers(cells.iter().map(String::as_str)).0;
        let below: Vec<Vec<String>> = rows.iter().skip(at + 1).map(|(_, cells)| cells.clone()).collect();
        let weight = says(&headers, &below);
        if best.is_none_or(|(before, _)| weight > before) {
            best = Some((weight, *number));
        }
    }
    Ok(best.map(|(_, row)| row).or(rows.first().map(|(row, _)| *row)))
}

/// The sheets of a workbook, or the places in a document.
pub(super) fn parts(looking: &Looking<'_>, known: &[Input], built: &[Input]) -> Result<Vec<LookPart>, ImportError> {
    let known_as = |sheet: &str| {
        let found = known.iter().find(|i| i.sheet.as_deref() == Some(sheet))?;
        Some(found.detected.preset.clone().unwrap_or_else(|| found.table.name().to_owned()))
    };
    let is_sheet = |input: &&Input| matches!(&input.shape, Shape::Table(layered) if matches!(layered.source, Source::Sheet { .. }));
    if let Some(input) = known.iter().chain(built).find(is_sheet) {
        let Ok(book) = workbook(&looking.file.path, &input.sha256)? else { return Ok(Vec::new()) };
        let shown = book.sheets().iter().filter(|s| s.has_cells);
        let part = |name: &str, hidden: bool| LookPart { name: name.to_owned(), known_as: known_as(name), hidden };
        return Ok(shown.map(|s| part(&s.name, s.visible != Visible::Yes)).collect());
    }
    let mut all: Vec<LookPart> = Vec::new();
    for name in known.iter().chain(built).filter_map(|i| i.sheet.clone()) {
        if !all.iter().any(|p| p.name == name) {
            all.push(LookPart { known_as: known_as(&name), name, hidden: false });
        }
    }
    Ok(all)
}
