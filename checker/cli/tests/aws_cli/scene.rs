//! The AWS CLI in a cloud of its own, and what its output is compared with.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, SystemTime};

use checker::artefacts::environment;
use checker::target::http::{Answer, Http};
use cloud::{Cloud, Config, TraceEvent};
use reqwest::{Method, Url};
use serde_json::{Value, json};
use tempfile::TempDir;

pub(crate) const BUCKET: &str = "chat-site-4711";

/// How long one command may take on a busy machine.
pub(crate) const TIME_LIMIT: Duration = Duration::from_mins(2);

/// A cloud, and the AWS CLI in a folder of its own, which is its home too.
pub(crate) struct Scene {
    pub(crate) cloud: Cloud,
    pub(crate) folder: TempDir,
}

/// What a command gave.
#[derive(Debug)]
pub(crate) struct Called {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Scene {
    pub(crate) async fn new() -> Self {
        let cloud = Cloud::start(Config::default()).await.expect("a free port");
        Self { cloud, folder: tempfile::tempdir().expect("a temporary folder") }
    }

    /// A cloud with the student's bucket in it.
    pub(crate) async fn with_bucket() -> Self {
        let scene = Self::new().await;
        scene.done(&["s3", "mb", &format!("s3://{BUCKET}")]).await;
        scene
    }

    pub(crate) async fn aws(&self, arguments: &[&str]) -> Called {
        self.aws_as(arguments, &[]).await
    }

    /// Runs the AWS CLI with further environment variables.
    pub(crate) async fn aws_as(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Called {
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
    pub(crate) async fn done(&self, arguments: &[&str]) -> String {
        let called = self.aws(arguments).await;
        assert_eq!((called.code, called.stderr.as_str()), (0, ""), "aws {}\n{called:?}", arguments.join(" "));
        called.stdout
    }

    /// Runs a command that succeeds and prints JSON.
    pub(crate) async fn json(&self, arguments: &[&str]) -> Value {
        let text = self.done(arguments).await;
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("aws {}: {error}\n{text}", arguments.join(" ")))
    }

    /// Runs a command that fails, and gives its one line of complaint.
    pub(crate) async fn refused(&self, arguments: &[&str]) -> String {
        let called = self.aws(arguments).await;
        assert_ne!(called.code, 0, "aws {}\n{called:?}", arguments.join(" "));
        called.stderr.trim().to_owned()
    }

    /// Writes a file of an hour ago: `sync` sends what looks newer than the upload, which S3 dates in whole seconds.
    pub(crate) fn write(&self, name: &str, bytes: &[u8]) -> String {
        let path = self.folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("the folder is made");
        fs::write(&path, bytes).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let file = fs::File::options().append(true).open(&path).expect("the file is there");
        file.set_modified(SystemTime::now() - Duration::from_hours(1)).expect("the file gets its date");
        name.to_owned()
    }

    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        let path = self.folder.path().join(name);
        fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// The last request that the cloud answered.
    pub(crate) fn last_request(&self) -> TraceEvent {
        self.cloud.trace().pop().expect("a request")
    }

    pub(crate) async fn get(&self, url: &str) -> Answer {
        let url = Url::parse(url).expect("an address");
        Http::new().expect("a client").send(Method::GET, &url, None).await.expect("an answer")
    }

    /// Lets ACLs and policies make the bucket's objects public.
    pub(crate) async fn open(&self) {
        let controls = "Rules=[{ObjectOwnership=BucketOwnerPreferred}]";
        self.done(&["s3api", "put-bucket-ownership-controls", "--bucket", BUCKET, "--ownership-controls", controls])
            .await;
        self.block(&["BlockPublicAcls=false", "IgnorePublicAcls=false", "BlockPublicPolicy=false"]).await;
    }

    /// Sets the public access block; flags that are not named are switched off.
    pub(crate) async fn block(&self, flags: &[&str]) {
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

pub(crate) fn site() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../site")
}

/// The keys and sizes in what `aws s3 ls --recursive` prints: date, time, size to the right in ten columns, key.
pub(crate) fn listed(text: &str) -> BTreeMap<String, usize> {
    let parse = |line: &str| {
        let (size, key) = (line.get(20..30)?.trim().parse().ok()?, line.get(31..)?.to_owned());
        Some((key, size))
    };
    text.lines().map(|line| parse(line).unwrap_or_else(|| panic!("no line of a listing: {line}"))).collect()
}

/// The lines of an output whose order is left to chance: the AWS CLI works on several files at once.
pub(crate) fn lines(text: &str) -> BTreeSet<&str> {
    text.lines().collect()
}

pub(crate) fn error(code: &str, operation: &str, message: &str) -> String {
    format!("An error occurred ({code}) when calling the {operation} operation: {message}")
}

/// A policy of one statement about the bucket.
pub(crate) fn policy(action: &str, resource: &str) -> String {
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
