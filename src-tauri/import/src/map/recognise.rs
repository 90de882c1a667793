//! By what a preset knows its files: headers of a table, or members of a tree.

use crate::node::Node;
use crate::text::Pattern;

/// By what a preset knows its files.
#[derive(Clone, Debug, Default)]
pub(crate) struct Recognise {
    /// Formats it is limited to, by their short names; all when empty.
    pub formats: Vec<String>,
    /// For tables: groups of headers; a header of its own must fit each group.
    pub headers: Vec<Vec<Pattern>>,
    /// For tables: headers that rule it out.
    pub never: Vec<Pattern>,
    /// For trees: groups of members; one of each group must be there.
    pub keys: Vec<Vec<Member>>,
    /// For trees: members that rule it out.
    pub without: Vec<Member>,
    /// For trees: where the records are, the first that is there; by default the outermost list, a list in a usual wrapper, or the document.
    pub records: Vec<String>,
    /// Paths inside a record whose text is itself JSON and is read in place.
    pub embedded: Vec<String>,
}

/// A member that must be there, and what it may hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Member {
    /// From the record; from the document when it starts with `/`.
    pub path: String,
    /// The value, case and all; `*` at either end leaves that end open.
    pub value: Option<String>,
}

impl Member {
    /// Reads `path` or `path = value`.
    pub fn parse(text: &str) -> Option<Self> {
        let (path, value) = text.split_once('=').map_or((text, None), |(p, v)| (p, Some(v.trim().to_owned())));
        let path = path.trim().to_owned();
        (!path.is_empty()).then_some(Self { path, value })
    }

    fn there(&self, record: &Node, root: &Node) -> bool {
        let (node, path) = match self.path.strip_prefix('/') {
            Some(rest) => (root, rest),
            None => (record, self.path.as_str()),
        };
        node.all(path).iter().any(|(_, found)| match &self.value {
            None => true,
            Some(wanted) => found.text().is_some_and(|text| fits(wanted, &text)),
        })
    }
}

/// Whether a text fits a pattern that may be open at either end.
fn fits(pattern: &str, text: &str) -> bool {
    let open_start = pattern.starts_with('*');
    let open_end = pattern.len() > 1 && pattern.ends_with('*');
    let core = pattern.strip_prefix('*').unwrap_or(pattern);
    let core = if open_end { core.strip_suffix('*').unwrap_or(core) } else { core };
    match (open_start, open_end) {
        (true, true) => text.contains(core),
        (true, false) => text.ends_with(core),
        (false, true) => text.starts_with(core),
        (false, false) => text == core,
    }
}

impl Recognise {
    /// Whether a format is one of those it is limited to.
    pub fn takes(&self, format: &str) -> bool {
        self.formats.is_empty() || self.formats.iter().any(|f| f == format)
    }

    /// How many things must fit: the more, the more specific.
    pub fn weight(&self) -> usize {
        let valued = self.keys.iter().flatten().filter(|m| m.value.is_some()).count();
        2 * (self.headers.len() + self.keys.len()) + valued.min(1) + usize::from(!self.without.is_empty() || !self.never.is_empty())
    }

    /// Whether headers (as [`crate::text::words`]) are of the kind the preset reads: one header of its own for every group, none that rules it out.
    pub fn headers_fit(&self, headers: &[String]) -> bool {
        !self.headers.is_empty()
            && !headers.iter().any(|h| self.never.iter().any(|p| p.fits(h)))
            && one_each(&self.headers, headers, &mut Vec::new())
    }

    /// The headers by which a file is known, one for each group; none when they do not fit.
    pub fn fitting(&self, headers: &[String]) -> Vec<String> {
        let names: Vec<String> = headers.iter().map(|h| crate::text::words(h)).collect();
        let mut taken = Vec::new();
        let fits = self.headers_fit(&names) && one_each(&self.headers, &names, &mut taken);
        taken.iter().filter(|_| fits).filter_map(|i| headers.get(*i)).cloned().collect()
    }

    /// Whether some records of a document are of the kind the preset reads. What one record lacks another may have.
    pub fn tree_fits(&self, records: &[&Node], root: &Node) -> bool {
        let any = |member: &Member| records.iter().any(|record| member.there(record, root));
        !self.keys.is_empty() && self.keys.iter().all(|group| group.iter().any(any)) && !self.without.iter().any(any)
    }
}

/// Whether every group can have a header of its own.
fn one_each(groups: &[Vec<Pattern>], headers: &[String], taken: &mut Vec<usize>) -> bool {
    let Some((group, rest)) = groups.split_first() else { return true };
    for (i, header) in headers.iter().enumerate() {
        if !taken.contains(&i) && group.iter().any(|p| p.fits(header)) {
            taken.push(i);
            if one_each(rest, headers, taken) {
                return true;
            }
            taken.pop();
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::parse::Parser;

    #[test]
    fn members_are_looked_for_in_the_record_or_the_document() {
        let root = Parser::new(r#"{"bomFormat":"CycloneDX","components":[{"type":"x"},{"name":"y"}]}"#, 0).value(true).unwrap();
        let records: Vec<&Node> = root.at("components").unwrap().items().iter().collect();
        let member = |t: &str| Member::parse(t).unwrap();
        let mut known =
            Recognise { keys: vec![vec![member("/bomFormat = Cyclone*")], vec![member("name"), member("other")]], ..Recognise::default() };
        assert!(known.tree_fits(&records, &root));
        known.without = vec![member("type = x")];
        assert!(!known.tree_fits(&records, &root));
        assert!(fits("*x*", "axb") && fits("*x", "ax") && !fits("x", "X") && fits("x*", "xy"));
    }
}
