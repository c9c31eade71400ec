//! Roles: who may assume them, and what they may do.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;
use std::time::SystemTime;

use super::{Entities, Roles, names, quota, trust};
use crate::ServiceError;

/// A role.
///
/// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_Role.html>
#[derive(Clone, Debug)]
pub struct Role {
    /// The name, unique in the account.
    pub name: String,
    /// The path, `/` for none.
    pub path: String,
    /// `arn:aws:iam::ACCOUNT:role/PATH/NAME`.
    pub arn: String,
    /// `AROA…`.
    pub id: String,
    /// What it is for, in its maker's words.
    pub description: Option<String>,
    /// When it was made.
    pub created: SystemTime,
    /// The trust policy, as it was written.
    pub trust_policy: String,
    /// The ARNs of the attached managed policies, in the order of attachment.
    pub attached: Vec<String>,
    /// The inline policies, by name, as they were written.
    pub inline: BTreeMap<String, String>,
    pub(super) trust: iam::NamedPolicy,
    pub(super) inline_parsed: BTreeMap<String, iam::NamedPolicy>,
}

/// What `CreateRole` takes.
///
/// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html>
#[derive(Clone, Debug, Default)]
pub struct CreateRole<'a> {
    /// `RoleName`.
    pub name: &'a str,
    /// `Path`; `None` is `/`.
    pub path: Option<&'a str>,
    /// `AssumeRolePolicyDocument`.
    pub trust_policy: &'a str,
    /// `Description`.
    pub description: Option<&'a str>,
}

impl Roles {
    /// Makes a role that nothing is attached to.
    ///
    /// # Errors
    ///
    /// `ValidationError`, `MalformedPolicyDocument`, `LimitExceeded` or `EntityAlreadyExists`, as IAM answers.
    pub fn create_role(&self, asked: &CreateRole<'_>) -> Result<Role, ServiceError> {
        names::check("roleName", asked.name, 64)?;
        let path = names::path(asked.path)?;
        let trust = self.parse_trust_policy(asked.name, asked.trust_policy)?;
        let mut entities = self.write();
        if entities.roles.contains_key(asked.name) {
            // Recorded: LocalStack's AWS-validated `test_iam_roles::test_role_errors`.
            let message = format!("Role with name {} already exists.", asked.name);
            return Err(names::conflict("EntityAlreadyExists", message));
        }
        let role = Role {
            name: asked.name.to_owned(),
            arn: format!("arn:aws:iam::{}:role{path}{}", self.account, asked.name),
            path,
            id: names::unique_id("AROA", entities.next_id()),
            description: asked.description.map(str::to_owned),
            created: SystemTime::now(),
            trust_policy: asked.trust_policy.to_owned(),
            attached: Vec::new(),
            inline: BTreeMap::new(),
            trust,
            inline_parsed: BTreeMap::new(),
        };
        entities.roles.insert(role.name.clone(), role.clone());
        Ok(role)
    }

    /// Replaces a role's trust policy; sessions that exist go on.
    ///
    /// # Errors
    ///
    /// `NoSuchEntity`, `MalformedPolicyDocument` or `LimitExceeded`, as IAM answers.
    pub fn update_assume_role_policy(&self, role_name: &str, trust_policy: &str) -> Result<(), ServiceError> {
        self.read().role(role_name)?;
        let trust = self.parse_trust_policy(role_name, trust_policy)?;
        let mut entities = self.write();
        let role = entities.role_mut(role_name)?;
        trust_policy.clone_into(&mut role.trust_policy);
        role.trust = trust;
        Ok(())
    }

    fn parse_trust_policy(&self, role_name: &str, text: &str) -> Result<iam::NamedPolicy, ServiceError> {
        let member = "assumeRolePolicyDocument";
        if text.is_empty() {
            return Err(ServiceError::validation(member, "Member must have length greater than or equal to 1"));
        }
        let policy = {
            let entities = self.read();
            iam::trust::validate_with(text, |kind, name| trust::exists(&entities, &self.account, kind, name))?
        };
        quota::check_trust_policy(text)?;
        Ok(iam::NamedPolicy::new(format!("the trust policy of role {role_name}"), policy))
    }

    /// The role of a name.
    ///
    /// # Errors
    ///
    /// `NoSuchEntity`, as IAM answers.
    pub fn get_role(&self, role_name: &str) -> Result<Role, ServiceError> {
        self.read().role(role_name).cloned()
    }

