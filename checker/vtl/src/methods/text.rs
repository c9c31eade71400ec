//! `java.lang.String`. <https://docs.oracle.com/javase/8/docs/api/java/lang/String.html>

use std::cmp::Ordering;

use super::Answer;
use super::arguments::{count, int};
use super::regex::JavaRegex;
use super::utf16::{byte_of, length, slice, unit_of, units};
use crate::budget::Budget;
use crate::{List, ListKind, Value};

pub(super) fn call(text: &str, name: &str, arguments: &[Value], budget: &mut Budget<'_>) -> Answer {
    budget.spend_bytes(text.len())?;
    Ok(Some(match (name, arguments) {
        ("length", []) => count(length(text)),
        ("isEmpty", []) => text.is_empty().into(),
        ("toString", []) => text.into(),
        ("trim", []) => text.trim_matches(|character| character <= ' ').into(),
        ("toLowerCase", []) => text.to_lowercase().into(),
        ("toUpperCase", []) => text.to_uppercase().into(),
        ("charAt" | "codePointAt", [at]) => match int(at) {
            Some(at) => character(text, name, at)?,
            None => return Ok(None),
        },
        ("substring", [from]) => match int(from) {
            Some(from) => substring(text, from, None)?,
            None => return Ok(None),
        },
        ("substring", [from, to]) => match (int(from), int(to)) {
            (Some(from), Some(to)) => substring(text, from, Some(to))?,
            _ => return Ok(None),
        },
        ("contains", [Value::Text(part)]) => text.contains(&**part).into(),
        ("startsWith", [Value::Text(part)]) => text.starts_with(&**part).into(),
        ("startsWith", [Value::Text(part), at]) => match int(at) {
            Some(at) => starts_at(text, part, at).into(),
            None => return Ok(None),
        },
        ("endsWith", [Value::Text(part)]) => text.ends_with(&**part).into(),
        ("indexOf", [part]) => return Ok(index_of(text, part, 0)),
        ("indexOf", [part, from]) => match int(from) {
            Some(from) => return Ok(index_of(text, part, from)),
            None => return Ok(None),
        },
        ("lastIndexOf", [part]) => return Ok(last_index_of(text, part, i32::MAX)),
        ("lastIndexOf", [part, from]) => match int(from) {
            Some(from) => return Ok(last_index_of(text, part, from)),
            None => return Ok(None),
        },
        ("concat", [Value::Text(other)]) => {
            budget.allow_text(text.len() + other.len())?;
            budget.spend_bytes(other.len())?;
            format!("{text}{other}").into()
        }
        ("equalsIgnoreCase", [other]) => other.as_text().is_some_and(|other| folded(text) == folded(other)).into(),
        ("compareTo", [Value::Text(other)]) => compare(units(text), units(other)).into(),
        ("compareToIgnoreCase", [Value::Text(other)]) => {
            compare(folded(text).encode_utf16(), folded(other).encode_utf16()).into()
        }
        ("replace", [Value::Text(from), Value::Text(to)]) => replace(text, from, to, budget)?,
        ("replaceAll", [Value::Text(pattern), Value::Text(to)]) => {
            JavaRegex::new(pattern, text.len(), budget)?.replace(text, to, usize::MAX, budget)?.into()
        }
        ("replaceFirst", [Value::Text(pattern), Value::Text(to)]) => {
            JavaRegex::new(pattern, text.len(), budget)?.replace(text, to, 1, budget)?.into()
        }
        ("matches", [Value::Text(pattern)]) => JavaRegex::whole(pattern, text.len(), budget)?.is_match(text).into(),
        ("split", [Value::Text(pattern)]) => split(text, pattern, 0, budget)?,
        ("split", [Value::Text(pattern), limit]) => match int(limit) {
            Some(limit) => split(text, pattern, limit, budget)?,
            None => return Ok(None),
        },
        ("toCharArray", []) => {
            budget.spend_items(text.len())?;
            let characters = text.chars().map(|character| Value::from(character.to_string())).collect();
            List::new(ListKind::Array, characters).into()
        }
        // Static, but Velocity finds it by any text.
        ("valueOf", [value]) => value.text_within(budget)?.into(),
        _ => return Ok(None),
    }))
}

/// As `equalsIgnoreCase` compares: each character in upper, then in lower case.
fn folded(text: &str) -> String {
    text.to_uppercase().to_lowercase()
}

