//! Citations wait for a person, and `resolve` says so with its exit code.

use crate::desk::Desk;

#[test]
fn an_open_citation_is_settled_by_a_person_with_a_reason() {
    let desk = Desk::assessed("resolve");
    desk.run(&["resolve", "w.countersign"]).ends(4).says(&[
        "1 of 4 citations is open.",
        "`A2`  ambiguous",
        "at controls.csv#3:requirements",
        "countersign resolve w.countersign --choose A2=owasp-agentic-top10@2026/ASI02 --why 'REASON'",
        "PR.AC-4",
        "nist-csf@2.0/PR.AA-05",
    ]);
    let open = desk.run(&["resolve", "w.countersign", "--json"]).ends(4).json();
    assert_eq!(open["schema"], "countersign/citations@1");
    let states: Vec<&str> = open["citations"].as_array().unwrap().iter().map(|c| c["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["ambiguous", "noted", "resolved", "resolved"]);

    desk.run(&["resolve", "w.countersign", "--choose", "A2=owasp-agentic-top10@2026/ASI02"]).ends(2);
    desk.run(&["resolve", "w.countersign", "--choose", "A2", "--why", "x"]).ends(2).complains(&["CITATION=REQUIREMENT"]);
    desk.run(&["resolve", "w.countersign", "--choose", "A2=nowhere@1/X", "--why", "x"]).ends(3);
    desk.run(&["resolve", "w.countersign", "--choose", "Z9=owasp-agentic-top10@2026/ASI02", "--why", "x"])
        .ends(3)
        .complains(&["Nothing cites `Z9`."]);

    let said = || {
        let files = desk.run(&["import", "w.countersign", "tables", "--dry-run", "--json"]).ends(0).json()["files"].to_string();
        files.contains("citation/ambiguous")
    };
    assert!(said(), "an import names what waits for a person");
    desk.run(&["resolve", "w.countersign", "--choose", "A2=owasp-agentic-top10@2026/ASI02", "--why", "Author confirmed", "--by", "P. Lee"])
        .ends(0)
        .says(&["Recorded: `A2` means owasp-agentic-top10@2026/ASI02.", "0 of 4 citations are open.", "chosen by P. Lee"]);
    assert!(!said(), "and no more once it is settled");
    desk.run(&["status", "w.countersign"]).ends(0).complains(&["The workspace has changed since this assessment"]);
}

#[test]
fn what_a_person_set_to_met_is_told_apart_from_what_is_shown() {
    let desk = Desk::assessed("decided");
    let lead = "1 more is met because a person set it, whatever is computed.";
    assert!(!desk.run(&["status", "w.countersign"]).ends(0).out.contains("a person set it"));
    desk.write(
        "decisions.csv",
        "id,kind,subject,value,reason,decided_by,approved_by,at\n\
         D-1,override,nist-csf@2.0/GV.PO-01,met,Seen on site,P-91,P-92,2026-01-05\n",
    );
    desk.write("people.csv", "id,name,kind,active\nP-91,Ada Low,human,yes\nP-92,Bo Ek,human,yes\n");
    desk.run(&["import", "w.countersign", "decisions.csv", "people.csv"]).ends(0);
    desk.run(&["assess", "w.countersign", "--as-of", "2026-06-30"]).ends(0);
    desk.run(&["status", "w.countersign"]).ends(0).says(&[lead, "0 of "]);
    let of_one = desk.run(&["status", "w.countersign", "--workflow", "WF-1"]).ends(0);
    of_one.says(&["a person set it", "(computed: not", "decisions.csv#2"]);
}
