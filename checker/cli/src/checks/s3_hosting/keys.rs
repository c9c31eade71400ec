//! Part 1: a bucket in any region, exact keys, the upload.

use std::collections::BTreeSet;

use aws_sdk_s3::error::ProvideErrorMetadata;
use cloud::TraceEvent;

use super::changed_key::{instead_of, what_changed};
use super::scene::Scene;
use super::{LabCheck, Refusals, Session, line, quote};
use crate::harness::{Check, Failure, Need, Outcome, Verdict};

pub(super) fn checks() -> Vec<LabCheck> {
    vec![
        Check {
            id: "s3-hosting/bucket",
            part: "keys",
            title: "the bucket is made in the region that the program is told",
            points: 2,
            needs: Need::Program,
            after: &[],
            hints: &[
                "Look at what `create_bucket` in src/keys.rs must do: a bucket belongs to one region.",
                "Outside us-east-1 the request carries a CreateBucketConfiguration with the region as its location constraint.",
                "`BucketLocationConstraint::from(region)` makes the constraint; `.create_bucket_configuration(…)` puts it into the request.",
            ],
            run: |session| Box::pin(bucket(session)),
        },
        Check {
            id: "s3-hosting/bucket-us-east-1",
            part: "keys",
            title: "the bucket is made in us-east-1 too",
            points: 1,
            needs: Need::Program,
            after: &["s3-hosting/bucket"],
            hints: &[
                "us-east-1 is the one region that S3 does not want to hear named.",
                "Leave the CreateBucketConfiguration out when the region is us-east-1.",
            ],
            run: |session| Box::pin(bucket_us_east_1(session)),
        },
        Check {
            id: "s3-hosting/keys",
            part: "keys",
            title: "every file has its path as its key, with slashes and with nothing changed",
            points: 3,
            needs: Need::Program,
            after: &["s3-hosting/bucket"],
            hints: &[
                "A bucket has no folders: `css/style.css` is one key with a slash in it.",
                "Join the names of the path's components with `/`; do not use the path's own separator, and put nothing in front.",
                "The SDK encodes keys for the wire. A key with a space or a percent sign is given to it as it is.",
            ],
            run: |session| Box::pin(keys(session)),
        },
        Check {
            id: "s3-hosting/hidden-files",
            part: "keys",
            title: "hidden files and folders are not published",
            points: 1,
            needs: Need::Program,
            after: &["s3-hosting/keys"],
            hints: &[
                "A folder on a real disk holds more than you put there: .DS_Store, .git, .env.",
                "`object_key` returns `None` when any component of the path begins with a dot.",
            ],
            run: |session| Box::pin(hidden_files(session)),
        },
        Check {
            id: "s3-hosting/bytes",
            part: "keys",
            title: "every object holds the file's bytes, text or not",
            points: 1,
            needs: Need::Http,
            after: &["s3-hosting/keys"],
            hints: &[
                "An image is not text: reading it as a String loses bytes, or fails.",
                "`ByteStream::from_path(file).await?` reads a file as it is, and does not hold it all in memory.",
            ],
            run: |session| Box::pin(bytes(session)),
        },
        Check {
            id: "s3-hosting/run-again",
            part: "keys",
            title: "a second run updates the site",
            points: 1,
            needs: Need::Program,
            after: &["s3-hosting/keys"],
            hints: &[
                "On the second run the bucket is there, and it is yours. Outside us-east-1 S3 says so with an error.",
                "The error's code is BucketAlreadyOwnedByYou: treat that one as success (`error.code()`).",
            ],
            run: |session| Box::pin(run_again(session)),
        },
        Check {
            id: "s3-hosting/name-taken",
            part: "keys",
            title: "a bucket name that somebody else has is an error",
            points: 1,
            needs: Need::Program,
            after: &["s3-hosting/bucket"],
            hints: &[
                "Bucket names are shared by all customers of AWS; yours may be taken.",
                "BucketAlreadyExists is not BucketAlreadyOwnedByYou: the first means that the bucket is not yours. Return it.",
            ],
            run: |session| Box::pin(name_taken(session)),
        },
        Check {
            id: "s3-hosting/upload-refused",
            part: "keys",
            title: "an upload that S3 refuses is an error",
            points: 1,
            needs: Need::Program,
            after: &["s3-hosting/keys"],
            hints: &[
                "A site with a file missing is worse than a message: nobody who looks at your program's output would know.",
                "End the call with `.await?`. `let _ = ….await` and `.ok()` throw the error away; so does a task whose result nobody asks for.",
            ],
            run: |session| Box::pin(session.ends_badly_without(Refusals::Uploads)),
        },
    ]
}

