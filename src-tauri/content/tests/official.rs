//! Publishers' files: both official CSF files when they are there, and small ones of our own.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::{edition, fixture, reference};
use countersign_content::official::{BY_LIST, BY_NOTE, BY_NOTHING, BY_STATUS, Official, check, read};
use countersign_core::catalog::Edition;
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;

const OSCAL: &str = "official/nist-oscal/csf-2.0/NIST_CSF_v2.0_catalog.json";
const XLSX: &str = "official/nist-csf-reference-tool/csf-2.0_reference-tool_2026-07-15.xlsx";

fn csf() -> &'static Edition {
    edition("nist-csf@2.0")
}

fn refusal(bytes: &[u8], name: &str) -> String {
    let text = read(bytes, name, csf()).unwrap_err().to_string();
    assert!(text.contains(name.rsplit('/').next().unwrap()) && !text.contains('\n') && text.len() < 400, "{text}");
    text
}

/// Functions, categories and subcategories in a list of ids.
fn levels<'a>(ids: impl Iterator<Item = &'a String>) -> [usize; 3] {
    let mut n = [0; 3];
    for id in ids {
        n[if id.contains('-') { 2 } else { usize::from(id.contains('.')) }] += 1;
    }
    n
}

fn our_order() -> Vec<&'static str> {
    csf().requirements.iter().map(|r| r.id.id.as_str()).collect()
}

fn agrees_with_ours(official: &Official) {
    assert_eq!(levels(official.live.iter()), [6, 22, 106]);
    assert_eq!(levels(official.withdrawn.keys()), [0, 12, 79]);
    for id in our_order() {
        assert!(official.texts.get(id).is_some_and(|t| t.len() > 20), "{id} has no statement");
    }
    assert_eq!(official.titles.len(), 28, "functions and categories have titles, subcategories have none");
    let found = check(official, csf(), "some/folder/file");
    assert_eq!((found.matching, found.missing.len(), found.unknown.len()), (134, 0, 0));
    assert!(found.withdrawn_differs.is_empty(), "{:?}", found.withdrawn_differs);
    assert!(found.title_differs.is_empty(), "{:?}", found.title_differs);
    assert!(found.diagnostics.is_empty());
}

#[test]
fn the_oscal_catalog_without_marks_has_6_22_106_live() {
    let Some(bytes) = reference(OSCAL) else { return };
    let official = read(&bytes, "NIST_CSF_v2.0_catalog.json", csf()).unwrap();
    assert_eq!((official.format, official.version.as_str(), official.withdrawn_by), ("OSCAL JSON", "1.0.0", BY_LIST));
    assert_eq!(official.oscal_version.as_deref(), Some("1.1.3"));
    agrees_with_ours(&official);
    // NIST's `sort-id` has DE.AE before DE.CM; its publication and its Reference Tool have DE.CM first, as we do.
    let mut ours = our_order();
    let (cm, ae) = (ours.iter().position(|id| *id == "DE.CM").unwrap(), ours.iter().position(|id| *id == "DE.AE").unwrap());
    let rs = ours.iter().position(|id| *id == "RS").unwrap();
    ours[cm..rs].rotate_left(ae - cm);
    assert_eq!(official.order, ours);
}

#[test]
fn the_reference_tool_export_has_6_22_106_live() {
    let Some(bytes) = reference(XLSX) else { return };
    let official = read(&bytes, "csf.xlsx", csf()).unwrap();
    assert_eq!((official.format, official.withdrawn_by), ("CSF Reference Tool XLSX", BY_NOTE));
    assert_eq!(official.title, "The NIST Cybersecurity Framework (CSF) 2.0");
    assert_eq!(official.version, "Final, generated 2026-07-15");
    agrees_with_ours(&official);
    assert_eq!(official.order, our_order());
    assert_eq!(official.withdrawn["ID.RM-03"], ["GV.RM-02"], "`Moved into` is read as well");
    assert!(official.withdrawn["PR.IP"].is_empty());
}

#[test]
fn both_official_files_say_the_same() {
    let (Some(a), Some(b)) = (reference(OSCAL), reference(XLSX)) else { return };
    let (a, b) = (read(&a, "a.json", csf()).unwrap(), read(&b, "b.xlsx", csf()).unwrap());
    assert_eq!(a.texts, b.texts);
    assert_eq!(a.titles, b.titles);
}

