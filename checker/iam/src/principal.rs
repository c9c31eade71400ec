//! Who makes a request.

use std::fmt;

/// The principal of a request.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Principal {
    /// An unsigned request.
    Anonymous,
    /// The root user of an account.
    Root {
        /// The twelve digits of the account.
        account: String,
    },
    /// An IAM user.
    User {
        /// The twelve digits of the account.
        account: String,
        /// The IAM path, `/` for none; begins and ends with a slash.
        path: String,
        /// The user name.
        name: String,
    },
    /// A role as such. Requests come from sessions; a simulation names the role itself.
    Role {
        /// The twelve digits of the account.
        account: String,
        /// The IAM path, `/` for none; begins and ends with a slash.
        path: String,
        /// The role name.
        name: String,
    },
    /// A session of a role: what a Lambda function is.
    AssumedRole {
        /// The twelve digits of the account.
        account: String,
        /// The IAM path of the role, `/` for none; the session's ARN does not show it.
        path: String,
        /// The role name.
        role: String,
        /// The session name; the function's name for a function's role.
        session: String,
    },
    /// An AWS service, such as `apigateway.amazonaws.com`.
    Service(String),
}

impl Principal {
    /// An IAM user without a path.
    pub fn user(account: impl Into<String>, name: impl Into<String>) -> Self {
        Self::User { account: account.into(), path: "/".to_owned(), name: name.into() }
    }

    /// The root user of an account.
    pub fn root(account: impl Into<String>) -> Self {
        Self::Root { account: account.into() }
    }

    /// A role without a path.
    pub fn role(account: impl Into<String>, name: impl Into<String>) -> Self {
        Self::Role { account: account.into(), path: "/".to_owned(), name: name.into() }
    }

    /// A session of a role without a path.
    pub fn assumed_role(account: impl Into<String>, role: impl Into<String>, session: impl Into<String>) -> Self {
        Self::AssumedRole { account: account.into(), path: "/".to_owned(), role: role.into(), session: session.into() }
    }

    /// An AWS service by its principal name.
    pub fn service(name: impl Into<String>) -> Self {
        Self::Service(name.into())
    }

    /// The ARN that AWS shows in error texts and in `sts:GetCallerIdentity`; `None` for anonymous and for services.
    #[must_use]
    pub fn arn(&self) -> Option<String> {
        match self {
            Self::Anonymous | Self::Service(_) => None,
            Self::Root { account } => Some(format!("arn:aws:iam::{account}:root")),
            Self::User { account, path, name } => Some(format!("arn:aws:iam::{account}:user{path}{name}")),
            Self::Role { account, path, name } => Some(format!("arn:aws:iam::{account}:role{path}{name}")),
            Self::AssumedRole { account, role, session, .. } => {
                Some(format!("arn:aws:sts::{account}:assumed-role/{role}/{session}"))
            }
        }
    }

    /// The ARN of the identity whose policies count: for a session that of its role (`aws:PrincipalArn`).
    #[must_use]
    pub fn identity_arn(&self) -> Option<String> {
        match self {
            Self::AssumedRole { account, path, role, .. } => Some(format!("arn:aws:iam::{account}:role{path}{role}")),
            other => other.arn(),
        }
    }

    /// The account that the principal belongs to; `None` for anonymous and for services.
    #[must_use]
    pub fn account(&self) -> Option<&str> {
        match self {
            Self::Anonymous | Self::Service(_) => None,
            Self::Root { account }
            | Self::User { account, .. }
            | Self::Role { account, .. }
            | Self::AssumedRole { account, .. } => Some(account),
        }
    }
}

impl fmt::Display for Principal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Anonymous => f.write_str("anonymous"),
            Self::Service(name) => f.write_str(name),
            other => f.write_str(&other.arn().unwrap_or_default()),
        }
    }
}
