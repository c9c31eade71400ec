//! The text of a model, and of those that it refers to → schemas that refer to each other by number.

use std::collections::{BTreeMap, BTreeSet};

use regex_lite::{Regex, RegexBuilder};
use serde_json::{Map, Value};

use super::Unvalidated;
use crate::apigateway::definition::{ApiDefinition, Model};

/// A model, and all that it refers to.
#[derive(Debug)]
pub(super) struct Schemas {
    all: Vec<Schema>,
    root: usize,
}

/// The types of JSON, in the order in which API Gateway's validator lists them.
pub(super) const TYPES: [&str; 7] = ["array", "boolean", "integer", "null", "number", "object", "string"];

/// One schema. Where it is a reference, nothing else of it counts.
#[derive(Debug, Default)]
pub(super) struct Schema {
    pub(super) reference: Option<usize>,
    /// Positions in [`TYPES`]; `None` where all are allowed. A number may be an integer.
    pub(super) types: Option<BTreeSet<usize>>,
    pub(super) values: Option<Vec<Value>>,
    pub(super) minimum: Option<(serde_json::Number, bool)>,
    pub(super) maximum: Option<(serde_json::Number, bool)>,
    pub(super) multiple_of: Option<serde_json::Number>,
    pub(super) min_length: Option<u64>,
    pub(super) max_length: Option<u64>,
    pub(super) pattern: Option<Pattern>,
    pub(super) format: Option<String>,
    pub(super) min_items: Option<u64>,
    pub(super) max_items: Option<u64>,
    pub(super) unique_items: bool,
    pub(super) items: Items,
    pub(super) additional_items: Additional,
    pub(super) min_properties: Option<u64>,
    pub(super) max_properties: Option<u64>,
    pub(super) required: Vec<String>,
    pub(super) properties: BTreeMap<String, usize>,
    pub(super) pattern_properties: Vec<(Pattern, usize)>,
    pub(super) additional_properties: Additional,
    pub(super) dependencies: Vec<(String, Dependency)>,
    pub(super) all_of: Vec<usize>,
    pub(super) any_of: Vec<usize>,
    pub(super) one_of: Vec<usize>,
    pub(super) not: Option<usize>,
}

/// A regular expression with its text.
#[derive(Debug)]
pub(super) struct Pattern {
    pub(super) text: String,
    pub(super) regex: Regex,
}

/// `items`.
#[derive(Debug, Default)]
pub(super) enum Items {
    /// Nothing is said of them.
    #[default]
    Any,
    /// One schema for all.
    Each(usize),
    /// One for each of the first.
    Listed(Vec<usize>),
}

/// `additionalItems`, `additionalProperties`.
#[derive(Debug, Default)]
pub(super) enum Additional {
    /// They may be there.
    #[default]
    Any,
    /// They must not be there.
    None,
    /// They must fit a schema.
    Each(usize),
}

/// What a property asks for that is there.
#[derive(Debug)]
pub(super) enum Dependency {
    /// Other properties.
    Names(Vec<String>),
    /// That the object fits a schema.
    Schema(usize),
}

impl Schemas {
    /// Compiles a model of a definition.
    pub(super) fn compile(definition: &ApiDefinition, name: &str) -> Result<Self, Unvalidated> {
        let model = definition.models.get(name).ok_or_else(|| Unvalidated::NoModel(name.to_owned()))?;
        let mut compiler = Compiler { definition, all: Vec::new(), places: BTreeMap::new(), texts: BTreeMap::new() };
        let root = compiler.at(model, "").map_err(|what| Unvalidated::NotEmulated { model: name.to_owned(), what })?;
        Ok(Self { all: compiler.all, root })
    }

    /// The model's own schema.
    pub(super) fn root(&self) -> usize {
        self.root
    }

    /// A schema by its number.
    pub(super) fn get(&self, number: usize) -> &Schema {
        &self.all[number]
    }
}

struct Compiler<'a> {
    definition: &'a ApiDefinition,
    all: Vec<Schema>,
    /// The numbers of the schemas of each model, by pointer.
    places: BTreeMap<(String, String), usize>,
    texts: BTreeMap<String, Value>,
}

