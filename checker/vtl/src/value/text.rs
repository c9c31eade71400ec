//! What a value writes: Java's `toString()`.

use super::{Key, ListKind, Value};

impl Value {
    /// What a reference to the value writes, as Java's `toString()`: `{a=b, c=1.0}`.
    ///
    /// `None` for null and for objects without a text: such a reference writes nothing. What is nested too deep to be
    /// written, or longer than 10 MB, is `None` too; a rendering makes an error of that.
    #[must_use]
    pub fn to_text(&self) -> Option<String> {
        let mut out = String::new();
        match self {
            Self::Null => return None,
            Self::Object(object) => return object.text(),
            _ => {}
        }
        write_java(self, &mut out);
        Some(out)
    }
}

// Crude as yet: no bounds, no JSON.
fn write_java(value: &Value, out: &mut String) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Value::Integer(value) => out.push_str(&value.to_string()),
        Value::Double(value) => out.push_str(&value.to_string()),
        Value::Text(text) => out.push_str(text),
        Value::Object(object) => out.push_str(&object.text().unwrap_or_default()),
        Value::List(list) if list.kind() == ListKind::Json => {
            out.push_str(&value.to_json().map(|json| json.to_string()).unwrap_or_default());
        }
        Value::List(list) => {
            out.push('[');
            for (index, item) in list.items().iter().enumerate() {
                out.push_str(if index > 0 { ", " } else { "" });
                write_java(item, out);
            }
            out.push(']');
        }
        Value::Map(map) => {
            out.push('{');
            for (index, (key, value)) in map.entries().iter().enumerate() {
                out.push_str(if index > 0 { ", " } else { "" });
                write_java(&Key::to_value(key), out);
                out.push('=');
                write_java(value, out);
            }
            out.push('}');
        }
    }
}
