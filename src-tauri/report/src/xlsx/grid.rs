//! The workflow x requirement grid: a letter per cell, a legend above, colours by condition.

use super::{Formats, text_cell};
use crate::error::ReportError;
use countersign_core::gap_report::GapReport;
use rust_xlsxwriter::{Color, ConditionalFormatCell, ConditionalFormatCellRule, Format, FormatAlign, Worksheet};
use std::collections::BTreeMap;

/// Letter, word, text colour, background.
const LEGEND: [(&str, &str, u32, u32); 6] = [
    ("M", "met, treated", 0x09_665E, 0xE2_F1EE),
    ("A", "accepted risk", 0x56_3A87, 0xEF_EAF7),
    ("P", "partial", 0x80_5400, 0xFA_F0DB),
    ("O", "not assessed", 0x54_504A, 0xEB_E8E2),
    ("X", "not met, untreated", 0xA1_2612, 0xFB_E9E4),
    ("–", "not applicable", 0x6A_655C, 0xFF_FFFF),
];

/// The first row of the grid, below the legend.
const HEAD: u32 = 3;

pub(super) fn write(out: &mut Worksheet, report: &GapReport, formats: &Formats) -> Result<(), ReportError> {
    out.set_name("Grid")?;
    out.write_string_with_format(0, 0, "Workflows and requirements", &formats.title)?;
    let letter = Format::new().set_align(FormatAlign::Center);
    for (i, (sign, word, text, fill)) in (0..).zip(LEGEND) {
        let colours = letter.clone().set_font_color(Color::RGB(text)).set_background_color(Color::RGB(fill));
        out.write_string_with_format(1, 2 + i * 4, sign, &colours)?;
        out.write_string(1, 3 + i * 4, word)?;
    }
    out.write_string(1, 0, "Legend")?;
    let upright = formats.head.clone().set_rotation(90);
    out.write_string_with_format(HEAD, 0, "Workflow", &formats.head)?;
    out.write_string_with_format(HEAD, 1, "Name", &formats.head)?;
    let columns = report.grid.requirements.len().min(16_000);
    for (column, requirement) in (2..).zip(report.grid.requirements.iter().take(columns)) {
        text_cell(out, HEAD, column, requirement, &upright)?;
    }
    let names: BTreeMap<&str, &str> = report.workflows.iter().map(|w| (w.id.as_str(), w.name.as_str())).collect();
    for (row, line) in (HEAD + 1..).zip(report.grid.rows.iter().take(1_000_000)) {
        text_cell(out, row, 0, &line.workflow, &Format::default())?;
        text_cell(out, row, 1, names.get(line.workflow.as_str()).copied().unwrap_or_default(), &Format::default())?;
        for (column, sign) in (2..).zip(line.cells.chars().take(columns)) {
            let sign = if sign == '-' { '–' } else { sign };
            out.write_string_with_format(row, column, sign.encode_utf8(&mut [0; 4]), &letter)?;
        }
    }
    out.set_row_height(HEAD, 130)?;
    out.set_column_width(0, 12)?;
    out.set_column_width(1, 32)?;
    if columns > 0 && !report.grid.rows.is_empty() {
        let last = (HEAD + report.grid.rows.len().min(1_000_000) as u32, 1 + columns as u16);
        out.set_column_range_width(2, last.1, 3.2)?;
        for (sign, _, text, fill) in LEGEND {
            let colours = Format::new().set_font_color(Color::RGB(text)).set_background_color(Color::RGB(fill));
            let rule = ConditionalFormatCell::new().set_rule(ConditionalFormatCellRule::EqualTo(format!("\"{sign}\""))).set_format(colours);
            out.add_conditional_format(HEAD + 1, 2, last.0, last.1, &rule)?;
        }
    }
    out.set_freeze_panes(HEAD + 1, 2)?;
    Ok(())
}