impl Compiler<'_> {
    /// The schema at a pointer into a model: a new one, or the one that is being made already.
    fn at(&mut self, model: &Model, pointer: &str) -> Result<usize, String> {
        let place = (model.name.clone(), pointer.to_owned());
        if let Some(known) = self.places.get(&place) {
            return Ok(*known);
        }
        if !self.texts.contains_key(&model.name) {
            let text = serde_json::from_str(&model.schema).map_err(|fault| format!("what is no JSON: {fault}"))?;
            self.texts.insert(model.name.clone(), text);
        }
        let node = self.texts[&model.name].pointer(pointer).cloned();
        let node = node.ok_or_else(|| format!("a reference to #{pointer}, where nothing stands"))?;
        let Value::Object(keywords) = node else { return Err(format!("no schema at #{pointer}")) };
        let number = self.all.len();
        self.all.push(Schema::default());
        self.places.insert(place, number);
        self.all[number] = self.schema(model, pointer, &keywords)?;
        Ok(number)
    }

    fn schema(&mut self, model: &Model, pointer: &str, keywords: &Map<String, Value>) -> Result<Schema, String> {
        let mut schema = Schema::default();
        if let Some(target) = keywords.get("$ref").and_then(Value::as_str) {
            schema.reference = Some(self.reference(model, target)?);
            return Ok(schema);
        }
        let count = |name: &str| keywords.get(name).and_then(Value::as_u64);
        let number = |name: &str| keywords.get(name).and_then(Value::as_number).cloned();
        let is_on = |name: &str| keywords.get(name) == Some(&Value::Bool(true));
        schema.types = keywords.get("type").map(types);
        schema.values = keywords.get("enum").and_then(Value::as_array).cloned();
        schema.minimum = number("minimum").map(|limit| (limit, is_on("exclusiveMinimum")));
        schema.maximum = number("maximum").map(|limit| (limit, is_on("exclusiveMaximum")));
        schema.multiple_of = number("multipleOf");
        (schema.min_length, schema.max_length) = (count("minLength"), count("maxLength"));
        if !model.imported {
            (schema.min_items, schema.max_items) = (count("minItems"), count("maxItems"));
        }
        (schema.min_properties, schema.max_properties) = (count("minProperties"), count("maxProperties"));
        schema.unique_items = is_on("uniqueItems");
        schema.pattern = keywords.get("pattern").and_then(Value::as_str).map(pattern).transpose()?;
        schema.format = keywords.get("format").and_then(Value::as_str).map(str::to_owned);
        // API Gateway's validator tells them in the order of the alphabet.
        schema.required = keywords.get("required").map(names).unwrap_or_default();
        schema.required.sort_unstable();
        schema.items = match keywords.get("items") {
            Some(Value::Object(_)) => Items::Each(self.at(model, &below(pointer, &["items"]))?),
            Some(Value::Array(items)) => Items::Listed(self.list(model, pointer, "items", items.len())?),
            _ => Items::Any,
        };
        schema.additional_items = self.additional(model, pointer, keywords, "additionalItems")?;
        schema.additional_properties = self.additional(model, pointer, keywords, "additionalProperties")?;
        let entries = |name: &str| keywords.get(name).and_then(Value::as_object).into_iter().flatten();
        for (name, _) in entries("properties") {
            let property = self.at(model, &below(pointer, &["properties", name]))?;
            schema.properties.insert(name.clone(), property);
        }
        for (text, _) in entries("patternProperties") {
            let property = self.at(model, &below(pointer, &["patternProperties", text]))?;
            schema.pattern_properties.push((pattern(text)?, property));
        }
        for (name, value) in entries("dependencies") {
            let dependency = if value.is_array() {
                Dependency::Names(names(value))
            } else {
                Dependency::Schema(self.at(model, &below(pointer, &["dependencies", name]))?)
            };
            schema.dependencies.push((name.clone(), dependency));
        }
        let listed = |name: &str| keywords.get(name).and_then(Value::as_array).map_or(0, Vec::len);
        schema.all_of = self.list(model, pointer, "allOf", listed("allOf"))?;
        schema.any_of = self.list(model, pointer, "anyOf", listed("anyOf"))?;
        schema.one_of = self.list(model, pointer, "oneOf", listed("oneOf"))?;
        if keywords.contains_key("not") {
            schema.not = Some(self.at(model, &below(pointer, &["not"]))?);
        }
        Ok(schema)
    }

    fn list(&mut self, model: &Model, pointer: &str, name: &str, length: usize) -> Result<Vec<usize>, String> {
        (0..length).map(|index| self.at(model, &below(pointer, &[name, &index.to_string()]))).collect()
    }

    fn additional(
        &mut self,
        model: &Model,
        pointer: &str,
        keywords: &Map<String, Value>,
        name: &str,
    ) -> Result<Additional, String> {
        Ok(match keywords.get(name) {
            Some(Value::Bool(false)) => Additional::None,
            Some(Value::Object(_)) => Additional::Each(self.at(model, &below(pointer, &[name]))?),
            _ => Additional::Any,
        })
    }

    /// Another model, by its name at the end of its address, or a part of this one.
    fn reference(&mut self, model: &Model, target: &str) -> Result<usize, String> {
        if let Some(fragment) = target.strip_prefix('#') {
            let pointer = percent_encoding::percent_decode_str(fragment).decode_utf8_lossy();
            return self.at(model, &pointer);
        }
        let name = target.strip_prefix("https://apigateway.amazonaws.com/restapis/").and_then(|rest| {
            let (_, name) = rest.split_once("/models/")?;
            Some(name)
        });
        let definition = self.definition;
        let other = name.and_then(|name| definition.models.get(name));
        self.at(other.ok_or_else(|| format!("a reference to {target}, which is no model of this API"))?, "")
    }
}

/// A pointer to what stands below.
fn below(pointer: &str, names: &[&str]) -> String {
    names.iter().fold(pointer.to_owned(), |pointer, name| pointer + "/" + &escaped(name))
}

/// A name as it stands in a pointer.
pub(super) fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

fn types(value: &Value) -> BTreeSet<usize> {
    let listed = value.as_array().map_or_else(|| vec![value], |list| list.iter().collect());
    let mut allowed = BTreeSet::new();
    for name in listed.into_iter().filter_map(Value::as_str) {
        allowed.extend(TYPES.iter().position(|known| *known == name));
        if name == "number" {
            allowed.extend(TYPES.iter().position(|known| *known == "integer"));
        }
    }
    allowed
}

fn names(value: &Value) -> Vec<String> {
    let listed = value.as_array().map(Vec::as_slice).unwrap_or_default();
    listed.iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// A regular expression of ECMA 262, as far as there is one here that never takes exponential time.
fn pattern(text: &str) -> Result<Pattern, String> {
    // As large as a program may be that is run over every character of a text.
    let regex = RegexBuilder::new(text).size_limit(1 << 16).build();
    let regex = regex.map_err(|fault| {
        let fault = fault.to_string().replace('\n', " ");
        format!("the regular expression {text:?}, which is not emulated here: {fault}")
    })?;
    Ok(Pattern { text: text.to_owned(), regex })
}
