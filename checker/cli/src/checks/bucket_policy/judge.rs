//! What is wrong with a bucket policy, sorted by the element that is to be mended.
//!
//! S3 says little of a policy that it refuses, and nothing of one that it takes and that lets nobody in. So each problem
//! is placed in the file, with the element, the reason and the fix.

use iam::s3::MalformedPolicy;
use iam::{
    Decision, Effect, Mismatch, NamedPolicy, Outcome, ParseErrorKind, Policy, Position, PrincipalKind, Statement,
};

use super::files::{POLICY, at, excerpt};
use super::who::Who;
use crate::harness::Failure;

/// Where in the lab's first part a problem belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    /// The text is no JSON.
    Json,
    /// An element is unknown, missing or has a value that does not exist.
    Elements,
    /// `Principal`.
    Principal,
    /// `Action`.
    Action,
    /// `Resource`.
    Resource,
    /// A condition or a Deny stands against the visitor.
    Read,
    /// The visitor may do more than read.
    Least,
}

/// A problem and what to say of it.
#[derive(Debug)]
pub(super) struct Problem {
    pub(super) step: Step,
    pub(super) failure: Failure,
}

/// Everything that is wrong with the policy for this bucket. `later` is the key of an object that is not there yet.
pub(super) fn problems(text: &str, bucket: &str, later: &str) -> Vec<Problem> {
    let mut problems = Vec::new();
    let parsed = Policy::parse(text);
    if let Err(refused) = iam::s3::validate(text, bucket) {
        problems.push(refused_by_s3(text, bucket, &refused, parsed.as_ref()));
    }
    if let Ok(policy) = parsed {
        let policy = NamedPolicy::new(POLICY, policy);
        problems.extend(unreadable(text, bucket, later, &policy).or_else(|| too_open(text, bucket, &policy)));
    }
    problems
}

/// What S3 refuses, with its own words.
fn refused_by_s3(
    text: &str,
    bucket: &str,
    refused: &MalformedPolicy,
    parsed: Result<&Policy, &iam::ParseError>,
) -> Problem {
    let mut position = refused.position;
    let step = match (parsed, refused.message.as_str()) {
        (Err(error), _) => match error.kind {
            ParseErrorKind::NotAnObject | ParseErrorKind::InvalidJson | ParseErrorKind::DuplicateElement(_) => {
                Step::Json
            }
            _ => Step::Elements,
        },
        (Ok(_), message) if message.contains("principal") => Step::Principal,
        (Ok(_), "Policy has invalid action") => Step::Action,
        (Ok(_), "Policy has invalid resource") => Step::Resource,
        (Ok(policy), message) if message.starts_with("Action does not apply") => {
            match resource_beside(policy, position) {
                // S3 means the action; what is to be mended is the resource.
                Some(resource) if refused.detail.contains("acts on objects") => {
                    position = resource.position;
                    Step::Resource
                }
                _ => Step::Action,
            }
        }
        (Ok(_), message) if message.starts_with("Policies must be") => Step::Json,
        _ => Step::Elements,
    };
    let failure = Failure::new(format!("{}: {}.", at(position), refused.detail))
        .tried(format!("aws s3api put-bucket-policy --bucket {bucket} --policy file://{POLICY}"))
        .compared("S3 takes the policy", format!("MalformedPolicy: {}", refused.message))
        .because(excerpt(text, position));
    let failure = if step == Step::Resource {
        failure.because(format!("bucket.txt names the bucket `{bucket}`"))
    } else {
        failure
    };
    Problem { step, failure }
}

/// The first resource of the statement whose action stands at a place.
fn resource_beside(policy: &Policy, action: Position) -> Option<&iam::Spanned<String>> {
    let with_action = |statement: &&Statement| {
        statement.action.as_ref().is_some_and(|actions| actions.patterns.iter().any(|one| one.position == action))
    };
    policy.statements.iter().find(with_action)?.resource.as_ref()?.patterns.first()
}

/// Why a visitor cannot read every object, if they cannot.
fn unreadable(text: &str, bucket: &str, later: &str, policy: &NamedPolicy) -> Option<Problem> {
    for key in ["index.html", "data/conversations.json", later] {
        let resource = format!("arn:aws:s3:::{bucket}/{key}");
        let decision = Who::Anonymous.decide("s3:GetObject", &resource, policy);
        if decision.is_allowed() {
            continue;
        }
        let (step, position, message) = why_not(&decision, policy, bucket);
        let message = match position {
            Some(position) => format!("{}: {message}.", at(position)),
            None => format!("{POLICY}: {message}."),
        };
        let failure = Failure::new(message)
            .tried(Who::Anonymous.command("s3:GetObject", &resource))
            .compared("allowed", explain(&decision))
            .because_of(position.map(|position| excerpt(text, position)));
        return Some(Problem { step, failure });
    }
    None
}

