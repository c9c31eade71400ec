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
    allow(iam, role, missing)
}

/// Attaches and writes into a role what it is allowed.
fn allow(iam: &Roles, role: &RoleProperties, missing: &[&Resource]) -> Made {
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

/// A role that is there: who may assume it, and what it is allowed.
pub(super) fn update(
    iam: &Roles,
    old: &RoleProperties,
    new: &RoleProperties,
    missing: &[&Resource],
    at: &Position,
) -> Made {
    if let Err(error) = iam.update_assume_role_policy(&new.name, &new.assume_role_policy.text) {
        return vec![in_document("iam:UpdateAssumeRolePolicy", &new.name, &new.assume_role_policy, at, error)];
    }
    let made = allow(iam, new, missing);
    let attached = |arn: &str| new.managed_policy_arns.iter().any(|policy| policy.text == arn);
    for policy in old.managed_policy_arns.iter().filter(|policy| !attached(&policy.text)) {
        let _ = iam.detach_role_policy(&new.name, &policy.text); // one that was never attached needs no detaching
    }
    for policy in old.policies.iter().filter(|old| !new.policies.iter().any(|new| new.name == old.name)) {
        let _ = iam.delete_role_policy(&new.name, &policy.name);
    }
    made
}

/// Deletes a role, with what it is allowed.
pub(super) fn delete(iam: &Roles, name: &str) {
    let Ok(role) = iam.get_role(name) else { return };
    for arn in &role.attached {
        let _ = iam.detach_role_policy(name, arn);
    }
    for policy in role.inline.keys() {
        let _ = iam.delete_role_policy(name, policy);
    }
    let _ = iam.delete_role(name);
}

/// `AWS::IAM::ManagedPolicy`: the policy, then the roles that it names.
pub(super) fn create_policy(iam: &Roles, policy: &ManagedPolicyProperties, at: &Position) -> Made {
    let created =
        iam.create_policy(&policy.name, Some(&policy.path), policy.description.as_deref(), &policy.document.text);
    if let Err(error) = created {
        return vec![in_document("iam:CreatePolicy", &policy.name, &policy.document, at, error)];
    }
    attach(iam, policy)
}

/// A policy that is there: its document, then the roles that it names.
pub(super) fn update_policy(
    iam: &Roles,
    old: &ManagedPolicyProperties,
    new: &ManagedPolicyProperties,
    at: &Position,
) -> Made {
    if let Err(error) = iam.create_policy_version(&new.arn, &new.document.text) {
        return vec![in_document("iam:CreatePolicyVersion", &new.name, &new.document, at, error)];
    }
    for role in old.roles.iter().filter(|old| !new.roles.iter().any(|new| new.text == old.text)) {
        let _ = iam.detach_role_policy(&role.text, &new.arn);
    }
    attach(iam, new)
}

/// Deletes a policy; one that another role has attached stays.
pub(super) fn delete_policy(iam: &Roles, policy: &ManagedPolicyProperties) {
    for role in &policy.roles {
        let _ = iam.detach_role_policy(&role.text, &policy.arn);
    }
    let _ = iam.delete_policy(&policy.arn);
}

/// Attaches a policy to the roles that it names.
fn attach(iam: &Roles, policy: &ManagedPolicyProperties) -> Made {
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

/// Takes an inline policy out of its roles.
pub(super) fn delete_inline(iam: &Roles, policy: &PolicyProperties) {
    for role in &policy.roles {
        let _ = iam.delete_role_policy(&role.text, &policy.name);
    }
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
