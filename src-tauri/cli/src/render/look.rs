//! What the terminal can show.

use owo_colors::{OwoColorize, Style};
use std::io::IsTerminal;

/// What a piece of text is, which decides its colour. Colour never says anything that a word or a shape does not say too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    /// Text.
    Plain,
    /// A heading or a figure that matters.
    Strong,
    /// Ids, sources, hashes.
    Dim,
    /// Supported.
    Met,
    /// Accepted by a person.
    Accepted,
    /// Supported in part; a warning.
    Partial,
    /// Nothing can be said.
    Open,
    /// Known not to hold; an error.
    NotMet,
}

/// Colours, characters and width.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// Whether colours are shown.
    pub colour: bool,
    /// Whether characters beyond ASCII are used for shapes.
    pub unicode: bool,
    /// Columns.
    pub width: usize,
}

/// Columns when nothing tells.
const WIDTH: usize = 100;

impl Look {
    /// The look for standard output.
    pub fn detect() -> Self {
        let var = |name: &str| std::env::var(name).ok().filter(|v| !v.is_empty());
        let terminal = std::io::stdout().is_terminal();
        let columns = var("COLUMNS").and_then(|c| c.parse().ok());
        let columns = columns.or_else(|| if terminal { terminal_size::terminal_size().map(|(w, _)| usize::from(w.0)) } else { None });
        Self {
            colour: terminal && var("NO_COLOR").is_none() && var("TERM").as_deref() != Some("dumb"),
            unicode: cfg!(windows) || unicode(["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(var).as_deref()),
            width: columns.unwrap_or(WIDTH).clamp(80, 120),
        }
    }

    /// A text in its colour. The text is printed as it is: [`crate::render::span::Span`] has made it harmless.
    pub fn paint(&self, ink: Ink, text: &str) -> String {
        let style = match ink {
            _ if !self.colour => return text.to_owned(),
            Ink::Plain => return text.to_owned(),
            Ink::Strong => Style::new().bold(),
            Ink::Dim | Ink::Open => Style::new().dimmed(),
            Ink::Met => Style::new().cyan(),
            Ink::Accepted => Style::new().magenta(),
            Ink::Partial => Style::new().yellow(),
            Ink::NotMet => Style::new().red(),
        };
        text.style(style).to_string()
    }

    /// One of two spellings.
    pub fn either(&self, unicode: &'static str, ascii: &'static str) -> &'static str {
        if self.unicode { unicode } else { ascii }
    }
}

/// Whether a locale's name says UTF-8.
fn unicode(locale: Option<&str>) -> bool {
    locale.is_some_and(|l| {
        let l = l.to_ascii_lowercase();
        l.contains("utf-8") || l.contains("utf8")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_follow_the_locale_and_colours_their_switch() {
        assert!(unicode(Some("en_GB.UTF-8")) && unicode(Some("C.utf8")));
        assert!(!unicode(Some("C")) && !unicode(None));
        let look = Look { colour: true, unicode: true, width: 80 };
        assert_eq!(look.paint(Ink::NotMet, "x"), "\u{1b}[31mx\u{1b}[0m");
        assert_eq!(Look { colour: false, ..look }.paint(Ink::NotMet, "x"), "x");
        assert_eq!((look.either("●", "+"), Look { unicode: false, ..look }.either("●", "+")), ("●", "+"));
    }
}
