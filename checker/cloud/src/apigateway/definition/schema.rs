//! JSON Schema of draft 4 as API Gateway takes it: what it refuses of a model, in its words.
//!
//! A keyword that draft 4 does not have is refused, and so is one with a value of another kind than draft 4 gives it:
//! `required: true`, which is draft 3, `exclusiveMinimum: 0`, which is draft 6.
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings-models.html>,
//! <https://datatracker.ietf.org/doc/html/draft-fge-json-schema-validation-00>. The words are those of public threads:
//! awslabs/aws-api-gateway-developer-portal#571, amazon-archives/aws-apigateway-importer#126, aws/aws-cdk#14585.

use serde_json::{Map, Value as Json, json};

use crate::template::nearest::nearest;
use crate::template::{Entry, Node, Position, Value};

/// What a keyword's value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Anything,
    Text,
    Switch,
    Number,
    Count,
    Names,
    Types,
    Values,
    Schema,
    Schemas,
    SchemaOrSchemas,
    SwitchOrSchema,
    SchemaMap,
    Dependencies,
}

impl Kind {
    /// In words.
    fn name(self) -> &'static str {
        match self {
            Self::Anything => "anything",
            Self::Text => "text",
            Self::Switch => "true or false",
            Self::Number => "a number",
            Self::Count => "a whole number, 0 or more",
            Self::Names => "a list of names, at least one",
            Self::Types => "array, boolean, integer, null, number, object, string, or a list of these",
            Self::Values => "a list of values, at least one",
            Self::Schema => "a schema",
            Self::Schemas => "a list of schemas, at least one",
            Self::SchemaOrSchemas => "a schema or a list of schemas",
            Self::SwitchOrSchema => "true, false or a schema",
            Self::SchemaMap => "a map of schemas by name",
            Self::Dependencies => "a map of schemas or lists of names",
        }
    }

    /// Whether a value is of this kind; of schemas, whether it is a map.
    fn fits(self, node: &Node) -> bool {
        let is_map = |node: &Node| node.entries().is_some();
        let is_names = |node: &Node| {
            node.items().is_some_and(|items| !items.is_empty() && items.iter().all(|item| item.as_str().is_some()))
        };
        let is_list = |node: &Node| node.items().is_some_and(|items| !items.is_empty());
        match self {
            Self::Anything => true,
            Self::Text => node.as_str().is_some(),
            Self::Switch => matches!(node.value, Value::Bool(_)),
            Self::Number => matches!(node.value, Value::Number(_)),
            Self::Count => matches!(&node.value, Value::Number(text) if text.parse::<u64>().is_ok()),
            Self::Names => is_names(node),
            Self::Types => {
                let known = |node: &Node| node.as_str().is_some_and(|name| TYPES.contains(&name));
                known(node) || is_list(node) && node.items().unwrap_or_default().iter().all(known)
            }
            Self::Values | Self::Schemas => is_list(node),
            Self::Schema | Self::SchemaMap => is_map(node),
            Self::SchemaOrSchemas => is_map(node) || node.items().is_some(),
            Self::SwitchOrSchema => is_map(node) || matches!(node.value, Value::Bool(_)),
            Self::Dependencies => {
                node.entries().is_some_and(|entries| entries.iter().all(|it| is_map(&it.value) || is_names(&it.value)))
            }
        }
    }

    /// The schemas in a value.
    fn schemas(self, node: &Node) -> Vec<&Node> {
        let listed = || node.items().unwrap_or_default().iter().collect();
        let mapped = || node.entries().unwrap_or_default().iter().map(|entry| &entry.value);
        match self {
            Self::Schema => vec![node],
            Self::SwitchOrSchema | Self::SchemaOrSchemas if node.entries().is_some() => vec![node],
            Self::Schemas | Self::SchemaOrSchemas => listed(),
            Self::SchemaMap => mapped().collect(),
            Self::Dependencies => mapped().filter(|node| node.items().is_none()).collect(),
            _ => Vec::new(),
        }
    }
}

const TYPES: [&str; 7] = ["array", "boolean", "integer", "null", "number", "object", "string"];

