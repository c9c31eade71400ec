//! A scene: a cloud of its own, with the student's stack or a part of it, the data, and the function.

use aws_sdk_s3::Client;
use cloud::template::Stack;
use cloud::template::view::FunctionProperties;
use cloud::{Cloud, CreateFailed, new_function};
use serde_json::{Value, json};

use super::data::Data;
use super::event::Request;
use super::resources;
use crate::checks::Setting;
use crate::checks::api::{Api, Watched};
use crate::checks::function::{self, Ran, Under, lend_role, program, start};
use crate::checks::resources::deployed_stage;
use crate::harness::{Failure, Verdict};
use crate::target::http::Http;

/// A cloud with the function in it.
#[derive(Debug)]
pub(super) struct Scene {
    /// The cloud.
    pub(super) cloud: Cloud,
    /// What the template became.
    pub(super) stack: Stack,
    /// What a service refused.
    pub(super) failures: Vec<CreateFailed>,
    /// The function, as the template has it.
    pub(super) function: FunctionProperties,
    /// The data bucket.
    pub(super) bucket: String,
    /// The stage's address on this machine, where the stack has one.
    endpoint: Option<String>,
}

impl Scene {
    /// Starts a cloud with the stack's buckets, and the function under a role of the checker's.
    pub(super) async fn lend(setting: &Setting, stack: Stack, data: &Data, under: Under) -> Result<Self, Verdict> {
        let (cloud, s3) = start(setting, &setting.region).await?;
        let mut buckets = stack.clone();
        buckets.resources.retain(|resource| resource.resource_type == "AWS::S3::Bucket");
        let failures = cloud.deploy(&buckets, &|_| None);
        let scene = Self::with_data(cloud, s3, stack, failures, data).await?;
        let mut function = new_function(&scene.function, program(setting));
        function.role = lend_role(&scene.cloud, &scene.bucket, under)?;
        scene.cloud.create_function(function).map_err(|error| {
            Failure::new(format!("Lambda does not take the function: {}", error.message))
                .tried("sam deploy")
                .compared("CREATE_COMPLETE", format!("{} {}", error.status.as_u16(), error.code))
                .because_of(error.hint)
        })?;
        Ok(scene)
    }

    /// Starts a cloud in a region, and makes the whole stack there, with the data. No function runs yet.
    pub(super) async fn deploy(setting: &Setting, stack: Stack, region: &str, data: &Data) -> Result<Self, Verdict> {
        let (cloud, s3) = start(setting, region).await?;
        let program = program(setting);
        let failures = cloud.deploy(&stack, &|_| Some(program.clone()));
        let mut scene = Self::with_data(cloud, s3, stack, failures, data).await?;
        // What API Gateway refuses is told by the checks of its definition.
        if let Some(stage) = deployed_stage(&scene.cloud, &scene.stack) {
            let address = scene.cloud.serve_api(&stage.rest_api_id, None).await;
            let address = address.map_err(|error| Verdict::Fault(format!("the API has no port: {error}")))?;
            scene.endpoint = Some(format!("http://{address}/{}", stage.name));
        }
        Ok(scene)
    }

    /// The API of the stack.
    pub(super) fn api<'a>(&'a self, http: &'a Http) -> Result<Api<'a>, Verdict> {
        let watched = Watched { cloud: &self.cloud, functions: std::slice::from_ref(&self.function.name) };
        Api::of_stack(http, watched, &self.stack, &self.failures, self.endpoint.as_deref())
    }

    async fn with_data(
        cloud: Cloud,
        s3: Client,
        stack: Stack,
        failures: Vec<CreateFailed>,
        data: &Data,
    ) -> Result<Self, Verdict> {
        let (function, bucket) = (resources::function(&stack)?, resources::data_bucket(&stack)?);
        let of_s3 = failures.iter().find(|failed| failed.action.starts_with("s3:"));
        if let Some(failed) = of_s3 {
            return Failure::new(format!("The bucket {} cannot be made: {}", failed.about, failed.error.message))
                .tried("sam deploy")
                .compared("CREATE_COMPLETE", failed.to_string())
                .fail();
        }
        if s3.head_bucket().bucket(&bucket).send().await.is_err() {
            return Failure::new(format!(
                "Nobody can put the data into {bucket}, the bucket that DataBucketName names."
            ))
            .tried(format!("aws s3api head-bucket --bucket {bucket}"))
            .compared("200", "an error")
            .fail();
        }
        data.put(&s3, &bucket).await?;
        Ok(Self { cloud, stack, failures, function, bucket, endpoint: None })
    }

    /// Sends the event of a request to the function, and waits for the answer.
    pub(super) async fn send(&self, request: &Request<'_>) -> Result<Ran, Verdict> {
        let mut ran = self.invoke(&request.event()).await?;
        // What is left out changes nothing, and nobody could read the command with it.
        let mut short = json!({ "httpMethod": request.method, "path": request.path });
        short["queryStringParameters"] = json!(request.query.map(|(name, value)| json!({ name: value })));
        short["pathParameters"] = request.event()["pathParameters"].clone();
        short["requestContext"] = json!({ "httpMethod": request.method, "stage": request.stage });
        if let Some(body) = request.body {
            short["body"] = json!(body);
        }
        ran.command = self.command(&short);
        Ok(ran)
    }

    /// Sends an event to the function, and waits for the answer.
    pub(super) async fn invoke(&self, event: &Value) -> Result<Ran, Verdict> {
        function::invoke(&self.cloud, &self.function, event).await
    }

    /// The command that sends an event.
    pub(super) fn command(&self, event: &Value) -> String {
        function::command(&self.function.name, event)
    }
}
