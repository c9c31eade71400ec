//! Part 4: what stays refused, tried as a stranger would, and predicted.

use reqwest::Method;

use super::predictions;
use super::{LabCheck, Session, path_of};
use crate::harness::{Check, Failure, Need, Outcome};
use crate::target::CLOUD_PORT;

pub(super) fn checks() -> Vec<LabCheck> {
    let mut checks = vec![
        Check {
            id: "bucket-policy/no-listing",
            part: "refusals",
            title: "nobody can find out which keys there are",
            points: 1,
            needs: Need::Http,
            after: &["bucket-policy/least", "bucket-policy/site-open"],
            hints: &[
                "A missing page is 403 for those who may not list the bucket, and 404 for those who may.",
                "A 404 looks nicer, and it costs: with s3:ListBucket everyone reads the names of all your files.",
            ],
            run: |session| Box::pin(no_listing(session)),
        },
        Check {
            id: "bucket-policy/no-writing",
            part: "refusals",
            title: "nobody can write, delete, or change who may do what",
            points: 1,
            needs: Need::Writes,
            after: &["bucket-policy/least", "bucket-policy/site-open"],
            hints: &[
                "The checker tries what a stranger may try, without credentials.",
                "Put policy.json on the bucket as it is, and nothing besides.",
            ],
            run: |session| Box::pin(no_writing(session)),
        },
    ];
    checks.extend(predictions::checks());
    checks
}

async fn no_listing(session: &Session) -> Outcome {
    let scene = session.scene_for_http().await?;
    let path = path_of(&session.folder.missing);
    let answer = session.website(scene, &path).await?;
    if answer.status != 403 {
        let message =
            "A stranger can tell a key that is not there from one that is hidden: everyone may list the bucket.";
        return Failure::new(message)
            .tried(session.curl(&path))
            .compared("403", answer.summary())
            .because_of(scene.and_then(|scene| scene.cloud.trace().last()?.decision.clone()))
            .fail();
    }
    let Some(scene) = scene else { return Ok(()) };
    let listing = session.stranger(scene, Method::GET, "?list-type=2", None).await?;
    if listing.status < 400 {
        return Failure::new("A stranger can list your bucket.")
            .tried(format!("curl -i \"http://127.0.0.1:{CLOUD_PORT}/{}/?list-type=2\"", scene.bucket))
            .compared("403 AccessDenied", listing.summary())
            .fail();
    }
    Ok(())
}

async fn no_writing(session: &Session) -> Outcome {
    let scene = session.applied().await?;
    let body: &[u8] = b"not yours";
    let policy: &[u8] = b"{}";
    let attempts: [(&str, Method, &str, Option<&[u8]>); 5] = [
        ("write new objects into your bucket", Method::PUT, "written-by-a-stranger.txt", Some(body)),
        ("overwrite your pages", Method::PUT, "index.html", Some(body)),
        ("delete your pages", Method::DELETE, "index.html", None),
        ("read your bucket's policy", Method::GET, "?policy", None),
        ("replace your bucket's policy", Method::PUT, "?policy", Some(policy)),
    ];
    for (what, method, rest, body) in attempts {
        let data = if body.is_some() { " -d x" } else { "" };
        let command = format!("curl -i -X {method}{data} \"http://127.0.0.1:{CLOUD_PORT}/{}/{rest}\"", scene.bucket);
        let answer = session.stranger(scene, method, rest, body).await?;
        if answer.status != 403 {
            let last = scene.cloud.trace().last().and_then(|event| event.decision.clone());
            return Failure::new(format!("A stranger can {what}."))
                .tried(command)
                .compared("403 AccessDenied", answer.summary())
                .because_of(last.map(|decision| format!("decided: {decision}")))
                .fail();
        }
    }
    Ok(())
}
