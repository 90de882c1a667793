//! Settings of definitions (environment variables, headers, parameters, arguments): whether one holds a secret, names one, or neither.

use super::Out;
use crate::json::parse::Parser;
use crate::node::{Node, escape};
use crate::secret;
use crate::text::words;
use crate::tree::compacted;
use countersign_core::definitions::STANDING_SECRET;
use countersign_core::tables::Table;

/// What a setting holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Setting {
    /// A secret itself, written into the definition.
    Secret,
    /// A secret that the export hides (`***`): it is set somewhere, and the file does not show it.
    Hidden,
    /// The name of what holds the secret: `${OPENAI_API_KEY}`, `${{ secrets.KEY }}`, `${input:token}`.
    Reference(String),
    /// Nothing yet: an empty text or a placeholder such as `<YOUR_TOKEN>`.
    Empty,
    /// A setting that is no secret.
    Plain,
}

/// What a setting of a name and a value is.
pub(super) fn setting(name: &str, value: &str) -> Setting {
    let value = value.trim();
    let key_like = secret::mask(value).is_some() || password_in_address(value);
    if !key_like && !names_secret(name) {
        return match reference(value) {
            Some(inner) if names_secret(&inner) => Setting::Reference(inner),
            _ => Setting::Plain,
        };
    }
    if let Some(inner) = reference(value) {
        return Setting::Reference(inner);
    }
    if placeholder(value) {
        return Setting::Empty;
    }
    let shown = value.trim_start_matches("Bearer ").trim();
    if shown.chars().all(|c| matches!(c, '*' | '\u{2022}')) || words(shown) == "redacted" || words(shown) == "masked" {
        return Setting::Hidden;
    }
    // A switch or a small number is a setting about secrets, not one.
    if !key_like && (matches!(value, "true" | "false") || value.parse::<f64>().is_ok_and(|n| n < 100_000.0)) {
        return Setting::Plain;
    }
    Setting::Secret
}

/// Whether a name says that what stands under it is a secret.
pub(super) fn names_secret(name: &str) -> bool {
    let spaced = words(&apart(name));
    let parts: Vec<&str> = spaced.split(' ').collect();
    let has = |a: &str, b: &str| parts.windows(2).any(|w| w == [a, b]);
    let Some(last) = parts.last() else { return false };
    let about = matches!(parts.first(), Some(&("max" | "public" | "session" | "primary" | "partition" | "sort" | "num")));
    if about && !has("secret", "key") {
        return false;
    }
    matches!(
        *last,
        "token"
            | "secret"
            | "password"
            | "passwd"
            | "pwd"
            | "passphrase"
            | "credential"
            | "credentials"
            | "apikey"
            | "pat"
            | "authorization"
    ) || has("api", "key")
        || has("access", "key")
        || has("secret", "key")
        || has("private", "key")
        || has("auth", "key")
        || has("client", "secret")
        || (*last == "key" && name.contains('_') && name.chars().all(|c| !c.is_lowercase()))
}

/// The kind of credential that a name says a secret is; nothing when it does not say.
pub(super) fn kind_by_name(name: &str) -> Option<&'static str> {
    let spaced = words(&apart(name));
    let has = |word: &str| spaced.split(' ').any(|w| w == word);
    if has("password") || has("passwd") || has("pwd") || has("passphrase") {
        return Some("password");
    }
    if has("certificate") || has("cert") {
        return Some("certificate");
    }
    if has("oauth") {
        return Some("oauth_token");
    }
    (has("key") || has("apikey") || has("token") || has("pat")).then_some("api_key")
}

/// A name with the words of `camelCase` apart.
pub(super) fn apart(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    let mut lower = false;
    for c in name.chars() {
        if c.is_uppercase() && lower {
            out.push(' ');
        }
        lower = c.is_lowercase() || c.is_ascii_digit();
        out.push(c);
    }
    out
}