/// The element that stands against a visitor: where to mend, and what.
fn why_not(decision: &Decision, policy: &NamedPolicy, bucket: &str) -> (Step, Option<Position>, String) {
    if let (Outcome::ExplicitDeny { .. }, Some(place)) = (decision.outcome, &decision.deciding) {
        let text = "this statement denies it, and a Deny wins over every Allow".to_owned();
        return (Step::Read, Some(place.position), text);
    }
    let nearest = decision
        .trace
        .iter()
        .filter(|step| step.effect == Effect::Allow)
        .filter_map(|step| Some((step, policy.policy.statements.get(step.place.index)?, step.mismatch.as_ref()?)))
        .max_by_key(|(step, _, mismatch)| (step.otherwise_fits, depth(mismatch)));
    let Some((_, statement, mismatch)) = nearest else {
        let first = policy.policy.statements.first().map(|statement| statement.position);
        return (Step::Elements, first, "no statement has the Effect \"Allow\", so nobody is let in".to_owned());
    };
    match mismatch {
        Mismatch::Principal => {
            let (position, text) = principal_advice(statement);
            (Step::Principal, Some(position), text)
        }
        Mismatch::Action => {
            let action = statement.action.as_ref().and_then(|actions| actions.patterns.first());
            let named = action.map_or("nothing", |action| action.value.as_str());
            let text = format!("the statement is about \"{named}\"; reading an object is \"s3:GetObject\"");
            (Step::Action, Some(action.map_or(statement.position, |action| action.position)), text)
        }
        Mismatch::Resource => {
            let resource = statement.resource.as_ref().and_then(|resources| resources.patterns.first());
            let named = resource.map_or("nothing", |resource| resource.value.as_str());
            let text = format!(
                "this covers \"{named}\" and nothing else; write \"arn:aws:s3:::{bucket}/*\", and every object is covered"
            );
            (Step::Resource, Some(resource.map_or(statement.position, |resource| resource.position)), text)
        }
        Mismatch::Condition { operator, key, position, .. } => {
            let transport = if key.eq_ignore_ascii_case("aws:SecureTransport") {
                "; the website endpoint speaks plain HTTP, so no visitor ever comes over TLS"
            } else {
                ""
            };
            (Step::Read, Some(*position), format!("the condition {operator} on {key} does not hold{transport}"))
        }
    }
}

/// What decided, with the place in the file of each statement that is named.
pub(super) fn explain(decision: &Decision) -> String {
    let places = decision.trace.iter().map(|step| &step.place).filter(|place| place.policy == POLICY);
    places.fold(decision.explain(), |text, place| {
        text.replace(&format!("(line {}) of {POLICY}", place.position.line), &format!("({})", at(place.position)))
    })
}

/// How far a statement fitted: the elements are compared in this order.
fn depth(mismatch: &Mismatch) -> u8 {
    match mismatch {
        Mismatch::Principal => 0,
        Mismatch::Action => 1,
        Mismatch::Resource => 2,
        Mismatch::Condition { .. } => 3,
    }
}

fn principal_advice(statement: &Statement) -> (Position, String) {
    let Some(element) = &statement.principal else {
        return (statement.position, "the statement has no Principal".to_owned());
    };
    let Some((kind, value)) = element.values.first().filter(|_| !element.negated) else {
        return (element.position, "NotPrincipal leaves the visitors out; write \"Principal\": \"*\"".to_owned());
    };
    let text = value.value.as_str();
    let is_account = text.ends_with(":root") || text.bytes().all(|byte| byte.is_ascii_digit());
    let what = match kind {
        PrincipalKind::Service => format!("{text} is an AWS service, and a visitor is none"),
        PrincipalKind::Aws if is_account => "this is an account, and a visitor has none".to_owned(),
        _ => "this is one user or role, and a visitor has no name".to_owned(),
    };
    (value.position, format!("{what}; everyone, with credentials or without, is \"*\""))
}

