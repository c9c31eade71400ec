//! Patch operations: what the operations named `Update…` are asked for.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html>

use serde::Deserialize;

use super::http::Call;
use crate::service_error::ServiceError;

/// One change.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct PatchOperation {
    pub(super) op: String,
    pub(super) path: String,
    pub(super) value: Option<String>,
}

impl PatchOperation {
    /// Those of a request, in order.
    pub(super) fn of(call: &Call<'_>) -> Result<Vec<Self>, ServiceError> {
        #[derive(Default, Deserialize)]
        #[serde(rename_all = "camelCase", default)]
        struct Members {
            patch_operations: Vec<PatchOperation>,
        }
        let Members { patch_operations } = call.members()?;
        Ok(patch_operations)
    }

    /// The name below a path, `application/json` of `/requestModels/application~1json`. RFC 6901.
    pub(super) fn below(&self, path: &str) -> Option<String> {
        let name = self.path.strip_prefix(path)?.strip_prefix('/')?;
        (!name.is_empty() && !name.contains('/')).then(|| name.replace("~1", "/").replace("~0", "~"))
    }

    /// The value; empty where there is none.
    pub(super) fn text(&self) -> String {
        self.value.clone().unwrap_or_default()
    }

    /// A truth value; false for all else, as recorded: `LocalStack`'s `test_request_validator_lifecycle`.
    pub(super) fn is_true(&self) -> bool {
        self.value.as_deref().is_some_and(|value| value.eq_ignore_ascii_case("true"))
    }

    /// Refused: of models and validators, which can be replaced alone. Recorded: `LocalStack`'s `test_update_model`,
    /// `test_invalid_update_request_validator_operations`.
    pub(super) fn check_replaces(&self, paths: &[&str]) -> Result<(), ServiceError> {
        let Self { op, path, .. } = self;
        if op != "replace" {
            let message =
                format!("Invalid patch path  '{path}' specified for op '{op}'. Please choose supported operations");
            return Err(ServiceError::bad_request(message));
        }
        if !paths.contains(&path.as_str()) {
            let all = paths.join(", ");
            let message = format!("Invalid patch path  '{path}' specified for op '{op}'. Must be one of: [{all}]");
            return Err(ServiceError::bad_request(message));
        }
        Ok(())
    }

    /// Refused: a path that is none.
    pub(super) fn invalid_path(&self) -> ServiceError {
        let path = if self.path.is_empty() { "null" } else { &self.path };
        ServiceError::bad_request(format!("Invalid patch path {path}"))
    }

    /// Refused: an operation that a path does not have.
    pub(super) fn invalid_operation(operations: &str) -> ServiceError {
        ServiceError::bad_request(format!("Invalid patch operation specified. Must be one of: [{operations}]"))
    }
}
