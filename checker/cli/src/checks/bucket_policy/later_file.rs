//! Part 3: a file uploaded after the policy is in place.

use super::apply::reads_all;
use super::scene::Scene;
use super::{LabCheck, Session, path_of, why_refused};
use crate::checks::s3_hosting::media_type;
use crate::checks::shell::quote;
use crate::checks::trace::line;
use crate::harness::{Check, Failure, Need, Outcome, Verdict};

/// The name of the file on disk; its key is another.
pub(super) const NAME: &str = "later.html";

pub(super) fn checks() -> Vec<LabCheck> {
    vec![
        Check {
            id: "bucket-policy/upload",
            part: "later-file",
            title: "the program uploads one more file",
            points: 1,
            needs: Need::Program,
            after: &["bucket-policy/policy-stored"],
            hints: &[
                "It is the upload of lab 1: bucket, key, content type, body.",
                "ACLs are off now. A request that sets one is refused.",
            ],
            run: |session| Box::pin(upload(session)),
        },
        Check {
            id: "bucket-policy/later-read",
            part: "later-file",
            title: "everyone can read the new file at once, and all others still",
            points: 2,
            needs: Need::Program,
            after: &["bucket-policy/upload", "bucket-policy/site-open"],
            hints: &[
                "The policy is about every object of the bucket, and not about those that were there when you put it.",
                "So the upload has nothing to do but to upload: no ACL, no second policy.",
            ],
            run: |session| Box::pin(later_read(session)),
        },
        Check {
            id: "bucket-policy/told-bucket",
            part: "later-file",
            title: "the program acts on the bucket that it is told, whatever its name",
            points: 1,
            needs: Need::Program,
            after: &["bucket-policy/later-read"],
            hints: &[
                "bucket.txt is only what `main` reads when no `--bucket` is given. Here one is given.",
                "Every function gets the bucket's name as an argument. Look for a call that has a name of its own instead.",
            ],
            run: |session| Box::pin(told_bucket(session)),
        },
    ]
}

async fn upload(session: &Session) -> Outcome {
    let scene = session.uploaded().await?;
    if !scene.run.finished.success() {
        return scene.run.stop().fail();
    }
    let key = session.later_key();
    let head = format!("aws s3api head-object --bucket {} --key {}", scene.bucket, quote(&key));
    let got = match scene.s3.get_object().bucket(&scene.bucket).key(&key).send().await {
        Ok(got) => got,
        Err(error) if error.raw_response().is_some_and(|response| response.status().as_u16() == 404) => {
            return Failure::new("After your program ran there is no new object.")
                .tried(format!("{}\n{head}", scene.run.command))
                .compared(format!("an object with the key {key}"), "404 NoSuchKey")
                .fail();
        }
        Err(error) => return Err(Verdict::Fault(format!("GetObject {key}: {error:?}"))),
    };
    let wanted = media_type(&key);
    let content_type = got.content_type().unwrap_or_default().to_owned();
    let bytes = got.body.collect().await.map_err(|error| Verdict::Fault(format!("GetObject {key}: {error}")))?.to_vec();
    if bytes != session.later_bytes() {
        return Failure::new(format!("{key} does not hold the bytes of the file."))
            .tried(&scene.run.command)
            .compared(format!("{} bytes", session.later_bytes().len()), format!("{} other bytes", bytes.len()))
            .fail();
    }
    if content_type.split(';').next().map(str::trim) != Some(wanted) {
        return Failure::new(format!("{key} has the wrong content type: a browser would not show it as a page."))
            .tried(format!("{}\n{head}", scene.run.command))
            .exactly(wanted, content_type)
            .fail();
    }
    Ok(())
}

/// What was sent to a bucket of another name than the one that the program was told, if anything was.
fn other_bucket(scene: &Scene) -> Option<&cloud::TraceEvent> {
    scene.run.requests.iter().find(|event| event.bucket.as_ref().is_some_and(|bucket| *bucket != scene.bucket))
}

async fn told_bucket(session: &Session) -> Outcome {
    let scene = session.told().await?;
    if let Some(event) = other_bucket(scene) {
        let named = event.bucket.as_deref().unwrap_or_default();
        return Failure::new(format!("Your program was told another bucket, but acted on `{named}`."))
            .tried(&scene.run.command)
            .compared(format!("only requests for bucket {}", scene.bucket), line(event))
            .fail();
    }
    if !scene.run.finished.success() {
        return scene.run.stop().fail();
    }
    let path = path_of(&session.later_key());
    let answer = session.website(Some(scene), &path).await?;
    if answer.status != 200 {
        return Failure::new("In the bucket that your program was told, a visitor cannot read the new file.")
            .tried(&scene.run.command)
            .compared("200", answer.summary())
            .because_of(why_refused(Some(scene)))
            .fail();
    }
    Ok(())
}

async fn later_read(session: &Session) -> Outcome {
    let scene = session.uploaded().await?;
    let path = path_of(&session.later_key());
    let answer = session.website(Some(scene), &path).await?;
    if answer.status != 200 {
        return Failure::new("A visitor cannot read the file that was uploaded later.")
            .tried(format!("{}\n{}", scene.run.command, session.curl(&path)))
            .compared("200", answer.summary())
            .because_of(why_refused(Some(scene)))
            .fail();
    }
    match reads_all(session, Some(scene)).await {
        Err(Verdict::Failed(mut failure)) => {
            let operations: Vec<&str> =
                scene.run.requests.iter().filter_map(|event| event.operation.as_deref()).collect();
            failure.message = format!("The new file can be read, but an old one no longer. {}", failure.message);
            failure.request = failure.request.map(|request| format!("{}\n{request}", scene.run.command));
            failure.because(format!("the upload sent: {}", operations.join(", "))).fail()
        }
        other => other,
    }
}
