//! From the display list to a PDF file: fonts subset and embedded by printpdf, pages written as content streams, and
//! one finishing pass for what makes it a document: outline, page labels, language, metadata, a fixed identity.

mod content;
mod finish;
mod fonts;
mod outline;
mod srgb;
mod xmp;

use crate::display::Document;
use crate::error::ReportError;
use crate::typeset::Fonts;
use fonts::Embedded;
use lopdf::{Dictionary, Object, Stream, dictionary};

/// What the file says about itself.
pub(crate) struct About {
    pub title: String,
    pub subject: String,
    /// RFC 3339.
    pub made_at: String,
    pub tool: String,
}

/// Writes the document.
pub(crate) fn write(document: &Document, fonts: &Fonts, about: &About) -> Result<Vec<u8>, ReportError> {
    let used = content::fonts_used(document, fonts.files.len());
    let (mut pdf, embedded) = fonts::embed(fonts, &used)?;
    let streams = streams(document, &embedded)?;
    let identity = identity(&streams);
    let font_dictionary =
        Dictionary::from_iter(embedded.iter().filter(|e| !e.glyphs.is_empty()).map(|e| (e.resource.clone(), Object::Reference(e.object))));
    let resources = pdf.add_object(dictionary! { "Font" => font_dictionary });
    let pages_id = pdf.new_object_id();
    let page_ids: Vec<lopdf::ObjectId> = document.pages.iter().map(|_| pdf.new_object_id()).collect();
    for ((page, stream), id) in document.pages.iter().zip(streams).zip(&page_ids) {
        let contents = pdf.add_object(stream);
        let mut dictionary = dictionary! {
            "Type" => "Page",
            "Parent" => pages_id,
            "MediaBox" => finish::media_box(),
            "Resources" => resources,
            "Contents" => contents,
            "Tabs" => "R",
        };
        let links = outline::links(page, document, &page_ids);
        if !links.is_empty() {
            dictionary.set("Annots", links);
        }
        pdf.objects.insert(*id, dictionary.into());
    }
    let kids: Vec<Object> = page_ids.iter().map(|id| Object::Reference(*id)).collect();
    pdf.objects.insert(pages_id, dictionary! { "Type" => "Pages", "Count" => kids.len() as i64, "Kids" => kids }.into());
    finish::finish(&mut pdf, document, about, pages_id, &page_ids, &identity)
}

/// The pages' content streams, compressed, made on two threads.
fn streams(document: &Document, embedded: &[Embedded]) -> Result<Vec<Stream>, ReportError> {
    let pieces: Vec<Vec<u8>> = document.pages.iter().map(|page| content::page(page, embedded)).collect();
    let compress = |pieces: &[Vec<u8>]| -> Result<Vec<Stream>, ReportError> {
        let mut out = Vec::with_capacity(pieces.len());
        for piece in pieces {
            let mut stream = Stream::new(Dictionary::new(), piece.clone());
            stream.compress().map_err(|e| ReportError::Pdf { reason: e.to_string() })?;
            out.push(stream);
        }
        Ok(out)
    };
    let (first, second) = pieces.split_at(pieces.len() / 2);
    let lost = || ReportError::Pdf { reason: "a writing thread ended early".to_owned() };
    std::thread::scope(|scope| {
        let other = scope.spawn(|| compress(second));
        let mut all = compress(first)?;
        all.extend(other.join().map_err(|_| lost())??);
        Ok(all)
    })
}

/// The file's identity: a hash of what is on its pages.
fn identity(streams: &[Stream]) -> String {
    let hashes: String = streams.iter().map(|s| countersign_core::digest::sha256_hex(&s.content)).collect();
    countersign_core::digest::sha256_hex(hashes.as_bytes())
}
