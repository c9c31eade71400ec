//! AWS's own command line against the embedded cloud: what it prints must be what it prints on AWS.
//!
//! The program is the one that `AWS_CLI` names, else `aws` on the `PATH`. It sees the environment that `checker cloud`
//! prints, and nothing of the caller's: `cargo test --package checker --test aws_cli -- --ignored`.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, SystemTime};

use checker::artefacts::environment;
use checker::starters::read_folder;
use checker::target::http::{Answer, Http};
use cloud::{Cloud, Config, TraceEvent};
use reqwest::{Method, Url};
use serde_json::{Value, json};
use tempfile::TempDir;

const BUCKET: &str = "chat-site-4711";

/// How long one command may take on a busy machine.
const TIME_LIMIT: Duration = Duration::from_mins(2);

/// A cloud, and the AWS CLI in a folder of its own, which is its home too.
struct Scene {
    cloud: Cloud,
    folder: TempDir,
}

/// What a command gave.
#[derive(Debug)]
struct Called {
    code: i32,
    stdout: String,
    stderr: String,
}

impl Scene {
    async fn new() -> Self {
        let cloud = Cloud::start(Config::default()).await.expect("a free port");
        Self { cloud, folder: tempfile::tempdir().expect("a temporary folder") }
    }

    /// A cloud with the student's bucket in it.
    async fn with_bucket() -> Self {
        let scene = Self::new().await;
        scene.done(&["s3", "mb", &format!("s3://{BUCKET}")]).await;
        scene
    }

    async fn aws(&self, arguments: &[&str]) -> Called {
        self.aws_as(arguments, &[]).await
    }

    /// Runs the AWS CLI with further environment variables.
    async fn aws_as(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Called {
        let program = std::env::var_os("AWS_CLI").unwrap_or_else(|| OsString::from("aws"));
        let credentials = self.cloud.student();
        let environment =
            environment::for_program(self.folder.path(), &self.cloud.endpoint(), self.cloud.region(), credentials);
        let command = tokio::process::Command::new(&program)
            .args(arguments)
            .current_dir(self.folder.path())
            .env_clear()
            .envs(environment)
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            // Version 2 shows long answers in a pager.
            .env("AWS_PAGER", "")
            .envs(variables.iter().copied())
            .stdin(Stdio::null())
            .kill_on_drop(true)
            .output();
        let output = tokio::time::timeout(TIME_LIMIT, command)
            .await
            .unwrap_or_else(|_| panic!("aws {} did not end", arguments.join(" ")))
            .unwrap_or_else(|error| {
                panic!("{}: {error}; name the AWS CLI in AWS_CLI (pip install awscli)", program.display())
            });
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
        Called {
            code: output.status.code().expect("an exit code"),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }

    /// Runs a command that succeeds without a word of complaint, and gives what it printed.
    async fn done(&self, arguments: &[&str]) -> String {
        let called = self.aws(arguments).await;
        assert_eq!((called.code, called.stderr.as_str()), (0, ""), "aws {}\n{called:?}", arguments.join(" "));
        called.stdout
    }

    /// Runs a command that succeeds and prints JSON.
    async fn json(&self, arguments: &[&str]) -> Value {
        let text = self.done(arguments).await;
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("aws {}: {error}\n{text}", arguments.join(" ")))
    }

    /// Runs a command that fails, and gives its one line of complaint.
    async fn refused(&self, arguments: &[&str]) -> String {
        let called = self.aws(arguments).await;
        assert_ne!(called.code, 0, "aws {}\n{called:?}", arguments.join(" "));
        called.stderr.trim().to_owned()
    }

    /// Writes a file of an hour ago: `sync` sends what looks newer than the upload, which S3 dates in whole seconds.
    fn write(&self, name: &str, bytes: &[u8]) -> String {
        let path = self.folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("the folder is made");
        fs::write(&path, bytes).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let file = fs::File::options().append(true).open(&path).expect("the file is there");
        file.set_modified(SystemTime::now() - Duration::from_hours(1)).expect("the file gets its date");
        name.to_owned()
    }

    fn read(&self, name: &str) -> Vec<u8> {
        let path = self.folder.path().join(name);
        fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// The last request that the cloud answered.
    fn last_request(&self) -> TraceEvent {
        self.cloud.trace().pop().expect("a request")
    }

    async fn get(&self, url: &str) -> Answer {
        let url = Url::parse(url).expect("an address");
        Http::new().expect("a client").send(Method::GET, &url, None).await.expect("an answer")
    }

    /// Lets ACLs and policies make the bucket's objects public.
    async fn open(&self) {
        let controls = "Rules=[{ObjectOwnership=BucketOwnerPreferred}]";
        self.done(&["s3api", "put-bucket-ownership-controls", "--bucket", BUCKET, "--ownership-controls", controls])
            .await;
        self.block(&["BlockPublicAcls=false", "IgnorePublicAcls=false", "BlockPublicPolicy=false"]).await;
    }

    /// Sets the public access block; flags that are not named are switched off.
    async fn block(&self, flags: &[&str]) {
        let flags = flags.join(",");
        self.done(&[
            "s3api",
            "put-public-access-block",
            "--bucket",
            BUCKET,
            "--public-access-block-configuration",
            &flags,
        ])
        .await;
    }
}

fn site() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../site")
}

/// The keys and sizes in what `aws s3 ls --recursive` prints: date, time, size to the right in ten columns, key.
fn listed(text: &str) -> BTreeMap<String, usize> {
    let parse = |line: &str| {
        let (size, key) = (line.get(20..30)?.trim().parse().ok()?, line.get(31..)?.to_owned());
        Some((key, size))
    };
    text.lines().map(|line| parse(line).unwrap_or_else(|| panic!("no line of a listing: {line}"))).collect()
}

/// The lines of an output whose order is left to chance: the AWS CLI works on several files at once.
fn lines(text: &str) -> BTreeSet<&str> {
    text.lines().collect()
}

fn error(code: &str, operation: &str, message: &str) -> String {
    format!("An error occurred ({code}) when calling the {operation} operation: {message}")
}

/// A policy of one statement about the bucket.
fn policy(action: &str, resource: &str) -> String {
    json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow",
            "Principal": "*",
            "Action": action,
            "Resource": format!("arn:aws:s3:::{resource}"),
        }],
    })
    .to_string()
}

