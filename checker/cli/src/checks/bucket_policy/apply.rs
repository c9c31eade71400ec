//! Part 2: from the ACLs of lab 1 to the policy.

use aws_sdk_s3::error::ProvideErrorMetadata;
use aws_sdk_s3::types::{ObjectOwnership, PublicAccessBlockConfiguration};
use serde_json::Value;

use super::files::POLICY;
use super::scene::Scene;
use super::{LabCheck, Session, path_of, why_refused};
use crate::checks::trace::operation;
use crate::harness::{Check, Failure, Need, Outcome, Verdict};

/// The Sid of the statement that the checker adds to a copy of the policy.
const ADDED: &str = "AddedByTheChecker";

pub(super) fn checks() -> Vec<LabCheck> {
    vec![
        Check {
            id: "bucket-policy/policy-stored",
            part: "apply",
            title: "the bucket has the policy of policy.json",
            points: 2,
            needs: Need::Program,
            after: &["bucket-policy/least"],
            hints: &[
                "Read which request S3 refused, and which setting it names.",
                "Lab 1 left BlockPublicPolicy on. As long as it is on, S3 refuses every public policy.",
                "So the flags come before the policy. And put_bucket_policy replaces what was there: put everything at once.",
            ],
            run: |session| Box::pin(policy_stored(session)),
        },
        Check {
            id: "bucket-policy/site-open",
            part: "apply",
            title: "everyone can read the whole site",
            points: 2,
            needs: Need::Http,
            after: &["bucket-policy/policy-stored"],
            hints: &[
                "BlockPublicPolicy is about putting a policy. Another flag is about the policy that is there.",
                "RestrictPublicBuckets keeps strangers out although the policy lets them in. Both flags about policies must be off.",
            ],
            run: |session| Box::pin(site_open(session)),
        },
        Check {
            id: "bucket-policy/acls-off",
            part: "apply",
            title: "ACLs are off again",
            points: 1,
            needs: Need::Program,
            after: &["bucket-policy/policy-stored"],
            hints: &[
                "The policy opens the site, but the ACLs of lab 1 still count as well.",
                "Object ownership BucketOwnerEnforced switches every ACL of the bucket off.",
            ],
            run: |session| Box::pin(acls_off(session)),
        },
        Check {
            id: "bucket-policy/acl-flags",
            part: "apply",
            title: "the two flags against public ACLs are on again",
            points: 1,
            needs: Need::Program,
            after: &["bucket-policy/policy-stored"],
            hints: &[
                "Open only what you need: nothing is public by an ACL any more.",
                "PutPublicAccessBlock replaces all four flags. One that you do not name is off.",
            ],
            run: |session| Box::pin(acl_flags(session)),
        },
        Check {
            id: "bucket-policy/run-again",
            part: "apply",
            title: "an edited policy takes the place of the old one",
            points: 1,
            needs: Need::Program,
            after: &["bucket-policy/policy-stored"],
            hints: &[
                "The program is run twice, and policy.json is edited in between.",
                "Put the policy each time, whether there is one already or not.",
            ],
            run: |session| Box::pin(run_again(session)),
        },
    ]
}

/// The policy with one more statement, which takes nothing from the site's visitors.
pub(super) fn edited(text: &str) -> Result<String, Verdict> {
    let broken = |error: serde_json::Error| Verdict::Fault(format!("{POLICY}: {error}"));
    let mut policy: Value = serde_json::from_str(text).map_err(broken)?;
    let first = policy.pointer("/Statement/0").or_else(|| policy.get("Statement")).cloned().unwrap_or_default();
    let mut added = first;
    added["Sid"] = ADDED.into();
    added["Effect"] = "Deny".into();
    added["Principal"] = "*".into();
    added["Action"] = "s3:DeleteObject".into();
    if let Some(members) = added.as_object_mut() {
        members.retain(|name, _| ["Sid", "Effect", "Principal", "Action", "Resource"].contains(&name.as_str()));
    }
    let mut all = statements(&policy);
    all.push(added);
    policy["Statement"] = all.into();
    serde_json::to_string_pretty(&policy).map_err(broken)
}

