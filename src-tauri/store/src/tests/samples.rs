//! A sample is kept step by step, with its population under the population's own hash.

use super::{desk, reopen};
use crate::{StoreError, Workspace};
use countersign_core::Table;
use countersign_core::sampling::{Definition, Kept, Population, Step};

pub(super) fn step(entry: i64) -> Step {
    Step { entry, at: "2026-03-02T10:00:00Z".to_owned(), by: "p.lee".to_owned() }
}

pub(super) fn population() -> Population {
    Population::freeze(["e-1", "e-2", "e-3", "e-4"].map(str::to_owned))
}

pub(super) fn frozen(population: &Population, entry: i64) -> Kept {
    let definition = Definition { of: "approvals".into(), workflows: vec!["WF-1".into()], control: None, from: None, to: None };
    Kept::freeze("S-1", definition, Vec::new(), population, step(entry))
}

fn change_sample(ws: &mut Workspace, work: impl FnOnce(&mut Kept, i64)) {
    let mut change = ws.change(&super::action("sample")).unwrap();
    let mut sample = change.view().samples(None).unwrap().remove(0);
    work(&mut sample, change.seq());
    change.keep_sample(&sample).unwrap();
    change.commit(&serde_json::Value::Null).unwrap();
}

#[test]
fn each_step_is_a_version_and_the_population_is_checked() {
    let mut d = desk();
    d.change(|c| {
        c.keep_population(&population()).unwrap();
        assert!(c.keep_sample(&frozen(&population(), c.seq())).unwrap());
    });
    d.change(|c| assert!(!c.keep_sample(&frozen(&population(), 2)).unwrap(), "just this was kept before"));
    change_sample(&mut d.ws, |s, seq| s.draw("7", 2, "as asked".into(), step(seq)).unwrap());
    change_sample(&mut d.ws, |s, seq| s.extend(3, "as asked".into(), "more", step(seq)).unwrap());
    let sizes = |at| d.ws.samples(at).unwrap().iter().map(Kept::size).collect::<Vec<_>>();
    assert_eq!([Some(1), Some(3), Some(4), Some(5), None].map(sizes), [vec![], vec![0], vec![2], vec![3], vec![3]]);
    let kept = d.ws.samples(None).unwrap().remove(0);
    assert_eq!(d.ws.population_of(&kept).unwrap(), population());

    let strange = Kept { sha256: "00".into(), ..kept.clone() };
    assert!(matches!(d.ws.population_of(&strange), Err(StoreError::Value { .. })));
    let fewer = Kept { items: 3, ..kept };
    assert!(matches!(d.ws.population_of(&fewer), Err(StoreError::Value { .. })));
}

#[test]
fn samples_are_part_of_the_content_and_of_a_copy_and_no_import_takes_them_away() {
    let mut d = desk();
    d.import("b1", &[(Table::People, &[("id", "P-1"), ("name", "a")])]);
    let before = d.dump();
    d.change(|c| {
        c.keep_population(&population()).unwrap();
        c.keep_sample(&frozen(&population(), c.seq())).unwrap();
    });
    assert!(d.dump() != before && d.dump().contains("S-1"));
    let copy = d.path("copy.countersign");
    d.ws.backup(&copy).unwrap();
    assert_eq!(reopen(&copy).dump().unwrap(), d.dump());
    d.change(|c| {
        c.undo_batch("b1").unwrap();
    });
    let kept = d.ws.samples(None).unwrap();
    assert_eq!((kept.len(), d.ws.population_of(&kept[0]).unwrap()), (1, population()));
}
