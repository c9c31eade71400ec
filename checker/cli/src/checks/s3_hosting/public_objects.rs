//! Part 3: anyone may read the objects, and may do nothing else.

use aws_sdk_s3::types::{Grant, ObjectOwnership, Permission, PublicAccessBlockConfiguration};
use reqwest::Method;

use super::scene::Scene;
use super::{LabCheck, Session, quote};
use crate::harness::{Check, Failure, Need, Outcome, Verdict};

/// What ACLs call everybody.
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#specifying-grantee-predefined-groups>
const ALL_USERS: &str = "http://acs.amazonaws.com/groups/global/AllUsers";
/// What they call everybody who has an AWS account.
const AUTHENTICATED_USERS: &str = "http://acs.amazonaws.com/groups/global/AuthenticatedUsers";

pub(super) fn checks() -> Vec<LabCheck> {
    vec![
        Check {
            id: "s3-hosting/acls-on",
            part: "public-objects",
            title: "ACLs are switched on before the first one is used",
            points: 1,
            needs: Need::Program,
            after: &["s3-hosting/keys"],
            hints: &[
                "Since April 2023 a new bucket has ACLs off: its object ownership is BucketOwnerEnforced.",
                "PutBucketOwnershipControls with BucketOwnerPreferred (or ObjectWriter) switches them on. It must come first.",
            ],
            run: |session| Box::pin(acls_on(session)),
        },
        Check {
            id: "s3-hosting/acl-flags",
            part: "public-objects",
            title: "the two flags against public ACLs are off",
            points: 1,
            needs: Need::Program,
            after: &["s3-hosting/acls-on"],
            hints: &[
                "A new bucket has four flags on. Two of them are about ACLs.",
                "BlockPublicAcls refuses to store a public ACL; IgnorePublicAcls stores it and then overlooks it. Both must be off.",
            ],
            run: |session| Box::pin(acl_flags(session)),
        },
        Check {
            id: "s3-hosting/policy-flags",
            part: "public-objects",
            title: "the two flags against public policies stay on",
            points: 1,
            needs: Need::Program,
            after: &["s3-hosting/acls-on"],
            hints: &[
                "Open only what you need: this lab uses no bucket policy.",
                "PutPublicAccessBlock replaces all four flags. One that you do not name is off: name BlockPublicPolicy and RestrictPublicBuckets as true.",
            ],
            run: |session| Box::pin(policy_flags(session)),
        },
        Check {
            id: "s3-hosting/public-read",
            part: "public-objects",
            title: "anyone can read every object",
            points: 2,
            needs: Need::Http,
            after: &["s3-hosting/acl-flags"],
            hints: &[
                "A bucket's ACL says nothing about its objects: each object has one of its own.",
                "PutObjectAcl with the canned ACL public-read, for each key; or `.acl(…)` on the put itself, once ACLs are on.",
            ],
            run: |session| Box::pin(public_read(session)),
        },
        Check {
            id: "s3-hosting/read-only",
            part: "public-objects",
            title: "nobody else can list, write or delete",
            points: 1,
            needs: Need::Writes,
            after: &["s3-hosting/public-read"],
            hints: &[
                "public-read on a bucket lets everyone list it; public-read-write lets everyone fill it, at your cost.",
                "Leave the bucket's own ACL alone, and give the objects public-read.",
            ],
            run: |session| Box::pin(read_only(session)),
        },
    ]
}

async fn acls_on(session: &Session) -> Outcome {
    let scene = session.first().await?;
    if let Some(stop) = scene.stopped_in("public-objects") {
        return stop.fail();
    }
    let controls = scene.s3.get_bucket_ownership_controls().bucket(&scene.bucket).send().await;
    let found = match controls {
        Ok(controls) => controls
            .ownership_controls()
            .and_then(|controls| controls.rules().first())
            .map(|rule| rule.object_ownership().clone()),
        // Without ownership controls a bucket is as before 2021: ACLs count.
        Err(error) if error.raw_response().is_some_and(|response| response.status().as_u16() == 404) => return Ok(()),
        Err(error) => return Err(Verdict::Fault(format!("GetBucketOwnershipControls: {error:?}"))),
    };
    match found {
        Some(ObjectOwnership::BucketOwnerEnforced) | None => {
            Failure::new("ACLs are off in the bucket, so no object can be made public by one.")
                .tried(format!("aws s3api get-bucket-ownership-controls --bucket {}", scene.bucket))
                .compared(
                    "BucketOwnerPreferred or ObjectWriter",
                    found.map_or_else(|| "no rule".to_owned(), |found| found.to_string()),
                )
                .fail()
        }
        Some(_) => Ok(()),
    }
}

/// The four flags; a bucket without the configuration has them all off.
async fn flags(scene: &Scene) -> Result<PublicAccessBlockConfiguration, Verdict> {
    match scene.s3.get_public_access_block().bucket(&scene.bucket).send().await {
        Ok(found) => Ok(found
            .public_access_block_configuration
            .unwrap_or_else(|| PublicAccessBlockConfiguration::builder().build())),
        Err(error) if error.raw_response().is_some_and(|response| response.status().as_u16() == 404) => {
            Ok(PublicAccessBlockConfiguration::builder().build())
        }
        Err(error) => Err(Verdict::Fault(format!("GetPublicAccessBlock: {error:?}"))),
    }
}

