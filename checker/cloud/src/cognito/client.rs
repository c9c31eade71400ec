//! App clients: who may ask a pool's user-facing operations, and how it signs users in.

use std::collections::BTreeSet;
use std::time::{Duration, SystemTime};

use ring::hmac;
use serde_json::{Value, json};

use super::UserPool;
use super::pool::seconds;
use super::refusal::{invalid_parameter, not_authorized};
use super::setting::{flag, integer, text, texts};
use crate::ServiceError;

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

/// The names before 2019, which do not go with the new ones.
const LEGACY_FLOWS: [&str; 3] = ["ADMIN_NO_SRP_AUTH", "CUSTOM_AUTH_FLOW_ONLY", "USER_PASSWORD_AUTH"];
const FLOWS: [&str; 6] = [
    "ALLOW_ADMIN_USER_PASSWORD_AUTH",
    "ALLOW_CUSTOM_AUTH",
    "ALLOW_REFRESH_TOKEN_AUTH",
    "ALLOW_USER_AUTH",
    "ALLOW_USER_PASSWORD_AUTH",
    "ALLOW_USER_SRP_AUTH",
];

impl ClientSettings {
    /// What `CreateUserPoolClient` and `UpdateUserPoolClient` are asked for.
    ///
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html>
    ///
    /// # Errors
    ///
    /// `InvalidParameterException` for what AWS does not let a client be.
    pub(crate) fn of_request(request: &Value) -> Result<Self, ServiceError> {
        let mut flows: BTreeSet<String> = texts(request, "ExplicitAuthFlows").into_iter().collect();
        let is_legacy = |flow: &String| LEGACY_FLOWS.contains(&flow.as_str());
        if let Some(unknown) = flows.iter().find(|flow| !is_legacy(flow) && !FLOWS.contains(&flow.as_str())) {
            let known = [&LEGACY_FLOWS[..], &FLOWS[..]].concat().join(", ");
            return Err(invalid_parameter(format!(
                "1 validation error detected: Value '[{unknown}]' at 'explicitAuthFlows' failed to satisfy constraint: \
                 Member must satisfy constraint: [Member must satisfy enum value set: [{known}]]"
            )));
        }
        if flows.iter().any(is_legacy) && !flows.iter().all(is_legacy) {
            // The documentation's words; no answer of AWS's own is public.
            return Err(invalid_parameter(
                "You can't assign these legacy ExplicitAuthFlows values to user pool clients at the same time as values \
                 that begin with ALLOW_: ADMIN_NO_SRP_AUTH, CUSTOM_AUTH_FLOW_ONLY, USER_PASSWORD_AUTH",
            ));
        }
        if flows.is_empty() {
            let given = ["ALLOW_CUSTOM_AUTH", "ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH"];
            flows.extend(given.map(str::to_owned));
        }
        Ok(Self {
            name: text(request, "ClientName").unwrap_or_default(),
            explicit_auth_flows: flows,
            prevents_user_existence_errors: text(request, "PreventUserExistenceErrors").as_deref() == Some("ENABLED"),
            token_revocation: request.get("EnableTokenRevocation").is_none() || flag(request, "EnableTokenRevocation"),
            validity: TokenValidity::of_request(request)?,
            read_attributes: texts(request, "ReadAttributes").into_iter().collect(),
            write_attributes: texts(request, "WriteAttributes").into_iter().collect(),
        })
    }
}

const DAY: u64 = 24 * 60 * 60;

impl TokenValidity {
    fn of_request(request: &Value) -> Result<Self, ServiceError> {
        let default = Self::default();
        let units = request.get("TokenValidityUnits");
        let of = |kind: &str, unit: u64, default: Duration, bounds: std::ops::RangeInclusive<u64>| {
            let Some(count) = integer(request, &format!("{kind}Validity")).filter(|count| *count != 0) else {
                return Ok(default);
            };
            let unit = match units.and_then(|units| text(units, kind)).as_deref() {
                Some("seconds") => 1,
                Some("minutes") => 60,
                Some("hours") => 60 * 60,
                Some("days") => DAY,
                _ => unit,
            };
            let seconds = u64::try_from(count).ok().and_then(|count| count.checked_mul(unit));
            match seconds.filter(|seconds| bounds.contains(seconds)) {
                Some(seconds) => Ok(Duration::from_secs(seconds)),
                None => Err(invalid_parameter("Invalid range for token validity.")),
            }
        };
        let minutes = integer(request, "AuthSessionValidity").and_then(|minutes| u64::try_from(minutes).ok());
        Ok(Self {
            access: of("AccessToken", 60 * 60, default.access, 5 * 60..=DAY)?,
            id: of("IdToken", 60 * 60, default.id, 5 * 60..=DAY)?,
            refresh: of("RefreshToken", DAY, default.refresh, 60 * 60..=3650 * DAY)?,
            session: minutes.map_or(default.session, Duration::from_mins),
        })
    }
}

