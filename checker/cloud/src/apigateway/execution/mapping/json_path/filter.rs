//! Filters: `[?(@.price < 10 && @.category == 'fiction')]`.

use std::cmp::Ordering;

use serde_json::Value;

use super::parse::Reader;
use super::{JsonPath, Work};

/// What an item must be.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Filter {
    All(Vec<Filter>),
    Any(Vec<Filter>),
    Not(Box<Filter>),
    /// `@.isbn`: there is such a value.
    Exists(Operand),
    Compare(Operand, Operator, Operand),
}

/// One side of a comparison.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Operand {
    /// From the item.
    Item(JsonPath),
    /// From the root.
    Root(JsonPath),
    Literal(Value),
    /// `/pattern/`, with flags put before it.
    Pattern(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Matches,
    In,
    NotIn,
    SubsetOf,
    AnyOf,
    NoneOf,
    Size,
    Empty,
    Contains,
}

/// Longer ones before those that they begin with.
const OPERATORS: [(&str, Operator); 17] = [
    ("===", Operator::Equal),
    ("==", Operator::Equal),
    ("!==", Operator::NotEqual),
    ("!=", Operator::NotEqual),
    ("<=", Operator::LessOrEqual),
    (">=", Operator::GreaterOrEqual),
    ("=~", Operator::Matches),
    ("<", Operator::Less),
    (">", Operator::Greater),
    ("nin", Operator::NotIn),
    ("in", Operator::In),
    ("subsetof", Operator::SubsetOf),
    ("anyof", Operator::AnyOf),
    ("noneof", Operator::NoneOf),
    ("size", Operator::Size),
    ("empty", Operator::Empty),
    ("contains", Operator::Contains),
];

impl Filter {
    /// Whether an item is what the filter wants.
    pub(super) fn holds<'a>(&self, item: &'a Value, work: &mut Work<'a>) -> Result<bool, String> {
        Ok(match self {
            Self::All(filters) => {
                for filter in filters {
                    if !filter.holds(item, work)? {
                        return Ok(false);
                    }
                }
                true
            }
            Self::Any(filters) => {
                for filter in filters {
                    if filter.holds(item, work)? {
                        return Ok(true);
                    }
                }
                false
            }
            Self::Not(filter) => !filter.holds(item, work)?,
            Self::Exists(operand) => operand.value(item, work)?.is_some(),
            Self::Compare(left, operator, right) => {
                let left = left.value(item, work)?;
                if let Operand::Pattern(pattern) = right {
                    return matches(left.as_ref(), pattern);
                }
                let right = right.value(item, work)?;
                let (Some(left), Some(right)) = (&left, &right) else {
                    // What is not there equals nothing, not even null.
                    return Ok(matches!(operator, Operator::NotEqual | Operator::NotIn | Operator::NoneOf));
                };
                compare(left, *operator, right)
            }
        })
    }
}

impl Operand {
    fn value<'a>(&self, item: &'a Value, work: &mut Work<'a>) -> Result<Option<Value>, String> {
        let (path, from) = match self {
            Self::Item(path) => (path, item),
            Self::Root(path) => (path, work.root),
            Self::Literal(value) => return Ok(Some(value.clone())),
            Self::Pattern(pattern) => return Ok(Some(Value::String(pattern.clone()))),
        };
        let found = work.find(from, &path.steps)?;
        let value = if path.is_definite() {
            let Some(value) = found.first() else { return Ok(None) };
            work.copy(value)?
        } else if found.is_empty() {
            return Ok(None);
        } else {
            Value::Array(found.iter().map(|value| work.copy(value)).collect::<Result<_, _>>()?)
        };
        match &path.function {
            Some(function) => function.apply(&value, work.root).map(Some),
            None => Ok(Some(value)),
        }
    }

    /// The value of an argument of a function.
    pub(super) fn resolve(&self, root: &Value) -> Result<Option<Value>, String> {
        match self {
            Self::Item(path) | Self::Root(path) => path.read(root),
            Self::Literal(value) => Ok(Some(value.clone())),
            Self::Pattern(pattern) => Ok(Some(Value::String(pattern.clone()))),
        }
    }
}

fn compare(left: &Value, operator: Operator, right: &Value) -> bool {
    let has = |list: &Value, item: &Value| list.as_array().is_some_and(|list| list.iter().any(|one| equal(one, item)));
    let items = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let size = |value: &Value| match value {
        Value::Array(items) => Some(items.len()),
        Value::String(text) => Some(text.chars().count()),
        _ => None,
    };
    match operator {
        Operator::Equal => equal(left, right),
        Operator::NotEqual => !equal(left, right),
        Operator::Less => order(left, right) == Some(Ordering::Less),
        Operator::LessOrEqual => order(left, right).is_some_and(Ordering::is_le),
        Operator::Greater => order(left, right) == Some(Ordering::Greater),
        Operator::GreaterOrEqual => order(left, right).is_some_and(Ordering::is_ge),
        Operator::Matches => false,
        Operator::In => has(right, left),
        Operator::NotIn => !has(right, left),
        Operator::SubsetOf => items(left).iter().all(|item| has(right, item)),
        Operator::AnyOf => items(left).iter().any(|item| has(right, item)),
        Operator::NoneOf => !items(left).iter().any(|item| has(right, item)),
        Operator::Size => {
            size(left).is_some() && size(left) == right.as_u64().and_then(|size| usize::try_from(size).ok())
        }
        Operator::Empty => size(left).is_some_and(|size| Some(size == 0) == right.as_bool()),
        Operator::Contains => match (left, right) {
            (Value::String(text), Value::String(part)) => text.contains(part.as_str()),
            _ => has(left, right),
        },
    }
}

