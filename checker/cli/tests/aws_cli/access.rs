//! ACLs, policies, and callers without credentials.

use serde_json::json;

use crate::scene::{BUCKET, Scene, error, policy};

#[tokio::test]
#[ignore = "needs the AWS CLI: .ci/run has a stage for it"]
async fn acls_are_refused_until_both_switches_are_set() {
    let scene = Scene::with_bucket().await;
    let index = scene.write("index.html", b"<h1>Chat</h1>");
    scene.done(&["s3", "cp", &index, &format!("s3://{BUCKET}"), "--no-progress"]).await;
    let share = ["s3api", "put-object-acl", "--bucket", BUCKET, "--key", "index.html", "--acl", "public-read"];
    let user = &scene.cloud.student().arn;

    let blocked = format!(
        "User: {user} is not authorized to perform: s3:PutObjectAcl on resource: \
         \"arn:aws:s3:::{BUCKET}/index.html\" because public ACLs are prevented by the BlockPublicAcls setting in S3 \
         Block Public Access."
    );
    assert_eq!(scene.refused(&share).await, error("AccessDenied", "PutObjectAcl", &blocked));
    scene.block(&["BlockPublicPolicy=true", "RestrictPublicBuckets=true"]).await;
    let flags = scene.json(&["s3api", "get-public-access-block", "--bucket", BUCKET]).await;
    assert_eq!(
        flags["PublicAccessBlockConfiguration"],
        json!({
            "BlockPublicAcls": false,
            "IgnorePublicAcls": false,
            "BlockPublicPolicy": true,
            "RestrictPublicBuckets": true,
        })
    );
    let off = "The bucket does not allow ACLs";
    assert_eq!(scene.refused(&share).await, error("AccessControlListNotSupported", "PutObjectAcl", off));
    let upload = ["s3", "cp", &index, &format!("s3://{BUCKET}"), "--acl", "public-read", "--no-progress"];
    assert_eq!(
        scene.refused(&upload).await,
        format!(
            "upload failed: ./index.html to s3://{BUCKET}/index.html {}",
            error("AccessControlListNotSupported", "PutObject", off)
        )
    );
    let controls = ["s3api", "get-bucket-ownership-controls", "--bucket", BUCKET];
    let ownership = "OwnershipControls.Rules[0].ObjectOwnership";
    let asked = [&controls[..], &["--query", ownership, "--output", "text"]].concat();
    assert_eq!(scene.done(&asked).await, "BucketOwnerEnforced\n");

    scene.open().await;
    assert_eq!(scene.done(&asked).await, "BucketOwnerPreferred\n");
    assert_eq!(scene.done(&share).await, "");
    let acl = scene.json(&["s3api", "get-object-acl", "--bucket", BUCKET, "--key", "index.html"]).await;
    let owner = scene.cloud.student().account.canonical_user_id();
    assert_eq!(
        acl,
        json!({
            "Owner": { "ID": owner },
            "Grants": [
                { "Grantee": { "ID": owner, "Type": "CanonicalUser" }, "Permission": "FULL_CONTROL" },
                {
                    "Grantee": { "Type": "Group", "URI": "http://acs.amazonaws.com/groups/global/AllUsers" },
                    "Permission": "READ",
                },
            ],
        })
    );
    scene
        .done(&["s3api", "get-object", "--bucket", BUCKET, "--key", "index.html", "--no-sign-request", "got.html"])
        .await;
    assert_eq!(scene.read("got.html"), b"<h1>Chat</h1>");
}

