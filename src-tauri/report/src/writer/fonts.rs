//! Fonts: printpdf cuts each font down to the glyphs in use and embeds it. One sheet per font with every used glyph in
//! order tells us the code and width of each in the file.

use crate::error::ReportError;
use crate::typeset::{FontFile, Fonts};
use lopdf::{Document, Object, ObjectId};
use printpdf::{Codepoint, FontId, Mm, Op, ParsedFont, PdfDocument, PdfFont, PdfFontHandle, PdfPage, PdfSaveOptions, Pt, TextItem};
use std::collections::{BTreeMap, BTreeSet};

/// A font in the file.
pub(super) struct Embedded {
    /// Its name in page resources: `F0`.
    pub resource: String,
    /// Nowhere (`0 0`) when the font is not used.
    pub object: ObjectId,
    /// Glyph to the code that shows it and its width in thousandths.
    pub glyphs: BTreeMap<u16, (u16, i32)>,
}

/// Embeds the fonts in use and returns a document that holds nothing else.
pub(super) fn embed(fonts: &Fonts, used: &[BTreeSet<u16>]) -> Result<(Document, Vec<Embedded>), ReportError> {
    let trouble = |reason: String| ReportError::Pdf { reason };
    let mut sheets = PdfDocument::new("");
    let mut names = Vec::new();
    for (number, (file, glyphs)) in fonts.files.iter().zip(used).enumerate().filter(|(_, (_, g))| !g.is_empty()) {
        let mut warnings = Vec::new();
        let parsed = ParsedFont::from_bytes(file.data.as_ref(), file.index as usize, &mut warnings)
            .ok_or_else(|| trouble(format!("font {number} cannot be read")))?;
        // Six capitals: printpdf makes the subset tag of them.
        let id = FontId(format!("CSRE{}{}", letter(number / 26), letter(number)));
        sheets.resources.fonts.map.insert(id.clone(), PdfFont::new(parsed));
        sheets.pages.push(sheet(&id, file, glyphs));
        names.push((number, id));
    }
    let mut warnings = Vec::new();
    let mut pdf = sheets.to_lopdf_document(&PdfSaveOptions { image_optimization: None, ..Default::default() }, &mut warnings);
    let pages: Vec<ObjectId> = pdf.get_pages().into_values().collect();
    let mut embedded: Vec<Embedded> =
        (0..used.len()).map(|n| Embedded { resource: format!("F{n}"), object: (0, 0), glyphs: BTreeMap::new() }).collect();
    for ((number, id), page) in names.iter().zip(&pages) {
        let codes = codes(&pdf, *page).map_err(|e| trouble(e.to_string()))?;
        let object = font_object(&pdf, *page, id).ok_or_else(|| trouble(format!("font {number} was not embedded")))?;
        let widths = widths(&pdf, object).map_err(|e| trouble(e.to_string()))?;
        let glyphs = used.get(*number).into_iter().flatten().zip(codes);
        if let Some(font) = embedded.get_mut(*number) {
            font.object = object;
            font.glyphs = glyphs.map(|(glyph, code)| (*glyph, (code, widths.get(&code).copied().unwrap_or(1000)))).collect();
        }
    }
    keep_fonts_only(&mut pdf, &embedded);
    Ok((pdf, embedded))
}

fn letter(n: usize) -> char {
    char::from(b'A' + u8::try_from(n % 26).unwrap_or(0))
}

/// A page that shows every used glyph once, in order.
fn sheet(id: &FontId, file: &FontFile, glyphs: &BTreeSet<u16>) -> PdfPage {
    let text = |gid: &u16| file.texts.get(gid).cloned().unwrap_or_else(|| "\u{FFFD}".to_owned());
    let items = glyphs.iter().map(|gid| Codepoint::with_cid(*gid, 0.0, text(gid))).collect();
    let ops = vec![
        Op::StartTextSection,
        Op::SetFont { font: PdfFontHandle::External(id.clone()), size: Pt(10.0) },
        Op::ShowText { items: vec![TextItem::GlyphIds(items)] },
        Op::EndTextSection,
    ];
    PdfPage::new(Mm(210.0), Mm(297.0), ops)
}

/// The codes on a sheet, in order.
fn codes(pdf: &Document, page: ObjectId) -> lopdf::Result<Vec<u16>> {
    let content = lopdf::content::Content::decode(&pdf.get_page_content(page))?;
    let shown = content.operations.iter().filter(|o| o.operator == "TJ" || o.operator == "Tj");
    let mut codes = Vec::new();
    for operand in shown.flat_map(|o| &o.operands) {
        let strings: Vec<&Object> = operand.as_array().map_or_else(|_| vec![operand], |a| a.iter().collect());
        for bytes in strings.into_iter().filter_map(|s| s.as_str().ok()) {
            codes.extend(bytes.chunks_exact(2).filter_map(|b| <[u8; 2]>::try_from(b).ok()).map(u16::from_be_bytes));
        }
    }
    Ok(codes)
}

fn font_object(pdf: &Document, page: ObjectId, id: &FontId) -> Option<ObjectId> {
    let resources = pdf.get_dictionary(page).ok()?.get(b"Resources").ok()?;
    let resources = pdf.dereference(resources).ok()?.1.as_dict().ok()?;
    let fonts = pdf.dereference(resources.get(b"Font").ok()?).ok()?.1.as_dict().ok()?;
    fonts.get(id.0.as_bytes()).ok()?.as_reference().ok()
}

/// Code to width, from the font's own `/W` array.
fn widths(pdf: &Document, font: ObjectId) -> lopdf::Result<BTreeMap<u16, i32>> {
    let descendants = pdf.get_dictionary(font)?.get(b"DescendantFonts")?.as_array()?;
    let Some(descendant) = descendants.first() else { return Ok(BTreeMap::new()) };
    let list = pdf.dereference(descendant)?.1.as_dict()?.get(b"W")?.as_array()?;
    let mut out = BTreeMap::new();
    for pair in list.chunks_exact(2) {
        let [first, run] = pair else { continue };
        let first = first.as_i64()?;
        for (i, width) in run.as_array()?.iter().enumerate() {
            if let Ok(code) = u16::try_from(first + i as i64) {
                out.insert(code, width.as_i64().unwrap_or(1000) as i32);
            }
        }
    }
    Ok(out)
}

/// Drops everything but the fonts and what they refer to.
fn keep_fonts_only(pdf: &mut Document, embedded: &[Embedded]) {
    let mut keep = BTreeSet::new();
    let mut open: Vec<ObjectId> = embedded.iter().map(|e| e.object).collect();
    while let Some(id) = open.pop() {
        if keep.insert(id)
            && let Some(object) = pdf.objects.get(&id)
        {
            references(object, &mut open);
        }
    }
    pdf.objects.retain(|id, _| keep.contains(id));
    pdf.trailer = lopdf::Dictionary::new();
    pdf.compress();
}

fn references(object: &Object, out: &mut Vec<ObjectId>) {
    match object {
        Object::Reference(id) => out.push(*id),
        Object::Array(items) => items.iter().for_each(|o| references(o, out)),
        Object::Dictionary(d) => d.iter().for_each(|(_, o)| references(o, out)),
        Object::Stream(s) => s.dict.iter().for_each(|(_, o)| references(o, out)),
        _ => {}
    }
}
