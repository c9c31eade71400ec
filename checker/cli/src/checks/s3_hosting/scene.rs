//! A scene: a cloud of its own in which the student's program has run.

use std::fmt::Write as _;

use aws_sdk_s3::Client;
use aws_sdk_s3::config::{BehaviorVersion, Credentials as SdkCredentials, Region};
use cloud::{Cloud, Credentials, TraceEvent};
use tempfile::TempDir;

use crate::artefacts::{Finished, Program, environment};
use crate::course::LABS;
use crate::harness::{Failure, Verdict};
use crate::stop::Stop;

use super::folder::Folder;

/// A cloud, and the last run of the program in it.
#[derive(Debug)]
pub struct Scene {
    /// The cloud.
    pub cloud: Cloud,
    /// The bucket that the program was told to use.
    pub bucket: String,
    /// The region that the program was told to use.
    pub region: String,
    /// The student's own S3 client.
    pub s3: Client,
    /// The last run.
    pub finished: Finished,
    /// The requests of the last run; those that the checks send later are not among them.
    pub requests: Vec<TraceEvent>,
    home: TempDir,
}

/// What there is before the program runs.
#[derive(Debug, Clone, Copy)]
pub(super) enum Before {
    /// Nothing.
    Empty,
    /// A bucket of that name, in another account.
    Taken,
}

impl Scene {
    /// Starts a cloud, puts into it what there is `before`, and runs the program in it.
    pub(super) async fn play(
        program: &Program,
        region: &str,
        bucket: &str,
        folder: &Folder,
        before: Before,
    ) -> Result<Self, Verdict> {
        let config = cloud::Config { region: region.to_owned(), ..cloud::Config::default() };
        let cloud = Cloud::start(config)
            .await
            .map_err(|error| Verdict::Fault(format!("the embedded cloud did not start: {error}")))?;
        let s3 = client(&cloud, cloud.student(), region);
        match before {
            Before::Empty => {}
            Before::Taken => {
                let other = client(&cloud, cloud.other_account(), "us-east-1");
                let made = other.create_bucket().bucket(bucket).send().await;
                made.map_err(|error| Verdict::Fault(format!("the fixture: {error:?}")))?;
            }
        }
        let home = tempfile::tempdir().map_err(|error| Stop::io("cannot write", &std::env::temp_dir(), &error))?;
        let since = cloud.trace_len();
        let finished = run(program, &cloud, region, bucket, folder, &home).await?;
        let requests = cloud.trace_since(since);
        Ok(Self { cloud, bucket: bucket.to_owned(), region: region.to_owned(), s3, finished, requests, home })
    }

    /// Runs the program once more in the same cloud.
    pub(super) async fn play_again(&mut self, program: &Program, folder: &Folder) -> Result<(), Verdict> {
        let since = self.cloud.trace_len();
        self.finished = run(program, &self.cloud, &self.region, &self.bucket, folder, &self.home).await?;
        self.requests = self.cloud.trace_since(since);
        Ok(())
    }

    /// Makes S3 refuse one action in the bucket from now on. A policy with a Deny is not public, so the flags let it pass.
    pub(super) async fn refuse(&self, action: &str) -> Result<(), Verdict> {
        let of_objects = if action.contains("Object") { "/*" } else { "" };
        let policy = serde_json::json!({"Version": "2012-10-17", "Statement": [{
            "Effect": "Deny", "Principal": "*", "Action": action,
            "Resource": format!("arn:aws:s3:::{}{of_objects}", self.bucket),
        }]});
        let put = self.s3.put_bucket_policy().bucket(&self.bucket).policy(policy.to_string()).send().await;
        put.map_err(|error| Verdict::Fault(format!("the fixture: {error:?}")))?;
        Ok(())
    }

    /// The command that runs the program as the check did, from the lab's folder; `checker cloud --seed` prints FOLDER.
    #[must_use]
    pub fn command(&self) -> String {
        format!("cargo run -- {} FOLDER --region {}", self.bucket, self.region)
    }

