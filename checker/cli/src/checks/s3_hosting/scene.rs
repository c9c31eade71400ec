//! A scene: a cloud of its own in which the student's program has run.

use aws_sdk_s3::Client;
use cloud::{Cloud, Config};
use tempfile::TempDir;

use crate::artefacts::{Program, environment};
use crate::checks::run::Run;
use crate::checks::s3_client;
use crate::checks::trace::operation;
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
    pub run: Run,
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
        config: Config,
        bucket: &str,
        folder: &Folder,
        before: Before,
    ) -> Result<Self, Verdict> {
        let region = config.region.clone();
        let cloud = Cloud::start(config)
            .await
            .map_err(|error| Verdict::Fault(format!("the embedded cloud did not start: {error}")))?;
        let s3 = s3_client::new(&cloud, cloud.student(), &region);
        match before {
            Before::Empty => {}
            Before::Taken => {
                let other = s3_client::new(&cloud, cloud.other_account(), "us-east-1");
                let made = other.create_bucket().bucket(bucket).send().await;
                made.map_err(|error| Verdict::Fault(format!("the fixture: {error:?}")))?;
            }
        }
        let home = tempfile::tempdir().map_err(|error| Stop::io("cannot write", &std::env::temp_dir(), &error))?;
        let run = run(program, &cloud, &region, bucket, folder, &home).await?;
        Ok(Self { cloud, bucket: bucket.to_owned(), region, s3, run, home })
    }

    /// Runs the program once more in the same cloud.
    pub(super) async fn play_again(&mut self, program: &Program, folder: &Folder) -> Result<(), Verdict> {
        self.run = run(program, &self.cloud, &self.region, &self.bucket, folder, &self.home).await?;
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

    /// Why the program stopped, if it stopped on something that belongs to this part.
    #[must_use]
    pub fn stopped_in(&self, part: &str) -> Option<Failure> {
        if self.run.finished.success() || self.part_of_stop() != part {
            return None;
        }
        Some(self.run.stop())
    }

    fn part_of_stop(&self) -> &'static str {
        if let Some(panic) = self.run.finished.panic() {
            let place = panic.replace('\\', "/");
            return LABS[0].parts.iter().find(|part| place.starts_with(part.file)).map_or("keys", |part| part.slug);
        }
        self.run.last_refusal().map_or("keys", |event| {
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
}

/// Runs the program; `checker cloud --seed` prints the FOLDER of the command.
async fn run(
    program: &Program,
    cloud: &Cloud,
    region: &str,
    bucket: &str,
    folder: &Folder,
    home: &TempDir,
) -> Result<Run, Verdict> {
    let environment = environment::for_program(home.path(), &cloud.endpoint(), region, cloud.student());
    let site = folder.path.display().to_string();
    let since = cloud.trace_len();
    let finished = program.run(&[bucket, &site, "--region", region], &environment, home.path()).await?;
    let command = format!("cargo run -- {bucket} FOLDER --region {region}");
    Ok(Run { command, finished, requests: cloud.trace_since(since) })
}