#[tokio::test]
#[ignore = "needs the AWS CLI: .ci/run has a stage for it"]
async fn the_site_is_published() {
    let scene = Scene::new().await;
    let to = format!("s3://{BUCKET}");
    let local = scene.folder.path().join("site");
    let mut files = BTreeMap::new();
    for (path, bytes) in read_folder(&site()).expect("the site") {
        scene.write(&format!("site/{path}"), &bytes);
        files.insert(path, bytes.len());
    }
    assert!(files.len() > 20, "{files:?}");

    assert_eq!(scene.done(&["s3", "mb", &to]).await, format!("make_bucket: {BUCKET}\n"));
    let location = scene.json(&["s3api", "get-bucket-location", "--bucket", BUCKET]).await;
    assert_eq!(location, json!({ "LocationConstraint": "eu-central-1" }));

    let uploaded = scene.done(&["s3", "cp", "--recursive", "site", &to, "--no-progress"]).await;
    let expected: Vec<_> = files.keys().map(|path| format!("upload: site/{path} to {to}/{path}")).collect();
    assert_eq!(lines(&uploaded), expected.iter().map(String::as_str).collect());
    assert_eq!(listed(&scene.done(&["s3", "ls", "--recursive", &to]).await), files);
    let top = scene.done(&["s3", "ls", &to]).await;
    assert!(top.contains("                           PRE data/\n") && !top.contains("conversations"), "{top}");

    // What is there already is not sent again; what changed is, and what is gone goes on request only.
    assert_eq!(scene.done(&["s3", "sync", "site", &to, "--no-progress"]).await, "");
    scene.write("site/config.js", b"globalThis.ChatApp = {};\n");
    fs::remove_file(local.join("favicon.svg")).expect("removed");
    let again = scene.done(&["s3", "sync", "site", &to, "--no-progress"]).await;
    assert_eq!(again, format!("upload: site/config.js to {to}/config.js\n"));
    let again = scene.done(&["s3", "sync", "site", &to, "--no-progress", "--delete"]).await;
    assert_eq!(again, format!("delete: {to}/favicon.svg\n"));

    let head = scene.json(&["s3api", "head-object", "--bucket", BUCKET, "--key", "index.html"]).await;
    let index = scene.read("site/index.html");
    assert_eq!(
        (&head["ContentType"], &head["ContentLength"], &head["ServerSideEncryption"]),
        (&json!("text/html"), &json!(index.len()), &json!("AES256"))
    );
    assert_eq!((&head["AcceptRanges"], &head["Metadata"]), (&json!("bytes"), &json!({})));

    let documents = ["--index-document", "index.html", "--error-document", "error.html"];
    assert_eq!(scene.done(&[&["s3", "website", &to], &documents[..]].concat()).await, "");
    let website = scene.json(&["s3api", "get-bucket-website", "--bucket", BUCKET]).await;
    let expected = json!({ "IndexDocument": { "Suffix": "index.html" }, "ErrorDocument": { "Key": "error.html" } });
    assert_eq!(website, expected);

    scene.open().await;
    let mut shared = vec!["s3", "cp", "--recursive", "site", &to, "--no-progress", "--acl", "public-read"];
    scene.done(&shared).await;
    let address = scene.cloud.serve_website(BUCKET, None).await.expect("a port for the website");
    let answer = scene.get(&format!("http://{address}/")).await;
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("text/html")));
    assert_eq!(answer.body, index);
    let missing = scene.get(&format!("http://{address}/no/such/thing")).await;
    assert_eq!((missing.status, missing.body.to_vec()), (403, scene.read("site/error.html")));

    // Uploaded again without the ACL, they are private again.
    shared.truncate(6);
    scene.done(&shared).await;
    assert_eq!(scene.get(&format!("http://{address}/")).await.status, 403);
}

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

