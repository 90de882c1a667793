//! Workbooks: every sheet is looked at on its own.

use super::{Base, Found, Looking, one_line};
use crate::detect::delimited::head;
use crate::detect::purpose::{Wanted, unknown};
use crate::detect::{Format, Refusal};
use crate::error::ImportError;
use crate::plan::Input;
use crate::sheet::{SheetHead, beginnings};
use crate::source::{Source, workbook};
use crate::text::snake;
use countersign_core::tables::Table;
use countersign_workbook::Visible;

pub(super) fn sheets(looking: &Looking<'_>) -> Result<Found, ImportError> {
    let (file, scanned, chosen) = (looking.file, looking.scanned, looking.chosen);
    let refuse = |why: String| Ok(Err(Refusal::new("import/unsupported-format", why)));
    let book = match workbook(&file.path, &scanned.sha256)? {
        Ok(book) => book,
        Err(why) => return refuse(why),
    };
    let heads = match beginnings(&book) {
        Ok(heads) => heads,
        Err(why) => return refuse(why),
    };
    let mut base = Base { file, scanned, chosen, encoding: None, why: Vec::new(), notes: Vec::new() };
    let many = book.sheets().len();
    base.why.push(if many == 1 { "it is a workbook with 1 sheet".to_owned() } else { format!("it is a workbook with {many} sheets") });
    if let Some(asked) = &chosen.sheet
        && book.find(asked).is_none()
    {
        return Err(ImportError::Sheet { path: file.path.clone(), sheet: asked.clone() });
    }
    let mut inputs: Vec<Input> = Vec::new();
    let mut left: Vec<(String, String)> = Vec::new();
    for found in heads.iter().filter(|h| chosen.sheet.as_ref().is_none_or(|asked| book.find(asked) == Some(h.sheet))) {
        match one(&mut base, found, looking) {
            Ok(input) => inputs.push(input),
            Err(refusal) if refusal.code == "import/belongs-elsewhere" => return Ok(Err(refusal)),
            Err(refusal) => left.push((found.name.clone(), refusal.message)),
        }
    }
    let Some(first) = inputs.first_mut() else {
        let message = match left.as_slice() {
            [(_, only)] => only.clone(),
            more => {
                let names: Vec<String> = more.iter().map(|(name, _)| format!("`{}`", one_line(name))).collect();
                format!("no table or preset is known that has the headers of any of its {} sheets: {}", more.len(), names.join(", "))
            }
        };
        return Ok(Err(Refusal::new("import/unknown-format", message)));
    };
    for (name, why) in left {
        base.note("import/sheet-skipped", None, format!("the sheet `{}` was left out: {why}", one_line(&name)));
    }
    first.notes.append(&mut base.notes);
    Ok(Ok(inputs))
}

/// One sheet.
fn one(base: &mut Base<'_>, found: &SheetHead, looking: &Looking<'_>) -> Result<Input, Refusal> {
    // A sheet says more about itself by its name than the file does.
    let named = snake(&found.name).parse::<Table>().ok().filter(|_| !looking.chosen.told());
    let wanted = match named {
        Some(table) => Wanted { table: Some(table), by_name: true, map: None, header_row: looking.wanted.header_row },
        None => looking.wanted.clone(),
    };
    let Some(head) = head(&found.rows, &wanted, looking.presets, "xlsx") else {
        let first = found.rows.iter().map(|(_, cells)| cells).find(|cells| cells.iter().filter(|c| !c.trim().is_empty()).count() >= 3);
        let headers: Vec<String> = first.into_iter().flatten().filter(|c| !c.trim().is_empty()).map(|c| one_line(c)).collect();
        return Err(unknown(&headers, &wanted));
    };
    let source = Source::Sheet { sheet: found.name.clone(), header_row: head.row };
    let mut input = base.input(Format::Workbook, head.purpose, &head.headers, source)?;
    input.sheet = Some(found.name.clone());
    input.detected.header_row = Some(head.row);
    input.detected.why.push(format!("row {} of the sheet `{}` holds the headers", head.row, one_line(&found.name)));
    if found.visible != Visible::Yes {
        input.detected.why.push("the sheet is hidden".to_owned());
    }
    for repeat in &head.repeats {
        let message = format!("the header stands here again; this column is `{}`", one_line(repeat));
        let mut note = countersign_core::diagnostic::Diagnostic::new(
            "import/duplicate-header",
            message,
            countersign_core::source::SourceRef::file(&base.file.name).at_column(repeat),
        );
        note.at.sheet = Some(found.name.clone());
        input.notes.push(note);
    }
    Ok(input)
}
