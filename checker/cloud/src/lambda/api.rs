//! Lambda as the checker itself uses it, in process.

use bytes::Bytes;

use super::function_name::FunctionName;
use super::{Invocation, InvocationType, Invoked, Lambda, LogEvent, NewFunction, Permission, errors, invocation};
use crate::service_error::ServiceError;
use crate::state::State;
use crate::{Cloud, Principal};

impl Cloud {
    /// Creates a function, and returns its ARN. Its first sandbox starts with its first invocation.
    ///
    /// The program that owns the cloud must call [`sandbox_process`](super::sandbox_process) first in its `main`, or
    /// [`Config::sandbox_program`](crate::Config::sandbox_program) must name one that does.
    ///
    /// # Errors
    ///
    /// What `CreateFunction` refuses: `ValidationException`, `InvalidParameterValueException` (a role that Lambda may not
    /// assume, reserved or too many environment variables), `ResourceConflictException`.
    pub fn create_function(&self, new: NewFunction) -> Result<String, ServiceError> {
        Lambda::create(&self.state, new)
    }

    /// Gives a function another configuration and other code: `UpdateFunctionConfiguration` and `UpdateFunctionCode` in one.
    /// What is not yet answered is answered by the old one.
    ///
    /// # Errors
    ///
    /// As [`create_function`](Self::create_function), and `ResourceNotFoundException`.
    pub fn update_function(&self, new: NewFunction) -> Result<(), ServiceError> {
        Lambda::update(&self.state, new)
    }

    /// Deletes a function without waiting for the end of its sandboxes, which has begun when this returns.
    pub(crate) fn end_function(&self, name: &str) {
        let removed = self.state.lambda.write().remove(name);
        if let Some(function) = removed {
            drop(function.take_all());
        }
    }

    /// Deletes a function with its log, and ends its sandboxes.
    ///
    /// # Errors
    ///
    /// `ResourceNotFoundException`.
    pub async fn delete_function(&self, name: &str) -> Result<(), ServiceError> {
        let found = self.named(name)?;
        let removed = self.state.lambda.write().remove(&found.name);
        let Some(function) = removed else {
            return Err(errors::not_found(&found.arn(&self.state.region)));
        };
        for sandbox in function.take_all() {
            sandbox.end().await;
        }
        Ok(())
    }

    /// The functions, by name.
    #[must_use]
    pub fn functions(&self) -> Vec<NewFunction> {
        self.state.lambda.read().values().map(|function| function.configuration.clone()).collect()
    }

    /// Invokes a function, by name or ARN, as somebody who may.
    ///
    /// # Errors
    ///
    /// Lambda's own errors. A function that fails is none: see [`Invoked::function_error`].
    pub async fn invoke(
        &self,
        function: &str,
        payload: impl Into<Bytes>,
        kind: InvocationType,
    ) -> Result<Invoked, ServiceError> {
        let invocation =
            Invocation { function: function.to_owned(), kind, payload: payload.into(), ..Invocation::default() };
        invocation::invoke(&self.state, invocation).await
    }

    /// Waits until all asynchronous invocations are done, their retries included.
    pub async fn queued_invocations_done(&self) {
        let mut queued = self.state.lambda.queued.subscribe();
        // The sender lives as long as the cloud.
        let _ = queued.wait_for(|queued| *queued == 0).await;
    }

    /// What a function printed and what Lambda wrote about it: the last 1 MB. What is new since an earlier call is told
    /// by the events' [numbers](LogEvent::number), not by how many there are: the oldest are dropped.
    ///
    /// # Errors
    ///
    /// `ResourceNotFoundException`.
    pub fn function_log(&self, name: &str) -> Result<Vec<LogEvent>, ServiceError> {
        let function = self.state.lambda.find(&self.named(name)?, &self.state.region)?;
        Ok(function.log.events())
    }

