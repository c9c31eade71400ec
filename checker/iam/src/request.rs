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
        self.0.insert(key.to_ascii_lowercase(), values.into_iter().collect());
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

impl Request {
    /// The context with the keys that follow from the principal and the resource, unless they were set.
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#principaltable>
    pub(crate) fn effective_context(&self) -> Context {
        let mut context = self.context.clone();
        let mut derive = |key: &str, value: &str| {
            context.0.entry(key.to_ascii_lowercase()).or_insert_with(|| vec![value.to_owned()]);
        };
        derive("aws:ResourceAccount", &self.resource_account);
        let is_service = matches!(self.principal, Principal::Service(_));
        derive("aws:PrincipalIsAWSService", if is_service { "true" } else { "false" });
        match &self.principal {
            Principal::Anonymous => {
                derive("aws:PrincipalType", "Anonymous");
                derive("aws:userid", "anonymous");
            }
            Principal::Root { account } => {
                derive("aws:PrincipalType", "Account");
                derive("aws:userid", account);
            }
            Principal::User { name, .. } => {
                derive("aws:PrincipalType", "User");
                derive("aws:username", name);
            }
            Principal::Role { .. } | Principal::AssumedRole { .. } => {
                derive("aws:PrincipalType", "AssumedRole");
            }
            Principal::Service(name) => derive("aws:PrincipalServiceName", name),
        }
        if let Some(account) = self.principal.account() {
            derive("aws:PrincipalAccount", account);
        }
        if let Some(arn) = self.principal.identity_arn() {
            derive("aws:PrincipalArn", &arn);
        }
        context
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_follow_from_the_principal_unless_set() {
        let session = Request::new(Principal::assumed_role("1", "chat", "fn"), "s3:GetObject", "*", "2");
        let context = session.effective_context();
        assert_eq!(context.get("AWS:principalarn"), Some(&["arn:aws:iam::1:role/chat".to_owned()][..]));
        assert_eq!(context.get("aws:ResourceAccount"), Some(&["2".to_owned()][..]));
        assert_eq!(context.get("aws:username"), None);
        let user = Request::new(Principal::user("1", "ada"), "s3:GetObject", "*", "1").with("aws:UserName", "eve");
        assert_eq!(user.effective_context().get("aws:username"), Some(&["eve".to_owned()][..]));
        let anonymous = Request::new(Principal::Anonymous, "s3:GetObject", "*", "1").effective_context();
        assert_eq!(anonymous.get("aws:PrincipalArn"), None);
        assert_eq!(anonymous.get("aws:userid"), Some(&["anonymous".to_owned()][..]));
    }
}
