//! Ruled tables: wrapped cells, a head on every page, rows that may be taller than a page.

use super::{Flow, LEFT, MEASURE, RIGHT};
use crate::marks::{self, MARK};
use crate::palette::{EDGE, LINE};
use crate::typeset::{CELL, CELL_ID_2, HEAD, Line, Span, Style};
use countersign_core::status::{EditionKind, Status};

/// Space between columns, and usually above and below the text of a row.
const GUTTER: f32 = 9.0;
const PAD: f32 = 3.1;

/// Space above a note.
const NOTE: f32 = 1.6;

/// Rows looked at when the width is shared.
const SAMPLE: usize = 40;

/// Words wider than this may break.
const LONGEST_WORD: f32 = 92.0;

/// Rows up to this height go to the next page whole.
const WHOLE: f32 = 190.0;

/// A column; the widths of a table add up to the measure.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    pub title: String,
    pub width: f32,
    pub right: bool,
    /// A status shape in place of a title; the legend above gives its word.
    pub mark: Option<Status>,
}

/// What stands in a cell.
#[derive(Clone, Debug)]
pub(crate) enum Cell {
    Spans(Vec<Span>),
    Status(Status, EditionKind),
}

/// A row, with a note across the whole width below its cells.
#[derive(Clone, Debug, Default)]
pub(crate) struct Row {
    pub cells: Vec<Cell>,
    pub note: Vec<Span>,
    pub anchor: Option<String>,
}

/// Column heads of a table.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    pub columns: Vec<Column>,
    pad: f32,
}

/// A cell's lines, not yet drawn.
struct Block {
    lines: Vec<Line>,
    style: Style,
    x: f32,
    width: f32,
    right: bool,
    mark: Option<Status>,
    next: usize,
}

impl Table {
    /// Columns from title (or the word of a status, for its shape), share of the measure, and whether figures stand in it.
    pub fn new(columns: &[(&str, f32, bool)]) -> Self {
        let all: f32 = columns.iter().map(|c| c.1).sum();
        let column = |(title, share, right): &(&str, f32, bool)| {
            let mark = Status::ALL.into_iter().find(|s| *title == s.word());
            let title = if mark.is_some() { "" } else { title };
            Column { title: title.to_owned(), width: share * MEASURE / all, right: *right, mark }
        };
        Self { columns: columns.iter().map(column).collect(), pad: PAD }
    }

    /// The width for text in a column; the last one reaches the edge.
    fn inner(&self, index: usize) -> f32 {
        let gutter = if index + 1 == self.columns.len() { 0.0 } else { GUTTER };
        self.columns.get(index).map_or(0.0, |c| c.width - gutter)
    }

    /// The same with less space between rows.
    pub fn dense(self) -> Self {
        Self { pad: 2.2, ..self }
    }
}

impl Cell {
    /// Text in one style.
    pub fn text(text: impl Into<String>, style: Style) -> Self {
        Self::Spans(vec![Span::new(text, style)])
    }
}

impl Block {
    fn left(&self) -> usize {
        self.lines.len().saturating_sub(self.next)
    }

    fn height(&self) -> f32 {
        self.left() as f32 * self.style.leading
    }
}

impl Flow {
    /// Draws a table. Rows are taken one at a time.
    pub fn table(&mut self, table: &Table, rows: impl IntoIterator<Item = Row>) {
        let rows: Vec<Row> = rows.into_iter().collect();
        let table = self.begin_table(table, &rows);
        for row in &rows {
            self.add_row(&table, row);
        }
        self.y += 10.0;
    }

    /// Draws the head of a table whose rows follow one by one; some of them decide how the width is shared.
    pub fn begin_table(&mut self, table: &Table, some: &[Row]) -> Table {
        let table = self.balanced(table, some);
        self.ensure(60.0);
        self.head(&table);
        table
    }

    /// Widens columns whose words would break, at the cost of those with room to spare.
    fn balanced(&mut self, table: &Table, some: &[Row]) -> Table {
        let mut needs = Vec::with_capacity(table.columns.len());
        for (n, column) in table.columns.iter().enumerate() {
            let mut need = self.widest_word(&[Span::new(&column.title, HEAD)]);
            for cell in some.iter().take(SAMPLE).filter_map(|row| row.cells.get(n)) {
                need = need.max(match cell {
                    Cell::Spans(spans) if column.right => spans.iter().map(|s| self.set.width(&s.text, s.style)).sum(),
                    Cell::Spans(spans) => self.widest_word(spans),
                    Cell::Status(status, kind) => MARK + 4.5 + self.set.width(status.label(*kind), CELL),
                });
            }
            needs.push(need.min(LONGEST_WORD) + GUTTER + 0.5);
        }
        let lacking: f32 = table.columns.iter().zip(&needs).map(|(c, need)| (need - c.width).max(0.0)).sum();
        let spare: f32 = table.columns.iter().zip(&needs).map(|(c, need)| (c.width - need).max(0.0)).sum();
        let (given, taken) = ((spare / lacking.max(0.01)).min(1.0), (lacking / spare.max(0.01)).min(1.0));
        let mut table = table.clone();
        for (column, need) in table.columns.iter_mut().zip(&needs) {
            let gap = need - column.width;
            column.width += gap * if gap > 0.0 { given } else { taken };
        }
        table
    }

    fn widest_word(&mut self, spans: &[Span]) -> f32 {
        let mut widest: f32 = 0.0;
        // Records (sources, lists of ids) may break anywhere.
        for span in spans.iter().filter(|s| s.style != CELL_ID_2) {
            for word in span.text.split_whitespace().filter(|w| w.len() <= 40) {
                widest = widest.max(self.set.width(word, span.style));
            }
        }
        widest
    }

