//! A user pool in the test's own hands, and tokens that only look like Cognito's: the page reads them, and checks none.
//!
//! It cannot do SRP. Real sign-ins are in `signed_in.rs`, against the embedded cloud.

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use crate::site::Site;
use crate::stand_in::{Answer, Asked, StandIn};
use crate::webdriver::Browser;

pub(crate) const POOL: &str = "eu-central-1_a1B2c3D4e";
pub(crate) const CLIENT: &str = "1h57kf5cpq17m0eml12example";

/// An answer of Cognito to a page of another origin.
pub(crate) fn cognito(status: u16, body: &Value) -> Answer {
    Answer::json(status, body.to_string()).cors()
}

/// An error of Cognito.
pub(crate) fn refusal(code: &str, message: &str) -> Answer {
    cognito(400, &json!({ "__type": code, "message": message }))
}

/// What the browser asks before each request to Cognito.
pub(crate) fn preflight() -> Answer {
    Answer::json(200, "")
        .cors()
        .with("access-control-allow-methods", "POST")
        .with("access-control-allow-headers", "content-type,x-amz-target,x-amz-user-agent,cache-control")
}

/// The operation of a request, such as `SignUp`; empty where it is none.
pub(crate) fn operation(asked: &Asked) -> String {
    let target = asked.headers.get("x-amz-target").and_then(|value| value.to_str().ok()).unwrap_or_default();
    target.strip_prefix("AWSCognitoIdentityProviderService.").unwrap_or_default().to_owned()
}

/// The members of each request for this operation.
pub(crate) fn asked_for(pool: &StandIn, name: &str) -> Vec<Value> {
    let asked = pool.asked().into_iter().filter(|asked| operation(asked) == name);
    asked.map(|asked| serde_json::from_str(&asked.body).expect("JSON")).collect()
}

/// What `config.js` says with a pool.
pub(crate) fn settings(api: &str, pool: &StandIn) -> Value {
    json!({
        "apiEndpoint": api,
        "canPost": true,
        "region": "eu-central-1",
        "userPoolId": POOL,
        "clientId": CLIENT,
        "userPoolEndpoint": format!("http://{}", pool.address),
    })
}

/// A token that ends after so many seconds; `number` tells it from others.
pub(crate) fn token(user: &str, seconds: i64, number: u32) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs();
    let now = i64::try_from(now).expect("a time");
    let claims = json!({ "cognito:username": user, "iat": now, "exp": now + seconds, "jti": number });
    let encode = |part: &Value| base64_simd::URL_SAFE_NO_PAD.encode_to_string(part.to_string());
    format!("{}.{}.none", encode(&json!({ "alg": "none" })), encode(&claims))
}

/// Leaves tokens in the tab as a sign-in does; the page is one of the site's.
pub(crate) async fn sign_in(browser: &Browser, site: &Site, id_token: &str) {
    browser.go(&site.at("error.html")).await;
    let held = json!({ "idToken": id_token, "accessToken": "access", "refreshToken": "refresh", "ahead": 0 });
    let script = "sessionStorage.setItem(arguments[0], arguments[1]);";
    let key = format!("chat.session.{CLIENT}");
    browser.run(script, json!([key, held.to_string()])).await;
}
