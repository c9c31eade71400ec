//! What a value writes: Java's `toString()`.

use std::fmt::Write as _;

use super::{Key, List, ListKind, Map, Value};
use crate::Limits;
use crate::budget::Budget;

impl Value {
    /// What a reference to the value writes, as Java's `toString()`: `{a=b, c=1.0}`.
    ///
    /// `None` for null and for objects without a text: such a reference writes nothing. What is nested too deep to be
    /// written, or longer than 10 MB, is `None` too; a rendering makes an error of that.
    #[must_use]
    pub fn to_text(&self) -> Option<String> {
        let limits = Limits::default();
        self.text_within(&mut Budget::new(&limits)).ok().flatten()
    }

    /// [`to_text`](Self::to_text) within what may be spent.
    pub(crate) fn text_within(&self, budget: &mut Budget<'_>) -> Result<Option<String>, String> {
        let mut out = String::new();
        match self {
            Self::Null => return Ok(None),
            Self::Object(object) => {
                let Some(text) = object.text() else { return Ok(None) };
                budget.allow_text(text.len())?;
                budget.spend_bytes(text.len())?;
                return Ok(Some(text));
            }
            _ => Writer { out: &mut out, budget }.java(self, 0)?,
        }
        Ok(Some(out))
    }
}

/// A `Double` as `Double.toString` writes it: `1.0`, `1.0E10`, `NaN`.
fn double_text(number: f64) -> String {
    if number.is_nan() {
        return "NaN".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { "Infinity" } else { "-Infinity" }.to_owned();
    }
    let size = number.abs();
    if size == 0.0 || (1e-3..1e7).contains(&size) {
        return format!("{number:?}");
    }
    let text = format!("{number:e}");
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let point = if digits.contains('.') { "" } else { ".0" };
    format!("{digits}{point}E{exponent}")
}

/// A text as json-smart writes it in an array: like `JSONArray.toString()`, it also escapes `/`.
/// <https://github.com/netplex/json-smart-v2>, `JStylerObj.Escape4Web`.
fn json_text(text: &str, out: &mut String) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '/' => out.push_str("\\/"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{2000}'..='\u{20ff}' => {
                // Writing to a String cannot fail.
                let _ = write!(out, "\\u{:04X}", u32::from(character));
            }
            other => out.push(other),
        }
    }
    out.push('"');
}

struct Writer<'w, 'l> {
    out: &'w mut String,
    budget: &'w mut Budget<'l>,
}

impl Writer<'_, '_> {
    /// Counts what was written since, and one value.
    fn spent(&mut self, from: usize) -> Result<(), String> {
        self.budget.spend_bytes(self.out.len() - from)?;
        self.budget.spend_items(1)?;
        self.budget.allow_text(self.out.len())
    }

    fn nested(&self, depth: usize) -> Result<(), String> {
        let most = self.budget.limits.depth.saturating_mul(4);
        if depth <= most {
            return Ok(());
        }
        Err(format!("lists and maps in one another, deeper than {most} levels, cannot be written"))
    }

    fn scalar(&mut self, value: &Value) {
        match value {
            Value::Bool(value) => self.out.push_str(if *value { "true" } else { "false" }),
            Value::Integer(value) => self.out.push_str(&value.to_string()),
            Value::Double(value) => self.out.push_str(&double_text(*value)),
            _ => self.out.push_str("null"),
        }
    }

    fn java(&mut self, value: &Value, depth: usize) -> Result<(), String> {
        self.nested(depth)?;
        let from = self.out.len();
        match value {
            Value::Text(text) => {
                self.budget.allow_text(from + text.len())?;
                self.out.push_str(text);
            }
            Value::Object(object) => self.out.push_str(&object.text().unwrap_or_else(|| "null".to_owned())),
            Value::List(list) => return self.list(list, depth),
            Value::Map(map) => {
                self.out.push('{');
                for (index, (key, value)) in map.entries().iter().enumerate() {
                    self.out.push_str(if index > 0 { ", " } else { "" });
                    self.java(&key.to_value(), depth + 1)?;
                    self.out.push('=');
                    self.java(value, depth + 1)?;
                }
                self.out.push('}');
                return Ok(());
            }
            scalar => self.scalar(scalar),
        }
        self.spent(from)
    }

    fn list(&mut self, list: &List, depth: usize) -> Result<(), String> {
        match list.kind() {
            ListKind::Json => self.json_list(list, depth),
            // Java writes an address that differs from run to run.
            ListKind::Array => {
                self.out.push_str("[Ljava.lang.String;@1b6d3586");
                Ok(())
            }
            ListKind::Java | ListKind::Collection => {
                self.out.push('[');
                for (index, item) in list.items().iter().enumerate() {
                    self.out.push_str(if index > 0 { ", " } else { "" });
                    self.java(item, depth + 1)?;
                }
                self.out.push(']');
                self.budget.allow_text(self.out.len())
            }
        }
    }

    fn json(&mut self, value: &Value, depth: usize) -> Result<(), String> {
        self.nested(depth)?;
        let from = self.out.len();
        match value {
            Value::Text(text) => {
                self.budget.allow_text(from + text.len())?;
                json_text(text, self.out);
            }
            Value::Object(object) => match object.text() {
                Some(text) => json_text(&text, self.out),
                None => self.out.push_str("null"),
            },
            Value::Double(number) if !number.is_finite() => self.out.push_str("null"),
            Value::List(list) => return self.json_list(list, depth),
            Value::Map(map) => return self.json_map(map, depth),
            scalar => self.scalar(scalar),
        }
        self.spent(from)
    }

    fn json_list(&mut self, list: &List, depth: usize) -> Result<(), String> {
        self.out.push('[');
        for (index, item) in list.items().iter().enumerate() {
            self.out.push_str(if index > 0 { "," } else { "" });
            self.json(item, depth + 1)?;
        }
        self.out.push(']');
        self.budget.allow_text(self.out.len())
    }

    fn json_map(&mut self, map: &Map, depth: usize) -> Result<(), String> {
        self.out.push('{');
        for (index, (key, value)) in map.entries().iter().enumerate() {
            self.out.push_str(if index > 0 { "," } else { "" });
            let from = self.out.len();
            match key {
                Key::Text(text) => json_text(text, self.out),
                other => {
                    self.out.push('"');
                    self.scalar(&other.to_value());
                    self.out.push('"');
                }
            }
            self.spent(from)?;
            self.out.push(':');
            self.json(value, depth + 1)?;
        }
        self.out.push('}');
        self.budget.allow_text(self.out.len())
    }
}
