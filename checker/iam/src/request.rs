//! What is asked: by whom, which action, on which resource, under which circumstances.

use std::collections::BTreeMap;

use crate::principal::Principal;

/// The request context: condition keys and their values. Keys are compared without regard to case.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Context(BTreeMap<String, Vec<String>>);

impl Context {
    /// A context without keys.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets a key that has a single value.
    pub fn set(&mut self, key: &str, value: impl Into<String>) {
        self.0.insert(key.to_ascii_lowercase(), vec![value.into()]);
    }

    /// Sets a key that has any number of values, such as `aws:TagKeys`; no values count as an empty, present key.
    pub fn set_all(&mut self, key: &str, values: impl IntoIterator<Item = String>) {
        self.0
            .insert(key.to_ascii_lowercase(), values.into_iter().collect());
    }

    /// The values of a key; `None` if the request does not carry it.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&[String]> {
        self.0.get(&key.to_ascii_lowercase()).map(Vec::as_slice)
    }
}

/// A request to be decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Who asks.
    pub principal: Principal,
    /// The action with its service prefix: `s3:GetObject`.
    pub action: String,
    /// The ARN of the resource; `*` for actions that have none.
    pub resource: String,
    /// The account that owns the resource.
    pub resource_account: String,
    /// The condition keys. Those that follow from the principal (`aws:PrincipalArn`, `aws:username` and so on) need not
    /// be set.
    pub context: Context,
}

impl Request {
    /// A request without further condition keys.
    pub fn new(
        principal: Principal,
        action: impl Into<String>,
        resource: impl Into<String>,
        resource_account: impl Into<String>,
    ) -> Self {
        Self {
            principal,
            action: action.into(),
            resource: resource.into(),
            resource_account: resource_account.into(),
            context: Context::new(),
        }
    }

    /// The same request with one more condition key.
    #[must_use]
    pub fn with(mut self, key: &str, value: impl Into<String>) -> Self {
        self.context.set(key, value);
        self
    }
}