    /// How high a table would be on an endless page.
    pub fn table_height(&mut self, table: &Table, rows: &[Row]) -> f32 {
        let table = &self.balanced(table, rows);
        let head = 10.0 + self.head_height(table);
        rows.iter().fold(head, |height, row| height + self.row_height(table, row))
    }

    /// How high a row would be on an endless page.
    pub fn row_height(&mut self, table: &Table, row: &Row) -> f32 {
        let (blocks, note) = self.prepare(table, row);
        row_height(&blocks, note.as_ref(), table.pad)
    }

    fn head_height(&mut self, table: &Table) -> f32 {
        let titles = table.columns.iter().enumerate();
        let lines = titles.map(|(n, c)| self.set.lines(&[Span::new(&c.title, HEAD)], table.inner(n)).len()).max().unwrap_or(1);
        lines as f32 * HEAD.leading + 5.0
    }

    fn head(&mut self, table: &Table) {
        let height = self.head_height(table);
        let mut x = LEFT;
        for (n, column) in table.columns.iter().enumerate() {
            let inner = table.inner(n);
            let lines = self.set.lines(&[Span::new(&column.title, HEAD)], inner);
            let top = self.y + height - 5.0 - lines.len() as f32 * HEAD.leading;
            for (i, line) in lines.iter().enumerate() {
                let inset = if column.right { inner - line.width } else { 0.0 };
                self.draw(line, x + inset, top + i as f32 * HEAD.leading + HEAD.drop());
            }
            if let Some(status) = column.mark {
                let middle = (x + inner - MARK / 2.0, self.y + height - 5.0 - HEAD.leading / 2.0);
                marks::draw(&mut self.page, status, middle.0, middle.1, MARK);
            }
            x += column.width;
        }
        self.y += height;
        self.rule(EDGE, 0.6);
    }

    /// Draws a row, over several pages when it has to.
    pub fn add_row(&mut self, table: &Table, row: &Row) {
        let (mut blocks, mut note) = self.prepare(table, row);
        let height = row_height(&blocks, note.as_ref(), table.pad);
        if height > self.room() && (height <= WHOLE || self.room() < 60.0) {
            self.break_page();
            self.head(table);
        }
        if let Some(anchor) = &row.anchor {
            self.anchor(anchor);
        }
        loop {
            let top = self.y;
            let room = self.room() - 2.0 * table.pad;
            let mut used: f32 = 0.0;
            for block in &mut blocks {
                used = used.max(self.draw_block(block, top + table.pad, room));
            }
            self.y += table.pad + used;
            let cells_done = blocks.iter().all(|b| b.left() == 0);
            if cells_done && let Some(note) = &mut note {
                self.y += if note.next == 0 { NOTE } else { 0.0 };
                let y = self.y;
                self.y += self.draw_block(note, y, room - used - NOTE);
            }
            self.y += table.pad;
            if cells_done && note.as_ref().is_none_or(|n| n.left() == 0) {
                break;
            }
            self.break_page();
            self.head(table);
        }
        let y = self.y;
        self.line((LEFT, y), (RIGHT, y), 0.4, LINE);
    }

    /// Draws as many lines as fit and returns the height they took.
    fn draw_block(&mut self, block: &mut Block, top: f32, room: f32) -> f32 {
        let many = ((room / block.style.leading).floor().max(0.0) as usize).min(block.left());
        if block.next == 0
            && many > 0
            && let Some(status) = block.mark
        {
            marks::draw(&mut self.page, status, block.x + MARK / 2.0, top + block.style.leading / 2.0 + 0.2, MARK);
        }
        for (i, line) in block.lines.iter().skip(block.next).take(many).enumerate() {
            let inset = if block.right { (block.width - line.width).max(0.0) } else { 0.0 };
            let indent = if block.mark.is_some() { MARK + 4.0 } else { 0.0 };
            self.draw(line, block.x + inset + indent, top + i as f32 * block.style.leading + block.style.drop());
        }
        block.next += many;
        many as f32 * block.style.leading
    }

    fn prepare(&mut self, table: &Table, row: &Row) -> (Vec<Block>, Option<Block>) {
        let mut x = LEFT;
        let mut blocks = Vec::with_capacity(row.cells.len());
        for (n, (column, cell)) in table.columns.iter().zip(&row.cells).enumerate() {
            let width = table.inner(n);
            let (lines, style, mark) = match cell {
                Cell::Spans(spans) => (self.set.lines(spans, width), tallest(spans), None),
                Cell::Status(status, kind) => {
                    (self.set.lines(&[Span::new(status.label(*kind), CELL)], width - MARK - 4.0), CELL, Some(*status))
                }
            };
            blocks.push(Block { lines, style, x, width, right: column.right, mark, next: 0 });
            x += column.width;
        }
        let note = (!row.note.is_empty()).then(|| {
            let first = table.columns.first().map_or(0.0, |c| c.width);
            let lines = self.set.lines(&row.note, MEASURE - first);
            Block { lines, style: tallest(&row.note), x: LEFT + first, width: MEASURE - first, right: false, mark: None, next: 0 }
        });
        (blocks, note)
    }
}

fn row_height(blocks: &[Block], note: Option<&Block>, pad: f32) -> f32 {
    let cells = blocks.iter().map(Block::height).fold(0.0, f32::max);
    cells + note.map_or(0.0, |n| n.height() + NOTE) + 2.0 * pad
}

fn tallest(spans: &[Span]) -> Style {
    let mut styles = spans.iter().map(|s| s.style);
    let first = styles.next().unwrap_or(CELL);
    styles.fold(first, |a, b| if b.leading > a.leading { b } else { a })
}
