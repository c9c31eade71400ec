//! The integration type `MOCK`: API Gateway answers itself, with the status that the request template names.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-mock-integration.html>

use bytes::Bytes;

use super::gateway_response::GatewayFault;
use super::integration_response::Answered;
use super::journal::{self, Journal};
use super::{Call, MethodResponse, integration_request, integration_response, mapping};
use crate::apigateway::definition::Integration;
use crate::trace::StepName;

/// Runs the integration.
pub(super) fn run(
    call: &Call<'_>,
    integration: &Integration,
    journal: &mut Journal,
) -> Result<MethodResponse, GatewayFault> {
    let request = integration_request::make(call, integration, journal)?;
    let Some(status) = status_code(&request.body) else {
        let shown = journal::shown(&request.body, &call.headers);
        let mut lines = request.lines;
        lines.push(format!("the request template must give {{\"statusCode\": 200}}, and gave {shown}"));
        journal.failed(StepName::IntegrationRequest, lines);
        return Err(GatewayFault::configuration("statusCode should be an integer which defined in request template"));
    };
    journal.step(StepName::IntegrationRequest, request.lines);
    journal.step(StepName::Integration, vec!["MOCK: API Gateway answers itself".to_owned()]);
    let answered = Answered {
        status,
        headers: Vec::new(),
        body: Bytes::new(),
        selects: status.to_string(),
        selected_by: "the status is",
    };
    let response = integration_response::make(call, integration, &answered, &request.overrides, journal)?;
    // Where no template says a body, there is none.
    Ok(MethodResponse { integrated: false, ..response })
}

/// The status in `{"statusCode": 200}`; quotation marks around the key may be missing.
fn status_code(rendered: &str) -> Option<u16> {
    let rendered = mapping::lenient_json(rendered)?;
    let status = match rendered.get("statusCode")? {
        serde_json::Value::Number(number) => u16::try_from(number.as_u64()?).ok()?,
        serde_json::Value::String(text) => text.trim().parse().ok()?,
        _ => return None,
    };
    (100..1000).contains(&status).then_some(status)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_status_is_read_with_and_without_quotation_marks() {
        for (rendered, status) in [
            (r#"{"statusCode": 200}"#, Some(200)),
            ("{statusCode: 200}", Some(200)),
            ("{ \"statusCode\" : \"404\" }\n", Some(404)),
            ("{\"statusCode\": 200, \"other\": {\"statusCode\": 500}}", Some(200)),
            ("{}", None),
            ("", None),
            ("{\"statusCode\": 200", None),
            (r#"{"statusCode": "abc"}"#, None),
            (r#"{"status": 200}"#, None),
            (r#"{"a": {"statusCode": 200}}"#, None),
            ("[200]", None),
        ] {
            assert_eq!(status_code(rendered), status, "{rendered}");
        }
    }
}
