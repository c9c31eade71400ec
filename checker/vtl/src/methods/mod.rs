//! The methods of Java's that templates call.
//!
//! As in Velocity, a method that a class has not, or not with such arguments, gives null; one that throws is an error. One
//! that Java has and that is missing here is an error too, so that nobody takes our gap for an answer.

mod arguments;
mod hash;
mod list;
mod map;
mod number;
mod objects;
mod regex;
mod replacement;
mod text;
mod utf16;

use crate::budget::Budget;
use crate::{Key, List, Map, Value};

/// What a method gave: null if there is none of that name that takes such arguments.
pub(crate) type Answer = Result<Option<Value>, String>;

pub(crate) fn call(value: &Value, name: &str, arguments: &[Value], budget: &mut Budget<'_>) -> Answer {
    let answer = match value {
        Value::Text(text) => text::call(text, name, arguments, budget)?,
        Value::List(list) => list::call(list, name, arguments, budget)?,
        Value::Map(map) => map::call(map, name, arguments, budget)?,
        Value::Integer(_) | Value::Double(_) | Value::Bool(_) => number::call(value, name, arguments, budget)?,
        Value::Null | Value::Object(_) => return Ok(None),
    };
    if answer.is_some() {
        return Ok(answer);
    }
    // What every object has.
    Ok(Some(match (name, arguments) {
        ("toString", []) => value.text_within(budget)?.into(),
        ("equals", [other]) => value.java_equals(other, budget)?.into(),
        ("hashCode", []) => hash::code(value)?.into(),
        ("getClass" | "notify" | "notifyAll" | "wait", _) => return Err(not_emulated(value, name)),
        _ if is_javas(value, name) => return Err(not_emulated(value, name)),
        _ => return Ok(None),
    }))
}

fn not_emulated(value: &Value, name: &str) -> String {
    format!("{}.{name}() exists in Java but is not emulated here", value.class_name())
}

/// Methods that Java has and these modules have not.
fn is_javas(value: &Value, name: &str) -> bool {
    let names: &[&str] = match value {
        Value::Text(_) => &[
            "format",
            "formatted",
            "getBytes",
            "chars",
            "codePoints",
            "codePointBefore",
            "codePointCount",
            "offsetByCodePoints",
            "regionMatches",
            "contentEquals",
            "intern",
            "join",
            "copyValueOf",
            "getChars",
            "strip",
            "stripLeading",
            "stripTrailing",
            "isBlank",
            "repeat",
            "lines",
            "indent",
            "subSequence",
            "stripIndent",
            "translateEscapes",
            "transform",
            "describeConstable",
        ],
        Value::List(_) => &[
            "listIterator",
            "stream",
            "parallelStream",
            "forEach",
            "removeIf",
            "replaceAll",
            "sort",
            "retainAll",
            "removeAll",
            "spliterator",
            "ensureCapacity",
            "trimToSize",
            "clone",
            "merge",
        ],
        Value::Map(_) => {
            &["compute", "computeIfAbsent", "computeIfPresent", "forEach", "merge", "replace", "replaceAll", "clone"]
        }
        Value::Integer(_) => &[
            "toBinaryString",
            "toHexString",
            "toOctalString",
            "parseUnsignedInt",
            "bitCount",
            "reverse",
            "highestOneBit",
            "rotateLeft",
            "rotateRight",
            "signum",
            "decode",
            "byteValue",
            "shortValue",
            "parseLong",
            "pow",
            "abs",
        ],
        Value::Double(_) => &["byteValue", "shortValue", "toHexString", "parseDouble"],
        _ => &[],
    };
    names.contains(&name)
}

/// Puts an entry into a map, unless it would come to hold itself. The value that was there.
pub(crate) fn put(map: &Map, key: &Key, value: Value, budget: &mut Budget<'_>) -> Answer {
    budget.spend_items(1)?;
    value.must_not_hold(map.identity(), budget)?;
    Ok(map.put(key.clone(), value))
}

/// Gives a list's item another value. The value that was there.
pub(crate) fn set_item(list: &List, index: i128, value: Value, budget: &mut Budget<'_>) -> Answer {
    value.must_not_hold(list.identity(), budget)?;
    let mut items = list.items_mut();
    let length = items.len();
    match usize::try_from(index).ok().and_then(|index| items.get_mut(index)) {
        Some(item) => Ok(Some(std::mem::replace(item, value))),
        None => Err(out_of_bounds(index, length)),
    }
}

/// Java's `IndexOutOfBoundsException`.
pub(crate) fn out_of_bounds(index: i128, length: usize) -> String {
    format!("there is no item {index} in a list of {length} (Java's IndexOutOfBoundsException)")
}
