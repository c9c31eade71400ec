//! One request on its way through S3: what the layers around `s3s` tell the ones inside, and back.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http::{Extensions, HeaderMap, Request};
use s3s::{S3ErrorCode, S3Result};

use super::access::Decision;
use super::error;
use super::host::HostForm;
use super::region;
use crate::identity::{AccountId, Principal};
use crate::trace::Detail;

/// What is known of a request; it travels in the request's extensions.
#[derive(Debug)]
pub(crate) struct Exchange {
    detail: Mutex<Detail>,
    /// The region that the host name names.
    pub(crate) host_region: Option<String>,
    /// The region of the signature's credential scope: SDKs put the client's region there.
    pub(crate) scope_region: Option<String>,
    /// Whether the host name is `s3.amazonaws.com`, of no region.
    pub(crate) global_host: bool,
    /// Whether the host name names the bucket.
    pub(crate) virtual_hosted: bool,
    /// The condition keys that follow from the HTTP request.
    pub(crate) context: iam::Context,
}

impl Exchange {
    pub(crate) fn new<B>(request: &Request<B>, host: &HostForm, detail: Detail) -> Self {
        let (virtual_hosted, host_region, global_host) = match host {
            HostForm::Rest { bucket, region, global } => (bucket.is_some(), region.clone(), *global),
            HostForm::Website(_) => (false, None, false),
        };
        Self {
            detail: Mutex::new(detail),
            host_region,
            scope_region: scope_region(request),
            global_host,
            virtual_hosted,
            context: context(request.headers()),
        }
    }

    /// The exchange that a request belongs to.
    pub(crate) fn of(extensions: &Extensions) -> S3Result<Arc<Self>> {
        let exchange = extensions.get::<Arc<Self>>().cloned();
        exchange.ok_or_else(|| error::new(S3ErrorCode::InternalError, error::INTERNAL))
    }

    /// What the trace will show, to add to.
    pub(crate) fn detail(&self) -> MutexGuard<'_, Detail> {
        self.detail.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Who asks.
    pub(crate) fn principal(&self) -> Principal {
        self.detail().principal.clone()
    }

    /// The account of who asks; an anonymous caller has none.
    pub(crate) fn account(&self) -> Option<AccountId> {
        self.detail().principal.account().cloned()
    }

    /// Says in the trace what decided.
    pub(crate) fn decide(&self, reason: impl Into<String>) {
        self.detail().decision = Some(reason.into());
    }

    /// Says in the trace what decided, and keeps what was said before: some requests need several permissions.
    pub(crate) fn decide_also(&self, decision: &Decision) {
        let mut detail = self.detail();
        match &mut detail.decision {
            Some(said) if decision.allowed => {
                if !said.contains(&decision.reason) {
                    said.push_str("; ");
                    said.push_str(&decision.reason);
                }
            }
            other => *other = Some(decision.reason.clone()),
        }
    }

    /// Adds elements that AWS puts into an error beside code and message.
    pub(crate) fn add_error_elements<const N: usize>(&self, elements: [(&'static str, String); N]) {
        self.detail().error_elements.extend(elements);
    }

    /// The region of the endpoint that the request was sent to, as far as one socket can tell.
    pub(crate) fn endpoint_region<'a>(&'a self, own_region: &'a str) -> &'a str {
        let named = self.scope_region.as_deref().or(self.host_region.as_deref());
        let global = self.global_host.then_some(region::US_EAST_1);
        named.or(global).unwrap_or(own_region)
    }
}

fn scope_region<B>(request: &Request<B>) -> Option<String> {
    let header = request.headers().get(http::header::AUTHORIZATION);
    let header = header.and_then(|value| value.to_str().ok());
    let in_header = header.and_then(|value| {
        let credential = value.split_once("Credential=")?.1;
        region::of_credential(credential.split(',').next()?.trim())
    });
    let presigned = || {
        let query = request.uri().query()?;
        let credential = query.split('&').find_map(|pair| pair.strip_prefix("X-Amz-Credential="))?;
        let credential = percent_encoding::percent_decode_str(credential).decode_utf8().ok()?;
        region::of_credential(&credential).map(str::to_owned)
    };
    in_header.map(str::to_owned).or_else(presigned)
}

/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>
fn context(headers: &HeaderMap) -> iam::Context {
    let mut context = iam::Context::new();
    // On AWS the SDKs speak HTTPS to the REST API. A policy that refuses plain HTTP must not fail here only.
    context.set("aws:SecureTransport", "true");
    context.set("aws:SourceIp", "127.0.0.1");
    for (key, name) in [("aws:Referer", "referer"), ("aws:UserAgent", "user-agent"), ("s3:x-amz-acl", "x-amz-acl")] {
        if let Some(value) = headers.get(name).and_then(|value| value.to_str().ok()) {
            context.set(key, value);
        }
    }
    context
}
