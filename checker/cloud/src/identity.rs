//! Accounts, principals and the access keys that prove them.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use crate::config::{OTHER_ACCOUNT, STUDENT_USER};

/// The twelve digits that name an AWS account.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AccountId(String);

impl AccountId {
    /// Takes an account's twelve digits.
    #[must_use]
    pub fn new(digits: impl Into<String>) -> Self {
        Self(digits.into())
    }

    /// The digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The canonical user ID, by which ACLs and S3's `Owner` elements name an account: 64 hexadecimal digits.
    ///
    /// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/finding-canonical-user-id.html>
    #[must_use]
    pub fn canonical_user_id(&self) -> String {
        let mut id = String::with_capacity(64);
        while id.len() < 64 {
            let digits = self.0.bytes().chain(*b"c0ffee5eed");
            id.extend(digits.map(char::from).take(64 - id.len()));
        }
        id
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An access key and whom it proves.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// The key's public half, sent with each request.
    pub access_key_id: String,
    /// The key's secret half, which signs.
    pub secret_access_key: String,
    /// Goes with each request under temporary credentials; a user's own key has none.
    pub session_token: Option<String>,
    /// The principal's ARN.
    pub arn: String,
    /// The account that the principal belongs to.
    pub account: AccountId,
}

/// A principal that AWS knows: an IAM user, or a role's session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The ARN that AWS's messages name.
    pub arn: String,
    /// The account that it belongs to.
    pub account: AccountId,
    /// The unique id: `AIDA…` of a user, `AROA…:SESSION` of a role's session.
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids>
    pub user_id: String,
    /// The name of the role, if it is a session of one.
    pub role: Option<String>,
    /// What policies name it by.
    pub(crate) principal: iam::Principal,
    /// The identity-based policies attached to it or to its groups.
    pub(crate) policies: Vec<iam::NamedPolicy>,
}

/// Who makes a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Principal {
    /// Nobody that AWS knows: the request is not signed.
    Anonymous,
    /// The owner of the access key that signed the request.
    Identity(Arc<Identity>),
}

impl Principal {
    /// The ARN; an anonymous caller has none.
    #[must_use]
    pub fn arn(&self) -> Option<&str> {
        match self {
            Self::Anonymous => None,
            Self::Identity(identity) => Some(&identity.arn),
        }
    }

    /// The account; an anonymous caller has none.
    #[must_use]
    pub fn account(&self) -> Option<&AccountId> {
        match self {
            Self::Anonymous => None,
            Self::Identity(identity) => Some(&identity.account),
        }
    }

    /// The name of the role that it acts under; a user acts under none.
    #[must_use]
    pub fn role(&self) -> Option<&str> {
        match self {
            Self::Anonymous => None,
            Self::Identity(identity) => identity.role.as_deref(),
        }
    }

    /// What policies name it by.
    pub(crate) fn iam(&self) -> iam::Principal {
        match self {
            Self::Anonymous => iam::Principal::Anonymous,
            Self::Identity(identity) => identity.principal.clone(),
        }
    }

    /// Its identity-based policies; an anonymous caller has none.
    pub(crate) fn policies(&self) -> &[iam::NamedPolicy] {
        match self {
            Self::Anonymous => &[],
            Self::Identity(identity) => &identity.policies,
        }
    }
}

impl fmt::Display for Principal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.arn().unwrap_or("anonymous"))
    }
}

/// An access key: whom it proves, and how a request shows that it has it.
#[derive(Clone, Debug)]
pub(crate) struct AccessKey {
    pub(crate) identity: Arc<Identity>,
    /// The secret that signs.
    pub(crate) secret: String,
    /// What must go with each request; a user's own key has none.
    pub(crate) session_token: Option<String>,
    /// When the key ends; `None` for never.
    pub(crate) expires: Option<SystemTime>,
}

/// Why a request's session token does not go with its access key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokenFault {
    /// The key needs a token and the request has none: nobody has such a key by itself.
    Missing,
    /// Another token than the key's, or one where none belongs.
    Wrong,
    /// The right token, too late.
    Expired,
}

impl AccessKey {
    /// Whether the session token of a request is this key's.
    pub(crate) fn check_token(&self, token: Option<&str>, now: SystemTime) -> Result<(), TokenFault> {
        match (self.session_token.as_deref(), token) {
            (Some(_), None) => Err(TokenFault::Missing),
            (own, sent) if own != sent => Err(TokenFault::Wrong),
            _ if self.expires.is_some_and(|end| end <= now) => Err(TokenFault::Expired),
            _ => Ok(()),
        }
    }
}

/// The users, and the access keys that they are born with.
#[derive(Debug)]
pub(crate) struct Identities {
    student: Credentials,
    other: Credentials,
    by_access_key: HashMap<String, AccessKey>,
}

/// The managed policy of the same name, which course accounts commonly give to their developers.
///
/// <https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AdministratorAccess.html>
pub const ADMINISTRATOR_ACCESS: &str =
    r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#;

impl Identities {
    pub(crate) fn new(account: &AccountId) -> Self {
        let policies: Vec<_> = iam::Policy::parse(ADMINISTRATOR_ACCESS)
            .map(|policy| iam::NamedPolicy::new("AdministratorAccess", policy))
            .into_iter()
            .collect();
        let mut by_access_key = HashMap::new();
        // Constant, so that reports repeat; the letters say that no account of AWS ever had them.
        let mut user = |account: &AccountId, name: &str, [key, secret, id]: [&str; 3]| {
            let principal = iam::Principal::user(account.as_str(), name);
            let arn = principal.arn().unwrap_or_default();
            let identity = Identity {
                arn: arn.clone(),
                account: account.clone(),
                user_id: id.to_owned(),
                role: None,
                principal,
                policies: policies.clone(),
            };
            let access_key = AccessKey {
                identity: Arc::new(identity),
                secret: secret.to_owned(),
                session_token: None,
                expires: None,
            };
            by_access_key.insert(key.to_owned(), access_key);
            Credentials {
                access_key_id: key.to_owned(),
                secret_access_key: secret.to_owned(),
                session_token: None,
                arn,
                account: account.clone(),
            }
        };
        let student = user(
            account,
            STUDENT_USER,
            ["AKIACOURSELABSTUDENT", "invented/by/the/checker/never/real/00001", "AIDACOURSELABSTUDENT0"],
        );
        let other = user(
            &AccountId::new(OTHER_ACCOUNT),
            "administrator",
            ["AKIACOURSELABSOTHERS", "invented/by/the/checker/never/real/00002", "AIDACOURSELABSOTHERS0"],
        );
        Self { student, other, by_access_key }
    }

    pub(crate) fn student(&self) -> &Credentials {
        &self.student
    }

    pub(crate) fn other_account(&self) -> &Credentials {
        &self.other
    }

    /// The account with a canonical user ID; `None` for one that the cloud does not know.
    pub(crate) fn account_of_canonical_user(&self, id: &str) -> Option<&AccountId> {
        [&self.student.account, &self.other.account].into_iter().find(|account| account.canonical_user_id() == id)
    }

    /// A user's access key; `None` for a key that is no user's.
    pub(crate) fn access_key(&self, access_key_id: &str) -> Option<AccessKey> {
        self.by_access_key.get(access_key_id).cloned()
    }
}
