//! Mapping expressions at work: the values that parameters of the integration request and of the method response get.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-parameter-mapping.html>

use super::{Call, mapping};

/// What a backend answered, as far as mapping expressions ask for it.
pub(super) struct BackendAnswer<'a> {
    pub(super) headers: &'a [(&'a str, String)],
    pub(super) body: &'a str,
}

/// The value of `method.request.…`, a literal, `context.…`, `stageVariables.…`.
pub(super) fn of_request(call: &Call<'_>, source: &str) -> Option<String> {
    common(call, source).or_else(|| {
        let source = source.strip_prefix("method.request.")?;
        if let Some(path) = source.strip_prefix("body") {
            return body(&String::from_utf8_lossy(&call.request.body), path);
        }
        let (place, name) = source.split_once('.')?;
        let of_header = |(known, _): &&(String, String)| known.eq_ignore_ascii_case(name);
        match place {
            "path" => call.path_parameter(name),
            "querystring" => call.request.query_parameter(name).map(str::to_owned),
            "header" => call.headers.iter().rev().find(of_header).map(|(_, value)| value.clone()),
            "multivaluequerystring" => {
                let values = call.request.query.iter().filter(|(known, _)| known == name);
                joined(values.map(|(_, value)| value.as_str()))
            }
            "multivalueheader" => joined(call.headers.iter().filter(of_header).map(|(_, value)| value.as_str())),
            _ => None,
        }
    })
}

/// The value of `integration.response.…`, a literal, `context.…`, `stageVariables.…`.
pub(super) fn of_response(call: &Call<'_>, answer: &BackendAnswer<'_>, source: &str) -> Option<String> {
    common(call, source).or_else(|| {
        let source = source.strip_prefix("integration.response.")?;
        if let Some(path) = source.strip_prefix("body") {
            return body(answer.body, path);
        }
        let name = source.strip_prefix("header.").or_else(|| source.strip_prefix("multivalueheader."))?;
        let found = answer.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.clone())
    })
}

/// A literal in single quotes, or a variable of the context or the stage.
fn common(call: &Call<'_>, source: &str) -> Option<String> {
    if let Some(literal) = source.strip_prefix('\'').and_then(|source| source.strip_suffix('\'')) {
        return Some(literal.to_owned());
    }
    if let Some(path) = source.strip_prefix("context.") {
        return call.context.variable(path);
    }
    call.target.variables.get(source.strip_prefix("stageVariables.")?).cloned()
}

/// The whole body, or what a `JSONPath` after it leads to.
fn body(body: &str, path: &str) -> Option<String> {
    if path.is_empty() {
        return Some(body.to_owned());
    }
    mapping::body_part(body, path.strip_prefix('.').unwrap_or(path))
}

fn joined<'a>(values: impl Iterator<Item = &'a str>) -> Option<String> {
    let values: Vec<&str> = values.collect();
    (!values.is_empty()).then(|| values.join(","))
}
