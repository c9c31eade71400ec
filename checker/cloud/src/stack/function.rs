//! Functions of a stack, and who may invoke them.

use http::StatusCode;

use super::{Code, Refused, refused};
use crate::lambda::{NewFunction, Permission};
use crate::template::Position;
use crate::template::view::{FunctionProperties, PermissionProperties};
use crate::{Cloud, ServiceError};

/// `AWS::Lambda::Function`, with the program that `sam build` would have built.
pub(super) fn create(
    cloud: &Cloud,
    function: &FunctionProperties,
    code: Code<'_>,
    at: &Position,
) -> Result<(), Refused> {
    const ACTION: &str = "lambda:CreateFunction";
    let Some(bootstrap) = code(function) else {
        let message = "Could not unzip uploaded file. Please check your file, then try to upload again.";
        let error = ServiceError::new("InvalidParameterValueException", StatusCode::BAD_REQUEST, message)
            .with_hint(format!("function {} has no program in this lab", function.name));
        return Err(Refused { action: ACTION, error, at: at.clone() });
    };
    let mut new = NewFunction::new(&function.name, &function.role, bootstrap);
    if let Some(handler) = &function.handler {
        new.handler.clone_from(handler);
    }
    if let Some(runtime) = &function.runtime {
        new.runtime.clone_from(runtime);
    }
    new.memory_size = function.memory_mb;
    new.timeout = u32::try_from(function.timeout.as_secs()).unwrap_or(u32::MAX);
    new.environment = function.environment.iter().cloned().collect();
    new.reserved_concurrency = function.reserved_concurrency;
    cloud.create_function(new).map(|_| ()).map_err(refused(ACTION, at))
}

/// `AWS::Lambda::Permission`.
pub(super) fn add_permission(cloud: &Cloud, permission: PermissionProperties, at: &Position) -> Result<(), Refused> {
    let statement = Permission {
        statement_id: permission.statement_id,
        action: permission.action,
        principal: permission.principal,
        source_arn: permission.source_arn,
        source_account: permission.source_account,
    };
    cloud.add_permission(&permission.function_name, &statement).map_err(refused("lambda:AddPermission", at))
}
