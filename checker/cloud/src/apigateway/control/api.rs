//! The control plane as the checker itself uses it, in process.

use std::collections::BTreeMap;

use super::{NewStage, StageChange};
use crate::Cloud;
use crate::apigateway::definition::Warning;
use crate::service_error::ServiceError;

/// A REST API that is there.
#[derive(Clone, Debug)]
pub struct RestApiSummary {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// `EDGE`, `REGIONAL` or `PRIVATE`.
    pub endpoint_type: String,
    /// What was doubtful in its definition, and what of it is not emulated.
    pub warnings: Vec<Warning>,
    /// The ids of its deployments.
    pub deployments: Vec<String>,
    /// Its stages, by name.
    pub stages: BTreeMap<String, DeployedStage>,
}

/// A stage that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeployedStage {
    /// The deployment that it serves.
    pub deployment_id: String,
    /// Its variables.
    pub variables: BTreeMap<String, String>,
}

impl Cloud {
    /// The REST APIs, by id.
    #[must_use]
    pub fn rest_apis(&self) -> Vec<RestApiSummary> {
        let apis = self.state.apigateway.read();
        apis.values()
            .map(|api| RestApiSummary {
                id: api.id.clone(),
                name: api.definition.name.clone(),
                endpoint_type: api.endpoint_type.clone(),
                warnings: api.warnings.clone(),
                deployments: api.deployments.keys().cloned().collect(),
                stages: api
                    .stages
                    .iter()
                    .map(|(name, stage)| {
                        let stage = DeployedStage {
                            deployment_id: stage.deployment_id.clone(),
                            variables: stage.variables.clone(),
                        };
                        (name.clone(), stage)
                    })
                    .collect(),
            })
            .collect()
    }

    /// Deploys an API as it is now, and returns the deployment's id. Callers see it when a stage serves it.
    ///
    /// # Errors
    ///
    /// What `CreateDeployment` refuses: `NotFoundException` for an API that is not there, `BadRequestException` for one
    /// without methods or with a method without an integration.
    pub fn create_deployment(&self, api_id: &str) -> Result<String, ServiceError> {
        self.state.apigateway.deploy(&self.state.account, api_id, None, None)
    }

    /// Makes a stage.
    ///
    /// # Errors
    ///
    /// What `CreateStage` refuses: `NotFoundException` for an API or a deployment that is not there, `ConflictException`
    /// for a name that is taken, `BadRequestException` for a name or a variable that is none.
    pub fn create_stage(&self, api_id: &str, stage: NewStage) -> Result<(), ServiceError> {
        self.state.apigateway.create_stage(&self.state.account, api_id, stage).map(|_| ())
    }

    /// Changes a stage: which deployment it serves, its variables.
    ///
    /// # Errors
    ///
    /// What `UpdateStage` refuses: `NotFoundException`, and `BadRequestException` for a variable that is none.
    pub fn update_stage(&self, api_id: &str, stage: &str, change: StageChange) -> Result<(), ServiceError> {
        self.state.apigateway.update_stage(&self.state.account, api_id, stage, change).map(|_| ())
    }
}
