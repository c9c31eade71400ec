//! Trust policies of roles as IAM takes them: what `CreateRole` and `UpdateAssumeRolePolicy` refuse.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-trust-policy.html>; the messages are those of
//! public logs: `Has prohibited field Resource` (kubernetes-sigs/external-dns#3085), `Invalid principal in policy:
//! "AWS":"…"` (aws-actions/configure-aws-credentials#332).

use crate::document::{Effect, Policy, Position, PrincipalElement, PrincipalKind, Statement};
use crate::error::{ParseError, ParseErrorKind};
use crate::grantee::{is_aws_principal, is_service, why_no_aws_principal};
use crate::identity::MalformedPolicyDocument;
use crate::parse::{empty, missing};

/// Validates a trust policy, taking every principal to exist whose form is right.
///
/// ```
/// let text = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow",
///     "Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}}"#;
/// assert!(iam::trust::validate(text).is_ok());
/// let slip = text.replace("lambda.amazonaws.com", "lambda.amazonaws");
/// assert_eq!(
///     iam::trust::validate(&slip).unwrap_err().message,
///     r#"Invalid principal in policy: "SERVICE":"lambda.amazonaws""#
/// );
/// ```
///
/// # Errors
///
/// The `MalformedPolicyDocument` error that IAM would answer.
pub fn validate(text: &str) -> Result<Policy, MalformedPolicyDocument> {
    validate_with(text, |_, _| true)
}

/// Validates a trust policy; `exists` is asked for every principal whose form is right, such as a service's name.
///
/// # Errors
///
/// The `MalformedPolicyDocument` error that IAM would answer.
pub fn validate_with(
    text: &str,
    exists: impl Fn(PrincipalKind, &str) -> bool,
) -> Result<Policy, MalformedPolicyDocument> {
    let policy = Policy::parse(text).map_err(refused)?;
    for (index, statement) in policy.statements.iter().enumerate() {
        check_statement(statement, &exists)?;
        if let Some(sid) = statement.sid.as_ref().filter(|sid| !sid.value.is_empty())
            && policy.statements[..index].iter().any(|other| other.sid.as_ref().is_some_and(|o| o.value == sid.value))
        {
            return Err(MalformedPolicyDocument::new(
                "The Statement Ids in the policy are not unique",
                format!("two statements have the Sid \"{}\"", sid.value),
                sid.position,
            ));
        }
    }
    Ok(policy)
}

fn refused(error: ParseError) -> MalformedPolicyDocument {
    let message = match error.kind {
        // S3 alone speaks of the first byte.
        ParseErrorKind::NotAnObject => "This policy contains invalid Json".to_owned(),
        _ => error.aws_message(),
    };
    MalformedPolicyDocument::new(message, error.message, error.position)
}

fn check_statement(
    statement: &Statement,
    exists: &dyn Fn(PrincipalKind, &str) -> bool,
) -> Result<(), MalformedPolicyDocument> {
    let fault =
        |message: &str, detail: &str, position: Position| Err(MalformedPolicyDocument::new(message, detail, position));
    let of = "a statement of a trust policy";
    if let Some(resource) = &statement.resource {
        return fault(
            "Has prohibited field Resource",
            "a trust policy is about the role that it is attached to; what the role may do stands in another policy",
            resource.position,
        );
    }
    let principal =
        statement.principal.as_ref().ok_or_else(|| refused(missing("Principal", statement.position, of)))?;
    if principal.negated {
        let message = match statement.effect {
            Effect::Allow => "Allow with NotPrincipal is not allowed.",
            Effect::Deny => "AssumeRole policy must not contain NotPrincipal field.",
        };
        return fault(message, "name those who may assume the role under `Principal`", principal.position);
    }
    check_principal(principal, exists)?;
    let actions = statement.action.as_ref().ok_or_else(|| refused(missing("Action", statement.position, of)))?;
    if actions.patterns.is_empty() {
        return Err(refused(empty("Action", actions.position)));
    }
    for action in &actions.patterns {
        if !action.value.to_ascii_lowercase().starts_with("sts:") {
            return fault(
                "AssumeRole policy may only specify STS AssumeRole actions.",
                "the action of a trust policy is sts:AssumeRole",
                action.position,
            );
        }
    }
    Ok(())
}

