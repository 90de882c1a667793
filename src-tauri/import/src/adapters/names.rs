//! How audit logs name things: ids of people and machines, actions in one word, records without an id.

use super::{Context, Out};
use crate::tree::compacted;
use countersign_core::digest::sha256_hex;
use countersign_core::tables::Table;

/// `GetObject` as `Get Object`, `AssumeRoleWithSAML` as `Assume Role With SAML`, `ListDBInstances` as `List DB Instances`.
pub(super) fn spaced(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut out = String::with_capacity(name.len() + 8);
    for (i, c) in letters.iter().enumerate() {
        let before = i.checked_sub(1).and_then(|b| letters.get(b));
        let after = letters.get(i + 1);
        let starts =
            c.is_uppercase() && before.is_some_and(|b| b.is_lowercase() || b.is_ascii_digit() || after.is_some_and(|a| a.is_lowercase()));
        if starts && !out.ends_with(' ') {
            out.push(' ');
        }
        out.push(*c);
    }
    out
}

/// Whether a name is a mail address.
pub(super) fn is_mail(name: &str) -> bool {
    name.split_once('@').is_some_and(|(who, domain)| !who.is_empty() && domain.contains('.') && !name.contains([' ', '/', ':']))
}

/// The id of who a log names: a mail address in lower case, anything else with the system in front.
pub(super) fn actor(system: &str, name: &str) -> String {
    if is_mail(name) { name.to_lowercase() } else { format!("{system}:{name}") }
}

/// The id of an event: the system's own, or one made of the record's text when it has none.
pub(super) fn event(from: &Context<'_>, system: &str, id: Option<&str>) -> String {
    match id {
        Some(id) => format!("{system}:{id}"),
        None => format!("{system}-{}", sha256_hex(compacted(from.record).as_bytes()).get(..12).unwrap_or_default()),
    }
}

/// Names an identity in passing.
pub(super) fn mention(out: &mut Out, at: &str, id: &str, kind: Option<&str>, source: &str) {
    out.mention(Table::Identities, at).set("id", id).maybe("kind", kind).set("identity_source", source);
}

/// `name=value` pairs for the details of an event, of those that hold something.
pub(super) fn details<'t>(pairs: impl IntoIterator<Item = (&'t str, Option<std::borrow::Cow<'t, str>>)>) -> String {
    let held =
        pairs.into_iter().filter_map(|(name, text)| text.filter(|t| !t.trim().is_empty()).map(|t| crate::map::value::pair(name, &t)));
    held.collect::<Vec<_>>().join(";")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn actions_are_read_word_by_word() {
        for (name, words) in [
            ("GetObject", "Get Object"),
            ("AssumeRoleWithSAML", "Assume Role With SAML"),
            ("DescribeDBInstances", "Describe DB Instances"),
            ("List", "List"),
            ("GetV2Thing", "Get V2 Thing"),
        ] {
            assert_eq!(spaced(name), words);
        }
    }

    #[test]
    fn only_a_mail_address_stands_for_itself() {
        assert_eq!(actor("okta", "Ann.Lee@Example.org"), "ann.lee@example.org");
        for other in ["system:serviceaccount:a:b", "ann", "ann@host", "@x.y", "a b@c.de"] {
            assert!(actor("k8s", other).starts_with("k8s:"), "{other}");
        }
    }
}