fn statements(policy: &Value) -> Vec<Value> {
    match policy.get("Statement") {
        Some(Value::Array(all)) => all.clone(),
        Some(one) => vec![one.clone()],
        None => Vec::new(),
    }
}

/// The bucket's policy, or the code and message with which S3 says that there is none.
async fn stored(scene: &Scene) -> Result<Result<Value, String>, Verdict> {
    match scene.s3.get_bucket_policy().bucket(&scene.bucket).send().await {
        Ok(found) => serde_json::from_str(found.policy().unwrap_or_default())
            .map(Ok)
            .map_err(|error| Verdict::Fault(format!("GetBucketPolicy: {error}"))),
        Err(error) if error.code() == Some("NoSuchBucketPolicy") => {
            Ok(Err(format!("404 NoSuchBucketPolicy: {}", error.message().unwrap_or_default())))
        }
        Err(error) => Err(Verdict::Fault(format!("GetBucketPolicy: {error:?}"))),
    }
}

fn policy_command(scene: &Scene) -> String {
    format!("aws s3api get-bucket-policy --bucket {} --query Policy --output text", scene.bucket)
}

/// Which operations the program asked for, in order.
fn operations(scene: &Scene) -> String {
    if scene.run.requests.is_empty() {
        return "your program sent no request to S3".to_owned();
    }
    let names: Vec<String> = scene.run.requests.iter().map(operation).collect();
    format!("your program sent: {}", names.join(", "))
}

async fn policy_stored(session: &Session) -> Outcome {
    let scene = session.applied().await?;
    if !scene.run.finished.success() {
        return scene.run.stop().because(operations(scene)).fail();
    }
    let text = session.files()?.policy()?;
    let wanted = serde_json::from_str(&text).map_err(|error| Verdict::Fault(format!("{POLICY}: {error}")))?;
    let expected = format!("the statements of {POLICY}");
    match stored(scene).await? {
        Err(none) => Failure::new("After your program ran the bucket has no policy.")
            .tried(policy_command(scene))
            .compared(expected, none)
            .because(operations(scene))
            .fail(),
        Ok(found) => has_all(scene, &found, &wanted, &expected),
    }
}

/// Every statement of the policy that was wanted is in the one that was found.
fn has_all(scene: &Scene, found: &Value, wanted: &Value, expected: &str) -> Outcome {
    let (found, wanted) = (statements(found), statements(wanted));
    let Some(missing) = wanted.iter().find(|statement| !found.contains(statement)) else { return Ok(()) };
    let puts = scene.run.requests.iter().filter(|event| event.operation.as_deref() == Some("PutBucketPolicy")).count();
    let message = if puts > 1 {
        "A statement is gone. Each PutBucketPolicy replaces the whole policy; it adds nothing to the one before."
    } else {
        "The bucket has a policy, but not the one of policy.json."
    };
    let shown = |statement: &Value| serde_json::to_string(statement).unwrap_or_default();
    Failure::new(message)
        .tried(policy_command(scene))
        .compared(
            format!("{expected}, among them\n{}", shown(missing)),
            found.iter().map(shown).collect::<Vec<_>>().join("\n"),
        )
        .because(operations(scene))
        .fail()
}

async fn site_open(session: &Session) -> Outcome {
    let scene = session.scene_for_http().await?;
    reads_all(session, scene).await
}

/// The website answers with the index document, and with each file of the site.
pub(super) async fn reads_all(session: &Session, scene: Option<&Scene>) -> Outcome {
    let root = session.folder.files.get("index.html").map(|bytes| ("/".to_owned(), "index.html", bytes));
    let each = session.folder.files.iter().map(|(key, bytes)| (path_of(key), key.as_str(), bytes));
    for (path, key, bytes) in root.into_iter().chain(each) {
        let answer = session.website(scene, &path).await?;
        if answer.status != 200 {
            return Failure::new(format!("A visitor cannot read {key}."))
                .tried(session.curl(&path))
                .compared("200", answer.summary())
                .because_of(why_refused(scene))
                .fail();
        }
        if answer.body != *bytes {
            return Failure::new(format!("{key} is not what it was before your program ran."))
                .tried(session.curl(&path))
                .compared(format!("{} bytes", bytes.len()), format!("{} other bytes", answer.body.len()))
                .fail();
        }
    }
    Ok(())
}