async fn bucket(session: &Session) -> Outcome {
    made_in_region(session.first().await?).await?;
    made_in_region(session.elsewhere(true).await?).await
}

async fn bucket_us_east_1(session: &Session) -> Outcome {
    made_in_region(session.us_east_1().await?).await
}

async fn made_in_region(scene: &Scene) -> Outcome {
    if let Some(stop) = scene.stopped_in("keys") {
        return stop.fail();
    }
    let command = format!("aws s3api get-bucket-location --bucket {}", scene.bucket);
    match scene.s3.get_bucket_location().bucket(&scene.bucket).send().await {
        Ok(location) => {
            // us-east-1 has no constraint. https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html
            let found = location.location_constraint().map_or("us-east-1", |constraint| constraint.as_str());
            let found = if found.is_empty() { "us-east-1" } else { found };
            if found == scene.region {
                return Ok(());
            }
            Failure::new("The bucket is in another region than the program was told.")
                .tried(command)
                .exactly(&scene.region, found)
                .fail()
        }
        Err(error) if error.code() == Some("NoSuchBucket") => {
            Failure::new("After your program ran there is no bucket.")
                .tried(&scene.run.command)
                .compared(format!("a bucket {} in {}", scene.bucket, scene.region), "no bucket of that name")
                .because(match scene.run.requests.len() {
                    0 => "your program sent no request to S3".to_owned(),
                    count => format!("your program sent {count} requests to S3, none of which made the bucket"),
                })
                .fail()
        }
        Err(error) => Err(Verdict::Fault(format!("GetBucketLocation: {error:?}"))),
    }
}

/// All keys of the bucket, as S3 lists them.
async fn listed(scene: &Scene) -> Result<BTreeSet<String>, Verdict> {
    let mut pages = scene.s3.list_objects_v2().bucket(&scene.bucket).into_paginator().send();
    let mut keys = BTreeSet::new();
    while let Some(page) = pages.next().await {
        let page = page.map_err(|error| Verdict::Fault(format!("ListObjectsV2: {error:?}")))?;
        keys.extend(page.contents().iter().filter_map(|object| object.key().map(str::to_owned)));
    }
    Ok(keys)
}

fn list_command(scene: &Scene) -> String {
    format!("aws s3api list-objects-v2 --bucket {} --query \"Contents[].Key\"", scene.bucket)
}

async fn keys(session: &Session) -> Outcome {
    let scene = session.first().await?;
    let found = listed(scene).await?;
    let wanted: BTreeSet<&String> = session.folder.files.keys().collect();
    let missing = wanted.iter().find(|key| !found.contains(**key));
    // A panic over one name leaves the files after it where they are.
    if missing.is_some()
        && let Some(stop) = scene.stopped_in("content-type")
    {
        return stop.fail();
    }
    if found.is_empty() {
        return Failure::new("The bucket is empty: no file was uploaded.")
            .tried(list_command(scene))
            .compared(format!("{} objects, among them index.html", wanted.len()), "no objects")
            .because_of(first_refusal(scene))
            .fail();
    }
    // Hidden files have a check of their own.
    let extra: Vec<&String> = found.iter().filter(|key| !wanted.contains(key) && !is_hidden(key)).collect();
    if let Some(missing) = missing {
        let instead = instead_of(missing, &extra);
        let why = instead.and_then(|key| what_changed(missing, key));
        let failure =
            Failure::new(why.unwrap_or_else(|| format!("The file {missing} is not there under its own path.")))
                .tried(list_command(scene))
                .because_of(first_refusal(scene));
        return match instead {
            Some(key) => failure.exactly(missing.as_str(), key).fail(),
            None => failure.compared(missing.as_str(), "no object with this key").fail(),
        };
    }
    if let Some(key) = extra.first() {
        return Failure::new("There is an object that no file of the folder explains.")
            .tried(list_command(scene))
            .compared(format!("{} objects", wanted.len()), format!("{} objects, among them {key}", found.len()))
            .fail();
    }
    Ok(())
}

fn first_refusal(scene: &Scene) -> Option<String> {
    scene.run.requests.iter().find(|event| event.status >= 400).map(line)
}

fn is_hidden(key: &str) -> bool {
    key.split(['/', '\\']).any(|name| name.starts_with('.'))
}

