//! What a table that nothing recognises may be: which of our tables, and which header fills which column. A guess is only ever shown;
//! a person looks at it before anything is read by it. What nothing speaks for stays unmapped.

mod fit;
mod vocabulary;

use crate::inspect::one_line;
use crate::sketch::{Sketch, SketchColumn};
use countersign_core::tables::{Table, spec};
use fit::Cells;
use vocabulary::{Because, Header};
pub(crate) use vocabulary::{Known, every_column};

/// A guess, with its reasons.
#[derive(Clone, Debug)]
pub(crate) struct Guess {
    /// The table and the columns.
    pub sketch: Sketch,
    /// The reasons, as sentences.
    pub why: Vec<String>,
    /// How much speaks for it; for comparing guesses about one file.
    pub weight: u32,
}

/// A header must be this sure, in percent, to be proposed.
const SURE: u32 = 50;
/// A table that less speaks for is not proposed.
const ENOUGH: u32 = 300;

/// A header that may fill a column.
#[derive(Clone, Copy, Debug)]
struct May {
    header: usize,
    column: u16,
    sure: u32,
    because: Because,
}

/// What one table would be.
struct Tried {
    table: Table,
    taken: Vec<May>,
    weight: u32,
    missing: Vec<&'static str>,
    /// Headers whose words fit a column but whose texts do not.
    refused: Vec<(usize, u16)>,
}

/// Guesses what headers and some rows are. `told` is the table when that is known; `stem` is the file's name without its ending, `known`
/// what is known of headers.
pub(crate) fn guess(headers: &[String], rows: &[Vec<String>], told: Option<Table>, stem: &str, known: &[Known]) -> Guess {
    let read: Vec<Header> = headers.iter().map(|h| Header::of(h)).collect();
    let cells: Vec<Cells<'_>> = (0..headers.len()).map(|i| Cells::of(i, rows)).collect();
    let sure: Vec<Vec<(u32, Because)>> = known.iter().map(|k| read.iter().map(|h| k.sure(h)).collect()).collect();
    let file = Header::of(stem);
    let tables: Vec<Table> = Table::ALL.iter().copied().filter(|t| told.is_none_or(|told| told == *t)).collect();
    let mut tried: Vec<Tried> = tables.iter().map(|t| try_table(*t, known, &sure, &read, &cells)).collect();
    for one in &mut tried {
        one.weight = weight(one, known, &sure);
        if file.says_something() && known.iter().any(|k| k.table == one.table && k.sure(&file).0 >= 86) {
            one.weight += 100;
        }
    }
    // What a row needs and has not is taken off the weight; of equals, the one that lacks nothing.
    tried.sort_by_key(|t| std::cmp::Reverse((t.weight, t.missing.is_empty())));
    let second = tried.get(1).map(|t| (t.table, t.weight, t.missing.is_empty()));
    let Some(best) = tried.into_iter().next().filter(|t| told.is_some() || t.weight >= ENOUGH && t.taken.len() >= 2) else {
        let why = "nothing about its headers says which of our tables it is; choose one, and what its columns are".to_owned();
        return Guess { sketch: Sketch::empty("", "", told.unwrap_or(Table::Workflows)), why: vec![why], weight: 0 };
    };
    explained(best, second, headers, &cells)
}