#[tokio::test]
#[ignore = "needs the AWS CLI: .ci/run has a stage for it"]
async fn policies_are_checked_blocked_and_obeyed() {
    let scene = Scene::with_bucket().await;
    let good = policy("s3:GetObject", &format!("{BUCKET}/*"));
    let put = async |policy: &str| {
        scene
            .aws(&["s3api", "put-bucket-policy", "--bucket", BUCKET, "--policy", policy])
            .await
            .stderr
            .trim()
            .to_owned()
    };
    for (bad, message) in [
        ("hello", "Policies must be valid JSON and the first byte must be '{'"),
        ("{}", "Missing required field Statement"),
        (&policy("s3:GetObjekt", &format!("{BUCKET}/*")), "Policy has invalid action"),
        (&policy("s3:GetObject", "another-bucket/*"), "Policy has invalid resource"),
        (&policy("s3:GetObject", BUCKET), "Action does not apply to any resource(s) in statement"),
    ] {
        assert_eq!(put(bad).await, error("MalformedPolicy", "PutBucketPolicy", message), "{bad}");
    }
    let blocked = format!(
        "User: {} is not authorized to perform: s3:PutBucketPolicy on resource: \"arn:aws:s3:::{BUCKET}\" because \
         public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.",
        scene.cloud.student().arn
    );
    assert_eq!(put(&good).await, error("AccessDenied", "PutBucketPolicy", &blocked));
    let get = ["s3api", "get-bucket-policy", "--bucket", BUCKET, "--query", "Policy", "--output", "text"];
    let none = "The bucket policy does not exist";
    assert_eq!(scene.refused(&get).await, error("NoSuchBucketPolicy", "GetBucketPolicy", none));

    scene.block(&["BlockPublicAcls=true", "IgnorePublicAcls=true"]).await;
    assert_eq!(put(&good).await, "");
    assert_eq!(scene.done(&get).await.trim_end(), good);
    // A file that comes later is public as well; all that the policy does not name stays refused.
    let later = scene.write("later.txt", b"later\n");
    scene.done(&["s3", "cp", &later, &format!("s3://{BUCKET}"), "--no-progress"]).await;
    let from = format!("s3://{BUCKET}/later.txt");
    assert_eq!(scene.done(&["s3", "cp", &from, "-", "--no-sign-request"]).await, "later\n");
    let list = scene.refused(&["s3", "ls", &format!("s3://{BUCKET}"), "--no-sign-request"]).await;
    assert_eq!(list, error("AccessDenied", "ListObjectsV2", "Access Denied"));
}

#[tokio::test]
#[ignore = "needs the AWS CLI: .ci/run has a stage for it"]
async fn nobody_may_write_without_credentials() {
    let scene = Scene::with_bucket().await;
    scene.open().await;
    let file = scene.write("file.txt", b"mine\n");
    let to = format!("s3://{BUCKET}/file.txt");
    scene.done(&["s3", "cp", &file, &to, "--acl", "public-read", "--no-progress"]).await;
    scene.write("file.txt", b"somebody else's\n");

    let denied = error("AccessDenied", "PutObject", "Access Denied");
    let put = ["s3api", "put-object", "--bucket", BUCKET, "--key", "file.txt", "--body", &file, "--no-sign-request"];
    assert_eq!(scene.refused(&put).await, denied);
    let request = scene.last_request();
    assert_eq!((request.status, request.operation.as_deref()), (403, Some("PutObject")));
    let copied = scene.refused(&["s3", "cp", &file, &to, "--no-sign-request", "--no-progress"]).await;
    assert_eq!(copied, format!("upload failed: ./file.txt to {to} {denied}"));
    let removed = scene.refused(&["s3", "rm", &to, "--no-sign-request"]).await;
    assert_eq!(removed, format!("delete failed: {to} {}", error("AccessDenied", "DeleteObject", "Access Denied")));
    assert_eq!(scene.done(&["s3", "cp", &to, "-", "--no-sign-request"]).await, "mine\n");

    // A HEAD request carries no body, so the AWS CLI knows the status alone.
    let private = format!("s3://{BUCKET}/private.txt");
    scene.done(&["s3", "cp", &file, &private, "--no-progress"]).await;
    let read = scene.refused(&["s3", "cp", &private, ".", "--no-sign-request"]).await;
    assert_eq!(read, format!("fatal error: {}", error("403", "HeadObject", "Forbidden")));

    let unknown = scene.aws_as(&["s3", "ls"], &[("AWS_ACCESS_KEY_ID", "AKIANOBODYHASTHISKEY")]).await;
    let message = "The AWS Access Key Id you provided does not exist in our records.";
    assert_eq!(unknown.stderr.trim(), error("InvalidAccessKeyId", "ListBuckets", message));
    let wrong = scene.aws_as(&["s3", "ls"], &[("AWS_SECRET_ACCESS_KEY", "not/the/secret")]).await;
    let message = "The request signature we calculated does not match the signature you provided. Check your key and \
                   signing method.";
    assert_eq!(wrong.stderr.trim(), error("SignatureDoesNotMatch", "ListBuckets", message));

    // A presigned address carries the student's signature to whoever has it.
    let url = scene.done(&["s3", "presign", &private]).await;
    let answer = scene.get(url.trim()).await;
    assert_eq!((answer.status, answer.body.to_vec()), (200, b"somebody else's\n".to_vec()));
    let forged = url.trim().replace("private.txt", "file.txt");
    assert_eq!(scene.get(&forged).await.summary().split(':').next(), Some("403 SignatureDoesNotMatch"));
}