    /// The number that the next event of a function's log will have.
    ///
    /// # Errors
    ///
    /// `ResourceNotFoundException`.
    pub fn next_log_event(&self, name: &str) -> Result<u64, ServiceError> {
        let function = self.state.lambda.find(&self.named(name)?, &self.state.region)?;
        Ok(function.log.next())
    }

    /// Lets somebody invoke a function: `AddPermission`.
    ///
    /// # Errors
    ///
    /// `ResourceNotFoundException`, `ResourceConflictException` for a statement id that is taken, and what
    /// `AddPermission` refuses.
    pub fn add_permission(&self, name: &str, permission: &Permission) -> Result<(), ServiceError> {
        let function = self.state.lambda.find(&self.named(name)?, &self.state.region)?;
        let mut policy = function.policy.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        policy.add(permission, &function.arn)
    }

    /// Takes a permission away: `RemovePermission`.
    ///
    /// # Errors
    ///
    /// `ResourceNotFoundException` for a function or a statement that is not there.
    pub fn remove_permission(&self, name: &str, statement_id: &str) -> Result<(), ServiceError> {
        let function = self.state.lambda.find(&self.named(name)?, &self.state.region)?;
        let mut policy = function.policy.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        if policy.remove(statement_id) {
            return Ok(());
        }
        let message = format!("Statement {statement_id} is not found in resource policy.");
        Err(ServiceError::new("ResourceNotFoundException", http::StatusCode::NOT_FOUND, message))
    }

    /// Decides whether a service may invoke a function on behalf of something it owns: API Gateway for a method
    /// (`arn:aws:execute-api:…`), S3 for a bucket.
    ///
    /// # Errors
    ///
    /// `ResourceNotFoundException`.
    pub fn service_may_invoke(
        &self,
        service: &str,
        source_arn: &str,
        function: &str,
    ) -> Result<iam::Decision, ServiceError> {
        service_may_invoke(&self.state, service, source_arn, function)
    }

    pub(super) fn named(&self, name: &str) -> Result<FunctionName, ServiceError> {
        FunctionName::parse(name, None, &self.state.region, self.state.lambda.account.as_str())
    }
}

/// Decides whether a service may invoke a function on behalf of something it owns.
///
/// # Errors
///
/// `ResourceNotFoundException`.
pub(crate) fn service_may_invoke(
    state: &State,
    service: &str,
    source_arn: &str,
    function: &str,
) -> Result<iam::Decision, ServiceError> {
    let account = state.lambda.account.as_str();
    let name = FunctionName::parse(function, None, &state.region, account)?;
    let function = state.lambda.find(&name, &state.region)?;
    let request =
        iam::Request::new(iam::Principal::service(service), "lambda:InvokeFunction", function.arn.as_str(), account)
            .with("aws:SourceArn", source_arn)
            .with("aws:SourceAccount", account)
            .with("aws:SecureTransport", "true");
    let policy = function.policy.read().unwrap_or_else(std::sync::PoisonError::into_inner);
    Ok(iam::evaluate(&request, &[], policy.policy()))
}

/// Decides whether a caller may do something with a function, by its own policies and the function's.
///
/// # Errors
///
/// `AccessDeniedException` in IAM's words.
pub(super) fn authorise(
    state: &State,
    caller: &Principal,
    action: &str,
    arn: &str,
    function: Option<&super::Function>,
) -> Result<iam::Decision, ServiceError> {
    let request =
        iam::Request::new(caller.iam(), action, arn, state.lambda.account.as_str()).with("aws:SecureTransport", "true");
    let policy = function.map(|function| function.policy.read().unwrap_or_else(std::sync::PoisonError::into_inner));
    let decision = iam::evaluate(&request, caller.policies(), policy.as_ref().and_then(|policy| policy.policy()));
    match decision.denied_message(&request) {
        None => Ok(decision),
        Some(message) => {
            let denied = ServiceError::new("AccessDeniedException", http::StatusCode::FORBIDDEN, message);
            Err(denied.with_hint(decision.explain()))
        }
    }
}
