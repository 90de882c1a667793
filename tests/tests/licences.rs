//! Every package may be used, none of them is refused, and nothing of ours opens a socket (invariant 10).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail loudly, its helpers too"
)]

use cargo_metadata::{CargoOpt, Metadata, MetadataCommand};
use countersign_tests::tree;
use std::collections::BTreeSet;

struct Policy {
    allow: BTreeSet<String>,
    deny: BTreeSet<String>,
    systems: BTreeSet<String>,
}

fn policy() -> Policy {
    let text = std::fs::read_to_string(tree::root().join(".deny.toml")).unwrap();
    let value: toml::Table = toml::from_str(&text).unwrap();
    let list = |section: &str, key: &str| -> BTreeSet<String> {
        let items = value[section][key].as_array().unwrap_or_else(|| panic!("no {section}.{key}"));
        items.iter().map(|v| v.as_str().unwrap().to_owned()).collect()
    };
    Policy { allow: list("licenses", "allow"), deny: list("bans", "deny"), systems: list("graph", "targets") }
}

/// Every package of the lock file with its manifest, or those that one system builds: from what is on this machine, else fetched.
fn packages(system: Option<&str>) -> Metadata {
    let ask = |options: &[&str]| {
        let options = options.iter().copied().chain(system.map(|_| "--filter-platform")).chain(system);
        let options: Vec<String> = options.map(str::to_owned).collect();
        MetadataCommand::new().current_dir(tree::root()).features(CargoOpt::AllFeatures).other_options(options).exec()
    };
    ask(&["--locked", "--offline"]).or_else(|_| ask(&["--locked"])).expect("cargo metadata")
}

/// A licence expression: `A OR B`, `A AND B`, `A WITH exception`, brackets, and `A/B` as people once wrote `OR`.
fn satisfied(expression: &str, allow: &BTreeSet<String>) -> Result<bool, String> {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let tokens: Vec<&str> = spaced.split_whitespace().collect();
    let mut at = 0;
    let holds = either(&tokens, &mut at, allow)?;
    if at == tokens.len() { Ok(holds) } else { Err(format!("`{expression}` goes on after its end")) }
}

fn either(tokens: &[&str], at: &mut usize, allow: &BTreeSet<String>) -> Result<bool, String> {
    let mut holds = both(tokens, at, allow)?;
    while tokens.get(*at) == Some(&"OR") {
        *at += 1;
        holds |= both(tokens, at, allow)?;
    }
    Ok(holds)
}

fn both(tokens: &[&str], at: &mut usize, allow: &BTreeSet<String>) -> Result<bool, String> {
    let mut holds = one(tokens, at, allow)?;
    while tokens.get(*at) == Some(&"AND") {
        *at += 1;
        holds &= one(tokens, at, allow)?;
    }
    Ok(holds)
}

fn one(tokens: &[&str], at: &mut usize, allow: &BTreeSet<String>) -> Result<bool, String> {
    let token = *tokens.get(*at).ok_or("the expression ends too early")?;
    *at += 1;
    match token {
        "(" => {
            let holds = either(tokens, at, allow)?;
            if tokens.get(*at) != Some(&")") {
                return Err("a bracket is not closed".to_owned());
            }
            *at += 1;
            Ok(holds)
        }
        ")" | "AND" | "OR" | "WITH" => Err(format!("`{token}` is out of place")),
        licence if tokens.get(*at) == Some(&"WITH") => {
            let exception = tokens.get(*at + 1).ok_or("WITH names no exception")?;
            *at += 2;
            // An exception only adds permissions: the licence alone is enough too.
            Ok(allow.contains(&format!("{licence} WITH {exception}")) || allow.contains(licence))
        }
        licence => Ok(allow.contains(licence)),
    }
}

#[test]
fn the_evaluator_reads_expressions_as_they_are_meant() {
    let allow: BTreeSet<String> = ["MIT", "Apache-2.0", "ISC"].map(str::to_owned).into();
    for (expression, wanted) in [
        ("MIT", true),
        ("GPL-3.0", false),
        ("MIT OR GPL-3.0", true),
        ("GPL-3.0/MIT", true),
        ("MIT AND GPL-3.0", false),
        ("(MIT OR GPL-3.0) AND ISC", true),
        ("(GPL-2.0 OR GPL-3.0) AND ISC", false),
        ("GPL-3.0 OR MIT AND ISC", true),
        ("Apache-2.0 WITH LLVM-exception", true),
        ("GPL-2.0 WITH Classpath-exception-2.0", false),
    ] {
        assert_eq!(satisfied(expression, &allow), Ok(wanted), "{expression}");
    }
    for bad in ["", "MIT OR", "(MIT", "MIT ISC", "AND MIT"] {
        assert!(satisfied(bad, &allow).is_err(), "{bad}");
    }
}

#[test]
fn every_package_has_a_licence_that_is_allowed() {
    let (policy, metadata) = (policy(), packages(None));
    assert!(metadata.packages.len() > 100, "only {} packages: the lock file was not read", metadata.packages.len());
    let wrong: Vec<String> = metadata
        .packages
        .iter()
        .filter_map(|p| match p.license.as_deref() {
            None => Some(format!("{} {} states no licence", p.name, p.version)),
            Some(text) => match satisfied(text, &policy.allow) {
                Ok(true) => None,
                Ok(false) => Some(format!("{} {}: {text}", p.name, p.version)),
                Err(why) => Some(format!("{} {}: {text}: {why}", p.name, p.version)),
            },
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_lock_file_and_what_was_looked_at_are_the_same_packages() {
    let lock: toml::Table = toml::from_str(&std::fs::read_to_string(tree::root().join("Cargo.lock")).unwrap()).unwrap();
    let locked: BTreeSet<(String, String)> = lock["package"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| (p["name"].as_str().unwrap().to_owned(), p["version"].as_str().unwrap().to_owned()))
        .collect();
    let seen: BTreeSet<(String, String)> = packages(None).packages.iter().map(|p| (p.name.to_string(), p.version.to_string())).collect();
    let unseen: Vec<_> = locked.difference(&seen).collect();
    assert!(unseen.is_empty(), "in the lock file and not looked at: {unseen:#?}");
}

#[test]
fn no_package_that_speaks_a_network_protocol_comes_in() {
    let policy = policy();
    assert!(policy.deny.contains("reqwest") && policy.deny.contains("rustls"));
    assert!(policy.systems.len() == 3, "{:?}", policy.systems);
    for system in &policy.systems {
        let built = packages(Some(system));
        assert!(built.packages.len() > 100, "only {} packages on {system}", built.packages.len());
        let wrong: Vec<String> = built.packages.iter().map(|p| p.name.to_string()).filter(|n| policy.deny.contains(n)).collect();
        assert!(wrong.is_empty(), "{system}: {wrong:?}");
    }
}

#[test]
fn nothing_of_ours_opens_a_socket() {
    let words = ["std::net", "TcpStream", "TcpListener", "UdpSocket", "UnixStream", "UnixListener", "ToSocketAddrs"];
    let mut wrong = Vec::new();
    for source in tree::sources("src-tauri", &["rs"]) {
        let program = source.program();
        wrong.extend(words.iter().filter(|w| program.contains(*w)).map(|w| format!("{}: {w}", source.path)));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
