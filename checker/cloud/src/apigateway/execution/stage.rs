//! What a host and a stage's name lead to: a deployment, with the stage's variables.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::gateway_response::GatewayFault;
use super::no_route;
use super::request::ApiRequest;
use crate::apigateway::definition::ApiDefinition;
use crate::apigateway::host::ApiHost;
use crate::apigateway::validation::Validators;
use crate::state::State;

/// The stage of a test of a definition that is not deployed.
pub(super) const TEST_STAGE: &str = "test-invoke-stage";

/// What a request is executed against.
pub(super) struct Target {
    pub(super) api_id: String,
    pub(super) stage: String,
    /// `None` in a test.
    pub(super) deployment_id: Option<String>,
    pub(super) definition: Arc<ApiDefinition>,
    /// The models of the definition, compiled once for a deployment.
    pub(super) validators: Arc<Validators>,
    pub(super) variables: BTreeMap<String, String>,
    /// Whether requests come through `CloudFront`.
    pub(super) edge: bool,
}

impl Target {
    /// Finds the deployment behind the stage that a request names.
    ///
    /// # Errors
    ///
    /// 403 for an API that is not there, and for a stage that is not.
    pub(super) fn find(
        state: &State,
        host: &ApiHost,
        stage_name: &str,
        request: &ApiRequest,
    ) -> Result<Self, GatewayFault> {
        let here = host.region.as_ref().is_none_or(|region| *region == state.region);
        let apis = state.apigateway.read();
        let api = apis.get(&host.api_id).filter(|_| here).ok_or_else(|| GatewayFault::forbidden("ACCESS_DENIED"))?;
        let found = api.stages.get(stage_name);
        let found = found.and_then(|stage| Some((stage, api.deployments.get(&stage.deployment_id)?)));
        let (known, deployment) = found.ok_or_else(|| no_route(request))?;
        Ok(Self {
            api_id: api.id.clone(),
            stage: stage_name.to_owned(),
            deployment_id: Some(known.deployment_id.clone()),
            definition: deployment.definition.clone(),
            validators: deployment.validators.clone(),
            variables: known.variables.clone(),
            edge: api.endpoint_type == "EDGE",
        })
    }

    /// A definition as it is now, whether deployed or not.
    pub(super) fn undeployed(state: &State, api_id: &str, variables: BTreeMap<String, String>) -> Option<Self> {
        let apis = state.apigateway.read();
        let api = apis.get(api_id)?;
        Some(Self {
            api_id: api.id.clone(),
            stage: TEST_STAGE.to_owned(),
            deployment_id: None,
            definition: api.definition.clone(),
            validators: Arc::default(),
            variables,
            edge: false,
        })
    }
}
