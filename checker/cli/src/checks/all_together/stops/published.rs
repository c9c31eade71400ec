//! Labs 1 and 2: the website.

use std::path::Path;

use super::super::app::App;
use super::super::build::build;
use super::super::steps::{Halted, Steps, Told};
use crate::artefacts::Finished;
use crate::harness::{Failure, Verdict};
use crate::stop::Stop;
use crate::target::http::Answer;

/// The page, and the data that it shows.
const SHOWN: [&str; 2] = ["index.html", "data/conversations.json"];
/// Where nothing is.
const MISSING: &str = "/nobody-wrote-this.html";

/// Lab 1's program makes the bucket and uploads the site.
pub(in super::super) async fn website(app: &App<'_>, steps: &mut Steps) -> Result<(), Halted> {
    let lab = steps.take("s3-hosting-builds", build(app, "s3-hosting")).await?;
    steps
        .take("s3-hosting-publishes", async {
            let (bucket, region) = (app.bucket.as_str(), app.cloud.region());
            let site = app.root.site().display().to_string();
            let finished = app.run(&lab.program, &[bucket, &site, "--region", region], &lab.files).await?;
            ended(&format!("cargo run -- {bucket} site --region {region}"), &finished)
        })
        .await?;
    steps.take("s3-hosting-serves", serves(app)).await
}

/// Lab 2's program puts the policy and takes the ACLs off.
pub(in super::super) async fn policy(app: &App<'_>, steps: &mut Steps) -> Result<(), Halted> {
    let lab = steps.take("bucket-policy-builds", build(app, "bucket-policy")).await?;
    steps
        .take("bucket-policy-applies", async {
            let finished = app.run(&lab.program, &["apply"], &lab.files).await?;
            let ((), told) = ended("cargo run -- apply", &finished)?;
            without_acls(app).await?;
            Ok(((), told))
        })
        .await?;
    steps.take("bucket-policy-serves", serves(app)).await
}

/// A run that must have gone well.
pub(super) fn ended(command: &str, finished: &Finished) -> Result<((), Told), Verdict> {
    const EXPECTED: &str = "exit code 0";
    if finished.success() {
        return Ok(((), Told::new(command, EXPECTED, EXPECTED)));
    }
    let message = match finished.panic() {
        Some(panic) => format!("Your program panicked at {panic}"),
        None => format!("Your program {}.", finished.ended_how()),
    };
    let actual = format!("{}\n{}", finished.ended_how(), finished.last_words(6));
    Failure::new(message).tried(command).compared(EXPECTED, actual.trim_end()).fail()
}

/// The website gives everybody the page and the data as they are given, and an error for the rest.
async fn serves(app: &App<'_>) -> Result<((), Told), Verdict> {
    for key in SHOWN {
        let address = format!("{}/{key}", app.website());
        let answer = app.visit(&format!("/{key}")).await?;
        let given = app.site.get(key).map(Vec::as_slice).unwrap_or_default();
        if answer.status != 200 || answer.body != given {
            let actual = if answer.status == 200 { "200, other bytes".to_owned() } else { answer.summary() };
            return Failure::new(format!("The website does not give {key} as it was uploaded."))
                .tried(format!("curl -i {address}"))
                .compared(format!("200, the bytes of site/{key}"), actual)
                .fail();
        }
    }
    let missing: Answer = app.visit(MISSING).await?;
    if missing.status != 403 {
        return Failure::new("What is not there is answered otherwise: nobody may list the bucket, so it is 403.")
            .tried(format!("curl -i {}{MISSING}", app.website()))
            .compared("403", missing.summary())
            .fail();
    }
    let address = format!("curl -i {}/", app.website());
    Ok(((), Told::new(address, "200, the page and its data; 403 elsewhere", "200; 403 elsewhere")))
}

/// ACLs no longer count in the bucket.
async fn without_acls(app: &App<'_>) -> Result<(), Verdict> {
    let command = format!("aws s3api get-bucket-ownership-controls --bucket {}", app.bucket);
    let got = app.s3.get_bucket_ownership_controls().bucket(&app.bucket).send().await;
    let controls = got.map_err(|error| Stop::fault(format!("{command}: {error:?}")))?;
    let rules = controls.ownership_controls().map(aws_sdk_s3::types::OwnershipControls::rules).unwrap_or_default();
    let found = rules.first().map_or("none", |rule| rule.object_ownership().as_str());
    if found == "BucketOwnerEnforced" {
        return Ok(());
    }
    Failure::new("ACLs still count in the bucket.").tried(command).compared("BucketOwnerEnforced", found).fail()
}

/// The files below `data/` of the site, in a folder, for the loader.
pub(super) fn write_data(app: &App<'_>, folder: &Path) -> Result<(), Stop> {
    for (key, bytes) in &app.site {
        let Some(file) = key.strip_prefix("data/").map(|key| folder.join(key)) else { continue };
        let wrong = |error: &std::io::Error| Stop::io("cannot write", &file, error);
        if let Some(parent) = file.parent() {
            std::fs::create_dir_all(parent).map_err(|error| wrong(&error))?;
        }
        std::fs::write(&file, bytes).map_err(|error| wrong(&error))?;
    }
    Ok(())
}