/// The keywords of draft 4.
const KEYWORDS: [(&str, Kind); 36] = [
    ("$ref", Kind::Text),
    ("$schema", Kind::Text),
    ("additionalItems", Kind::SwitchOrSchema),
    ("additionalProperties", Kind::SwitchOrSchema),
    ("allOf", Kind::Schemas),
    ("anyOf", Kind::Schemas),
    ("default", Kind::Anything),
    ("definitions", Kind::SchemaMap),
    ("dependencies", Kind::Dependencies),
    ("description", Kind::Text),
    ("enum", Kind::Values),
    ("exclusiveMaximum", Kind::Switch),
    ("exclusiveMinimum", Kind::Switch),
    ("format", Kind::Text),
    ("id", Kind::Text),
    ("items", Kind::SchemaOrSchemas),
    ("maxItems", Kind::Count),
    ("maxLength", Kind::Count),
    ("maxProperties", Kind::Count),
    ("maximum", Kind::Number),
    ("minItems", Kind::Count),
    ("minLength", Kind::Count),
    ("minProperties", Kind::Count),
    ("minimum", Kind::Number),
    ("multipleOf", Kind::Number),
    ("not", Kind::Schema),
    ("oneOf", Kind::Schemas),
    ("pattern", Kind::Text),
    ("patternProperties", Kind::SchemaMap),
    ("properties", Kind::SchemaMap),
    ("required", Kind::Names),
    ("title", Kind::Text),
    ("type", Kind::Types),
    ("uniqueItems", Kind::Switch),
    // Of hyper-schemas, and known to API Gateway's validator for that.
    ("links", Kind::Anything),
    ("media", Kind::Anything),
];

fn kind(keyword: &str) -> Option<Kind> {
    KEYWORDS.iter().find(|(name, _)| *name == keyword).map(|(_, kind)| *kind)
}

/// What is wrong with a schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Flaw {
    /// A keyword that draft 4 does not know.
    Keyword(String),
    /// A keyword with a value that it cannot have; what the value must be.
    Value(String, &'static str),
    /// A schema that is no map; what it is.
    NoSchema(&'static str),
    /// A reference to a model that is not there; the nearest name.
    Missing(String, Option<String>),
    /// A reference to something else than a model.
    Foreign(String),
}

/// What a reference is to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target<'text> {
    /// Another model, by name.
    Model(&'text str),
    /// A part of the schema itself.
    Itself,
    /// Something that API Gateway does not follow.
    Foreign,
}

/// The name in a canonical reference to a model of this API.
pub(crate) fn canonical<'text>(text: &'text str, api_id: &str) -> Option<&'text str> {
    text.strip_prefix("https://apigateway.amazonaws.com/restapis/")?.strip_prefix(api_id)?.strip_prefix("/models/")
}

/// The canonical reference to a model.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings-models.html>
pub(crate) fn canonical_url(api_id: &str, name: &str) -> String {
    format!("https://apigateway.amazonaws.com/restapis/{api_id}/models/{name}")
}

/// A model's name: letters and digits. The words are those of edx/api-manager#259.
pub(crate) fn check_name(name: &str) -> Result<(), (String, String)> {
    if !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Ok(());
    }
    let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    let hint = format!("a model's name has letters and digits alone: {plain}, here and in each $ref");
    Err((format!("Model name must be alphanumeric: {name}"), hint))
}

/// All that is wrong with a schema. `target` reads a reference; `names` are the models that there are.
pub(crate) fn check<'node>(
    node: &'node Node,
    target: &dyn Fn(&'node str) -> Target<'node>,
    names: &[&str],
    flaws: &mut Vec<(Position, Flaw)>,
) {
    let Some(entries) = node.entries() else {
        flaws.push((node.at.clone(), Flaw::NoSchema(node.kind())));
        return;
    };
    // What stands beside a reference counts nothing.
    if let Some(entry) = entries.iter().find(|entry| entry.key == "$ref")
        && let Some(text) = entry.value.as_str()
    {
        match target(text) {
            Target::Model(name) if !names.contains(&name) => {
                let near = nearest(name, names.iter().copied()).map(ToOwned::to_owned);
                flaws.push((entry.value.at.clone(), Flaw::Missing(name.to_owned(), near)));
            }
            Target::Foreign => flaws.push((entry.value.at.clone(), Flaw::Foreign(text.to_owned()))),
            Target::Model(_) | Target::Itself => {}
        }
        return;
    }
    for entry in entries {
        let Some(kind) = kind(&entry.key) else {
            flaws.push((entry.key_at.clone(), Flaw::Keyword(entry.key.clone())));
            continue;
        };
        if !kind.fits(&entry.value) || is_alone(entry, node) {
            flaws.push((entry.key_at.clone(), Flaw::Value(entry.key.clone(), kind.name())));
            continue;
        }
        for schema in kind.schemas(&entry.value) {
            check(schema, target, names, flaws);
        }
    }
}

/// Draft 4's `exclusiveMinimum: true` says something of a `minimum` beside it.
fn is_alone(entry: &Entry, schema: &Node) -> bool {
    match entry.key.as_str() {
        "exclusiveMinimum" => schema.get("minimum").is_none(),
        "exclusiveMaximum" => schema.get("maximum").is_none(),
        _ => false,
    }
}

/// Calls `see` with a schema and each schema in it.
pub(crate) fn visit<'node>(node: &'node Node, see: &mut dyn FnMut(&'node Node)) {
    see(node);
    for entry in node.entries().unwrap_or_default() {
        for schema in kind(&entry.key).map(|kind| kind.schemas(&entry.value)).unwrap_or_default() {
            visit(schema, see);
        }
    }
}

