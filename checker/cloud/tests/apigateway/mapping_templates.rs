//! Mapping templates, through MOCK and through a function: each behaviour of AWS in one table.

use std::collections::BTreeMap;

use cloud::apigateway::{MappingInput, render_template};
use serde_json::{Value, json};

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn input(body: &str) -> MappingInput {
    MappingInput {
        body: body.to_owned(),
        path_parameters: pairs(&[("id", "abc")]),
        query: pairs(&[("name", "Ann"), ("id", "query")]),
        headers: pairs(&[("X-Name", "Bob"), ("name", "header"), ("Content-Type", "application/json")]),
        context: json!({
            "stage": "prod", "requestId": "42", "apiId": "abcd1234", "resourcePath": "/things/{id}", "resourceId": "r1",
            "httpMethod": "POST", "accountId": "111122223333",
            "identity": {"sourceIp": "192.0.2.1", "userAgent": "curl", "user": null, "userArn": null, "caller": null},
        }),
        stage_variables: BTreeMap::from([("table".to_owned(), "chat".to_owned()), ("a-b".to_owned(), "x".to_owned())]),
    }
}

#[track_caller]
fn renders(body: &str, cases: &[(&str, &str)]) {
    for (template, expected) in cases {
        let rendered = render_template(template, &input(body)).unwrap_or_else(|failed| panic!("{template}: {failed}"));
        assert_eq!(rendered.text, *expected, "{template} of {body}");
    }
}

fn json_of(body: &str, template: &str) -> Value {
    let rendered = render_template(template, &input(body)).unwrap_or_else(|failed| panic!("{failed}"));
    serde_json::from_str(&rendered.text).unwrap_or_else(|fault| panic!("{fault}: {}", rendered.text))
}

