//! Functions of a stack, and who may invoke them.

use std::path::PathBuf;

use http::StatusCode;

use super::{Code, Made, refused};
use crate::lambda::{NewFunction, Permission};
use crate::template::Position;
use crate::template::view::{FunctionProperties, PermissionProperties};
use crate::{Cloud, ServiceError};

/// What `CreateFunction` is asked for: the template's function with the program that `sam build` would have built.
#[must_use]
pub fn new_function(function: &FunctionProperties, bootstrap: PathBuf) -> NewFunction {
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
    new
}

/// `AWS::Lambda::Function`.
pub(super) fn create(cloud: &Cloud, function: &FunctionProperties, code: Code<'_>, at: &Position) -> Made {
    let created =
        program(function, code).and_then(|bootstrap| cloud.create_function(new_function(function, bootstrap)));
    created.err().map(|error| refused("lambda:CreateFunction", &function.name, at, error)).into_iter().collect()
}

/// Code and configuration of a function that is there; its log, and who may call it, stay.
pub(super) fn update(cloud: &Cloud, function: &FunctionProperties, code: Code<'_>, at: &Position) -> Made {
    let updated =
        program(function, code).and_then(|bootstrap| cloud.update_function(new_function(function, bootstrap)));
    updated.err().map(|error| refused("lambda:UpdateFunctionCode", &function.name, at, error)).into_iter().collect()
}

/// The function's program.
fn program(function: &FunctionProperties, code: Code<'_>) -> Result<PathBuf, ServiceError> {
    code(function).ok_or_else(|| {
        let message = "Could not unzip uploaded file. Please check your file, then try to upload again.";
        ServiceError::new("InvalidParameterValueException", StatusCode::BAD_REQUEST, message)
            .with_hint(format!("function {} has no program in this lab", function.name))
    })
}

/// `AWS::Lambda::Permission`.
pub(super) fn add_permission(cloud: &Cloud, permission: PermissionProperties, at: &Position) -> Made {
    let statement = Permission {
        statement_id: permission.statement_id,
        action: permission.action,
        principal: permission.principal,
        source_arn: permission.source_arn,
        source_account: permission.source_account,
    };
    let added = cloud.add_permission(&permission.function_name, &statement);
    let about = &permission.function_name;
    added.err().map(|error| refused("lambda:AddPermission", about, at, error)).into_iter().collect()
}
