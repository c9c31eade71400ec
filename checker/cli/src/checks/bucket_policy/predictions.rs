//! Part 4, without compiling: what the student predicts, against what the policies say.

use iam::{Effect, NamedPolicy, StatementTrace};
use toml_edit::{Document, Table};

use super::files::{POLICY, at};
use super::judge::explain;
use super::who::Who;
use super::{LabCheck, Session};
use crate::harness::{Check, Failure, Need, Outcome, Verdict};

/// The file with the predictions.
const PREDICTIONS: &str = "predictions.toml";

/// What stands for the bucket's name in the file.
const BUCKET: &str = "{bucket}";

/// The requests that the starter asks about: who, action, resource after `arn:aws:s3:::`.
const GIVEN: [(Who, &str, &str); 12] = [
    (Who::Anonymous, "s3:GetObject", "{bucket}/index.html"),
    (Who::Anonymous, "s3:GetObject", "{bucket}/data/conversations.json"),
    (Who::Anonymous, "s3:GetObject", "{bucket}/uploaded-tomorrow.html"),
    (Who::Anonymous, "s3:ListBucket", "{bucket}"),
    (Who::Anonymous, "s3:PutObject", "{bucket}/index.html"),
    (Who::Anonymous, "s3:GetBucketPolicy", "{bucket}"),
    (Who::Student, "s3:PutObject", "{bucket}/index.html"),
    (Who::Student, "s3:ListBucket", "{bucket}"),
    (Who::Intern, "s3:GetObject", "{bucket}/index.html"),
    (Who::Intern, "s3:PutObject", "{bucket}/index.html"),
    (Who::OtherAccount, "s3:GetObject", "{bucket}/index.html"),
    (Who::OtherAccount, "s3:DeleteObject", "{bucket}/index.html"),
];

pub(super) fn checks() -> Vec<LabCheck> {
    vec![
        Check {
            id: "bucket-policy/predictions",
            part: "refusals",
            title: "predictions.toml has a verdict for every request",
            points: 1,
            needs: Need::Artefact,
            after: &["bucket-policy/least"],
            hints: &[
                "Write \"allowed\" or \"denied\" in place of each \"?\". A guess is a start.",
                "The page `How a request is judged` has the order in which AWS asks.",
            ],
            run: |session| Box::pin(async { read(session).map(|_| ()) }),
        },
        Check {
            id: "bucket-policy/predict-visitor",
            part: "refusals",
            title: "you know what a visitor may do",
            points: 1,
            needs: Need::Artefact,
            after: &["bucket-policy/predictions"],
            hints: &[
                "For a visitor only the bucket policy counts. Look for the action, then for the resource.",
                "What no statement allows is denied. Nothing else has to forbid it.",
            ],
            run: |session| Box::pin(async { hold(session, &[Who::Anonymous]) }),
        },
        Check {
            id: "bucket-policy/predict-account",
            part: "refusals",
            title: "you know what users of your own account may do",
            points: 1,
            needs: Need::Artefact,
            after: &["bucket-policy/predictions"],
            hints: &[
                "In one account an Allow on either side is enough: the caller's own policy, or the bucket's.",
                "\"*\" is everyone, the users of your account among them.",
            ],
            run: |session| Box::pin(async { hold(session, &[Who::Student, Who::Intern]) }),
        },
        Check {
            id: "bucket-policy/predict-other-account",
            part: "refusals",
            title: "you know what another account may do",
            points: 1,
            needs: Need::Artefact,
            after: &["bucket-policy/predictions"],
            hints: &[
                "Across accounts both sides must allow it.",
                "An administrator's own policy allows everything. So it hangs on what your bucket policy says of everyone.",
            ],
            run: |session| Box::pin(async { hold(session, &[Who::OtherAccount]) }),
        },
    ]
}

/// A request and what the student says of it.
#[derive(Debug)]
struct Prediction {
    who: Who,
    action: String,
    resource: String,
    allowed: bool,
    line: usize,
}

/// Reads all predictions: the given requests are there, each has a verdict.
fn read(session: &Session) -> Result<Vec<Prediction>, Verdict> {
    let (bucket, text) = (session.bucket()?, session.files()?.read(PREDICTIONS)?);
    let predictions = parse(&text, &bucket)?;
    let missing = GIVEN.iter().find(|(who, action, resource)| {
        let resource = full(resource, &bucket);
        !predictions.iter().any(|own| own.who == *who && own.action == *action && own.resource == resource)
    });
    match missing {
        None => Ok(predictions),
        Some((who, action, resource)) => Failure::new(format!("{PREDICTIONS}: one of the given requests is gone."))
            .compared(
                format!("who = \"{}\", action = \"{action}\", resource = \"arn:aws:s3:::{resource}\"", who.name()),
                "no such request",
            )
            .because("put it back as it was; add your own requests after it")
            .fail(),
    }
}

fn full(resource: &str, bucket: &str) -> String {
    let resource = resource.replace(BUCKET, bucket);
    if resource.starts_with("arn:") { resource } else { format!("arn:aws:s3:::{resource}") }
}

