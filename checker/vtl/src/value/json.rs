//! From JSON and back.

use super::{List, Map, Value};

/// Deeper is not written: `serde_json` reads no deeper than this either.
const DEPTH: usize = 127;

impl From<serde_json::Value> for Value {
    /// As API Gateway parses JSON: objects in their order, arrays that write themselves as JSON.
    fn from(json: serde_json::Value) -> Self {
        match json {
            serde_json::Value::Null => Self::Null,
            serde_json::Value::Bool(value) => Self::Bool(value),
            serde_json::Value::Number(number) => match (number.as_i64(), number.as_u64(), number.as_f64()) {
                (Some(whole), ..) => Self::Integer(whole.into()),
                (_, Some(whole), _) => Self::Integer(whole.into()),
                (.., float) => Self::Double(float.unwrap_or(f64::NAN)),
            },
            serde_json::Value::String(text) => text.into(),
            serde_json::Value::Array(items) => Self::List(List::json(items.into_iter().map(Self::from).collect())),
            serde_json::Value::Object(entries) => {
                Self::Map(entries.into_iter().map(|(key, value)| (key, Self::from(value))).collect::<Map>())
            }
        }
    }
}

impl Value {
    /// As JSON. An object of the host's is its text, or null without one; keys become texts.
    ///
    /// # Errors
    ///
    /// What is nested deeper than 127 levels, and numbers that JSON does not know (NaN, infinity, beyond 64 bits).
    pub fn to_json(&self) -> Result<serde_json::Value, String> {
        self.json_at(0)
    }

    fn json_at(&self, depth: usize) -> Result<serde_json::Value, String> {
        if depth > DEPTH {
            return Err(format!("lists and maps in one another, deeper than {DEPTH} levels, make no JSON"));
        }
        Ok(match self {
            Self::Null => serde_json::Value::Null,
            Self::Bool(value) => (*value).into(),
            Self::Integer(value) => i64::try_from(*value)
                .map(serde_json::Value::from)
                .or_else(|_| u64::try_from(*value).map(serde_json::Value::from))
                .map_err(|_| format!("the number {value} is too large for JSON here"))?,
            Self::Double(value) => serde_json::Number::from_f64(*value)
                .map(serde_json::Value::Number)
                .ok_or_else(|| format!("{value} is no number in JSON"))?,
            Self::Text(text) => text.as_ref().into(),
            Self::Object(object) => object.text().into(),
            Self::List(list) => {
                list.items().iter().map(|item| item.json_at(depth + 1)).collect::<Result<Vec<_>, _>>()?.into()
            }
            Self::Map(map) => map
                .entries()
                .iter()
                .map(|(key, value)| {
                    Ok((key.to_value().to_text().unwrap_or_else(|| "null".to_owned()), value.json_at(depth + 1)?))
                })
                .collect::<Result<serde_json::Map<_, _>, String>>()?
                .into(),
        })
    }
}
