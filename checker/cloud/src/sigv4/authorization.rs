//! The `Authorization` header of a signed request.

use std::time::SystemTime;

use http::HeaderMap;
use http::header::AUTHORIZATION;

use super::refusal::Refusal;
use super::{clock, text};

const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// What the header says.
#[derive(Debug)]
pub(super) struct Authorization {
    pub(super) access_key: String,
    /// The day of the scope: `20260711`.
    pub(super) day: String,
    pub(super) region: String,
    pub(super) service: String,
    /// In lower case, as they are signed.
    pub(super) signed_headers: Vec<String>,
    pub(super) signature: String,
    /// `X-Amz-Date`, as written.
    pub(super) date: String,
    pub(super) time: SystemTime,
}

/// The service in the scope of a signed request's header: `sts` of `AKIA…/20260711/eu-central-1/sts/aws4_request`.
pub(crate) fn scope_service(headers: &HeaderMap) -> Option<&str> {
    let credential = text(headers, AUTHORIZATION.as_str())?.split_once("Credential=")?.1;
    credential.split([',', ' ']).next()?.split('/').nth(3)
}

impl Authorization {
    /// Reads the header. What is missing is told all at once, in words seen in public logs.
    pub(super) fn read(headers: &HeaderMap) -> Result<Self, Refusal> {
        let written = text(headers, AUTHORIZATION.as_str()).ok_or(Refusal::NotSigned)?;
        let Some(rest) = written.strip_prefix(ALGORITHM) else {
            let algorithm = written.split(' ').next().unwrap_or_default();
            return Err(if algorithm.starts_with("AWS4-") {
                Refusal::Incomplete(format!("Unsupported AWS 'algorithm': '{algorithm}'."))
            } else {
                Refusal::NotSigned
            });
        };
        let field = |name: &str| {
            let fields = rest.split(',').flat_map(str::split_whitespace);
            fields.filter_map(|field| field.split_once('=')).find(|(key, _)| *key == name).map(|(_, value)| value)
        };
        let (credential, signature) = (field("Credential"), field("Signature"));
        let (signed_headers, date) = (field("SignedHeaders"), text(headers, "x-amz-date"));
        let (Some(credential), Some(signature), Some(signed_headers), Some(date)) =
            (credential, signature, signed_headers, date)
        else {
            let missing = [
                (credential.is_none(), "Authorization header requires 'Credential' parameter."),
                (signature.is_none(), "Authorization header requires 'Signature' parameter."),
                (signed_headers.is_none(), "Authorization header requires 'SignedHeaders' parameter."),
                (
                    date.is_none(),
                    "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.",
                ),
            ];
            let missing: Vec<&str> = missing.iter().filter(|(missing, _)| *missing).map(|(_, text)| *text).collect();
            return Err(Refusal::Incomplete(missing.join(" ")));
        };
        let &[access_key, day, region, service, "aws4_request"] = &credential.split('/').collect::<Vec<_>>()[..] else {
            return Err(Refusal::Incomplete(format!(
                "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got \
                 '{credential}'"
            )));
        };
        let time = clock::parse(date).ok_or_else(|| {
            Refusal::Incomplete(format!(
                "Date must be in ISO-8601 'basic format'. Got '{date}'. See http://en.wikipedia.org/wiki/ISO_8601"
            ))
        })?;
        let signed_headers: Vec<String> = signed_headers.split(';').map(str::to_ascii_lowercase).collect();
        if !signed_headers.iter().any(|name| name == "host") {
            let message = "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.";
            return Err(Refusal::Incomplete(message.to_owned()));
        }
        Ok(Self {
            access_key: access_key.to_owned(),
            day: day.to_owned(),
            region: region.to_owned(),
            service: service.to_owned(),
            signed_headers,
            signature: signature.to_owned(),
            date: date.to_owned(),
            time,
        })
    }
}
