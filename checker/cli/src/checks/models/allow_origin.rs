//! `Access-Control-Allow-Origin` out of proxy mode: declared in the method response, set in the integration response.
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-cors.html>

use super::methods::Defined;
use crate::checks::Setting;
use crate::checks::api::Asked;
use crate::checks::api_file::INTEGRATION;
use crate::checks::proxy_lambda::readable;
use crate::harness::{Outcome, Verdict};
use crate::target::Target;

const HEADER: &str = "Access-Control-Allow-Origin";

/// Whether the site's page may read what a method answered; if not, which of the two responses lacks the header.
pub(in crate::checks) fn may_be_read(
    setting: &Setting,
    (method, path): (&str, &str),
    asked: &Asked,
    origin: &str,
    message: &str,
) -> Outcome {
    match readable(asked, origin, message) {
        Err(Verdict::Failed(failure)) => {
            let lines = match &setting.target {
                Target::Embedded(_) if !asked.by_gateway() => {
                    let defined = Defined::of(setting)?;
                    lacking(&defined, method, path, &asked.answer.status.to_string())
                }
                _ => Vec::new(),
            };
            failure.because_of(lines).fail()
        }
        outcome => outcome,
    }
}

/// Which response of a method lacks the header, with its lines.
fn lacking(defined: &Defined<'_>, name: &str, path: &str, status: &str) -> Vec<String> {
    let Some(method) = defined.method(name, path) else { return Vec::new() };
    let key = format!("method.response.header.{HEADER}");
    let has = |mut keys: std::collections::btree_map::Keys<'_, String, bool>| {
        keys.any(|known| known.eq_ignore_ascii_case(&key))
    };
    let declared = method.responses.get(status).is_some_and(|response| has(response.parameters.keys()));
    let responses = method.integration.iter().flat_map(|integration| &integration.responses);
    let mut of_status = responses.filter(|response| response.status == status).peekable();
    if of_status.peek().is_none() {
        return Vec::new();
    }
    let set = of_status.any(|response| response.parameters.keys().any(|known| known.eq_ignore_ascii_case(&key)));
    let (line, at) = match (declared, set) {
        (false, _) => {
            let line = format!("the method response {status} does not declare {HEADER} among its headers");
            (line, defined.at(name, path, &["responses", status]))
        }
        (true, false) => {
            let line =
                format!("the method response {status} declares {HEADER}, and the integration response does not set it");
            (line, defined.at(name, path, &[INTEGRATION, "responses"]))
        }
        (true, true) => return Vec::new(),
    };
    std::iter::once(line).chain(at).collect()
}
