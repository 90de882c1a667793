//! What is said about a workbook that cannot be read, in plain sentences.

/// What to do with a file that a spreadsheet program can mend.
pub const SAVE_AGAIN: &str = "open it in a spreadsheet program and save it again as .xlsx";

/// A workbook that is not as it should be, why, and what to do.
pub fn damaged(why: &str) -> String {
    format!("it is not a sound .xlsx workbook: {}; {SAVE_AGAIN}", short(why))
}

/// One line of at most 200 characters, nothing in it unseen.
pub fn short(raw: &str) -> String {
    let mut out = String::new();
    for (count, c) in raw.chars().enumerate() {
        if count == 200 {
            out.push('…');
            break;
        }
        if hidden(c) {
            out.push_str(&format!("<U+{:04X}>", u32::from(c)));
        } else {
            out.push(c);
        }
    }
    out
}

/// A character that must not travel unseen.
pub fn hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e000}'..='\u{f8ff}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_short_and_shows_what_cannot_be_seen() {
        assert_eq!(short("a\u{202e}\nb"), "a<U+202E><U+000A>b");
        assert_eq!(short(&"x".repeat(300)).chars().count(), 201);
    }
}
