//! `TestInvokeMethod`: a method of the undeployed definition, as the console's Test button calls it.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/api/API_TestInvokeMethod.html>

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use super::http::{Answer, Call, ok};
use crate::apigateway::execution::{self, TestInvoke};

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Members {
    path_with_query_string: Option<String>,
    body: Option<String>,
    headers: BTreeMap<String, String>,
    multi_value_headers: BTreeMap<String, Vec<String>>,
    stage_variables: BTreeMap<String, String>,
}

pub(super) async fn test(call: &Call<'_>, api_id: &str, resource_id: &str, verb: &str) -> Answer {
    let members: Members = call.members()?;
    let several = members
        .multi_value_headers
        .into_iter()
        .flat_map(|(name, values)| values.into_iter().map(move |value| (name.clone(), value)));
    let invoked = execution::test_invoke(
        call.state,
        &TestInvoke {
            api_id: api_id.to_owned(),
            resource: resource_id.to_owned(),
            method: verb.to_owned(),
            path_with_query: members.path_with_query_string.unwrap_or_default(),
            headers: members.headers.into_iter().chain(several).collect(),
            body: members.body.unwrap_or_default().into(),
            stage_variables: members.stage_variables,
        },
    )
    .await?;
    let mut several: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, value) in &invoked.headers {
        several.entry(name).or_default().push(value);
    }
    // Of several of a name, the last one.
    let single: BTreeMap<&str, &str> =
        several.iter().filter_map(|(name, values)| Some((*name, *values.last()?))).collect();
    Ok(ok(json!({
        "status": invoked.status,
        "body": Value::from(String::from_utf8_lossy(&invoked.body)),
        "headers": single,
        "multiValueHeaders": several,
        "log": invoked.log,
        "latency": invoked.latency,
    })))
}
