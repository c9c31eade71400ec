//! The body of an answer, which is what the function returns: mistakes that can be seen in it.

use serde_json::Value;

use super::way::{Way, bare_error};
use crate::checks::api::short;
use crate::checks::dynamodb::answer::Got;
use crate::harness::Outcome;

/// Whether the body of a 200 can be data at all: no answer of the proxy mode, no error, no text with JSON in it. `what` is
/// the request, `expected` what the body looks like.
pub(super) fn is_data(got: &Got, way: &Way, what: &str, expected: &str) -> Outcome {
    let expected = format!("200 {expected}");
    let shown = got.asked.shown();
    let (200, Some(body)) = (got.asked.answer.status, got.asked.json()) else { return Ok(()) };
    if body.get("statusCode").is_some() && body.get("body").is_some() {
        return got
            .asked
            .failure(format!("{what} is answered with what a proxy integration wants: status, headers and body in one object. Out of proxy mode nobody unpacks it."))
            .compared(expected, shown)
            .fail();
    }
    if let Some(error) = bare_error(&got.asked) {
        let said = error["errorMessage"].as_str().or(way.function_error()).unwrap_or("without a message").to_owned();
        return got
            .asked
            .failure(format!("{what}: the function failed, and its error is the body of a 200: {}", short(&said)))
            .compared(expected, shown)
            .fail();
    }
    if let Some(inner) = body.as_str().and_then(|text| serde_json::from_str::<Value>(text).ok())
        && (inner.is_object() || inner.is_array())
    {
        return got
            .asked
            .failure(format!("{what} is answered with a text that holds JSON: it was encoded twice."))
            .compared(expected, shown)
            .because("what the function returns is encoded for it. It returns the data, not a text of them.")
            .fail();
    }
    Ok(())
}
