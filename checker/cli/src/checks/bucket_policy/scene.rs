//! A scene: a cloud of its own that holds what lab 1 leaves, and in which the student's program has run.

use std::path::Path;

use aws_sdk_s3::Client;
use cloud::{Cloud, Config};
use tempfile::TempDir;

use super::files::Files;
use super::fixture;
use crate::artefacts::{Program, environment};
use crate::checks::run::Run;
use crate::checks::s3_client;
use crate::checks::s3_hosting::Folder;
use crate::harness::Verdict;
use crate::stop::Stop;

/// The files that a program of this lab finds in the folder where it runs.
const NEEDED: [&str; 3] = ["policy.json", "bucket.txt", "predictions.toml"];

/// The policy for a bucket that `bucket.txt` does not name.
const TOLD: &str = "told.json";

/// A cloud, and the last run of the program in it.
#[derive(Debug)]
pub struct Scene {
    /// The cloud.
    pub cloud: Cloud,
    /// The bucket that `bucket.txt` names.
    pub bucket: String,
    /// The region that the program was told to use.
    pub region: String,
    /// The student's own S3 client.
    pub s3: Client,
    /// The last run.
    pub run: Run,
    home: TempDir,
}

impl Scene {
    /// Starts a cloud, makes there what lab 1 leaves, and runs `apply` in it.
    pub(super) async fn play(program: &Program, files: &Files, config: Config, site: &Folder) -> Result<Self, Verdict> {
        Self::play_in(files.bucket()?, program, &["apply"], None, files, config, site).await
    }

    /// The same with another bucket than `bucket.txt` names, which the program is told by its options.
    pub(super) async fn play_told(
        bucket: &str,
        program: &Program,
        files: &Files,
        config: Config,
        site: &Folder,
    ) -> Result<Self, Verdict> {
        let policy = files.policy()?.replace(&format!(":::{}", files.bucket()?), &format!(":::{bucket}"));
        let args = ["apply", "--bucket", bucket, "--policy", TOLD];
        Self::play_in(bucket.to_owned(), program, &args, Some(&policy), files, config, site).await
    }

    async fn play_in(
        bucket: String,
        program: &Program,
        args: &[&str],
        told: Option<&str>,
        files: &Files,
        config: Config,
        site: &Folder,
    ) -> Result<Self, Verdict> {
        let region = config.region.clone();
        let cloud = Cloud::start(config)
            .await
            .map_err(|error| Verdict::Fault(format!("the embedded cloud did not start: {error}")))?;
        let s3 = s3_client::new(&cloud, cloud.student(), &region);
        fixture::publish(&s3, &region, &bucket, &site.files).await?;
        let home = home(&files.folder)?;
        if let Some(policy) = told {
            let path = home.path().join(TOLD);
            std::fs::write(&path, policy).map_err(|error| Stop::io("cannot write", &path, &error))?;
        }
        let run = run(program, &cloud, args, home.path()).await?;
        Ok(Self { cloud, bucket, region, s3, run, home })
    }

    /// Runs the program once more in the same cloud.
    pub(super) async fn play_again(&mut self, program: &Program, args: &[&str]) -> Result<(), Verdict> {
        self.run = run(program, &self.cloud, args, self.home.path()).await?;
        Ok(())
    }

    /// Writes a file into the folder where the program runs.
    pub(super) fn write(&self, name: &str, bytes: &[u8]) -> Result<(), Stop> {
        let path = self.home.path().join(name);
        std::fs::write(&path, bytes).map_err(|error| Stop::io("cannot write", &path, &error))
    }
}

/// Makes there what lab 1 leaves of a site, and runs `apply`: what `checker cloud 2` shows.
///
/// # Errors
/// A usage error when `bucket.txt` names no bucket, a fault when the cloud refuses what is ours.
pub async fn show(
    cloud: &Cloud,
    program: &Program,
    files: &Files,
    site: &Folder,
) -> Result<(String, crate::artefacts::Finished), Stop> {
    let bucket = files.bucket().map_err(|failure| Stop::usage(failure.message))?;
    let s3 = s3_client::new(cloud, cloud.student(), cloud.region());
    fixture::publish(&s3, cloud.region(), &bucket, &site.files).await?;
    let home = home(&files.folder)?;
    Ok((bucket, run(program, cloud, &["apply"], home.path()).await?.finished))
}

/// A folder of its own for the program, with the lab's files in it.
fn home(files: &Path) -> Result<TempDir, Stop> {
    let home = tempfile::tempdir().map_err(|error| Stop::io("cannot write", &std::env::temp_dir(), &error))?;
    for name in NEEDED {
        let from = files.join(name);
        if from.is_file() {
            std::fs::copy(&from, home.path().join(name)).map_err(|error| Stop::io("cannot copy", &from, &error))?;
        }
    }
    Ok(home)
}

async fn run(program: &Program, cloud: &Cloud, args: &[&str], home: &Path) -> Result<Run, Stop> {
    let environment = environment::for_program(home, &cloud.endpoint(), cloud.region(), cloud.student());
    let since = cloud.trace_len();
    let finished = program.run(args, &environment, home).await?;
    let command = format!("cargo run -- {}", args.join(" "));
    Ok(Run { command, finished, requests: cloud.trace_since(since) })
}
