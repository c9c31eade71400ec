//! Cross-origin resource sharing: a bucket's CORS rules against one request.

use http::{HeaderMap, HeaderValue, StatusCode, header};
use s3s::S3Error;
use s3s::dto::CORSRule;

use super::error;
use crate::trace::Detail;

/// The headers of an answer to a cross-origin request that a rule allows.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct CorsAnswer {
    headers: Vec<(header::HeaderName, String)>,
    /// Which rule allows it, for the trace.
    pub(crate) reason: String,
}

impl CorsAnswer {
    pub(crate) fn add_to(&self, headers: &mut HeaderMap) {
        for (name, value) in &self.headers {
            if let Ok(value) = HeaderValue::from_str(value) {
                headers.insert(name.clone(), value);
            }
        }
    }
}

/// Why a preflight request is refused.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors-troubleshooting.html>
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PreflightRefusal {
    NoOrigin,
    NoMethod,
    NotEnabled,
    NotAllowed,
}

impl PreflightRefusal {
    pub(crate) fn error(self) -> S3Error {
        let bad_request = |message: &'static str| error::custom("BadRequest", StatusCode::BAD_REQUEST, message);
        let forbidden = |message: &'static str| error::custom("AccessForbidden", StatusCode::FORBIDDEN, message);
        match self {
            Self::NoOrigin => bad_request("Insufficient information. Origin request header needed."),
            Self::NoMethod => bad_request("Invalid Access-Control-Request-Method: null"),
            Self::NotEnabled => forbidden("CORSResponse: CORS is not enabled for this bucket."),
            Self::NotAllowed => forbidden(
                "CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, \
                 request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted \
                 by the resource's CORS spec.",
            ),
        }
    }

    pub(crate) fn reason(self) -> String {
        match self {
            Self::NoOrigin | Self::NoMethod => "not a preflight request".to_owned(),
            Self::NotEnabled => "the bucket has no CORS configuration".to_owned(),
            Self::NotAllowed => "no CORS rule fits origin, method and headers".to_owned(),
        }
    }

    /// The elements that S3 adds to a refused preflight.
    pub(crate) fn add_elements(self, headers: &HeaderMap, resource_type: &str, detail: &mut Detail) {
        if matches!(self, Self::NotEnabled | Self::NotAllowed) {
            let method = text(headers, &header::ACCESS_CONTROL_REQUEST_METHOD).unwrap_or_default();
            detail.error_elements.push(("Method", method.to_owned()));
            detail.error_elements.push(("ResourceType", resource_type.to_owned()));
        }
    }
}

/// Answers an `OPTIONS` request.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/RESTOPTIONSobject.html>
///
/// # Errors
///
/// Why the request is refused.
pub(crate) fn preflight(rules: Option<&[CORSRule]>, headers: &HeaderMap) -> Result<CorsAnswer, PreflightRefusal> {
    let origin = text(headers, &header::ORIGIN).ok_or(PreflightRefusal::NoOrigin)?;
    let method = text(headers, &header::ACCESS_CONTROL_REQUEST_METHOD).ok_or(PreflightRefusal::NoMethod)?;
    let rules = rules.ok_or(PreflightRefusal::NotEnabled)?;
    let requested: Vec<String> = text(headers, &header::ACCESS_CONTROL_REQUEST_HEADERS)
        .unwrap_or_default()
        .split(',')
        .map(|name| name.trim().to_ascii_lowercase())
        .filter(|name| !name.is_empty())
        .collect();
    let (number, rule, pattern) =
        first_fitting(rules, origin, method, &requested).ok_or(PreflightRefusal::NotAllowed)?;
    let mut answer = allow(number, rule, pattern, origin);
    if !requested.is_empty() {
        answer.headers.push((header::ACCESS_CONTROL_ALLOW_HEADERS, requested.join(", ")));
    }
    Ok(answer)
}

/// The headers to add to the answer of a request that is no preflight; `None` without an origin or a fitting rule.
pub(crate) fn simple(rules: &[CORSRule], method: &str, headers: &HeaderMap) -> Option<CorsAnswer> {
    let origin = text(headers, &header::ORIGIN)?;
    let (number, rule, pattern) = first_fitting(rules, origin, method, &[])?;
    Some(allow(number, rule, pattern, origin))
}

/// The first rule that allows origin, method and all headers wins.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors.html>
fn first_fitting<'a>(
    rules: &'a [CORSRule],
    origin: &str,
    method: &str,
    requested: &[String],
) -> Option<(usize, &'a CORSRule, &'a str)> {
    rules.iter().enumerate().find_map(|(index, rule)| {
        let pattern = rule.allowed_origins.iter().find(|pattern| fits(pattern, origin))?;
        let allowed = rule.allowed_headers.as_deref().unwrap_or_default();
        let all_headers = requested.iter().all(|name| {
            let fits_name = |pattern: &String| fits(&pattern.to_ascii_lowercase(), name);
            allowed.iter().any(fits_name)
        });
        (rule.allowed_methods.iter().any(|allowed| allowed == method) && all_headers).then_some((
            index + 1,
            rule,
            pattern.as_str(),
        ))
    })
}

fn allow(number: usize, rule: &CORSRule, pattern: &str, origin: &str) -> CorsAnswer {
    let any = pattern == "*";
    let mut headers = vec![
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, if any { "*".to_owned() } else { origin.to_owned() }),
        (header::ACCESS_CONTROL_ALLOW_METHODS, rule.allowed_methods.join(", ")),
        (header::VARY, "Origin, Access-Control-Request-Headers, Access-Control-Request-Method".to_owned()),
    ];
    if let Some(exposed) = rule.expose_headers.as_deref().filter(|exposed| !exposed.is_empty()) {
        headers.push((header::ACCESS_CONTROL_EXPOSE_HEADERS, exposed.join(", ")));
    }
    if let Some(seconds) = rule.max_age_seconds {
        headers.push((header::ACCESS_CONTROL_MAX_AGE, seconds.to_string()));
    }
    if !any {
        headers.push((header::ACCESS_CONTROL_ALLOW_CREDENTIALS, "true".to_owned()));
    }
    CorsAnswer { headers, reason: format!("CORS rule {number} allows origin {origin}") }
}

/// Whether a pattern with at most one `*` fits a text.
fn fits(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((before, after)) => {
            text.len() >= before.len() + after.len() && text.starts_with(before) && text.ends_with(after)
        }
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &header::HeaderName) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}
