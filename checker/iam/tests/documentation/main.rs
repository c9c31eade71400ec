//! What the IAM documentation says of each request, held against [`iam::evaluate`].

mod table;

use std::collections::HashSet;
use std::path::Path;

use iam::{NamedPolicy, Outcome, Policy, evaluate};
use table::{Answer, Case};

fn answer(case: &Case) -> Answer {
    let parse = |name: &str, text: &Option<String>| {
        text.as_deref().map(|text| Policy::parse(text).map(|policy| NamedPolicy::new(name, policy))).transpose()
    };
    let (Ok(identity), Ok(resource)) =
        (parse("the identity's", &case.identity), parse("the resource's", &case.resource))
    else {
        return Answer::Refused;
    };
    match evaluate(&case.request, identity.as_slice(), resource.as_ref()).outcome {
        Outcome::Allowed { .. } => Answer::Allow,
        Outcome::ExplicitDeny { .. } => Answer::Deny,
        Outcome::ImplicitDeny { .. } => Answer::None,
    }
}

#[test]
fn requests_are_decided_as_the_documentation_says() {
    let cases = table::cases(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/documentation"));
    let mut wrong = Vec::new();
    for case in &cases {
        let given = answer(case);
        if given != case.gives {
            wrong.push(format!("{}: {given:?}, not {:?}\n    {}", case.id, case.gives, case.source));
        }
    }
    assert!(wrong.is_empty(), "{} of {} rows:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
    assert!(cases.len() >= 200, "{} rows", cases.len());
}

#[test]
fn every_row_has_its_page_and_a_name_of_its_own() {
    let cases = table::cases(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/documentation"));
    let mut ids = HashSet::new();
    for case in &cases {
        assert!(case.source.starts_with("https://docs.aws.amazon.com/"), "{}: {}", case.id, case.source);
        assert!(ids.insert(&case.id), "two rules have one name: {}", case.id);
    }
}
