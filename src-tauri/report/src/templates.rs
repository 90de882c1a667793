//! The report's templates: those in the program, and a user's folder in front of them. A template is minijinja that
//! writes Markdown; values of the report never become template or Markdown source.

use crate::error::ReportError;
use include_dir::{Dir, include_dir};
use minijinja::{AutoEscape, Environment, ErrorKind, UndefinedBehavior};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};

static EMBEDDED: Dir = include_dir!("$CARGO_MANIFEST_DIR/../../templates/report");

/// The template of the gap report.
pub(crate) const GAP: &str = "gap.md.j2";

/// Marks around the number of a value; both are characters that values themselves never print.
const OPEN: char = '\u{E000}';
const CLOSE: char = '\u{E001}';

/// The templates a report is written from.
#[derive(Clone, Debug)]
pub struct Templates {
    files: BTreeMap<String, String>,
}

/// Markdown with numbered places for values, and the values.
pub(crate) struct Rendered {
    pub markdown: String,
    values: Vec<String>,
}

impl Templates {
    /// The templates in the program.
    pub fn embedded() -> Self {
        let text = |file: &include_dir::File| {
            let name = file.path().to_str().filter(|n| n.ends_with(".j2"))?;
            Some((name.to_owned(), file.contents_utf8()?.to_owned()))
        };
        Self { files: EMBEDDED.files().filter_map(text).collect() }
    }

    /// The templates in the program, replaced by those of the same name (`*.j2`) in a folder.
    ///
    /// # Errors
    /// When the folder or a template in it cannot be read.
    pub fn with_folder(folder: &Path) -> Result<Self, ReportError> {
        let mut templates = Self::embedded();
        let trouble = |path: &Path, source| ReportError::ReadTemplate {
            path: path.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned()),
            source,
        };
        for entry in std::fs::read_dir(folder).map_err(|e| trouble(folder, e))? {
            let path = entry.map_err(|e| trouble(folder, e))?.path();
            let name = path.file_name().and_then(|n| n.to_str()).filter(|n| n.ends_with(".j2")).map(str::to_owned);
            if let Some(name) = name {
                let text = std::fs::read_to_string(&path).map_err(|e| trouble(&path, e))?;
                templates.files.insert(name, text);
            }
        }
        Ok(templates)
    }

    /// The same, with one template replaced by the given text.
    #[must_use]
    pub fn with(mut self, name: &str, text: &str) -> Self {
        self.files.insert(name.to_owned(), text.to_owned());
        self
    }

    /// Fills a template.
    pub(crate) fn render(&self, name: &str, values: &impl serde::Serialize) -> Result<Rendered, ReportError> {
        let wrong = |error: minijinja::Error| ReportError::Template { template: name.to_owned(), reason: reason(&error) };
        let held: Arc<Mutex<Vec<String>>> = Arc::default();
        let keep = Arc::clone(&held);
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_auto_escape_callback(|_| AutoEscape::None);
        environment.remove_filter("safe");
        environment.add_filter("number", crate::words::number);
        environment.add_filter("date", |day: &str| crate::words::date(day));
        environment.add_filter("short", |text: &str, most: usize| {
            let rest = text.chars().count().saturating_sub(most);
            if rest == 0 { text.to_owned() } else { format!("{}… ({rest} more characters)", text.chars().take(most).collect::<String>()) }
        });
        environment.set_formatter(move |out, _, value| {
            if value.is_safe() {
                return write!(out, "{value}").map_err(minijinja::Error::from);
            }
            if value.is_undefined() {
                return Err(ErrorKind::UndefinedError.into());
            }
            let Ok(mut values) = keep.lock() else { return Err(ErrorKind::InvalidOperation.into()) };
            write!(out, "{OPEN}{}{CLOSE}", values.len()).map_err(minijinja::Error::from)?;
            values.push(value.to_string());
            Ok(())
        });
        for (name, text) in &self.files {
            environment.add_template(name, text).map_err(wrong)?;
        }
        let markdown = environment.get_template(name).map_err(wrong)?.render(minijinja::value::Serde(values)).map_err(wrong)?;
        let values = held.lock().map(|mut v| std::mem::take(&mut *v)).unwrap_or_default();
        Ok(Rendered { markdown, values })
    }
}

impl Rendered {
    /// A piece of parsed text with its values put in.
    pub fn fill(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once(OPEN) {
            out.push_str(before);
            match after.split_once(CLOSE) {
                Some((number, after)) => {
                    let value = number.parse::<usize>().ok().and_then(|n| self.values.get(n));
                    out.push_str(value.map_or("", String::as_str));
                    rest = after;
                }
                None => rest = after,
            }
        }
        out.push_str(rest);
        out
    }
}

fn reason(error: &minijinja::Error) -> String {
    let line = error.line().map(|l| format!("line {l}: ")).unwrap_or_default();
    let file = error.name().filter(|n| *n != GAP).map(|n| format!("{n}, ")).unwrap_or_default();
    format!("{file}{line}{}", error.detail().map_or_else(|| error.kind().to_string(), str::to_owned))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_data_in_every_place_of_a_template() {
        let templates = Templates::embedded().with("t.j2", "# {{ name }}\n\n{% set n = name %}*{{ n }}* `{{ name }}`");
        let name = "{{ 7*7 }} # **x** `y`\n\n```\n";
        let rendered = templates.render("t.j2", &BTreeMap::from([("name", name)])).unwrap();
        assert_eq!(rendered.markdown, "# \u{E000}0\u{E001}\n\n*\u{E000}1\u{E001}* `\u{E000}2\u{E001}`");
        assert_eq!(rendered.fill("a \u{E000}1\u{E001} b"), format!("a {name} b"));
    }

    #[test]
    fn a_wrong_template_says_where() {
        let templates = Templates::embedded().with(GAP, "fine\n{{ nothing }}\n");
        let error = templates.render(GAP, &BTreeMap::<&str, &str>::new()).err().unwrap().to_string();
        assert!(error.contains("line 2"), "{error}");
        let safe = Templates::embedded().with(GAP, "{{ name|safe }}");
        assert!(safe.render(GAP, &BTreeMap::from([("name", "x")])).is_err());
    }
}
