//! The built-in content loads and says what its publishers say.
use countersign_content::shipped;

#[test]
fn the_shipped_content_loads() {
    let content = shipped().unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(content.editions.len(), 6);
    assert_eq!(content.rules.len(), 64);
    for rule in &content.rules {
        assert!(!rule.when.sentence().is_empty());
        println!("{}: when {}", rule.id, rule.when.sentence());
    }
}
