//! A value compared with a schema.
//!
//! The order is that of API Gateway's validator: the keywords of a schema by name, `format` last; then, only where nothing
//! was wrong so far, the items in their order and the properties by name.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Violation;
use super::compile::{Additional, Dependency, Items, Pattern, Schema, Schemas, TYPES, escaped};
use super::{format, number};

/// So many comparisons with a schema are made for each part of a value, and so many for the whole one. A schema may ask for
/// more than any computer can do.
const STEPS_A_PART: usize = 16;
const STEPS: usize = 200_000;
/// So deep may they be nested in each other.
const DEEPEST: usize = 300;
/// So many violations are told.
const MOST_VIOLATIONS: usize = 100;

/// What does not fit; `None` where that cannot be said in a bounded time.
pub(super) fn violations(schemas: &Schemas, value: &Value) -> Option<Vec<Violation>> {
    let mut run = Run { schemas, steps: STEPS + STEPS_A_PART * parts(value), depth: 0 };
    let mut report = Vec::new();
    run.compare(schemas.root(), value, "", &mut report).ok()?;
    Some(report)
}

/// How many values a value holds, itself among them.
fn parts(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(parts).sum(),
        Value::Object(properties) => properties.values().map(parts).sum(),
        _ => 0,
    }
}

struct Endless;

struct Run<'a> {
    schemas: &'a Schemas,
    /// How many are left.
    steps: usize,
    depth: usize,
}

impl<'a> Run<'a> {
    fn compare(&mut self, number: usize, value: &Value, at: &str, report: &mut Vec<Violation>) -> Result<(), Endless> {
        self.steps = self.steps.checked_sub(1).filter(|_| self.depth < DEEPEST).ok_or(Endless)?;
        let schema = self.resolved(number)?;
        self.depth += 1;
        self.keywords(schema, value, at, report)?;
        if report.is_empty() {
            match value {
                Value::Array(items) => self.items(schema, items, at, report)?,
                Value::Object(properties) => self.properties(schema, properties, at, report)?,
                _ => {}
            }
        }
        self.depth -= 1;
        Ok(())
    }

    /// The schema that a chain of references ends at.
    fn resolved(&self, mut number: usize) -> Result<&'a Schema, Endless> {
        for _ in 0..DEEPEST {
            let schema = self.schemas.get(number);
            match schema.reference {
                None => return Ok(schema),
                Some(next) => number = next,
            }
        }
        Err(Endless)
    }

    fn items(
        &mut self,
        schema: &Schema,
        items: &[Value],
        at: &str,
        report: &mut Vec<Violation>,
    ) -> Result<(), Endless> {
        let additional = if let Additional::Each(number) = schema.additional_items { Some(number) } else { None };
        for (index, item) in items.iter().enumerate() {
            let number = match &schema.items {
                Items::Each(number) => Some(*number),
                Items::Listed(listed) => listed.get(index).copied().or(additional),
                Items::Any => additional,
            };
            if let Some(number) = number
                && report.len() < MOST_VIOLATIONS
            {
                self.compare(number, item, &format!("{at}/{index}"), report)?;
            }
        }
        Ok(())
    }

    fn properties(
        &mut self,
        schema: &Schema,
        properties: &serde_json::Map<String, Value>,
        at: &str,
        report: &mut Vec<Violation>,
    ) -> Result<(), Endless> {
        let names: BTreeSet<&String> = properties.keys().collect();
        for name in names {
            let mut numbers: Vec<usize> = schema.properties.get(name).copied().into_iter().collect();
            let fitting = schema.pattern_properties.iter().filter(|(pattern, _)| pattern.regex.is_match(name));
            numbers.extend(fitting.map(|(_, number)| *number));
            if let Additional::Each(number) = schema.additional_properties
                && numbers.is_empty()
            {
                numbers.push(number);
            }
            for number in numbers {
                if report.len() < MOST_VIOLATIONS {
                    self.compare(number, &properties[name], &format!("{at}/{}", escaped(name)), report)?;
                }
            }
        }
        Ok(())
    }

    /// How many of some schemas a value fits.
    fn fitting(&mut self, numbers: &[usize], value: &Value, at: &str) -> Result<usize, Endless> {
        let mut fitting = 0;
        for number in numbers {
            let mut report = Vec::new();
            self.compare(*number, value, at, &mut report)?;
            fitting += usize::from(report.is_empty());
        }
        Ok(fitting)
    }

    fn keywords(
        &mut self,
        schema: &Schema,
        value: &Value,
        at: &str,
        report: &mut Vec<Violation>,
    ) -> Result<(), Endless> {
        let say = |report: &mut Vec<Violation>, message: String| {
            report.push(Violation { pointer: at.to_owned(), message });
        };
        if let Value::Array(items) = value {
            let listed = if let Items::Listed(listed) = &schema.items { Some(listed.len()) } else { None };
            if let (Additional::None, Some(allowed)) = (&schema.additional_items, listed)
                && items.len() > allowed
            {
                let found = items.len();
                say(
                    report,
                    format!("schema only allows {allowed} elements in array but instance has {found} elements"),
                );
            }
        }
        if let Value::Object(properties) = value
            && matches!(schema.additional_properties, Additional::None)
        {
            let known = |name: &String| {
                schema.properties.contains_key(name)
                    || schema.pattern_properties.iter().any(|(pattern, _)| pattern.regex.is_match(name))
            };
            let unwanted: BTreeSet<&String> = properties.keys().filter(|name| !known(name)).collect();
            if !unwanted.is_empty() {
                let unwanted = json_list(unwanted);
                say(report, format!("object instance has properties which are not allowed by the schema: {unwanted}"));
            }
        }
        if !schema.all_of.is_empty() {
            let (fitting, all) = (self.fitting(&schema.all_of, value, at)?, schema.all_of.len());
            if fitting < all {
                say(
                    report,
                    format!("instance failed to match all required schemas (matched only {fitting} out of {all})"),
                );
            }
        }
        if !schema.any_of.is_empty() && self.fitting(&schema.any_of, value, at)? == 0 {
            let all = schema.any_of.len();
            say(report, format!("instance failed to match at least one required schema among {all}"));
        }
        if let Value::Object(properties) = value {
            for (name, dependency) in schema.dependencies.iter().filter(|(name, _)| properties.contains_key(name)) {
                match dependency {
                    Dependency::Schema(number) => self.compare(*number, value, at, report)?,
                    Dependency::Names(names) => {
                        let missing: Vec<&String> =
                            names.iter().filter(|name| !properties.contains_key(*name)).collect();
                        if !missing.is_empty() {
                            say(
                                report,
                                format!(
                                    "property {name:?} of object has missing property dependencies (schema requires {}; \
                                     missing: {})",
                                    json_list(names),
                                    json_list(missing)
                                ),
                            );
                        }
                    }
                }
            }
        }
        if let Some(values) = &schema.values
            && !values.iter().any(|known| number::equal(known, value))
        {
            let values = Value::from(values.clone());
            say(report, format!("instance value ({value}) not found in enum (possible values: {values})"));
        }
        for message in limits(schema, value) {
            say(report, message);
        }
        if let Some(not) = schema.not
            && self.fitting(&[not], value, at)? == 1
        {
            say(report, "instance matched a schema which it should not have".to_owned());
        }
        if !schema.one_of.is_empty() {
            let (fitting, all) = (self.fitting(&schema.one_of, value, at)?, schema.one_of.len());
            if fitting != 1 {
                say(report, format!("instance failed to match exactly one schema (matched {fitting} out of {all})"));
            }
        }
        for message in last(schema, value) {
            say(report, message);
        }
        Ok(())
    }
}

