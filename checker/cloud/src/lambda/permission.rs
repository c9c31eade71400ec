//! A function's resource-based policy: who else may invoke it, as `AddPermission` writes it.
//!
//! <https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html>,
//! <https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html>

use std::sync::Arc;

use http::StatusCode;
use serde_json::{Value, json};

use super::errors;
use crate::service_error::ServiceError;

/// One statement to add.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permission {
    /// The statement's name, unique in the policy.
    pub statement_id: String,
    /// `lambda:InvokeFunction`.
    pub action: String,
    /// A service (`apigateway.amazonaws.com`), an account, an ARN, or `*`.
    pub principal: String,
    /// The ARN of what calls, with wildcards: `arn:aws:execute-api:REGION:ACCOUNT:API/*/GET/conversations`.
    pub source_arn: Option<String>,
    /// The account of what calls.
    pub source_account: Option<String>,
}

/// The policy of one function.
#[derive(Clone, Debug, Default)]
pub(super) struct ResourcePolicy {
    statements: Vec<Value>,
    parsed: Option<iam::NamedPolicy>,
}

impl ResourcePolicy {
    /// Adds a statement.
    ///
    /// # Errors
    ///
    /// `ResourceConflictException` for a name that is taken, `InvalidParameterValueException` for a principal that is
    /// none, `ValidationException` for an action of another service.
    pub(super) fn add(&mut self, permission: &Permission, function_arn: &str) -> Result<(), ServiceError> {
        let sid = &permission.statement_id;
        if sid.is_empty() || !sid.chars().all(|letter| letter.is_ascii_alphanumeric() || "-_.".contains(letter)) {
            let constraint = r"Member must satisfy regular expression pattern: ([a-zA-Z0-9-_.]+)";
            return Err(errors::validation(sid, "statementId", constraint));
        }
        if permission.action != "*" && !permission.action.starts_with("lambda:") {
            let constraint = r"Member must satisfy regular expression pattern: (lambda:[*]|lambda:[a-zA-Z]+|[*])";
            return Err(errors::validation(&permission.action, "action", constraint));
        }
        if self.statements.iter().any(|statement| statement["Sid"] == sid.as_str()) {
            let message = format!(
                "The statement id ({sid}) provided already exists. Please provide a new statement id, or remove the existing statement."
            );
            return Err(errors::conflict(message));
        }
        let mut condition = serde_json::Map::new();
        if let Some(account) = &permission.source_account {
            condition.insert("StringEquals".to_owned(), json!({"AWS:SourceAccount": account}));
        }
        if let Some(arn) = &permission.source_arn {
            condition.insert("ArnLike".to_owned(), json!({"AWS:SourceArn": arn}));
        }
        let mut statement = json!({
            "Sid": sid,
            "Effect": "Allow",
            "Principal": principal(&permission.principal),
            "Action": permission.action,
            "Resource": function_arn,
        });
        if !condition.is_empty() {
            statement["Condition"] = Value::Object(condition);
        }
        let invalid = || {
            let message = "The provided principal was invalid. Please check the principal and try again.";
            ServiceError::new("InvalidParameterValueException", StatusCode::BAD_REQUEST, message)
        };
        if !is_principal(&permission.principal) {
            return Err(invalid().with_hint("a service, an account, an ARN of IAM or STS, or *"));
        }
        let mut statements = self.statements.clone();
        statements.push(statement);
        let parsed = iam::Policy::parse(&document(&statements).to_string());
        let parsed = parsed.map_err(|fault| invalid().with_hint(fault.to_string()))?;
        self.statements = statements;
        self.parsed = Some(iam::NamedPolicy::new("function policy", Arc::new(parsed)));
        Ok(())
    }

    /// Removes a statement; false where there is none of the name.
    pub(super) fn remove(&mut self, statement_id: &str) -> bool {
        let before = self.statements.len();
        self.statements.retain(|statement| statement["Sid"] != statement_id);
        let parsed = iam::Policy::parse(&document(&self.statements).to_string()).ok();
        self.parsed = parsed
            .filter(|_| !self.statements.is_empty())
            .map(|policy| iam::NamedPolicy::new("function policy", policy));
        self.statements.len() < before
    }

    /// For the evaluation; a function without statements has no policy.
    pub(super) fn policy(&self) -> Option<&iam::NamedPolicy> {
        self.parsed.as_ref()
    }

    /// The document, as `GetPolicy` shows it.
    pub(super) fn document(&self) -> Option<String> {
        (!self.statements.is_empty()).then(|| document(&self.statements).to_string())
    }
}

fn document(statements: &[Value]) -> Value {
    json!({"Version": "2012-10-17", "Id": "default", "Statement": statements})
}

fn is_service(text: &str) -> bool {
    text.ends_with(".amazonaws.com") || text.ends_with(".amazon.com")
}

fn is_principal(text: &str) -> bool {
    let account = text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit());
    let arn = text.starts_with("arn:aws") && (text.contains(":iam::") || text.contains(":sts::"));
    text == "*" || account || arn || is_service(text)
}

fn principal(text: &str) -> Value {
    if text == "*" {
        json!("*")
    } else if is_service(text) {
        json!({"Service": text})
    } else {
        json!({"AWS": text})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ARN: &str = "arn:aws:lambda:eu-central-1:111122223333:function:hello";
    const API: &str = "arn:aws:execute-api:eu-central-1:111122223333:abc/*/GET/conversations";

    fn api_gateway() -> Permission {
        Permission {
            statement_id: "api".to_owned(),
            action: "lambda:InvokeFunction".to_owned(),
            principal: "apigateway.amazonaws.com".to_owned(),
            source_arn: Some(API.to_owned()),
            source_account: None,
        }
    }

    fn allowed(policy: &ResourcePolicy, service: &str, source: &str) -> bool {
        let request = iam::Request::new(iam::Principal::service(service), "lambda:InvokeFunction", ARN, "111122223333")
            .with("aws:SourceArn", source);
        iam::evaluate(&request, &[], policy.policy()).is_allowed()
    }

    #[test]
    fn a_service_gets_in_from_the_source_that_is_named() {
        let mut policy = ResourcePolicy::default();
        let stage = "arn:aws:execute-api:eu-central-1:111122223333:abc/dev/GET/conversations";
        assert!(!allowed(&policy, "apigateway.amazonaws.com", stage));
        policy.add(&api_gateway(), ARN).expect("a permission");
        assert!(allowed(&policy, "apigateway.amazonaws.com", stage));
        assert!(!allowed(&policy, "events.amazonaws.com", stage));
        assert!(!allowed(&policy, "apigateway.amazonaws.com", &stage.replace("GET", "POST")));
        assert!(policy.remove("api") && !policy.remove("api"));
        assert!(!allowed(&policy, "apigateway.amazonaws.com", stage));
    }

    #[test]
    fn a_statement_is_named_once() {
        let mut policy = ResourcePolicy::default();
        policy.add(&api_gateway(), ARN).expect("a permission");
        let refused = policy.add(&api_gateway(), ARN).expect_err("taken");
        assert_eq!((refused.code.as_ref(), refused.status), ("ResourceConflictException", StatusCode::CONFLICT));
    }

    #[test]
    fn a_principal_must_be_one() {
        let permission = Permission { principal: "nobody".to_owned(), ..api_gateway() };
        let refused = ResourcePolicy::default().add(&permission, ARN).expect_err("no principal");
        assert_eq!(refused.code, "InvalidParameterValueException");
    }
}
