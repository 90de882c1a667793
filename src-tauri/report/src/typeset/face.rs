//! The faces of the report and the styles made of them.

use crate::palette::{Colour, INK, TEXT, TEXT_2, TEXT_3};

/// A face that travels in the program. Sans: the application speaks. Serif: a document speaks. Mono: a record speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Face {
    Sans,
    SansSemiBold,
    SansItalic,
    Serif,
    SerifItalic,
    Mono,
}

impl Face {
    pub const ALL: [Face; 6] = [Face::Sans, Face::SansSemiBold, Face::SansItalic, Face::Serif, Face::SerifItalic, Face::Mono];

    /// The number of its font in the document.
    pub fn font(self) -> u16 {
        match self {
            Face::Sans => 0,
            Face::SansSemiBold => 1,
            Face::SansItalic => 2,
            Face::Serif => 3,
            Face::SerifItalic => 4,
            Face::Mono => 5,
        }
    }

    /// The family name it is registered under.
    pub fn family(self) -> &'static str {
        match self {
            Face::Sans => "report-sans",
            Face::SansSemiBold => "report-sans-semibold",
            Face::SansItalic => "report-sans-italic",
            Face::Serif => "report-serif",
            Face::SerifItalic => "report-serif-italic",
            Face::Mono => "report-mono",
        }
    }

    /// The font file.
    pub fn bytes(self) -> &'static [u8] {
        match self {
            Face::Sans => include_bytes!("../../fonts/IBMPlexSans-Regular.ttf"),
            Face::SansSemiBold => include_bytes!("../../fonts/IBMPlexSans-SemiBold.ttf"),
            Face::SansItalic => include_bytes!("../../fonts/IBMPlexSans-Italic.ttf"),
            Face::Serif => include_bytes!("../../fonts/IBMPlexSerif-Regular.ttf"),
            Face::SerifItalic => include_bytes!("../../fonts/IBMPlexSerif-Italic.ttf"),
            Face::Mono => include_bytes!("../../fonts/IBMPlexMono-Regular.ttf"),
        }
    }
}

/// How some text is set. Lengths are points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Style {
    pub face: Face,
    pub size: f32,
    pub leading: f32,
    pub colour: Colour,
}

impl Style {
    pub const fn new(face: Face, size: f32, leading: f32, colour: Colour) -> Self {
        Self { face, size, leading, colour }
    }

    /// The same in another colour.
    pub const fn coloured(self, colour: Colour) -> Self {
        Self { colour, ..self }
    }

    /// The same in another face.
    pub const fn faced(self, face: Face) -> Self {
        Self { face, ..self }
    }

    /// How far the baseline stands below the top of a line.
    pub fn drop(&self) -> f32 {
        self.leading / 2.0 + self.size * 0.345
    }
}

pub(crate) const PROSE: Style = Style::new(Face::Serif, 10.0, 15.0, TEXT);
pub(crate) const LEAD: Style = Style::new(Face::Serif, 14.5, 21.5, TEXT);
pub(crate) const CHAPTER: Style = Style::new(Face::SansSemiBold, 19.0, 25.0, TEXT);
pub(crate) const SECTION: Style = Style::new(Face::SansSemiBold, 12.0, 16.0, TEXT);
pub(crate) const SUBSECTION: Style = Style::new(Face::SansSemiBold, 10.0, 14.0, TEXT);
pub(crate) const CELL: Style = Style::new(Face::Sans, 8.2, 11.2, TEXT);
pub(crate) const CELL_2: Style = CELL.coloured(TEXT_2);
pub(crate) const CELL_STRONG: Style = CELL.faced(Face::SansSemiBold);
pub(crate) const CELL_ID: Style = Style::new(Face::Mono, 7.6, 11.2, TEXT);
pub(crate) const CELL_ID_2: Style = Style::new(Face::Mono, 7.0, 10.4, TEXT_2);
pub(crate) const CELL_LINK: Style = CELL_ID.coloured(INK);
pub(crate) const HEAD: Style = Style::new(Face::Sans, 7.4, 10.0, TEXT_3);
pub(crate) const CAPTION: Style = Style::new(Face::Sans, 7.6, 10.6, TEXT_3);
pub(crate) const FURNITURE: Style = Style::new(Face::Sans, 7.6, 10.0, TEXT_3);
pub(crate) const FURNITURE_ID: Style = Style::new(Face::Mono, 7.0, 10.0, TEXT_3);
