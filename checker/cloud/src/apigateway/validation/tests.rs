//! What fits, compared with another validator; and what is said of the rest, in which order.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use boon::{Compiler, Draft};
use serde_json::{Value, json};

use super::{Unvalidated, Violation};
use crate::apigateway::definition::{ApiDefinition, Model};

fn model(name: &str, schema: &Value) -> (String, Model) {
    let model = Model {
        id: "abc123".to_owned(),
        name: name.to_owned(),
        content_type: "application/json".to_owned(),
        description: None,
        schema: schema.to_string(),
        imported: false,
    };
    (name.to_owned(), model)
}

fn definition(models: &[(&str, Value)]) -> ApiDefinition {
    let models: BTreeMap<_, _> = models.iter().map(|(name, schema)| model(name, schema)).collect();
    ApiDefinition { models, ..ApiDefinition::default() }
}

fn violations(schema: &Value, value: &Value) -> Result<Vec<Violation>, Unvalidated> {
    definition(&[("M", schema.clone())]).violations("M", value)
}

/// `pointer: message`, one for each.
fn told(schema: &Value, value: &Value) -> Vec<String> {
    let found = violations(schema, value).unwrap_or_else(|why| panic!("{why}"));
    found.iter().map(|violation| format!("{}: {}", violation.pointer, violation.message)).collect()
}

fn url(name: &str) -> String {
    format!("https://apigateway.amazonaws.com/restapis/abc/models/{name}")
}

