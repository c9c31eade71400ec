//! Roles and policies of a stack.

use super::{Refused, refused};
use crate::roles::{CreateRole, Roles};
use crate::template::Position;
use crate::template::view::{ManagedPolicyProperties, PolicyDocument, PolicyProperties, RoleProperties};

/// `AWS::IAM::Role`: the role, then what it is allowed.
pub(super) fn create(iam: &Roles, role: &RoleProperties, at: &Position) -> Result<(), Refused> {
    let asked = CreateRole {
        name: &role.name,
        path: Some(&role.path),
        trust_policy: &role.assume_role_policy.text,
        description: role.description.as_deref(),
    };
    iam.create_role(&asked).map_err(in_document("iam:CreateRole", &role.assume_role_policy, at))?;
    for policy in &role.managed_policy_arns {
        iam.attach_role_policy(&role.name, &policy.text).map_err(refused("iam:AttachRolePolicy", &policy.at))?;
    }
    for policy in &role.policies {
        iam.put_role_policy(&role.name, &policy.name, &policy.document.text).map_err(in_document(
            "iam:PutRolePolicy",
            &policy.document,
            &policy.document.at,
        ))?;
    }
    Ok(())
}

/// `AWS::IAM::ManagedPolicy`: the policy, then the roles that it names.
pub(super) fn create_policy(iam: &Roles, policy: &ManagedPolicyProperties, at: &Position) -> Result<(), Refused> {
    iam.create_policy(&policy.name, Some(&policy.path), policy.description.as_deref(), &policy.document.text)
        .map_err(in_document("iam:CreatePolicy", &policy.document, at))?;
    for role in &policy.roles {
        iam.attach_role_policy(&role.text, &policy.arn).map_err(refused("iam:AttachRolePolicy", &role.at))?;
    }
    Ok(())
}

/// `AWS::IAM::Policy`: an inline policy in each of its roles.
pub(super) fn put_policy(iam: &Roles, policy: &PolicyProperties) -> Result<(), Refused> {
    for role in &policy.roles {
        iam.put_role_policy(&role.text, &policy.name, &policy.document.text).map_err(in_document(
            "iam:PutRolePolicy",
            &policy.document,
            &role.at,
        ))?;
    }
    Ok(())
}

/// The place in the policy, where IAM refuses something in it; else the given one.
fn in_document<'a>(
    action: &'static str,
    document: &'a PolicyDocument,
    otherwise: &'a Position,
) -> impl FnOnce(crate::ServiceError) -> Refused + 'a {
    move |error| {
        let at = error.position.map_or_else(|| otherwise.clone(), |position| document.place(position));
        Refused { action, error, at }
    }
}
