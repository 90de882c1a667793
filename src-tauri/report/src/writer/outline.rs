//! The nested outline, and links inside the document.

use crate::display::{Document, OutlineEntry, Page};
use crate::flow::HEIGHT;
use lopdf::{Dictionary, Object, ObjectId, dictionary, text_string};

/// A place in the file.
fn destination(pages: &[ObjectId], page: usize, y: f32) -> Option<Object> {
    let page = pages.get(page)?;
    let top = (HEIGHT - y + 14.0).min(HEIGHT).round();
    Some(Object::Array(vec![Object::Reference(*page), "XYZ".into(), Object::Null, Object::Real(top), Object::Null]))
}

/// The links of a page; a link to nowhere is left out.
pub(super) fn links(page: &Page, document: &Document, pages: &[ObjectId]) -> Vec<Object> {
    let link = |link: &crate::display::Link| {
        let (at, y) = document.anchors.get(&link.to)?;
        let bottom = HEIGHT - link.y - link.height;
        let corners = [link.x, bottom, link.x + link.width, bottom + link.height];
        let corners: Vec<Object> = corners.iter().map(|c| Object::Real((c * 10.0).round() / 10.0)).collect();
        let annotation = dictionary! {
            "Type" => "Annot",
            "Subtype" => "Link",
            "Rect" => corners,
            "Border" => vec![0.into(), 0.into(), 0.into()],
            "F" => 4,
            "Dest" => destination(pages, *at, *y)?,
        };
        Some(Object::Dictionary(annotation))
    };
    page.links.iter().filter_map(link).collect()
}

/// Adds the outline and returns its root. Chapters are shown closed.
pub(super) fn add(pdf: &mut lopdf::Document, document: &Document, pages: &[ObjectId]) -> Option<ObjectId> {
    let entries: Vec<&OutlineEntry> = document.outline.iter().collect();
    if entries.is_empty() {
        return None;
    }
    let root = pdf.new_object_id();
    let ids: Vec<ObjectId> = entries.iter().map(|_| pdf.new_object_id()).collect();
    let parents = parents(&entries);
    let children = |parent: Option<usize>| -> Vec<usize> { (0..entries.len()).filter(|i| parents.get(*i) == Some(&parent)).collect() };
    let mut by_parent: std::collections::BTreeMap<Option<usize>, Vec<usize>> = std::collections::BTreeMap::new();
    for (i, parent) in parents.iter().enumerate() {
        by_parent.entry(*parent).or_default().push(i);
    }
    for (i, entry) in entries.iter().enumerate() {
        let title = if entry.number.is_empty() { entry.title.clone() } else { format!("{} {}", entry.number, entry.title) };
        let mut item = dictionary! { "Title" => text_string(&title) };
        if let Some(place) = destination(pages, entry.page, entry.y) {
            item.set("Dest", place);
        }
        let parent = parents.get(i).copied().flatten();
        item.set("Parent", parent.and_then(|p| ids.get(p)).copied().unwrap_or(root));
        let siblings = by_parent.get(&parent).map(Vec::as_slice).unwrap_or_default();
        let here = siblings.binary_search(&i).unwrap_or(0);
        let id_of = |n: Option<&usize>| n.and_then(|n| ids.get(*n)).copied();
        if let Some(before) = here.checked_sub(1).and_then(|n| id_of(siblings.get(n))) {
            item.set("Prev", before);
        }
        if let Some(after) = id_of(siblings.get(here + 1)) {
            item.set("Next", after);
        }
        family(&mut item, by_parent.get(&Some(i)).map(Vec::as_slice).unwrap_or_default(), &ids, -1);
        if let Some(id) = ids.get(i) {
            pdf.objects.insert(*id, item.into());
        }
    }
    let mut top = dictionary! { "Type" => "Outlines" };
    family(&mut top, &children(None), &ids, 1);
    pdf.objects.insert(root, top.into());
    Some(root)
}

fn family(item: &mut Dictionary, children: &[usize], ids: &[ObjectId], sign: i64) {
    let id = |n: Option<&usize>| n.and_then(|n| ids.get(*n)).copied();
    if let (Some(first), Some(last)) = (id(children.first()), id(children.last())) {
        item.set("First", first);
        item.set("Last", last);
        item.set("Count", sign * children.len() as i64);
    }
}

/// The nearest entry above each that has a smaller level.
fn parents(entries: &[&OutlineEntry]) -> Vec<Option<usize>> {
    let mut open: Vec<usize> = Vec::new();
    let mut out = Vec::with_capacity(entries.len());
    for (i, entry) in entries.iter().enumerate() {
        while open.last().and_then(|o| entries.get(*o)).is_some_and(|o| o.level >= entry.level) {
            open.pop();
        }
        out.push(open.last().copied());
        open.push(i);
    }
    out
}
