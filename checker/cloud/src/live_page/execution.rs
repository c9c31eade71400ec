//! A request's way through API Gateway as the page draws it.

use serde::Serialize;

use crate::trace::{ApiExecution, Step, StepName};

/// The way, the stages in order, and the execution log.
#[derive(Serialize)]
pub(super) struct Execution<'a> {
    id: &'a str,
    stage: &'a str,
    method: Option<&'a str>,
    steps: Vec<StepEntry<'a>>,
    log: &'a [String],
}

#[derive(Serialize)]
struct StepEntry<'a> {
    name: &'static str,
    lines: &'a [String],
    failed: bool,
}

impl<'a> From<&'a ApiExecution> for Execution<'a> {
    fn from(api: &'a ApiExecution) -> Self {
        Self {
            id: &api.api,
            stage: &api.stage,
            method: api.method.as_deref(),
            steps: api.steps.iter().map(StepEntry::from).collect(),
            log: &api.log,
        }
    }
}

impl<'a> From<&'a Step> for StepEntry<'a> {
    fn from(step: &'a Step) -> Self {
        let name = match step.name {
            StepName::MethodRequest => "method-request",
            StepName::IntegrationRequest => "integration-request",
            StepName::Integration => "integration",
            StepName::IntegrationResponse => "integration-response",
            StepName::MethodResponse => "method-response",
            StepName::GatewayResponse => "gateway-response",
        };
        Self { name, lines: &step.lines, failed: step.failed }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_stages_keep_their_order_and_say_where_it_ended() {
        let step = |name, line: &str, failed| Step { name, lines: line.lines().map(str::to_owned).collect(), failed };
        let api = ApiExecution {
            api: "a1b2c3d4e5".to_owned(),
            stage: "dev".to_owned(),
            method: None,
            steps: vec![
                step(StepName::MethodRequest, "<b>no method</b>\nsecond", true),
                step(StepName::GatewayResponse, "MISSING_AUTHENTICATION_TOKEN", false),
            ],
            log: vec!["(id) Starting execution".to_owned()],
        };
        assert_eq!(
            serde_json::to_value(Execution::from(&api)).unwrap(),
            json!({
                "id": "a1b2c3d4e5",
                "stage": "dev",
                "method": null,
                "steps": [
                    { "name": "method-request", "lines": ["<b>no method</b>", "second"], "failed": true },
                    { "name": "gateway-response", "lines": ["MISSING_AUTHENTICATION_TOKEN"], "failed": false },
                ],
                "log": ["(id) Starting execution"],
            })
        );
    }
}
