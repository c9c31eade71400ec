//! The method request: what a method asks of a request before its integration is called. Parameters come first; where one
//! is missing, nobody looks at the body.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html>

mod body;
mod parameters;

use super::Call;
use super::gateway_response::GatewayFault;

/// Validates a request as its method's validator says. What was looked at, and what did not fit, is told in `lines`.
///
/// # Errors
///
/// 400 for a required parameter that is missing, and for a body that does not fit its model.
pub(super) fn validate(call: &Call<'_>, lines: &mut Vec<String>) -> Result<(), GatewayFault> {
    let (definition, method) = (&call.target.definition, call.route.method);
    let Some(validator) = definition.request_validator(method) else {
        // Whoever declares something to be checked may believe that it is.
        if !method.request_models.is_empty() {
            lines.push("no request validator: the body is not compared with its model".to_owned());
        }
        return Ok(());
    };
    if validator.parameters {
        parameters::validate(call, &validator.name, lines)?;
    }
    if validator.body {
        body::validate(call, &validator.name, lines)?;
    }
    Ok(())
}
