//! Managed policies: the customer's, AWS's own, and what they are attached to.

use std::time::SystemTime;

use http::StatusCode;

use super::{Roles, names, quota};
use crate::ServiceError;
use crate::identity::AccountId;

/// A customer managed policy; it has one version.
///
/// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_Policy.html>
#[derive(Clone, Debug)]
pub struct ManagedPolicy {
    /// The name, unique in the account.
    pub name: String,
    /// The path, `/` for none.
    pub path: String,
    /// `arn:aws:iam::ACCOUNT:policy/PATH/NAME`.
    pub arn: String,
    /// `ANPA…`.
    pub id: String,
    /// What it is for, in its maker's words.
    pub description: Option<String>,
    /// When it was made.
    pub created: SystemTime,
    /// The document, as it was written.
    pub document: String,
    pub(super) parsed: iam::NamedPolicy,
}

impl Roles {
    /// Makes a customer managed policy; `path` is `/` where none is given.
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html>
    ///
    /// # Errors
    ///
    /// `ValidationError`, `MalformedPolicyDocument`, `LimitExceeded` or `EntityAlreadyExists`, as IAM answers.
    pub fn create_policy(
        &self,
        name: &str,
        path: Option<&str>,
        description: Option<&str>,
        document: &str,
    ) -> Result<ManagedPolicy, ServiceError> {
        names::check("policyName", name, 128)?;
        let path = names::path(path)?;
        let policy = iam::identity::validate(document)?;
        quota::check_managed_policy(document)?;
        let mut entities = self.write();
        if entities.policies.values().any(|policy| policy.name == name) {
            // Recorded: LocalStack's AWS-validated `test_iam_policies::test_policy_errors`.
            let message = format!("A policy called {name} already exists. Duplicate names are not allowed.");
            return Err(names::conflict("EntityAlreadyExists", message));
        }
        let policy = ManagedPolicy {
            name: name.to_owned(),
            arn: format!("arn:aws:iam::{}:policy{path}{name}", self.account),
            path,
            id: names::unique_id("ANPA", entities.next_id()),
            description: description.map(str::to_owned),
            created: SystemTime::now(),
            document: document.to_owned(),
            parsed: iam::NamedPolicy::new(name, policy),
        };
        entities.policies.insert(policy.arn.clone(), policy.clone());
        Ok(policy)
    }

    /// A customer managed policy.
    ///
    /// # Errors
    ///
    /// `NoSuchEntity` or `ValidationError`, as IAM answers.
    pub fn get_policy(&self, arn: &str) -> Result<ManagedPolicy, ServiceError> {
        self.read().policies.get(arn).cloned().ok_or_else(|| not_found(arn))
    }

    /// Gives a customer managed policy another document: a new version, which is the default at once. Only that one is kept.
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicyVersion.html>
    ///
    /// # Errors
    ///
    /// `NoSuchEntity`, `MalformedPolicyDocument` or `LimitExceeded`, as IAM answers.
    pub fn create_policy_version(&self, arn: &str, document: &str) -> Result<(), ServiceError> {
        let policy = iam::identity::validate(document)?;
        quota::check_managed_policy(document)?;
        let mut entities = self.write();
        let known = entities.policies.get_mut(arn).ok_or_else(|| not_found(arn))?;
        known.parsed = iam::NamedPolicy::new(known.name.clone(), policy);
        document.clone_into(&mut known.document);
        Ok(())
    }

    /// Removes a customer managed policy that nothing has attached.
    ///
    /// # Errors
    ///
    /// `NoSuchEntity`, `ValidationError` or `DeleteConflict`, as IAM answers.
    pub fn delete_policy(&self, arn: &str) -> Result<(), ServiceError> {
        let mut entities = self.write();
        if !entities.policies.contains_key(arn) {
            return Err(not_found(arn));
        }
        if entities.roles.values().any(|role| role.attached.iter().any(|attached| attached == arn)) {
            let message = "Cannot delete a policy attached to entities.".to_owned();
            return Err(names::conflict("DeleteConflict", message));
        }
        entities.policies.remove(arn);
        Ok(())
    }

