//! A page's content stream.

use super::fonts::Embedded;
use crate::display::{Document, Page, Run, Shape, Step};
use crate::flow::HEIGHT;
use crate::palette::Colour;
use std::collections::BTreeSet;
use std::fmt::Write;

/// The glyphs of each font that the document shows.
pub(super) fn fonts_used(document: &Document, fonts: usize) -> Vec<BTreeSet<u16>> {
    let mut used = vec![BTreeSet::new(); fonts];
    for run in document.pages.iter().flat_map(|p| &p.runs) {
        if let Some(glyphs) = used.get_mut(usize::from(run.font)) {
            glyphs.extend(run.glyphs.iter().map(|g| g.id));
        }
    }
    used
}

/// What is selected while a page is written.
#[derive(Default)]
struct State {
    fill: Option<Colour>,
    stroke: Option<Colour>,
    width: Option<f32>,
    font: Option<(u16, f32)>,
}

/// The page as PDF operators.
pub(super) fn page(page: &Page, fonts: &[Embedded]) -> Vec<u8> {
    let mut out = String::with_capacity(4096);
    let mut state = State::default();
    for shape in &page.shapes {
        draw(&mut out, &mut state, shape);
    }
    if !page.runs.is_empty() {
        out.push_str("BT\n");
        for run in &page.runs {
            if let Some(font) = fonts.get(usize::from(run.font)) {
                show(&mut out, &mut state, run, font);
            }
        }
        out.push_str("ET\n");
    }
    out.into_bytes()
}

/// A number with at most two decimals and nothing superfluous.
fn num(out: &mut String, value: f32) {
    let hundredths = (f64::from(value) * 100.0).round() as i64;
    let (whole, part) = (hundredths.abs() / 100, hundredths.abs() % 100);
    let sign = if hundredths < 0 { "-" } else { "" };
    let _ = match part {
        0 => write!(out, "{sign}{whole}"),
        p if p % 10 == 0 => write!(out, "{sign}{whole}.{}", p / 10),
        p => write!(out, "{sign}{whole}.{p:02}"),
    };
}

fn nums(out: &mut String, values: &[f32], operator: &str) {
    for value in values {
        num(out, *value);
        out.push(' ');
    }
    out.push_str(operator);
    out.push('\n');
}

fn colour(out: &mut String, colour: Colour, operator: &str) {
    for part in [colour.0, colour.1, colour.2] {
        let thousandths = (u32::from(part) * 1000 + 127) / 255;
        let _ = match thousandths {
            0 => write!(out, "0 "),
            1000 => write!(out, "1 "),
            t => write!(out, ".{t:03} "),
        };
    }
    out.push_str(operator);
    out.push('\n');
}

impl State {
    fn fill(&mut self, out: &mut String, wanted: Colour) {
        if self.fill != Some(wanted) {
            colour(out, wanted, "rg");
            self.fill = Some(wanted);
        }
    }

    fn stroke(&mut self, out: &mut String, wanted: Colour, width: f32) {
        if self.stroke != Some(wanted) {
            colour(out, wanted, "RG");
            self.stroke = Some(wanted);
        }
        if self.width != Some(width) {
            nums(out, &[width], "w");
            self.width = Some(width);
        }
    }
}

fn draw(out: &mut String, state: &mut State, shape: &Shape) {
    match shape {
        Shape::Rect { x, y, width, height, fill } => {
            state.fill(out, *fill);
            nums(out, &[*x, HEIGHT - y - height, *width, *height], "re f");
        }
        Shape::Line { from, to, width, colour } => {
            state.stroke(out, *colour, *width);
            nums(out, &[from.0, HEIGHT - from.1], "m");
            nums(out, &[to.0, HEIGHT - to.1], "l S");
        }
        Shape::Path { steps, fill, stroke } => {
            if let Some(fill) = fill {
                state.fill(out, *fill);
            }
            if let Some((colour, width)) = stroke {
                state.stroke(out, *colour, *width);
            }
            for step in steps {
                match step {
                    Step::Move(x, y) => nums(out, &[*x, HEIGHT - y], "m"),
                    Step::Line(x, y) => nums(out, &[*x, HEIGHT - y], "l"),
                    Step::Curve([a, b, c, d, e, f]) => nums(out, &[*a, HEIGHT - b, *c, HEIGHT - d, *e, HEIGHT - f], "c"),
                    Step::Close => out.push_str("h\n"),
                }
            }
            out.push_str(match (fill, stroke) {
                (Some(_), Some(_)) => "B\n",
                (Some(_), None) => "f\n",
                _ => "S\n",
            });
        }
    }
}

/// Shows a run: one matrix, one array of codes with the differences from the font's own widths.
fn show(out: &mut String, state: &mut State, run: &Run, font: &Embedded) {
    state.fill(out, run.colour);
    if state.font != Some((run.font, run.size)) {
        let _ = write!(out, "/{} ", font.resource);
        nums(out, &[run.size], "Tf");
        state.font = Some((run.font, run.size));
    }
    if run.spell {
        out.push_str("/Span <</ActualText <FEFF");
        for unit in run.text.encode_utf16() {
            let _ = write!(out, "{unit:04X}");
        }
        out.push_str(">>> BDC\n");
    }
    nums(out, &[1.0, 0.0, 0.0, 1.0, run.x, HEIGHT - run.baseline], "Tm");
    out.push('[');
    let mut open = false;
    let mut debt: i32 = 0;
    let mut rise = 0;
    for glyph in &run.glyphs {
        let (code, width) = font.glyphs.get(&glyph.id).copied().unwrap_or((0, 1000));
        if i32::from(glyph.dy) != rise {
            close(out, &mut open);
            rise = i32::from(glyph.dy);
            out.push_str("] TJ\n");
            nums(out, &[-(rise as f32) * run.size / 1000.0], "Ts");
            out.push('[');
        }
        let shift = i32::from(glyph.dx) + debt;
        if shift != 0 {
            close(out, &mut open);
            let _ = write!(out, "{}", -shift);
        }
        if !open {
            out.push('<');
            open = true;
        }
        let _ = write!(out, "{code:04X}");
        debt = i32::from(glyph.advance) - width - i32::from(glyph.dx);
    }
    close(out, &mut open);
    out.push_str("] TJ\n");
    if rise != 0 {
        out.push_str("0 Ts\n");
    }
    if run.spell {
        out.push_str("EMC\n");
    }
}

fn close(out: &mut String, open: &mut bool) {
    if *open {
        out.push('>');
        *open = false;
    }
}