/// What a text refers to, when it holds no secret of its own: the name inside `${..}`, `${{..}}`, `{{..}}`, `%..%`, `$..`, or an expression.
pub(super) fn reference(value: &str) -> Option<String> {
    let value = value.trim();
    if secret::mask(value).is_some() {
        return None;
    }
    for (open, close) in [("${{", "}}"), ("{{", "}}"), ("${", "}"), ("<%=", "%>")] {
        let inner = value.split_once(open).and_then(|(_, rest)| rest.split_once(close)).map(|(inner, _)| inner);
        if let Some(inner) = inner {
            return Some(inner.trim().trim_matches('#').to_owned()).filter(|i| !i.is_empty());
        }
    }
    let bare = value.strip_prefix("$env:").or_else(|| value.strip_prefix('$')).or_else(|| value.strip_prefix('%')?.strip_suffix('%'));
    let bare =
        bare.or_else(|| value.strip_prefix("env://")).or_else(|| value.strip_prefix("op://")).or_else(|| value.strip_prefix("vault:"));
    bare.filter(|b| !b.is_empty() && b.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '/' | '.' | '-' | ' ')))
        .map(str::to_owned)
}

fn placeholder(value: &str) -> bool {
    let said = words(value);
    value.is_empty()
        || (value.starts_with('<') && value.ends_with('>'))
        || said.starts_with("your ")
        || said.starts_with("replace ")
        || said.starts_with("change me")
        || matches!(said.as_str(), "changeme" | "todo" | "none" | "null" | "placeholder" | "example")
        || (value.len() >= 3 && value.chars().all(|c| matches!(c, 'x' | 'X' | '.' | '-')))
}

/// `scheme://user:password@host`.
fn password_in_address(value: &str) -> bool {
    let Some((_, rest)) = value.split_once("://") else { return false };
    let Some((user, _)) = rest.split('/').next().unwrap_or_default().rsplit_once('@') else { return false };
    let Some((_, password)) = user.split_once(':') else { return false };
    !password.is_empty() && reference(password).is_none() && !placeholder(password) && !password.chars().all(|c| c == '*')
}

/// A standing credential of a definition: its row, who holds it, and the account behind it; for a secret written out also the finding.
pub(super) struct Standing<'a> {
    /// Its id.
    pub id: String,
    /// The name it stands under, which is also how the account behind it is called.
    pub name: &'a str,
    /// The identity it authenticates.
    pub identity: String,
    /// What uses it.
    pub holders: Vec<String>,
    /// What the value is.
    pub setting: Setting,
    /// Where it stands.
    pub at: String,
}

impl Standing<'_> {
    /// Writes it down; nothing when the setting holds and names no secret.
    pub fn write(&self, out: &mut Out) {
        let (form, reference) = match &self.setting {
            Setting::Plain | Setting::Empty => return,
            Setting::Secret => ("written in the definition", None),
            Setting::Hidden => ("set, hidden in the export", None),
            Setting::Reference(name) => ("by reference", Some(name)),
        };
        let draft = out.add(Table::Credentials, &self.at);
        draft.set("id", &self.id).set("identity", &self.identity).set("issued_per", "standing").list("holders", &self.holders);
        draft.maybe("kind", kind_by_name(self.name)).note("stored", form).note("setting", self.name).maybe_note("reference", reference);
        out.mention(Table::Identities, &self.at).set("id", &self.identity).set("name", format!("the account behind {}", self.name));
        if self.setting == Setting::Secret {
            out.say(STANDING, &self.at, format!("`{}` holds a secret that is written into the definition", self.name));
        }
    }
}

/// The finding "standing credential in a workflow definition".
pub(super) const STANDING: &str = "secret/standing-credential";

