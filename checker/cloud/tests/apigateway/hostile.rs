//! Callers who must not be let in: forged, altered, stale and misplaced tokens, signatures and keys.
//!
//! Each row is refused with a status of 4xx and words of API Gateway's, reaches no backend, and can be read by a page of
//! another origin where the definition's gateway responses say so.

mod forged;
mod malformed;
mod misused;
mod token;
mod unsigned;

use std::collections::BTreeSet;

use serde_json::json;

use crate::client::Request;
use crate::signed::Signing;
use crate::users::Users;

/// One request, and what it gets.
struct Attack {
    name: &'static str,
    method: &'static str,
    target: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    status: u16,
    /// A part of the answer.
    says: &'static str,
}

impl Attack {
    fn new(name: &'static str, target: impl Into<String>, headers: &[(&str, &str)]) -> Self {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let target = target.into();
        Self { name, method: "GET", target, headers, body: Vec::new(), status: 401, says: UNAUTHORIZED }
    }

    /// A token in its place, which does not count.
    fn token(name: &'static str, token: &str) -> Self {
        Self::new(name, "/dev/who", &[("Authorization", token)])
    }

    fn answered(self, status: u16, says: &'static str) -> Self {
        Self { status, says, ..self }
    }
}

const UNAUTHORIZED: &str = r#"{"message":"Unauthorized"}"#;
const EXPIRED: &str = r#"{"message":"The incoming token has expired"}"#;
const MISSING: &str = r#"{"message":"Missing Authentication Token"}"#;
const FORBIDDEN: &str = r#"{"message":"Forbidden"}"#;

pub(crate) async fn none_of_them_gets_in() {
    let users = Users::start().await;
    let mut attacks = forged::forged(&users).await;
    attacks.extend(misused::misused(&users));
    attacks.extend(malformed::malformed(&users));
    attacks.extend(unsigned::wrongly_signed(&users));
    attacks.extend(unsigned::without_a_key(&users));
    let names: BTreeSet<&str> = attacks.iter().map(|attack| attack.name).collect();
    assert_eq!(names.len(), attacks.len(), "each has a name of its own");
    assert!(attacks.len() >= 60, "{}", attacks.len());
    let mut wrong = Vec::new();
    for attack in &attacks {
        let from = users.cloud.trace_len();
        let headers: Vec<(&str, &str)> =
            attack.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let request = Request { body: &attack.body, ..Request::new(attack.method, &attack.target).with(&headers) };
        let answer = users.send(request).await;
        let events = users.cloud.trace_since(from);
        let reached = events.iter().any(|event| event.service == "lambda");
        let readable = answer.status == 431 || answer.header("access-control-allow-origin") == Some("*");
        if answer.status != attack.status || !answer.text().contains(attack.says) || reached || !readable {
            let why = events.last().and_then(|event| event.api.as_ref()).map(|api| format!("{:?}", api.steps));
            wrong.push(format!("{}: {} {} ({why:?})", attack.name, answer.status, answer.text()));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), attacks.len(), wrong.join("\n"));
}

/// Who is not hostile gets in by the very same doors: so the table above is not one of a door that is nailed up.
pub(crate) async fn whoever_may_gets_in_by_the_same_doors() {
    let users = Users::start().await;
    let token = users.id_token(json!({}));
    assert_eq!(users.get_with("/dev/who", &token).await.status, 200);
    assert_eq!(users.get_with("/dev/x", &token).await.status, 200);
    assert_eq!(users.get_with("/dev/scoped", &users.access_token("chat/read")).await.status, 200);
    let headers = Signing::of_student(&users).headers(&users, "GET", "/dev/signed/x", b"");
    let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let answer = users.send(Request::get("/dev/signed/x").with(&headers)).await;
    assert_eq!(answer.status, 200, "{} {}", answer.text(), users.why());
}

/// The one token that counts though its user has left. Documented: a token that was revoked counts on wherever signature
/// and end alone are looked at, and nobody asks Cognito.
/// <https://docs.aws.amazon.com/cognito/latest/developerguide/token-revocation.html>
pub(crate) async fn a_token_goes_on_counting_after_its_user_signed_out() {
    let users = Users::start().await;
    let cognito = users.cloud.cognito();
    let (pool_id, name) = (&users.pool_id, "ada");
    let created = cognito.call("AdminCreateUser", &json!({"UserPoolId": pool_id, "Username": name})).expect("a user");
    let attributes = created["User"]["Attributes"].as_array().expect("attributes");
    let sub = attributes.iter().find(|attribute| attribute["Name"] == "sub").expect("a sub")["Value"].clone();
    let token = users.id_token(json!({"sub": sub, "cognito:username": name}));
    assert_eq!(users.get_with("/dev/who", &token).await.status, 200);
    cognito.call("AdminUserGlobalSignOut", &json!({"UserPoolId": pool_id, "Username": name})).expect("signed out");
    assert_eq!(users.get_with("/dev/who", &token).await.status, 200);
    assert_eq!(users.get_with("/dev/x", &token).await.status, 200, "nor is it the cache that lets it in");
    users.advance(3_601);
    assert_eq!(users.get_with("/dev/who", &token).await.status, 401);
}
