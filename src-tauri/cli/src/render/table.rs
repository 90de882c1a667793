//! Tables that fit the width.

use super::look::Ink;
use super::out::Out;
use super::span::{Span, dim};
use super::text::{width, wrap, wrap_after};

/// One column.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    head: &'static str,
    right: bool,
    flexible: bool,
}

/// Text that is kept on one line.
pub const fn fixed(head: &'static str) -> Column {
    Column { head, right: false, flexible: false }
}

/// Text that is wrapped when there is no room.
pub const fn flexible(head: &'static str) -> Column {
    Column { head, right: false, flexible: true }
}

/// A figure.
pub const fn figure(head: &'static str) -> Column {
    Column { head, right: true, flexible: false }
}

/// A table.
pub struct Table {
    columns: Vec<Column>,
    rows: Vec<Vec<Span>>,
    indent: usize,
}

/// Columns between two columns.
const GAP: usize = 2;
/// A flexible column is not made narrower than this.
const NARROW: usize = 14;

impl Table {
    /// A table without rows.
    pub fn new(columns: &[Column]) -> Self {
        Self { columns: columns.to_vec(), rows: Vec::new(), indent: 0 }
    }

    /// The same, moved to the right.
    pub fn indent(mut self, indent: usize) -> Self {
        self.indent = indent;
        self
    }

    /// Adds a row: one cell per column.
    pub fn row(&mut self, cells: Vec<Span>) {
        self.rows.push(cells);
    }

    fn widths(&self, limit: usize) -> Vec<usize> {
        let mut widths: Vec<usize> = self.columns.iter().map(|c| width(c.head)).collect();
        for row in &self.rows {
            for (w, cell) in widths.iter_mut().zip(row) {
                *w = (*w).max(cell.width());
            }
        }
        let around = self.indent + GAP * self.columns.len().saturating_sub(1);
        loop {
            let total = around + widths.iter().sum::<usize>();
            let widest = widths.iter_mut().zip(&self.columns).filter(|(w, c)| c.flexible && **w > NARROW).max_by_key(|(w, _)| **w);
            match widest {
                Some((w, _)) if total > limit => *w -= 1,
                _ => return widths,
            }
        }
    }

    /// Prints it, with a line of headings when it has some.
    pub fn print(&self, out: &mut Out) {
        let widths = self.widths(out.look.width);
        if self.columns.iter().any(|c| !c.head.is_empty()) {
            let heads: Vec<Span> = self.columns.iter().map(|c| dim(c.head)).collect();
            self.print_row(&heads, &widths, out);
        }
        for row in &self.rows {
            self.print_row(row, &widths, out);
        }
    }

    fn print_row(&self, row: &[Span], widths: &[usize], out: &mut Out) {
        let cells: Vec<(Vec<String>, Ink)> = row
            .iter()
            .zip(widths)
            .map(|(cell, w)| (if cell.width() > *w { folded(cell.text(), *w) } else { vec![cell.text().to_owned()] }, cell.ink))
            .collect();
        let height = cells.iter().map(|(lines, _)| lines.len()).max().unwrap_or(0);
        for i in 0..height {
            let mut spans = vec![Span::new(Ink::Plain, " ".repeat(self.indent))];
            for (at, ((lines, ink), (w, column))) in cells.iter().zip(widths.iter().zip(&self.columns)).enumerate() {
                let text = lines.get(i).map_or("", String::as_str);
                let pad = " ".repeat(w.saturating_sub(width(text)));
                let gap = if at + 1 == cells.len() { "" } else { "  " };
                if column.right {
                    spans.push(Span::new(Ink::Plain, pad));
                    spans.push(Span::new(*ink, text));
                    spans.push(Span::new(Ink::Plain, gap));
                } else {
                    spans.push(Span::new(*ink, text));
                    spans.push(Span::new(Ink::Plain, format!("{pad}{gap}")));
                }
            }
            out.line(&spans);
        }
    }
}

/// A cell's lines; those below the first keep its indentation and go in a little.
fn folded(text: &str, width: usize) -> Vec<String> {
    let indent = text.len() - text.trim_start_matches(' ').len();
    if indent == 0 {
        return wrap(text, width);
    }
    let lines = wrap_after(text, width.saturating_sub(indent), width.saturating_sub(indent + 2));
    lines.into_iter().enumerate().map(|(i, line)| format!("{}{line}", " ".repeat(if i == 0 { indent } else { indent + 2 }))).collect()
}

#[cfg(test)]
mod tests {
    use super::super::out::tests::{WIDE, printed};
    use super::super::span::plain;
    use super::*;

    #[test]
    fn columns_line_up_whatever_stands_in_them() {
        let mut table = Table::new(&[fixed("Id"), flexible("Name"), figure("Rows")]);
        table.row(vec![plain("WF-1"), plain("支払いの承認"), plain("7")]);
        table.row(vec![plain("WF-2"), plain("Refunds"), plain("120")]);
        assert_eq!(printed(WIDE, |out| table.print(out)), "Id    Name          Rows\nWF-1  支払いの承認     7\nWF-2  Refunds        120\n");
    }

    #[test]
    fn no_line_is_wider_than_the_terminal() {
        let mut table = Table::new(&[fixed("Id"), flexible("Why"), flexible("Source")]).indent(2);
        let long = "word ".repeat(40);
        table.row(vec![plain("a"), plain(&long), plain("a_very_long_file_name_without_a_single_space_in_it.csv#104223:Who owns this?")]);
        let shown = printed(WIDE, |out| table.print(out));
        assert!(shown.lines().count() > 3);
        assert!(shown.lines().all(|l| width(l) <= 80), "{shown}");
    }
}