/// Numbers are compared by their value, whatever they are written as.
fn equal(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(_), Value::Number(_)) => order(left, right) == Some(Ordering::Equal),
        _ => left == right,
    }
}

fn order(left: &Value, right: &Value) -> Option<Ordering> {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => match (left.as_i64(), right.as_i64()) {
            (Some(left), Some(right)) => Some(left.cmp(&right)),
            _ => left.as_f64()?.partial_cmp(&right.as_f64()?),
        },
        (Value::String(left), Value::String(right)) => Some(left.cmp(right)),
        _ => None,
    }
}

/// Java's `matches`: the whole text.
fn matches(value: Option<&Value>, pattern: &str) -> Result<bool, String> {
    let Some(Value::String(text)) = value else { return Ok(false) };
    let pattern = crate::apigateway::selection_pattern::SelectionPattern::parse(pattern)
        .map_err(|why| format!("the pattern of the filter cannot be used: {why}"))?;
    Ok(pattern.matches(text))
}

/// `(…)`, as it stands after the `?`.
pub(super) fn in_parentheses(reader: &mut Reader<'_>) -> Result<Filter, String> {
    if !reader.take("(") {
        return Err(reader.unexpected());
    }
    let filter = any(reader)?;
    reader.skip_space();
    if reader.take(")") { Ok(filter) } else { Err(reader.unexpected()) }
}

fn any(reader: &mut Reader<'_>) -> Result<Filter, String> {
    let mut filters = vec![all(reader)?];
    while separated(reader, "||") {
        filters.push(all(reader)?);
    }
    Ok(if filters.len() == 1 { filters.remove(0) } else { Filter::Any(filters) })
}

fn all(reader: &mut Reader<'_>) -> Result<Filter, String> {
    let mut filters = vec![single(reader)?];
    while separated(reader, "&&") {
        filters.push(single(reader)?);
    }
    Ok(if filters.len() == 1 { filters.remove(0) } else { Filter::All(filters) })
}

fn separated(reader: &mut Reader<'_>, by: &str) -> bool {
    reader.skip_space();
    reader.take(by)
}

fn single(reader: &mut Reader<'_>) -> Result<Filter, String> {
    reader.skip_space();
    if reader.peek() == Some('(') {
        return reader.nested(in_parentheses);
    }
    if reader.rest.starts_with('!') && !reader.rest.starts_with("!=") {
        reader.skip(1);
        return Ok(Filter::Not(Box::new(reader.nested(single)?)));
    }
    let left = reader.nested(operand)?;
    reader.skip_space();
    let operator = OPERATORS.iter().find(|(text, _)| {
        let lower = reader.rest.get(..text.len()).unwrap_or_default().to_ascii_lowercase();
        lower == **text
    });
    let Some((text, operator)) = operator else {
        return if matches!(left, Operand::Item(_) | Operand::Root(_)) {
            Ok(Filter::Exists(left))
        } else {
            Err(reader.unexpected())
        };
    };
    reader.skip(text.len());
    reader.skip_space();
    let right = reader.nested(operand)?;
    if (*operator == Operator::Matches) != matches!(right, Operand::Pattern(_)) {
        return Err("=~ takes a pattern between slashes: =~ /…/".to_owned());
    }
    Ok(Filter::Compare(left, *operator, right))
}

/// A path, a literal or a pattern.
pub(super) fn operand(reader: &mut Reader<'_>) -> Result<Operand, String> {
    match reader.peek() {
        Some('@') => {
            reader.skip(1);
            Ok(Operand::Item(reader.path()?))
        }
        Some('$') => {
            reader.skip(1);
            Ok(Operand::Root(reader.path()?))
        }
        Some('\'' | '"') => Ok(Operand::Literal(Value::String(reader.quoted()?))),
        Some('/') => pattern(reader),
        Some('[') => list(reader),
        _ => {
            let ends = |letter: char| !(letter.is_ascii_alphanumeric() || matches!(letter, '.' | '+' | '-'));
            let length = reader.rest.find(ends).unwrap_or(reader.rest.len());
            let value = serde_json::from_str(&reader.rest[..length]).map_err(|_| reader.unexpected())?;
            reader.skip(length);
            Ok(Operand::Literal(value))
        }
    }
}

fn list(reader: &mut Reader<'_>) -> Result<Operand, String> {
    reader.skip(1);
    let mut items = Vec::new();
    reader.skip_space();
    while !reader.take("]") {
        if !items.is_empty() && !separated(reader, ",") {
            return Err(reader.unexpected());
        }
        reader.skip_space();
        let Operand::Literal(value) = reader.nested(operand)? else { return Err(reader.unexpected()) };
        items.push(value);
        reader.skip_space();
    }
    Ok(Operand::Literal(Value::Array(items)))
}

fn pattern(reader: &mut Reader<'_>) -> Result<Operand, String> {
    let mut pattern = String::new();
    let mut letters = reader.rest.char_indices().skip(1);
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\\' => {
                let escaped = letters.next().map(|(_, escaped)| escaped);
                if escaped != Some('/') {
                    pattern.push('\\');
                }
                pattern.extend(escaped);
            }
            '/' => {
                reader.skip(at + 1);
                let length = reader.rest.find(|letter: char| !letter.is_ascii_lowercase()).unwrap_or(reader.rest.len());
                let flags = &reader.rest[..length];
                if !flags.is_empty() {
                    pattern = format!("(?{flags}){pattern}");
                }
                reader.skip(length);
                return Ok(Operand::Pattern(pattern));
            }
            other => pattern.push(other),
        }
    }
    reader.skip(reader.rest.len());
    Err(reader.unexpected())
}
