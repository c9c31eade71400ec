//! Claims of a token as `$context.authorizer.claims` and events have them: each one a text.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-enable-cognito-user-pool.html>

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::{Map, Value};
use time::OffsetDateTime;

/// A token that counted: its claims as they stand in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Token {
    pub(crate) claims: Map<String, Value>,
}

impl Token {
    /// A claim that is a text.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.claims.get(name).and_then(Value::as_str)
    }

    /// Whether its time is over.
    pub(super) fn is_expired(&self, now: SystemTime) -> bool {
        let end = self.claims.get("exp").and_then(Value::as_u64).map(Duration::from_secs);
        end.and_then(|end| UNIX_EPOCH.checked_add(end)).is_none_or(|end| end <= now)
    }

    /// The scopes of an access token.
    pub(super) fn scopes(&self) -> impl Iterator<Item = &str> {
        self.text("scope").unwrap_or_default().split(' ').filter(|scope| !scope.is_empty())
    }

    /// All claims as texts.
    pub(super) fn texts(&self) -> BTreeMap<String, String> {
        self.claims.iter().map(|(name, value)| (name.clone(), text(name, value))).collect()
    }
}

/// One claim: times of issue and end are dates, all else is as the token has it. Seen:
/// amazon-archives/amazon-cognito-identity-js#92, awsdocs/amazon-api-gateway-developer-guide#158. A list such as
/// `cognito:groups` is joined by commas.
fn text(name: &str, value: &Value) -> String {
    match value {
        Value::Number(seconds) if matches!(name, "exp" | "iat") => {
            seconds.as_i64().and_then(date).unwrap_or_else(|| seconds.to_string())
        }
        Value::String(text) => text.clone(),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| text("", item)).collect();
            items.join(",")
        }
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// `Fri Jul 29 18:52:53 UTC 2016`.
fn date(seconds: i64) -> Option<String> {
    let format = time::macros::format_description!(
        "[weekday repr:short] [month repr:short] [day] [hour]:[minute]:[second] UTC [year]"
    );
    OffsetDateTime::from_unix_timestamp(seconds).ok()?.format(&format).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_claim_is_a_text_and_times_are_dates() {
        let claims = json!({
            "sub": "aaaa", "email_verified": true, "auth_time": 1_469_814_773, "exp": 1_469_818_373,
            "iat": 1_469_814_773, "cognito:groups": ["a", "b"], "cognito:username": "O'Hara \"x\"",
        });
        let Value::Object(claims) = claims else { panic!("a map") };
        let texts = Token { claims }.texts();
        let expected = [
            ("auth_time", "1469814773"),
            ("cognito:groups", "a,b"),
            ("cognito:username", "O'Hara \"x\""),
            ("email_verified", "true"),
            ("exp", "Fri Jul 29 18:52:53 UTC 2016"),
            ("iat", "Fri Jul 29 17:52:53 UTC 2016"),
            ("sub", "aaaa"),
        ];
        let texts: Vec<_> = texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        assert_eq!(texts, expected);
    }

    #[test]
    fn a_token_without_an_end_is_over() {
        let token = |claims: Value| Token { claims: claims.as_object().cloned().unwrap_or_default() };
        let now = UNIX_EPOCH + Duration::from_secs(100);
        assert!(!token(json!({"exp": 101})).is_expired(now));
        for over in [json!({"exp": 100}), json!({}), json!({"exp": "200"}), json!({"exp": -5}), json!({"exp": null})] {
            assert!(token(over.clone()).is_expired(now), "{over}");
        }
    }
}
