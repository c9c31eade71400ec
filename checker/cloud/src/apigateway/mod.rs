//! API Gateway: REST APIs, their deployments and stages.
//!
//! ```text
//! api.yaml ─▶ definition ─▶ deployment, a frozen copy ─▶ stage
//! request ─▶ host and stage ─▶ routing ─▶ execution: authorizer → method request → integration request → Lambda or MOCK
//!                                                    → integration response → method response
//! ```

pub(crate) mod api_key;
pub(crate) mod control;
pub mod definition;
pub(crate) mod execution;
pub(crate) mod host;
mod routing;
mod selection_pattern;
mod validation;

pub use execution::mapping::{MappingInput, Overrides, RenderFailed, Rendered, RenderedReference, render_template};
pub use execution::{TestInvoke, TestInvoked};
pub use routing::path_parameters;
pub use selection_pattern::matches_selection_pattern;
pub use validation::{Unvalidated, Violation};

pub use control::{DeployedStage, NewStage, RestApiSummary, StageChange};

use std::collections::BTreeMap;
use std::ops::{Deref, DerefMut};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::SystemTime;

use tokio::sync::watch;

use api_key::ApiKeys;
use definition::{ApiDefinition, Warning};
use execution::AuthorizerCache;
use validation::Validators;

/// The REST APIs of one region of one account.
#[derive(Debug, Default)]
pub(crate) struct ApiGateway {
    apis: RwLock<BTreeMap<String, RestApi>>,
    pub(crate) keys: RwLock<ApiKeys>,
    pub(crate) authorizer_cache: AuthorizerCache,
    changed: watch::Sender<()>,
}

impl ApiGateway {
    pub(crate) fn read(&self) -> RwLockReadGuard<'_, BTreeMap<String, RestApi>> {
        self.apis.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn write(&self) -> Change<'_> {
        Change { apis: self.apis.write().unwrap_or_else(PoisonError::into_inner), changed: &self.changed }
    }

    /// Tells of each change from now on.
    pub(crate) fn watch(&self) -> watch::Receiver<()> {
        self.changed.subscribe()
    }
}

/// The APIs while somebody changes them; whoever waits is told at the end.
#[derive(Debug)]
pub(crate) struct Change<'a> {
    apis: RwLockWriteGuard<'a, BTreeMap<String, RestApi>>,
    changed: &'a watch::Sender<()>,
}

impl Deref for Change<'_> {
    type Target = BTreeMap<String, RestApi>;

    fn deref(&self) -> &Self::Target {
        &self.apis
    }
}

impl DerefMut for Change<'_> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.apis
    }
}

impl Drop for Change<'_> {
    fn drop(&mut self) {
        self.changed.send_replace(());
    }
}

/// A REST API. <https://docs.aws.amazon.com/apigateway/latest/api/API_RestApi.html>
#[derive(Clone, Debug)]
pub(crate) struct RestApi {
    /// Ten letters and digits, the first label of its host.
    pub(crate) id: String,
    /// As it is now; callers see what was deployed.
    pub(crate) definition: Arc<ApiDefinition>,
    /// What was doubtful in the document that it was imported from.
    pub(crate) warnings: Vec<Warning>,
    /// `EDGE`, `REGIONAL` or `PRIVATE`.
    pub(crate) endpoint_type: String,
    /// When it was made.
    pub(crate) created: SystemTime,
    /// By id.
    pub(crate) deployments: BTreeMap<String, Deployment>,
    /// By name.
    pub(crate) stages: BTreeMap<String, Stage>,
}

impl RestApi {
    /// An API without deployments.
    pub(crate) fn new(id: impl Into<String>, definition: ApiDefinition) -> Self {
        Self {
            id: id.into(),
            definition: Arc::new(definition),
            warnings: Vec::new(),
            endpoint_type: "EDGE".to_owned(),
            created: SystemTime::now(),
            deployments: BTreeMap::new(),
            stages: BTreeMap::new(),
        }
    }
}

/// A frozen copy of a definition. Changes reach callers only with a new one.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-deploy-api.html>
#[derive(Clone, Debug)]
pub(crate) struct Deployment {
    pub(crate) definition: Arc<ApiDefinition>,
    /// The definition's models, compiled when the first body is compared with one.
    pub(crate) validators: Arc<Validators>,
    pub(crate) description: Option<String>,
    pub(crate) created: SystemTime,
}

/// A name under which a deployment is called. <https://docs.aws.amazon.com/apigateway/latest/api/API_Stage.html>
#[derive(Clone, Debug)]
pub(crate) struct Stage {
    pub(crate) deployment_id: String,
    pub(crate) variables: BTreeMap<String, String>,
    pub(crate) description: Option<String>,
    pub(crate) created: SystemTime,
    /// When it was last changed.
    pub(crate) updated: SystemTime,
}
