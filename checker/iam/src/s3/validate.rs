//! What `PutBucketPolicy` refuses.
//!
//! S3 says little: the messages here are its own, as public logs and recordings show them, and the detail says the rest.
//! Where no log shows which of two faults S3 reports first, the order is that of the text, statement by statement.

use crate::condition::ip::Range;
use crate::document::{Elements, Policy, Position, PrincipalElement, PrincipalKind, Spanned, Statement};
use crate::error::ParseError;
use crate::grantee::{is_aws_principal, why_no_aws_principal};
use crate::parse::{empty, missing};
use crate::s3::actions::{self, Acts};
use crate::s3::condition_keys::{Carried, carried};
use crate::s3::resource::{self, path_of};
use crate::spelling::nearest;

/// The longest bucket policy in bytes, white space between its elements not counted.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/add-bucket-policy.html>
pub const MAX_POLICY_BYTES: usize = 20_480;

/// Why S3 refuses a bucket policy: error code `MalformedPolicy`, status 400.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct MalformedPolicy {
    /// S3's own message.
    pub message: String,
    /// What S3 does not say: which value is meant and what would be right.
    pub detail: String,
    /// Where it stands in the text.
    pub position: Position,
}

impl MalformedPolicy {
    fn new(message: &str, detail: String, position: Position) -> Self {
        Self { message: message.to_owned(), detail, position }
    }
}

impl From<ParseError> for MalformedPolicy {
    fn from(error: ParseError) -> Self {
        Self { message: error.aws_message(), detail: error.message, position: error.position }
    }
}

/// Validates the policy of a bucket as `PutBucketPolicy` does, taking every well-formed principal to exist.
///
/// # Errors
///
/// The `MalformedPolicy` error that S3 would answer.
pub fn validate(text: &str, bucket: &str) -> Result<Policy, MalformedPolicy> {
    validate_with(text, bucket, |_| true)
}

/// Validates the policy of a bucket as `PutBucketPolicy` does. S3 refuses a policy that names a user, role or account
/// that does not exist: `exists` is asked for every well-formed value under `AWS`, an ARN or an account id.
///
/// # Errors
///
/// The `MalformedPolicy` error that S3 would answer.
pub fn validate_with(text: &str, bucket: &str, exists: impl Fn(&str) -> bool) -> Result<Policy, MalformedPolicy> {
    if !text.starts_with('{') {
        let parsed = Policy::parse(text);
        let detail = match parsed {
            Err(error) => error.message,
            Ok(_) => "white space stands before the {".to_owned(),
        };
        let position = Position { line: 1, column: 1 };
        return Err(MalformedPolicy::new(
            "Policies must be valid JSON and the first byte must be '{'",
            detail,
            position,
        ));
    }
    let policy = Policy::parse(text)?;
    let size = compact_size(text);
    if size > MAX_POLICY_BYTES {
        return Err(MalformedPolicy::new(
            "Normalized policy document exceeds the maximum allowed size of 20480 bytes",
            format!("it has {size} bytes"),
            Position { line: 1, column: 1 },
        ));
    }
    for (index, statement) in policy.statements.iter().enumerate() {
        check_statement(statement, bucket, &exists)?;
        check_sid(statement, &policy.statements[..index])?;
    }
    Ok(policy)
}

/// The bytes of a JSON text without the white space between its tokens.
fn compact_size(text: &str) -> usize {
    let (mut quoted, mut escaped, mut size) = (false, false, 0);
    for byte in text.bytes() {
        if quoted || !byte.is_ascii_whitespace() {
            size += 1;
        }
        if escaped {
            escaped = false;
        } else if quoted && byte == b'\\' {
            escaped = true;
        } else if byte == b'"' {
            quoted = !quoted;
        }
    }
    size
}

fn check_sid(statement: &Statement, earlier: &[Statement]) -> Result<(), MalformedPolicy> {
    let Some(sid) = statement.sid.as_ref().filter(|sid| !sid.value.is_empty()) else {
        return Ok(());
    };
    if earlier.iter().any(|other| other.sid.as_ref().is_some_and(|other| other.value == sid.value)) {
        return Err(MalformedPolicy::new(
            "The Statement Ids in the policy are not unique",
            format!("two statements have the Sid \"{}\"", sid.value),
            sid.position,
        ));
    }
    Ok(())
}

fn check_statement(statement: &Statement, bucket: &str, exists: &dyn Fn(&str) -> bool) -> Result<(), MalformedPolicy> {
    let of = "a statement of a bucket policy";
    let principal = statement.principal.as_ref().ok_or_else(|| missing("Principal", statement.position, of))?;
    check_principal(principal, exists)?;
    let actions = statement.action.as_ref().ok_or_else(|| missing("Action", statement.position, of))?;
    if actions.patterns.is_empty() {
        return Err(empty("Action", actions.position).into());
    }
    let resources = statement.resource.as_ref().ok_or_else(|| missing("Resource", statement.position, of))?;
    if resources.patterns.is_empty() {
        return Err(empty("Resource", resources.position).into());
    }
    for action in &actions.patterns {
        check_action(action)?;
    }
    for resource in &resources.patterns {
        check_resource(resource, bucket)?;
    }
    if !actions.negated && !resources.negated {
        check_applies(actions, resources, bucket)?;
    }
    check_conditions(statement, actions)
}

