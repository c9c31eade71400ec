//! Deployments: frozen copies of a definition.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/api/API_CreateDeployment.html>

use std::time::SystemTime;

use crate::apigateway::definition::ApiDefinition;
use crate::apigateway::{ApiGateway, Deployment};
use crate::identity::AccountId;
use crate::service_error::ServiceError;
use crate::template::names::Names;

impl ApiGateway {
    /// `CreateDeployment`: returns the deployment's id, which is made up where none is given.
    pub(crate) fn deploy(
        &self,
        account: &AccountId,
        api_id: &str,
        id: Option<&str>,
        description: Option<String>,
    ) -> Result<String, ServiceError> {
        self.change(account, api_id, |api| {
            check(&api.definition)?;
            let made_up = || {
                let names = Names::new(api_id, 0);
                let number = api.deployments.len();
                let ids = (number..).map(|number| names.id(&number.to_string(), "deployment", 6));
                ids.into_iter().find(|id| !api.deployments.contains_key(id)).unwrap_or_default()
            };
            let id = id.map_or_else(made_up, ToOwned::to_owned);
            let deployment = Deployment { definition: api.definition.clone(), description, created: SystemTime::now() };
            api.deployments.insert(id.clone(), deployment);
            Ok(id)
        })
    }

    /// `DeleteDeployment`.
    #[allow(dead_code, reason = "the operations over HTTP come next")]
    pub(crate) fn delete_deployment(&self, account: &AccountId, api_id: &str, id: &str) -> Result<(), ServiceError> {
        self.change(account, api_id, |api| {
            if !api.deployments.contains_key(id) {
                return Err(unknown());
            }
            if api.stages.values().any(|stage| stage.deployment_id == id) {
                let message = "Active stages pointing to this deployment must be moved or deleted";
                return Err(ServiceError::bad_request(message));
            }
            api.deployments.remove(id);
            Ok(())
        })
    }
}

/// A deployment that is not there.
pub(super) fn unknown() -> ServiceError {
    ServiceError::not_found("Invalid Deployment identifier specified")
}

/// What can be deployed: an API with methods, each with an integration.
fn check(definition: &ApiDefinition) -> Result<(), ServiceError> {
    let methods = || {
        let resources = definition.resources.iter();
        resources.flat_map(|resource| resource.methods.iter().map(move |(name, method)| (resource, name, method)))
    };
    if methods().next().is_none() {
        return Err(ServiceError::bad_request("The REST API doesn't contain any methods"));
    }
    if let Some((resource, name, _)) = methods().find(|(_, _, method)| method.integration.is_none()) {
        let hint = format!("{name} {} has no x-amazon-apigateway-integration", resource.path);
        return Err(ServiceError::bad_request("No integration defined for method").with_hint(hint));
    }
    Ok(())
}
