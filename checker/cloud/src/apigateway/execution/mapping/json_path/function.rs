//! Functions at the end of a path: `$.numbers.sum()`, `$.pets.length()`.

use serde_json::{Number, Value};

use super::filter::Operand;

/// A function and its arguments.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Function {
    kind: Kind,
    arguments: Vec<Operand>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Min,
    Max,
    Average,
    Deviation,
    Sum,
    Length,
    Keys,
    Concat,
    Append,
    First,
    Last,
    Index,
}

/// <https://github.com/json-path/JsonPath#functions>
const FUNCTIONS: [(&str, Kind); 13] = [
    ("min", Kind::Min),
    ("max", Kind::Max),
    ("avg", Kind::Average),
    ("stddev", Kind::Deviation),
    ("sum", Kind::Sum),
    ("length", Kind::Length),
    ("size", Kind::Length),
    ("keys", Kind::Keys),
    ("concat", Kind::Concat),
    ("append", Kind::Append),
    ("first", Kind::First),
    ("last", Kind::Last),
    ("index", Kind::Index),
];

impl Function {
    pub(super) fn named(name: &str, arguments: Vec<Operand>) -> Result<Self, String> {
        let known = FUNCTIONS.iter().find(|(known, _)| *known == name);
        let (_, kind) = known.ok_or_else(|| {
            let names: Vec<&str> = FUNCTIONS.iter().map(|(name, _)| *name).collect();
            format!("{name}() is no function of a path; {} are", names.join("(), ") + "()")
        })?;
        Ok(Self { kind: *kind, arguments })
    }

    /// What the function makes of a value.
    pub(super) fn apply(&self, value: &Value, root: &Value) -> Result<Value, String> {
        let arguments = self.arguments.iter().map(|argument| argument.resolve(root));
        let arguments: Vec<Value> = arguments.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect();
        let items = || value.as_array().map(Vec::as_slice).unwrap_or_default();
        Ok(match self.kind {
            Kind::Length => match value {
                Value::Array(items) => items.len().into(),
                Value::Object(entries) => entries.len().into(),
                Value::String(text) => text.encode_utf16().count().into(),
                _ => Value::Null,
            },
            Kind::Keys => match value {
                Value::Object(entries) => entries.keys().map(|name| Value::from(name.as_str())).collect(),
                _ => Value::Null,
            },
            Kind::First => items().first().cloned().unwrap_or(Value::Null),
            Kind::Last => items().last().cloned().unwrap_or(Value::Null),
            Kind::Index => {
                let index = arguments.first().and_then(Value::as_i64).ok_or("index() takes a whole number")?;
                super::position(index, items().len()).and_then(|at| items().get(at)).cloned().unwrap_or(Value::Null)
            }
            Kind::Append => match value {
                Value::Array(items) => items.iter().cloned().chain(arguments).collect(),
                other => other.clone(),
            },
            Kind::Concat => {
                let texts = items().iter().chain(&arguments).filter(|item| item.is_string() || item.is_number());
                let text = |item: &Value| item.as_str().map_or_else(|| item.to_string(), str::to_owned);
                let own = value.as_str().unwrap_or_default().to_owned();
                Value::String(texts.fold(own, |all, item| all + &text(item)))
            }
            Kind::Min | Kind::Max | Kind::Average | Kind::Deviation | Kind::Sum => {
                let numbers: Vec<f64> = items().iter().chain(&arguments).filter_map(Value::as_f64).collect();
                if numbers.is_empty() {
                    return Err("the function wants a list of numbers, and found none".to_owned());
                }
                number(statistics(self.kind, &numbers))
            }
        })
    }
}

#[expect(clippy::cast_precision_loss, reason = "a list has far fewer than 2^52 numbers")]
fn statistics(kind: Kind, numbers: &[f64]) -> f64 {
    let (count, sum) = (numbers.len() as f64, numbers.iter().sum::<f64>());
    match kind {
        Kind::Min => numbers.iter().copied().fold(f64::INFINITY, f64::min),
        Kind::Max => numbers.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        Kind::Average => sum / count,
        Kind::Deviation => {
            let mean = sum / count;
            (numbers.iter().map(|number| (number - mean).powi(2)).sum::<f64>() / count).sqrt()
        }
        _ => sum,
    }
}

/// Jayway's library counts in Java's `Double`: a sum of whole numbers is `6.0`.
fn number(value: f64) -> Value {
    Number::from_f64(value).map_or(Value::Null, Value::Number)
}
