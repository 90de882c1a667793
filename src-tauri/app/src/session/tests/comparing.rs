//! Two assessments compared at the window.

use super::Day;
use serde_json::{Value, json};

fn sum(lines: &Value) -> u64 {
    lines.as_array().unwrap().iter().map(|l| l["leaves"].as_u64().unwrap()).sum()
}

#[test]
fn two_assessments_are_compared_once_and_asked_about_page_by_page() {
    let day = Day::with_demo();
    assert_eq!(day.call("overview", json!({}))["before"], Value::Null);
    assert_eq!(day.refused("since", json!({})), "assess/none-before");
    day.call("assess", json!({"from": null, "to": null, "as_of": "2027-06-30"}));
    assert_eq!(day.call("overview", json!({}))["before"]["number"], 1);
    let since = day.call("since", json!({}));
    assert_eq!((&since["before"]["number"], &since["after"]["number"]), (&json!(1), &json!(2)));
    let leaves = since["leaves"].as_u64().unwrap();
    assert_eq!(sum(&since["lines"]), leaves);
    let moved = |name: &str| since["findings"][name].as_u64().unwrap();
    assert_eq!(moved("before") + moved("opened") - moved("closed"), moved("now"));
    let open = day.call("workspace", json!({}))["summary"]["counts"]["findings"].clone();
    assert_eq!(open, since["findings"]["now"]);
    // It was worked out for the Overview: the screen finds it done, and no job has to say how far it is.
    let ids = json!({"before": since["before"]["id"], "after": since["after"]["id"]});
    let view = day.session.call("comparison", ids.clone(), Some("compare")).unwrap();
    assert_eq!(view["since"], since);
    assert!(day.told("progress").iter().all(|p| p["job"] != "compare"));
    let mut query = ids;
    let more = json!({"kinds": [], "cause": null, "text": "", "from": 0, "rows": 5});
    query.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let page = day.call("changes", query.clone());
    let same = since["lines"].as_array().unwrap().iter().find(|l| l["kind"] == "same").unwrap()["leaves"].as_u64().unwrap();
    assert_eq!(page["total"].as_u64().unwrap() + same, leaves);
    assert_eq!(page["rows"].as_array().unwrap().len(), 5);
    // All rows of the query are saved, not only the page.
    let file = day.root.join("changes.csv");
    day.answer(&file);
    day.call("export_changes", query.clone());
    let saved = std::fs::read_to_string(&file).unwrap();
    assert!(saved.contains("compared with assessment 1, "), "{}", &saved[..400]);
    let rows = saved.matches("compared with assessment 1, ").count() as u64;
    assert_eq!(rows, page["matching"].as_u64().unwrap());
    day.cancel_dialog();
    assert_eq!(day.call("export_changes", query), Value::Null);
    let stored = day.call("assessments", json!({}));
    assert_eq!(stored.as_array().unwrap().iter().map(|a| a["number"].as_u64().unwrap()).collect::<Vec<_>>(), [2, 1]);
}

#[test]
fn a_comparison_says_how_far_it_is_and_can_be_stopped() {
    let day = Day::with_demo();
    day.call("assess", json!({"from": null, "to": null, "as_of": "2027-06-30"}));
    let stopped = std::thread::scope(|scope| {
        let run = scope.spawn(|| day.session.call("comparison", json!({"before": null, "after": null}), Some("compare")));
        while !run.is_finished() {
            day.session.cancel("compare");
        }
        run.join().unwrap()
    });
    assert_eq!(stopped.unwrap_err().code, "program/cancelled");
    day.session.call("comparison", json!({"before": null, "after": null}), Some("again")).unwrap();
    assert!(day.told("progress").iter().any(|p| p["job"] == "again" && p["what"] == "Comparing"));
}
