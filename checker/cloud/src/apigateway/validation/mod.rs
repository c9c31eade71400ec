//! Values compared with models: JSON Schema of draft 4, as API Gateway looks at it.
//!
//! ```text
//! models of a definition ─ compile ─▶ schemas ─ instance ─▶ violations (format, number)
//! ```
//!
//! What fits is what draft 4 says; a crate for that is compared with in the tests. What does not fit is told in the words
//! and the order of API Gateway's own validator, com.github.fge:json-schema-validator, which looks into a value no further
//! than to the first level with a fault. A `minItems` or `maxItems` of a model that was imported is not looked at.
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html>,
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html>

mod compile;
mod format;
mod instance;
mod number;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde_json::Value;

use super::definition::ApiDefinition;
use compile::Schemas;

/// Where a value does not fit a model, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// A JSON pointer to the part that does not fit; empty for the whole value. RFC 6901.
    pub pointer: String,
    /// In the words of API Gateway's validator: `object has missing required properties (["name"])`.
    pub message: String,
}

/// Why a value cannot be compared with a model here.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unvalidated {
    /// There is no model of the name.
    #[error("there is no model {0}")]
    NoModel(String),
    /// The model holds what this cloud does not emulate: a regular expression with a look-ahead, for instance.
    #[error("the model {model} holds {what}")]
    NotEmulated {
        /// The model's name.
        model: String,
        /// What it holds.
        what: String,
    },
    /// Comparing takes longer than a request may: a schema that refers to itself without end, or doubles its work with
    /// each level of the value.
    #[error("a value cannot be compared with the model {0}: its schema never comes to an end")]
    Endless(String),
}

/// The models of one definition, compiled when they are first used.
#[derive(Debug, Default)]
pub(crate) struct Validators {
    compiled: OnceLock<BTreeMap<String, Result<Schemas, Unvalidated>>>,
}

impl Validators {
    /// What of a value does not fit a model of the definition that these are for.
    pub(crate) fn violations(
        &self,
        definition: &ApiDefinition,
        model: &str,
        value: &Value,
    ) -> Result<Vec<Violation>, Unvalidated> {
        let compiled = self.compiled.get_or_init(|| {
            definition.models.keys().map(|name| (name.clone(), Schemas::compile(definition, name))).collect()
        });
        match compiled.get(model) {
            None => Err(Unvalidated::NoModel(model.to_owned())),
            Some(Err(why)) => Err(why.clone()),
            Some(Ok(schemas)) => {
                instance::violations(schemas, value).ok_or_else(|| Unvalidated::Endless(model.to_owned()))
            }
        }
    }
}

impl ApiDefinition {
    /// What of a value does not fit a model, as API Gateway's validator says it; empty where it fits. The first level with
    /// a fault is told whole, and nothing below it.
    ///
    /// # Errors
    ///
    /// Where there is no such model, or it cannot be compared with here.
    pub fn violations(&self, model: &str, value: &Value) -> Result<Vec<Violation>, Unvalidated> {
        let schemas = Schemas::compile(self, model)?;
        instance::violations(&schemas, value).ok_or_else(|| Unvalidated::Endless(model.to_owned()))
    }
}