fn compare(mut left: impl Iterator<Item = u16>, mut right: impl Iterator<Item = u16>) -> i32 {
    loop {
        match (left.next(), right.next()) {
            (None, None) => return 0,
            (Some(_), None) => return i32::try_from(1 + left.count()).unwrap_or(i32::MAX),
            (None, Some(_)) => return i32::try_from(1 + right.count()).map_or(i32::MIN, |more| -more),
            (Some(left), Some(right)) => match left.cmp(&right) {
                Ordering::Equal => {}
                _ => return i32::from(left) - i32::from(right),
            },
        }
    }
}

fn out_of_bounds(text: &str, what: &str) -> String {
    format!("{what} of a text of {} characters (Java's StringIndexOutOfBoundsException)", length(text))
}

fn character(text: &str, name: &str, at: i32) -> Result<Value, String> {
    let found = usize::try_from(at).ok().filter(|at| *at < length(text));
    let Some(unit) = found else { return Err(out_of_bounds(text, &format!("{name}({at})"))) };
    if name == "charAt" {
        return Ok(slice(text, unit, unit + 1).into());
    }
    let point = byte_of(text, unit).and_then(|byte| text.get(byte..)?.chars().next()).map_or(0, u32::from);
    Ok(Value::Integer(point.into()))
}

fn substring(text: &str, from: i32, to: Option<i32>) -> Result<Value, String> {
    let all = length(text);
    let wanted = match to {
        Some(to) => format!("substring({from}, {to})"),
        None => format!("substring({from})"),
    };
    let from = usize::try_from(from).ok();
    let to = to.map_or(Some(all), |to| usize::try_from(to).ok());
    match (from, to) {
        (Some(from), Some(to)) if from <= to && to <= all => Ok(slice(text, from, to).into()),
        _ => Err(out_of_bounds(text, &wanted)),
    }
}

fn starts_at(text: &str, part: &str, at: i32) -> bool {
    let rest = usize::try_from(at).ok().and_then(|at| byte_of(text, at)).and_then(|byte| text.get(byte..));
    rest.is_some_and(|rest| rest.starts_with(part))
}

/// A text, or a character by its number.
fn searched(part: &Value) -> Option<String> {
    match part {
        Value::Text(part) => Some(part.as_ref().to_owned()),
        Value::Integer(code) => u32::try_from(*code).ok().and_then(char::from_u32).map(String::from),
        _ => None,
    }
}

fn index_of(text: &str, part: &Value, from: i32) -> Option<Value> {
    let part = searched(part)?;
    let from = usize::try_from(from).unwrap_or(0).min(length(text));
    let start = byte_of(text, from).unwrap_or(text.len());
    let found = text.get(start..).and_then(|rest| rest.find(&part));
    Some(found.map_or(Value::from(-1), |at| count(unit_of(text, start + at))))
}

fn last_index_of(text: &str, part: &Value, from: i32) -> Option<Value> {
    let part = searched(part)?;
    let Ok(from) = usize::try_from(from) else { return Some(Value::from(-1)) };
    let last_start = byte_of(text, from).unwrap_or(text.len());
    let end = last_start.saturating_add(part.len()).min(text.len());
    let end = (end..=text.len()).find(|end| text.is_char_boundary(*end)).unwrap_or(text.len());
    let found = text.get(..end).and_then(|before| before.rfind(&part)).filter(|at| *at <= last_start);
    Some(found.map_or(Value::from(-1), |at| count(unit_of(text, at))))
}

fn replace(text: &str, from: &str, to: &str, budget: &mut Budget<'_>) -> Result<Value, String> {
    let found = text.matches(from).count();
    let result = text.len().saturating_add(found.saturating_mul(to.len()));
    budget.allow_text(result)?;
    budget.spend_bytes(result)?;
    Ok(text.replace(from, to).into())
}

/// `split`: with limit 0 empty texts at the end are left out, with one above it there are at most so many.
fn split(text: &str, pattern: &str, limit: i32, budget: &mut Budget<'_>) -> Result<Value, String> {
    let regex = JavaRegex::new(pattern, text.len(), budget)?;
    let most = usize::try_from(limit).ok().filter(|limit| *limit > 0).unwrap_or(usize::MAX);
    let (mut parts, mut start) = (Vec::new(), 0);
    for found in regex.matches(text)? {
        if parts.len() + 1 >= most {
            break;
        }
        // An empty match at the start splits nothing off.
        if found.end == 0 {
            continue;
        }
        budget.spend_items(1)?;
        parts.push(text.get(start..found.start).unwrap_or_default());
        start = found.end;
    }
    let split_any = !parts.is_empty();
    parts.push(text.get(start..).unwrap_or_default());
    if limit == 0 && split_any {
        while parts.last().is_some_and(|part| part.is_empty()) {
            parts.pop();
        }
    }
    Ok(List::new(ListKind::Array, parts.into_iter().map(Value::from).collect()).into())
}
