//! A scene: a cloud of its own, with the student's stack and conversations in its tables.

use cloud::template::Stack;
use cloud::template::view::FunctionProperties;
use cloud::{Cloud, CreateFailed};
use serde_json::json;

use crate::checks::Setting;
use crate::checks::api::{Api, Watched};
use crate::checks::dynamodb::data::Data;
use crate::checks::dynamodb::resources::TableNames;
use crate::checks::function::start;
use crate::checks::resources::deployed_stage;
use crate::harness::Verdict;
use crate::stop::Stop;
use crate::target::http::Http;

/// The name of the policy by which the checker denies.
const DENIAL: &str = "barred-by-the-checker";

/// A cloud with the stack in it.
#[derive(Debug)]
pub(in crate::checks) struct Scene {
    /// The cloud.
    pub(in crate::checks) cloud: Cloud,
    /// What the template became.
    pub(in crate::checks) stack: Stack,
    /// What a service refused.
    pub(in crate::checks) failures: Vec<CreateFailed>,
    /// The functions' names.
    pub(in crate::checks) functions: Vec<String>,
    /// The tables' names.
    pub(in crate::checks) tables: TableNames,
    /// The stage's address on this machine, where the stack has one.
    endpoint: Option<String>,
}

impl Scene {
    /// Starts a cloud in a region, and makes the whole stack there, with the data in its tables. No function runs yet.
    pub(in crate::checks) async fn deploy(
        setting: &Setting,
        stack: Stack,
        region: &str,
        data: &Data,
    ) -> Result<Self, Verdict> {
        let tables = TableNames::of(&stack)?;
        let (cloud, _) = start(setting, region).await?;
        let failures = cloud.deploy(&stack, &|function| setting.program.as_ref()?.of_function(function));
        let functions =
            stack.resources.iter().filter_map(FunctionProperties::new).map(|function| function.name).collect();
        let mut scene = Self { cloud, stack, failures, functions, tables, endpoint: None };
        if scene.failures.is_empty() {
            scene = scene.filled(data.clone()).await?;
        }
        if let Some(stage) = deployed_stage(&scene.cloud, &scene.stack) {
            let address = scene.cloud.serve_api(&stage.rest_api_id, None).await;
            let address = address.map_err(|error| Verdict::Fault(format!("the API has no port: {error}")))?;
            scene.endpoint = Some(format!("http://{address}/{}", stage.name));
        }
        Ok(scene)
    }

    /// Puts data into the tables, beside what else is going on.
    async fn filled(self, data: Data) -> Result<Self, Verdict> {
        let filled = tokio::task::spawn_blocking(move || {
            data.put(self.cloud.dynamodb(), &self.tables)?;
            Ok::<_, Stop>(self)
        });
        let filled = filled.await.map_err(|error| Verdict::Fault(format!("the tables cannot be filled: {error}")))?;
        Ok(filled?)
    }

    /// Denies the functions' roles these actions: `dynamodb:*`.
    pub(in crate::checks) fn bar(&self, actions: &[&str]) -> Result<(), Verdict> {
        let policy = json!({
            "Version": "2012-10-17",
            "Statement": { "Effect": "Deny", "Action": actions, "Resource": "*" },
        });
        let policy = policy.to_string();
        for function in self.stack.resources.iter().filter_map(FunctionProperties::new) {
            let role = function.role.rsplit('/').next().unwrap_or_default();
            let barred = self.cloud.iam().put_role_policy(role, DENIAL, &policy);
            barred.map_err(|error| Verdict::Fault(format!("the role {role} cannot be barred: {error}")))?;
        }
        Ok(())
    }

    /// The API of the stack.
    pub(in crate::checks) fn api<'a>(&'a self, http: &'a Http) -> Result<Api<'a>, Verdict> {
        let watched = Watched { cloud: &self.cloud, functions: &self.functions };
        Api::of_stack(http, watched, &self.stack, &self.failures, self.endpoint.as_deref())
    }
}
