//! What a register of agents says beside the row itself: the agent as an identity, what it can reach with which permission, and its reviews.

use super::{Context, Out};
use crate::text::{Pattern, says_unknown, words};
use countersign_core::tables::{Kind, Table};

pub(super) fn read(from: &Context<'_>, out: &mut Out) {
    let cell = |names: &[&str]| {
        let fits = |header: &str, name: &str| Pattern::parse(name).is_some_and(|p| p.fits(&words(header)));
        let found = names.iter().find_map(|name| from.record.members().iter().find(|(h, _)| fits(h, name)));
        found.and_then(|(h, n)| Some((h.clone(), n.words()?))).filter(|(_, text)| !says_unknown(text, Kind::Text))
    };
    let Some((at, agent)) = cell(&["*agent id"]) else { return };
    let owner = cell(&["owner", "agent owner", "business owner"]);
    let identity = out.add(Table::Identities, &at);
    identity.set("id", agent).set("kind", "agent").maybe("name", cell(&["agent name", "name"]).map(|(_, n)| n));
    identity.maybe("owner", owner.map(|(_, o)| o));
    let mut tools: Vec<String> = Vec::new();
    if let Some((at, listed)) = cell(&["tools*", "*apis accessible"]) {
        for (name, inner) in items(listed) {
            reach(from, out, &at, agent, &name, inner.as_deref());
            tools.push(name);
        }
    }
    let stop = cell(&["kill switch*", "*stop mechanism"]).filter(|(_, text)| text.starts_with(|c: char| c.is_ascii_digit()));
    let workflow = out.add(Table::Workflows, &at);
    // The name is the row's own; here it only makes the record whole.
    workflow.set("id", agent).set("name", cell(&["agent name", "name"]).map_or(agent, |(_, n)| n));
    workflow.list("agents", [agent]).list("tools", &tools);
    workflow.maybe("stop_mechanism", stop.map(|(_, day)| format!("kill switch, tested {day}")));
    if let Some((at, day)) = cell(&["last review*", "last reviewed*"]) {
        let review = out.add(Table::Reviews, &at);
        review.set("id", format!("{agent}/review/{day}")).set("subject_kind", "workflow").set("subject", agent).set("at", day);
        review.maybe("due", cell(&["next review*", "review due*"]).map(|(_, d)| d));
        review.maybe("reviewer", cell(&["reviewer", "reviewed by"]).map(|(_, r)| r));
    }
}

/// One `resource (permission, condition)` of the list.
fn reach(from: &Context<'_>, out: &mut Out, at: &str, agent: &str, name: &str, inner: Option<&str>) {
    let (mut permissions, mut conditions): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
    for word in inner.unwrap_or_default().split([',', '/', '+', '&', ';']).flat_map(|w| w.split(" and ")).map(str::trim) {
        match from.word("permission", word) {
            Some("read write") => permissions.extend(["read", "write"]),
            Some(known) if !known.is_empty() => permissions.push(known),
            _ if word.is_empty() => {}
            _ => conditions.push(word),
        }
    }
    let tool = out.add(Table::Tools, at);
    tool.set("id", name).set("name", name);
    if permissions.iter().all(|p| matches!(*p, "read" | "write" | "execute")) {
        tool.list("access", &permissions);
    }
    if permissions.is_empty() {
        let what = if conditions.is_empty() {
            "no permission".to_owned()
        } else {
            format!("`{}`, which is no permission we know", conditions.join(", "))
        };
        out.say("import/value-unmapped", at, format!("`{name}` is listed with {what}; no grant was made of it"));
        return;
    }
    out.mention(Table::Resources, at).set("id", name).set("name", name);
    for permission in permissions {
        let grant = out.add(Table::Grants, at);
        grant.set("workflow", agent).set("identity", agent).set("resource", name).set("permission", permission);
        grant.set("conditions", conditions.join(", "));
    }
}

/// The items of `a (x, y), b (z); c`: commas inside parentheses separate nothing.
fn items(text: &str) -> Vec<(String, Option<String>)> {
    let mut found: Vec<String> = vec![String::new()];
    let mut depth = 0_usize;
    for c in text.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ',' | ';' | '\n' if depth == 0 => {
                found.push(String::new());
                continue;
            }
            _ => {}
        }
        if let Some(last) = found.last_mut() {
            last.push(c);
        }
    }
    let split = |item: &String| {
        let (name, inner) =
            item.split_once('(').map_or((item.as_str(), None), |(n, i)| (n, Some(i.trim_end().trim_end_matches(')').trim().to_owned())));
        (name.trim().to_owned(), inner)
    };
    found.iter().map(split).filter(|(name, _)| !words(name).is_empty() && !says_unknown(name, Kind::Text)).collect()
}

#[cfg(test)]
mod tests {
    use super::items;
    use crate::adapters::tests::taken;
    use countersign_core::Table;

    #[test]
    fn lists_of_resources_with_permissions_become_grants() {
        let (records, said) = taken(
            "agent-register",
            "r.csv",
            r#"{"Agent ID":"A-1","Agent Name":"Clerk","Owner":"Ops","Tools/APIs Accessible":"Ledger (write, capped), mail (read and execute); wiki, store (peek)",
            "Last Review Date":"2026-06-01","Kill Switch Tested":"2026-05-01"}"#,
        );
        let grants: Vec<_> = records
            .iter()
            .filter(|r| r.table == Table::Grants)
            .map(|r| (r.get("resource"), r.get("permission"), r.get("conditions")))
            .collect();
        assert_eq!(
            grants,
            [(Some("Ledger"), Some("write"), Some("capped")), (Some("mail"), Some("read"), None), (Some("mail"), Some("execute"), None)]
        );
        // `wiki` has no permission, `peek` is none: both are tools, neither is a grant.
        assert_eq!(said, ["import/value-unmapped", "import/value-unmapped"]);
        let of = |table| records.iter().filter(|r| r.table == table).collect::<Vec<_>>();
        assert_eq!(of(Table::Tools).iter().map(|r| r.key.as_str()).collect::<Vec<_>>(), ["Ledger", "mail", "wiki", "store"]);
        assert_eq!(of(Table::Identities)[0].get("kind"), Some("agent"));
        assert_eq!(of(Table::Workflows)[0].get("stop_mechanism"), Some("kill switch, tested 2026-05-01"));
        let review = of(Table::Reviews)[0];
        assert_eq!((review.get("subject"), review.get("at"), review.get("decision")), (Some("A-1"), Some("2026-06-01"), None));
    }

    #[test]
    fn unknown_stays_unknown() {
        let (records, said) = taken(
            "agent-register",
            "r.csv",
            r#"{"Agent ID":"A-1","Tools/APIs Accessible":"N/A","Last Review Date":"","Kill Switch Tested":"No"}"#,
        );
        assert!(said.is_empty());
        assert_eq!(records.iter().map(|r| r.table).collect::<Vec<_>>(), [Table::Identities, Table::Workflows]);
        assert_eq!((records[1].get("tools"), records[1].get("stop_mechanism")), (None, None));
        assert!(items("none").is_empty() && items("a (b").len() == 1);
    }
}
