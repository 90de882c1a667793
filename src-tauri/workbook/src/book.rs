//! What the parts of a workbook are, and where its sheets lie.

use crate::container::{Limits, Part, parts};
use crate::date::Shape;
use crate::plain::{damaged, short};
use crate::stream::Stream;
use crate::strings::Strings;
use crate::xml::{Xml, attribute, flag};
use crate::{Inner, SheetInfo, Visible, formats};
use quick_xml::events::Event;
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

/// Sheets a workbook may have.
const SHEETS: usize = 2_000;

/// A link from one part to another.
struct Link {
    kind: String,
    target: String,
    outside: bool,
}

/// Reads everything but the sheets.
pub fn read(bytes: Vec<u8>, limits: &Limits) -> Result<Inner, String> {
    let found = parts(&bytes, limits)?;
    let file = Arc::new(bytes);
    let by_name: BTreeMap<&str, &Part> = found.iter().map(|p| (p.name.as_str(), p)).collect();
    let open = |name: &str| by_name.get(name.to_lowercase().as_str()).map(|part| Xml::new(Stream::open(&file, part)));
    let roots = open("_rels/.rels").ok_or_else(|| damaged("it has no list of its parts"))?;
    let main = links(roots)?.into_values().find(|l| l.kind == "officeDocument" && !l.outside);
    let main = main.map(|l| resolve("", &l.target)).ok_or_else(|| damaged("it names no workbook"))?;
    let (folder, name) = main.rsplit_once('/').unwrap_or(("", &main));
    let of_book = match open(&resolve(folder, &format!("_rels/{name}.rels"))) {
        Some(xml) => links(xml)?,
        None => BTreeMap::new(),
    };
    let linked = |kind: &str| of_book.values().find(|l| l.kind == kind && !l.outside).and_then(|l| open(&resolve(folder, &l.target)));
    let strings = linked("sharedStrings").map_or_else(|| Ok(Strings::default()), |xml| Strings::read(xml, limits.strings))?;
    let shapes: Vec<Shape> = linked("styles").map_or_else(|| Ok(Vec::new()), formats::read)?;
    let book = open(&main).ok_or_else(|| damaged("its workbook part is missing"))?;
    let Listed { named, from_1904, recalculates } = listed(book)?;
    let (mut sheets, mut places, mut seen) = (Vec::new(), Vec::new(), HashSet::new());
    for (name, id, visible) in named {
        if !seen.insert(name.to_lowercase()) {
            return Err(format!("two sheets are called `{}`; rename one of them", short(&name)));
        }
        let link = of_book.get(&id).ok_or_else(|| damaged(&format!("the sheet `{name}` lies nowhere")))?;
        if link.outside {
            return Err("the workbook takes a sheet from another file; save it with values only".to_owned());
        }
        let part = by_name.get(resolve(folder, &link.target).to_lowercase().as_str()).map(|p| (*p).clone());
        let part = part.ok_or_else(|| damaged(&format!("the part of the sheet `{name}` is missing")))?;
        let has_cells = link.kind == "worksheet";
        let last_row = if has_cells { announced(Xml::new(Stream::open(&file, &part)))? } else { None };
        sheets.push(SheetInfo { name, visible, has_cells, last_row });
        places.push(part);
    }
    if sheets.is_empty() {
        return Err(damaged("it has no sheet"));
    }
    Ok(Inner { file, strings, shapes, sheets, places, from_1904, recalculates })
}

/// The links of a part by their id.
fn links(mut xml: Xml) -> Result<BTreeMap<String, Link>, String> {
    let mut links = BTreeMap::new();
    loop {
        match xml.event()? {
            Event::Start(e) if e.local_name().as_ref() == "Relationship" => {
                let said = |name: &str| Ok::<_, String>(attribute(&e, name)?.unwrap_or_default().into_owned());
                let (id, kind, target) = (said("Id")?, said("Type")?, said("Target")?);
                let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                links.insert(id, Link { kind, target, outside: said("TargetMode")?.eq_ignore_ascii_case("external") });
            }
            Event::Eof => return Ok(links),
            _ => {}
        }
    }
}

/// A target inside the container; it names a part and nothing else.
fn resolve(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let mut steps: Vec<&str> = if target.starts_with('/') { Vec::new() } else { folder.split('/').collect() };
    for step in target.split('/') {
        if step == ".." {
            steps.pop();
        } else {
            steps.push(step);
        }
    }
    steps.retain(|s| !s.is_empty() && *s != ".");
    steps.join("/")
}

/// What the workbook part says.
#[derive(Default)]
struct Listed {
    named: Vec<(String, String, Visible)>,
    from_1904: bool,
    recalculates: bool,
}

fn listed(mut xml: Xml) -> Result<Listed, String> {
    let mut listed = Listed::default();
    loop {
        match xml.event()? {
            Event::Start(e) => match e.local_name().as_ref() {
                "sheet" => {
                    let visible = match attribute(&e, "state")?.as_deref() {
                        Some("hidden") => Visible::Hidden,
                        Some("veryHidden") => Visible::VeryHidden,
                        _ => Visible::Yes,
                    };
                    let name = attribute(&e, "name")?.unwrap_or_default().into_owned();
                    let id = attribute(&e, ":id")?.unwrap_or_default().into_owned();
                    listed.named.push((name, id, visible));
                    if listed.named.len() > SHEETS {
                        return Err(format!("the workbook has more than {SHEETS} sheets; split it"));
                    }
                }
                "workbookPr" => listed.from_1904 |= flag(&e, "date1904")?,
                "calcPr" => listed.recalculates |= flag(&e, "fullCalcOnLoad")?,
                _ => {}
            },
            Event::Eof => return Ok(listed),
            _ => {}
        }
    }
}

/// The last row that a sheet says it has. It need not be true, and nothing is set aside for it.
fn announced(mut xml: Xml) -> Result<Option<u64>, String> {
    loop {
        match xml.event()? {
            Event::Start(e) if e.local_name().as_ref() == "dimension" => {
                let range = attribute(&e, "ref")?.unwrap_or_default();
                return Ok(crate::merges::Merge::parse(&range).map(|m| u64::from(m.last_row)));
            }
            Event::Start(e) if e.local_name().as_ref() == "sheetData" => return Ok(None),
            Event::Eof => return Ok(None),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_stay_inside_the_container() {
        assert_eq!(resolve("xl", "worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(resolve("xl", "/xl/sheet1.xml"), "xl/sheet1.xml");
        assert_eq!(resolve("xl/a", "../../../../etc/x"), "etc/x");
        assert_eq!(resolve("", "./xl\\workbook.xml"), "xl/workbook.xml");
    }
}
