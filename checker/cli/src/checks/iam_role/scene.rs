//! A scene: a cloud of its own, with the student's stack or a part of it, the data, and the function.

use aws_sdk_s3::Client;
use cloud::lambda::NewFunction;
use cloud::template::Stack;
use cloud::template::view::FunctionProperties;
use cloud::{Cloud, CreateFailed, new_function};
use serde_json::Value;

use super::data::Data;
use super::resources;
use crate::checks::Setting;
use crate::checks::function::{self, lend_role, program, start};
pub(super) use crate::checks::function::{Ran, Under};
use crate::harness::{Failure, Verdict};

/// A cloud with the function in it.
#[derive(Debug)]
pub(super) struct Scene {
    /// The cloud.
    pub(super) cloud: Cloud,
    /// What the template became.
    pub(super) stack: Stack,
    /// What a service refused.
    pub(super) failures: Vec<CreateFailed>,
    /// The student's own S3 client.
    pub(super) s3: Client,
    /// The function, as the template has it.
    pub(super) function: FunctionProperties,
    /// The data bucket.
    pub(super) bucket: String,
}

impl Scene {
    /// Starts a cloud in a region, and makes the whole stack there. No function runs yet.
    pub(super) async fn deploy(setting: &Setting, stack: Stack, region: &str, data: &Data) -> Result<Self, Verdict> {
        let (cloud, s3) = start(setting, region).await?;
        let program = program(setting);
        let failures = cloud.deploy(&stack, &|_| Some(program.clone()));
        Self::with_data(cloud, s3, stack, failures, data).await
    }

    /// Starts a cloud with the stack's buckets, and the function under a role of the checker's. `change` is the last to
    /// touch the function.
    pub(super) async fn lend(
        setting: &Setting,
        stack: Stack,
        region: &str,
        data: &Data,
        under: Under,
        change: impl FnOnce(&mut NewFunction),
    ) -> Result<Self, Verdict> {
        let (cloud, s3) = start(setting, region).await?;
        let buckets = Stack {
            resources: stack
                .resources
                .iter()
                .filter(|resource| resource.resource_type == "AWS::S3::Bucket")
                .cloned()
                .collect(),
            ..stack.clone()
        };
        let failures = cloud.deploy(&buckets, &|_| None);
        let scene = Self::with_data(cloud, s3, stack, failures, data).await?;
        let mut function = new_function(&scene.function, program(setting));
        function.role = lend_role(&scene.cloud, &scene.bucket, under)?;
        change(&mut function);
        scene.cloud.create_function(function).map_err(|error| {
            Failure::new(format!("Lambda does not take the function: {}", error.message))
                .tried("sam deploy")
                .compared("CREATE_COMPLETE", format!("{} {}", error.status.as_u16(), error.code))
                .because_of(error.hint)
        })?;
        Ok(scene)
    }

    async fn with_data(
        cloud: Cloud,
        s3: Client,
        stack: Stack,
        failures: Vec<CreateFailed>,
        data: &Data,
    ) -> Result<Self, Verdict> {
        let (function, bucket) = (resources::function(&stack)?, resources::data_bucket(&stack)?);
        if let Some(failed) = failures.iter().find(|failed| failed.action.starts_with("s3:")) {
            return Failure::new(format!("The bucket {} cannot be made: {}", failed.about, failed.error.message))
                .tried("sam deploy")
                .compared("CREATE_COMPLETE", failed.to_string())
                .fail();
        }
        if let Err(error) = s3.head_bucket().bucket(&bucket).send().await {
            let status = error.raw_response().map_or(0, |answer| answer.status().as_u16());
            let message = if status == 403 {
                "The data bucket's policy locks you out yourself: nobody could put the data in."
            } else {
                "The bucket that the output DataBucketName names is none of this stack."
            };
            return Failure::new(message)
                .tried(format!("aws s3api head-bucket --bucket {bucket}"))
                .compared("200", status.to_string())
                .fail();
        }
        data.put(&s3, &bucket).await?;
        Ok(Self { cloud, stack, failures, s3, function, bucket })
    }

    /// Sends an event to the function, and waits for the answer.
    pub(super) async fn invoke(&self, event: &Value) -> Result<Ran, Verdict> {
        function::invoke(&self.cloud, &self.function, event).await
    }
}