/// Writes down with a definition where in it secrets stand, so that they are known of what uses it: with the workflow of the record, else
/// with the tool or else the credential that the place is in.
pub(crate) fn mark_standing(out: &mut Out) {
    let mut places: Vec<(usize, String)> = Vec::new();
    for remark in out.remarks.iter().filter(|r| r.code == STANDING) {
        let place = remark.column.as_deref().unwrap_or("");
        let inside = |at: &str| at.is_empty() || place.strip_prefix(at).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        let of = |table| {
            let drafts = out.drafts.iter().enumerate().filter(move |(_, d)| d.table() == table);
            // The nearest around it; of several, the first.
            drafts.filter(|(_, d)| inside(d.at())).max_by_key(|(i, d)| (d.at().len(), std::cmp::Reverse(*i))).map(|(i, _)| i)
        };
        let holder = [Table::Workflows, Table::Tools, Table::Credentials].into_iter().find_map(of);
        places.extend(holder.map(|holder| (holder, place.replace(';', ","))));
    }
    places.sort();
    places.dedup();
    for run in places.chunk_by(|a, b| a.0 == b.0) {
        let Some(draft) = run.first().and_then(|(holder, _)| out.drafts.get_mut(*holder)) else { continue };
        let all: Vec<&str> = run.iter().map(|(_, place)| if place.is_empty() { "." } else { place.as_str() }).collect();
        draft.note(STANDING_SECRET, all.join(";"));
    }
}

/// The places of key-like texts anywhere under a value, each with the path to it.
pub(super) fn key_like(node: &Node, at: &str) -> Vec<String> {
    let mut found = Vec::new();
    walk(node, at, &mut found);
    found
}

fn walk(node: &Node, at: &str, found: &mut Vec<String>) {
    match node {
        Node::Text(text) if secret::mask(text).is_some() => found.push(at.to_owned()),
        Node::Array(items) => items.iter().enumerate().for_each(|(i, item)| walk(item, &join(at, &i.to_string()), found)),
        Node::Object(members) => {
            // A list of settings: `{name, value}`.
            let name = node.words_at("name").or_else(|| node.words_at("key"));
            let written = |(name, value): (&str, &str)| {
                secret::mask(value).is_none() && !value.starts_with('=') && setting(name, value) == Setting::Secret
            };
            if name.zip(node.words_at("value")).is_some_and(written) {
                found.push(join(at, "value"));
            }
            members.iter().for_each(|(name, value)| walk(value, &join(at, &escape(name)), found));
        }
        _ => {}
    }
}

/// The text of a record with what stands under the name of a secret masked; `None` where nothing does, or where it is no record. What is
/// rejected is handed on as it was written, and no adapter has looked at it.
pub(crate) fn masked_by_name(raw: &str) -> Option<String> {
    let mut record = Parser::new(raw, 0).value(true).ok()?;
    hide(&mut record).then(|| compacted(&record))
}

/// Masks below a value, and says whether there was anything: what stands under the name of a secret, or is the `value` of such a `name`.
/// What has the shape of a key is masked by that, and keeps its first letters; `credential` is how rows name one by its id.
fn hide(node: &mut Node) -> bool {
    match node {
        Node::Object(members) => {
            let pair = |key: &str| members.iter().find(|(name, _)| words(name) == key).and_then(|(_, value)| value.words());
            let named = pair("name").or_else(|| pair("key")).map(str::to_owned);
            members.iter_mut().fold(false, |any, (name, value)| {
                let of = if words(name) == "value" { named.as_deref().unwrap_or(name) } else { name };
                let is_id = matches!(words(&apart(of)).as_str(), "credential" | "credentials");
                let hidden = if names_secret(of) && !is_id { hide_all(of, value) } else { hide(value) };
                any | hidden
            })
        }
        Node::Array(items) => items.iter_mut().fold(false, |any, item| any | hide(item)),
        _ => false,
    }
}

/// Masks every secret in what stands under a name.
fn hide_all(name: &str, node: &mut Node) -> bool {
    match node {
        Node::Object(members) => members.iter_mut().fold(false, |any, (_, value)| any | hide_all(name, value)),
        Node::Array(items) => items.iter_mut().fold(false, |any, item| any | hide_all(name, item)),
        Node::Text(text) | Node::Number(text) => {
            let secret = setting(name, text) == Setting::Secret && secret::mask(text).is_none();
            if secret {
                *node = Node::Text(MASKED.to_owned());
            }
            secret
        }
        _ => false,
    }
}

/// What stands in the place of a secret.
const MASKED: &str = "[masked]";

