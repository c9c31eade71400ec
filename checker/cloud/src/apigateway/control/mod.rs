//! API Gateway's control plane: what changes APIs, deployments and stages.
//!
//! The operations stand here once, for templates, for checks (`api`) and for signed requests (`http`).
//! <https://docs.aws.amazon.com/apigateway/latest/api/API_Operations.html>

mod api;
pub(crate) mod api_keys;
pub(crate) mod authorizers;
mod deployments;
mod gateway_responses;
pub(crate) mod http;
mod methods;
pub(crate) mod models;
mod patch;
mod put_method;
pub(crate) mod request_validators;
mod resources;
mod rest_apis;
mod stages;
mod test_invoke;
pub(crate) mod usage_plans;

pub use api::{DeployedStage, RestApiSummary};
pub(crate) use put_method::validator_name;
pub use stages::{NewStage, StageChange};

use super::RestApi;
use crate::identity::AccountId;
use crate::service_error::ServiceError;

/// An API that is not there.
fn no_api(account: &AccountId, id: &str) -> ServiceError {
    ServiceError::not_found(format!("Invalid API identifier specified {}:{id}", account.as_str()))
}

impl super::ApiGateway {
    /// Changes an API that is there.
    pub(crate) fn change<T>(
        &self,
        account: &AccountId,
        api_id: &str,
        change: impl FnOnce(&mut RestApi) -> Result<T, ServiceError>,
    ) -> Result<T, ServiceError> {
        let mut apis = self.write();
        change(apis.get_mut(api_id).ok_or_else(|| no_api(account, api_id))?)
    }
}

impl ServiceError {
    /// What API Gateway refuses.
    pub(crate) fn bad_request(message: impl Into<String>) -> Self {
        Self::new("BadRequestException", ::http::StatusCode::BAD_REQUEST, message)
    }

    /// What API Gateway does not find.
    pub(crate) fn not_found(message: impl Into<String>) -> Self {
        Self::new("NotFoundException", ::http::StatusCode::NOT_FOUND, message)
    }

    /// What is there already.
    pub(crate) fn conflict(message: impl Into<String>) -> Self {
        Self::new("ConflictException", ::http::StatusCode::CONFLICT, message)
    }
}
