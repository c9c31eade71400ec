//! IAM's actions that read: what a student looks up with `aws iam get-role` and the like.

use std::time::SystemTime;

use http::StatusCode;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use time::OffsetDateTime;
use time::macros::format_description;

use super::Answered;
use super::form::Form;
use crate::ServiceError;
use crate::identity::Principal;
use crate::roles::{ManagedPolicy, Role};
use crate::state::State;
use crate::xml::escape;

/// Documents are percent-encoded by RFC 3986: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html>
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// What the caller needs the permission for.
///
/// <https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html>
pub(super) fn resource(state: &State, action: &str, form: &Form) -> String {
    let account = &state.identities.student().account;
    match action {
        "GetPolicy" | "GetPolicyVersion" => form.get("PolicyArn").unwrap_or("*").to_owned(),
        "GetRole" | "GetRolePolicy" | "ListRolePolicies" | "ListAttachedRolePolicies" => {
            let name = form.get("RoleName").unwrap_or_default();
            state.roles.get_role(name).map_or_else(|_| format!("arn:aws:iam::{account}:role/{name}"), |role| role.arn)
        }
        _ => "*".to_owned(),
    }
}

/// `None` for an action that is not emulated.
pub(super) fn answer(state: &State, _: &Principal, action: &str, form: &Form) -> Option<Answered> {
    Some(match action {
        "GetRole" => required(form, "RoleName", "roleName").and_then(|name| {
            let role = state.roles.get_role(name)?;
            Ok(format!("<Role>\n{}<RoleLastUsed/>\n</Role>\n", role_elements(&role)))
        }),
        "ListRoles" => Ok(list("Roles", state.roles.list_roles().iter().map(role_elements))),
        "ListAttachedRolePolicies" => required(form, "RoleName", "roleName").and_then(|name| {
            let role = state.roles.get_role(name)?;
            Ok(list(
                "AttachedPolicies",
                role.attached.iter().map(|arn| {
                    let name = arn.rsplit('/').next().unwrap_or_default();
                    format!("<PolicyName>{}</PolicyName>\n<PolicyArn>{}</PolicyArn>\n", escape(name), escape(arn))
                }),
            ))
        }),
        "ListRolePolicies" => required(form, "RoleName", "roleName").and_then(|name| {
            let role = state.roles.get_role(name)?;
            let names = role.inline.keys().map(|name| format!("<member>{}</member>\n", escape(name)));
            let members = names.collect::<Vec<_>>().concat();
            Ok(format!("<PolicyNames>\n{members}</PolicyNames>\n<IsTruncated>false</IsTruncated>\n"))
        }),
        "GetRolePolicy" => required(form, "RoleName", "roleName").and_then(|role| {
            let policy = required(form, "PolicyName", "policyName")?;
            let document = state.roles.get_role_policy(role, policy)?;
            Ok(format!(
                "<RoleName>{}</RoleName>\n<PolicyName>{}</PolicyName>\n<PolicyDocument>{}</PolicyDocument>\n",
                escape(role),
                escape(policy),
                encode(&document)
            ))
        }),
        "GetPolicy" => required(form, "PolicyArn", "policyArn").and_then(|arn| get_policy(state, arn)),
        "GetPolicyVersion" => required(form, "PolicyArn", "policyArn").and_then(|arn| {
            let version = required(form, "VersionId", "versionId")?;
            get_policy_version(state, arn, version)
        }),
        _ => return None,
    })
}

fn required<'form>(form: &'form Form, name: &str, member: &str) -> Result<&'form str, ServiceError> {
    form.get(name).ok_or_else(|| ServiceError::validation(member, "Member must not be null"))
}

fn list(name: &str, members: impl Iterator<Item = String>) -> String {
    let members = members.map(|member| format!("<member>\n{member}</member>\n")).collect::<Vec<_>>().concat();
    format!("<{name}>\n{members}</{name}>\n<IsTruncated>false</IsTruncated>\n")
}

fn role_elements(role: &Role) -> String {
    let description = role.description.as_deref();
    let description = description.map(|text| format!("<Description>{}</Description>\n", escape(text)));
    format!(
        "<Path>{}</Path>\n<RoleName>{}</RoleName>\n<RoleId>{}</RoleId>\n<Arn>{}</Arn>\n<CreateDate>{}</CreateDate>\n\
         <AssumeRolePolicyDocument>{}</AssumeRolePolicyDocument>\n{}<MaxSessionDuration>3600</MaxSessionDuration>\n",
        escape(&role.path),
        escape(&role.name),
        role.id,
        escape(&role.arn),
        date(role.created),
        encode(&role.trust_policy),
        description.unwrap_or_default()
    )
}

fn get_policy(state: &State, arn: &str) -> Result<String, ServiceError> {
    let attached = state.roles.list_roles().iter().filter(|role| role.attached.iter().any(|a| a == arn)).count();
    let (name, path, id, version) = if let Some(own) = iam::aws_managed::find(arn) {
        let path = own.path_and_name.strip_suffix(own.name()).unwrap_or_default();
        (own.name().to_owned(), format!("/{path}"), "ANPACOURSELABSAWSOWN0".to_owned(), own.version)
    } else {
        let ManagedPolicy { name, path, id, .. } = state.roles.get_policy(arn)?;
        (name, path, id, 1)
    };
    Ok(format!(
        "<Policy>\n<PolicyName>{}</PolicyName>\n<PolicyId>{id}</PolicyId>\n<Arn>{}</Arn>\n<Path>{}</Path>\n\
         <DefaultVersionId>v{version}</DefaultVersionId>\n<AttachmentCount>{attached}</AttachmentCount>\n\
         <IsAttachable>true</IsAttachable>\n</Policy>\n",
        escape(&name),
        escape(arn),
        escape(&path)
    ))
}

/// One version only: the default one. Recorded: `LocalStack`'s AWS-validated `test_iam_policies::test_policy_version_errors`.
fn get_policy_version(state: &State, arn: &str, version: &str) -> Result<String, ServiceError> {
    let none = || {
        let message = format!("Policy {arn} version {version} does not exist or is not attachable.");
        ServiceError::new("NoSuchEntity", StatusCode::NOT_FOUND, message)
    };
    let (document, default) = if let Some(own) = iam::aws_managed::find(arn) {
        let Some(document) = own.document else {
            return Err(ServiceError::not_emulated(&format!("the document of the AWS managed policy {arn}")));
        };
        (document.to_owned(), own.version)
    } else {
        (state.roles.get_policy(arn).map_err(|_| none())?.document, 1)
    };
    if version != format!("v{default}") {
        return Err(none());
    }
    Ok(format!(
        "<PolicyVersion>\n<Document>{}</Document>\n<VersionId>{version}</VersionId>\n\
         <IsDefaultVersion>true</IsDefaultVersion>\n</PolicyVersion>\n",
        encode(&document)
    ))
}

fn encode(document: &str) -> String {
    utf8_percent_encode(document, ENCODED).to_string()
}

fn date(time: SystemTime) -> String {
    let format = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z");
    OffsetDateTime::from(time).format(format).unwrap_or_default()
}
