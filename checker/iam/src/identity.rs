//! Identity policies as IAM takes them: what `CreatePolicy`, `PutRolePolicy` and `PutUserPolicy` refuse.
//!
//! The messages and the order of the checks are those that moto's public tests record
//! (`tests/test_iam/test_iam_policies.py`); that a principal is refused, hashicorp/terraform#13449. IAM does not look at the names of actions: `s3:GetObjekt` is stored.

mod dates;
mod notes;

use std::collections::HashSet;

use crate::document::{Elements, Policy, Position, Spanned, Statement, Version};
use crate::error::{ParseError, ParseErrorKind};
use crate::json::{self, Json};
use crate::operator::Comparison;
pub use notes::{Note, notes};

/// Why IAM refuses a policy document: error code `MalformedPolicyDocument`, status 400.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct MalformedPolicyDocument {
    /// IAM's own message.
    pub message: String,
    /// What IAM does not say: which value is meant and what would be right.
    pub detail: String,
    /// Where it stands in the text.
    pub position: Position,
}

impl MalformedPolicyDocument {
    pub(crate) fn new(message: impl Into<String>, detail: impl Into<String>, position: Position) -> Self {
        Self { message: message.into(), detail: detail.into(), position }
    }
}

impl From<ParseError> for MalformedPolicyDocument {
    fn from(error: ParseError) -> Self {
        let message = match &error.kind {
            ParseErrorKind::UnknownEffect(effect)
                if effect.eq_ignore_ascii_case("allow") || effect.eq_ignore_ascii_case("deny") =>
            {
                LEGACY
            }
            _ => "Syntax errors in policy.",
        };
        Self::new(message, error.message, error.position)
    }
}

/// What IAM's older parser says, which does not tell what it did not like.
const LEGACY: &str = "The policy failed legacy parsing";

fn old_version() -> MalformedPolicyDocument {
    MalformedPolicyDocument::new(
        "Policy document must be version 2012-10-17 or greater.",
        "start the policy with \"Version\": \"2012-10-17\"",
        Position { line: 1, column: 1 },
    )
}

/// Whether a text that is JSON, and maybe no policy, says the newer version.
fn is_current(text: &str) -> bool {
    let Ok(Json::Object(members)) = json::read(text).map(|root| root.value) else {
        return false;
    };
    let version = members.into_iter().find(|member| member.name.value == "Version");
    version.is_some_and(|member| matches!(member.node.value, Json::String(version) if version == "2012-10-17"))
}

/// Validates a managed policy.
///
/// ```
/// let error = iam::identity::validate(r#"{"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}"#).unwrap_err();
/// assert_eq!(error.message, "Policy document must be version 2012-10-17 or greater.");
/// ```
///
/// # Errors
///
/// The `MalformedPolicyDocument` error that IAM would answer.
pub fn validate(text: &str) -> Result<Policy, MalformedPolicyDocument> {
    let policy = match Policy::parse(text).map_err(MalformedPolicyDocument::from) {
        // The version is looked at before the older parser sees the text.
        Err(fault) if fault.message == LEGACY && !is_current(text) => return Err(old_version()),
        parsed => parsed?,
    };
    check_principals(&policy)?;
    if policy.version != Version::V2012 {
        return Err(old_version());
    }
    check(policy)
}

/// Validates an inline policy of a role. It may be of the older version, which is the one without a `Version`: SAM writes
/// such for its policy templates.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html>
///
/// # Errors
///
/// The `MalformedPolicyDocument` error that IAM would answer.
pub fn validate_inline(text: &str) -> Result<Policy, MalformedPolicyDocument> {
    let policy = Policy::parse(text).map_err(MalformedPolicyDocument::from)?;
    check_principals(&policy)?;
    check(policy)
}

fn check_principals(policy: &Policy) -> Result<(), MalformedPolicyDocument> {
    for statement in &policy.statements {
        if let Some(principal) = &statement.principal {
            return Err(MalformedPolicyDocument::new(
                "Policy document should not specify a principal.",
                "an identity policy is about the identity that it is attached to; `Principal` belongs into the policy of a \
                 resource or a role's trust policy",
                principal.position,
            ));
        }
    }
    Ok(())
}

fn check(policy: Policy) -> Result<Policy, MalformedPolicyDocument> {
    check_legacy(&policy)?;
    check_sids(&policy)?;
    for statement in &policy.statements {
        required(statement, statement.action.as_ref(), "Policy statement must contain actions.", "Action")?;
    }
    for resource in each(&policy, |statement| statement.resource.as_ref()) {
        check_resource(resource)?;
    }
    for action in each(&policy, |statement| statement.action.as_ref()) {
        check_action(action)?;
    }
    for statement in &policy.statements {
        required(statement, statement.resource.as_ref(), "Policy statement must contain resources.", "Resource")?;
    }
    Ok(policy)
}

fn each<'policy>(
    policy: &'policy Policy,
    of: impl Fn(&'policy Statement) -> Option<&'policy Elements>,
) -> impl Iterator<Item = &'policy Spanned<String>> {
    policy.statements.iter().filter_map(of).flat_map(|elements| &elements.patterns)
}

fn required(
    statement: &Statement,
    elements: Option<&Elements>,
    message: &str,
    name: &str,
) -> Result<(), MalformedPolicyDocument> {
    if elements.is_some_and(|elements| !elements.patterns.is_empty()) {
        return Ok(());
    }
    let detail = format!("the statement needs `{name}` or `Not{name}` with at least one value");
    Err(MalformedPolicyDocument::new(message, detail, statement.position))
}

