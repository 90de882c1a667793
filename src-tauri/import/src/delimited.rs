//! Delimited text, row by row. Our own reader, because a quote that is never closed must not swallow the file (or the memory),
//! and because rows are counted as a spreadsheet counts them: a cell of many lines is one row, a blank line is a row without a record.

use crate::decode::Window;
use crate::error::ImportError;
use crate::rows::{CELL_LIMIT, Next, Row, Rows, name_headers};

/// A quoted cell that is not closed within this many bytes is taken as a quote too many.
const OPEN_LIMIT: usize = 4 * CELL_LIMIT;

/// What stands at the start of some text.
#[derive(Debug, PartialEq, Eq)]
pub enum Step {
    /// A record of so many bytes.
    Record(usize),
    /// A blank line of so many bytes.
    Blank(usize),
    /// A quote that is not closed.
    Open,
    /// The text ends before the record does.
    More,
    /// Nothing.
    End,
}

/// Parses one record; the cells' text goes to `text`, the position after each cell to `ends`.
pub fn step(data: &[u8], whole: bool, delimiter: u8, text: &mut Vec<u8>, ends: &mut Vec<usize>) -> Step {
    text.clear();
    ends.clear();
    let get = |i: usize| data.get(i).copied();
    let mut at = 0;
    if data.is_empty() {
        return if whole { Step::End } else { Step::More };
    }
    loop {
        // A cell starts here. A byte order mark in front of its quote does not hide the quote.
        let mark = if data.get(at..at + 3) == Some(b"\xef\xbb\xbf") { 3 } else { 0 };
        if get(at + mark) == Some(b'"') {
            text.extend_from_slice(data.get(at..at + mark).unwrap_or_default());
            let opened = at;
            at += mark + 1;
            loop {
                let rest = data.get(at..).unwrap_or_default();
                let Some(n) = rest.iter().position(|b| *b == b'"') else {
                    return if whole || data.len() - opened > OPEN_LIMIT { Step::Open } else { Step::More };
                };
                if at + n - opened > OPEN_LIMIT {
                    return Step::Open;
                }
                text.extend_from_slice(rest.get(..n).unwrap_or_default());
                at += n + 1;
                match get(at) {
                    Some(b'"') => {
                        text.push(b'"');
                        at += 1;
                    }
                    None if !whole => return Step::More,
                    _ => break,
                }
            }
        }
        let rest = data.get(at..).unwrap_or_default();
        let n = rest.iter().position(|b| *b == delimiter || *b == b'\n' || *b == b'\r').unwrap_or(rest.len());
        text.extend_from_slice(rest.get(..n).unwrap_or_default());
        at += n;
        ends.push(text.len());
        match get(at) {
            Some(b) if b == delimiter => at += 1,
            Some(b'\n') => break at += 1,
            Some(_) if get(at + 1).is_some() || whole => break at += 1 + usize::from(get(at + 1) == Some(b'\n')),
            None if whole => break,
            _ => return if at > OPEN_LIMIT * 4 { Step::Open } else { Step::More },
        }
    }
    if ends.len() == 1 && text.is_empty() && !matches!(get(0), Some(b'"')) { Step::Blank(at) } else { Step::Record(at) }
}

/// The rows of a delimited file below its header.
pub struct DelimitedRows<'r> {
    window: Window<'r>,
    delimiter: u8,
    headers: Vec<String>,
    header_cells: usize,
    row: Row,
    number: u64,
    ends: Vec<usize>,
    length: usize,
}

impl<'r> DelimitedRows<'r> {
    /// Goes to the row below the header of what a window shows.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn over(window: Window<'r>, delimiter: u8, header_row: u64) -> Result<Self, ImportError> {
        let mut rows = Self {
            window,
            delimiter,
            headers: Vec::new(),
            header_cells: usize::MAX,
            row: Row::default(),
            number: 0,
            ends: Vec::new(),
            length: 0,
        };
        while rows.number < header_row {
            if rows.next()? == Next::End {
                break;
            }
        }
        rows.headers = name_headers(rows.row.cells()).0;
        // Cells without a header at the end of the header row are no columns.
        rows.header_cells = rows.row.cells().collect::<Vec<_>>().iter().rposition(|c| !c.trim().is_empty()).map_or(0, |i| i + 1);
        rows.headers.truncate(rows.header_cells);
        Ok(rows)
    }

    /// Reads one record into the row; `None` at the end.
    fn read(&mut self) -> Result<Option<Step>, ImportError> {
        self.window.consume(std::mem::take(&mut self.length));
        let mut buffer = self.row.take();
        loop {
            let step = step(self.window.data(), self.window.ended(), self.delimiter, &mut buffer, &mut self.ends);
            match step {
                Step::More => self.window.fill()?,
                Step::End => return Ok(None),
                Step::Blank(n) => {
                    self.window.consume(n);
                    self.number += 1;
                }
                Step::Record(n) => {
                    self.length = n;
                    self.number += 1;
                    // Ends lie between characters: the delimiter, quotes and line ends are single bytes.
                    match String::from_utf8(buffer) {
                        Ok(text) => self.row.set(text, &self.ends, self.number),
                        Err(wrong) => self.row.set_lossy(wrong.as_bytes(), &self.ends, self.number),
                    }
                    return Ok(Some(Step::Record(n)));
                }
                Step::Open => {
                    let data = self.window.data();
                    self.length = data.iter().position(|b| *b == b'\n').map_or(data.len(), |n| n + 1);
                    self.number += 1;
                    return Ok(Some(Step::Open));
                }
            }
        }
    }
}