/// The schema as JSON, its references to models in their canonical form.
pub(crate) fn to_json<'node>(node: &'node Node, target: &dyn Fn(&'node str) -> Target<'node>, api_id: &str) -> Json {
    let Some(entries) = node.entries() else { return node.to_json() };
    if let Some(text) = node.get("$ref").and_then(Node::as_str) {
        return match target(text) {
            Target::Model(name) => json!({"$ref": canonical_url(api_id, name)}),
            Target::Itself | Target::Foreign => json!({"$ref": text}),
        };
    }
    let schema = |node: &'node Node| to_json(node, target, api_id);
    let of_entry = |entry: &'node Entry| {
        let node = &entry.value;
        match kind(&entry.key) {
            Some(Kind::Schema | Kind::SwitchOrSchema | Kind::SchemaOrSchemas) if node.entries().is_some() => {
                schema(node)
            }
            Some(Kind::Schemas | Kind::SchemaOrSchemas) => {
                node.items().unwrap_or_default().iter().map(schema).collect()
            }
            Some(Kind::SchemaMap | Kind::Dependencies) => {
                let entries = node.entries().unwrap_or_default();
                entries.iter().map(|entry| (entry.key.clone(), schema(&entry.value))).collect::<Map<_, _>>().into()
            }
            _ => node.to_json(),
        }
    };
    entries.iter().map(|entry| (entry.key.clone(), of_entry(entry))).collect::<Map<_, _>>().into()
}

/// API Gateway's one message for all flaws, and what to do about each; `None` where there are none. A flaw comes with
/// the line that it stands in, where lines help.
pub(crate) fn refusal<'flaw>(flaws: impl Iterator<Item = (Option<usize>, &'flaw Flaw)>) -> Option<(String, String)> {
    let (mut errors, mut keywords, mut hints): (Vec<String>, Vec<&str>, Vec<String>) = Default::default();
    let mut say = |error: String| {
        if !errors.contains(&error) {
            errors.push(error);
        }
    };
    for (line, flaw) in flaws {
        match flaw {
            Flaw::Keyword(keyword) => keywords.push(keyword),
            Flaw::Value(..) | Flaw::NoSchema(_) => say("Invalid model schema specified".to_owned()),
            Flaw::Missing(name, _) => say(format!("Invalid model specified: {name}")),
            Flaw::Foreign(_) => say("Model reference must be in canonical form".to_owned()),
        }
        let line = line.map(|line| format!("line {line}: ")).unwrap_or_default();
        hints.push(format!("{line}{}", hint(flaw)));
    }
    if hints.is_empty() {
        return None;
    }
    if !keywords.is_empty() {
        keywords.sort_unstable();
        keywords.dedup();
        let error = format!("Invalid model schema specified. Unsupported keyword(s): {}", Json::from(keywords));
        errors.retain(|error| error != "Invalid model schema specified");
        errors.insert(0, error);
    }
    let message =
        format!("Invalid model specified: Validation Result: warnings : [], errors : [{}]", errors.join(", "));
    Some((message, hints.join("; ")))
}