/// The best columns of one table, each header and each column once.
fn try_table(table: Table, known: &[Known], sure: &[Vec<(u32, Because)>], read: &[Header], cells: &[Cells<'_>]) -> Tried {
    let spec = spec(table);
    let key = if spec.key.len() == 1 { spec.key.first().and_then(|k| spec.position(k)) } else { None };
    let (mut all, mut refused) = (Vec::new(), Vec::new());
    for (known, sure) in known.iter().zip(sure).filter(|(k, _)| k.table == table) {
        let Some(column) = spec.columns.get(usize::from(known.column)) else { continue };
        for (header, ((mut percent, mut because), cells)) in sure.iter().copied().zip(cells).enumerate() {
            if !read.get(header).is_some_and(Header::says_something) {
                continue;
            }
            if percent < SURE && cells.is_vocabulary(column.kind) {
                (percent, because) = (55, Because::Values);
            }
            if percent < SURE {
                continue;
            }
            let is_key = key == Some(usize::from(known.column));
            let fits = match cells.fit(column.kind) {
                // Without it no row is read at all: a person says what its words mean.
                Some(part) => part >= 50 || column.required && percent >= 84,
                None if is_key => cells.all_differ() && !cells.is_empty(),
                None => !cells.only_yes_and_no(),
            };
            if fits {
                let bonus = if cells.fit(column.kind) == Some(100) { 4 } else { 0 };
                all.push(May { header, column: known.column, sure: percent + bonus, because });
            } else if percent >= 84 && !is_key {
                refused.push((header, known.column));
            }
        }
    }
    // Of columns that a header may be as well, one that no row can be without.
    let optional = |m: &May| spec.columns.get(usize::from(m.column)).is_some_and(|c| !c.required);
    all.sort_by_key(|m| (std::cmp::Reverse(m.sure), optional(m), m.header, m.column));
    let mut taken: Vec<May> = Vec::new();
    for may in all {
        if taken.iter().all(|t| t.header != may.header && t.column != may.column) {
            taken.push(may);
        }
    }
    taken.sort_by_key(|m| m.column);
    refused.retain(|(header, column)| !taken.iter().any(|t| t.header == *header || t.column == *column));
    let has = |name: &str| spec.position(name).is_some_and(|p| taken.iter().any(|t| usize::from(t.column) == p));
    let made = makes_ids(table);
    let missing =
        spec.columns.iter().filter(|c| c.required && !has(c.name) && !(made && spec.key.contains(&c.name))).map(|c| c.name).collect();
    Tried { table, taken, weight: 0, missing, refused }
}

/// How much speaks for a table: each column by how sure it is, less the more tables would take its header as well.
fn weight(tried: &Tried, known: &[Known], sure: &[Vec<(u32, Because)>]) -> u32 {
    let of = |table: Table, header: usize| {
        let all = known.iter().zip(sure).filter(|(k, _)| k.table == table);
        all.filter_map(|(_, s)| s.get(header)).map(|(percent, _)| *percent).max().unwrap_or(0)
    };
    let each = tried.taken.iter().map(|may| {
        let others = Table::ALL.iter().filter(|t| of(**t, may.header) + 10 >= may.sure.min(100)).count();
        6 * may.sure / u32::try_from(others.clamp(1, 6)).unwrap_or(1)
    });
    let lacking = 150 * u32::try_from(tried.missing.len()).unwrap_or(0);
    each.sum::<u32>().saturating_sub(lacking)
}

/// Whether a row of a table may get an id that is made of its content: where the id is nothing but a name for the row.
fn makes_ids(table: Table) -> bool {
    matches!(spec(table).key, ["id" | "event_id"])
}

/// The guess with its reasons.
fn explained(best: Tried, second: Option<(Table, u32, bool)>, headers: &[String], cells: &[Cells<'_>]) -> Guess {
    let spec = spec(best.table);
    let name = |column: u16| spec.columns.get(usize::from(column)).map_or("", |c| c.name);
    let header = |i: usize| headers.get(i).map(|h| one_line(h)).unwrap_or_default();
    let mut why =
        vec![format!("it is a guess: {} of its {} columns look like columns of `{}`", best.taken.len(), headers.len(), best.table)];
    for (because, says) in [
        (Because::Name, "by their names"),
        (Because::Preset, "by headers that presets know"),
        (Because::Also, "by other usual names"),
        (Because::Words, "by words that their headers share"),
        (Because::Values, "by the words that stand in them"),
    ] {
        let these: Vec<String> =
            best.taken.iter().filter(|t| t.because == because).map(|t| format!("`{}` is {}", header(t.header), name(t.column))).collect();
        if !these.is_empty() {
            why.push(format!("{says}: {}", these.join(", ")));
        }
    }
    let key = spec.key.first().and_then(|k| spec.position(k)).and_then(|p| best.taken.iter().find(|t| usize::from(t.column) == p));
    let mut sketch = Sketch::empty("", "", best.table);
    let every_row_has_one = key.and_then(|k| cells.get(k.header)).is_some_and(Cells::all_filled);
    if makes_ids(best.table) && !every_row_has_one {
        sketch.key_prefix = Some(format!("{}-", singular(best.table)));
        why.push(match key {
            Some(key) => format!("not every row has a `{}`; the others get ids made of their content", header(key.header)),
            None => "no column names each row by itself, so ids are made of the rows' content".to_owned(),
        });
    }
    for (i, column) in &best.refused {
        let Some(kind) = spec.columns.get(usize::from(*column)).map(|c| c.kind) else { continue };
        let others: Vec<String> = cells.get(*i).map(|c| c.others(kind)).unwrap_or_default();
        let texts = if others.is_empty() { String::new() } else { format!(" (`{}`)", others.join("`, `")) };
        why.push(format!(
            "`{}` could be {}, but what stands in it does not fit{texts}; map it by hand when it is",
            header(*i),
            name(*column)
        ));
    }
    if !best.missing.is_empty() {
        why.push(format!("a row of `{}` also needs {}; choose the column that holds it", best.table, best.missing.join(", ")));
    }
    if let Some((other, _, _)) = second.filter(|(_, w, whole)| *whole == best.missing.is_empty() && *w * 10 >= best.weight * 8) {
        why.push(format!("it could also be `{other}`"));
    }
    let left: Vec<String> =
        (0..headers.len()).filter(|i| !best.taken.iter().any(|t| t.header == *i)).map(|i| format!("`{}`", header(i))).collect();
    if !left.is_empty() {
        why.push(format!("not mapped, and kept as attributes: {}", left.join(", ")));
    }
    let column = |may: &May| SketchColumn {
        to: name(may.column).to_owned(),
        headers: headers.get(may.header).cloned().into_iter().collect(),
        ..SketchColumn::default()
    };
    sketch.columns = best.taken.iter().map(column).collect();
    sketch.known_by = sketch.columns.iter().flat_map(|c| c.headers.clone()).collect();
    Guess { sketch, why, weight: best.weight }
}

/// What one row of a table is called.
fn singular(table: Table) -> String {
    let name = table.name().replace('_', "-");
    match (name.strip_suffix("ies"), name.strip_suffix('s')) {
        (Some(stem), _) => format!("{stem}y"),
        (None, Some(stem)) => stem.to_owned(),
        _ if table == Table::People => "person".to_owned(),
        _ => name,
    }
}

#[cfg(test)]
mod tests;
