use serde_json::json;

use super::{MappingInput, Overrides, RenderFailed, render_template, render_with};

fn with_body(body: &str) -> MappingInput {
    MappingInput { body: body.to_owned(), ..MappingInput::default() }
}

#[test]
fn references_are_told_with_place_and_value() {
    let input =
        MappingInput { path_parameters: vec![("id".to_owned(), "c1".to_owned())], ..with_body(r#"{"a":[1,"x"]}"#) };
    let template = "#set($all = $input.path('$'))\n{\"id\": \"$input.params('id')\", \"a\": $all.a, \"b\": \"$all.b\"}";
    let rendered = render_template(template, &input).expect("a text");
    assert_eq!(rendered.text, "{\"id\": \"c1\", \"a\": [1,\"x\"], \"b\": \"\"}");
    let told: Vec<_> = rendered
        .references
        .iter()
        .map(|reference| (reference.text.as_str(), reference.line, reference.column, reference.value.as_deref()))
        .collect();
    assert!(told.contains(&("$input.path('$')", 1, 13, Some("{a=[1,\"x\"]}"))), "{told:?}");
    assert!(told.contains(&("$input.params('id')", 2, 9, Some("c1"))), "{told:?}");
    assert!(told.contains(&("$all.a", 2, 36, Some("[1,\"x\"]"))), "{told:?}");
    assert!(told.iter().any(|(text, _, _, value)| *text == "$all.b" && value.is_none_or(str::is_empty)), "{told:?}");
}

#[test]
fn a_failure_has_its_place_and_the_line_as_it_is_written() {
    let failed = render_template("{\n  #if($x)\n}", &with_body("")).expect_err("not closed");
    let RenderFailed::Template { line, source_line, .. } = &failed else { panic!("{failed:?}") };
    assert!(*line >= 2, "{failed:?}");
    assert!(failed.to_string().contains(source_line.as_str()), "{failed}");
    let failed = render_template("{\n  \"a\": $input.path('$[')\n}", &with_body("{}")).expect_err("no path");
    let RenderFailed::Template { line, column, message, source_line } = failed else { panic!("{failed:?}") };
    assert_eq!((line, source_line.as_str()), (2, "  \"a\": $input.path('$[')"));
    assert!(column >= 8 && message.contains("JSONPath"), "{column}: {message}");
    let failed = render_template("$input.path('$')", &with_body("{a")).expect_err("no JSON");
    assert!(matches!(failed, RenderFailed::Body(message) if message.starts_with("Could not process payload")));
}

#[test]
fn what_a_template_overrides_is_seen_by_the_next() {
    let request = "#set($context.requestOverride.path.id = \"c2\")\
                   #set($context.requestOverride.header.X-Amz-Invocation-Type = \"Event\")\
                   #set($context.requestOverride.querystring.Qualifier = \"live\")\
                   #set($context.responseOverride.status = 444)";
    let rendered = render_template(request, &with_body("")).expect("a text");
    let pair = |name: &str, value: &str| vec![(name.to_owned(), value.to_owned())];
    assert_eq!(rendered.text, "");
    assert_eq!(rendered.overrides.request_path, pair("id", "c2"));
    assert_eq!(rendered.overrides.request_headers, pair("X-Amz-Invocation-Type", "Event"));
    assert_eq!(rendered.overrides.request_query, pair("Qualifier", "live"));
    assert_eq!(rendered.overrides.status(), Some(444));
    let response = "$context.requestOverride.path.id $context.responseOverride.status\
                    #set($context.responseOverride.header.X-Id = \"c3\")";
    let rendered = render_with(response, &with_body(""), &rendered.overrides).expect("a text");
    assert_eq!(rendered.text, "c2 444");
    assert_eq!(rendered.overrides.response_headers, pair("X-Id", "c3"));
    for (status, expected) in [(json!(99), None), (json!(600), None), (json!("404"), None), (json!(503), Some(503))] {
        let overrides = Overrides { response_status: Some(status), ..Overrides::default() };
        assert_eq!(overrides.status(), expected);
    }
}