/// ASSERTIONS 5: official wording, which is not shipped.
#[test]
fn a05_pr_aa_05_begins_as_published() {
    let Some(bytes) = reference(OSCAL) else { return };
    let official = read(&bytes, "a.json", csf()).unwrap();
    assert!(official.texts["PR.AA-05"].starts_with("Access permissions, entitlements, and authorizations are defined in a policy"));
}

/// ASSERTIONS 12: a second way to tell the live ones, which agrees with our list.
#[test]
fn a12_exactly_the_live_subcategories_have_examples() {
    let Some(bytes) = reference(OSCAL) else { return };
    let json: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    let (mut with, mut examples) = (Vec::new(), 0);
    for category in json["catalog"]["groups"].as_array().unwrap().iter().flat_map(|g| g["controls"].as_array().unwrap()) {
        for sub in category["controls"].as_array().unwrap() {
            let n = sub["parts"].as_array().unwrap().iter().filter(|p| p["name"] == "example").count();
            examples += n;
            if n > 0 {
                with.push(sub["id"].as_str().unwrap());
            }
        }
    }
    with.sort_unstable();
    let mut ours = common::ids("nist-csf@2.0", "subcategory", None);
    ours.sort_unstable();
    assert_eq!((with, examples), (ours, 363));
}

#[test]
fn a_byte_order_mark_is_taken_off() {
    let with = [b"\xef\xbb\xbf".as_slice(), &fixture("csf-unmarked.json")].concat();
    assert_eq!(read(&with, "a.json", csf()).unwrap(), read(&fixture("csf-unmarked.json"), "a.json", csf()).unwrap());
}

#[test]
fn a_status_mark_is_honoured_and_links_are_read_in_both_spellings() {
    let official = read(&fixture("csf-status-marked.json"), "a.json", csf()).unwrap();
    assert_eq!(official.withdrawn_by, BY_STATUS);
    assert_eq!(official.oscal_version.as_deref(), Some("1.2.2"));
    assert_eq!(official.withdrawn["PR.AC"], ["PR.AA"]);
    assert_eq!(official.withdrawn["PR.AC-04"], ["PR.AA-05"]);
    assert_eq!(official.withdrawn["PR.AC-01"], ["PR.AA-01", "PR.AA-05"]);
    assert_eq!(official.order, ["PR", "PR.AA", "PR.AA-05", "PR.AA-99"], "order is that of sort-id");
    assert_eq!(official.texts["PR.AA-05"], "Made-up statement:\na. first\n1. inner\nb. second<U+202E>");
    assert_eq!(official.texts["PR"], "Made-up overview of the function");
    assert!(!official.texts.contains_key("PR.AC-04"), "a withdrawn id brings no wording");
    assert_eq!(official.titles.get("PR.AA-05"), None);

    let found = check(&official, csf(), "folder\\a.json");
    assert_eq!((found.matching, found.missing.len()), (3, 131));
    assert_eq!(found.unknown, ["PR.AA-99"]);
    assert_eq!(found.title_differs.len(), 1);
    assert_eq!(found.title_differs[0].0, "PR.AA");
    // The file names withdrawn ids but not all that we know.
    assert!(found.withdrawn_differs.contains(&"ID.BE".to_owned()) && !found.withdrawn_differs.contains(&"PR.AC-04".to_owned()));
    let codes = |c: &str| found.diagnostics.iter().filter(|d| d.code == c).count();
    assert_eq!((codes("catalog/id-missing"), codes("catalog/id-unknown")), (131, 1));
    assert!(found.diagnostics.iter().all(|d| d.at.to_string() == "a.json" && d.subject.is_some() && !d.hint.is_empty()));
}

#[test]
fn without_marks_our_lists_decide() {
    let official = read(&fixture("csf-unmarked.json"), "a.json", csf()).unwrap();
    assert_eq!(official.withdrawn_by, BY_LIST);
    assert_eq!(official.withdrawn.keys().collect::<Vec<_>>(), ["PR.AC-04"]);
    assert_eq!(official.order, ["PR", "PR.AA-05", "PR.ZZ-01"], "an id on neither list is live and shows as unknown");
    assert_eq!(check(&official, csf(), "a").unknown, ["PR.ZZ-01"]);
}

