//! `import --map FILE` when FILE is not there: the map that was detected, or guessed, is written to it.

use super::shown;
use crate::render::out::Out;
use crate::render::words::count;
use crate::session::note;
use countersign_workbench::{ColumnsLook, Error, FileChoice, ImportOptions, Result, Sketch, find_file, look_at_columns};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// A map that was written.
pub struct Written {
    /// Where.
    path: PathBuf,
    /// What it is made of.
    look: ColumnsLook,
    /// Whether it is a guess, which a person has to look at before anything is imported by it.
    pub guessed: bool,
}

/// Writes the map for the one file that is named. A guess is looked at with it; what was detected is imported as detected.
///
/// # Errors
/// `usage/map` when more than one file is named, `import/not-mappable` when a map cannot say how the file is read, and those of looking.
pub fn write(map: &Path, paths: &[PathBuf], options: &mut ImportOptions) -> Result<Written> {
    let [file] = paths else { return Err(one_file()) };
    let name = file.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
    if !file.is_file() {
        return Err(one_file());
    }
    let path = find_file(paths, &name).unwrap_or_else(|_| file.clone());
    options.choice.map = None;
    let look = look_at_columns(&path, &name, &options.choice, options.presets.as_deref())?;
    if !look.mappable {
        let preset = look.sketch.id.clone();
        return Err(Error::new(
            "import/not-mappable",
            format!("{name} is not one table of rows, so a column map cannot say how it is read."),
            if preset.is_empty() {
                String::new()
            } else {
                format!("It is read by a preset: countersign import WS {name} --preset {preset}")
            },
        ));
    }
    let id = map.file_stem().map_or_else(|| look.sketch.id.clone(), |s| s.to_string_lossy().into_owned());
    let sketch = Sketch { id, ..look.sketch.clone() };
    let failed = |e: std::io::Error| {
        Error::new(
            "import/map-not-written",
            format!("cannot write {}: {e}", map.display()),
            "Choose a file in a folder that can be written.",
        )
    };
    let mut out = std::fs::OpenOptions::new().write(true).create_new(true).open(map).map_err(failed)?;
    out.write_all(text(&sketch, &look).as_bytes()).map_err(failed)?;
    let guessed = look.guessed;
    if guessed {
        options.choice = FileChoice { sketch: Some(sketch), ..options.choice.clone() };
    }
    Ok(Written { path: map.to_owned(), look, guessed })
}

fn one_file() -> Error {
    Error::new("usage/map", "The map is not there yet, and one is written for one file at a time.", "Name one file, and no folder.")
}

/// The map with what it leaves out beside it, so that a person sees at one place what there is to decide.
fn text(sketch: &Sketch, look: &ColumnsLook) -> String {
    let mut text = sketch.toml();
    let left: Vec<_> = look.headers.iter().filter(|h| h.to.is_none()).collect();
    if !left.is_empty() {
        text.push_str("\n# These headers fill no column; their cells are kept as attributes. What stands in them:\n");
    }
    for header in left {
        let plain = |t: &str| t.split_whitespace().collect::<Vec<_>>().join(" ");
        let samples: Vec<String> = header.samples.iter().take(3).map(|s| plain(s).chars().take(60).collect()).collect();
        let _ = writeln!(text, "#   {}: {}", plain(&header.header), samples.join(" | "));
    }
    text
}

/// Says what was written.
pub fn say(written: &Written, json: bool, out: &mut Out) {
    let map = shown(&written.path);
    if !written.guessed {
        note(&format!("The map as it was detected is in {map}."));
        return;
    }
    let mapped = written.look.headers.iter().filter(|h| h.to.is_some()).count();
    let columns = count(written.look.headers.len(), "column", "columns");
    let line =
        format!("Nothing was imported. {map} holds a guess that maps {mapped} of {columns}: look at it, correct it, and run this again.");
    if json {
        note(&line);
        return;
    }
    out.para(0, &line);
    for why in &written.look.why {
        out.hang("  - ", &crate::render::span::plain(why), &[]);
    }
}
