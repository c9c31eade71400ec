//! A request is signed as an SDK signs it, then changed.

use std::time::{Duration, SystemTime};

use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use http::Request;

use super::*;
use crate::Config;
use crate::roles::CreateRole;

const BODY: &[u8] = b"Action=GetCallerIdentity&Version=2011-06-15";
const QUERY: Protocol = Protocol::Query("https://sts.amazonaws.com/doc/2011-06-15/");
const TRUST: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow",
    "Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}}"#;

fn signed(credentials: &crate::Credentials, service: &str, uri: &str, time: SystemTime) -> Parts {
    let token = credentials.session_token.clone();
    let identity =
        Credentials::new(&*credentials.access_key_id, &*credentials.secret_access_key, token, None, "test").into();
    let params = v4::SigningParams::builder()
        .identity(&identity)
        .region("eu-central-1")
        .name(service)
        .time(time)
        .settings(SigningSettings::default())
        .build()
        .expect("complete");
    let mut request = Request::post(uri)
        .header("host", "127.0.0.1:4566")
        .header("content-type", "application/x-www-form-urlencoded")
        .header("x-spaces", "a   b")
        .body(())
        .expect("a request");
    let headers: Vec<(String, String)> = request
        .headers()
        .iter()
        .map(|(name, value)| (name.to_string(), value.to_str().expect("text").to_owned()))
        .collect();
    let headers = headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let signable =
        SignableRequest::new("POST", format!("http://127.0.0.1:4566{uri}"), headers, SignableBody::Bytes(BODY));
    let params = SigningParams::V4(params);
    let (instructions, _) = sign(signable.expect("signable"), &params).expect("signed").into_parts();
    instructions.apply_to_request_http1x(&mut request);
    request.into_parts().0
}

fn state_with_session() -> (State, crate::Credentials) {
    let state = State::new(&Config::default());
    let role = CreateRole { name: "chat", trust_policy: TRUST, ..CreateRole::default() };
    let role = state.roles.create_role(&role).expect("a role");
    let session = state.roles.assume_role_for_service("lambda.amazonaws.com", &role.arn, "fn").expect("a session");
    (state, session)
}

fn code(state: &State, head: &Parts) -> String {
    verify(state, QUERY, "sts", head, BODY).expect_err("refused").to_string()
}

#[test]
fn what_an_sdk_signs_is_verified() {
    let (state, session) = state_with_session();
    for credentials in [state.identities.student().clone(), session] {
        for uri in ["/", "/a%20b/c?x=1&y=%2F&empty=", "/2015-03-31/functions/arn%3Aaws/invocations"] {
            let head = signed(&credentials, "sts", uri, SystemTime::now());
            let principal = verify(&state, QUERY, "sts", &head, BODY).unwrap_or_else(|error| panic!("{uri}: {error}"));
            assert_eq!(principal.arn(), Some(credentials.arn.as_str()));
        }
    }
}

#[test]
fn a_changed_request_is_refused() {
    let state = State::new(&Config::default());
    let head = signed(state.identities.student(), "sts", "/", SystemTime::now());
    let mismatch = "SignatureDoesNotMatch: The request signature we calculated does not match the signature you \
                    provided. Check your AWS Secret Access Key and signing method. Consult the service documentation \
                    for details.";
    let refused = verify(&state, QUERY, "sts", &head, b"Action=GetSessionToken").expect_err("another body");
    assert_eq!((refused.to_string().as_str(), refused.status.as_u16()), (mismatch, 403));
    let mut other = head.clone();
    other.headers.insert("content-type", "text/plain".parse().expect("text"));
    assert_eq!(code(&state, &other), mismatch);
    let mut other = head.clone();
    other.uri = "/?x=1".parse().expect("an address");
    assert_eq!(code(&state, &other), mismatch);
    let mut wrong = state.identities.student().clone();
    wrong.secret_access_key.push('x');
    assert_eq!(code(&state, &signed(&wrong, "sts", "/", SystemTime::now())), mismatch);
}

