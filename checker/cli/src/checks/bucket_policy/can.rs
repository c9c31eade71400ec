//! One request, decided by the lab's policy: what `checker can` answers.

use iam::{NamedPolicy, Policy, s3};
use serde_json::json;

use super::files::POLICY;
use super::judge::explain;
use super::who::Who;
use crate::stop::Stop;

/// Whether a caller may do something by this bucket policy, and what decides.
///
/// # Errors
/// A usage error when the caller is unknown, the request is no request, or the policy does not parse.
pub fn can(who: &str, action: &str, resource: &str, policy: &str) -> Result<(bool, String), Stop> {
    let Some(caller) = Who::parse(who) else {
        let known = Who::NAMES.map(|(name, _)| name).join(", ");
        return Err(Stop::usage(format!("nobody is called `{who}` here; ask for one of {known}")));
    };
    if !action.contains(':') || action.contains('*') {
        return Err(Stop::usage(format!("`{action}` is no action; an action is one like s3:GetObject")));
    }
    if !resource.starts_with("arn:") || resource.contains('*') {
        return Err(Stop::usage(format!(
            "`{resource}` names no single resource; an object is one like arn:aws:s3:::chat-site/index.html"
        )));
    }
    request_of_s3(action, resource)?;
    let parsed = Policy::parse(policy).map_err(|error| {
        Stop::usage(format!("{POLICY}:{}:{}: {}", error.position.line, error.position.column, error.message))
    })?;
    let decision = caller.decide(action, resource, &NamedPolicy::new(POLICY, parsed));
    Ok((decision.is_allowed(), explain(&decision)))
}

/// Refuses what S3 has no request for: a misspelt action would be "denied" like one that nobody allows, and tell nothing.
fn request_of_s3(action: &str, resource: &str) -> Result<(), Stop> {
    let (Some(path), Some(("s3", _))) = (resource.strip_prefix("arn:aws:s3:::"), action.split_once(':')) else {
        return Ok(());
    };
    let bucket = path.split_once('/').map_or(path, |(bucket, _)| bucket);
    let (its_own, its_objects) = (format!("arn:aws:s3:::{bucket}"), format!("arn:aws:s3:::{bucket}/*"));
    let refused = |resources: &[&str]| {
        let statement = json!({"Effect": "Allow", "Principal": "*", "Action": action, "Resource": resources});
        s3::validate(&json!({"Statement": [statement]}).to_string(), bucket).err()
    };
    if let Some(error) = refused(&[&its_own, &its_objects])
        && error.message == "Policy has invalid action"
    {
        return Err(Stop::usage(error.detail));
    }
    let (asked, other) = if path.contains('/') { (&its_objects, &its_own) } else { (&its_own, &its_objects) };
    if refused(&[asked]).is_some() && refused(&[other]).is_none() {
        let needed = if path.contains('/') { "the bucket" } else { "one object of it" };
        return Err(Stop::usage(format!(
            "{action} does not act on {resource}; ask for {needed}: {}",
            other.replace('*', "KEY")
        )));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLICY_TEXT: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::chat-site/*"}]}"#;

    fn ask(who: &str, action: &str, resource: &str) -> (bool, String) {
        can(who, action, resource, POLICY_TEXT).expect("an answer")
    }

    #[test]
    fn the_deciding_statement_is_named_with_its_place() {
        let (allowed, why) = ask("anonymous", "s3:GetObject", "arn:aws:s3:::chat-site/index.html");
        assert!(allowed && why.contains("policy.json:1:38"), "{why}");
        let (allowed, why) = ask("anonymous", "s3:PutObject", "arn:aws:s3:::chat-site/index.html");
        assert!(!allowed, "{why}");
        let (allowed, why) = ask("student", "s3:PutObject", "arn:aws:s3:::chat-site/index.html");
        assert!(allowed && why.contains("AdministratorAccess"), "{why}");
    }

    #[test]
    fn what_is_no_request_is_said() {
        let stop =
            |who, action, resource, policy| can(who, action, resource, policy).expect_err("no answer").to_string();
        let object = "arn:aws:s3:::chat-site/index.html";
        assert!(
            stop("nobody", "s3:GetObject", object, POLICY_TEXT).contains("anonymous, student, intern, other-account")
        );
        assert!(stop("anonymous", "GetObject", object, POLICY_TEXT).contains("s3:GetObject"));
        assert!(stop("anonymous", "s3:GetObject", "chat-site", POLICY_TEXT).contains("names no single resource"));
        assert!(stop("anonymous", "s3:GetObject", object, "{").starts_with("policy.json:1:"));
        assert!(stop("student", "s3:GetObjekt", object, POLICY_TEXT).ends_with("did you mean \"s3:GetObject\"?"));
        assert!(stop("student", "s3:ListBucket", object, POLICY_TEXT).ends_with("the bucket: arn:aws:s3:::chat-site"));
        assert!(stop("student", "s3:GetObject", "arn:aws:s3:::chat-site", POLICY_TEXT).ends_with("chat-site/KEY"));
    }
}