#[test]
fn what_we_call_live_and_they_withdrawn_is_told() {
    let json = r##"{"catalog": {"controls": [
        {"id": "PR.AA-05", "props": [{"name": "status", "value": "withdrawn"}]}, {"id": "PR.AC-04"}, {"id": "PR.AC-01",
         "props": [{"name": "status", "value": "withdrawn"}], "links": [{"rel": "moved-to", "href": "#PR.AA-06"}]}]}}"##;
    let official = read(json.as_bytes(), "a.json", csf()).unwrap();
    let found = check(&official, csf(), "a.json");
    assert_eq!((found.matching, found.missing.len(), found.unknown.len()), (0, 133, 0));
    for id in ["PR.AA-05", "PR.AC-04", "PR.AC-01"] {
        assert!(found.withdrawn_differs.contains(&id.to_owned()), "{id}");
    }
    assert!(found.diagnostics.iter().any(|d| d.code == "catalog/id-missing" && d.message.contains("withdrawn")));
    assert!(found.diagnostics.iter().any(|d| d.code == "catalog/id-unknown" && d.message.contains("withdrawn")));
}

#[test]
fn labels_lead_to_our_ids() {
    let official = read(&fixture("airmf-labels.json"), "a.json", edition("nist-ai-rmf@1.0")).unwrap();
    assert_eq!(official.withdrawn_by, BY_NOTHING);
    assert_eq!(official.live.iter().collect::<Vec<_>>(), ["GOVERN-1.6", "GOVERN-1.7"]);
}

#[test]
fn a_wrong_edition_gives_lists() {
    let ai = edition("nist-ai-rmf@1.0");
    if let (Some(json), Some(xlsx)) = (reference(OSCAL), reference(XLSX)) {
        let found = check(&read(&json, "a.json", ai).unwrap(), ai, "a.json");
        assert_eq!((found.matching, found.missing.len(), found.unknown.len()), (0, 95, 225));
        let found = check(&read(&xlsx, "a.xlsx", ai).unwrap(), ai, "a.xlsx");
        assert_eq!((found.matching, found.missing.len(), found.unknown.len()), (0, 95, 134));
    }
    if let Some(json) = reference("official/nist-oscal/sp800-53-rev5/NIST_SP-800-53_rev5_HIGH-baseline-resolved-profile_catalog-min.json") {
        let official = read(&json, "high.json", csf()).unwrap();
        let found = check(&official, csf(), "high.json");
        assert_eq!((found.matching, found.missing.len()), (0, 134));
        assert!(found.unknown.len() >= 370);
    }
    let found = check(&read(&fixture("airmf-labels.json"), "a.json", csf()).unwrap(), csf(), "a.json");
    assert_eq!((found.matching, found.missing.len(), found.unknown.len()), (0, 134, 2));
}

#[test]
fn other_oscal_documents_are_refused_in_one_line() {
    let text = refusal(&fixture("profile.json"), "profile.json");
    assert!(text.contains("`profile`, not a catalog"), "{text}");
    for (path, root) in [
        ("ssp/json/ifa_ssp.json", "system-security-plan"),
        ("ar/json/ifa_assessment-results.json", "assessment-results"),
        ("ap/json/ifa_assessment-plan.json", "assessment-plan"),
        ("poam/json/ifa_plan-of-action-and-milestones.json", "plan-of-action-and-milestones"),
        ("component-definition/json/example-component.json", "component-definition"),
    ] {
        let Some(bytes) = reference(&format!("official/nist-oscal/examples/{path}")) else { return };
        assert!(refusal(&bytes, path).contains(root));
    }
    // A resolved profile is a catalog again.
    let Some(bytes) = reference("official/nist-oscal/examples/profile/json/basic-profile-resolved.json") else { return };
    assert!(read(&bytes, "a.json", csf()).is_ok());
}