#[test]
fn unknown_keys_and_wrong_tokens_are_told_alike() {
    let (state, session) = state_with_session();
    let invalid = "InvalidClientTokenId: The security token included in the request is invalid.";
    let mut unknown = state.identities.student().clone();
    unknown.access_key_id = "AKIANOBODYEVERHADTHIS".to_owned();
    let without = crate::Credentials { session_token: None, ..session.clone() };
    let wrong = crate::Credentials { session_token: Some("IQoJb3JpZ2luX2Vj".to_owned()), ..session.clone() };
    let needless = crate::Credentials { session_token: Some("x".to_owned()), ..state.identities.student().clone() };
    for credentials in [unknown, without, wrong, needless] {
        assert_eq!(code(&state, &signed(&credentials, "sts", "/", SystemTime::now())), invalid, "{credentials:?}");
    }
    let head = signed(&session, "sts", "/", SystemTime::now());
    state.roles.set_expiry(&session.access_key_id, Some(SystemTime::UNIX_EPOCH));
    assert_eq!(code(&state, &head), "ExpiredToken: The security token included in the request is expired");
    state.roles.end_session(&session.access_key_id);
    assert_eq!(code(&state, &head), invalid);
}

#[test]
fn clock_and_scope_must_fit() {
    let state = State::new(&Config::default());
    let now = clock::parse("20260711T120000Z").expect("a time");
    let at = |service: &str, seconds: i64| {
        let shift = Duration::from_secs(seconds.unsigned_abs());
        let time = if seconds < 0 { now - shift } else { now + shift };
        let head = signed(state.identities.student(), service, "/", time);
        verify_at(&state, service, &head, BODY, now).map_err(|refusal| refusal.answer(Protocol::AwsJson).to_string())
    };
    for (service, seconds) in [("sts", -900), ("sts", 900), ("lambda", -300), ("lambda", 300)] {
        at(service, seconds).unwrap_or_else(|error| panic!("{service} {seconds}: {error}"));
    }
    assert_eq!(
        at("sts", -901).expect_err("late"),
        "InvalidSignatureException: Signature expired: 20260711T114459Z is now earlier than 20260711T114500Z \
         (20260711T120000Z - 15 min.)"
    );
    assert_eq!(
        at("lambda", 301).expect_err("early"),
        "InvalidSignatureException: Signature not yet current: 20260711T120501Z is still later than 20260711T120500Z \
         (20260711T120000Z + 5 min.)"
    );
    let head = signed(state.identities.student(), "lambda", "/", SystemTime::now());
    assert_eq!(code(&state, &head), "SignatureDoesNotMatch: Credential should be scoped to correct service: 'sts'. ");
}

#[test]
fn incomplete_headers_are_told_by_what_they_lack() {
    let state = State::new(&Config::default());
    let with = |authorization: Option<&str>| {
        let request =
            authorization.iter().fold(Request::post("/"), |request, value| request.header("authorization", *value));
        code(&state, &request.body(()).expect("a request").into_parts().0)
    };
    let missing = "MissingAuthenticationToken: Request is missing Authentication Token";
    assert_eq!(with(None), missing);
    assert_eq!(with(Some("Bearer x")), missing);
    assert_eq!(
        with(Some("AWS4-HMAC-SHA256")),
        "IncompleteSignature: Authorization header requires 'Credential' parameter. Authorization header requires \
         'Signature' parameter. Authorization header requires 'SignedHeaders' parameter. Authorization header requires \
         existence of either a 'X-Amz-Date' or a 'Date' header."
    );
    assert_eq!(
        with(Some("AWS4-HMAC-SHA512 x")),
        "IncompleteSignature: Unsupported AWS 'algorithm': 'AWS4-HMAC-SHA512'."
    );
}

#[test]
fn each_protocol_has_its_own_codes_and_statuses() {
    let state = State::new(&Config::default());
    let head = Request::get("/").body(()).expect("a request").into_parts().0;
    let answers = [QUERY, Protocol::AwsJson, Protocol::RestJson].map(|protocol| {
        let refused = verify(&state, protocol, "lambda", &head, b"").expect_err("not signed");
        (refused.status.as_u16(), refused.to_string())
    });
    let text = |text: &str| text.to_owned();
    assert_eq!(
        answers,
        [
            (403, text("MissingAuthenticationToken: Request is missing Authentication Token")),
            (400, text("MissingAuthenticationTokenException: Request is missing Authentication Token")),
            (403, text("MissingAuthenticationTokenException: Missing Authentication Token")),
        ]
    );
}
