//! Text from outside made inert: what cannot be seen becomes a visible token, keys are masked.

use crate::secret;
use std::borrow::Cow;

/// What was found while cleaning.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Control, direction or zero-width characters shown as tokens.
    pub controls: usize,
    /// Byte order marks left out.
    pub marks: usize,
    /// Key-like strings masked.
    pub secrets: usize,
}

/// What a byte asks for: nothing, a closer look at the character, or a look for a key.
static CARE: [u8; 256] = care();

#[allow(clippy::indexing_slicing, reason = "every index is a byte or below 32")]
const fn care() -> [u8; 256] {
    let mut table = [0u8; 256];
    let mut i = 0;
    while i < 32 {
        table[i] = 1;
        i += 1;
    }
    table[b'\n' as usize] = 0;
    table[b'\t' as usize] = 0;
    table[0x7f] = 1;
    // First bytes of the C1 block, U+061C, U+180E, U+200B.., U+FEFF and the tag block.
    table[0xc2] = 1;
    table[0xd8] = 1;
    table[0xe1] = 1;
    table[0xe2] = 1;
    table[0xef] = 1;
    table[0xf3] = 1;
    table[b'K' as usize] = 2;
    table[b'_' as usize] = 2;
    table[b'-' as usize] = 2;
    table[b'b' as usize] = 2;
    table[b'B' as usize] = 2;
    table
}

/// Whether anything in the text may have to change; most texts stop here.
#[inline]
pub fn needs_care(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.iter().enumerate().any(|(at, b)| match CARE.get(usize::from(*b)) {
        Some(0) | None => false,
        Some(1) => true,
        Some(_) => secret::suspicious(bytes, at),
    })
}

/// A character that must not travel unseen.
fn hidden(c: char) -> bool {
    matches!(c,
        '\0'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// The text with hidden characters as `<U+202E>`, line ends as newlines, byte order marks left out and keys masked.
pub fn clean<'a>(text: &'a str, found: &mut Found) -> Cow<'a, str> {
    if !needs_care(text) {
        return Cow::Borrowed(text);
    }
    let mut out = Cow::Borrowed(text);
    if text.chars().any(|c| hidden(c) || c == '\u{feff}') {
        out = Cow::Owned(visible(text, found));
    }
    if let Some((masked, count)) = secret::mask(&out) {
        found.secrets += count;
        out = Cow::Owned(masked);
    }
    out
}

fn visible(text: &str, found: &mut Found) -> String {
    use std::fmt::Write;
    let mut out = String::with_capacity(text.len() + 8);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                if chars.peek() != Some(&'\n') {
                    out.push('\n');
                }
            }
            '\u{feff}' => found.marks += 1,
            c if hidden(c) => {
                found.controls += 1;
                let _ = write!(out, "<U+{:04X}>", c as u32);
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_become_visible() {
        let mut found = Found::default();
        let text = clean("a\u{202e}b\u{200b}\tc\r\nd\re\u{7}\u{feff}\u{85}", &mut found);
        assert_eq!(text, "a<U+202E>b<U+200B>\tc\nd\ne<U+0007><U+0085>");
        assert_eq!(found, Found { controls: 4, marks: 1, secrets: 0 });
    }

    #[test]
    fn names_in_any_script_are_left_alone() {
        let mut found = Found::default();
        for name in [
            "\u{5ba1}\u{6838}\u{52a9}\u{624b} \u{1f916}",
            "Caf\u{e9} \u{201c}quoted\u{201d} \u{2013} x\u{a0}y",
            "=HYPERLINK(1)",
            "<b>x</b>",
        ] {
            assert!(matches!(clean(name, &mut found), Cow::Borrowed(_)), "{name}");
        }
        assert_eq!(found, Found::default());
    }

    #[test]
    fn a_key_hidden_behind_a_zero_width_mark_is_still_masked() {
        let mut found = Found::default();
        assert!(!clean("\u{feff}AKIAABCDEFGHIJKLMNOP\u{200b}", &mut found).contains("ABCDEF"));
        assert_eq!((found.secrets, found.marks), (1, 1));
    }
}