async fn hidden_files(session: &Session) -> Outcome {
    let scene = session.first().await?;
    let found = listed(scene).await?;
    match found.iter().find(|key| is_hidden(key)) {
        None => Ok(()),
        Some(key) => Failure::new("A hidden file was published. On a public site everyone could read it.")
            .tried(list_command(scene))
            .compared("no key with a component that begins with a dot", key.as_str())
            .fail(),
    }
}

async fn bytes(session: &Session) -> Outcome {
    for (key, wanted) in &session.folder.files {
        let Some(object) = session.object(key).await? else {
            return Failure::new(format!("{key} is not there."))
                .tried(session.curl(&format!("/{}", quote(key))))
                .compared(format!("{} bytes", wanted.len()), "no object")
                .fail();
        };
        if object.bytes != *wanted {
            let same = object.bytes.iter().zip(wanted).take_while(|(left, right)| left == right).count();
            return Failure::new(format!("{key} does not hold the bytes of the file."))
                .tried(object.tried)
                .compared(
                    format!("{} bytes", wanted.len()),
                    format!("{} bytes, the first difference at byte {same}", object.bytes.len()),
                )
                .fail();
        }
    }
    Ok(())
}

async fn run_again(session: &Session) -> Outcome {
    let again = session.again().await?;
    if let Some(stop) = again.scene.stopped_in("keys") {
        let mut stop = stop;
        stop.message = format!(
            "The first run was fine. {}",
            stop.message.replacen("Your program", "On the second your program", 1)
        );
        return stop.fail();
    }
    if let Some(event) = again.scene.run.requests.iter().find(|event| removes(event, session)) {
        return Failure::new("The second run takes down what is published already, and visitors get errors meanwhile.")
            .tried(&again.scene.run.command)
            .compared("nothing that stays on the site is deleted", line(event))
            .fail();
    }
    let key = &again.changed;
    let got = again.scene.s3.get_object().bucket(&again.scene.bucket).key(key).send().await;
    let got = got.map_err(|error| Verdict::Fault(format!("GetObject {key}: {error:?}")))?;
    let found = got.body.collect().await.map_err(|error| Verdict::Fault(format!("GetObject {key}: {error}")))?;
    if found.to_vec() == again.bytes {
        return Ok(());
    }
    Failure::new(format!("{key} was changed between two runs, but the object is still the old one."))
        .tried(&again.scene.run.command)
        .compared("the new bytes", "the old bytes")
        .fail()
}

/// A bucket that is deleted may be another account's a moment later; an object is away until it is uploaded again.
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/delete-bucket.html>
fn removes(event: &TraceEvent, session: &Session) -> bool {
    match event.operation.as_deref() {
        Some("DeleteBucket") => event.status < 300,
        Some("DeleteObject") => event.key.as_ref().is_some_and(|key| session.folder.files.contains_key(key)),
        _ => false,
    }
}

/// Requests that only look.
fn only_reads(operation: Option<&str>) -> bool {
    operation.is_some_and(|name| name.starts_with("Head") || name.starts_with("Get") || name.starts_with("List"))
}

async fn name_taken(session: &Session) -> Outcome {
    let scene = session.taken().await?;
    let requests = &scene.run.requests;
    // A program that looks first learns of the other owner from HeadBucket's 403, and is right to stop there.
    let refused = requests
        .iter()
        .position(|event| event.error_code.as_deref() == Some("BucketAlreadyExists"))
        .or_else(|| requests.iter().position(|event| only_reads(event.operation.as_deref()) && event.status >= 300));
    let went_on =
        refused.and_then(|at| requests[at + 1..].iter().find(|event| !only_reads(event.operation.as_deref())));
    let taken = "the program stops with a message and an exit code other than 0";
    if let Some(event) = went_on.filter(|event| event.operation.as_deref() != Some("CreateBucket")) {
        return Failure::new("The bucket belongs to another account, but your program went on as if it were yours.")
            .tried(&scene.run.command)
            .compared(taken, format!("the next request was {}", event.operation.as_deref().unwrap_or("another")))
            .because_of(refused.map(|at| line(&requests[at])))
            .because(line(event))
            .fail();
    }
    if scene.run.finished.success() {
        return Failure::new("The bucket belongs to another account, but your program says that all went well.")
            .tried(&scene.run.command)
            .compared(taken, "exit code 0")
            .because_of(refused.map(|at| line(&requests[at])))
            .fail();
    }
    if refused.is_some() {
        return Ok(());
    }
    scene.run.stop().fail()
}