#[tokio::test]
#[ignore = "needs the AWS CLI: .ci/run has a stage for it"]
async fn buckets_have_a_region_and_go_only_when_empty() {
    let scene = Scene::with_bucket().await;
    let bucket = format!("s3://{BUCKET}");
    let owned = "Your previous request to create the named bucket succeeded and you already own it.";
    assert_eq!(
        scene.refused(&["s3", "mb", &bucket]).await,
        format!("make_bucket failed: {bucket} {}", error("BucketAlreadyOwnedByYou", "CreateBucket", owned))
    );
    let illegal = "The unspecified location constraint is incompatible for the region specific endpoint this request \
                   was sent to.";
    assert_eq!(
        scene.refused(&["s3api", "create-bucket", "--bucket", "another-bucket"]).await,
        error("IllegalLocationConstraintException", "CreateBucket", illegal)
    );
    let american = ["--region", "us-east-1"];
    scene.done(&[&["s3", "mb", "s3://american-bucket"], &american[..]].concat()).await;
    let location = ["s3api", "get-bucket-location", "--bucket", "american-bucket"];
    let location = scene.json(&[&location[..], &american[..]].concat()).await;
    assert_eq!(location, json!({ "LocationConstraint": null }));
    let buckets = scene.json(&["s3api", "list-buckets", "--query", "Buckets[].[Name,BucketRegion]"]).await;
    assert_eq!(buckets, json!([["american-bucket", null], [BUCKET, null]]));
    let buckets = ["s3api", "list-buckets", "--prefix", "chat", "--query", "Buckets[].[Name,BucketRegion]"];
    assert_eq!(scene.json(&buckets).await, json!([[BUCKET, "eu-central-1"]]));

    let file = scene.write("file.txt", b"x");
    scene.done(&["s3", "cp", &file, &bucket, "--no-progress"]).await;
    // The AWS CLI follows the redirect to the bucket's own region.
    let from = scene.cloud.trace_len();
    let list = scene.done(&["s3", "ls", &bucket, "--region", "eu-west-1"]).await;
    assert_eq!(listed(&list), BTreeMap::from([("file.txt".to_owned(), 1)]));
    let statuses: Vec<_> = scene.cloud.trace_since(from).iter().map(|request| request.status).collect();
    assert_eq!((statuses.first(), statuses.last()), (Some(&301), Some(&200)), "{statuses:?}");

    let full = "The bucket you tried to delete is not empty";
    assert_eq!(
        scene.refused(&["s3", "rb", &bucket]).await,
        format!("remove_bucket failed: {bucket} {}", error("BucketNotEmpty", "DeleteBucket", full))
    );
    let removed = scene.done(&["s3", "rb", &bucket, "--force"]).await;
    assert_eq!(removed, format!("delete: {bucket}/file.txt\nremove_bucket: {BUCKET}\n"));
    let gone = error("NoSuchBucket", "ListObjectsV2", "The specified bucket does not exist");
    assert_eq!(scene.refused(&["s3", "ls", &bucket]).await, gone);
    // As the documentation of HeadBucket says, its errors have no body.
    let head = scene.refused(&["s3api", "head-bucket", "--bucket", BUCKET]).await;
    assert_eq!(head, error("404", "HeadBucket", "Not Found"));
}