fn flags_command(scene: &Scene) -> String {
    format!("aws s3api get-public-access-block --bucket {}", scene.bucket)
}

fn on_or_off(flags: [(&str, Option<bool>); 2]) -> String {
    flags.map(|(name, on)| format!("{name} {}", if on == Some(true) { "on" } else { "off" })).join(", ")
}

async fn acl_flags(session: &Session) -> Outcome {
    let scene = session.first().await?;
    let flags = flags(scene).await?;
    let found = [("BlockPublicAcls", flags.block_public_acls), ("IgnorePublicAcls", flags.ignore_public_acls)];
    if found.iter().all(|(_, on)| *on != Some(true)) {
        return Ok(());
    }
    Failure::new("A flag of the public access block still stands against public ACLs.")
        .tried(flags_command(scene))
        .exactly("BlockPublicAcls off, IgnorePublicAcls off", on_or_off(found))
        .fail()
}

async fn policy_flags(session: &Session) -> Outcome {
    let scene = session.first().await?;
    let flags = flags(scene).await?;
    let found =
        [("BlockPublicPolicy", flags.block_public_policy), ("RestrictPublicBuckets", flags.restrict_public_buckets)];
    if found.iter().all(|(_, on)| *on == Some(true)) {
        return Ok(());
    }
    Failure::new("The bucket is more open than this lab needs.")
        .tried(flags_command(scene))
        .exactly("BlockPublicPolicy on, RestrictPublicBuckets on", on_or_off(found))
        .fail()
}

async fn public_read(session: &Session) -> Outcome {
    for key in session.folder.files.keys() {
        let answer = session.anonymous(Method::GET, key, None).await?;
        if answer.status != 200 {
            return Failure::new(format!("{key} cannot be read without credentials."))
                .tried(session.anonymous_command("", key))
                .compared("200", answer.summary())
                .because_of(session.why_refused().await)
                .fail();
        }
    }
    if session.program().is_ok() {
        read_again(session).await?;
    }
    Ok(())
}

/// An object that is put anew has no ACL but its owner's: the second run must share it as the first did.
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/managing-acls.html>
async fn read_again(session: &Session) -> Outcome {
    let scene = &session.again().await?.scene;
    for key in session.folder.files.keys() {
        let answer = session.anonymous_in(scene, key).await?;
        if answer.status != 200 {
            return Failure::new(format!("After a second run {key} cannot be read without credentials any more."))
                .tried(format!("{}   (twice)", scene.run.command))
                .compared("200", answer.summary())
                .because("PutObject makes a new object, and the old one's ACL does not pass to it")
                .fail();
        }
    }
    Ok(())
}

async fn read_only(session: &Session) -> Outcome {
    let body: &[u8] = b"not yours";
    let attempts: [(&str, Method, &str, Option<&[u8]>); 3] = [
        ("write", Method::PUT, "written-by-a-stranger.txt", Some(body)),
        ("overwrite", Method::PUT, "index.html", Some(body)),
        ("delete", Method::DELETE, "index.html", None),
    ];
    for (what, method, key, body) in attempts {
        let options = format!(" -X {method}");
        let answer = session.anonymous(method, key, body).await?;
        if answer.status < 400 {
            return Failure::new(format!("A stranger can {what} objects of your bucket."))
                .tried(session.anonymous_command(&options, key))
                .compared("403 AccessDenied", answer.summary())
                .fail();
        }
    }
    let listing = session.anonymous(Method::GET, "", None).await?;
    if listing.status < 400 {
        return Failure::new("A stranger can list your bucket.")
            .tried(session.anonymous_command("", ""))
            .compared("403 AccessDenied", listing.summary())
            .fail();
    }
    let scene = session.first().await?;
    let acl = scene.s3.get_bucket_acl().bucket(&scene.bucket).send().await;
    let acl = acl.map_err(|error| Verdict::Fault(format!("GetBucketAcl: {error:?}")))?;
    if let Some((who, permission)) = acl.grants().iter().find_map(to_group) {
        return Failure::new(format!("The bucket's own ACL opens the bucket to {who}."))
            .tried(format!("aws s3api get-bucket-acl --bucket {}", scene.bucket))
            .compared("grants for the owner alone", format!("{permission} for {who}"))
            .fail();
    }
    for key in session.folder.files.keys() {
        let acl = scene.s3.get_object_acl().bucket(&scene.bucket).key(key).send().await;
        let acl = acl.map_err(|error| Verdict::Fault(format!("GetObjectAcl {key}: {error:?}")))?;
        let more = |(_, permission): &(&str, &str)| *permission != Permission::Read.as_str();
        if let Some((who, permission)) = acl.grants().iter().filter_map(to_group).find(more) {
            return Failure::new(format!("The ACL of {key} gives {who} more than reading."))
                .tried(format!("aws s3api get-object-acl --bucket {} --key {}", scene.bucket, quote(key)))
                .compared("READ", permission)
                .fail();
        }
    }
    Ok(())
}

/// Whom a grant is for, and what it gives, where it is for more people than the student can name.
fn to_group(grant: &Grant) -> Option<(&'static str, &str)> {
    let who = match grant.grantee()?.uri()? {
        ALL_USERS => "everyone",
        AUTHENTICATED_USERS => "everyone with an AWS account",
        _ => return None,
    };
    Some((who, grant.permission().map_or("another permission", Permission::as_str)))
}