fn parse(text: &str, bucket: &str) -> Result<Vec<Prediction>, Verdict> {
    let line_at = |at: usize| text[..at.min(text.len())].matches('\n').count() + 1;
    let document = Document::parse(text).map_err(|error| {
        let line = line_at(error.span().map_or(0, |span| span.start));
        Failure::new(format!("{PREDICTIONS}:{line}: this is no TOML."))
            .compared("TOML", error.message().lines().next().unwrap_or_default())
    })?;
    let none = Failure::new(format!("{PREDICTIONS} holds no requests."))
        .compared("tables that begin with [[request]]", "none of them");
    let requests = document.get("request").and_then(|item| item.as_array_of_tables()).ok_or(none)?;
    requests.iter().map(|request| one(request, bucket, &line_at)).collect()
}

fn one(request: &Table, bucket: &str, line_at: &dyn Fn(usize) -> usize) -> Result<Prediction, Verdict> {
    let line = |name: &str| {
        let span = request.get(name).and_then(toml_edit::Item::span).or_else(|| request.span());
        line_at(span.map_or(0, |span| span.start))
    };
    let value = |name: &str, expected: &str| {
        request.get(name).and_then(|item| item.as_str()).ok_or_else(|| {
            let message = format!("{PREDICTIONS}:{}: the request has no {name}.", line(name));
            Failure::new(message).compared(format!("{name} = \"{expected}\""), "none")
        })
    };
    let wrong = |name: &str, expected: &str, found: &str| {
        Failure::new(format!("{PREDICTIONS}:{}: this is no {name}.", line(name)))
            .compared(expected, format!("{name} = \"{found}\""))
    };
    let name = value("who", "anonymous")?;
    let names = Who::NAMES.map(|(name, _)| name).join(", ");
    let who = Who::parse(name).ok_or_else(|| wrong("who", &names, name))?;
    let action = value("action", "s3:GetObject")?;
    let resource = full(value("resource", "arn:aws:s3:::{bucket}/index.html")?, bucket);
    let allowed = match value("verdict", "denied")? {
        "allowed" => true,
        "denied" => false,
        other => return Err(wrong("verdict", "\"allowed\" or \"denied\"", other).into()),
    };
    Ok(Prediction { who, action: action.to_owned(), resource, allowed, line: line("verdict") })
}

/// What is predicted about these callers is what the policies say.
fn hold(session: &Session, callers: &[Who]) -> Outcome {
    let text = session.files()?.policy()?;
    let policy = iam::Policy::parse(&text).map_err(|error| Verdict::Fault(format!("{POLICY}: {error}")))?;
    let policy = NamedPolicy::new(POLICY, policy);
    let predictions = read(session)?;
    for prediction in predictions.iter().filter(|prediction| callers.contains(&prediction.who)) {
        let Prediction { who, action, resource, allowed, line } = prediction;
        let decision = who.decide(action, resource, &policy);
        if decision.is_allowed() == *allowed {
            continue;
        }
        let word = |allowed: bool| if allowed { "allowed" } else { "denied" };
        return Failure::new(format!("{PREDICTIONS}:{line}: it is the other way round for {}.", who.words()))
            .tried(who.command(action, resource))
            .compared(word(decision.is_allowed()), format!("verdict = \"{}\"", word(*allowed)))
            .because(explain(&decision))
            .because_of(decision.trace.iter().filter(|_| !decision.is_allowed()).filter_map(unfit))
            .fail();
    }
    Ok(())
}

/// Why a statement that allows something does not allow this.
fn unfit(step: &StatementTrace) -> Option<String> {
    let mismatch = step.mismatch.as_ref().filter(|_| step.effect == Effect::Allow && step.place.policy == POLICY)?;
    Some(format!("the statement at {}: {mismatch}", at(step.place.position)))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::course::{self, Root};
    use crate::starters;

    fn starter() -> String {
        let root = Root::find(Some(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."))).expect("the course's folder");
        let starter = starters::of(&root, course::find("bucket-policy").expect("lab 2")).expect("its starter");
        String::from_utf8(starter[PREDICTIONS].clone()).expect("text")
    }

    #[test]
    fn the_starter_asks_what_the_checker_wants_answered() {
        let starter = starter();
        assert_eq!(starter.matches("verdict = \"?\"").count(), GIVEN.len());
        let answered = parse(&starter.replace("\"?\"", "\"denied\""), "chat-site").expect("TOML");
        let asked: Vec<_> = answered.iter().map(|own| (own.who, own.action.clone(), own.resource.clone())).collect();
        let given = GIVEN.map(|(who, action, resource)| (who, action.to_owned(), full(resource, "chat-site")));
        assert_eq!(asked, given);
    }

    #[test]
    fn a_fault_is_placed() {
        let message = |text: &str| match parse(text, "chat-site") {
            Err(Verdict::Failed(failure)) => failure.message,
            other => panic!("{other:?}"),
        };
        assert_eq!(message("[[request]]\nwho = \"all\"\n"), "predictions.toml:2: this is no who.");
        assert_eq!(message("\n[[request\n"), "predictions.toml:2: this is no TOML.");
        assert_eq!(message(""), "predictions.toml holds no requests.");
        assert_eq!(message(&starter()), "predictions.toml:17: this is no verdict.");
    }
}