/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>
fn check_principal(element: &PrincipalElement, exists: &dyn Fn(&str) -> bool) -> Result<(), MalformedPolicy> {
    for (kind, text) in &element.values {
        let value = text.value.as_str();
        let fault = match kind {
            PrincipalKind::Aws if value == "*" => None,
            PrincipalKind::Aws if !is_aws_principal(value) => Some(why_no_aws_principal(value)),
            PrincipalKind::Aws if !exists(value) => Some("does not exist"),
            PrincipalKind::Service if !value.contains('.') || value.contains('*') => {
                Some("is no service principal; they look like lambda.amazonaws.com")
            }
            PrincipalKind::CanonicalUser if !is_canonical_id(value) => Some("is no canonical user id (64 hex digits)"),
            _ => None,
        };
        if let Some(fault) = fault {
            return Err(MalformedPolicy::new(
                "Invalid principal in policy",
                format!("\"{value}\" {fault}"),
                text.position,
            ));
        }
    }
    Ok(())
}

fn is_canonical_id(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn check_action(action: &Spanned<String>) -> Result<(), MalformedPolicy> {
    if actions::covered(&action.value).next().is_some() {
        return Ok(());
    }
    let names: Vec<String> = actions::all().map(|(name, _)| format!("s3:{name}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let hint = nearest(&action.value, &names).map_or(String::new(), |near| format!("; did you mean \"{near}\"?"));
    Err(MalformedPolicy::new(
        "Policy has invalid action",
        format!("\"{}\" is no action of S3 that a bucket policy can name{hint}", action.value),
        action.position,
    ))
}

fn check_resource(text: &Spanned<String>, bucket: &str) -> Result<(), MalformedPolicy> {
    match resource::fault(&text.value, bucket) {
        Some(detail) => Err(MalformedPolicy::new("Policy has invalid resource", detail, text.position)),
        None => Ok(()),
    }
}

/// Every action must apply to at least one resource of its statement.
fn check_applies(actions: &Elements, resources: &Elements, bucket: &str) -> Result<(), MalformedPolicy> {
    let paths = || resources.patterns.iter().filter_map(|resource| path_of(&resource.value));
    let reaches = |acts: Acts| match acts {
        Acts::OnBucket => paths().any(|path| !path.contains('/')),
        Acts::OnObject => paths().any(|path| path.contains(['/', '*'])),
    };
    for action in &actions.patterns {
        if actions::covered(&action.value).any(|(_, acts)| reaches(acts)) {
            continue;
        }
        let (needed, named, right) = match actions::covered(&action.value).next() {
            Some((_, Acts::OnBucket)) => ("the bucket", "objects", ""),
            _ => ("objects", "the bucket", "/*"),
        };
        let line = resources.patterns.first().map_or(resources.position.line, |first| first.position.line);
        return Err(MalformedPolicy::new(
            "Action does not apply to any resource(s) in statement",
            format!(
                "\"{}\" acts on {needed}, but Resource (line {line}) names only {named}; it needs \
                 \"arn:aws:s3:::{bucket}{right}\"",
                action.value
            ),
            action.position,
        ));
    }
    Ok(())
}

/// Every action that is named in full must carry the key; a pattern is not held to that.
fn check_conditions(statement: &Statement, actions: &Elements) -> Result<(), MalformedPolicy> {
    for condition in &statement.conditions {
        let key = &condition.key;
        let Some(carried) = carried(&key.value) else {
            return Err(MalformedPolicy::new(
                "Policy has an invalid condition key",
                format!("\"{}\" is neither a global key (aws:…) nor one of S3's", key.value),
                key.position,
            ));
        };
        let mut named = actions.patterns.iter().filter(|action| !action.value.contains(['*', '?']));
        if let Carried::By(carriers) = carried
            && !actions.negated
            && let Some(action) = named
                .find(|action| !carriers.iter().any(|name| action.value.eq_ignore_ascii_case(&format!("s3:{name}"))))
        {
            return Err(MalformedPolicy::new(
                "Conditions do not apply to combination of actions and resources in statement",
                format!("{} does not carry the key {}", action.value, key.value),
                key.position,
            ));
        }
        if key.value.eq_ignore_ascii_case("aws:SourceIp")
            && condition.operator.value.name() != "Null"
            && let Some(bad) = condition.values.iter().find(|value| Range::parse(&value.value).is_none())
        {
            return Err(MalformedPolicy::new(
                "Invalid IP address in Conditions",
                format!("\"{}\" is no address and no range such as 203.0.113.0/24", bad.value),
                bad.position,
            ));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