/// `LocalStack`'s `test_input_path_template_formatting`.
pub(crate) async fn maps_are_written_as_in_java_and_lists_as_json() {
    renders(r#"{"foo": "bar"}"#, &[("$input.path('$')", "{foo=bar}"), ("$input.path('$').toString()", "{foo=bar}")]);
    renders(r#"{"foo": "bar", "n": 1.5}"#, &[("$input.path('$')", "{foo=bar, n=1.5}")]);
    renders(r#"[{"foo": "bar"}]"#, &[("$input.path('$')", r#"[{"foo":"bar"}]"#)]);
    renders(
        r#"{"foo": [{"nested": "bar"}]}"#,
        &[
            ("$input.path('$')", r#"{foo=[{"nested":"bar"}]}"#),
            ("$input.path('$').foo", r#"[{"nested":"bar"}]"#),
            ("$input.path('$.foo').toString()", r#"[{"nested":"bar"}]"#),
            ("$input.json('$.foo')", r#"[{"nested":"bar"}]"#),
            ("$input.json('$')", r#"{"foo":[{"nested":"bar"}]}"#),
        ],
    );
}

pub(crate) async fn what_is_missing_is_written_as_nothing_and_equals_null_and_the_empty_text() {
    let asks =
        |path: &str| format!("#set($v = $input.path('{path}'))#if($v == $null)null#end#if($v == \"\")empty#end|$v|");
    renders("", &[(&asks("$"), "nullempty||")]);
    renders(
        r#"{"a": 1, "list": []}"#,
        &[
            (&asks("$.missing"), "nullempty||"),
            (&asks("$.missing.leaf"), "nullempty||"),
            (&asks("$.list"), "|[]|"),
            ("\"$input.path('$.missing')\"", "\"\""),
            // The empty text counts as true: dherault/serverless-offline#50.
            ("#if($input.path('$.missing'))true#{else}false#end", "true"),
            ("$input.json('$.missing')", "\"\""),
            ("$input.params('missing')", ""),
            ("$context.missing.more", ""),
            ("$stageVariables.missing", ""),
        ],
    );
}

/// `LocalStack`'s `test_input_body_formatting`.
pub(crate) async fn an_empty_body_counts_as_an_empty_object() {
    renders(
        "",
        &[
            ("$input.body", "{}"),
            ("$input.json('$')", "{}"),
            ("$util.urlEncode($input.body)", "%7B%7D"),
            ("$input.body.property", ""),
            ("$util.urlEncode('a b')", "a+b"),
        ],
    );
}

/// Rendered by API Gateway in 2016: `test/_.md` of `ToQoz/api-gateway-mapping-template`, all 25 cases.
pub(crate) async fn bodies_that_are_no_json_are_texts_unless_they_begin_like_it() {
    let path = "\"$input.path('$')\"";
    for (body, template, expected) in [
        ("a=b", path, "\"a=b\""),
        ("\"a=b\"", path, "\"a=b\""),
        ("a=b", "$input.json('$')", "\"a=b\""),
        ("\"a=b\"", "$input.json('$')", "\"a=b\""),
        ("{}", path, "\"{}\""),
        ("\"{}\"", path, "\"{}\""),
        ("{}", "$input.json('$')", "{}"),
        ("", "$input.json('$')", "{}"),
        ("name=toqoz", "{\"name\": \"$input.path('$')\"}", "{\"name\": \"name=toqoz\"}"),
        ("a{b", path, "\"a{b\""),
        ("a[", path, "\"a[\""),
        ("null{", path, "\"null{\""),
        ("true{", path, "\"true{\""),
        ("false{", path, "\"false{\""),
        ("undefined{", path, "\"undefined{\""),
        // What gives nothing reaches the function as {}.
        ("", "$input.path('$')", ""),
        ("", "$input", ""),
        ("", "$input.keySet", ""),
        ("", "$input.params.keySet", ""),
        ("", "$util", ""),
        ("", "$input.params", ""),
        ("", "$input.json", ""),
        ("", "$util.urlEncode", ""),
    ] {
        renders(body, &[(template, expected)]);
    }
    for (body, end) in [("{a", "null"), ("[a", "EOF")] {
        let failed = render_template(path, &input(body)).expect_err(body).to_string();
        let words =
            "Could not process payloadnet.minidev.json.parser.ParseException: Unexpected End Of File position 1: ";
        assert_eq!(failed, format!("{words}{end}"));
    }
}

pub(crate) async fn parameters_are_looked_for_in_path_query_and_header_in_this_order() {
    renders(
        "",
        &[
            ("$input.params('id')", "abc"),
            ("$input.params('name')", "Ann"),
            ("$input.params('X-Name')", "Bob"),
            ("$input.params().path.id", "abc"),
            ("$input.params().querystring.get('id')", "query"),
            ("$input.params().header.get('X-Name')", "Bob"),
            ("#foreach($kind in $input.params().keySet())$kind #end", "path querystring header "),
        ],
    );
}

pub(crate) async fn stage_variables_are_read_in_three_forms() {
    renders(
        "",
        &[
            ("$stageVariables.table", "chat"),
            ("$stageVariables['table']", "chat"),
            ("${stageVariables['table']}", "chat"),
            ("$stageVariables.get('a-b')", "x"),
        ],
    );
}

pub(crate) async fn escape_java_script_makes_an_apostrophe_that_json_does_not_know() {
    let body = json!("it's \"so\"\n").to_string();
    let trap = render_template("{\"m\": \"$util.escapeJavaScript($input.path('$'))\"}", &input(&body)).expect("a text");
    assert_eq!(trap.text, r#"{"m": "it\'s \"so\"\n"}"#);
    assert!(serde_json::from_str::<Value>(&trap.text).is_err(), "no JSON");
    let cured = r#"{"m": "$util.escapeJavaScript($input.path('$')).replaceAll("\\'","'")"}"#;
    assert_eq!(json_of(&body, cured), json!({"m": "it's \"so\"\n"}));
    assert_eq!(json_of(&body, "{\"m\": $input.json('$')}"), json!({"m": "it's \"so\"\n"}));
}

pub(crate) async fn util_encodes_decodes_and_parses() {
    renders(
        "",
        &[
            ("$util.urlDecode('a+b%26')", "a b&"),
            ("$util.base64Encode('hello')", "aGVsbG8="),
            ("$util.base64Decode('aGVsbG8=')", "hello"),
            ("$util.parseJson('{\"a\":[1,2]}').a[1]", "2"),
            ("$util.toJson('x')", ""),
        ],
    );
}

/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html>, its examples.
pub(crate) async fn the_examples_of_the_reference_render_as_documented() {
    let context = r#"{
    "stage" : "$context.stage",
    "request_id" : "$context.requestId",
    "api_id" : "$context.apiId",
    "resource_path" : "$context.resourcePath",
    "resource_id" : "$context.resourceId",
    "http_method" : "$context.httpMethod",
    "source_ip" : "$context.identity.sourceIp",
    "user-agent" : "$context.identity.userAgent",
    "account_id" : "$context.identity.accountId",
    "api_key" : "$context.identity.apiKey",
    "caller" : "$context.identity.caller",
    "user" : "$context.identity.user",
    "user_arn" : "$context.identity.userArn"
}"#;
    let expected = json!({
        "stage": "prod", "request_id": "42", "api_id": "abcd1234", "resource_path": "/things/{id}", "resource_id": "r1",
        "http_method": "POST", "source_ip": "192.0.2.1", "user-agent": "curl", "account_id": "", "api_key": "",
        "caller": "", "user": "", "user_arn": "",
    });
    assert_eq!(json_of("", context), expected);

    let parameters = r#"#set($allParams = $input.params())
{
  "params" : {
    #foreach($type in $allParams.keySet())
    #set($params = $allParams.get($type))
    "$type" : {
      #foreach($paramName in $params.keySet())
      "$paramName" : "$util.escapeJavaScript($params.get($paramName))"
      #if($foreach.hasNext),#end
      #end
    }
    #if($foreach.hasNext),#end
    #end
  }
}"#;
    let expected = json!({"params": {
        "path": {"id": "abc"},
        "querystring": {"name": "Ann", "id": "query"},
        "header": {"X-Name": "Bob", "name": "header", "Content-Type": "application/json"},
    }});
    assert_eq!(json_of("", parameters), expected);

    let whole = r#"{
    "name" : "$input.params('name')",
    "body" : $input.json('$')
}"#;
    assert_eq!(json_of(r#"{"mykey": {"a": [1]}}"#, whole), json!({"name": "Ann", "body": {"mykey": {"a": [1]}}}));
    let part = r#"{
    "name" : "$input.params('name')",
    "body" : $input.json('$.mykey')
}"#;
    assert_eq!(json_of(r#"{"mykey": {"a": [1]}}"#, part), json!({"name": "Ann", "body": {"a": [1]}}));

    let three = r#"{
    "id" : "$input.params('id')",
    "count" : "$input.path('$.things').size()",
    "things" : $input.json('$.things')
}"#;
    let things = json!({"1": {}, "2": {}, "3": {}});
    let body = json!({"things": things}).to_string();
    assert_eq!(json_of(&body, three), json!({"id": "abc", "count": "3", "things": things}));

    let pets = r#"{"pets": [{"id": 1, "type": "dog", "price": 249.99}, {"id": 2, "type": "cat", "price": 124.99}, {"id": 3, "type": "fish", "price": 0.99}]}"#;
    renders(
        pets,
        &[
            ("$input.path('$.pets').size()", "3"),
            ("$input.path('$.pets[0].type')", "dog"),
            ("$input.path('$.pets[0]').price", "249.99"),
            ("$input.json('$.pets[*].type')", r#"["dog","cat","fish"]"#),
        ],
    );

    let nested = r#"#set ($errorMessageObj = $util.parseJson($input.path('$.errorMessage')))
{
   "errorMessageObjKey2ArrVal" : $errorMessageObj.key2.arr[0]
}"#;
    let body = r#"{"errorMessage":"{\"key1\":\"var1\",\"key2\":{\"arr\":[1,2,3]}}"}"#;
    assert_eq!(json_of(body, nested), json!({"errorMessageObjKey2ArrVal": 1}));
}

/// The documentation's last example puts `$util.escapeJavaScript` around JSON, without quotes, and says that JSON comes of
/// it. What Commons Lang's function makes of a quotation mark is `\"`, and so it is no JSON.
pub(crate) async fn escaped_json_without_quotes_is_no_json_whatever_the_reference_says() {
    renders(r#"{"things": {"1": {}}}"#, &[("$util.escapeJavaScript($input.json('$.things'))", r#"{\"1\":{}}"#)]);
}

/// `LocalStack`'s `test_integration_mock_with_vtl_map_assignation`.
pub(crate) async fn maps_of_a_template_can_be_set_and_changed() {
    renders(
        "",
        &[
            ("#set($m = {})#set($m.a = 1)#set($m['b'] = 'x')$m", "{a=1, b=x}"),
            ("#set($m = {'a': {}})#set($m.a.b = 2)$m", "{a={b=2}}"),
            ("#set($m = {})#set($none = $m.put('a', 1))$m.a", "1"),
        ],
    );
    renders(r#"{"a": {"b": 1}}"#, &[("#set($r = $input.path('$'))#set($r.a.b = 2)$r.a.b $input.json('$.a.b')", "2 1")]);
}

pub(crate) async fn a_loop_makes_a_list_without_a_comma_at_its_end() {
    let body = r#"["Ann", "O'Neil", "say \"hi\""]"#;
    let template = r##"{"participants": [#foreach($name in $input.path('$'))
  "$util.escapeJavaScript($name).replaceAll("\\'", "'")"#if($foreach.hasNext),#end
#end]}"##;
    assert_eq!(json_of(body, template), json!({"participants": ["Ann", "O'Neil", "say \"hi\""]}));
    let trailing = "[#foreach($name in $input.path('$'))\"$name\",#end]";
    let rendered = render_template(trailing, &input(r#"["a","b"]"#)).expect("a text");
    assert_eq!(rendered.text, r#"["a","b",]"#);
}

/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html>
pub(crate) async fn a_template_has_at_most_300_kb_and_a_loop_1000_rounds() {
    assert!(render_template(&" ".repeat(300 * 1024), &input("")).is_ok());
    assert!(render_template(&" ".repeat(300 * 1024 + 1), &input("")).is_err());
    let many = |count: usize| serde_json::to_string(&vec![1; count]).expect("JSON");
    let template = "#foreach($n in $input.path('$'))$n#end";
    let rendered = render_template(template, &input(&many(1000))).expect("a text");
    assert_eq!(rendered.text.len(), 1000);
    let more = render_template(template, &input(&many(1001)));
    assert!(more.is_err() || more.is_ok_and(|rendered| rendered.text.len() == 1000));
}
