//! API keys: the header `x-api-key`, for methods that want one.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-key-source.html>

use std::sync::PoisonError;

use super::{Caller, Refused};
use crate::apigateway::api_key::KeyFault;
use crate::apigateway::execution::context::RequestContext;
use crate::apigateway::execution::gateway_response::GatewayFault;
use crate::apigateway::execution::journal::{Journal, masked};

/// The header that a key comes in.
const HEADER: &str = "x-api-key";

/// Lets a caller in who has a key, or needs none.
pub(super) fn check(caller: &Caller<'_>, context: &mut RequestContext, journal: &mut Journal) -> Result<(), Refused> {
    let Caller { state, target, request, route, ids } = caller;
    let api_stage = format!("{}/{}", target.api_id, target.stage);
    let method = format!("'{} {}'", request.method, route.resource.path);
    let id = &ids.request;
    if !route.method.api_key_required {
        journal.line(format!("Verifying Usage Plan for request: {id}. API Key:  API Stage: {api_stage}"));
        journal.line(format!(
            "API Key  authorized because method {method} does not require API Key. Request will not contribute to \
             throttle or quota limits"
        ));
        journal.line(format!("Usage Plan check succeeded for API Key  and API Stage {api_stage}"));
        return Ok(());
    }
    let sent = request.header(HEADER).unwrap_or_default();
    let shown = masked(HEADER, sent);
    journal.line(format!("Verifying Usage Plan for request: {id}. API Key: {shown} API Stage: {api_stage}"));
    if target.definition.api_key_source.as_deref() == Some("AUTHORIZER") {
        let why = "the API's keys come from an authorizer (x-amazon-apigateway-api-key-source: AUTHORIZER)";
        return Err(Refused::new(GatewayFault::not_emulated("an API key from an authorizer"), why));
    }
    let keys = state.apigateway.keys.read().unwrap_or_else(PoisonError::into_inner);
    let why = match keys.check(&target.api_id, &target.stage, sent) {
        Ok(key) => {
            journal.line(format!(
                "API Key {shown} authorized because method {method} requires API Key and the key is in a Usage Plan for \
                 API Stage {api_stage}"
            ));
            journal.line(format!("Usage Plan check succeeded for API Key {shown} and API Stage {api_stage}"));
            context.identity.api_key = Some(key.value.clone());
            context.identity.api_key_id = Some(key.id.clone());
            return Ok(());
        }
        Err(_) if sent.is_empty() => "the method wants an API key: apiKeyRequired".to_owned(),
        Err(KeyFault::Unknown) => {
            "the method wants an API key, and nobody has the one in x-api-key: its value is wanted there, not its id"
                .to_owned()
        }
        Err(KeyFault::Disabled) => "the API key in x-api-key is switched off: Enabled".to_owned(),
        Err(KeyFault::NoPlan) => format!(
            "the API key in x-api-key is in no usage plan of the stage {}: a UsagePlanKey puts it into one",
            target.stage
        ),
    };
    journal.line(format!(
        "API Key {shown} not authorized because method {method} requires API Key and API Key is not associated with a \
         Usage Plan for API Stage {api_stage}"
    ));
    journal.line(format!("Usage Plan check failed for API Key {shown} and API Stage {api_stage}"));
    Err(Refused::new(GatewayFault::forbidden("INVALID_API_KEY"), why))
}
