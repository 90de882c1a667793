//! The page of presets: what each recognises and what it fills, in the words of the people who have such files. Written from the presets
//! as they are read, so that it cannot say what is not so.

use super::gives::{Condition, Gives};
use super::preset::Map;
use super::presets::Presets;
use super::recognise::Member;
use super::rule::{Makeup, Piece, Place, Rule};
use crate::text::Pattern;
use countersign_core::tables::spec;
use std::fmt::Write;

/// Of the places a column is read from, those that are named.
const NAMED: usize = 6;

/// Every preset: first a table of all, then one part for each, in order of name.
pub fn presets_page(presets: &Presets) -> String {
    let mut all: Vec<&Map> = presets.all().collect();
    all.sort_by(|a, b| a.id.cmp(&b.id));
    let mut page = String::from("| preset | what it is for | fills |\n|---|---|---|\n");
    for map in &all {
        let _ = writeln!(page, "| [{0}](#{0}) | {1} | {2} |", map.id, map.title, fills(map));
    }
    for map in all {
        let _ = write!(page, "\n## {}\n\n{}\n", map.id, map.title);
        if !map.about.is_empty() {
            let _ = write!(page, "\n{}\n", map.about);
        }
        let _ = write!(page, "\n{}", map.page());
    }
    page
}

fn fills(map: &Map) -> String {
    let mut all: Vec<&str> = map.tables.iter().map(|t| t.name()).collect();
    if map.evidence.is_some() && !all.contains(&"evidence") {
        all.push("evidence");
    }
    if all.is_empty() { "nothing: it is told where the file belongs".to_owned() } else { all.join(", ") }
}

impl Map {
    /// What the preset recognises and fills, as lists.
    fn page(&self) -> String {
        let mut out = String::new();
        self.recognised(&mut out);
        if let Some(hint) = &self.elsewhere {
            let _ = writeln!(out, "* **Not imported.** {hint}");
        }
        if let Some(evidence) = &self.evidence {
            let _ = writeln!(out, "* **The file itself** is kept as evidence of kind {}, tier {}.", evidence.kind, evidence.tier);
        }
        for gives in &self.gives {
            given(gives, &mut out);
        }
        if let Some(adapter) = self.adapter {
            let tables: Vec<String> = adapter.tables.iter().map(|t| format!("`{t}`")).collect();
            let _ = writeln!(out, "* **Fills** {} by rules that a list of columns cannot hold.", and(&tables));
        }
        for (name, words) in &self.words {
            let _ = writeln!(out, "* **Words** for {}: {} of theirs are known.", name.replace('_', " "), words.len());
        }
        if let Some(order) = self.order {
            let _ = writeln!(out, "* **Dates** such as 7/1/2026 are read {}.", order.name());
        }
        if !self.fill_down.is_empty() {
            let _ = writeln!(
                out,
                "* **Blank cells** of {} take the value above.",
                some(&self.fill_down.iter().map(header).collect::<Vec<_>>())
            );
        }
        if self.source != self.id {
            let _ = writeln!(out, "* **Source system** is `{}`.", self.source);
        }
        out
    }

    fn recognised(&self, out: &mut String) {
        let known = &self.recognise;
        let formats = if known.formats.is_empty() { String::new() } else { format!(" in {}", known.formats.join(", ").to_uppercase()) };
        let of = |groups: Vec<String>| groups.iter().map(|g| format!("  * {g}\n")).collect::<String>();
        let (what, groups) = if self.is_tree() {
            let one = |group: &Vec<Member>| or(&group.iter().map(member).collect::<Vec<_>>());
            ("records that have", known.keys.iter().map(one).collect::<Vec<_>>())
        } else {
            let one = |group: &Vec<Pattern>| or(&group.iter().map(header).collect::<Vec<_>>());
            ("tables with a header for each of", known.headers.iter().map(one).collect())
        };
        if groups.is_empty() {
            out.push_str("* **Recognises** nothing by itself: it is used when it is asked for by name.\n");
        } else {
            let _ = write!(out, "* **Recognises**{formats} {what}\n{}", of(groups));
        }
        let never: Vec<String> = known.never.iter().map(header).chain(known.without.iter().map(member)).collect();
        if !never.is_empty() {
            let _ = writeln!(out, "* **Not** when there is {}.", or(&never));
        }
        if !known.records.is_empty() {
            let places: Vec<String> =
                known.records.iter().map(|r| if r == "/" { "the document itself".to_owned() } else { code(r) }).collect();
            let _ = writeln!(out, "* **Records** are at {}.", and(&places));
        }
    }
}

/// One table that is filled.
fn given(gives: &Gives, out: &mut String) {
    let each = gives.each.as_ref().map_or_else(String::new, |each| format!(", one for each {}", code(each)));
    let only: Vec<String> = gives.only.iter().map(|c| condition(c, gives)).collect();
    let only = if only.is_empty() { String::new() } else { format!(", only when {}", only.join(" and ")) };
    let named = if gives.mention { ", only named: what is known of it stays as it is" } else { "" };
    let _ = writeln!(out, "* **Fills** `{}`{each}{only}{named}:", gives.table);
    for rule in &gives.columns {
        let column = spec(gives.table).columns.get(usize::from(rule.to)).map_or("", |c| c.name);
        let words = if rule.values.is_empty() { "" } else { "; its words are translated" };
        let _ = writeln!(out, "  * {column}: {}{words}", read_from(rule, gives));
    }
    if let Some(derived) = &gives.derived {
        let _ = writeln!(out, "  * a row without an id gets one made of its content, beginning with `{}`", derived.prefix);
    }
}

