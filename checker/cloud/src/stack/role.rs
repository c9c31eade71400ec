//! Roles and policies of a stack.

use super::{Made, Refused, refused};
use crate::ServiceError;
use crate::roles::{CreateRole, Roles};
use crate::template::view::{ManagedPolicyProperties, PolicyDocument, PolicyProperties, RoleProperties};
use crate::template::{Position, Resource};

/// `AWS::IAM::Role`: the role, then what it is allowed. The policies that could not be made are left out.
pub(super) fn create(iam: &Roles, role: &RoleProperties, missing: &[&Resource], at: &Position) -> Made {
    let asked = CreateRole {
        name: &role.name,
        path: Some(&role.path),
        trust_policy: &role.assume_role_policy.text,
        description: role.description.as_deref(),
    };
    if let Err(error) = iam.create_role(&asked) {
        return vec![in_document("iam:CreateRole", &role.name, &role.assume_role_policy, at, error)];
    }
    let mut made = Vec::new();
    for policy in &role.managed_policy_arns {
        if missing.iter().any(|missing| missing.arn() == Some(&policy.text)) {
            continue;
        }
        if let Err(error) = iam.attach_role_policy(&role.name, &policy.text) {
            made.push(refused("iam:AttachRolePolicy", &policy.text, &policy.at, error));
        }
    }
    for policy in &role.policies {
        if let Err(error) = iam.put_role_policy(&role.name, &policy.name, &policy.document.text) {
            made.push(in_document("iam:PutRolePolicy", &policy.name, &policy.document, &policy.document.at, error));
        }
    }
    made
}

/// `AWS::IAM::ManagedPolicy`: the policy, then the roles that it names.
pub(super) fn create_policy(iam: &Roles, policy: &ManagedPolicyProperties, at: &Position) -> Made {
    let created =
        iam.create_policy(&policy.name, Some(&policy.path), policy.description.as_deref(), &policy.document.text);
    if let Err(error) = created {
        return vec![in_document("iam:CreatePolicy", &policy.name, &policy.document, at, error)];
    }
    let attach = |role: &crate::template::view::Placed| {
        let error = iam.attach_role_policy(&role.text, &policy.arn).err()?;
        Some(refused("iam:AttachRolePolicy", &policy.arn, &role.at, error))
    };
    policy.roles.iter().filter_map(attach).collect()
}

/// `AWS::IAM::Policy`: an inline policy in each of its roles.
pub(super) fn put_policy(iam: &Roles, policy: &PolicyProperties) -> Made {
    let put = |role: &crate::template::view::Placed| {
        let error = iam.put_role_policy(&role.text, &policy.name, &policy.document.text).err()?;
        Some(in_document("iam:PutRolePolicy", &policy.name, &policy.document, &role.at, error))
    };
    policy.roles.iter().filter_map(put).collect()
}

/// With the place in the policy, where IAM refuses something in it; else with the given one.
fn in_document(
    action: &'static str,
    about: &str,
    document: &PolicyDocument,
    otherwise: &Position,
    error: ServiceError,
) -> Refused {
    let at = error.position.map_or_else(|| otherwise.clone(), |position| document.place(position));
    refused(action, about, &at, error)
}