/// A path with one more name, as it is written in paths.
pub(super) fn join(at: &str, name: &str) -> String {
    if at.is_empty() { name.to_owned() } else { format!("{at}/{name}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_no_secret_and_a_setting_is_neither() {
        let reference = |t: &str| Setting::Reference(t.to_owned());
        for (name, value, expected) in [
            ("API_KEY", "${API_KEY}", reference("API_KEY")),
            ("token", "${{ secrets.T }}", reference("secrets.T")),
            ("Authorization", "Bearer ${input:tok}", reference("input:tok")),
            ("X", "${MY_TOKEN}", reference("MY_TOKEN")),
            ("API_KEY", "$API_KEY", reference("API_KEY")),
            ("LOG_LEVEL", "ERROR", Setting::Plain),
            ("MAX_TOKENS", "4096", Setting::Plain),
            ("AWS_REGION", "${REGION}", Setting::Plain),
            ("PUBLIC_KEY", "abcdefgh", Setting::Plain),
            ("sessionKey", "abcdefgh", Setting::Plain),
            ("API_KEY", "", Setting::Empty),
            ("API_KEY", "<YOUR_KEY>", Setting::Empty),
            ("API_KEY", "your-api-key", Setting::Empty),
            ("DB_PASSWORD", "***", Setting::Hidden),
            ("DB_PASSWORD", "hunter2", Setting::Secret),
            ("Authorization", "Bearer abc.DEF123456789", Setting::Secret),
            ("DATABASE_URL", "postgres://app:hunter2@db/x", Setting::Secret),
            ("DATABASE_URL", "postgres://app:${PW}@db/x", Setting::Plain),
            ("X", "sk-proj-a1b2c3d4e5f6g7h8", Setting::Secret),
            ("use_token", "true", Setting::Plain),
        ] {
            assert_eq!(setting(name, value), expected, "{name}={value}");
        }
    }

    #[test]
    fn key_like_texts_are_found_wherever_they_stand() {
        let text =
            r#"{"a":[{"name":"apiKey","value":"abc123def"},{"name":"apiKey","value":"={{ $env.K }}"}],"b":"sk-proj-a1b2c3d4e5f6g7h8"}"#;
        let node = crate::json::parse::Parser::new(text, 0).value(true).unwrap();
        assert_eq!(key_like(&node, "p"), ["p/a/0/value", "p/b"]);
    }

    #[test]
    fn what_a_rejected_record_holds_under_the_name_of_a_secret_is_masked() {
        let masked = |raw: &str| masked_by_name(raw);
        let raw = r#"{"id":"C-1", "env":[{"DB_PASSWORD":"hunter2"}], "auth": {"clientSecret":"s3cr3t words"}, "n":1.50}"#;
        let wanted = r#"{"id":"C-1","env":[{"DB_PASSWORD":"[masked]"}],"auth":{"clientSecret":"[masked]"},"n":1.50}"#;
        assert_eq!(masked(raw).as_deref(), Some(wanted));
        for (raw, wanted) in [
            (r#"{"env":[{"name":"DB_PASSWORD","value":"hunter2"}]}"#, r#"{"env":[{"name":"DB_PASSWORD","value":"[masked]"}]}"#),
            (r#"{"password":["a b","${X}"],"n":1}"#, r#"{"password":["[masked]","${X}"],"n":1}"#),
            (r#"{"client_secret":99999999123}"#, r#"{"client_secret":"[masked]"}"#),
            (r#"{"password":{"value":"hunter2"}}"#, r#"{"password":{"value":"[masked]"}}"#),
        ] {
            assert_eq!(masked(raw).as_deref(), Some(wanted));
        }
        for plain in [
            r#"{"env":[{"name":"LOG_LEVEL","value":"debug"}]}"#,
            r#"{"max_tokens":4096}"#,
            r#"{"credential":"CR-1","type":"x"}"#,
            r#"{"password":"${DB_PASSWORD}"}"#,
            r#"{"password":"***"}"#,
            r#"{"token":"sk-proj-a1b2c3d4e5f6g7h8"}"#,
            "C-1,hunter2",
            "password: hunter2",
        ] {
            assert_eq!(masked(plain), None, "{plain}");
        }
    }
}
