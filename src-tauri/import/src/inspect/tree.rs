//! JSON, YAML and XML: by what stands in the records and around them.

use super::{Base, Found, Looking};
use crate::detect::purpose::{Purpose, Wanted, purpose, unknown};
use crate::detect::{Format, Refusal};
use crate::error::ImportError;
use crate::json::outline::{Part, outline};
use crate::json::parse::Parser;
use crate::json::{DOCUMENT_LIMIT, LINE_LIMIT};
use crate::map::preset::Map;
use crate::node::Node;
use crate::plan::Input;
use crate::pruned::prune;
use crate::source::Source;
use crate::tree::document::{at_place, document};
use crate::tree::place::{Place, places, records, twice};
use crate::tree::{embed, unwrap_raw};
use crate::{xml, yaml};
use countersign_core::diagnostic::Diagnostic;
use countersign_core::source::SourceRef;
use countersign_core::tables::Table;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A YAML or XML file may have this many bytes.
pub(crate) const HELD_LIMIT: u64 = 64 << 20;
/// Records looked at.
const LOOKED_AT: usize = 8;
/// Lines looked at.
const LINES: usize = 50;

pub(super) fn json(mut base: Base<'_>, start: &str, ending: &str, looking: &Looking<'_>) -> Result<Found, ImportError> {
    if start.starts_with('{') && (matches!(ending, "jsonl" | "ndjson") || lines(start)) {
        // Lines have no places to choose from.
        if let Some(sheet) = &looking.chosen.sheet {
            return Err(ImportError::Sheet { path: base.file.path.clone(), sheet: sheet.clone() });
        }
        return Ok(json_lines(base, start, looking));
    }
    let text = match held(&base, "a JSON document", DOCUMENT_LIMIT)? {
        Ok(text) => text,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let (root, relaxed) = match prune(&text, false) {
        Ok(root) => (root, false),
        Err(bad) => match prune(&text, true) {
            Ok(root) => {
                base.note("import/relaxed-json", None, "comments or commas at the end of lists were passed over".to_owned());
                base.why.push("it is JSON with comments".to_owned());
                (root, true)
            }
            Err(_) => return Ok(Err(Refusal::new("import/unreadable-json", at_place(&text, &bad)))),
        },
    };
    let own = if relaxed { None } else { Some(own_tables(&text, &mut base, looking)?) };
    if let Some(Ok(inputs)) = own {
        return Ok(Ok(inputs));
    }
    let source = |place: Place| Source::Json { place, relaxed };
    match by_preset(&mut base, Format::Json, &[&root], looking, &source)? {
        Some(found) => Ok(found),
        None => Ok(own.unwrap_or_else(|| Err(unknown(&names(&root), &looking.wanted)))),
    }
}

/// Our own tables as JSON, or a flat list that a preset for tables knows.
fn own_tables(text: &str, base: &mut Base<'_>, looking: &Looking<'_>) -> Result<Found, ImportError> {
    if looking.chosen.map.as_ref().is_some_and(|m| m.is_tree()) {
        return Ok(Err(Refusal::new("import/unknown-format", "a preset for trees was asked for")));
    }
    let outline = match outline(text) {
        Ok(outline) => outline,
        Err(bad) => return Ok(Err(Refusal::new("import/unreadable-json", at_place(text, &bad)))),
    };
    let sheet = looking.chosen.sheet.as_deref();
    let parts: Vec<Part> = outline.parts.into_iter().filter(|p| sheet.is_none_or(|s| p.name.as_deref() == Some(s))).collect();
    if let (true, Some(sheet)) = (parts.is_empty(), sheet) {
        // A place that only a preset for trees knows is looked for by it.
        let message = format!("`{}` has no part `{sheet}`", base.file.name);
        return Ok(Err(Refusal::new("import/unknown-format", message)));
    }
    let mut notes = base.notes.clone();
    if !outline.others.is_empty() {
        let note = Diagnostic::new(
            "import/unknown-column",
            format!("members beside the records were not read: {}", outline.others.join(", ")),
            SourceRef::file(&base.file.name),
        );
        notes.push(note.hint("Rename a member to one of our tables when it is one."));
    }
    let mut own = Base { notes, ..base.clone() };
    Ok(parts.into_iter().map(|part| one_part(&mut own, part, looking)).collect())
}

fn one_part(base: &mut Base<'_>, part: Part, looking: &Looking<'_>) -> Result<Input, Refusal> {
    let table = part.name.as_deref().filter(|_| part.ours).and_then(|n| crate::text::snake(n).parse::<Table>().ok());
    let wanted = match table {
        Some(table) if !looking.chosen.told() => Wanted { table: Some(table), by_name: true, ..Wanted::default() },
        _ => looking.wanted.clone(),
    };
    // One object may be anything that shares some words; only an exact table is taken from it.
    let found = purpose(&part.keys, &wanted, looking.presets, "json").filter(|p| !part.single || p.map.is_none() || looking.chosen.told());
    let found = match (found, wanted.table) {
        (Some(found), _) => found,
        // An empty array is a table without rows.
        (None, Some(table)) if part.keys.is_empty() => Purpose { table, map: None, known: 0, why: format!("it is named after `{table}`") },
        (None, _) => return Err(unknown(&part.keys, &wanted)),
    };
    let place = Place { path: part.name.as_deref().map(crate::node::escape).unwrap_or_default() };
    let mut input = base.input(Format::Json, found, &part.keys, Source::Json { place, relaxed: false })?;
    input.detected.why.push(match (&part.name, part.single) {
        (Some(name), _) => format!("the records are under `{name}`"),
        (None, true) => "the document is one object".to_owned(),
        (None, false) => "the document is an array".to_owned(),
    });
    // What concerns the whole file is said once.
    base.notes.clear();
    input.sheet = part.name;
    Ok(input)
}

fn json_lines(mut base: Base<'_>, sample: &str, looking: &Looking<'_>) -> Found {
    let nodes: Vec<Node> = sample.lines().take(LINES).filter(|l| l.len() < LINE_LIMIT).filter_map(line).collect();
    let keys = keys(&nodes);
    base.why.push("each line holds one JSON object".to_owned());
    let own = purpose(&keys, &looking.wanted, looking.presets, "jsonl");
    if let Some(found) = own.filter(|p| p.map.as_ref().is_none_or(|m| !m.is_tree())) {
        return Ok(vec![base.input(Format::JsonLines, found, &keys, Source::Lines)?]);
    }
    let none = Node::Null;
    let candidates = candidates(looking, Format::JsonLines);
    for map in candidates {
        let asked = looking.chosen.map.is_some();
        if asked || fits(&map, &nodes, &none) {
            return Ok(vec![base.input(Format::JsonLines, by_members(&map, asked), &[], Source::Lines)?]);
        }
    }
    Err(unknown(&keys, &looking.wanted))
}

fn line(text: &str) -> Option<Node> {
    Parser::new(text.trim_start_matches('\u{feff}'), 0).value(true).ok().map(unwrap_raw)
}

pub(super) fn yaml(mut base: Base<'_>, looking: &Looking<'_>) -> Result<Found, ImportError> {
    let text = match held(&base, "a document", HELD_LIMIT)? {
        Ok(text) => text,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let documents = match yaml::documents(&text) {
        Ok(documents) => documents,
        Err(bad) => {
            let message = format!("{} (line {}, column {})", bad.reason, bad.line, bad.column);
            return Ok(Err(Refusal::new("import/unreadable-yaml", message)));
        }
    };
    base.why.push(match documents.len() {
        1 => "it is YAML".to_owned(),
        n => format!("it is YAML with {n} documents"),
    });
    let roots: Vec<&Node> = documents.iter().map(|d| &d.node).collect();
    held_tree(base, Format::Yaml, &roots, looking)
}

pub(super) fn xml(mut base: Base<'_>, looking: &Looking<'_>) -> Result<Found, ImportError> {
    let text = match held(&base, "a document", HELD_LIMIT)? {
        Ok(text) => text,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let (name, node) = match xml::document(&text) {
        Ok(found) => found,
        Err(bad) => {
            let refusal = Refusal::new("import/unsupported-format", format!("this is XML or HTML that cannot be read: {}", bad.reason));
            return Ok(Err(refusal));
        }
    };
    base.why.push(format!("it is XML with `{name}` around everything"));
    let root = Node::Object(vec![(name.clone(), node)]);
    let found = held_tree(base, Format::Xml, &[&root], looking)?;
    // XML that nothing is known about is no import format.
    Ok(found.map_err(|refusal| match refusal.code {
        "import/unknown-format" => Refusal::new("import/unsupported-format", format!("this is XML (`{name}`) that no preset reads")),
        _ => refusal,
    }))
}

/// The whole text of a file of at most so many bytes.
fn held(base: &Base<'_>, what: &str, limit: u64) -> Result<Result<String, Refusal>, ImportError> {
    if base.scanned.bytes > limit {
        let message = format!("{what} of {} bytes is more than {limit}", base.scanned.bytes);
        return Ok(Err(Refusal::new("import/file-too-large", message)));
    }
    let (text, sha256, _) = document(&base.file.path, base.encoding.unwrap_or("UTF-8"))?;
    if sha256 == base.scanned.sha256 { Ok(Ok(text)) } else { Err(ImportError::Changed { path: base.file.path.clone() }) }
}

fn held_tree(mut base: Base<'_>, format: Format, roots: &[&Node], looking: &Looking<'_>) -> Result<Found, ImportError> {
    let source = |place: Place| if format == Format::Yaml { Source::Yaml { place } } else { Source::Xml { place } };
    // A list of plain rows, as our own tables may be written.
    if let [Node::Array(items)] = roots {
        let keys = keys(items);
        if let Some(found) = purpose(&keys, &looking.wanted, looking.presets, format.name()) {
            return Ok(base.input(format, found, &keys, source(Place::default())).map(|input| vec![input]));
        }
    }
    if let Some(found) = by_preset(&mut base, format, roots, looking, &source)? {
        return Ok(found);
    }
    let names = roots.first().map(|r| names(r)).unwrap_or_default();
    Ok(Err(unknown(&names, &looking.wanted)))
}

/// The presets for trees that a file may be of: the one asked for, or all.
fn candidates(looking: &Looking<'_>, format: Format) -> Vec<Arc<Map>> {
    match &looking.chosen.map {
        Some(map) => Some(map).filter(|m| m.is_tree() || m.gives.is_empty()).into_iter().cloned().collect(),
        None if looking.chosen.table.is_some() => Vec::new(),
        None => looking.presets.of_trees(format.name()).cloned().collect(),
    }
}

fn by_preset(
    base: &mut Base<'_>,
    format: Format,
    roots: &[&Node],
    looking: &Looking<'_>,
    source: &dyn Fn(Place) -> Source,
) -> Result<Option<Found>, ImportError> {
    let asked = looking.chosen.map.is_some();
    // Most presets look at the same place.
    let mut samples: BTreeMap<(usize, String), Vec<Node>> = BTreeMap::new();
    for map in candidates(looking, format) {
        let mut inputs = Vec::new();
        let mut found: Vec<Place> = Vec::new();
        for (at, root) in roots.iter().enumerate() {
            for place in places(&map.recognise.records, root) {
                let sample = samples
                    .entry((at, place.path.clone()))
                    .or_insert_with(|| records(&place, root).into_iter().take(LOOKED_AT).map(|(_, n)| unwrap_raw(n.clone())).collect());
                if (asked || fits(&map, sample, root)) && !found.contains(&place) {
                    found.push(place);
                }
            }
        }
        if found.is_empty() {
            continue;
        }
        let purpose = by_members(&map, asked);
        if let Some(refusal) = purpose.elsewhere() {
            return Ok(Some(Err(refusal)));
        }
        if let Some(name) = found.iter().find_map(|place| roots.iter().find_map(|root| twice(place, root))) {
            let message = format!("the key `{name}` stands twice around the records");
            return Ok(Some(Err(Refusal::new("import/duplicate-json-key", message))));
        }
        let wanted = looking.chosen.sheet.as_deref();
        found.retain(|place| wanted.is_none_or(|s| place.sheet().as_deref() == Some(s)));
        if let (true, Some(sheet)) = (found.is_empty(), wanted) {
            return Err(ImportError::Sheet { path: base.file.path.clone(), sheet: sheet.to_owned() });
        }
        for place in found {
            let mut input = match base.input(format, purpose.clone(), &[], source(place.clone())) {
                Ok(input) => input,
                Err(refusal) => return Ok(Some(Err(refusal))),
            };
            input.sheet = place.sheet();
            if let Some(sheet) = &input.sheet {
                input.detected.why.push(format!("the records are under `{sheet}`"));
            }
            base.notes.clear();
            inputs.push(input);
        }
        return Ok(Some(Ok(inputs)));
    }
    Ok(None)
}

/// Whether some records are of the kind a preset reads, the texts in them that are JSON read in place.
fn fits(map: &Map, records: &[Node], root: &Node) -> bool {
    if map.recognise.embedded.is_empty() {
        return map.recognise.tree_fits(&records.iter().collect::<Vec<_>>(), root);
    }
    let mut records = records.to_vec();
    records.iter_mut().for_each(|r| embed(r, &map.recognise.embedded));
    map.recognise.tree_fits(&records.iter().collect::<Vec<_>>(), root)
}

fn by_members(map: &Arc<Map>, asked: bool) -> Purpose {
    let why = match asked {
        true => format!("the preset `{}` was asked for", map.id),
        false => format!("its members are of the kind that the preset `{}` reads", map.id),
    };
    Purpose { table: map.table(), known: map.recognise.keys.len(), map: Some(map.clone()), why }
}

/// The names of the members of some records, each once.
fn keys(records: &[Node]) -> Vec<String> {
    let mut keys: Vec<String> = Vec::new();
    for (key, _) in records.iter().flat_map(Node::members) {
        if !keys.contains(key) {
            keys.push(key.clone());
        }
    }
    keys
}

/// The names of a document's outermost members, or of its first record's.
fn names(root: &Node) -> Vec<String> {
    let first = root.items().first().unwrap_or(root);
    first.members().iter().map(|(name, _)| name.clone()).collect()
}

/// Whether the first line is a whole object and more follows it.
fn lines(start: &str) -> bool {
    let Some((first, rest)) = start.split_once('\n') else { return false };
    let mut parser = Parser::new(first, 0);
    parser.value(false).is_ok() && parser.peek().is_none() && rest.trim_start().starts_with('{')
}