    /// Why the program stopped, if it stopped on something that belongs to this part.
    #[must_use]
    pub fn stopped_in(&self, part: &str) -> Option<Failure> {
        if self.finished.success() || self.part_of_stop() != part {
            return None;
        }
        Some(self.stop())
    }

    /// How the program stopped, as a failure.
    #[must_use]
    pub fn stop(&self) -> Failure {
        let refused = self.last_refusal();
        let message = match (refused, self.finished.panic()) {
            (_, Some(panic)) => format!("Your program panicked at {panic}"),
            (Some(event), None) => format!("Your program stopped when S3 refused {}.", operation(event)),
            (None, None) => format!("Your program {}.", self.finished.ended_how()),
        };
        let words = self.finished.last_words(6);
        let actual = if words.is_empty() {
            self.finished.ended_how()
        } else {
            format!("{}:\n{words}", self.finished.ended_how())
        };
        Failure::new(message)
            .tried(self.command())
            .compared("the program ends with exit code 0", actual)
            .because_of(refused.map(line))
    }

    fn part_of_stop(&self) -> &'static str {
        if let Some(panic) = self.finished.panic() {
            let place = panic.replace('\\', "/");
            return LABS[0].parts.iter().find(|part| place.starts_with(part.file)).map_or("keys", |part| part.slug);
        }
        self.last_refusal().map_or("keys", |event| {
            let operation = operation(event);
            let about_acls = event.error_code.as_deref() == Some("AccessControlListNotSupported")
                || event.error_message.as_deref().is_some_and(|message| message.contains("PublicAcls"));
            if operation.contains("Website") {
                "website"
            } else if about_acls
                || ["Acl", "Ownership", "PublicAccessBlock", "BucketPolicy"].iter().any(|word| operation.contains(word))
            {
                "public-objects"
            } else {
                "keys"
            }
        })
    }

    /// The last request, if it was refused and the program did not succeed.
    fn last_refusal(&self) -> Option<&TraceEvent> {
        self.requests.last().filter(|event| event.status >= 400)
    }
}

fn operation(event: &TraceEvent) -> String {
    event.operation.clone().unwrap_or_else(|| format!("{} {}", event.method, event.uri))
}

/// A request of the trace in one line: what, on what, what came back, who decided.
#[must_use]
pub(super) fn line(event: &TraceEvent) -> String {
    let what = match (&event.bucket, &event.key) {
        (Some(bucket), Some(key)) => format!(" {bucket}/{key}"),
        (Some(bucket), None) => format!(" {bucket}"),
        _ => String::new(),
    };
    let mut text = format!("{}{what} \u{2192} {}", operation(event), event.status);
    if let Some(code) = &event.error_code {
        let _ = write!(text, " {code}");
    }
    if let Some(message) = &event.error_message {
        let _ = write!(text, ": {message}");
    }
    if let Some(decision) = event.decision.as_ref().filter(|_| event.status == 403) {
        let _ = write!(text, "\ndecided: {decision}");
    }
    text
}

async fn run(
    program: &Program,
    cloud: &Cloud,
    region: &str,
    bucket: &str,
    folder: &Folder,
    home: &TempDir,
) -> Result<Finished, Verdict> {
    let environment = environment::for_program(home.path(), &cloud.endpoint(), region, cloud.student());
    let site = folder.path.display().to_string();
    Ok(program.run(&[bucket, &site, "--region", region], &environment, home.path()).await?)
}

/// An S3 client for the embedded cloud.
fn client(cloud: &Cloud, credentials: &Credentials, region: &str) -> Client {
    let http = aws_smithy_http_client::Builder::new().build_http();
    let keys =
        SdkCredentials::new(&credentials.access_key_id, &credentials.secret_access_key, None, None, "embedded cloud");
    let config = aws_sdk_s3::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .endpoint_url(cloud.endpoint())
        .region(Region::new(region.to_owned()))
        .credentials_provider(keys)
        .http_client(http)
        .build();
    Client::from_conf(config)
}
