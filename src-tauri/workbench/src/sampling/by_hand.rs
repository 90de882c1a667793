//! How anyone repeats a sample: with `sort` and `sha256sum`, and a file `ids.txt` that holds the population's ids, one a line.

use countersign_core::sampling::Kept;

/// The commands: first the hash of the population, then, once a sample is drawn, its items by rank.
pub(super) fn commands(kept: &Kept) -> Vec<String> {
    let mut lines = vec!["LC_ALL=C sort -u ids.txt | sha256sum".to_owned()];
    if let Some(seed) = &kept.seed {
        // A seed has no `'`, which would end the quoting of the shell, and no control character.
        lines.push(format!(
            "while IFS= read -r id; do printf '%s %s\\n' \"$(printf '%s\\037%s' '{seed}' \"$id\" | sha256sum | cut -c1-64)\" \"$id\"; done < ids.txt | LC_ALL=C sort | head -n {}",
            kept.size()
        ));
    }
    lines
}
