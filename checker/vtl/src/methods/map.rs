//! `java.util.Map`. <https://docs.oracle.com/javase/8/docs/api/java/util/Map.html>

use super::arguments::count;
use super::objects::Entry;
use super::{Answer, put};
use crate::budget::Budget;
use crate::{Key, List, ListKind, Map, Value};

pub(super) fn call(map: &Map, name: &str, arguments: &[Value], budget: &mut Budget<'_>) -> Answer {
    budget.spend_items(1)?;
    let collection = |items: Vec<Value>| Value::List(List::new(ListKind::Collection, items));
    Ok(match (name, arguments) {
        ("size", []) => Some(count(map.len())),
        ("isEmpty", []) => Some(map.is_empty().into()),
        ("get", [key]) => Key::of(key).and_then(|key| map.get(key)),
        ("getOrDefault", [key, other]) => Key::of(key).and_then(|key| map.get(key)).or_else(|| Some(other.clone())),
        ("containsKey", [key]) => Some(Key::of(key).is_some_and(|key| map.get(key).is_some()).into()),
        ("containsValue", [wanted]) => {
            budget.spend_items(map.len())?;
            for (_, value) in map.entries() {
                if wanted.java_equals(&value, budget)? {
                    return Ok(Some(true.into()));
                }
            }
            Some(false.into())
        }
        ("put", [key, value]) => return put(map, &key_of(key)?, value.clone(), budget),
        ("putIfAbsent", [key, value]) => {
            let key = key_of(key)?;
            match map.get(key.clone()) {
                Some(there) => Some(there),
                None => return put(map, &key, value.clone(), budget),
            }
        }
        ("putAll", [Value::Map(others)]) => {
            for (key, value) in others.entries() {
                put(map, &key, value, budget)?;
            }
            None
        }
        ("remove", [key]) => {
            budget.spend_items(map.len())?;
            Key::of(key).and_then(|key| map.remove(key))
        }
        ("clear", []) => {
            map.clear();
            None
        }
        ("keySet", []) => {
            budget.spend_items(map.len())?;
            Some(collection(map.entries().iter().map(|(key, _)| key.to_value()).collect()))
        }
        ("values", []) => {
            budget.spend_items(map.len())?;
            Some(collection(map.entries().into_iter().map(|(_, value)| value).collect()))
        }
        ("entrySet", []) => {
            budget.spend_items(map.len())?;
            let entry = |(key, _)| Value::object(Entry::new(map.clone(), key));
            Some(collection(map.entries().into_iter().map(entry).collect()))
        }
        _ => None,
    })
}

fn key_of(key: &Value) -> Result<Key, String> {
    Key::of(key).ok_or_else(|| format!("a {} is no key of a map here", key.class_name()))
}
