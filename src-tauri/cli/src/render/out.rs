//! The one way to standard output. A reader that goes away ends the printing, not the program.

use super::look::{Ink, Look};
use super::span::{Span, plain, strong};
use super::text::{STICK, width, wrap_after};
use serde::Serialize;
use std::io::{self, BufWriter, Write};

/// Standard output, or what stands in for it.
pub struct Out {
    to: Box<dyn Write>,
    closed: bool,
    failed: Option<io::Error>,
    /// What the terminal can show.
    pub look: Look,
}

impl Out {
    /// Standard output.
    pub fn stdout() -> Self {
        Self::to(Box::new(BufWriter::new(io::stdout())), Look::detect())
    }

    /// Anything else.
    pub fn to(to: Box<dyn Write>, look: Look) -> Self {
        Self { to, closed: false, failed: None, look }
    }

    /// Writes bytes as they are.
    fn raw(&mut self, bytes: &[u8]) {
        if self.closed {
            return;
        }
        if let Err(e) = self.to.write_all(bytes) {
            self.stop(e);
        }
    }

    fn stop(&mut self, e: io::Error) {
        self.closed = true;
        if e.kind() != io::ErrorKind::BrokenPipe {
            self.failed = Some(e);
        }
    }

    /// Everything is written.
    ///
    /// # Errors
    /// When writing failed for another reason than that nobody reads any more.
    pub fn finish(&mut self) -> io::Result<()> {
        if !self.closed
            && let Err(e) = self.to.flush()
        {
            self.stop(e);
        }
        self.failed.take().map_or(Ok(()), Err)
    }

    /// One line.
    pub fn line(&mut self, spans: &[Span]) {
        let text: String = spans.iter().map(|s| s.painted(&self.look)).collect();
        self.raw(text.trim_end().as_bytes());
        self.raw(b"\n");
    }

    /// An empty line.
    pub fn blank(&mut self) {
        self.raw(b"\n");
    }

    /// A heading after an empty line.
    pub fn head(&mut self, text: &str) {
        self.blank();
        self.line(&[strong(text)]);
    }

    /// A paragraph, wrapped.
    pub fn para(&mut self, indent: usize, text: &str) {
        self.hang(&" ".repeat(indent), &plain(text), &[]);
    }

    /// A text after a lead, wrapped so that it hangs below its own beginning; what follows it goes to its last line, or to a line
    /// of its own.
    pub fn hang(&mut self, lead: &str, text: &Span, tail: &[Span]) {
        let lead = [plain(lead)];
        self.hang_after(&lead, &lead.iter().map(|s| " ".repeat(s.width())).collect::<String>(), text, tail);
    }

    /// The same with a lead in colours and a margin of its own for the lines below.
    pub fn hang_after(&mut self, lead: &[Span], margin: &str, text: &Span, tail: &[Span]) {
        let limit = self.look.width;
        let led: usize = lead.iter().map(Span::width).sum();
        let below = width(margin);
        let mut lines = wrap_after(text.text(), limit.saturating_sub(led).max(20), limit.saturating_sub(below).max(20));
        lines.iter_mut().filter(|l| l.contains(STICK)).for_each(|l| *l = l.replace(STICK, " "));
        let last = lines.len().saturating_sub(1);
        let tail_width: usize = tail.iter().map(Span::width).sum();
        for (i, line) in lines.iter().enumerate() {
            let mut spans = if i == 0 { lead.to_vec() } else { vec![plain(margin)] };
            let before = if i == 0 { led } else { below };
            spans.push(Span::new(text.ink, line));
            if i == last && !tail.is_empty() {
                if before + width(line) + 2 + tail_width <= limit {
                    spans.push(plain("  "));
                    spans.extend_from_slice(tail);
                } else {
                    self.line(&spans);
                    spans = vec![plain(margin)];
                    spans.extend_from_slice(tail);
                }
            }
            self.line(&spans);
        }
    }

    /// `name  value`, with values of several such lines below each other.
    pub fn field(&mut self, name: &str, value: &str) {
        let margin = " ".repeat(14);
        self.hang_after(&[Span::new(Ink::Dim, format!("  {name:<11} "))], &margin, &plain(value), &[]);
    }

    /// A text byte for byte, for another program to read. What is given has to be harmless already.
    pub fn exact(&mut self, text: &str) {
        self.raw(text.as_bytes());
    }

    /// One JSON document.
    ///
    /// # Errors
    /// When a value cannot be written as JSON, which is a bug.
    pub fn json<T: Serialize>(&mut self, document: &T) -> Result<(), serde_json::Error> {
        let text = serde_json::to_string_pretty(document)?;
        self.raw(text.as_bytes());
        self.raw(b"\n");
        Ok(())
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use std::cell::RefCell;
    use std::rc::Rc;

    struct Shared(Rc<RefCell<Vec<u8>>>);
    impl Write for Shared {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.borrow_mut().extend_from_slice(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// What a piece of rendering prints.
    pub fn printed(look: Look, print: impl FnOnce(&mut Out)) -> String {
        let held = Rc::new(RefCell::new(Vec::new()));
        let mut out = Out::to(Box::new(Shared(Rc::clone(&held))), look);
        print(&mut out);
        out.finish().unwrap();
        String::from_utf8(held.take()).unwrap()
    }

    pub const WIDE: Look = Look { colour: false, unicode: true, width: 80 };

    struct Gone(io::ErrorKind);
    impl Write for Gone {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(self.0.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Err(self.0.into())
        }
    }

    #[test]
    fn a_reader_that_goes_away_is_no_trouble_and_a_full_disk_is() {
        let mut out = Out::to(Box::new(Gone(io::ErrorKind::BrokenPipe)), WIDE);
        out.para(0, "text");
        assert!(out.finish().is_ok());
        let mut out = Out::to(Box::new(Gone(io::ErrorKind::StorageFull)), WIDE);
        out.para(0, "text");
        assert_eq!(out.finish().unwrap_err().kind(), io::ErrorKind::StorageFull);
    }

    #[test]
    fn paragraphs_hang_and_sources_stay_whole() {
        let text = "what the shown material does not establish, said in more words than one line of this width can hold";
        let shown = printed(WIDE, |out| out.hang("  - ", &plain(text), &[plain("workflows.csv#2:owner")]));
        assert_eq!(
            shown,
            "  - what the shown material does not establish, said in more words than one line\n    of this width can hold  workflows.csv#2:owner\n"
        );
        assert!(printed(WIDE, |out| out.para(0, "\u{1b}[2J")).starts_with("<ESC>"));
    }
}