    /// Attaches a managed policy, AWS's own or the customer's, to a role; once more does nothing.
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachRolePolicy.html>
    ///
    /// # Errors
    ///
    /// `NoSuchEntity`, `ValidationError` or `LimitExceeded`, as IAM answers; `NotImplemented` for a policy of AWS whose
    /// document this cloud does not have.
    pub fn attach_role_policy(&self, role_name: &str, policy_arn: &str) -> Result<(), ServiceError> {
        check_arn(policy_arn)?;
        let mut entities = self.write();
        entities.role(role_name)?;
        if !entities.policies.contains_key(policy_arn) {
            let Some(policy) = iam::aws_managed::find(policy_arn) else {
                return Err(not_attachable(policy_arn, &self.account));
            };
            if policy.document.is_none() {
                return Err(ServiceError::not_emulated(&format!(
                    "the document of the AWS managed policy {policy_arn}"
                )));
            }
        }
        let role = entities.role_mut(role_name)?;
        if role.attached.iter().any(|attached| attached == policy_arn) {
            return Ok(());
        }
        if role.attached.len() == quota::POLICIES_PER_ROLE {
            return Err(quota::exceeded("PoliciesPerRole", quota::POLICIES_PER_ROLE));
        }
        role.attached.push(policy_arn.to_owned());
        Ok(())
    }

    /// Detaches a managed policy from a role.
    ///
    /// # Errors
    ///
    /// `NoSuchEntity` or `ValidationError`, as IAM answers.
    pub fn detach_role_policy(&self, role_name: &str, policy_arn: &str) -> Result<(), ServiceError> {
        check_arn(policy_arn)?;
        let mut entities = self.write();
        let role = entities.role_mut(role_name)?;
        let Some(index) = role.attached.iter().position(|attached| attached == policy_arn) else {
            return Err(not_found(policy_arn));
        };
        role.attached.remove(index);
        Ok(())
    }
}

fn is_policy_arn(arn: &str) -> bool {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    matches!(&parts[..], ["arn", _, "iam", "", _, name] if name.starts_with("policy/"))
}

/// Recorded: `LocalStack`'s AWS-validated `test_iam_roles::test_role_managed_policy_errors`.
fn check_arn(arn: &str) -> Result<(), ServiceError> {
    if arn.chars().count() < 20 {
        return Err(ServiceError::validation("policyArn", "Member must have length greater than or equal to 20"));
    }
    if is_policy_arn(arn) {
        return Ok(());
    }
    let fault = ServiceError::new("ValidationError", StatusCode::BAD_REQUEST, format!("ARN {arn} is not valid."));
    let hint = match iam::aws_managed::nearest(arn) {
        Some(near) => format!("write the policy's ARN: {}", near.arn()),
        None => {
            "a policy's ARN is arn:aws:iam::ACCOUNT:policy/NAME; of a policy in the template, `!Ref` gives it".into()
        }
    };
    Err(fault.with_hint(hint))
}

/// Recorded: `LocalStack`'s AWS-validated `test_iam_roles::test_role_managed_policy_errors` and `test_iam`.
fn not_found(arn: &str) -> ServiceError {
    if is_policy_arn(arn) {
        names::no_such_entity(format!("Policy {arn} was not found."))
    } else {
        let message = "Invalid ARN:  Could not be parsed!";
        ServiceError::new("ValidationError", StatusCode::BAD_REQUEST, message)
    }
}

/// Recorded: `LocalStack`'s AWS-validated `test_iam_roles::test_role_managed_policy_errors`.
fn not_attachable(arn: &str, account: &AccountId) -> ServiceError {
    let fault = names::no_such_entity(format!("Policy {arn} does not exist or is not attachable."));
    let name = arn.rsplit('/').next().unwrap_or_default();
    match iam::aws_managed::nearest(arn) {
        Some(near) if near.arn() != arn => fault.with_hint(format!("did you mean {}?", near.arn())),
        _ if arn.starts_with("arn:aws:iam::aws:") => fault.with_hint(format!(
            "AWS has no managed policy of this name and path; one of your own is arn:aws:iam::{account}:policy/{name}"
        )),
        _ => fault.with_hint("the account has no policy of this name and path"),
    }
}
