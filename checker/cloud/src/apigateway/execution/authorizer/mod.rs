//! Who may call a method: what stands between a caller and the method request.
//!
//! ```text
//! AWS_IAM ─▶ iam: a signature, and a policy that allows execute-api:Invoke
//! COGNITO_USER_POOLS ─▶ cognito: a token of a user pool, kept for a while in the cache
//! apiKeyRequired ─▶ api_key, whatever the authorisation
//! ```
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-to-api.html>

mod api_key;
mod cache;
mod claims;
mod cognito;
mod iam;

pub(crate) use cache::AuthorizerCache;
pub(crate) use cognito::test;

use super::context::{Ids, RequestContext};
use super::gateway_response::GatewayFault;
use super::journal::Journal;
use super::request::ApiRequest;
use super::stage::Target;
use crate::apigateway::routing::Route;
use crate::state::State;

/// A caller who is not let in.
pub(super) struct Refused {
    pub(super) fault: Box<GatewayFault>,
    /// Why, and the way out: one line, which AWS never shows.
    pub(super) why: String,
}

impl Refused {
    fn new(fault: GatewayFault, why: impl Into<String>) -> Self {
        Self { fault: Box::new(fault), why: why.into() }
    }

    /// 401: no token, or none that counts.
    fn unauthorized(why: impl Into<String>) -> Self {
        Self::new(GatewayFault::new("UNAUTHORIZED", "Unauthorized", "UnauthorizedException"), why)
    }
}

/// A request and what takes it.
pub(super) struct Caller<'a> {
    pub(super) state: &'a State,
    pub(super) target: &'a Target,
    pub(super) request: &'a ApiRequest,
    pub(super) route: &'a Route<'a>,
    pub(super) ids: &'a Ids,
}

/// Lets a caller in, and writes who it is into the context.
pub(super) fn authorize(
    caller: &Caller<'_>,
    context: &mut RequestContext,
    journal: &mut Journal,
) -> Result<(), Refused> {
    let Caller { request, route, ids, .. } = caller;
    let kind = route.method.authorization_type.as_str();
    let authorized = match kind {
        "" | "NONE" => Ok(()),
        "AWS_IAM" => iam::authorize(caller, context, journal),
        "COGNITO_USER_POOLS" => cognito::authorize(caller, context, journal),
        "CUSTOM" if request.header("authorization").is_none() => {
            Err(Refused::unauthorized(format!("the method wants a token: authorizationType {kind}")))
        }
        other => {
            let what =
                if other == "CUSTOM" { "a Lambda authorizer".to_owned() } else { format!("authorisation by {other}") };
            let why = format!(
                "the method's authorizationType is {other}: this cloud knows NONE, AWS_IAM and COGNITO_USER_POOLS"
            );
            Err(Refused::new(GatewayFault::not_emulated(&what), why))
        }
    };
    if let Err(refused) = authorized {
        if refused.fault.status == 401 {
            journal.line(format!("Unauthorized request: {}", ids.request));
        }
        return Err(refused);
    }
    api_key::check(caller, context, journal)
}