async fn acls_off(session: &Session) -> Outcome {
    let scene = session.applied().await?;
    let controls = scene.s3.get_bucket_ownership_controls().bucket(&scene.bucket).send().await;
    let found = match controls {
        Ok(controls) => controls
            .ownership_controls()
            .and_then(|controls| controls.rules().first())
            .map_or_else(|| "no rule".to_owned(), |rule| rule.object_ownership().to_string()),
        // A bucket without ownership controls is as before 2021: ACLs count.
        Err(error) if error.raw_response().is_some_and(|response| response.status().as_u16() == 404) => {
            format!("404 {}", error.code().unwrap_or_default())
        }
        Err(error) => return Err(Verdict::Fault(format!("GetBucketOwnershipControls: {error:?}"))),
    };
    if found == ObjectOwnership::BucketOwnerEnforced.as_str() {
        return Ok(());
    }
    Failure::new("The ACLs of lab 1 still count beside the policy. Take the policy away, and the site stays public.")
        .tried(format!("aws s3api get-bucket-ownership-controls --bucket {}", scene.bucket))
        .compared("BucketOwnerEnforced", found)
        .because(operations(scene))
        .fail()
}

async fn acl_flags(session: &Session) -> Outcome {
    let scene = session.applied().await?;
    let none = || PublicAccessBlockConfiguration::builder().build();
    let flags = match scene.s3.get_public_access_block().bucket(&scene.bucket).send().await {
        Ok(found) => found.public_access_block_configuration.unwrap_or_else(none),
        // A bucket without the configuration has all four off.
        Err(error) if error.raw_response().is_some_and(|response| response.status().as_u16() == 404) => none(),
        Err(error) => return Err(Verdict::Fault(format!("GetPublicAccessBlock: {error:?}"))),
    };
    let found = [("BlockPublicAcls", flags.block_public_acls), ("IgnorePublicAcls", flags.ignore_public_acls)];
    if found.iter().all(|(_, on)| *on == Some(true)) {
        return Ok(());
    }
    let found = found.map(|(name, on)| format!("{name} {}", if on == Some(true) { "on" } else { "off" })).join(", ");
    Failure::new("The bucket is more open than this lab needs: public ACLs are let through.")
        .tried(format!("aws s3api get-public-access-block --bucket {}", scene.bucket))
        .exactly("BlockPublicAcls on, IgnorePublicAcls on", found)
        .because(operations(scene))
        .fail()
}

async fn run_again(session: &Session) -> Outcome {
    let scene = session.again().await?;
    if !scene.run.finished.success() {
        let mut stop = scene.run.stop();
        stop.message = format!(
            "The first run was fine. {}",
            stop.message.replacen("Your program", "On the second your program", 1)
        );
        return stop.because(operations(scene)).fail();
    }
    let found = match stored(scene).await? {
        Ok(found) => statements(&found),
        Err(_) => Vec::new(),
    };
    if found.iter().any(|statement| statement["Sid"] == ADDED) {
        return Ok(());
    }
    Failure::new("policy.json got one more statement between two runs, but the bucket still has the old policy.")
        .tried(&scene.run.command)
        .compared(format!("a statement with the Sid {ADDED}"), "no statement of that Sid")
        .because(operations(scene))
        .fail()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edited_policy_is_one_that_s3_takes() {
        let one = r#"{"Statement":{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::chat-site/*"}}"#;
        let list = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject",
            "Resource":"arn:aws:s3:::chat-site/*","Condition":{}}]}"#;
        for text in [one, list] {
            let policy = iam::s3::validate(&edited(text).expect("JSON"), "chat-site").expect("valid");
            assert_eq!(policy.statements.len(), 2, "{text}");
        }
    }
}
