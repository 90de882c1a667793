//! The fonts in use: those of the program, and those of the system that stood in for them.

use super::Face;
use crate::error::ReportError;
use parley::fontique::{Blob, Collection, CollectionOptions, FontInfoOverride, SourceCache};
use parley::{FontContext, FontData, LayoutContext};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A font file and what each of its used glyphs stands for.
pub(crate) struct FontFile {
    pub data: Blob<u8>,
    pub index: u32,
    /// Glyph to text, for copying and searching.
    pub texts: BTreeMap<u16, String>,
}

/// All fonts of one document, and the shaping contexts that are kept between calls.
pub(crate) struct Fonts {
    pub context: FontContext,
    pub layouts: LayoutContext<u16>,
    /// In the order of first use; the first six are those of the program.
    pub files: Vec<FontFile>,
    /// Data and face of each font met, with its number; the system may hand out the same file several times.
    known: BTreeMap<(u64, u32), usize>,
    system: bool,
}

impl Fonts {
    pub fn new() -> Result<Self, ReportError> {
        let options = CollectionOptions { shared: false, system_fonts: false };
        let mut context = FontContext { collection: Collection::new(options), source_cache: SourceCache::default() };
        let mut files = Vec::new();
        for face in Face::ALL {
            let data = Blob::new(Arc::new(face.bytes()));
            let named = FontInfoOverride { family_name: Some(face.family()), ..Default::default() };
            if context.collection.register_fonts(data.clone(), Some(named)).is_empty() {
                return Err(ReportError::Font { name: face.family().to_owned() });
            }
            files.push(FontFile { data, index: 0, texts: BTreeMap::new() });
        }
        Ok(Self { context, layouts: LayoutContext::new(), files, known: BTreeMap::new(), system: false })
    }

    /// Looks at the fonts of the system, once.
    pub fn use_system(&mut self) {
        if !self.system {
            self.context.collection.load_system_fonts();
            self.system = true;
        }
    }

    /// The number of a font in this document, if its outlines can be embedded.
    pub fn number(&mut self, font: &FontData) -> Option<u16> {
        let key = (font.data.id(), font.index);
        let number = match self.known.get(&key) {
            Some(number) => *number,
            None => {
                let same = |f: &FontFile| f.index == font.index && f.data.as_ref() == font.data.as_ref();
                let number = match self.files.iter().position(same) {
                    Some(number) => number,
                    None if has_outlines(font.data.as_ref(), font.index) => {
                        self.files.push(FontFile { data: font.data.clone(), index: font.index, texts: BTreeMap::new() });
                        self.files.len() - 1
                    }
                    None => return None,
                };
                self.known.insert(key, number);
                number
            }
        };
        u16::try_from(number).ok()
    }

    /// Remembers what a glyph stands for; the first use wins.
    pub fn note(&mut self, font: u16, glyph: u16, text: &str) {
        if let Some(file) = self.files.get_mut(usize::from(font)) {
            file.texts.entry(glyph).or_insert_with(|| text.to_owned());
        }
    }
}

/// Whether a face has outlines: fonts of pictures only cannot be embedded.
fn has_outlines(data: &[u8], index: u32) -> bool {
    let word = |at: usize| data.get(at..at + 4).and_then(|b| <[u8; 4]>::try_from(b).ok());
    let number = |at: usize| word(at).map(|b| u32::from_be_bytes(b) as usize);
    let start = match word(0) {
        Some(magic) if &magic == b"ttcf" => number(12 + index as usize * 4).unwrap_or(usize::MAX / 2),
        _ => 0,
    };
    let tables = data.get(start + 4..start + 6).map_or(0, |b| b.iter().fold(0, |n, b| n << 8 | usize::from(*b)));
    (0..tables).filter_map(|i| word(start + 12 + i * 16)).any(|tag| &tag == b"glyf" || &tag == b"CFF ")
}
