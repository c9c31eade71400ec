//! Part 4: other triggers' events, a missing key, a refusal.

use cloud::STUDENT_ACCOUNT;
use cloud::lambda::events::{CreatedObject, s3_object_created, scheduled};
use serde_json::{Value, json};

use super::data;
use super::read::answers;
use super::resources;
use super::scene::{Ran, Scene, Under};
use super::{LabCheck, Session};
use crate::harness::{Check, Failure, Need, Outcome};

pub(super) fn checks() -> Vec<LabCheck> {
    vec![
        Check {
            id: "iam-role/missing-key",
            part: "events",
            title: "an id gets its conversation, and an unknown one a message",
            points: 2,
            needs: Need::Program,
            after: &["iam-role/answer-json", "iam-role/read-allowed", "iam-role/list-allowed"],
            hints: &[
                "A caller may ask for what is not there. Answer {\"message\": \"…\"}; that is no error.",
                "The SDK knows the case: as_service_error(), GetObjectError::is_no_such_key.",
            ],
            run: |session| Box::pin(missing_key(session)),
        },
        Check {
            id: "iam-role/denied-is-said",
            part: "events",
            title: "a refusal is an error, and the log has AWS's words",
            points: 2,
            needs: Need::Program,
            after: &["iam-role/answer-json"],
            hints: &[
                "Show the log: it says what your program printed.",
                "An SdkError prints `service error`; its causes hold what S3 said.",
                "eprintln!(\"…: {}\", DisplayErrorContext(&error)), then return an Err.",
            ],
            run: |session| Box::pin(denied_is_said(session)),
        },
        Check {
            id: "iam-role/s3-event",
            part: "events",
            title: "an S3 notification gets the object that it names",
            points: 1,
            needs: Need::Program,
            after: &["iam-role/answer-json"],
            hints: &[
                "event[\"Records\"][0][\"s3\"][\"object\"][\"key\"] is Null where there is no such thing, and never an error.",
                "Keys in a notification are URL-encoded. `decoded` undoes it.",
            ],
            run: |session| Box::pin(s3_event(session)),
        },
        Check {
            id: "iam-role/schedule-event",
            part: "events",
            title: "a schedule gets the list",
            points: 1,
            needs: Need::Program,
            after: &["iam-role/answer-json"],
            hints: &[
                "Whose id is it? EventBridge gives each of its events one.",
                "An event of EventBridge has `source` and `detail-type`; one of yours has not.",
            ],
            run: |session| Box::pin(schedule_event(session)),
        },
    ]
}

fn same(answer: &Value, expected: &Value) -> bool {
    answer == expected
}

async fn missing_key(session: &Session) -> Outcome {
    let scene = session.own().await?;
    let (id, conversation) = session.data.plain();
    let ran = scene.invoke(&json!({ "id": id })).await?;
    answers(
        &ran,
        conversation,
        "An event with the id of a conversation is not answered with that conversation.",
        same,
    )?;

    let ran = scene.invoke(&json!({ "id": session.data.unknown })).await?;
    if ran.failed {
        let mut failure = ran.failure("{\"message\":\"…\"}");
        failure.message = "For an id that no conversation has the function fails. A missing key is no error.".into();
        return failure.fail();
    }
    let answer = ran.json().unwrap_or_default();
    let message = answer["message"].as_str().unwrap_or_default();
    if message.trim().is_empty() {
        return Failure::new("For an id that no conversation has the answer must tell the caller so.")
            .tried(&ran.command)
            .compared("{\"message\":\"…\"}", &ran.payload)
            .fail();
    }
    let permission = ["denied", "permission", "authorized", "forbidden"];
    if permission.iter().any(|word| message.to_ascii_lowercase().contains(word)) {
        return Failure::new(
            "The answer speaks of permission, but the key is only missing: the role may list the bucket.",
        )
        .tried(&ran.command)
        .compared("{\"message\":\"…\"}, about what is missing", &ran.payload)
        .fail();
    }
    Ok(())
}