fn read_from(rule: &Rule, gives: &Gives) -> String {
    let place = |place: &Place| place_of(place, gives);
    match &rule.makeup {
        Makeup::First(places) => {
            let all: Vec<String> = places.iter().map(place).collect();
            if rule.join.is_some() { format!("all of {}", some(&all)) } else { some(&all) }
        }
        Makeup::Composed(pieces) if pieces.iter().all(|p| matches!(p, Piece::Said(_))) => {
            let said: String = pieces.iter().map(|p| if let Piece::Said(text) = p { text.as_str() } else { "" }).collect();
            format!("always `{said}`, which the format implies")
        }
        Makeup::Composed(pieces) => {
            let parts: Vec<String> = pieces
                .iter()
                .map(|p| match p {
                    Piece::Said(text) => code(text),
                    Piece::Read(from) => place(from),
                })
                .collect();
            format!("put together of {}", and(&parts))
        }
        Makeup::Pairs(named) => {
            let parts: Vec<String> = named.iter().map(|(name, from)| format!("`{name}=` {}", place(from))).collect();
            format!("the pairs {}", some(&parts))
        }
    }
}

fn condition(condition: &Condition, gives: &Gives) -> String {
    let place = place_of(&condition.place, gives);
    if condition.absent {
        return format!("nothing stands at {place}");
    }
    let words = |all: &[Pattern]| or(&all.iter().map(header).collect::<Vec<_>>());
    match (condition.any.as_slice(), condition.none.as_slice()) {
        ([], []) => format!("something stands at {place}"),
        (any, []) => format!("{place} is {}", words(any)),
        ([], none) => format!("{place} is not {}", words(none)),
        (any, none) => format!("{place} is {} and not {}", words(any), words(none)),
    }
}

fn place_of(place: &Place, gives: &Gives) -> String {
    match place {
        Place::Header(pattern) => header(pattern),
        Place::Path(i) => match gives.paths.get(*i).map_or("", String::as_str) {
            "." => "the value itself".to_owned(),
            "#" => "its name".to_owned(),
            path => code(path),
        },
    }
}

/// A header pattern, its open ends as dots.
fn header(pattern: &Pattern) -> String {
    let written = pattern.written();
    let start = if written.starts_with('*') { "\u{2026} " } else { "" };
    let end = if written.ends_with('*') { " \u{2026}" } else { "" };
    format!("\u{201c}{start}{}{end}\u{201d}", written.trim_matches('*'))
}

fn member(member: &Member) -> String {
    match &member.value {
        Some(value) => format!("{} = {}", code(&member.path), code(value)),
        None => code(&member.path),
    }
}

/// A text as code; one that holds a bar would end a cell of a table, which none stands in.
fn code(text: &str) -> String {
    if text.contains('`') { format!("`` {text} ``") } else { format!("`{text}`") }
}

fn or(all: &[String]) -> String {
    all.join(" or ")
}

fn and(all: &[String]) -> String {
    match all {
        [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        few => few.join(", "),
    }
}

/// The first of many places.
fn some(all: &[String]) -> String {
    let more = all.len().saturating_sub(NAMED);
    let shown = all.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
    if more > 0 { format!("{shown} and {more} more") } else { shown }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TREE: &str = "# Logins.\n\nid = \"logins\"\ntitle = \"Logins of X\"\nsource = \"x\"\n[recognise]\nformats = [\"json\"]\nkeys = [[\"eventType = user.*\", \"/kind\"]]\nwithout = [\"legacy\"]\nrecords = [\"/Records\"]\n[dates]\norder = \"day-first\"\n[[gives]]\ntable = \"events\"\neach = \"log/*\"\nonly = { \"result\" = [\"ok\", \"!failed\"] }\nabsent = [\"test\"]\n[[gives.column]]\nto = \"event_id\"\ntext = \"x:{id}\"\n[[gives.column]]\nto = \"type\"\ntext = \"execution\"\n[[gives.column]]\nto = \"ts\"\nfrom = [\".\", \"at\"]\n[[gives.column]]\nto = \"details\"\npairs = { action = \"eventType\" }\n[evidence]\nkind = \"event_log\"\ntitle = \"Log\"\n";

    #[test]
    fn a_preset_is_told_in_words() {
        let page = Map::parse("t", TREE).unwrap().page();
        for line in [
            "* **Recognises** in JSON records that have\n  * `eventType` = `user.*` or `/kind`\n",
            "* **Not** when there is `legacy`.",
            "* **Records** are at `/Records`.",
            "kept as evidence of kind event_log",
            "* **Fills** `events`, one for each `log/*`, only when `result` is \u{201c}ok\u{201d} and not \u{201c}failed\u{201d} and nothing stands at `test`:",
            "  * event_id: put together of `x:` and `id`",
            "  * type: always `execution`, which the format implies",
            "  * ts: the value itself, `at`",
            "  * details: the pairs `action=` `eventType`",
            "* **Dates** such as 7/1/2026 are read day-first.",
            "* **Source system** is `x`.",
        ] {
            assert!(page.contains(line), "no {line} in\n{page}");
        }
    }

    #[test]
    fn every_shipped_preset_is_on_the_page_and_says_what_it_is() {
        let presets = Presets::builtin().unwrap();
        let page = presets_page(&presets);
        for map in presets.all() {
            assert!(page.contains(&format!("\n## {}\n", map.id)), "{}", map.id);
            assert!(!map.about.is_empty(), "{} says nothing about itself: its file begins with a comment", map.id);
        }
        assert!(page.contains("\u{201c}\u{2026} use case\u{201d}") && page.contains("its words are translated"));
    }
}
