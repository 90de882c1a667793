//! The words of a control that a search is made with: those that say something, and the words that requirements use for them.

use std::collections::BTreeSet;

/// How often a word of the title counts; one of the statement counts once each time it is said.
const TITLE: usize = 2;

/// The most words that are searched for. A control that says more says it in its first words.
const MOST: usize = 400;

/// Words that say nothing about what a control does.
const EMPTY: &[&str] = &[
    "a", "about", "after", "again", "against", "all", "also", "an", "and", "another", "any", "are", "as", "at", "be", "because", "been",
    "before", "being", "between", "both", "but", "by", "can", "could", "did", "do", "does", "doing", "down", "during", "each", "either",
    "every", "few", "for", "from", "further", "had", "has", "have", "he", "her", "here", "him", "his", "how", "i", "if", "in", "into",
    "is", "it", "its", "just", "may", "me", "more", "most", "must", "my", "neither", "no", "nor", "not", "of", "off", "on", "once", "one",
    "only", "or", "other", "others", "our", "out", "over", "own", "per", "same", "shall", "she", "should", "since", "so", "some", "still",
    "such", "than", "that", "the", "their", "them", "then", "there", "these", "they", "this", "those", "through", "to", "too", "under",
    "until", "up", "upon", "us", "use", "used", "uses", "using", "very", "was", "we", "were", "what", "when", "where", "whether", "which",
    "while", "who", "whom", "whose", "why", "will", "with", "within", "without", "would", "yet", "you", "your",
];

/// Words of the trade, each group with the words that requirements say instead.
const MEANING: &[(&[&str], &[&str])] = &[
    (
        &["bot", "bots", "robot", "robots", "assistant", "assistants", "automation", "automations", "copilot", "chatbot"],
        &["agent", "workflow"],
    ),
    (
        &["vendor", "vendors", "provider", "providers", "subcontractor", "subcontractors", "subprocessor", "procurement"],
        &["supplier", "third"],
    ),
    (&["llm", "llms"], &["model"]),
    (&["token", "tokens", "key", "keys", "password", "passwords", "secret", "secrets"], &["credential"]),
    (&["vault"], &["credential", "secret"]),
    (&["entitlement", "entitlements", "privilege", "privileges", "permission", "permissions", "scopes"], &["rights", "access"]),
    (&["recertification", "recertify", "recertified", "campaign"], &["access", "review"]),
    (&["account", "accounts"], &["identity"]),
    (&["sso", "login", "logins", "directory"], &["identity", "authentication"]),
    (&["siem", "soc"], &["monitor", "event", "log"]),
    (&["alert", "alerts", "alerting", "dashboard", "dashboards"], &["monitor", "watch"]),
    (&["logs", "logging", "logged", "trail", "worm", "immutable"], &["log", "record"]),
    (&["forensic", "forensics"], &["investigation", "evidence", "preserved"]),
    (&["injection", "jailbreak", "jailbreaks"], &["instructions", "input", "hostile"]),
    (&["rag", "embeddings", "vector", "index"], &["retrieval", "memory"]),
    (&["hallucination", "hallucinations"], &["false", "output"]),
    (&["dlp", "leakage"], &["data", "protected", "sensitive"]),
    (&["firewall", "proxy", "subnet"], &["network"]),
    (&["gdpr", "dpia", "privacy", "statutes", "regulator", "regulatory", "legal", "law"], &["privacy", "legal", "duties"]),
    (&["waiver", "waivers"], &["exception"]),
    (&["runbook", "playbook"], &["plan", "incident"]),
    (&["sandbox", "container", "containers"], &["execution", "isolated", "environment"]),
    (&["patch", "patched", "patches", "patching"], &["upkeep", "maintained"]),
    (&["bcm", "continuity", "fallback"], &["resilience", "recovery"]),
    (&["bia"], &["critical", "impact"]),
    (&["raci"], &["roles", "responsibilities"]),
    (&["cab", "itil"], &["change"]),
    (&["approver", "approvers", "reviewer", "reviewers", "rubber"], &["review", "human"]),
    (&["fairness"], &["bias", "groups"]),
    (&["complaint", "complaints", "objection", "appeal"], &["appeal"]),
    (&["awareness", "elearning", "exam", "certification"], &["training"]),
    (&["kpi", "kpis", "scorecard", "metrics"], &["measures", "performance"]),
    (&["charter"], &["purpose"]),
    (&["launch", "golive"], &["deployment", "before"]),
    (&["register", "inventory", "list"], &["inventory"]),
    (&["package", "packages", "library", "libraries", "dependency"], &["software", "supply"]),
    (&["quota", "quotas", "caps", "limits", "breakers"], &["limits", "resource", "capacity"]),
    (&["pentest", "redteam", "attack", "attacks"], &["test", "adversarial"]),
    (&["offboarding", "retire", "retired", "decommission"], &["retired", "removed"]),
    (&["workload"], &["service", "identity"]),
    (&["executive", "board", "committee"], &["leadership"]),
    (&["appetite"], &["tolerance"]),
    (&["cookie", "session"], &["identity"]),
    (&["emergency", "kill", "stop", "halt"], &["disengage", "contain"]),
    (&["payment", "payments", "refund", "refunds", "invoice"], &["money", "consequence"]),
];

/// The words to search for, those of the title first.
pub(super) fn question(title: &str, statement: &str) -> Vec<String> {
    let (title, statement) = (telling(title), telling(statement));
    let mut words: Vec<String> = Vec::new();
    for _ in 0..TITLE {
        words.extend(title.iter().cloned());
    }
    words.extend(statement);
    words.truncate(MOST);
    let mut known: BTreeSet<&str> = words.iter().map(String::as_str).collect();
    let mut more = Vec::new();
    for word in &words {
        for meant in meaning(word) {
            if known.insert(meant) {
                more.push((*meant).to_owned());
            }
        }
    }
    words.extend(more);
    words
}

/// The words of a text that say something, in lower case and in order.
pub(crate) fn telling(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase);
    words.filter(|w| w.chars().count() > 1 && !EMPTY.contains(&w.as_str())).collect()
}

/// What requirements say for a word of the trade.
fn meaning(word: &str) -> &'static [&'static str] {
    MEANING.iter().find(|(words, _)| words.contains(&word)).map_or(&[], |(_, meant)| meant)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_says_nothing_is_left_out_and_the_title_counts_twice() {
        assert_eq!(question("The Egress filter", "It is a filter, of x."), ["egress", "filter", "egress", "filter", "filter"]);
        assert!(question("", "   ").is_empty());
    }

    #[test]
    fn words_of_the_trade_bring_the_words_of_requirements_once() {
        assert_eq!(
            question("", "Bots and vendors; a robot's vault"),
            ["bots", "vendors", "robot", "vault", "agent", "workflow", "supplier", "third", "credential", "secret"]
        );
        assert_eq!(question("", "the agent of a bot"), ["agent", "bot", "workflow"]);
    }

    #[test]
    fn a_very_long_statement_is_cut() {
        let long: String = (0..1_000).map(|n| format!("word{n} ")).collect();
        assert_eq!(question("", &long).len(), MOST);
    }

    #[test]
    fn no_word_is_in_two_groups_and_none_of_the_trade_is_empty() {
        let mut seen = BTreeSet::new();
        for word in MEANING.iter().flat_map(|(words, _)| *words) {
            assert!(seen.insert(word), "{word}");
            assert!(!EMPTY.contains(word), "{word}");
        }
        assert!(EMPTY.windows(2).all(|w| w[0] < w[1]));
    }
}
