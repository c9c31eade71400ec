//! App clients: who may ask a pool's user-facing operations, and how it signs users in.

use std::collections::BTreeSet;
use std::time::{Duration, SystemTime};

/// An app client.
#[derive(Clone, Debug)]
pub struct Client {
    /// Its id: 26 small letters and digits.
    pub id: String,
    /// Its secret, where it has one.
    pub secret: Option<String>,
    /// What can be changed.
    pub settings: ClientSettings,
    /// When it was made.
    pub created: SystemTime,
    /// When it was last changed.
    pub modified: SystemTime,
}

/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserPoolClientType.html>
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientSettings {
    /// `ClientName`.
    pub name: String,
    /// `ExplicitAuthFlows`, as given: `ALLOW_USER_SRP_AUTH`. Where none is given, those that AWS gives: SRP, refresh and
    /// custom.
    pub explicit_auth_flows: BTreeSet<String>,
    /// `PreventUserExistenceErrors` is `ENABLED`.
    pub prevents_user_existence_errors: bool,
    /// `EnableTokenRevocation`; true where nothing is given.
    pub token_revocation: bool,
    /// How long tokens count.
    pub validity: TokenValidity,
    /// `ReadAttributes`; empty for all standard ones.
    pub read_attributes: BTreeSet<String>,
    /// `WriteAttributes`; empty for all standard ones.
    pub write_attributes: BTreeSet<String>,
}

/// How long each kind of token counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TokenValidity {
    /// Of access tokens.
    pub access: Duration,
    /// Of ID tokens.
    pub id: Duration,
    /// Of refresh tokens.
    pub refresh: Duration,
    /// Of the session between challenges.
    pub session: Duration,
}

impl Default for TokenValidity {
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-client-apps.html>
    fn default() -> Self {
        Self {
            access: Duration::from_hours(1),
            id: Duration::from_hours(1),
            refresh: Duration::from_hours(30 * 24),
            session: Duration::from_mins(3),
        }
    }
}

impl Client {
    /// Whether a way of signing in is open. `flow` is the new name, such as `ALLOW_USER_SRP_AUTH`; the old names
    /// (`USER_PASSWORD_AUTH`, `ADMIN_NO_SRP_AUTH`) count as what they became.
    #[must_use]
    pub fn allows(&self, flow: &str) -> bool {
        let flows = &self.settings.explicit_auth_flows;
        let old = match flow {
            "ALLOW_USER_PASSWORD_AUTH" => "USER_PASSWORD_AUTH",
            "ALLOW_ADMIN_USER_PASSWORD_AUTH" => "ADMIN_NO_SRP_AUTH",
            "ALLOW_CUSTOM_AUTH" => "CUSTOM_AUTH_FLOW_ONLY",
            _ => flow,
        };
        let is_old = |given: &String| !given.starts_with("ALLOW_");
        let by_default = ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"].contains(&flow)
            && flows.iter().any(is_old)
            && !flows.contains("CUSTOM_AUTH_FLOW_ONLY");
        flows.contains(flow) || flows.contains(old) || by_default
    }
}