/// What a visitor, or another account, may do beyond reading objects, if anything.
fn too_open(text: &str, bucket: &str, policy: &NamedPolicy) -> Option<Problem> {
    let (of_bucket, of_object) = (format!("arn:aws:s3:::{bucket}"), format!("arn:aws:s3:::{bucket}/index.html"));
    let attempts = [
        ("s3:PutObject", &of_object, "overwrite your pages"),
        ("s3:DeleteObject", &of_object, "delete your pages"),
        ("s3:PutObjectAcl", &of_object, "change the ACL of an object"),
        ("s3:ListBucket", &of_bucket, "list every key, also those that no page links"),
        ("s3:PutBucketPolicy", &of_bucket, "replace the policy itself"),
        ("s3:GetBucketPolicy", &of_bucket, "read the policy"),
        ("s3:DeleteBucket", &of_bucket, "delete the bucket"),
    ];
    let callers = [Who::Anonymous, Who::OtherAccount];
    let each =
        callers.into_iter().flat_map(|who| attempts.map(|(action, resource, means)| (who, action, resource, means)));
    each.into_iter().find_map(|(who, action, resource, means)| {
        let decision = who.decide(action, resource, policy);
        let place = decision.deciding.as_ref().filter(|_| decision.is_allowed())?;
        let actions = policy.policy.statements.get(place.index)?.action.as_ref();
        let position =
            actions.and_then(|actions| actions.patterns.first()).map_or(place.position, |action| action.position);
        let failure = Failure::new(format!(
            "{}: with this, {} may {means}. Reading needs \"s3:GetObject\" alone.",
            at(position),
            who.words()
        ))
        .tried(who.command(action, resource))
        .compared("denied", explain(&decision))
        .because(excerpt(text, position));
        Some(Problem { step: Step::Least, failure })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(Step, String)> {
        let problems = problems(text, "chat-site", "later/page.html");
        problems.into_iter().map(|problem| (problem.step, problem.failure.message)).collect()
    }

    fn statement(elements: &str) -> String {
        format!("{{\"Version\":\"2012-10-17\",\"Statement\":[{{{elements}}}]}}")
    }

    #[test]
    fn a_policy_that_lets_everyone_read_and_do_no_more_has_no_problem() {
        let table = [
            r#""Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::chat-site/*""#,
            r#""Effect":"Allow","Principal":{"AWS":["*"]},"Action":["s3:getobject"],"Resource":["arn:aws:s3:::chat-site/*"]"#,
        ];
        for elements in table {
            assert_eq!(found(&statement(elements)), [], "{elements}");
        }
    }

    #[test]
    fn each_mistake_belongs_to_the_element_that_is_to_be_mended() {
        let good = r#""Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::chat-site/*""#;
        let table = [
            ("\"Effect\"", "\"effect\"", Step::Elements, "write `Effect`"),
            ("\"Allow\"", "\"Deny\"", Step::Read, "a Deny wins"),
            ("\"Allow\"", "\"TODO\"", Step::Elements, "\"Allow\" or \"Deny\""),
            ("\"*\"", "{\"AWS\":\"111122223333\"}", Step::Principal, "this is an account"),
            ("\"*\"", "{\"Service\":\"s3.amazonaws.com\"}", Step::Principal, "is an AWS service"),
            ("\"*\"", "{\"AWS\":\"arn:aws:iam::111122223333:user/student\"}", Step::Principal, "one user"),
            ("s3:GetObject", "GetObject", Step::Action, "did you mean \"s3:GetObject\"?"),
            ("s3:GetObject", "s3:PutObject", Step::Action, "reading an object is \"s3:GetObject\""),
            (":::chat-site/*", ":::YOUR-BUCKET/*", Step::Resource, "\"YOUR-BUCKET\" can be no bucket's name"),
            (":::chat-site/*", ":eu-central-1:111122223333:chat-site/*", Step::Resource, "no region and no account"),
            (":::chat-site/*", ":::chat-site", Step::Resource, "names only the bucket"),
            (":::chat-site/*", ":::chat-site/index.html", Step::Resource, "nothing else"),
            ("arn:aws:s3:::chat-site/*", "s3://chat-site", Step::Resource, "is no ARN"),
            ("s3:GetObject", "s3:*", Step::Least, "overwrite your pages"),
        ];
        for (from, to, step, part) in table {
            let found = found(&statement(&good.replacen(from, to, 1)));
            assert!(
                found.first().is_some_and(|(own, message)| *own == step && message.contains(part)),
                "{to}: {found:?}"
            );
        }
        let other = r#","Effect":"Allow","Principal":{"AWS":"444455556666"},"Action":"s3:DeleteObject","Resource":"arn:aws:s3:::chat-site/*""#;
        let also = statement(good).replace("}]}", &format!("}},{{\"Sid\":\"Other\"{other}}}]}}"));
        assert!(found(&also)[0].1.contains("the administrator of another account may delete your pages"));
        let secure = format!(r#"{good},"Condition":{{"Bool":{{"aws:SecureTransport":"true"}}}}"#);
        assert!(
            found(&statement(&secure)).iter().any(|(step, text)| *step == Step::Read && text.contains("plain HTTP"))
        );
        assert_eq!(found("\u{feff}{}")[0].0, Step::Json);
        assert_eq!(found("{\"a\": 1,}")[0].0, Step::Json);
    }
}
