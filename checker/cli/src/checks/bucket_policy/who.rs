//! Who asks, in the words of `predictions.toml`, and what decides about them.

use cloud::{ADMINISTRATOR_ACCESS, OTHER_ACCOUNT, STUDENT_ACCOUNT};
use iam::{Decision, NamedPolicy, Principal, Request};

/// The address that a visitor is taken to have. <https://www.rfc-editor.org/rfc/rfc5737>
const VISITORS_ADDRESS: &str = "203.0.113.25";

/// A caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Who {
    /// A request that nobody signed.
    Anonymous,
    /// The student's own user, an administrator.
    Student,
    /// A user of the student's account without any policy.
    Intern,
    /// The administrator of another account.
    OtherAccount,
}

impl Who {
    /// All of them, by name.
    pub(super) const NAMES: [(&'static str, Self); 4] = [
        ("anonymous", Self::Anonymous),
        ("student", Self::Student),
        ("intern", Self::Intern),
        ("other-account", Self::OtherAccount),
    ];

    /// The caller of this name.
    pub(super) fn parse(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(known, _)| *known == name).map(|(_, who)| *who)
    }

    /// The name.
    pub(super) fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, who)| *who == self).map_or("anonymous", |(name, _)| name)
    }

    /// In a sentence.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Anonymous => "a visitor",
            Self::Student => "your own user",
            Self::Intern => "a user of your account without any policy",
            Self::OtherAccount => "the administrator of another account",
        }
    }

    fn principal(self) -> Principal {
        match self {
            Self::Anonymous => Principal::Anonymous,
            Self::Student => Principal::user(STUDENT_ACCOUNT, "student"),
            Self::Intern => Principal::user(STUDENT_ACCOUNT, "intern"),
            Self::OtherAccount => Principal::user(OTHER_ACCOUNT, "administrator"),
        }
    }

    fn policies(self) -> Vec<NamedPolicy> {
        let name = match self {
            Self::Anonymous | Self::Intern => return Vec::new(),
            Self::Student => "AdministratorAccess, a policy of your group",
            Self::OtherAccount => "AdministratorAccess, a policy of the caller in the other account",
        };
        iam::Policy::parse(ADMINISTRATOR_ACCESS).map(|policy| NamedPolicy::new(name, policy)).into_iter().collect()
    }

    /// Decides a request by the caller's policies and the bucket's, as it stands after lab 2: ACLs off, and no flag
    /// against public policies. Visitors come over plain HTTP, because a website endpoint speaks nothing else.
    pub(super) fn decide(self, action: &str, resource: &str, bucket_policy: &NamedPolicy) -> Decision {
        let secure = if self == Self::Anonymous { "false" } else { "true" };
        let request = Request::new(self.principal(), action, resource, STUDENT_ACCOUNT)
            .with("aws:SecureTransport", secure)
            .with("aws:SourceIp", VISITORS_ADDRESS);
        iam::evaluate(&request, &self.policies(), Some(bucket_policy))
    }

    /// The command that asks for the same decision.
    pub(super) fn command(self, action: &str, resource: &str) -> String {
        format!("cargo checker can {} {action} {resource} --lab 2", self.name())
    }
}
