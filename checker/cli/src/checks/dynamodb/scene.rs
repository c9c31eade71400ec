//! A scene: a cloud of its own, with the student's stack and conversations in its tables.

use cloud::template::Stack;
use cloud::template::view::FunctionProperties;
use cloud::{Cloud, CreateFailed};

use super::data::Data;
use super::resources::{self, TableNames};
use crate::checks::Setting;
use crate::checks::api::{Api, Watched};
use crate::checks::function::{program, start};
use crate::checks::resources::deployed_stage;
use crate::harness::Verdict;
use crate::stop::Stop;
use crate::target::http::Http;

/// The name of the policy by which the checker denies.
const DENIAL: &str = "barred-by-the-checker";

/// A cloud with the stack in it.
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
    /// The tables' names.
    pub(super) tables: TableNames,
    /// The stage's address on this machine, where the stack has one.
    endpoint: Option<String>,
}

impl Scene {
    /// Starts a cloud in a region, and makes the whole stack there, with the data in its tables. No function runs yet.
    pub(super) async fn deploy(setting: &Setting, stack: Stack, region: &str, data: &Data) -> Result<Self, Verdict> {
        let (function, tables) = (resources::function(&stack)?, TableNames::of(&stack)?);
        let (cloud, _) = start(setting, region).await?;
        let program = program(setting);
        let failures = cloud.deploy(&stack, &|_| Some(program.clone()));
        let mut scene = Self { cloud, stack, failures, function, tables, endpoint: None };
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

    /// Puts data into the tables, beside what else is going on: 3,000 messages take their time.
    async fn filled(self, data: Data) -> Result<Self, Verdict> {
        let filled = tokio::task::spawn_blocking(move || {
            data.put(self.cloud.dynamodb(), &self.tables)?;
            Ok::<_, Stop>(self)
        });
        let filled = filled.await.map_err(|error| Verdict::Fault(format!("the tables cannot be filled: {error}")))?;
        Ok(filled?)
    }

    /// Denies the function's role every request to `DynamoDB`.
    pub(super) fn bar(&self) -> Result<(), Verdict> {
        self.deny("dynamodb:*")
    }

    /// Denies the function's role an action, whatever it names.
    pub(super) fn deny(&self, action: &str) -> Result<(), Verdict> {
        self.deny_on(action, "*")
    }

    /// Denies the function's role an action on a resource.
    pub(super) fn deny_on(&self, action: &str, resource: &str) -> Result<(), Verdict> {
        let policy = format!(
            r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Deny","Action":"{action}","Resource":"{resource}"}}}}"#
        );
        let role = self.role();
        // A role that is not there is told by the check of the role.
        let barred = self.cloud.iam().put_role_policy(role, DENIAL, &policy);
        barred.map_err(|error| Verdict::Fault(format!("the role {role} cannot be barred: {error}")))
    }

    /// Takes the denial away.
    pub(super) fn end_denial(&self) -> Result<(), Verdict> {
        let ended = self.cloud.iam().delete_role_policy(self.role(), DENIAL);
        ended.map_err(|error| Verdict::Fault(format!("the denial cannot be taken away: {error}")))
    }

    fn role(&self) -> &str {
        self.function.role.rsplit('/').next().unwrap_or_default()
    }

    /// The API of the stack.
    pub(super) fn api<'a>(&'a self, http: &'a Http) -> Result<Api<'a>, Verdict> {
        let watched = Watched { cloud: &self.cloud, functions: std::slice::from_ref(&self.function.name) };
        Api::of_stack(http, watched, &self.stack, &self.failures, self.endpoint.as_deref())
    }
}
