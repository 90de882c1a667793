//! The finishing pass: what makes the pages a document.

use super::{About, outline, srgb, xmp};
use crate::display::Document;
use crate::error::ReportError;
use crate::flow::{HEIGHT, WIDTH};
use lopdf::{Dictionary, Object, ObjectId, Stream, StringFormat, dictionary, text_string};

/// The page, as numbers of the file.
pub(super) fn media_box() -> Object {
    Object::Array(vec![0.into(), 0.into(), Object::Real(WIDTH), Object::Real(HEIGHT)])
}

/// Adds outline, labels, language, metadata and identity, and saves with object streams.
pub(super) fn finish(
    pdf: &mut lopdf::Document,
    document: &Document,
    about: &About,
    pages: ObjectId,
    page_ids: &[ObjectId],
    identity: &str,
) -> Result<Vec<u8>, ReportError> {
    let trouble = |reason: String| ReportError::Pdf { reason };
    let mut profile = Stream::new(dictionary! { "N" => 3, "Alternate" => "DeviceRGB" }, srgb::profile());
    profile.compress().map_err(|e| trouble(e.to_string()))?;
    let profile = pdf.add_object(profile);
    let intent = dictionary! {
        "Type" => "OutputIntent",
        "S" => "GTS_PDFA1",
        "OutputConditionIdentifier" => Object::string_literal("sRGB IEC61966-2.1"),
        "Info" => Object::string_literal("sRGB IEC61966-2.1"),
        "RegistryName" => Object::string_literal("http://www.color.org"),
        "DestOutputProfile" => profile,
    };
    let packet = xmp::packet(about, identity).into_bytes();
    let metadata = pdf.add_object(Stream::new(dictionary! { "Type" => "Metadata", "Subtype" => "XML" }, packet).with_compression(false));
    let labels = dictionary! { "Nums" => vec![0.into(), dictionary! { "S" => "D", "St" => 1 }.into()] };
    let mut catalog = dictionary! {
        "Type" => "Catalog",
        "Version" => "1.7",
        "Pages" => pages,
        "Lang" => Object::string_literal("en"),
        "PageLayout" => "OneColumn",
        "PageLabels" => labels,
        "ViewerPreferences" => dictionary! { "DisplayDocTitle" => true },
        "OutputIntents" => vec![intent.into()],
        "Metadata" => metadata,
    };
    if let Some(root) = outline::add(pdf, document, page_ids) {
        catalog.set("Outlines", root);
        catalog.set("PageMode", "UseOutlines");
    }
    let date = pdf_date(&about.made_at);
    let mut info = dictionary! {
        "Title" => text_string(&about.title),
        "Subject" => text_string(&about.subject),
        "Creator" => text_string(&about.tool),
        "Producer" => text_string(&about.tool),
    };
    if let Some(date) = date {
        info.set("CreationDate", Object::string_literal(date.clone()));
        info.set("ModDate", Object::string_literal(date));
    }
    let id: Vec<u8> = (0..16).filter_map(|i| identity.get(i * 2..i * 2 + 2)).filter_map(|b| u8::from_str_radix(b, 16).ok()).collect();
    let id = Object::String(id, StringFormat::Hexadecimal);
    let (catalog, info) = (pdf.add_object(catalog), pdf.add_object(info));
    pdf.trailer = Dictionary::from_iter([("Root", catalog.into()), ("Info", info.into()), ("ID", Object::Array(vec![id.clone(), id]))]);
    pdf.version = "1.7".to_owned();
    let mut bytes = Vec::new();
    pdf.save_modern(&mut bytes).map_err(|e| trouble(e.to_string()))?;
    Ok(bytes)
}

/// `2026-09-30T14:30:00Z` or with an offset as `D:20260930143000Z`.
fn pdf_date(stamp: &str) -> Option<String> {
    let digits = |range: std::ops::Range<usize>| stamp.get(range).filter(|p| p.bytes().all(|b| b.is_ascii_digit()));
    let (year, month, day) = (digits(0..4)?, digits(5..7)?, digits(8..10)?);
    let time = match (digits(11..13), digits(14..16), digits(17..19)) {
        (Some(h), Some(m), Some(s)) => format!("{h}{m}{s}"),
        _ => "000000".to_owned(),
    };
    let tail = stamp.get(19..).unwrap_or_default();
    let offset = match tail.find(['+', '-']).and_then(|at| tail.get(at..)) {
        Some(offset) if offset.len() >= 6 => format!("{}'{}'", offset.get(..3)?, offset.get(4..6)?),
        _ => "Z".to_owned(),
    };
    Some(format!("D:{year}{month}{day}{time}{offset}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_come_from_the_assessment() {
        assert_eq!(pdf_date("2026-09-30T14:30:00Z").unwrap(), "D:20260930143000Z");
        assert_eq!(pdf_date("2026-09-30T14:30:00.123+02:00").unwrap(), "D:20260930143000+02'00'");
        assert_eq!(pdf_date("2026-09-30").unwrap(), "D:20260930000000Z");
        assert_eq!(pdf_date("yesterday"), None);
    }
}
