//! The colours of the printed page; the same raw palette as the window, light theme.

/// A colour in sRGB.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Colour(pub u8, pub u8, pub u8);

pub(crate) const TEXT: Colour = Colour(0x1D, 0x1C, 0x1A);
pub(crate) const TEXT_2: Colour = Colour(0x54, 0x50, 0x4A);
pub(crate) const TEXT_3: Colour = Colour(0x6A, 0x65, 0x5C);
pub(crate) const LINE: Colour = Colour(0xE2, 0xDE, 0xD6);
pub(crate) const EDGE: Colour = Colour(0x8A, 0x84, 0x78);
pub(crate) const SHEET: Colour = Colour(0xFF, 0xFF, 0xFF);
pub(crate) const INK: Colour = Colour(0x27, 0x46, 0xB5);
pub(crate) const TEAL: Colour = Colour(0x0B, 0x7A, 0x70);
pub(crate) const PLUM: Colour = Colour(0x5D, 0x40, 0x90);
pub(crate) const OCHRE: Colour = Colour(0xBF, 0x83, 0x0F);
pub(crate) const RUST: Colour = Colour(0xAD, 0x2A, 0x14);
pub(crate) const HATCH_PALE: Colour = Colour(0xEA, 0xE6, 0xDF);
pub(crate) const HATCH_LINE: Colour = Colour(0xC2, 0xBB, 0xAE);