async fn denied_is_said(session: &Session) -> Outcome {
    let (setting, stack) = (&session.setting, session.setting.stack(&[])?);
    let scene = Scene::lend(setting, stack.clone(), &setting.region, &session.data, Under::Barred, |_| {}).await?;
    for event in [json!({}), json!({ "id": session.data.plain().0 })] {
        let ran = scene.invoke(&event).await?;
        let refusal = scene.cloud.trace().into_iter().rev().find(|event| event.status == 403);
        let why = refusal.as_ref().map(crate::checks::trace::line);
        let words = ["AccessDenied", "is not authorized to perform: s3:GetObject"];
        said(&ran, "The function may not read, and answers as if that were no error.", words, why)?;
    }

    // Not every 404 is a missing key, and not every error is a refusal.
    let Some(variable) = resources::bucket_variable(&scene.function, &scene.bucket) else { return Ok(()) };
    let gone = format!("gone-{}", session.data.unknown);
    let change = |function: &mut cloud::lambda::NewFunction| {
        function.environment.insert(variable, gone);
    };
    let scene = Scene::lend(setting, stack, &setting.region, &session.data, Under::Lent, change).await?;
    let ran = scene.invoke(&json!({ "id": session.data.plain().0 })).await?;
    let words = ["NoSuchBucket", "The specified bucket does not exist"];
    said(&ran, "There is no such bucket at all, and the function answers as if that were no error.", words, None)
}

/// Variables of the environment that hold credentials.
const SECRETS: [&str; 2] = ["AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"];

/// Whether the function failed, and its log has the words of S3, and no secrets.
fn said(ran: &Ran, no_error: &str, words: [&str; 2], because: Option<String>) -> Outcome {
    if !ran.failed {
        return Failure::new(no_error)
            .tried(&ran.command)
            .compared("X-Amz-Function-Error: Unhandled", &ran.payload)
            .because_of(because)
            .because_of(ran.log_lines())
            .fail();
    }
    let all = || ran.log.iter().chain([&ran.payload]);
    if let Some(secret) = SECRETS.into_iter().find(|secret| all().any(|line| line.contains(secret))) {
        return Failure::new("The function gives its credentials away: who reads them has its role.")
            .tried(&ran.command)
            .compared("an error, and nothing of the environment", format!("{secret}, in the log or in the answer"))
            .fail();
    }
    if ran.log.iter().any(|line| words.iter().any(|word| line.contains(word))) {
        return Ok(());
    }
    Failure::new(format!("S3 does not let the function read, and {} does not say why.", ran.log_called()))
        .tried(&ran.command)
        .compared("a line of the log with S3's own words", ran.log_lines().join("\n"))
        .because(format!("S3 says: {}", words[0]))
        .because_of(because)
        .fail()
}

fn notification(scene: &Scene, session: &Session, key: &str) -> Value {
    s3_object_created(&CreatedObject {
        bucket: scene.bucket.clone(),
        region: session.setting.region.clone(),
        owner: "A3NL1KOZZKExample".to_owned(),
        key: key.to_owned(),
        size: 1024,
        etag: "d41d8cd98f00b204e9800998ecf8427e".to_owned(),
        sequencer: "0055AED6DCD90281E5".to_owned(),
        time: "2026-11-25T12:00:00.000Z".to_owned(),
        principal_id: "AWS:AIDACOURSELABSTUDENT0".to_owned(),
        source_ip: "127.0.0.1".to_owned(),
        request_id: "C3D13FE58DE4C810".to_owned(),
        host_id: "FMyUVURIY8/IgAtTv8xRjskZQpcIZ9KG4V5Wp6S7S/JRWeUWerMUE5JgHvANOjpD".to_owned(),
        configuration_id: "new-conversation".to_owned(),
    })
}

async fn s3_event(session: &Session) -> Outcome {
    let scene = session.lent().await?;
    for (id, conversation) in [session.data.plain(), session.data.awkward()] {
        let ran = scene.invoke(&notification(scene, session, &data::key(id))).await?;
        answers(&ran, conversation, "S3's notification is not answered with the object that it names.", same)?;
    }
    Ok(())
}

async fn schedule_event(session: &Session) -> Outcome {
    let scene = session.lent().await?;
    let id = data::event_id(session.setting.seed, "event");
    let schedule = scheduled(&id, STUDENT_ACCOUNT, &session.setting.region, "2026-11-25T12:00:00Z", "every-hour");
    let ran = scene.invoke(&schedule).await?;
    answers(&ran, &session.data.list(), "A schedule's event is not answered with the list.", same)?;

    // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/monitoring-instance-state-changes.html
    let mut of_ec2 = schedule;
    of_ec2["source"] = json!("aws.ec2");
    of_ec2["detail-type"] = json!("EC2 Instance State-change Notification");
    of_ec2["detail"] = json!({ "instance-id": "i-abcd1111", "state": "pending" });
    let message = "An event that the function does not know is not answered with the list.";
    for unknown in [of_ec2, json!({ "text": session.data.unknown })] {
        let ran = scene.invoke(&unknown).await?;
        answers(&ran, &session.data.list(), message, same)?;
    }
    Ok(())
}
