//! What `checker cloud 3` shows: the site of lab 2, the student's stack, and the chat's data in its bucket.

use std::collections::BTreeMap;

use aws_sdk_s3::types::{ObjectOwnership, OwnershipControls, OwnershipControlsRule, PublicAccessBlockConfiguration};
use cloud::Cloud;

use super::data;
use super::resources;
use crate::artefacts::Program;
use crate::checks::bucket_policy::fixture;
use crate::checks::s3_client;
use crate::checks::template_file::stack_of;
use crate::stop::Stop;

/// A stack that stands.
#[derive(Debug)]
pub struct Shown {
    /// The site bucket.
    pub site: String,
    /// The stack's outputs, name and value.
    pub outputs: Vec<(String, String)>,
    /// What AWS would have refused, as a stack's events show it.
    pub refused: Vec<String>,
}

/// Makes what lab 2 leaves of a site, deploys the template of a folder, and puts the site's data into the data bucket.
///
/// # Errors
/// A usage error when the template does not resolve, a fault when the cloud refuses what is ours.
pub async fn show(
    cloud: &Cloud,
    program: &Program,
    folder: &std::path::Path,
    site: &BTreeMap<String, Vec<u8>>,
) -> Result<Shown, Stop> {
    let region = cloud.region();
    let stack = stack_of(folder, region, None)?;
    let s3 = s3_client::new(cloud, cloud.student(), region);
    let bucket = stack.output("SiteBucketName").unwrap_or("chat-site").to_owned();
    publish(&s3, region, &bucket, site).await?;

    let failures = cloud.deploy(&stack, &|_| Some(program.path.clone()));
    if let Ok(bucket) = resources::data_bucket(&stack) {
        for (key, bytes) in site.iter().filter(|(key, _)| key.starts_with("data/")) {
            data::put(&s3, &bucket, key, String::from_utf8_lossy(bytes).into_owned()).await?;
        }
    }
    Ok(Shown {
        site: bucket,
        outputs: stack.outputs.iter().map(|output| (output.name.clone(), output.value.clone())).collect(),
        refused: failures.iter().map(ToString::to_string).collect(),
    })
}

/// Lab 2's end: the site in its bucket, ACLs off, the flags about policies off, the policy on the bucket.
///
/// # Errors
/// A fault when the cloud refuses.
pub(in crate::checks) async fn publish(
    s3: &aws_sdk_s3::Client,
    region: &str,
    bucket: &str,
    site: &BTreeMap<String, Vec<u8>>,
) -> Result<(), Stop> {
    fixture::publish(s3, region, bucket, site).await?;
    let fault = |error: &dyn std::fmt::Debug| Stop::fault(format!("what lab 2 leaves could not be made: {error:?}"));
    let flags = PublicAccessBlockConfiguration::builder()
        .block_public_acls(true)
        .ignore_public_acls(true)
        .block_public_policy(false)
        .restrict_public_buckets(false)
        .build();
    s3.put_public_access_block()
        .bucket(bucket)
        .public_access_block_configuration(flags)
        .send()
        .await
        .map_err(|error| fault(&error))?;
    let policy = crate::checks::role::site_policy(bucket);
    s3.put_bucket_policy().bucket(bucket).policy(policy).send().await.map_err(|error| fault(&error))?;
    let rule = OwnershipControlsRule::builder()
        .object_ownership(ObjectOwnership::BucketOwnerEnforced)
        .build()
        .map_err(|error| fault(&error))?;
    let controls = OwnershipControls::builder().rules(rule).build().map_err(|error| fault(&error))?;
    s3.put_bucket_ownership_controls()
        .bucket(bucket)
        .ownership_controls(controls)
        .send()
        .await
        .map_err(|error| fault(&error))?;
    Ok(())
}