fn check_principal(
    element: &PrincipalElement,
    exists: &dyn Fn(PrincipalKind, &str) -> bool,
) -> Result<(), MalformedPolicyDocument> {
    for (kind, text) in &element.values {
        let value = text.value.as_str();
        let (name, sound) = match kind {
            PrincipalKind::Everyone => {
                return Err(MalformedPolicyDocument::new(
                    "Principal must be a JSON object.",
                    "write {\"Service\": \"lambda.amazonaws.com\"} or {\"AWS\": \"an ARN\"}",
                    text.position,
                ));
            }
            PrincipalKind::Aws => ("AWS", value == "*" || is_aws_principal(value)),
            PrincipalKind::Service => ("SERVICE", is_service(value)),
            PrincipalKind::Federated => ("FEDERATED", !value.is_empty()),
            PrincipalKind::CanonicalUser => ("CANONICALUSER", false),
        };
        if !sound || !exists(*kind, value) {
            return Err(MalformedPolicyDocument::new(
                format!("Invalid principal in policy: \"{name}\":\"{value}\""),
                match kind {
                    PrincipalKind::Aws if !sound => format!("\"{value}\" {}", why_no_aws_principal(value)),
                    _ => format!("there is no principal \"{value}\" of that kind"),
                },
                text.position,
            ));
        }
    }
    Ok(())
}

/// The principals that a statement names, for a reader: `AWS 111122223333`, `Service lambda.amazonaws.com`.
#[must_use]
pub fn named_principals(statement: &Statement) -> Vec<String> {
    let values = statement.principal.iter().flat_map(|element| &element.values);
    values
        .map(|(kind, text)| {
            let kind = match kind {
                PrincipalKind::Everyone => return "everyone".to_owned(),
                PrincipalKind::Aws => "AWS",
                PrincipalKind::Service => "Service",
                PrincipalKind::Federated => "Federated",
                PrincipalKind::CanonicalUser => "CanonicalUser",
            };
            format!("{kind} {}", text.value)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(elements: &str) -> String {
        format!("{{\"Version\":\"2012-10-17\",\"Statement\":[{{\"Effect\":\"Allow\",{elements}}}]}}")
    }

    #[test]
    fn faulty_trust_policies_are_refused_in_aws_words() {
        let lambda = r#""Principal":{"Service":"lambda.amazonaws.com"}"#;
        let table = [
            (String::new(), "This policy contains invalid Json"),
            (policy(r#""Action":"sts:AssumeRole""#), "Missing required field Principal"),
            (
                policy(r#""Principal":{},"Action":"sts:AssumeRole""#),
                "Missing required field Principal cannot be empty!",
            ),
            (policy(r#""Principal":"*","Action":"sts:AssumeRole""#), "Principal must be a JSON object."),
            (
                policy(r#""NotPrincipal":{"AWS":"111122223333"},"Action":"sts:AssumeRole""#),
                "Allow with NotPrincipal is not allowed.",
            ),
            (policy(lambda), "Missing required field Action"),
            (
                policy(&format!(r#"{lambda},"Action":"lambda:InvokeFunction""#)),
                "AssumeRole policy may only specify STS AssumeRole actions.",
            ),
            (policy(&format!(r#"{lambda},"Action":"sts:AssumeRole","Resource":"*""#)), "Has prohibited field Resource"),
            (
                policy(r#""Principal":{"Service":"lambda"},"Action":"sts:AssumeRole""#),
                "Invalid principal in policy: \"SERVICE\":\"lambda\"",
            ),
            (
                policy(r#""Principal":{"AWS":"arn:aws:iam::12345678910:role/r"},"Action":"sts:AssumeRole""#),
                "Invalid principal in policy: \"AWS\":\"arn:aws:iam::12345678910:role/r\"",
            ),
            (policy(&format!(r#"{lambda},"action":"sts:AssumeRole""#)), "Unknown field action"),
        ];
        for (text, message) in table {
            assert_eq!(validate(&text).expect_err(&text).message, message, "{text}");
        }
    }

    #[test]
    fn services_can_be_checked_against_a_list() {
        let text = policy(r#""Principal":{"Service":"lamda.amazonaws.com"},"Action":"sts:AssumeRole""#);
        assert!(validate(&text).is_ok());
        let error = validate_with(&text, |_, name| name == "lambda.amazonaws.com").expect_err("slip");
        assert_eq!(error.message, "Invalid principal in policy: \"SERVICE\":\"lamda.amazonaws.com\"");
    }
}