fn hint(flaw: &Flaw) -> String {
    match flaw {
        Flaw::Keyword(keyword) => {
            let instead = match keyword.as_str() {
                "const" => "; with one value, enum says the same",
                "nullable" => "; type: [string, \"null\"] says that null may stand there",
                "example" | "examples" => "; leave it out, or write it into the description",
                "if" | "then" | "else" => "; oneOf or anyOf can say what if says",
                "$id" => "; draft 4 calls it id",
                "$defs" => "; draft 4 calls it definitions",
                "dependentRequired" | "dependentSchemas" => "; draft 4 calls it dependencies",
                "discriminator" | "readOnly" | "writeOnly" | "deprecated" | "xml" | "externalDocs" => {
                    "; OpenAPI has it, a model of API Gateway has not"
                }
                "contains" | "propertyNames" | "unevaluatedProperties" | "unevaluatedItems" | "prefixItems" => {
                    "; it came with a later draft"
                }
                _ => {
                    let near = nearest(keyword, KEYWORDS.map(|(name, _)| name));
                    return format!(
                        "draft 4 of JSON Schema has no {keyword}{}",
                        near.map(|name| format!("; did you mean {name}?")).unwrap_or_default()
                    );
                }
            };
            format!("draft 4 of JSON Schema has no {keyword}{instead}")
        }
        Flaw::Value(keyword, _) if keyword == "required" => {
            "required is a list of names, beside the properties of an object: required: [name]; true at a property \
             itself is draft 3"
                .to_owned()
        }
        Flaw::Value(keyword, _) if keyword.starts_with("exclusive") => {
            let limit = if keyword.ends_with("Minimum") { "minimum" } else { "maximum" };
            format!("in draft 4, {keyword} is true or false and stands beside {limit}, which has the number")
        }
        Flaw::Value(keyword, wanted) => format!("{keyword} must be {wanted}"),
        Flaw::NoSchema(kind) => format!("a schema is a map, and this is {kind}"),
        Flaw::Missing(name, near) => {
            let meant = near.as_ref().map(|near| format!("; did you mean {near}?")).unwrap_or_default();
            format!("there is no model {name}{meant}")
        }
        Flaw::Foreign(text) => {
            format!("{text} is no reference to a model; write #/components/schemas/NAME")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The message and the hint for a schema; none where it is taken.
    fn refused(schema: &str) -> Option<(String, String)> {
        let node = Node::parse(schema, "schema").unwrap_or_else(|said| panic!("{schema}: {said:?}"));
        let mut flaws = Vec::new();
        let target = |text| canonical(text, "abc").map_or(Target::Foreign, Target::Model);
        check(&node, &target, &["Person"], &mut flaws);
        refusal(flaws.iter().map(|(at, flaw)| (Some(at.line), flaw)))
    }

    fn errors(schema: &str) -> String {
        let (message, _) = refused(schema).unwrap_or_else(|| panic!("{schema} was taken"));
        let errors = message.strip_prefix("Invalid model specified: Validation Result: warnings : [], errors : [");
        errors.and_then(|errors| errors.strip_suffix(']')).unwrap_or_else(|| panic!("{message}")).to_owned()
    }

    #[test]
    fn names_are_letters_and_digits() {
        assert_eq!(check_name("NewMessage2"), Ok(()));
        let (message, hint) = check_name("New-Message").expect_err("a hyphen");
        assert_eq!(message, "Model name must be alphanumeric: New-Message");
        assert!(hint.contains("NewMessage,"), "{hint}");
        for name in ["", "a_b", "a.b", "ä", "a b"] {
            assert!(check_name(name).is_err(), "{name}");
        }
    }

    #[test]
    fn draft_4_is_taken() {
        for schema in [
            "{}",
            "{type: string, minLength: 1, pattern: '^a', format: utc-millisec, default: 1}",
            "{type: [string, 'null'], enum: [a, null]}",
            "{type: array, items: {type: string}, minItems: 1, uniqueItems: true, additionalItems: false}",
            "{type: object, required: [a], properties: {a: {minimum: 0, exclusiveMinimum: true}}, \
             additionalProperties: {type: string}, dependencies: {a: [b], b: {}}}",
            "{oneOf: [{}, {type: 'null'}], not: {type: integer}, definitions: {x: {}}, id: x, $schema: y, title: t}",
            "{$ref: 'https://apigateway.amazonaws.com/restapis/abc/models/Person', anything: goes}",
            "{properties: {example: {type: string}, const: {}}, enum: [{if: 1}], default: {nullable: true}}",
        ] {
            assert_eq!(refused(schema), None, "{schema}");
        }
    }

    #[test]
    fn other_keywords_are_told_in_one_list() {
        let nested = "{properties: {a: {example: x}, b: {items: {const: 1}, example: y}}, nullable: true}";
        let list = r#"Invalid model schema specified. Unsupported keyword(s): ["const","example","nullable"]"#;
        assert_eq!(errors(nested), list);
        let (_, hint) = refused("{if: {}, minLenght: 1}").expect("refused");
        assert!(hint.contains("oneOf") && hint.contains("did you mean minLength?"), "{hint}");
    }

    #[test]
    fn values_of_another_draft_are_refused() {
        for schema in [
            "{properties: {a: {type: string, required: true}}}",
            "{minimum: 0, exclusiveMinimum: 5}",
            "{exclusiveMinimum: true}",
            "{type: file}",
            "{type: []}",
            "{required: []}",
            "{enum: []}",
            "{minLength: '1'}",
            "{minLength: -1}",
            "{items: true}",
            "{properties: {a: true}}",
            "{allOf: {}}",
            "{oneOf: []}",
            "text",
        ] {
            assert_eq!(errors(schema), "Invalid model schema specified", "{schema}");
        }
        let (_, hint) = refused("{properties: {a: {required: true}}}").expect("refused");
        assert!(hint.contains("draft 3"), "{hint}");
    }

    #[test]
    fn references_lead_to_models() {
        let missing = "{items: {$ref: 'https://apigateway.amazonaws.com/restapis/abc/models/Persom'}}";
        assert_eq!(errors(missing), "Invalid model specified: Persom");
        assert!(refused(missing).expect("refused").1.contains("did you mean Person?"));
        assert_eq!(errors("{$ref: 'https://example.org/x'}"), "Model reference must be in canonical form");
    }
}
