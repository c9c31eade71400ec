use super::*;

fn statement(elements: &str) -> String {
    format!("{{\"Version\":\"2012-10-17\",\"Statement\":{{{elements}}}}}")
}

#[test]
fn every_element_is_read_with_its_place() {
    let policy = parse(
        r#"{
  "Version": "2012-10-17",
  "Id": "all",
  "Statement": [
    {
      "Sid": "One",
      "Effect": "Deny",
      "NotPrincipal": {"AWS": ["111122223333", "*"], "Service": "lambda.amazonaws.com"},
      "NotAction": "s3:Get*",
      "NotResource": ["arn:aws:s3:::b", "arn:aws:s3:::b/*"],
      "Condition": {"NumericLessThan": {"s3:max-keys": [10, "20"]}, "Bool": {"aws:SecureTransport": false}}
    },
    {"Effect": "Allow", "Principal": "*", "Action": ["s3:*"], "Resource": "*"}
  ]
}"#,
    )
    .expect("valid");
    assert_eq!(policy.version, Version::V2012);
    assert_eq!(policy.id.expect("id").value, "all");
    let [first, second] = &policy.statements[..] else { panic!("two statements") };
    assert_eq!((first.position.line, first.position.column), (5, 5));
    assert_eq!((second.position.line, second.position.column), (13, 5));
    let principal = first.principal.as_ref().expect("principal");
    assert!(principal.negated);
    let kinds: Vec<_> = principal.values.iter().map(|(kind, text)| (*kind, text.value.as_str())).collect();
    assert_eq!(
        kinds,
        [
            (PrincipalKind::Aws, "111122223333"),
            (PrincipalKind::Aws, "*"),
            (PrincipalKind::Service, "lambda.amazonaws.com")
        ]
    );
    assert!(first.action.as_ref().expect("action").negated);
    assert_eq!(first.resource.as_ref().expect("resource").patterns[1].position.line, 10);
    let values: Vec<_> = first
        .conditions
        .iter()
        .flat_map(|condition| condition.values.iter().map(|value| value.value.as_str()))
        .collect();
    assert_eq!(values, ["10", "20", "false"]);
    assert_eq!(second.principal.as_ref().expect("principal").values[0].0, PrincipalKind::Everyone);
}

#[test]
fn without_a_version_the_old_language_holds() {
    let policy = parse(r#"{"Statement":{"Effect":"Allow"}}"#).expect("valid");
    assert_eq!(policy.version, Version::V2008);
}

#[test]
fn faults_are_told_as_aws_tells_them_and_better() {
    let table = [
        ("{}".to_owned(), "Missing required field Statement", "`Statement`"),
        ("{\"Statement\":[]}".to_owned(), "Could not parse the policy: Statement is empty!", "empty"),
        ("{\"Statement\":[1]}".to_owned(), "Invalid policy syntax.", "not a number"),
        ("{\"Version\":\"2024-01-01\"}".to_owned(), "The policy must contain a valid version string", "2012-10-17"),
        ("{\"version\":\"2012-10-17\"}".to_owned(), "Unknown field version", "write `Version`"),
        ("{\"Effect\":\"Allow\"}".to_owned(), "Unknown field Effect", "inside a statement"),
        ("{\"Comment\":1}".to_owned(), "Unknown field Comment", "Version, Id, Statement"),
        ("{\"Statement\":{}}".to_owned(), "Missing required field Effect", "`Effect`"),
        (statement("\"effect\":\"Allow\""), "Unknown field effect", "write `Effect`"),
        (statement("\"Efect\":\"Allow\""), "Unknown field Efect", "did you mean `Effect`?"),
        (statement("\"Effect\":\"allow\""), "Invalid effect: allow", "did you mean \"Allow\"?"),
        (statement("\"Effect\":true"), "Invalid policy syntax.", "not a boolean"),
        (
            statement("\"Effect\":\"Allow\",\"Effect\":\"Deny\""),
            "Statement/policy already has instance of Effect",
            "twice",
        ),
        (
            statement("\"Effect\":\"Allow\",\"Action\":\"*\",\"NotAction\":\"*\""),
            "Statement/policy already has instance of Action",
            "either `Action` or `NotAction`",
        ),
        (
            statement("\"Effect\":\"Allow\",\"Principal\":{}"),
            "Missing required field Principal cannot be empty!",
            "empty",
        ),
        (
            statement("\"Effect\":\"Allow\",\"Principal\":{\"AWS\":[]}"),
            "Missing required field Principal cannot be empty!",
            "empty",
        ),
        (
            statement("\"Effect\":\"Allow\",\"Principal\":\"111122223333\""),
            "Invalid policy syntax.",
            "{\"AWS\": \"111122223333\"}",
        ),
        (statement("\"Effect\":\"Allow\",\"Principal\":{\"Aws\":\"*\"}"), "Unknown field Aws", "write `AWS`"),
        (statement("\"Effect\":\"Allow\",\"Action\":[1]"), "Invalid policy syntax.", "not a number"),
        (
            statement("\"Effect\":\"Allow\",\"Condition\":{\"stringEquals\":{}}"),
            "Invalid Condition type : stringEquals",
            "did you mean `StringEquals`?",
        ),
        (statement("\"Effect\":\"Allow\",\"Condition\":[]"), "Invalid policy syntax.", "an object of operators"),
        (statement("\"Effect\":\"Allow\",\"Condition\":{\"Bool\":\"x\"}"), "Invalid policy syntax.", "condition keys"),
        ("{\"Statement\" []}".to_owned(), "This policy contains invalid Json", "colon"),
        ("null".to_owned(), "Policies must be valid JSON and the first byte must be '{'", "starts with {"),
    ];
    for (text, aws, ours) in table {
        let error = parse(&text).expect_err(&text);
        assert_eq!(error.aws_message(), aws, "{text}");
        assert!(error.message.contains(ours), "{text}: {}", error.message);
    }
}
