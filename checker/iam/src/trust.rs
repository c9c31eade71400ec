//! Trust policies of roles as IAM takes them: what `CreateRole` and `UpdateAssumeRolePolicy` refuse.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-trust-policy.html>; the messages are those of
//! public logs: `Has prohibited field Resource` (kubernetes-sigs/external-dns#3085, and recorded), `Invalid principal in
//! policy: "AWS":"…"` (aws-actions/configure-aws-credentials#332), `"STAR":"*"` (aws/aws-cdk#5732).

use crate::document::{Effect, Policy, Position, PrincipalElement, PrincipalKind, Statement};
use crate::error::{ParseError, ParseErrorKind};
use crate::grantee::{is_aws_principal, is_service, why_no_aws_principal};
use crate::identity::MalformedPolicyDocument;
use crate::parse::{empty, missing};
use crate::pattern::Pattern;
use crate::services;

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
        if !is_assuming(&action.value) {
            let detail = format!(
                "a trust policy says who may assume the role, so its action is sts:AssumeRole, not {}{}",
                action.value,
                if action.value.starts_with("lambda:") {
                    ": who may call a function is told by the function's policy"
                } else {
                    ""
                }
            );
            return fault("AssumeRole policy may only specify STS AssumeRole actions.", &detail, action.position);
        }
    }
    Ok(())
}

/// The actions that assume a role, or go with it. That another of STS is refused was recorded (`LocalStack`'s AWS-validated
/// `test_iam_roles::test_update_assume_role_policy_errors`).
///
/// <https://docs.aws.amazon.com/STS/latest/APIReference/API_Operations.html>
const ASSUMING: [&str; 6] = [
    "sts:assumerole",
    "sts:assumerolewithsaml",
    "sts:assumerolewithwebidentity",
    "sts:setcontext",
    "sts:setsourceidentity",
    "sts:tagsession",
];

fn is_assuming(action: &str) -> bool {
    let action = action.to_ascii_lowercase();
    let pattern = Pattern::new(&action);
    action.starts_with("sts:") && ASSUMING.iter().any(|known| pattern.matches(known))
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
                    "AssumeRolepolicy contained an invalid principal: \"STAR\":\"*\".",
                    "in a trust policy `Principal` is an object: {\"Service\": \"lambda.amazonaws.com\"} or {\"AWS\": \
                     \"an ARN\"}",
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
                    PrincipalKind::Service => service_hint(value),
                    _ => format!("there is no principal \"{value}\" of that kind"),
                },
                text.position,
            ));
        }
    }
    Ok(())
}

/// What was probably meant by a service that does not exist.
fn service_hint(value: &str) -> String {
    if value.starts_with("arn:") || value.bytes().all(|byte| byte.is_ascii_digit()) {
        return format!("\"{value}\" is no service: an account, a user or a role stands under `AWS`");
    }
    let stem = value.split('.').next().unwrap_or(value).to_ascii_lowercase();
    let full = format!("{stem}.amazonaws.com");
    match services::misspelt_principal(&full) {
        Some(near) => format!("there is no service \"{value}\"; did you mean {near}?"),
        None => format!("there is no service \"{value}\"; write its full name, such as {full}"),
    }
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
            (
                policy(r#""Principal":"*","Action":"sts:AssumeRole""#),
                "AssumeRolepolicy contained an invalid principal: \"STAR\":\"*\".",
            ),
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
            (
                policy(&format!(r#"{lambda},"Action":"sts:InvalidAction""#)),
                "AssumeRole policy may only specify STS AssumeRole actions.",
            ),
            (
                policy(&format!(r#"{lambda},"Action":"*""#)),
                "AssumeRole policy may only specify STS AssumeRole actions.",
            ),
            (
                policy(r#""Principal":{"AWS":"lambda.amazonaws.com"},"Action":"sts:AssumeRole""#),
                "Invalid principal in policy: \"AWS\":\"lambda.amazonaws.com\"",
            ),
        ];
        for (text, message) in table {
            assert_eq!(validate(&text).expect_err(&text).message, message, "{text}");
        }
    }

    #[test]
    fn sound_trust_policies_are_taken() {
        for elements in [
            r#""Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole""#,
            r#""Principal":{"Service":["lambda.amazonaws.com","edgelambda.amazonaws.com"]},"Action":["sts:assumerole"]"#,
            r#""Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":["sts:AssumeRole","sts:TagSession"]"#,
            r#""Principal":{"AWS":"*"},"Action":"sts:AssumeRole*","Condition":{"StringEquals":{"sts:ExternalId":"x"}}"#,
            r#""Sid":"any words","Principal":{"Federated":"cognito-identity.amazonaws.com"},"Action":"sts:AssumeRoleWithWebIdentity""#,
        ] {
            let text = policy(elements);
            assert!(validate(&text).is_ok(), "{text}: {:?}", validate(&text));
        }
        // The older version, and none, are good enough for a trust policy.
        let lambda = policy(r#""Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole""#);
        assert!(validate(&lambda.replace("\"Version\":\"2012-10-17\",", "")).is_ok());
    }

    #[test]
    fn a_reader_is_told_what_to_write() {
        let detail = |elements: &str| validate(&policy(elements)).expect_err(elements).detail;
        let assume = r#""Action":"sts:AssumeRole""#;
        for (elements, told) in [
            (format!(r#""Principal":{{"AWS":"lambda.amazonaws.com"}},{assume}"#), "stands under `Service`"),
            (format!(r#""Principal":{{"Service":"lambda"}},{assume}"#), "such as lambda.amazonaws.com"),
            (format!(r#""Principal":{{"Service":"lamda.amazonaws"}},{assume}"#), "did you mean lambda.amazonaws.com?"),
            (format!(r#""Principal":{{"Service":"111122223333"}},{assume}"#), "stands under `AWS`"),
            (
                r#""Principal":{"Service":"lambda.amazonaws.com"},"Action":"lambda:InvokeFunction""#.to_owned(),
                "its action is sts:AssumeRole",
            ),
        ] {
            assert!(detail(&elements).contains(told), "{elements}: {}", detail(&elements));
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