/// Keys that a file system, a shell or a careless client would change.
const KEYS: [&str; 14] = [
    "a",
    "a/b",
    "a//b",
    "//",
    "/leading",
    "folder/",
    "tea & cake.txt",
    "a%2Fb",
    "100%",
    "a+b",
    "q?x=1#y",
    "<quote's \"key\">",
    "ä/日本/🦀.txt",
    "x/../y",
];

#[tokio::test]
#[ignore = "needs the AWS CLI: .ci/run has a stage for it"]
async fn keys_are_kept_to_the_letter() {
    let scene = Scene::with_bucket().await;
    // The body is the key: an object under another key would not be taken for it.
    let body = |key: &str| format!("{key}\n");
    for key in KEYS {
        let file = scene.write("body", body(key).as_bytes());
        scene.done(&["s3api", "put-object", "--bucket", BUCKET, "--key", key, "--body", &file]).await;
    }
    let keys = scene.json(&["s3api", "list-objects-v2", "--bucket", BUCKET, "--query", "Contents[].Key"]).await;
    let mut sorted = KEYS;
    sorted.sort_unstable();
    assert_eq!(keys, json!(sorted), "in the order of their bytes");
    let list = scene.done(&["s3", "ls", "--recursive", &format!("s3://{BUCKET}")]).await;
    assert_eq!(listed(&list), KEYS.iter().map(|key| ((*key).to_owned(), body(key).len())).collect());
    for key in KEYS {
        scene.done(&["s3api", "get-object", "--bucket", BUCKET, "--key", key, "got"]).await;
        assert_eq!(scene.read("got"), body(key).as_bytes(), "{key}");
    }
    // A listing by folder shows the key `a` beside the folder `a/`.
    let query = "[Contents[].Key,CommonPrefixes[].Prefix]";
    let folder =
        ["s3api", "list-objects-v2", "--bucket", BUCKET, "--prefix", "a", "--delimiter", "/", "--query", query];
    assert_eq!(scene.json(&folder).await, json!([["a", "a%2Fb", "a+b"], ["a/"]]));

    let nope = scene.refused(&["s3api", "get-object", "--bucket", BUCKET, "--key", "A", "got"]).await;
    assert_eq!(nope, error("NoSuchKey", "GetObject", "The specified key does not exist."));
    let nope = scene.refused(&["s3api", "head-object", "--bucket", BUCKET, "--key", "a/"]).await;
    assert_eq!(nope, error("404", "HeadObject", "Not Found"));

    let removed = scene.done(&["s3", "rm", "--recursive", &format!("s3://{BUCKET}")]).await;
    assert_eq!(removed.lines().count(), KEYS.len(), "{removed}");
    assert_eq!(scene.done(&["s3", "ls", "--recursive", &format!("s3://{BUCKET}")]).await, "");
}

#[tokio::test]
#[ignore = "needs the AWS CLI: .ci/run has a stage for it"]
async fn a_large_file_goes_in_parts() {
    let scene = Scene::with_bucket().await;
    let mut random = fastrand::Rng::with_seed(4711);
    let bytes: Vec<u8> = (0..20_000_000).map(|_| random.u8(..)).collect();
    let file = scene.write("large.bin", &bytes);
    let object = format!("s3://{BUCKET}/large.bin");
    let from = scene.cloud.trace_len();
    scene.done(&["s3", "cp", &file, &object, "--no-progress"]).await;
    let requests = scene.cloud.trace_since(from);
    let count =
        |operation: &str| requests.iter().filter(|request| request.operation.as_deref() == Some(operation)).count();
    let counted = ["CreateMultipartUpload", "UploadPart", "CompleteMultipartUpload", "PutObject"].map(count);
    assert_eq!(counted, [1, 3, 1, 0], "8 MiB a part");

    let head = scene.json(&["s3api", "head-object", "--bucket", BUCKET, "--key", "large.bin"]).await;
    assert_eq!(head["ContentLength"], json!(bytes.len()));
    let etag = head["ETag"].as_str().unwrap_or_default();
    assert!(etag.ends_with("-3\""), "three parts: {etag}");
    scene.done(&["s3", "cp", &object, "back.bin", "--no-progress"]).await;
    assert!(scene.read("back.bin") == bytes, "it comes back as it went");
    let uploads = scene.json(&["s3api", "list-multipart-uploads", "--bucket", BUCKET]).await;
    assert_eq!(uploads.get("Uploads"), None, "no upload is left open");
}