#[test]
fn what_is_no_catalog_is_refused() {
    for (bytes, why) in [
        (b"".as_slice(), "empty"),
        (b"  \n", "empty"),
        (b"{}", "no OSCAL `catalog`"),
        (b"{\"catalog\": {}}", "no groups or controls"),
        (b"{\"catalog\": {\"controls\": [{\"id\": \"A\"}]}, \"profile\": {}}", "one root"),
        (b"{\"catalog\": {\"controls\": [{\"id\": \"A\", \"id\": \"B\"}]}}", "duplicate field"),
        (b"{\"catalog\": {\"metadata\": {\"oscal-version\": \"2.0\"}, \"controls\": [{\"id\": \"A\"}]}}", "OSCAL 2.0"),
        (b"{\"catalog\": [", "cannot be read"),
        (b"{\"catalog\": {\"controls\": [{\"id\": \"\xff\"}]}}", "cannot be read"),
        (b"[]", "neither"),
        (b"<catalog/>", "XML"),
        (b"catalog:\n  uuid: x\n", "neither"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "encrypted"),
        (b"PK\x03\x04 and no more", "not a sound"),
    ] {
        let text = refusal(bytes, "file");
        assert!(text.contains(why), "{text} / {why}");
    }
    let long = format!("{{\"catalog\": {{\"controls\": \"{}\\u202e\"}}}}", "x".repeat(10_000));
    refusal(long.as_bytes(), "long.json");
    let two = r#"{"catalog": {"controls": [{"id": "PR.AA-05", "parts": [{"name": "statement", "prose": "a"}]},
        {"id": "pr.aa-05", "parts": [{"name": "statement", "prose": "b"}]}]}}"#;
    assert!(refusal(two.as_bytes(), "two.json").contains("PR.AA-05 occurs twice"));
}

#[test]
fn a_file_beyond_the_cap_is_not_parsed() {
    let mut bytes = vec![0; 256 * 1024 * 1024 + 1];
    bytes[0] = b'{';
    assert!(refusal(&bytes, "a.json").contains("256 MB"));
    bytes.truncate(33 * 1024 * 1024);
    bytes[..4].copy_from_slice(b"PK\x03\x04");
    assert!(refusal(&bytes, "a.xlsx").contains("32 MB"));
}

/// A catalog whose groups nest `depth` deep around one control.
fn nested(depth: usize) -> String {
    format!(
        "{{\"catalog\": {{\"groups\": [{}{{\"controls\": [{{\"id\": \"PR.AA-05\"}}]}}{}]}}}}",
        "{\"groups\": [".repeat(depth),
        "]}".repeat(depth)
    )
}

#[test]
fn nesting_is_read_to_the_json_readers_limit_and_refused_beyond() {
    let official = read(nested(50).as_bytes(), "deep.json", csf()).unwrap();
    assert!(official.live.contains("PR.AA-05"));
    for depth in [64, 1_000, 200_000] {
        assert!(refusal(nested(depth).as_bytes(), "deep.json").contains("recursion limit"), "{depth}");
    }
    // Also in what is not looked at.
    let aside = format!("{{\"catalog\": {{\"x\": {}{}, \"controls\": [{{\"id\": \"A\"}}]}}}}", "[".repeat(500_000), "]".repeat(500_000));
    let _ = read(aside.as_bytes(), "aside.json", csf());
}