    /// All roles, by name.
    #[must_use]
    pub fn list_roles(&self) -> Vec<Role> {
        self.read().roles.values().cloned().collect()
    }

    /// Removes a role that has no policies any more. Its sessions end with it.
    ///
    /// # Errors
    ///
    /// `NoSuchEntity` or `DeleteConflict`, as IAM answers.
    pub fn delete_role(&self, role_name: &str) -> Result<(), ServiceError> {
        let mut entities = self.write();
        let role = entities.role(role_name)?;
        // Recorded: LocalStack's AWS-validated `test_iam_roles::test_delete_role_with_…`.
        let still = if !role.attached.is_empty() {
            "Cannot delete entity, must detach all policies first."
        } else if !role.inline.is_empty() {
            "Cannot delete entity, must delete policies first."
        } else {
            entities.roles.remove(role_name);
            entities.sessions.retain(|_, session| session.role_name != role_name);
            return Ok(());
        };
        Err(names::conflict("DeleteConflict", still.to_owned()))
    }

    /// Writes an inline policy into a role, in place of one of the same name.
    ///
    /// # Errors
    ///
    /// `NoSuchEntity`, `ValidationError`, `MalformedPolicyDocument` or `LimitExceeded`, as IAM answers.
    pub fn put_role_policy(&self, role_name: &str, policy_name: &str, document: &str) -> Result<(), ServiceError> {
        names::check("policyName", policy_name, 128)?;
        self.read().role(role_name)?;
        let policy = iam::identity::validate_inline(document)?;
        let mut entities = self.write();
        let role = entities.role_mut(role_name)?;
        let others = role.inline.iter().filter(|(name, _)| *name != policy_name);
        let together = quota::size(document) + others.map(|(_, text)| quota::size(text)).sum::<usize>();
        quota::check_inline_policies(role_name, together)?;
        role.inline.insert(policy_name.to_owned(), document.to_owned());
        role.inline_parsed.insert(policy_name.to_owned(), iam::NamedPolicy::new(policy_name, policy));
        Ok(())
    }

    /// An inline policy of a role, as it was written.
    ///
    /// # Errors
    ///
    /// `NoSuchEntity`, as IAM answers.
    pub fn get_role_policy(&self, role_name: &str, policy_name: &str) -> Result<String, ServiceError> {
        let entities = self.read();
        let found = entities.role(role_name)?.inline.get(policy_name).cloned();
        found.ok_or_else(|| no_such_inline_policy(policy_name))
    }

    /// Takes an inline policy out of a role.
    ///
    /// # Errors
    ///
    /// `NoSuchEntity`, as IAM answers.
    pub fn delete_role_policy(&self, role_name: &str, policy_name: &str) -> Result<(), ServiceError> {
        let mut entities = self.write();
        let role = entities.role_mut(role_name)?;
        role.inline_parsed.remove(policy_name);
        role.inline.remove(policy_name).map(|_| ()).ok_or_else(|| no_such_inline_policy(policy_name))
    }
}

/// Recorded: `LocalStack`'s AWS-validated `test_iam_roles::test_role_inline_policy_lifecycle`.
fn no_such_inline_policy(name: &str) -> ServiceError {
    names::no_such_entity(format!("The role policy with name {name} cannot be found."))
}

/// AWS's own policies, by ARN: parsed once, because every request of a session asks for them.
static AWS_MANAGED: LazyLock<HashMap<String, iam::NamedPolicy>> = LazyLock::new(|| {
    let parsed = iam::aws_managed::ALL.iter().filter_map(|own| {
        let policy = iam::Policy::parse(own.document?).ok()?;
        Some((own.arn(), iam::NamedPolicy::new(own.name(), policy)))
    });
    parsed.collect()
});

impl Entities {
    /// The policies that a role's requests are judged by: the attached ones, then the inline ones.
    pub(super) fn policies_of(&self, role: &Role) -> Vec<iam::NamedPolicy> {
        let attached = role.attached.iter().filter_map(|arn| self.document(arn));
        attached.chain(role.inline_parsed.values().cloned()).collect()
    }

    /// A managed policy, AWS's own or the customer's.
    pub(super) fn document(&self, arn: &str) -> Option<iam::NamedPolicy> {
        if let Some(policy) = self.policies.get(arn) {
            return Some(policy.parsed.clone());
        }
        AWS_MANAGED.get(arn).cloned()
    }
}
