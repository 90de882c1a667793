use super::*;
use crate::map::presets::Presets;

fn made(text: &str, told: Option<Table>, stem: &str) -> Guess {
    let mut lines = text.lines().map(|l| l.split('|').map(|c| c.trim().to_owned()).collect::<Vec<_>>());
    let headers = lines.next().unwrap();
    let rows: Vec<Vec<String>> = lines.collect();
    guess(&headers, &rows, told, stem, &every_column(&Presets::builtin().unwrap()))
}

fn columns(guess: &Guess) -> Vec<(&str, &str)> {
    guess.sketch.columns.iter().map(|c| (c.to.as_str(), c.headers[0].as_str())).collect()
}

#[test]
fn an_employee_list_is_people() {
    let found = made(
        "Employee No | Full name | Job title | Enabled | Colour\nE1 | Ada | Clerk | yes | red\nE2 | Bo | Lead | no | blue",
        None,
        "export",
    );
    assert_eq!(found.sketch.table, Table::People);
    assert_eq!(columns(&found), [("id", "Employee No"), ("name", "Full name"), ("active", "Enabled"), ("roles", "Job title")]);
    assert_eq!(found.sketch.key_prefix, None);
    assert!(found.why.iter().any(|w| w == "not mapped, and kept as attributes: `Colour`"), "{:?}", found.why);
}

#[test]
fn an_access_list_is_grants_and_its_dates_are_dates() {
    let text = "Account | Application | Access level | Granted on | Last login\nsvc-a | CRM | read | 2026-01-02 | 3/4/2026\nsvc-b | ERP | admin | 2026-01-03 | never";
    let found = made(text, None, "access");
    assert_eq!(found.sketch.table, Table::Grants);
    assert_eq!(
        columns(&found),
        [
            ("identity", "Account"),
            ("resource", "Application"),
            ("permission", "Access level"),
            ("granted_at", "Granted on"),
            ("last_used", "Last login")
        ]
    );
    assert_eq!(found.sketch.key_prefix, None, "a grant is named by three columns");
}

#[test]
fn a_key_register_is_credentials() {
    let text = "keyId | belongs to identity | expiryDate | createdAt | lastRotation\nk1 | svc-a | 2026-05-01 | 2025-01-01 | 2025-09-09\nk2 | svc-a | 2026-05-02 | 2025-01-01 | ";
    let found = made(text, None, "keys");
    assert_eq!(found.sketch.table, Table::Credentials);
    assert!(columns(&found).contains(&("expires_at", "expiryDate")) && columns(&found).contains(&("issued_at", "createdAt")), "{found:?}");
    assert!(columns(&found).contains(&("identity", "belongs to identity")));
}

#[test]
fn names_that_repeat_are_no_keys_and_ids_are_made() {
    let text = "Title | Owner | Department | Vendor\nLetters | Ada | Claims | X\nLetters | Bo | Motor | Y";
    let found = made(text, Some(Table::Workflows), "list");
    assert_eq!(found.sketch.key_prefix.as_deref(), Some("workflow-"));
    assert!(columns(&found).contains(&("name", "Title")));
    let repeated = made("ID | Name\n7 | a\n7 | b", Some(Table::Tools), "list");
    assert_eq!((columns(&repeated), repeated.sketch.key_prefix.as_deref()), (vec![("name", "Name")], Some("tool-")));
}

#[test]
fn what_does_not_fit_its_kind_is_left_and_said() {
    let text =
        "Control ID | Control name | Frequency | Description\nC1 | Two eyes | whenever we feel like it | d\nC2 | Lists | at full moon | d";
    let found = made(text, None, "x");
    assert_eq!(found.sketch.table, Table::Controls);
    assert!(!columns(&found).iter().any(|(to, _)| *to == "frequency"));
    assert!(found.why.iter().any(|w| w.starts_with("`Frequency` could be frequency") && w.contains("at full moon")), "{:?}", found.why);
}

#[test]
fn words_of_a_vocabulary_speak_for_a_column_whatever_its_header() {
    let text = "Nr | Wann | Kategorie\n1 | 2026-01-01 | tool_call\n2 | 2026-01-02 | policy_decision";
    let found = made(text, Some(Table::Events), "log");
    assert!(columns(&found).contains(&("type", "Kategorie")), "{found:?}");
    assert!(found.why.iter().any(|w| w.contains("also needs") && w.contains("ts")), "{:?}", found.why);
}

#[test]
fn what_nothing_speaks_for_is_not_forced() {
    let found = made("these | columns | mean\nnothing | to | us", None, "strange");
    assert_eq!((found.weight, found.sketch.columns.len(), found.sketch.known_by.len()), (0, 0, 0));
    assert!(found.why[0].starts_with("nothing about its headers"));
    let blank = made("% | # | ?\n1 | 2 | 3", None, "");
    assert!(blank.sketch.columns.is_empty());
}

#[test]
fn a_word_that_stands_twice_is_no_more_than_once() {
    let found = made("Use case | Agency use (Y/N)? | Team\nLetters | Y | A\nQuotes | N | B", Some(Table::Workflows), "x");
    assert_eq!(columns(&found), [("name", "Use case"), ("business_unit", "Team")]);
}

#[test]
fn what_most_speaks_for_wins_even_when_it_lacks_something() {
    let text = "Shelf mark | Control ID | Evidence name | Source system | Collected on\nE1 | C1 | Access list | CRM | 2026-01-02\nE2 | C1 | Export | ERP | 2026-01-03";
    let found = made(text, None, "evidence");
    assert_eq!(found.sketch.table, Table::Evidence);
    assert!(found.why.iter().any(|w| w == "a row of `evidence` also needs file; choose the column that holds it"), "{:?}", found.why);
}

#[test]
fn the_same_file_is_guessed_the_same_and_a_key_in_a_cell_is_masked() {
    let text = "Control ID | Control name | Frequency\nC1 | a | sk-proj-a1b2c3d4e5f6g7h8i9j0\nC2 | b | AKIAABCDEFGHIJKLMNOP";
    let (one, two) = (made(text, None, "x"), made(text, None, "x"));
    assert_eq!((&one.sketch, &one.why), (&two.sketch, &two.why));
    assert!(!one.why.join(" ").contains("a1b2c3d4e5f6"), "{:?}", one.why);
}

#[test]
fn every_guess_is_a_map_that_reads() {
    let known = every_column(&Presets::builtin().unwrap());
    for table in Table::ALL {
        let headers: Vec<String> = spec(*table).columns.iter().map(|c| c.name.replace('_', " ")).collect();
        let found = guess(&headers, &[], Some(*table), "", &known);
        let sketch = Sketch { id: "x".into(), title: "X".into(), ..found.sketch };
        assert!(sketch.map().is_ok(), "{table}");
        let keyed = matches!(spec(*table).key, ["id" | "event_id"]);
        assert_eq!(sketch.columns.len(), headers.len() - usize::from(spec(*table).key.len() == 1), "{table}: an empty column names no row");
        assert_eq!(sketch.key_prefix.is_some(), keyed);
    }
}
