//! Signature Version 4 for the services that `s3s` does not serve.
//!
//! The signature is computed again from the request, by the same crate that the SDKs sign with, and compared.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>

mod authorization;
mod clock;
mod refusal;

use std::time::SystemTime;

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{SessionTokenMode, SignableBody, SignableRequest, SigningParams, SigningSettings};
use aws_sigv4::sign::v4;
use http::HeaderMap;
use http::request::Parts;

use crate::ServiceError;
use crate::identity::{AccessKey, Principal, TokenFault};
use crate::service_error::Protocol;
use crate::state::State;

use authorization::Authorization;
pub(crate) use authorization::scope_service;
pub(crate) use refusal::Refusal;

const TOKEN: &str = "x-amz-security-token";

/// Who signed a request for a service, such as `lambda`, the name in the signature's scope.
///
/// # Errors
///
/// What the service answers to a request that is not signed, signed by nobody it knows, or not signed as it should be.
pub(crate) fn verify(
    state: &State,
    protocol: Protocol,
    service: &str,
    head: &Parts,
    body: &[u8],
) -> Result<Principal, ServiceError> {
    verify_at(state, service, head, body, SystemTime::now()).map_err(|refusal| refusal.answer(protocol))
}

/// As [`verify`], with what is wrong in place of an answer.
pub(crate) fn verify_request(state: &State, service: &str, head: &Parts, body: &[u8]) -> Result<Principal, Refusal> {
    verify_at(state, service, head, body, SystemTime::now())
}

/// The region in the scope of a signed request's header, not verified.
pub(crate) fn scope_region(headers: &HeaderMap) -> Option<&str> {
    text(headers, "authorization")?.split_once("Credential=")?.1.split('/').nth(2)
}

/// The access key in a signed request's header, not verified.
pub(crate) fn access_key_id(headers: &HeaderMap) -> Option<&str> {
    text(headers, "authorization")?.split_once("Credential=")?.1.split('/').next()
}

fn verify_at(state: &State, service: &str, head: &Parts, body: &[u8], now: SystemTime) -> Result<Principal, Refusal> {
    let authorization = Authorization::read(&head.headers)?;
    let key = state.access_key(&authorization.access_key).ok_or(Refusal::UnknownKey)?;
    let token = text(&head.headers, TOKEN);
    key.check_token(token, now).map_err(|fault| match fault {
        TokenFault::Missing | TokenFault::Wrong => Refusal::UnknownKey,
        TokenFault::Expired => Refusal::ExpiredToken,
    })?;
    if authorization.service != service {
        return Err(Refusal::Scope(format!("Credential should be scoped to correct service: '{service}'. ")));
    }
    if authorization.region.is_empty() {
        return Err(Refusal::Scope("Credential should be scoped to a valid region. ".to_owned()));
    }
    clock::check(&authorization, now)?;
    let computed = signature(&authorization, &key, head, body).ok_or(Refusal::Signature)?;
    if computed == authorization.signature { Ok(Principal::Identity(key.identity)) } else { Err(Refusal::Signature) }
}

/// The signature that the request should have; `None` for a request that nobody can sign.
fn signature(authorization: &Authorization, key: &AccessKey, head: &Parts, body: &[u8]) -> Option<String> {
    let signed = |name: &str| authorization.signed_headers.iter().any(|signed| signed == name);
    let mut headers = Vec::new();
    for name in &authorization.signed_headers {
        // Several lines of one name are one value; a header that is signed and not there has no value.
        let lines: Option<Vec<&str>> =
            head.headers.get_all(name.as_str()).iter().map(|line| line.to_str().ok()).collect();
        headers.push((name.as_str(), lines?.join(",")));
    }
    let mut settings = SigningSettings::default();
    settings.excluded_headers = None;
    settings.session_token_mode = if signed(TOKEN) { SessionTokenMode::Include } else { SessionTokenMode::Exclude };
    let token = text(&head.headers, TOKEN).filter(|_| signed(TOKEN)).map(str::to_owned);
    let identity =
        Credentials::new(&*authorization.access_key, &*key.secret, token, None, "the cloud's own access keys").into();
    let params = v4::SigningParams::builder()
        .identity(&identity)
        .region(&authorization.region)
        .name(&authorization.service)
        .time(authorization.time)
        .settings(settings)
        .build()
        .ok()?;
    let host = text(&head.headers, "host").unwrap_or("localhost");
    let path = head.uri.path_and_query().map_or("/", |path| path.as_str());
    let body = match text(&head.headers, "x-amz-content-sha256") {
        Some("UNSIGNED-PAYLOAD") => SignableBody::UnsignedPayload,
        _ => SignableBody::Bytes(body),
    };
    let headers = headers.iter().map(|(name, value)| (*name, value.as_str()));
    let request = SignableRequest::new(head.method.as_str(), format!("http://{host}{path}"), headers, body).ok()?;
    let params = SigningParams::V4(params);
    Some(aws_sigv4::http_request::sign(request, &params).ok()?.signature().to_owned())
}

fn text<'headers>(headers: &'headers HeaderMap, name: &str) -> Option<&'headers str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

#[cfg(test)]
mod tests;
