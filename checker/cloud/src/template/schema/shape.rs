//! The shape of a value: the part of JSON Schema that the tables use.

use std::collections::BTreeMap;

/// The kinds of JSON values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    String,
    Integer,
    Number,
    Boolean,
    Object,
    Array,
    Null,
}

/// One kind, or a choice of them.
#[derive(Clone, Debug, serde::Deserialize)]
#[serde(untagged)]
pub(crate) enum Kinds {
    One(Kind),
    Any(Vec<Kind>),
}

/// What a value must look like. What is not said is free.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Shape {
    #[serde(rename = "type")]
    pub(crate) kinds: Option<Kinds>,
    pub(crate) properties: BTreeMap<String, Shape>,
    /// Only the listed properties may be there.
    pub(crate) closed: bool,
    pub(crate) required: Vec<String>,
    pub(crate) any_required: Vec<Vec<String>>,
    pub(crate) one_required: Vec<Vec<String>>,
    /// The name of another shape, in `definitions` of the type.
    #[serde(rename = "ref")]
    pub(crate) reference: Option<String>,
    pub(crate) items: Option<Box<Shape>>,
    /// The shape of each value of a map with free keys.
    pub(crate) values: Option<Box<Shape>>,
    /// The form of each key of such a map.
    pub(crate) keys: Option<String>,
    #[serde(rename = "enum")]
    pub(crate) choices: Vec<serde_json::Value>,
    pub(crate) pattern: Option<String>,
    pub(crate) minimum: Option<f64>,
    pub(crate) maximum: Option<f64>,
    pub(crate) min_length: Option<usize>,
    pub(crate) max_length: Option<usize>,
    pub(crate) min_items: Option<usize>,
    pub(crate) max_items: Option<usize>,
    /// Of a resource type: the shapes that its own refer to.
    pub(crate) definitions: BTreeMap<String, Shape>,
    /// Of a resource type: what `Fn::GetAtt` may ask for.
    pub(crate) attributes: Vec<String>,
    /// Of a SAM type: generated resources that can be referred to as `LogicalId.Name`, with their types.
    pub(crate) referable: BTreeMap<String, String>,
}

impl Shape {
    /// The kinds that are allowed; empty for any.
    pub(crate) fn kinds(&self) -> &[Kind] {
        match &self.kinds {
            None => &[],
            Some(Kinds::One(kind)) => std::slice::from_ref(kind),
            Some(Kinds::Any(kinds)) => kinds,
        }
    }
}

impl Kind {
    /// For a message: "must be text".
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::String => "text",
            Self::Integer => "a whole number",
            Self::Number => "a number",
            Self::Boolean => "true or false",
            Self::Object => "a map",
            Self::Array => "a list",
            Self::Null => "nothing",
        }
    }
}