/// IAM's older parser, which fails without a word on ARNs with too few colons.
fn check_legacy(policy: &Policy) -> Result<(), MalformedPolicyDocument> {
    for resource in each(policy, |statement| statement.resource.as_ref()) {
        let text = &resource.value;
        let parts: Vec<&str> = text.split(':').collect();
        if parts.len() > 2 && parts[1] == "aws" && (parts[2].is_empty() || (parts.len() < 6 && text.contains("::"))) {
            return Err(MalformedPolicyDocument::new(
                LEGACY,
                format!("\"{text}\" has too few colons for an ARN: arn:aws:service:region:account:resource"),
                resource.position,
            ));
        }
    }
    let conditions = policy.statements.iter().flat_map(|statement| &statement.conditions);
    for condition in conditions.filter(|condition| is_date(condition.operator.value.comparison)) {
        if let Some(value) = condition.values.iter().find(|value| !dates::is_storable(&value.value)) {
            return Err(MalformedPolicyDocument::new(
                LEGACY,
                format!("\"{}\" is no date; write one like 2026-07-11T00:00:00Z", value.value),
                value.position,
            ));
        }
    }
    Ok(())
}

fn is_date(comparison: Comparison) -> bool {
    matches!(
        comparison,
        Comparison::DateEquals
            | Comparison::DateLessThan
            | Comparison::DateLessThanEquals
            | Comparison::DateGreaterThan
            | Comparison::DateGreaterThanEquals
    )
}

/// The second text is that of public logs (aws-cloudformation/cfn-lint#1376).
fn check_sids(policy: &Policy) -> Result<(), MalformedPolicyDocument> {
    let mut seen = HashSet::new();
    for sid in policy.statements.iter().filter_map(|statement| statement.sid.as_ref()) {
        if !sid.value.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err(MalformedPolicyDocument::new(
                "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression \
                 [0-9A-Za-z]*",
                format!(
                    "in an identity policy a Sid has letters and digits only, \"{}\" has something else",
                    sid.value
                ),
                sid.position,
            ));
        }
        if !sid.value.is_empty() && !seen.insert(&sid.value) {
            return Err(MalformedPolicyDocument::new(
                "Statement IDs (SID) in a single policy must be unique.",
                format!("two statements have the Sid \"{}\"", sid.value),
                sid.position,
            ));
        }
    }
    Ok(())
}

fn check_resource(resource: &Spanned<String>) -> Result<(), MalformedPolicyDocument> {
    let text = resource.value.as_str();
    if text == "*" {
        return Ok(());
    }
    let fault = |message: String, detail: &str| Err(MalformedPolicyDocument::new(message, detail, resource.position));
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    if parts.len() < 2 {
        return fault(
            format!("Resource {text} must be in ARN format or \"*\"."),
            "an ARN looks like arn:aws:s3:::bucket/key or arn:aws:dynamodb:region:account:table/name",
        );
    }
    if parts[1] != "aws" {
        let filled = |index: usize| parts.get(index).filter(|part| index > 2 || !part.is_empty() || parts.len() > 3);
        let rest: Vec<&str> = (2..6).map(|index| filled(index).map_or("*", |part| *part)).collect();
        return fault(
            format!("Partition \"{0}\" is not valid for resource \"arn:{0}:{1}\".", parts[1], rest.join(":")),
            "an ARN starts with arn:aws:",
        );
    }
    let Some(service) = parts.get(2) else {
        return fault(
            "Resource vendor must be fully qualified and cannot contain regexes.".to_owned(),
            "after arn:aws: stands the service: arn:aws:s3:::bucket",
        );
    };
    let has_region = parts.get(3).is_none_or(|region| !region.is_empty());
    match *service {
        "iam" if has_region => fault(
            format!("IAM resource {text} cannot contain region information."),
            "leave the region empty: arn:aws:iam::account:role/name",
        ),
        "s3" if has_region => fault(
            format!("Resource {text} can not contain region information."),
            "leave region and account empty: arn:aws:s3:::bucket/key",
        ),
        "iam"
            if !parts
                .get(5)
                .is_some_and(|path| *path == "*" || IAM_PATHS.iter().any(|start| path.starts_with(start))) =>
        {
            fault(
                format!("IAM resource path must either be \"*\" or start with {}.", IAM_PATHS.join(", ")),
                "write for instance arn:aws:iam::account:role/name",
            )
        }
        _ => Ok(()),
    }
}

const IAM_PATHS: [&str; 13] = [
    "user/",
    "federated-user/",
    "role/",
    "group/",
    "instance-profile/",
    "mfa/",
    "server-certificate/",
    "policy/",
    "sms-mfa/",
    "saml-provider/",
    "oidc-provider/",
    "report/",
    "access-report/",
];

fn check_action(action: &Spanned<String>) -> Result<(), MalformedPolicyDocument> {
    let text = action.value.as_str();
    if text == "*" {
        return Ok(());
    }
    let fault = |message: String| {
        let detail = format!("\"{text}\" must look like s3:GetObject: the service, one colon, the action");
        Err(MalformedPolicyDocument::new(message, detail, action.position))
    };
    let Some((vendor, name)) = text.split_once(':') else {
        return fault("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.".to_owned());
    };
    if name.contains(':') {
        return fault("Actions/Condition can contain only one colon.".to_owned());
    }
    if !vendor.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.')) {
        return fault(format!("Vendor {vendor} is not valid"));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
