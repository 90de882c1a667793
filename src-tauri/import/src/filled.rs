//! Blank cells that take the value of the row above: exports that write a parent once, on the first row of its block.

use crate::error::ImportError;
use crate::rows::{Next, Row, Rows};
use crate::text::{Pattern, words};

/// Rows with blank cells of some columns filled from above.
pub struct Filled<'r> {
    rows: Box<dyn Rows + 'r>,
    columns: Vec<usize>,
    above: Vec<String>,
    row: Row,
    count: u64,
    first: Option<u64>,
}

impl<'r> Filled<'r> {
    /// Fills the columns whose headers fit.
    pub fn over(rows: Box<dyn Rows + 'r>, wanted: &[Pattern]) -> Self {
        let fits = |header: &String| wanted.iter().any(|p| p.fits(&words(header)));
        let columns = rows.headers().iter().enumerate().filter(|(_, h)| fits(h)).map(|(i, _)| i).collect();
        Self { rows, columns, above: Vec::new(), row: Row::default(), count: 0, first: None }
    }

    fn fill(&mut self) {
        let read = self.rows.row();
        self.row.start(read.number);
        self.above.resize(self.above.len().max(read.len()), String::new());
        for (i, cell) in read.cells().enumerate() {
            let Some(above) = self.above.get_mut(i).filter(|_| self.columns.contains(&i)) else {
                self.row.push(cell);
                continue;
            };
            if cell.trim().is_empty() && !above.is_empty() {
                self.count += 1;
                self.first.get_or_insert(read.number);
            } else {
                cell.clone_into(above);
            }
            self.row.push(above);
        }
    }
}

impl Rows for Filled<'_> {
    fn headers(&self) -> &[String] {
        self.rows.headers()
    }

    fn next(&mut self) -> Result<Next, ImportError> {
        let next = self.rows.next()?;
        if next == Next::Row {
            self.fill();
        }
        Ok(next)
    }

    fn row(&self) -> &Row {
        &self.row
    }

    fn number(&self) -> u64 {
        self.rows.number()
    }

    fn raw(&self) -> String {
        self.rows.raw()
    }

    fn wide(&self) -> &[String] {
        self.rows.wide()
    }

    fn done(&self) -> u64 {
        self.rows.done()
    }

    fn sha256(&mut self) -> Result<String, ImportError> {
        self.rows.sha256()
    }

    fn noticed(&self) -> Vec<(&'static str, u64, Option<String>, String)> {
        let mut said = self.rows.noticed();
        if let Some(row) = self.first {
            let columns: Vec<&str> = self.columns.iter().filter_map(|i| self.headers().get(*i)).map(String::as_str).collect();
            said.push((
                "import/filled-down",
                row,
                None,
                format!("{} blank cells of {} took the value above; the first is in this row", self.count, columns.join(", ")),
            ));
        }
        said
    }
}
