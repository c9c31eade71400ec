//! `$context`: what API Gateway knows of a request, for functions and for templates.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html#context-variable-reference>

use std::collections::BTreeMap;
use std::time::{SystemTime, UNIX_EPOCH};

use serde::Serialize;

use super::request::ApiRequest;
use crate::apigateway::host::domain_name;
use crate::state::State;

/// The ids of one request.
#[derive(Clone, Debug)]
pub(super) struct Ids {
    /// `x-amzn-RequestId`.
    pub(super) request: String,
    /// `x-amz-apigw-id`.
    pub(super) extended: String,
    /// The trace's `Root`.
    pub(super) trace_root: String,
}

impl Ids {
    pub(super) fn next(state: &State) -> Self {
        let (_, letters) = state.request_ids.next();
        let letters: String = letters.chars().take(15).map(|letter| if letter == '+' { '-' } else { letter }).collect();
        let seconds = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        let unique = state.request_ids.next_uuid().replace('-', "");
        Self {
            request: state.request_ids.next_uuid(),
            extended: format!("{}=", letters.replace('/', "_")),
            trace_root: format!("1-{seconds:08x}-{}", &unique[..24]),
        }
    }
}

/// The root of a trace that the caller began: `1-58406520-a006649127e371903a2de979`.
/// <https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader>
pub(super) fn trace_root(header: &str) -> Option<String> {
    let root = header.split(';').find_map(|field| field.trim().strip_prefix("Root="))?;
    let hexadecimal = |text: &str, length| text.len() == length && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    match root.split('-').collect::<Vec<_>>().as_slice() {
        ["1", time, unique] if hexadecimal(time, 8) && hexadecimal(unique, 24) => Some(root.to_owned()),
        _ => None,
    }
}

/// `requestContext` of the event, in the order in which API Gateway writes it.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RequestContext {
    pub(super) resource_id: String,
    /// Who calls, by a token; nothing where no authorizer was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) authorizer: Option<AuthorizerContext>,
    pub(super) resource_path: String,
    pub(super) http_method: String,
    pub(super) extended_request_id: String,
    /// `10/Oct/2026:13:55:36 +0000`.
    pub(super) request_time: String,
    /// With the stage, as sent.
    pub(super) path: String,
    pub(super) account_id: String,
    pub(super) protocol: &'static str,
    pub(super) stage: String,
    pub(super) domain_prefix: String,
    /// Milliseconds since 1970.
    pub(super) request_time_epoch: u64,
    pub(super) request_id: String,
    pub(super) identity: Identity,
    pub(super) domain_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) deployment_id: Option<String>,
    pub(super) api_id: String,
}

/// What a Cognito authorizer tells: no `principalId`, which is a Lambda authorizer's.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct AuthorizerContext {
    /// The token's claims, each one a text.
    pub(super) claims: BTreeMap<String, String>,
}

/// Who calls, as far as API Gateway knows: without IAM or Cognito nothing but the address.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Identity {
    pub(super) cognito_identity_pool_id: Option<String>,
    pub(super) account_id: Option<String>,
    pub(super) cognito_identity_id: Option<String>,
    pub(super) caller: Option<String>,
    /// Of methods that want a key, and of tests.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) api_key: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) api_key_id: Option<String>,
    pub(super) source_ip: String,
    pub(super) principal_org_id: Option<String>,
    pub(super) access_key: Option<String>,
    pub(super) cognito_authentication_type: Option<String>,
    pub(super) cognito_authentication_provider: Option<String>,
    pub(super) user_arn: Option<String>,
    pub(super) user_agent: Option<String>,
    pub(super) user: Option<String>,
}

/// What a request is for.
pub(super) struct Asked<'a> {
    pub(super) api_id: &'a str,
    pub(super) stage: &'a str,
    pub(super) deployment_id: Option<&'a str>,
    pub(super) resource_id: &'a str,
    pub(super) resource_path: &'a str,
}

impl RequestContext {
    /// Of a request that came over the network.
    pub(super) fn new(state: &State, ids: &Ids, asked: &Asked<'_>, request: &ApiRequest) -> Self {
        let now = SystemTime::now();
        Self {
            resource_id: asked.resource_id.to_owned(),
            authorizer: None,
            resource_path: asked.resource_path.to_owned(),
            http_method: request.method.clone(),
            extended_request_id: ids.extended.clone(),
            request_time: request_time(now),
            path: request.path.clone(),
            account_id: state.account.as_str().to_owned(),
            protocol: "HTTP/1.1",
            stage: asked.stage.to_owned(),
            domain_prefix: asked.api_id.to_owned(),
            request_time_epoch: epoch(now),
            request_id: ids.request.clone(),
            identity: Identity {
                source_ip: request.source_ip.clone(),
                user_agent: request.header("user-agent").map(str::to_owned),
                ..Identity::default()
            },
            domain_name: domain_name(asked.api_id, &state.region),
            deployment_id: asked.deployment_id.map(str::to_owned),
            api_id: asked.api_id.to_owned(),
        }
    }

    /// A variable by what stands after `$context.`: `requestId`, `identity.sourceIp`, `authorizer.claims.email`,
    /// `authorizer.claims['cognito:username']`.
    pub(super) fn variable(&self, path: &str) -> Option<String> {
        if let Some(name) = path.strip_prefix("authorizer.claims") {
            let quoted = name.strip_prefix("['").and_then(|name| name.strip_suffix("']"));
            let name = quoted.or_else(|| name.strip_prefix('.'))?;
            return self.authorizer.as_ref()?.claims.get(name).cloned();
        }
        let value = serde_json::to_value(self).ok()?;
        match path.split('.').try_fold(&value, |value, name| value.get(name))? {
            serde_json::Value::String(text) => Some(text.clone()),
            serde_json::Value::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }
}

fn epoch(time: SystemTime) -> u64 {
    u64::try_from(time.duration_since(UNIX_EPOCH).unwrap_or_default().as_millis()).unwrap_or(u64::MAX)
}

/// `$context.requestTime`, in the form of access logs.
fn request_time(time: SystemTime) -> String {
    let format = time::macros::format_description!("[day]/[month repr:short]/[year]:[hour]:[minute]:[second] +0000");
    time::OffsetDateTime::from(time).format(&format).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_callers_trace_is_taken_where_it_is_one() {
        let root = "1-58406520-a006649127e371903a2de979";
        assert_eq!(trace_root(&format!("Parent=1;Root={root};Sampled=1")).as_deref(), Some(root));
        for header in ["", "Sampled=1", "Root=1-2-3", "Root=2-58406520-a006649127e371903a2de979"] {
            assert_eq!(trace_root(header), None, "{header}");
        }
    }

    #[test]
    fn the_time_is_written_as_in_access_logs() {
        let time = UNIX_EPOCH + std::time::Duration::from_secs(1_685_409_765);
        assert_eq!(request_time(time), "30/May/2023:01:22:45 +0000");
    }
}
