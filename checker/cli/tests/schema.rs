//! What programs read fits the JSON Schemas that the book publishes, and the schemas refuse what is none of it.

mod course;

use checker::report::parity::{Column, Parity};
use checker::report::{CheckReport, LabReport, Report, SCHEMA, Status};
use serde_json::{Value, json};

/// What the schema has against a report; empty when it fits.
fn problems(report: &Value) -> String {
    against("report-v1.schema.json", report)
}

fn against(schema: &str, report: &Value) -> String {
    let path = course::original().join("book/src/reference").join(schema);
    let (mut schemas, mut compiler) = (boon::Schemas::new(), boon::Compiler::new());
    let schema = compiler.compile(&path.display().to_string(), &mut schemas).expect("the book's schema is one");
    schemas.validate(report, schema).map_or_else(|error| format!("{error:#}"), |()| String::new())
}

fn report() -> Report {
    let statuses =
        [Status::Passed, Status::Failed, Status::Skipped, Status::NotYet, Status::NotApplicable, Status::Fault];
    let check = |status| CheckReport {
        id: "s3-hosting/keys".to_owned(),
        part: "keys".to_owned(),
        title: "a title".to_owned(),
        status,
        score: 0,
        max_score: if status == Status::NotApplicable { 0 } else { 3 },
        seconds: 0.25,
        request: Some("aws s3 ls".to_owned()),
        expected: Some("a".to_owned()),
        actual: None,
        message: (status != Status::Passed).then(|| "why".to_owned()),
        hints: vec!["one".to_owned()],
        chapter: "01-s3-hosting.html#keys".to_owned(),
        trace: vec!["GetObject".to_owned()],
    };
    let lab = LabReport {
        lab: "01-s3-hosting".to_owned(),
        title: "A website on S3".to_owned(),
        score: 0,
        max_score: 18,
        seconds: 1.5,
        checks: statuses.map(check).to_vec(),
        notices: vec!["a note".to_owned()],
    };
    Report { schema: SCHEMA.to_owned(), target: "embedded".to_owned(), seed: 7, labs: vec![lab] }
}

#[test]
fn a_report_with_every_status_fits() {
    assert_eq!(problems(&serde_json::to_value(report()).expect("JSON")), "");
}

#[test]
fn a_report_of_each_target_fits() {
    for target in ["embedded", "dynamodb-local", "deployed"] {
        let report = Report { target: target.to_owned(), ..report() };
        assert_eq!(problems(&serde_json::to_value(report).expect("JSON")), "");
    }
}

#[test]
fn the_report_of_a_run_fits() {
    let closed =
        std::net::TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| listener.local_addr()).expect("a port");
    let called = course::Course::new().checker(&["check", "--json", "--endpoint", &format!("http://{closed}")]);
    assert_eq!(
        problems(&serde_json::from_str(&called.stdout).expect("the report alone stands on standard output")),
        ""
    );
}

/// There is no lab, so lab 1 fails, and nothing else is tried.
#[test]
fn the_report_of_all_labs_together_fits() {
    let called = course::Course::new().checker(&["check", "--all-together", "--json"]);
    assert_eq!(called.code, 1, "{}", called.stderr);
    let report: Value = serde_json::from_str(&called.stdout).expect("the report alone stands on standard output");
    assert_eq!(problems(&report), "");
    assert_eq!(report["labs"][0]["lab"], "all-together");
}

#[test]
fn what_is_no_report_is_refused() {
    let good = serde_json::to_value(report()).expect("JSON");
    let changes: [(&str, Value); 4] = [
        ("/schema", json!("checker/report/v2")),
        ("/target", json!("dynamodb")),
        ("/labs/0/checks/0/status", json!("ok")),
        ("/labs/0/score", json!("1")),
    ];
    for (place, value) in changes {
        let mut bad = good.clone();
        *bad.pointer_mut(place).expect("the place is there") = value;
        assert_ne!(problems(&bad), "", "{place} may not be changed");
    }
}

#[test]
fn targets_side_by_side_fit() {
    let local = Report { target: "dynamodb-local".to_owned(), ..report() };
    let missing = Column { name: "deployed".to_owned(), missing: Some("no address was given".to_owned()) };
    let parity = serde_json::to_value(Parity::of(&[report(), local], vec![missing])).expect("JSON");
    assert_eq!(against("parity-v1.schema.json", &parity), "");
    let changes: [(&str, Value); 4] = [
        ("/schema", json!("checker/report/v1")),
        ("/targets/0/name", json!("local")),
        ("/checks/0/verdicts/0/status", json!("ok")),
        ("/checks/0/verdicts", json!([])),
    ];
    for (place, value) in changes {
        let mut bad = parity.clone();
        *bad.pointer_mut(place).expect("the place is there") = value;
        assert_ne!(against("parity-v1.schema.json", &bad), "", "{place} may not be changed");
    }
}

/// Nothing of a policy is built, and there is no engine at that address.
#[test]
fn a_run_on_each_target_fits_and_says_which_is_missing() {
    let course = course::Course::new();
    let mut command = course.command(&["check", "2", "--part", "statement", "--solutions", "--parity", "--json"]);
    let called = course::called(command.env("DOCKER_HOST", "unix:///nowhere/docker.sock").output().expect("it starts"));
    assert_eq!(called.code, 0, "{}", called.stderr);
    let parity: Value = serde_json::from_str(&called.stdout).expect("the table alone stands on standard output");
    assert_eq!(against("parity-v1.schema.json", &parity), "");
    assert_eq!(parity["targets"][0], json!({ "name": "embedded", "missing": null }));
    assert_eq!(parity["targets"][1]["name"], "dynamodb-local");
    let missing = parity["targets"][1]["missing"].as_str().expect("a reason");
    assert!(missing.contains("no Docker engine") || missing.contains("without testcontainers"), "{missing}");
    assert!(called.stderr.contains("not asked  dynamodb-local: "), "{}", called.stderr);
}
