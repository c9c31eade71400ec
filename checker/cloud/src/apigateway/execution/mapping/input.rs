//! `$input`: the body and the parameters.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html#input-variable-reference>

use std::cell::OnceCell;

use vtl::{Map, Object, Value};

use super::json_path::JsonPath;
use super::{MappingInput, Unreadable, payload};

/// The body where there is none.
const EMPTY_BODY: &str = "{}";

/// `$input`.
pub(super) struct Input {
    body: String,
    /// Read once, by the first that asks.
    read: OnceCell<Result<Option<serde_json::Value>, String>>,
    /// `path`, `querystring` and `header`, in this order.
    params: Map,
    unreadable: Unreadable,
}

impl Input {
    pub(super) fn new(input: &MappingInput, unreadable: Unreadable) -> Self {
        let map = |pairs: &[(String, String)]| {
            let map = Map::new();
            for (name, value) in pairs {
                map.put(name.as_str(), value.as_str());
            }
            map
        };
        let params = Map::new()
            .with("path", map(&input.path_parameters))
            .with("querystring", map(&input.query))
            .with("header", map(&input.headers));
        Self { body: input.body.clone(), read: OnceCell::new(), params, unreadable }
    }

    /// What a path leads to in the body.
    fn at(&self, method: &str, arguments: &[Value]) -> Result<Option<serde_json::Value>, String> {
        let path = text_argument(method, arguments)?;
        let body = self.read.get_or_init(|| payload::read(&self.body));
        let body = body.as_ref().map_err(|why| {
            self.unreadable.set(Some(why.clone()));
            why.clone()
        })?;
        let path = JsonPath::parse(&path).map_err(|why| format!("$input.{method}() wants a JSONPath: {why}"))?;
        let empty = serde_json::Value::Object(serde_json::Map::new());
        let body = match body {
            Some(body) => body,
            // Recorded: of an empty body `$input.json('$')` is {}, and `$input.path('$')` is null.
            None if method == "json" => &empty,
            None => return Ok(None),
        };
        path.read(body).map_err(|why| format!("$input.{method}(): {why}"))
    }

    fn param(&self, name: &str) -> Value {
        let places = ["path", "querystring", "header"].map(|place| self.params.get(place));
        for (index, place) in places.iter().enumerate() {
            let Some(Value::Map(place)) = place else { continue };
            let exact = place.get(name);
            let found = exact.or_else(|| if index == 2 { header(place, name) } else { None });
            if let Some(value) = found {
                return value;
            }
        }
        Value::from("")
    }
}

impl Object for Input {
    fn property(&self, name: &str) -> Result<Option<Value>, String> {
        let body = if self.body.is_empty() { EMPTY_BODY } else { &self.body };
        Ok((name == "body").then(|| Value::from(body)))
    }

    fn call(&self, method: &str, arguments: &[Value]) -> Result<Option<Value>, String> {
        match method {
            "path" => Ok(Some(self.at(method, arguments)?.map_or(Value::Null, Value::from))),
            "json" => {
                // What is missing is the empty text here too, and this is its JSON.
                let missing = || serde_json::Value::from("");
                let found = self.at(method, arguments)?.unwrap_or_else(missing);
                Ok(Some(Value::from(found.to_string())))
            }
            "params" if arguments.is_empty() => Ok(Some(Value::Map(self.params.clone()))),
            "params" => Ok(Some(self.param(&text_argument(method, arguments)?))),
            _ => Ok(None),
        }
    }
}

/// Header names have no case.
fn header(headers: &Map, name: &str) -> Option<Value> {
    let entries = headers.entries();
    let found = entries
        .into_iter()
        .find(|(known, _)| known.to_value().as_text().is_some_and(|known| known.eq_ignore_ascii_case(name)));
    found.map(|(_, value)| value)
}

fn text_argument(method: &str, arguments: &[Value]) -> Result<String, String> {
    match arguments {
        [argument] => argument
            .to_text()
            .ok_or_else(|| format!("$input.{method}() takes a text, and what stands here has no value")),
        _ => Err(format!("$input.{method}() takes one argument, and here are {}", arguments.len())),
    }
}
