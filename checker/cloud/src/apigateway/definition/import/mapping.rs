//! Mapping expressions: what a parameter may be set to, and from where.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-parameter-mapping.html>

/// Why a mapping is refused: API Gateway's words, and ours.
pub(crate) type Refused = (String, String);

/// The words around each of them.
fn invalid(what: &str, hint: impl Into<String>) -> Refused {
    let message = format!("Invalid mapping expression specified: Validation Result: warnings : [], errors : [{what}]");
    (message, hint.into())
}

/// `integration.request.header.X` ← `method.request.…`, a literal, `context.…`, `stageVariables.…`. `declared` says
/// whether the method declares a parameter.
pub(crate) fn integration_request(target: &str, source: &str, declared: &dyn Fn(&str) -> bool) -> Result<(), Refused> {
    let places = ["path", "querystring", "header", "multivaluequerystring", "multivalueheader"];
    if !has_place(target, "integration.request.", &places) {
        let hint = "the key must be integration.request.header.NAME, .querystring.NAME or .path.NAME";
        return Err(invalid(&format!("Invalid mapping expression specified: {target}"), hint));
    }
    if is_common(source) || is_body(source, "method.request.body") {
        return Ok(());
    }
    if !has_place(source, "method.request.", &places) {
        return Err(no_expression(source));
    }
    let single = source.replacen(".multivalue", ".", 1);
    if declared(&single) || declared(source) {
        return Ok(());
    }
    let hint = format!("{single} must stand among the operation's parameters");
    Err(invalid(&format!("Invalid mapping expression parameter specified: {source}"), hint))
}

/// `method.response.header.X` ← `integration.response.…`, a literal, `context.…`, `stageVariables.…`. `declared` says
/// whether the method response has the header; `None` where there is no response of the status.
pub(crate) fn integration_response(
    target: &str,
    source: &str,
    status: &str,
    declared: Option<&dyn Fn(&str) -> bool>,
) -> Result<(), Refused> {
    let Some(declared) = declared else {
        let hint = format!("the operation's responses need an entry \"{status}\", with the headers that are set here");
        return Err(invalid("No method response exists for method.", hint));
    };
    let header = target.strip_prefix("method.response.header.");
    let Some(header) = header.filter(|name| is_name(name)) else {
        let hint = "the key must be method.response.header.NAME";
        return Err(invalid(&format!("Invalid mapping expression specified: {target}"), hint));
    };
    if !declared(target) {
        let hint = format!("declare {header} under headers of the operation's response \"{status}\"");
        return Err(invalid(&format!("Invalid mapping expression parameter specified: {target}"), hint));
    }
    let places = ["header", "multivalueheader"];
    if is_common(source)
        || is_body(source, "integration.response.body")
        || has_place(source, "integration.response.", &places)
    {
        return Ok(());
    }
    Err(no_expression(source))
}

/// `gatewayresponse.header.X` ← `method.request.…`, a literal, `context.…`, `stageVariables.…`.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html>
pub(crate) fn gateway_response(target: &str, source: &str) -> Result<(), Refused> {
    if !target.strip_prefix("gatewayresponse.header.").is_some_and(is_name) {
        let hint = "the key must be gatewayresponse.header.NAME";
        return Err(invalid(&format!("Invalid mapping expression specified: {target}"), hint));
    }
    if is_common(source) || has_place(source, "method.request.", &["path", "querystring", "header"]) {
        return Ok(());
    }
    Err(no_expression(source))
}

/// A name that a parameter may have; the words are those of a public log.
pub(crate) fn parameter_name(name: &str) -> Result<(), Refused> {
    if is_name(name) {
        return Ok(());
    }
    let hint = format!("\"{name}\" holds a character that API Gateway does not take in the name of a parameter");
    Err(invalid("Parameter name should match the following regular expression: ^[a-zA-Z0-9._$-]+$", hint))
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '$' | '-'))
}

/// Neither a literal nor a mapping: mostly the inner quotes are missing.
fn no_expression(source: &str) -> Refused {
    let hint = if source.contains('.') && !source.contains(['*', ',', ' ', ':', '/']) {
        format!(
            "{source} is no mapping; fixed text stands between single quotes inside the quotes of YAML: \"'{source}'\""
        )
    } else {
        format!("fixed text stands between single quotes, inside the quotes of YAML: \"'{source}'\"")
    };
    invalid(&format!("Invalid mapping expression specified: {source}"), hint)
}

/// A literal, `context.…`, `stageVariables.…`.
fn is_common(source: &str) -> bool {
    let literal = source.len() >= 2 && source.starts_with('\'') && source.ends_with('\'');
    let named = |prefix: &str| source.strip_prefix(prefix).is_some_and(is_name);
    literal || named("context.") || named("stageVariables.")
}

/// The whole body, or a part of it by `JSONPath`.
fn is_body(source: &str, body: &str) -> bool {
    source.strip_prefix(body).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']) && rest.len() > 1)
}

fn has_place(text: &str, prefix: &str, places: &[&str]) -> bool {
    let place = text.strip_prefix(prefix).and_then(|rest| rest.split_once('.'));
    place.is_some_and(|(place, name)| places.contains(&place) && is_name(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fixed_text_needs_its_own_quotes() {
        let declared: &dyn Fn(&str) -> bool = &|name| name == "method.response.header.Access-Control-Allow-Origin";
        let set = |source: &str| {
            integration_response("method.response.header.Access-Control-Allow-Origin", source, "200", Some(declared))
        };
        assert_eq!(set("'*'"), Ok(()));
        assert_eq!(set("integration.response.header.Origin"), Ok(()));
        assert_eq!(set("integration.response.body.$.errorMessage"), Ok(()));
        assert_eq!(set("stageVariables.origin"), Ok(()));
        let (message, hint) = set("*").expect_err("no quotes");
        assert_eq!(
            message,
            "Invalid mapping expression specified: Validation Result: warnings : [], errors : [Invalid mapping \
             expression specified: *]"
        );
        assert!(hint.contains("\"'*'\""), "{hint}");
        let (_, hint) = set("https://example.org").expect_err("no quotes");
        assert!(hint.contains("\"'https://example.org'\""), "{hint}");
    }

    #[test]
    fn a_source_must_be_declared() {
        let declared = |name: &str| name == "method.request.path.id";
        let set = |source: &str| integration_request("integration.request.path.key", source, &declared);
        assert_eq!(set("method.request.path.id"), Ok(()));
        assert_eq!(set("context.requestId"), Ok(()));
        assert_eq!(set("method.request.body"), Ok(()));
        let (message, _) = set("method.request.path.other").expect_err("not declared");
        assert!(message.ends_with("[Invalid mapping expression parameter specified: method.request.path.other]"));
        assert!(integration_request("header.X", "'x'", &declared).is_err());
    }
}