#[test]
fn each_keyword_has_its_words() {
    let type_of = |found: &str, allowed: &str| {
        format!(": instance type ({found}) does not match any allowed primitive type (allowed: {allowed})")
    };
    for (schema, value, expected) in [
        (json!({"type": "object"}), json!("a"), type_of("string", r#"["object"]"#)),
        (json!({"type": "number"}), json!(null), type_of("null", r#"["integer","number"]"#)),
        (json!({"type": ["string", "null"]}), json!(1), type_of("integer", r#"["null","string"]"#)),
        (json!({"type": "integer"}), json!(1.0), type_of("number", r#"["integer"]"#)),
        (
            json!({"required": ["name", "age", "there"]}),
            json!({"there": 1}),
            r#": object has missing required properties (["age","name"])"#.into(),
        ),
        (
            json!({"properties": {"a": {}}, "patternProperties": {"^x": {}}, "additionalProperties": false}),
            json!({"a": 1, "x1": 1, "c": 1, "b": 1}),
            r#": object instance has properties which are not allowed by the schema: ["b","c"]"#.into(),
        ),
        (
            json!({"items": [{}], "additionalItems": false}),
            json!([1, 2, 3]),
            ": schema only allows 1 elements in array but instance has 3 elements".into(),
        ),
        (
            json!({"minItems": 1}),
            json!([]),
            ": array is too short: must have at least 1 elements but instance has 0 elements".into(),
        ),
        (
            json!({"maxItems": 1}),
            json!([1, 2]),
            ": array is too long: must have at most 1 elements but instance has 2 elements".into(),
        ),
        (json!({"uniqueItems": true}), json!([1, 1.0]), ": array must not contain duplicate elements".into()),
        (json!({"minLength": 1}), json!(""), ": string \"\" is too short (length: 0, required minimum: 1)".into()),
        (json!({"maxLength": 1}), json!("äö"), ": string \"äö\" is too long (length: 2, maximum allowed: 1)".into()),
        (
            json!({"pattern": "^[a-z]+$"}),
            json!("A"),
            ": ECMA 262 regex \"^[a-z]+$\" does not match input string \"A\"".into(),
        ),
        (
            json!({"enum": ["a", 1]}),
            json!("b"),
            r#": instance value ("b") not found in enum (possible values: ["a",1])"#.into(),
        ),
        (
            json!({"minimum": 2}),
            json!(1),
            ": numeric instance is lower than the required minimum (minimum: 2, found: 1)".into(),
        ),
        (
            json!({"minimum": 2, "exclusiveMinimum": true}),
            json!(2.0),
            ": numeric instance is not strictly greater than the required minimum 2".into(),
        ),
        (
            json!({"maximum": 2}),
            json!(2.5),
            ": numeric instance is greater than the required maximum (maximum: 2, found: 2.5)".into(),
        ),
        (
            json!({"maximum": 2, "exclusiveMaximum": true}),
            json!(2),
            ": numeric instance is not strictly lower than the required maximum 2".into(),
        ),
        (json!({"multipleOf": 0.1}), json!(0.35), ": remainder of division is not zero (0.35 / 0.1)".into()),
        (
            json!({"minProperties": 1}),
            json!({}),
            ": object has too few properties (found 0 but schema requires at least 1)".into(),
        ),
        (
            json!({"maxProperties": 1}),
            json!({"a": 1, "b": 1}),
            ": object has too many properties (found 2 but schema requires at most 1)".into(),
        ),
        (
            json!({"dependencies": {"a": ["b", "c"]}}),
            json!({"a": 1, "c": 1}),
            r#": property "a" of object has missing property dependencies (schema requires ["b","c"]; missing: ["b"])"#
                .into(),
        ),
        (
            json!({"allOf": [{"type": "string"}, {"minLength": 3}]}),
            json!("a"),
            ": instance failed to match all required schemas (matched only 1 out of 2)".into(),
        ),
        (
            json!({"anyOf": [{"type": "string"}, {"type": "null"}]}),
            json!(1),
            ": instance failed to match at least one required schema among 2".into(),
        ),
        (
            json!({"oneOf": [{}, {"minimum": 1}, {"minimum": 9}]}),
            json!(2),
            ": instance failed to match exactly one schema (matched 2 out of 3)".into(),
        ),
        (json!({"not": {}}), json!(1), ": instance matched a schema which it should not have".into()),
        (
            json!({"format": "date-time"}),
            json!("today"),
            ": string \"today\" is invalid against requested date format(s) [yyyy-MM-dd'T'HH:mm:ssZ, \
             yyyy-MM-dd'T'HH:mm:ss.[0-9]{1,12}Z]"
                .into(),
        ),
        (json!({"format": "email"}), json!("a"), ": string \"a\" is not a valid email address".into()),
    ] {
        assert_eq!(told(&schema, &value), [expected], "{schema}");
    }
}

#[test]
fn formats_that_draft_4_has_not_say_nothing() {
    for name in ["utc-millisec", "int32", "int64", "decimal", "date", "byte", "password"] {
        assert_eq!(told(&json!({"format": name}), &json!("?")), [""; 0], "{name}");
    }
}

/// Keywords by name; nothing below a level with a fault; what follows on the same level is looked at, but no deeper.
#[test]
fn the_first_level_with_a_fault_is_told_whole() {
    let schema = json!({
        "type": "object",
        "required": ["name"],
        "additionalProperties": false,
        "properties": {"age": {"type": "integer"}, "name": {"type": "string"}},
    });
    assert_eq!(
        told(&schema, &json!({"age": "x", "other": 1})),
        [
            r#": object instance has properties which are not allowed by the schema: ["other"]"#,
            r#": object has missing required properties (["name"])"#,
        ]
    );
    assert_eq!(
        told(&schema, &json!({"name": 1, "age": "x"})),
        [
            r#"/age: instance type (string) does not match any allowed primitive type (allowed: ["integer"])"#,
            r#"/name: instance type (integer) does not match any allowed primitive type (allowed: ["string"])"#,
        ]
    );
    let deep = json!({"properties": {
        "a": {"type": "string"},
        "b": {"type": "object", "properties": {"c": {"type": "string"}}},
        "x/y": {"minimum": 5},
    }});
    let value = json!({"b": {"c": 1}, "a": 1, "x/y": 1});
    assert_eq!(
        told(&deep, &value),
        [
            r#"/a: instance type (integer) does not match any allowed primitive type (allowed: ["string"])"#,
            "/x~1y: numeric instance is lower than the required minimum (minimum: 5, found: 1)",
        ]
    );
    assert_eq!(
        told(&json!({"items": {"items": {"type": "string"}}}), &json!([[], ["a", 1]])),
        [r#"/1/1: instance type (integer) does not match any allowed primitive type (allowed: ["string"])"#]
    );
}

#[test]
fn models_refer_to_each_other_also_in_circles() {
    let person = json!({"type": "object", "required": ["name"], "properties": {
        "name": {"type": "string"},
        "friends": {"type": "array", "items": {"$ref": url("Person")}},
        "home": {"$ref": url("House")},
    }});
    let house = json!({"$ref": "#/definitions/house", "definitions": {"house": {"type": "object", "properties": {
        "owner": {"$ref": url("Person"), "type": "beside a reference nothing counts"},
    }}}});
    let models = definition(&[("Person", person), ("House", house)]);
    let fits = |value: Value| models.violations("Person", &value).expect("compiled");
    assert_eq!(fits(json!({"name": "a", "friends": [{"name": "b", "home": {"owner": {"name": "c"}}}]})), []);
    let [violation] = &fits(json!({"name": "a", "friends": [{"name": "b", "home": {"owner": {}}}]}))[..] else {
        panic!("one");
    };
    assert_eq!(violation.pointer, "/friends/0/home/owner");
}

#[test]
fn items_of_an_imported_model_are_not_counted() {
    let mut models = definition(&[("M", json!({"type": "array", "minItems": 1}))]);
    assert_eq!(models.violations("M", &json!([])).expect("compiled").len(), 1);
    models.models.get_mut("M").expect("the model").imported = true;
    assert_eq!(models.violations("M", &json!([])).expect("compiled"), []);
}

#[test]
fn what_cannot_be_compared_with_is_told() {
    let none = violations(&json!({}), &json!(1)).and_then(|_| definition(&[]).violations("M", &json!(1)));
    assert_eq!(none, Err(Unvalidated::NoModel("M".to_owned())));
    let ahead = violations(&json!({"pattern": "^(?=a)"}), &json!("a")).expect_err("a look-ahead");
    assert!(ahead.to_string().contains("the regular expression \"^(?=a)\""), "{ahead}");
    let large = violations(&json!({"pattern": "((a{500}){500}){500}"}), &json!("a")).expect_err("too large");
    assert!(matches!(large, Unvalidated::NotEmulated { .. }), "{large}");
    for endless in [
        json!({"$ref": "#"}),
        json!({"allOf": [{"$ref": "#"}]}),
        json!({"definitions": {"a": {"$ref": "#/definitions/b"}, "b": {"$ref": "#/definitions/a"}},
               "properties": {"x": {"$ref": "#/definitions/a"}}}),
    ] {
        let found = violations(&endless, &json!({"x": 1}));
        assert_eq!(found, Err(Unvalidated::Endless("M".to_owned())), "{endless}");
    }
}

/// Each level of the value doubles the work.
#[test]
fn a_schema_that_never_ends_is_given_up() {
    let twice = json!({"properties": {"n": {"anyOf": [{"allOf": [{"$ref": "#"}, {"not": {}}]}, {"$ref": "#"}]}}});
    let nested = (0..100).fold(json!({}), |value, _| json!({"n": value}));
    assert_eq!(violations(&twice, &nested), Err(Unvalidated::Endless("M".to_owned())));
}

#[test]
fn a_deep_value_and_a_large_one_are_compared() {
    let tree = json!({"anyOf": [{"type": "null"}, {"type": "array", "items": {"$ref": "#"}}]});
    let text = "[".repeat(120) + &"]".repeat(120);
    let deep = serde_json::from_str(&text).expect("JSON");
    assert_eq!(violations(&tree, &deep), Ok(Vec::new()));
    let large: Value = (0..200_000).collect();
    let numbers = json!({"uniqueItems": true, "items": {"anyOf": [{"type": "string"}, {"type": "integer"}]}});
    assert_eq!(violations(&numbers, &large), Ok(Vec::new()));
    let wrong: Value = (0..1000).collect();
    assert_eq!(told(&json!({"items": {"type": "string"}}), &wrong).len(), 100, "no more are told");
}

/// Whether a value fits, as crate `boon` says it.
fn boon(schema: &Value, value: &Value) -> bool {
    let mut compiler = Compiler::new();
    compiler.set_default_draft(Draft::V4);
    compiler.add_resource("http://localhost/schema.json", schema.clone()).expect("an address");
    let mut schemas = boon::Schemas::new();
    let index = compiler.compile("http://localhost/schema.json", &mut schemas).expect("a schema");
    schemas.validate(value, index).is_ok()
}

#[test]
fn what_fits_is_what_another_validator_says() {
    let schemas = [
        json!({}),
        json!({"type": "string"}),
        json!({"type": "string", "minLength": 1}),
        json!({"type": "string", "maxLength": 2}),
        json!({"type": "integer"}),
        json!({"type": "number"}),
        json!({"type": ["array", "null"]}),
        json!({"type": "boolean"}),
        json!({"enum": [1, "a", null, [1], {"a": 1}]}),
        json!({"minimum": 1}),
        json!({"minimum": 1, "exclusiveMinimum": true}),
        json!({"maximum": 1.5}),
        json!({"maximum": 1, "exclusiveMaximum": true}),
        json!({"multipleOf": 2}),
        json!({"multipleOf": 0.5}),
        json!({"pattern": "a"}),
        json!({"pattern": "^[a-z]\\d*$"}),
        json!({"minItems": 1}),
        json!({"maxItems": 1}),
        json!({"uniqueItems": true}),
        json!({"items": {"type": "string"}}),
        json!({"items": [{"type": "integer"}, {"type": "string"}]}),
        json!({"items": [{"type": "integer"}], "additionalItems": false}),
        json!({"items": [{"type": "integer"}], "additionalItems": {"type": "string"}}),
        json!({"items": {"type": "integer"}, "additionalItems": false}),
        json!({"minProperties": 1}),
        json!({"maxProperties": 1}),
        json!({"required": ["a"]}),
        json!({"properties": {"a": {"type": "integer"}}}),
        json!({"properties": {"a": {}}, "additionalProperties": false}),
        json!({"properties": {"a": {}}, "additionalProperties": {"type": "string"}}),
        json!({"patternProperties": {"^a": {"type": "integer"}, "b$": {"type": "string"}}}),
        json!({"patternProperties": {"^a": {}}, "additionalProperties": false}),
        json!({"dependencies": {"a": ["b"]}}),
        json!({"dependencies": {"a": {"required": ["c"]}}}),
        json!({"allOf": [{"type": "string"}, {"minLength": 2}]}),
        json!({"anyOf": [{"type": "string"}, {"minimum": 2}]}),
        json!({"oneOf": [{"type": "integer"}, {"minimum": 2}]}),
        json!({"not": {"type": "string"}}),
        json!({"$ref": "#/definitions/x", "definitions": {"x": {"type": "integer"}}}),
        json!({"type": "object", "properties": {"n": {"$ref": "#"}}, "required": ["a"]}),
        json!({"format": "date-time"}),
        json!({"format": "ipv4"}),
        json!({"type": "array", "items": {"type": "string", "minLength": 1}, "minItems": 1}),
    ];
    let values = [
        json!(null),
        json!(true),
        json!(0),
        json!(1),
        json!(2),
        json!(-1),
        json!(1.0),
        json!(1.5),
        json!(0.25),
        json!(12_345_678_901_234_567_890_u64),
        json!(1e300),
        json!(""),
        json!("a"),
        json!("ä"),
        json!("a1"),
        json!("abc"),
        json!("2020-01-02T03:04:05Z"),
        json!("127.0.0.1"),
        json!([]),
        json!([1]),
        json!(["a"]),
        json!([1, "a"]),
        json!([1, 1]),
        json!([1, 1.0]),
        json!([[1], [1]]),
        json!([{"a": 1, "b": 2}, {"b": 2, "a": 1}]),
        json!(["a", ""]),
        json!({}),
        json!({"a": 1}),
        json!({"a": "x"}),
        json!({"a": 1, "b": "x"}),
        json!({"a": 1, "c": 1}),
        json!({"b": 1}),
        json!({"ab": 1}),
        json!({"a": 1, "n": {"a": 1, "n": {}}}),
        json!({"x": "text"}),
    ];
    // That crate takes 1.0 for an integer. In draft 4, and for API Gateway's validator, an integer has no point.
    let disputed =
        |schema: &Value, value: &Value| schema.to_string().contains("\"integer\"") && value.to_string().contains("1.0");
    let mut differences = String::new();
    for schema in &schemas {
        for value in values.iter().filter(|value| !disputed(schema, value)) {
            let ours = violations(schema, value).expect("compiled").is_empty();
            if ours != boon(schema, value) {
                let _ = writeln!(differences, "{schema} {value}: here {ours}");
            }
        }
    }
    assert_eq!(differences, "");
}