impl Rows for DelimitedRows<'_> {
    fn headers(&self) -> &[String] {
        &self.headers
    }

    fn next(&mut self) -> Result<Next, ImportError> {
        let reject = |code, column, reason: String| Ok(Next::Reject { code, column, reason });
        match self.read()? {
            None => return Ok(Next::End),
            Some(Step::Open) => {
                return reject("import/unclosed-quote", None, "a quote is opened here and never closed".to_owned());
            }
            Some(_) => {}
        }
        if self.header_cells == usize::MAX {
            return Ok(Next::Row);
        }
        let mut from = 0;
        for (i, end) in self.ends.iter().enumerate() {
            if end - from > CELL_LIMIT {
                let reason = format!("a cell of {} bytes is longer than {CELL_LIMIT}", end - from);
                return reject("import/field-too-long", self.headers.get(i).cloned(), reason);
            }
            from = *end;
        }
        if self.row.text().contains('\0') {
            let at = self.row.cells().position(|c| c.contains('\0')).and_then(|i| self.headers.get(i)).cloned();
            return reject("import/nul-byte", at, "the row holds a NUL byte".to_owned());
        }
        if self.row.len() > self.header_cells && (self.header_cells..self.row.len()).any(|i| !self.row.cell(i).trim().is_empty()) {
            let reason = format!("the row has {} cells, the header {}", self.row.len(), self.header_cells);
            return reject("import/column-count", None, reason);
        }
        Ok(Next::Row)
    }

    fn row(&self) -> &Row {
        &self.row
    }

    fn number(&self) -> u64 {
        self.number
    }

    fn raw(&self) -> String {
        let bytes = self.window.data().get(..self.length).unwrap_or_default();
        String::from_utf8_lossy(bytes).trim_end_matches(['\r', '\n']).to_owned()
    }

    fn done(&self) -> u64 {
        self.window.read()
    }

    fn sha256(&mut self) -> Result<String, ImportError> {
        self.window.sha256()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str, delimiter: u8) -> Vec<Vec<String>> {
        let (mut data, mut out, mut buffer, mut ends) = (text.as_bytes(), vec![], vec![], vec![]);
        loop {
            let step = step(data, true, delimiter, &mut buffer, &mut ends);
            let n = match step {
                Step::Record(n) | Step::Blank(n) => n,
                Step::Open => {
                    out.push(vec!["OPEN".to_owned()]);
                    data.iter().position(|b| *b == b'\n').map_or(data.len(), |n| n + 1)
                }
                _ => return out,
            };
            if matches!(step, Step::Record(_)) {
                let mut row = Row::default();
                row.set(String::from_utf8(buffer.clone()).unwrap(), &ends, 1);
                out.push(row.cells().map(str::to_owned).collect());
            }
            data = &data[n..];
        }
    }

    #[test]
    fn cells_are_read_as_spreadsheets_read_them() {
        assert_eq!(all("a,\"b \"\"x\"\"\nc\",d\r\n\r\n\"\",,e", b','), [vec!["a", "b \"x\"\nc", "d"], vec!["", "", "e"]]);
        assert_eq!(all("a;b|c;\"d;e\"\rf;g;h\r", b';'), [["a", "b|c", "d;e"], ["f", "g", "h"]]);
        assert_eq!(all("\"a\"tail,b\n", b','), [["atail", "b"]]);
        assert_eq!(all("x,\u{feff}\"a,b\"\n", b','), [["x", "\u{feff}a,b"]]);
        assert_eq!(all("a,\"b\nc,d\ne,f\n", b','), [vec!["OPEN"], vec!["c", "d"], vec!["e", "f"]]);
        assert_eq!(all("", b','), Vec::<Vec<String>>::new());
    }

    #[test]
    fn a_record_cut_anywhere_asks_for_more() {
        let text = "a,\"b\"\"c\",\u{e9}\r\nx";
        let (mut buffer, mut ends) = (vec![], vec![]);
        for cut in 0..text.find('\n').unwrap() {
            assert_eq!(step(&text.as_bytes()[..cut], false, b',', &mut buffer, &mut ends), Step::More, "{cut}");
        }
        assert_eq!(step(text.as_bytes(), false, b',', &mut buffer, &mut ends), Step::Record(text.len() - 1));
    }
}