/// A workbook with one sheet of texts, as rows of (column letter, text), and further parts.
fn workbook(rows: &[&[(&str, &str)]], more: &[(&str, &[u8])]) -> Vec<u8> {
    let mut sheet = String::from("<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>");
    for (i, cells) in rows.iter().enumerate() {
        sheet += &format!("<row r=\"{}\">", i + 1);
        for (column, text) in *cells {
            sheet += &format!("<c r=\"{column}{}\" t=\"inlineStr\"><is><t>{text}</t></is></c>", i + 1);
        }
        sheet += "</row>";
    }
    sheet += "</sheetData></worksheet>";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let rels = "http://schemas.openxmlformats.org/package/2006/relationships";
    let parts = [
        ("[Content_Types].xml", "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>".to_owned()),
        (
            "_rels/.rels",
            format!(
                "<Relationships xmlns=\"{rels}\"><Relationship Id=\"a\" Type=\"{office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"{office}\"><sheets><sheet name=\"Core\" sheetId=\"1\" r:id=\"a\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships xmlns=\"{rels}\"><Relationship Id=\"a\" Type=\"{office}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
            ),
        ),
        ("xl/worksheets/sheet1.xml", sheet),
    ];
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let own = parts.iter().map(|(name, text)| (*name, text.as_bytes()));
    for (name, bytes) in own.filter(|(n, _)| !more.iter().any(|(m, _)| m == n)).chain(more.iter().copied()) {
        writer.start_file(name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

const HEAD: &[(&str, &str)] = &[("B", "Function"), ("D", " category "), ("E", "SUBCATEGORY"), ("F", "Notes")];

#[test]
fn a_workbook_is_read_by_its_headings() {
    let bytes = workbook(
        &[
            &[("A", "A banner")],
            HEAD,
            &[("B", "PROTECT (PR): Made-up")],
            &[("D", "Awareness and Training (PR.AT): Made-up (e.g., this): too")],
            &[("E", "PR.AT-01: One&#10;second line&#10;PR.AT-02: Two")],
            &[("E", "PR.AT-03: [Withdrawn: Incorporated into PR.AT-01, PR.AT-02]")],
            &[("B", "PROTECT (PR)")],
        ],
        &[],
    );
    let official = read(&bytes, "a.xlsx", csf()).unwrap();
    assert_eq!(official.order, ["PR", "PR.AT", "PR.AT-01", "PR.AT-02"]);
    assert_eq!(official.texts["PR.AT-01"], "One\nsecond line");
    assert_eq!(official.texts["PR.AT"], "Made-up (e.g., this): too");
    assert_eq!(official.titles["PR.AT"], "Awareness and Training");
    assert_eq!(official.withdrawn["PR.AT-03"], ["PR.AT-01", "PR.AT-02"]);
    assert!(!check(&official, csf(), "a.xlsx").withdrawn_differs.contains(&"PR.AT-03".to_owned()));
}

#[test]
fn workbooks_that_are_not_the_core_are_refused() {
    assert!(refusal(&workbook(&[&[("A", "Control"), ("B", "Category")]], &[]), "a.xlsx").contains("no sheet has the columns"));
    assert!(refusal(&workbook(&[HEAD], &[]), "a.xlsx").contains("no rows"));
    assert!(refusal(&workbook(&[HEAD], &[("xl/vbaProject.bin", b"x")]), "a.xlsx").contains("macros"));
    let types = b"<Types><Override ContentType=\"application/vnd.ms-excel.sheet.macroEnabled.main+xml\"/></Types>";
    assert!(refusal(&workbook(&[HEAD], &[("[Content_Types].xml", types)]), "a.xlsx").contains("macros"));
    assert!(refusal(&workbook(&[HEAD], &[]), "folder/a.XLSM").contains("without macros"));
    assert!(refusal(&workbook(&[HEAD], &[("xl/externalLinks/externalLink1.xml", b"x")]), "a.xlsx").contains("other workbooks"));
}

#[test]
fn bombs_are_refused_before_they_are_opened() {
    let zeros = vec![b' '; 3 * 1024 * 1024];
    assert!(refusal(&workbook(&[HEAD], &[("xl/media/bomb", &zeros)]), "a.xlsx").contains("out of proportion"));
    let names: Vec<String> = (0..2_000).map(|n| format!("xl/p{n}")).collect();
    let many: Vec<(&str, &[u8])> = names.iter().map(|n| (n.as_str(), b"".as_slice())).collect();
    assert!(refusal(&workbook(&[HEAD], &many), "a.xlsx").contains("more than 2000 parts"));
    // A reader would set memory aside for as many texts as are announced.
    for count in ["18446744073709551615", "1000000000000"] {
        let strings = format!("<sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" uniqueCount=\"{count}\"></sst>");
        let bytes = workbook(&[HEAD], &[("xl/sharedStrings.xml", strings.as_bytes())]);
        assert!(refusal(&bytes, "a.xlsx").contains("announces"), "{count}");
    }
}

#[test]
fn a_sheet_as_wide_and_long_as_can_be_costs_nothing() {
    let sheet = "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row>\
                 <row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row></sheetData></worksheet>";
    let bytes = workbook(&[], &[("xl/worksheets/sheet1.xml", sheet.as_bytes())]);
    assert!(refusal(&bytes, "a.xlsx").contains("no sheet has the columns"));
}

#[test]
fn one_text_in_very_many_cells_is_refused() {
    let string = "x".repeat(900_000);
    let strings = format!("<sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><si><t>{string}</t></si></sst>");
    let cells: String = (1..=100).map(|n| format!("<row r=\"{n}\"><c r=\"A{n}\" t=\"s\"><v>0</v></c></row>")).collect();
    let sheet = format!(
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{cells}</sheetData></worksheet>"
    );
    let rels = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"/>";
    let more = [
        ("xl/sharedStrings.xml", strings.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
        ("xl/worksheets/_rels/sheet1.xml.rels", rels.as_bytes()),
    ];
    assert!(refusal(&workbook(&[], &more), "a.xlsx").contains("64 MB"));
}

#[test]
fn a_damaged_workbook_never_panics() {
    let whole = workbook(&[HEAD, &[("E", "PR.AT-01: One")]], &[]);
    for at in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x55;
        let _ = read(&bytes, "a.xlsx", csf());
    }
}
