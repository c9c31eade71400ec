//! Variables of every kind.

use serde_json::json;
use vtl::{Object, Value, Variables};

/// Answers each method with its arguments, and each property with its name.
struct Echo;

impl Object for Echo {
    fn property(&self, name: &str) -> Result<Option<Value>, String> {
        Ok(if name == "none" { None } else { Some(name.into()) })
    }

    fn call(&self, method: &str, arguments: &[Value]) -> Result<Option<Value>, String> {
        match method {
            "fail" => Err("asked to fail".to_owned()),
            "none" => Ok(None),
            _ => Ok(Some(arguments.iter().cloned().collect::<vtl::List>().into())),
        }
    }
}

pub(crate) fn variables() -> Variables {
    let json = json!({
        "s": "text, ü😀 \"q\" it's", "n": 5, "big": 9_007_199_254_740_993_i64, "d": 2.5, "t": true, "f": false, "e": "",
        "nul": null, "l": ["x", "y", 3, [1, [2]], {"k": "v"}], "m": {"a": "b", "c": {"d": [1, 2.5, null]}},
    });
    let mut variables = Variables::new().with("o", Value::object(Echo));
    for (name, value) in json.as_object().into_iter().flatten() {
        variables.set(name, value.clone());
    }
    variables
}
