use super::*;
use crate::record::Origin;

fn file(id: u32, columns: &[(&str, &str)]) -> SourceFile {
    let columns = columns.iter().map(|(ours, theirs)| ((*ours).to_owned(), (*theirs).to_owned())).collect();
    SourceFile { id, name: format!("f{id}"), sha256: String::new(), sheet: None, columns }
}

fn person(fields: &[(u16, &str)], extra: &[(&str, &str)], others: Vec<(u16, Origin)>) -> Record {
    Record {
        extra: extra.iter().map(|(h, v)| ((*h).to_owned(), (*v).to_owned())).collect(),
        others: others.into(),
        ..Record::new(Table::People, "P-1".into(), fields.iter().copied().collect(), Origin { file: 1, row: 2 })
    }
}

#[test]
fn a_column_of_another_source_points_to_its_own_file_and_row() {
    let there = Origin { file: 2, row: 9 };
    let merged = person(&[(0, "P-1"), (1, "Ann"), (3, "yes")], &[("Floor", "3"), ("Desk", "7")], vec![(3, there), (7, there)]);
    let files = vec![file(1, &[("id", "ID"), ("name", "Name")]), file(2, &[("id", "uid"), ("active", "enabled")])];
    let data = Dataset::new(files, [merged.clone()], BTreeSet::new());
    assert_eq!(data.cell(&merged, Some("name")).to_string(), "f1#2:Name");
    assert_eq!(data.cell(&merged, Some("active")).to_string(), "f2#9:enabled");
    assert_eq!(data.naming_cell(&merged).to_string(), "f1#2:ID");
    assert_eq!(data.attribute(&merged, "Floor").to_string(), "f1#2:Floor");
    assert_eq!(data.attribute(&merged, "Desk").to_string(), "f2#9:Desk");
    assert!(data.has_column(&merged, "active") && data.has_column(&merged, "name") && !data.has_column(&merged, "roles"));
}

#[test]
fn a_record_of_a_tree_points_to_its_path() {
    let there = Origin { file: 2, row: 9 };
    let r = person(&[(0, "P-1"), (3, "yes")], &[("at", "/users/4"), ("at.active", "/members/0")], vec![(3, there)]);
    let data = Dataset::new(vec![file(1, &[]), file(2, &[])], [r.clone()], BTreeSet::new());
    assert_eq!(data.cell(&r, Some("id")).to_string(), "f1#2:/users/4");
    assert_eq!(data.cell(&r, Some("active")).to_string(), "f2#9:/members/0");
    assert_eq!(data.naming_cell(&r).to_string(), "f1#2:/users/4");
    assert!(data.has_column(&r, "active") && !data.has_column(&r, "name"));
    // With headers, the path is for columns that are not among them, and `at` alone may be an attribute.
    let data = Dataset::new(vec![file(1, &[("id", "ID")]), file(2, &[("active", "on")])], [r.clone()], BTreeSet::new());
    assert_eq!(data.cell(&r, Some("id")).to_string(), "f1#2:ID");
    assert_eq!(data.cell(&r, None).to_string(), "f1#2");
    assert_eq!(data.cell(&r, Some("active")).to_string(), "f2#9:on");
    let gone = Dataset::new(vec![], [r.clone()], BTreeSet::new());
    assert_eq!(gone.cell(&r, Some("id")).to_string(), "(file 1 is not in the workspace)#2");
}

#[test]
fn joined_ids_have_one_that_stands_for_them_all() {
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    let same = [pair("b", "c"), pair("a", "c"), pair("x", "y"), pair("P-1", "b"), pair("m", "n")];
    let data = Dataset::new(vec![], [person(&[(0, "P-1")], &[], vec![])], BTreeSet::new());
    let data = data.with_joins(&same, &BTreeSet::from(["n".to_owned()]));
    assert_eq!(["a", "b", "c", "P-1"].map(|id| data.canonical(id)), ["P-1"; 4], "a person of the register stands for the rest");
    assert_eq!(["x", "y"].map(|id| data.canonical(id)), ["x"; 2], "else the smallest");
    assert_eq!(["m", "n"].map(|id| data.canonical(id)), ["n"; 2], "an id of the organisation's own tables comes first");
    assert_eq!(data.canonical("alone"), "alone");
}