/// `maxItems` to `multipleOf`, by name.
fn limits(schema: &Schema, value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    match value {
        Value::Array(items) => {
            let size = items.len();
            if let Some(most) = schema.max_items.filter(|most| size as u64 > *most) {
                found.push(format!(
                    "array is too long: must have at most {most} elements but instance has {size} elements"
                ));
            }
            if let Some(least) = schema.min_items.filter(|least| (size as u64) < *least) {
                found.push(format!(
                    "array is too short: must have at least {least} elements but instance has {size} elements"
                ));
            }
        }
        Value::String(text) => {
            let length = text.chars().count() as u64;
            if let Some(most) = schema.max_length.filter(|most| length > *most) {
                found.push(format!("string \"{text}\" is too long (length: {length}, maximum allowed: {most})"));
            }
            if let Some(least) = schema.min_length.filter(|least| length < *least) {
                found.push(format!("string \"{text}\" is too short (length: {length}, required minimum: {least})"));
            }
        }
        Value::Object(properties) => {
            let size = properties.len();
            if let Some(most) = schema.max_properties.filter(|most| size as u64 > *most) {
                found.push(format!("object has too many properties (found {size} but schema requires at most {most})"));
            }
            if let Some(least) = schema.min_properties.filter(|least| (size as u64) < *least) {
                found
                    .push(format!("object has too few properties (found {size} but schema requires at least {least})"));
            }
        }
        Value::Number(value) => found.extend(number::limits(schema, value)),
        Value::Null | Value::Bool(_) => {}
    }
    found
}

/// `pattern` to `uniqueItems`, by name, and `format`.
fn last(schema: &Schema, value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    if let (Some(Pattern { text, regex }), Value::String(value)) = (&schema.pattern, value)
        && !regex.is_match(value)
    {
        found.push(format!("ECMA 262 regex \"{text}\" does not match input string \"{value}\""));
    }
    if let Value::Object(properties) = value {
        let missing: Vec<&String> = schema.required.iter().filter(|name| !properties.contains_key(*name)).collect();
        if !missing.is_empty() {
            found.push(format!("object has missing required properties ({})", json_list(missing)));
        }
    }
    if let Some(allowed) = &schema.types
        && !allowed.contains(&type_of(value))
    {
        let allowed = json_list(allowed.iter().map(|index| TYPES[*index]));
        let found_type = TYPES[type_of(value)];
        found.push(format!(
            "instance type ({found_type}) does not match any allowed primitive type (allowed: {allowed})"
        ));
    }
    if let Value::Array(items) = value
        && schema.unique_items
        && number::repeats(items)
    {
        found.push("array must not contain duplicate elements".to_owned());
    }
    if let (Some(name), Value::String(text)) = (&schema.format, value) {
        found.extend(format::fault(name, text));
    }
    found
}

/// The position of a value's type. In draft 4, 1.0 is no integer.
fn type_of(value: &Value) -> usize {
    let name = match value {
        Value::Array(_) => "array",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_i64() || number.is_u64() || number::is_large_integer(number) => "integer",
        Value::Number(_) => "number",
        Value::Null => "null",
        Value::Object(_) => "object",
        Value::String(_) => "string",
    };
    TYPES.iter().position(|known| *known == name).unwrap_or_default()
}

/// `["a","b"]`.
fn json_list<T: AsRef<str>>(names: impl IntoIterator<Item = T>) -> Value {
    names.into_iter().map(|name| Value::from(name.as_ref())).collect()
}
