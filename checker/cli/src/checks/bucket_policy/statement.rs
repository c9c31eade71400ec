//! Part 1: the policy, by hand. Nothing is compiled for it.

use super::judge::{Step, problems};
use super::{LabCheck, Session};
use crate::harness::{Check, Need, Outcome};

pub(super) fn checks() -> Vec<LabCheck> {
    vec![
        Check {
            id: "bucket-policy/bucket-name",
            part: "statement",
            title: "bucket.txt holds the name of a bucket",
            points: 1,
            needs: Need::Artefact,
            after: &[],
            hints: &[
                "One line, with nothing but the bucket's name.",
                "3 to 63 characters: lower-case letters, digits, hyphens, periods. Offline `chat-site` will do.",
            ],
            run: |session| Box::pin(async { session.bucket().map(|_| ()) }),
        },
        Check {
            id: "bucket-policy/json",
            part: "statement",
            title: "policy.json is JSON",
            points: 1,
            needs: Need::Artefact,
            after: &["bucket-policy/bucket-name"],
            hints: &[
                "JSON has no comments, no single quotes, and no comma before a closing bracket.",
                "Word processors and some web pages turn \" into typographic quotation marks. Type them again in an editor for code.",
                "The message names line and column. What is wrong stands there, or just before it.",
            ],
            run: |session| Box::pin(async { of_step(session, Step::Json) }),
        },
        Check {
            id: "bucket-policy/elements",
            part: "statement",
            title: "the statement has its elements, letter by letter",
            points: 1,
            needs: Need::Artefact,
            after: &["bucket-policy/json"],
            hints: &[
                "A statement of a bucket policy needs Effect, Principal, Action and Resource.",
                "Names and the two effects are case-sensitive: `Effect` is \"Allow\" or \"Deny\".",
            ],
            run: |session| Box::pin(async { of_step(session, Step::Elements) }),
        },
        Check {
            id: "bucket-policy/principal",
            part: "statement",
            title: "the statement is about everyone",
            points: 1,
            needs: Need::Artefact,
            after: &["bucket-policy/elements"],
            hints: &[
                "A visitor of the site has no account, no user and no role: no ARN can name them.",
                "Everyone is \"*\".",
            ],
            run: |session| Box::pin(async { of_step(session, Step::Principal) }),
        },
        Check {
            id: "bucket-policy/action",
            part: "statement",
            title: "the statement is about reading objects",
            points: 1,
            needs: Need::Artefact,
            after: &["bucket-policy/principal"],
            hints: &[
                "An action is the service's prefix, a colon, and the name of an operation of its API.",
                "The operation that reads an object is GetObject, and the prefix of S3 is s3.",
            ],
            run: |session| Box::pin(async { of_step(session, Step::Action) }),
        },
        Check {
            id: "bucket-policy/resource",
            part: "statement",
            title: "the statement is about every object of your bucket",
            points: 1,
            needs: Need::Artefact,
            after: &["bucket-policy/action"],
            hints: &[
                "An object's ARN is arn:aws:s3:::BUCKET/KEY: three colons, because region and account stay empty.",
                "`*` stands for any run of characters. The bucket's name must be the one in bucket.txt.",
            ],
            run: |session| Box::pin(async { of_step(session, Step::Resource) }),
        },
        Check {
            id: "bucket-policy/read",
            part: "statement",
            title: "with this policy every visitor may read every object",
            points: 2,
            needs: Need::Artefact,
            after: &["bucket-policy/resource"],
            hints: &[
                "All conditions of a statement must hold, and a Deny wins over every Allow.",
                "A visitor comes without credentials, from anywhere, over plain HTTP.",
            ],
            run: |session| Box::pin(async { of_step(session, Step::Read) }),
        },
        Check {
            id: "bucket-policy/least",
            part: "statement",
            title: "with this policy nobody from outside may do anything but read",
            points: 1,
            needs: Need::Artefact,
            after: &["bucket-policy/read"],
            hints: &[
                "What everyone may do, somebody will do.",
                "One action is enough. `s3:*` holds more than a hundred, among them the one that replaces this policy.",
            ],
            run: |session| Box::pin(async { of_step(session, Step::Least) }),
        },
    ]
}

/// What is wrong with the policy, as far as it belongs to this step.
fn of_step(session: &Session, step: Step) -> Outcome {
    let (bucket, text) = (session.bucket()?, session.files()?.policy()?);
    match problems(&text, &bucket, &session.later_key()).into_iter().find(|problem| problem.step == step) {
        Some(problem) => problem.failure.fail(),
        None => Ok(()),
    }
}
