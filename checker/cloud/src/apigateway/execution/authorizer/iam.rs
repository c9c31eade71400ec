//! `AWS_IAM`: a request that an IAM user or role signed, and that its policies allow.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html>

use super::{Caller, Refused};
use crate::apigateway::execution::context::RequestContext;
use crate::apigateway::execution::gateway_response::GatewayFault;
use crate::apigateway::execution::journal::Journal;
use crate::apigateway::execution::{no_route, request};
use crate::identity::Principal;
use crate::sigv4;

/// The service in the scope of a signature.
const SERVICE: &str = "execute-api";

/// Lets a caller in who signed, and may.
pub(super) fn authorize(
    caller: &Caller<'_>,
    context: &mut RequestContext,
    journal: &mut Journal,
) -> Result<(), Refused> {
    let Caller { state, target, request, .. } = caller;
    let head = request.head();
    let verified = head.ok_or(sigv4::Refusal::NotSigned).and_then(|head| {
        let principal = sigv4::verify_request(state, SERVICE, &head, &request.body)?;
        if sigv4::scope_region(&head.headers) != Some(state.region.as_str()) {
            return Err(sigv4::Refusal::Scope("Credential should be scoped to a valid region. ".to_owned()));
        }
        let access_key = sigv4::access_key_id(&head.headers).map(str::to_owned);
        Ok((principal, access_key))
    });
    let (principal, access_key) = verified.map_err(|refusal| refused(caller, refusal))?;
    let (_, path) = request::split_stage(&request.path);
    let resource = format!(
        "arn:aws:execute-api:{}:{}:{}/{}/{}{path}",
        state.region, state.account, target.api_id, target.stage, request.method
    );
    let asked = iam::Request::new(principal.iam(), "execute-api:Invoke", resource, state.account.as_str())
        .with("aws:SecureTransport", "true");
    let decision = iam::evaluate(&asked, principal.policies(), None);
    journal.decision = Some(decision.explain());
    if let Some(message) = decision.denied_message(&asked) {
        let message = masked(&message, state.account.as_str());
        let why =
            format!("the caller signed and may not: {} needs execute-api:Invoke on {}", principal, asked.resource);
        return Err(Refused::new(GatewayFault::access_denied(message), why));
    }
    if let Principal::Identity(who) = &principal {
        let identity = &mut context.identity;
        identity.account_id = Some(who.account.as_str().to_owned());
        identity.caller = Some(who.user_id.clone());
        identity.user = Some(who.user_id.clone());
        identity.user_arn = Some(who.arn.clone());
        identity.access_key = access_key;
    }
    Ok(())
}

/// API Gateway shows the last four digits of its account alone: public logs.
fn masked(message: &str, account: &str) -> String {
    let hidden = format!("{}{}", "*".repeat(8), account.get(8..).unwrap_or_default());
    match message.split_once(" on resource: ") {
        Some((who, rest)) => format!("{who} on resource: {}", rest.replacen(account, &hidden, 1)),
        None => message.to_owned(),
    }
}

/// API Gateway's words. Beneath those for a wrong signature it writes what should have been signed; here it does not.
fn refused(caller: &Caller<'_>, refusal: sigv4::Refusal) -> Refused {
    use sigv4::Refusal;
    let kind = match &refusal {
        Refusal::ExpiredToken => "EXPIRED_TOKEN",
        _ => "INVALID_SIGNATURE",
    };
    let why = match &refusal {
        Refusal::NotSigned => {
            let why = "the method wants a signature: authorizationType AWS_IAM";
            return Refused::new(no_route(caller.request), why);
        }
        Refusal::Incomplete(_) => "the Authorization header is no whole signature (AWS Signature Version 4)",
        Refusal::UnknownKey => "nobody has the access key that signed, or not with this session token",
        Refusal::ExpiredToken => "the session of the access key that signed is over: take a new one",
        Refusal::Scope(_) => "the signature is for another service or region: API Gateway's is named execute-api",
        Refusal::Clock(_) => "the signature is too old, or of the future: sign again, by a clock that is right",
        Refusal::Signature => {
            "the signature is not that of this request: method, path, query, signed headers and body must be those that \
             were signed"
        }
    };
    let (error_type, message) = refusal.of_api_gateway();
    Refused::new(GatewayFault::new(kind, message, error_type), why)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_account_of_the_resource_is_masked_and_not_that_of_the_caller() {
        let message = "User: arn:aws:iam::111122223333:user/x is not authorized to perform: execute-api:Invoke on \
                       resource: arn:aws:execute-api:eu-central-1:111122223333:abc/dev/GET/x because";
        let expected = "User: arn:aws:iam::111122223333:user/x is not authorized to perform: execute-api:Invoke on \
                        resource: arn:aws:execute-api:eu-central-1:********3333:abc/dev/GET/x because";
        assert_eq!(masked(message, "111122223333"), expected);
    }
}