impl Client {
    /// As `DescribeUserPoolClient` shows it.
    pub(super) fn shown(&self, pool: &UserPool) -> Value {
        let ClientSettings { validity, .. } = &self.settings;
        let mut shown = json!({
            "UserPoolId": pool.id,
            "ClientName": self.settings.name,
            "ClientId": self.id,
            "LastModifiedDate": seconds(self.modified),
            "CreationDate": seconds(self.created),
            "RefreshTokenValidity": validity.refresh.as_secs() / DAY,
            "TokenValidityUnits": {},
            "ExplicitAuthFlows": self.settings.explicit_auth_flows,
            "AllowedOAuthFlowsUserPoolClient": false,
            "PreventUserExistenceErrors":
                if self.settings.prevents_user_existence_errors { "ENABLED" } else { "LEGACY" },
            "EnableTokenRevocation": self.settings.token_revocation,
            "EnablePropagateAdditionalUserContextData": false,
            "AuthSessionValidity": validity.session.as_secs() / 60,
        });
        let default = TokenValidity::default();
        if *validity != default {
            shown["TokenValidityUnits"] =
                json!({"AccessToken": "seconds", "IdToken": "seconds", "RefreshToken": "seconds"});
            for (name, of) in [("Access", validity.access), ("Id", validity.id), ("Refresh", validity.refresh)] {
                shown[format!("{name}TokenValidity")] = json!(of.as_secs());
            }
        }
        if let Some(secret) = &self.secret {
            shown["ClientSecret"] = json!(secret);
        }
        for (name, attributes) in
            [("ReadAttributes", &self.settings.read_attributes), ("WriteAttributes", &self.settings.write_attributes)]
        {
            if !attributes.is_empty() {
                shown[name] = json!(attributes);
            }
        }
        shown
    }

    /// Whether this is the client's secret, or there is none and none is sent.
    pub(crate) fn has_secret(&self, sent: Option<&str>) -> bool {
        self.secret.as_deref() == sent
    }

    /// Whether a request shows that its sender has the client's secret, where there is one: `SECRET_HASH` is the Base64
    /// of HMAC-SHA-256 of user name and client id, keyed by the secret.
    ///
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html#cognito-user-pools-computing-secret-hash>
    ///
    /// # Errors
    ///
    /// `NotAuthorizedException`.
    pub(crate) fn check_secret_hash(&self, username: &str, sent: Option<&str>) -> Result<(), ServiceError> {
        let id = &self.id;
        let Some(secret) = &self.secret else {
            let message = format!("Unable to verify secret hash for client {id}");
            return if sent.is_some() { Err(not_authorized(message)) } else { Ok(()) };
        };
        let Some(sent) = sent else {
            return Err(not_authorized(format!(
                "Client {id} is configured with secret but SECRET_HASH was not received"
            )));
        };
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
        let of = format!("{username}{id}");
        let sent = base64_simd::STANDARD.decode_to_vec(sent).unwrap_or_default();
        hmac::verify(&key, of.as_bytes(), &sent)
            .map_err(|_| not_authorized(format!("Unable to verify secret hash for client {id}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(request: &Value) -> String {
        ClientSettings::of_request(request).expect_err("refused").message
    }

    #[test]
    fn without_flows_a_client_has_those_that_the_documentation_names() {
        let settings = ClientSettings::of_request(&json!({})).expect("settings");
        let flows: Vec<&str> = settings.explicit_auth_flows.iter().map(String::as_str).collect();
        assert_eq!(flows, ["ALLOW_CUSTOM_AUTH", "ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH"]);
        assert!(!settings.prevents_user_existence_errors);
        assert_eq!(settings.validity, TokenValidity::default());
    }

    #[test]
    fn old_and_new_names_of_flows_do_not_go_together() {
        let mixed = json!({"ExplicitAuthFlows": ["USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH"]});
        assert!(refused(&mixed).starts_with("You can't assign these legacy ExplicitAuthFlows values"));
        let unknown = json!({"ExplicitAuthFlows": ["ALLOW_SRP"]});
        assert!(refused(&unknown).contains("'[ALLOW_SRP]' at 'explicitAuthFlows'"));
        assert!(ClientSettings::of_request(&json!({"ExplicitAuthFlows": ["USER_PASSWORD_AUTH"]})).is_ok());
    }

    #[test]
    fn validity_has_a_unit_and_bounds() {
        let minutes =
            |count: i64| json!({"AccessTokenValidity": count, "TokenValidityUnits": {"AccessToken": "minutes"}});
        let settings = ClientSettings::of_request(&minutes(5)).expect("settings");
        assert_eq!(settings.validity.access, Duration::from_mins(5));
        for wrong in [minutes(4), minutes(1441), json!({"RefreshTokenValidity": 3651}), json!({"IdTokenValidity": 25})]
        {
            assert_eq!(refused(&wrong), "Invalid range for token validity.", "{wrong}");
        }
    }
}
