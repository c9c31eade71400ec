//! `java.util.List`, json-smart's `JSONArray`, Java's arrays as Velocity wraps them, and what maps give.
//! <https://docs.oracle.com/javase/8/docs/api/java/util/List.html>

use super::arguments::{count, int};
use super::objects::Iterator;
use super::{Answer, out_of_bounds, set_item};
use crate::budget::Budget;
use crate::{List, ListKind, Value};

pub(super) fn call(list: &List, name: &str, arguments: &[Value], budget: &mut Budget<'_>) -> Answer {
    budget.spend_items(1)?;
    let indexed = list.kind() != ListKind::Collection;
    Ok(Some(match (name, arguments) {
        ("size", []) => count(list.len()),
        ("isEmpty", []) => list.is_empty().into(),
        ("contains", [item]) => position(list, item, budget)?.is_some().into(),
        ("containsAll", [Value::List(others)]) => {
            let mut all = true;
            for other in others.items() {
                all = all && position(list, &other, budget)?.is_some();
            }
            all.into()
        }
        ("toArray", []) => {
            budget.spend_items(list.len())?;
            List::new(ListKind::Array, list.items()).into()
        }
        ("iterator", []) => Value::object(Iterator::new(list.items())),
        ("get", [at]) if indexed => match int(at) {
            Some(at) => item(list, at.into())?,
            None => return Ok(None),
        },
        ("indexOf", [item]) if indexed => position(list, item, budget)?.map_or(Value::from(-1), count),
        ("lastIndexOf", [item]) if indexed => last_position(list, item, budget)?.map_or(Value::from(-1), count),
        ("subList", [from, to]) if indexed => match (int(from), int(to)) {
            (Some(from), Some(to)) => part(list, from, to, budget)?,
            _ => return Ok(None),
        },
        ("set", [at, value]) if indexed => match int(at) {
            Some(at) => return set_item(list, at.into(), value.clone(), budget),
            None => return Ok(None),
        },
        ("toJSONString", []) if list.kind() == ListKind::Json => Value::List(list.clone()).text_within(budget)?.into(),
        _ => return change(list, name, arguments, budget),
    }))
}

/// The methods that make a list longer or shorter.
fn change(list: &List, name: &str, arguments: &[Value], budget: &mut Budget<'_>) -> Answer {
    let known = matches!(
        (name, arguments),
        ("add" | "remove" | "addAll" | "appendElement", [_]) | ("add", [_, _]) | ("clear", [])
    );
    if !known {
        return Ok(None);
    }
    if matches!(list.kind(), ListKind::Array | ListKind::Collection) {
        let message = match list.kind() {
            ListKind::Array => {
                "an array, such as split() gives, can not grow or shrink (Java's UnsupportedOperationException)"
            }
            _ => "what keySet(), values() and entrySet() give cannot be changed here",
        };
        return Err(message.to_owned());
    }
    Ok(match (name, arguments) {
        ("add", [value]) => {
            value.must_not_hold(list.identity(), budget)?;
            list.push(value.clone());
            Some(true.into())
        }
        ("appendElement", [value]) if list.kind() == ListKind::Json => {
            value.must_not_hold(list.identity(), budget)?;
            list.push(value.clone());
            Some(list.clone().into())
        }
        ("add", [at, value]) => {
            let Some(at) = int(at) else { return Ok(None) };
            value.must_not_hold(list.identity(), budget)?;
            budget.spend_items(list.len())?;
            let length = list.len();
            let Some(at) = usize::try_from(at).ok().filter(|at| *at <= length) else {
                return Err(out_of_bounds(at.into(), length));
            };
            list.items_mut().insert(at, value.clone());
            None
        }
        ("addAll", [Value::List(others)]) => {
            let items = others.items();
            budget.spend_items(items.len())?;
            for item in &items {
                item.must_not_hold(list.identity(), budget)?;
            }
            let changed = !items.is_empty();
            list.items_mut().extend(items);
            Some(changed.into())
        }
        // A whole number is an index, anything else is an item.
        ("remove", [at]) if int(at).is_some() => {
            let at = int(at).unwrap_or_default();
            budget.spend_items(list.len())?;
            let length = list.len();
            match usize::try_from(at).ok().filter(|at| *at < length) {
                Some(at) => Some(list.items_mut().remove(at)),
                None => return Err(out_of_bounds(at.into(), length)),
            }
        }
        ("remove", [value]) => {
            let found = position(list, value, budget)?;
            if let Some(at) = found {
                list.items_mut().remove(at);
            }
            Some(found.is_some().into())
        }
        ("clear", []) => {
            let items = std::mem::take(&mut *list.items_mut());
            drop(items);
            None
        }
        _ => None,
    })
}

fn item(list: &List, at: i128) -> Result<Value, String> {
    usize::try_from(at).ok().and_then(|at| list.get(at)).ok_or_else(|| out_of_bounds(at, list.len()))
}

fn position(list: &List, wanted: &Value, budget: &mut Budget<'_>) -> Result<Option<usize>, String> {
    budget.spend_items(list.len())?;
    for (index, item) in list.items().iter().enumerate() {
        if wanted.java_equals(item, budget)? {
            return Ok(Some(index));
        }
    }
    Ok(None)
}

fn last_position(list: &List, wanted: &Value, budget: &mut Budget<'_>) -> Result<Option<usize>, String> {
    budget.spend_items(list.len())?;
    for (index, item) in list.items().iter().enumerate().rev() {
        if wanted.java_equals(item, budget)? {
            return Ok(Some(index));
        }
    }
    Ok(None)
}

/// A copy of a part; in Java it is a view.
fn part(list: &List, from: i32, to: i32, budget: &mut Budget<'_>) -> Result<Value, String> {
    budget.spend_items(list.len())?;
    let items = list.items();
    let range = usize::try_from(from).ok().zip(usize::try_from(to).ok());
    match range.and_then(|(from, to)| items.get(from..to)) {
        Some(part) => Ok(List::java(part.to_vec()).into()),
        None => Err(format!("subList({from}, {to}) of a list of {} (Java's IndexOutOfBoundsException)", items.len())),
    }
}
