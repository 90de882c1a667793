//! The column editor's look at every published sample, when they are beside the project; and that a README's examples are valid.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::print_stdout, reason = "tests")]

use countersign_import::{Choice, Map, Presets, look, sample};
use std::path::PathBuf;

#[test]
fn every_sample_can_be_looked_at_and_what_is_mapped_can_be_read() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/samples");
    if !root.exists() {
        println!("skipped: no sample files");
        return;
    }
    let presets = Presets::builtin().unwrap();
    let mut files: Vec<PathBuf> =
        walkdir::WalkDir::new(&root).into_iter().map(|e| e.unwrap().into_path()).filter(|p| p.is_file()).collect();
    files.sort();
    let (mut looked, mut guessed) = (0, 0);
    for path in files {
        let name = path.strip_prefix(&root).unwrap().to_string_lossy().into_owned();
        let found = match look(&path, &name, &Choice::default(), &presets) {
            Ok(Ok(found)) => found,
            Ok(Err(why)) => {
                assert!(why.code.starts_with("import/"), "{name}: {}", why.code);
                println!("{name:<70} {}", why.message);
                continue;
            }
            Err(e) => panic!("{name}: {e}"),
        };
        looked += 1;
        guessed += usize::from(found.guessed);
        let mapped: Vec<String> = found.headers.iter().filter_map(|h| Some(format!("{} <- {}", h.to.as_ref()?, h.header))).collect();
        println!(
            "{name:<70} {} {}{} {}",
            found.format.name(),
            if found.guessed { "guess " } else { "" },
            found.sketch.table,
            mapped.join("; ")
        );
        assert!(!found.why.is_empty(), "{name}");
        assert_eq!(found.sketch, look(&path, &name, &Choice::default(), &presets).unwrap().unwrap().sketch, "{name}: the same look again");
        if !found.mappable {
            continue;
        }
        let map = found.sketch.map().unwrap_or_else(|e| panic!("{name}: {e}\n{}", found.sketch.toml()));
        // What was detected reads the same by the map made of it.
        let choice = Choice { map: Some(map), sheet: found.sheet.clone(), ..Choice::default() };
        let by_map = sample(&path, &name, &choice, &presets, 50).unwrap();
        if !found.guessed {
            let as_is = sample(&path, &name, &Choice { sheet: found.sheet.clone(), ..Choice::default() }, &presets, 50).unwrap();
            let keys = |s: &countersign_import::Sampled| {
                s.subjects.iter().map(|s| (s.record.key.clone(), s.record.fields.clone())).collect::<Vec<_>>()
            };
            assert_eq!(
                (by_map.rows, by_map.rejected, keys(&by_map)),
                (as_is.rows, as_is.rejected, keys(&as_is)),
                "{name}\n{}",
                found.sketch.toml()
            );
        }
    }
    println!("{looked} files looked at, {guessed} of them guessed");
    assert!(looked > 50);
}

#[test]
fn the_examples_of_the_readme_are_valid() {
    let readme = include_str!("../../../templates/import/README.md");
    let examples: Vec<&str> = readme.split("```toml\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    assert_eq!(examples.len(), 2);
    for example in examples {
        let map = Map::parse("README.md", example).unwrap_or_else(|e| panic!("{e}"));
        assert!(!map.about.is_empty());
    }
}

#[test]
fn a_guess_without_any_preset_agrees_with_the_presets_where_it_says_something() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/samples");
    if !root.exists() {
        println!("skipped: no sample files");
        return;
    }
    let presets = Presets::builtin().unwrap();
    let (mut tables, mut right_tables, mut columns, mut right) = (0, 0, 0, 0);
    for entry in walkdir::WalkDir::new(&root).sort_by_file_name() {
        let path = entry.unwrap().into_path();
        if !path.is_file() {
            continue;
        }
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let Ok(Ok(known)) = look(&path, &name, &Choice::default(), &presets) else { continue };
        let Ok(Ok(guessed)) = look(&path, &name, &Choice { sheet: known.sheet.clone(), ..Choice::default() }, &Presets::none()) else {
            continue;
        };
        // That the rows of a risk register are kept for context alone is a decision of ours; their headers do not say so.
        if !known.mappable || known.guessed || !guessed.guessed || known.why.iter().any(|w| w.contains("`risk-register`")) {
            continue;
        }
        tables += 1;
        right_tables += u32::from(guessed.sketch.table == known.sketch.table);
        println!("{name:<50} {} guessed {}", known.sketch.table, guessed.sketch.table);
        if guessed.sketch.table == known.sketch.table {
            for header in &guessed.headers {
                let there = known.headers.iter().find(|h| h.header == header.header).and_then(|h| h.to.clone());
                if let (Some(to), Some(there)) = (&header.to, there) {
                    columns += 1;
                    right += u32::from(*to == there);
                    println!("    {} {} {to} ({there})", if *to == there { "  " } else { "no" }, header.header);
                }
            }
        }
    }
    println!("{right_tables} of {tables} tables, {right} of {columns} columns");
    assert!(tables >= 10 && right_tables * 10 >= tables * 9 && right * 10 >= columns * 9);
}
