//! Signatures that are none, and keys that open nothing.

use std::time::{Duration, SystemTime};

use cloud::roles::CreateRole;
use cloud::{Credentials, STUDENT_ACCOUNT};
use serde_json::json;

use super::{Attack, FORBIDDEN, MISSING, UNAUTHORIZED};
use crate::signed::Signing;
use crate::users::Users;

/// `AWS_IAM`: not signed, signed otherwise, or signed by somebody who may not.
pub(super) fn wrongly_signed(users: &Users) -> Vec<Attack> {
    const TARGET: &str = "/dev/signed/x";
    const CALCULATED: &str = "The request signature we calculated does not match the signature you provided.";
    const INVALID: &str = "The security token included in the request is invalid.";
    let good = Signing::of_student(users);
    let signed = |name, signing: &Signing| {
        let headers = signing.headers(users, "GET", TARGET, b"");
        Attack { headers, ..Attack::new(name, TARGET, &[]) }.answered(403, CALCULATED)
    };
    let with = |change: &dyn Fn(&mut Signing)| {
        let mut signing = good.clone();
        change(&mut signing);
        signing
    };
    let who = |change: &dyn Fn(&mut Credentials)| with(&|signing| change(&mut signing.credentials));
    let header = |name, change: &dyn Fn(&str) -> String| {
        let mut attack = signed(name, &good);
        for (_, value) in attack.headers.iter_mut().filter(|(name, _)| name == "authorization") {
            *value = change(value);
        }
        attack
    };
    let trust = format!(
        r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Principal":{{"AWS":"arn:aws:iam::{STUDENT_ACCOUNT}:root","Service":"lambda.amazonaws.com"}},"Action":"sts:AssumeRole"}}}}"#
    );
    let iam = users.cloud.iam();
    let role = iam.create_role(&CreateRole { name: "nobody", trust_policy: &trust, ..CreateRole::default() });
    let session =
        iam.assume_role_for_service("lambda.amazonaws.com", &role.expect("a role").arn, "fn").expect("a session");
    let as_role = with(&|signing| signing.credentials = session.clone());
    let as_other = with(&|signing| signing.credentials = users.cloud.other_account().clone());
    let without_token = with(&|signing| {
        signing.credentials = Credentials { session_token: None, ..session.clone() };
    });
    let now = SystemTime::now();
    let on = |name, authorization: &str| Attack::new(name, TARGET, &[("Authorization", authorization)]);
    let token = users.id_token(json!({}));
    vec![
        Attack::new("not signed", TARGET, &[]).answered(403, MISSING),
        on("a user pool's token", &token).answered(403, "Invalid key=value pair (missing equal-sign)"),
        on("a user pool's bearer token", &format!("Bearer {token}")).answered(403, "Invalid key=value pair"),
        on("Basic for a signature", "Basic dXNlcjpwYXNz").answered(403, "Invalid key=value pair"),
        on("the algorithm alone", "AWS4-HMAC-SHA256").answered(403, "requires 'Credential' parameter"),
        on("an empty credential", "AWS4-HMAC-SHA256 Credential=, SignedHeaders=, Signature=").answered(403, "requires"),
        signed("another secret", &who(&|who| who.secret_access_key = String::from("other/secret"))),
        signed("an access key that nobody has", &who(&|who| who.access_key_id = String::from("AKIANOBODYEVERHADIT0")))
            .answered(403, INVALID),
        signed("a session without its token", &without_token).answered(403, INVALID),
        signed("a user with a session token", &who(&|who| who.session_token = Some("x".to_owned())))
            .answered(403, INVALID),
        signed("another service", &with(&|signing| signing.service = "s3"))
            .answered(403, "Credential should be scoped to correct service: 'execute-api'"),
        signed("another region", &with(&|signing| signing.region = "us-east-1"))
            .answered(403, "Credential should be scoped to a valid region."),
        signed("ten minutes ago", &with(&|signing| signing.time = now - Duration::from_mins(10)))
            .answered(403, "Signature expired: "),
        signed("in ten minutes", &with(&|signing| signing.time = now + Duration::from_mins(10)))
            .answered(403, "Signature not yet current: "),
        signed("a role that may nothing", &as_role).answered(403, "is not authorized to perform: execute-api:Invoke"),
        signed("another account's administrator", &as_other)
            .answered(403, "is not authorized to perform: execute-api:Invoke"),
        header("a letter of the signature is another", &|value| {
            let last = if value.ends_with('0') { "1" } else { "0" };
            format!("{}{last}", &value[..value.len() - 1])
        }),
        header("an empty signature", &|value| {
            value.split("Signature=").next().unwrap_or_default().to_owned() + "Signature="
        }),
        header("Host is not signed", &|value| value.replace("host;", "")).answered(403, "must be a 'SignedHeader'"),
        header("no signed headers", &|value| value.replace("SignedHeaders", "Headers"))
            .answered(403, "'SignedHeaders'"),
        Attack { target: "/dev/signed/y".to_owned(), ..signed("another path", &good) },
        Attack { target: format!("{TARGET}?admin=1"), ..signed("a query more", &good) },
        Attack { method: "DELETE", ..signed("another method", &good) },
        Attack { method: "POST", body: b"[]".to_vec(), ..signed("a body that was not signed", &good) },
        Attack::new(
            "a presigned address",
            format!("{TARGET}?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=00"),
            &[],
        )
        .answered(403, MISSING),
        Attack { target: "/dev/who".to_owned(), ..signed("a signature where a token is wanted", &good) }
            .answered(401, UNAUTHORIZED),
    ]
}

/// API keys: none, wrong ones, and those of no plan.
pub(super) fn without_a_key(users: &Users) -> Vec<Attack> {
    let keyed = |name, headers: &[(&str, &str)]| Attack::new(name, "/dev/keyed/x", headers).answered(403, FORBIDDEN);
    let token = users.id_token(json!({}));
    vec![
        keyed("no key", &[]),
        keyed("an empty key", &[("x-api-key", "")]),
        keyed("a key that nobody has", &[("x-api-key", "0123456789012345678901234567890123456789")]),
        keyed("a token for a key", &[("x-api-key", &token)]),
        keyed("a key in Authorization", &[("Authorization", "0123456789012345678901234567890123456789")]),
        keyed("a key that is a pattern", &[("x-api-key", "*")]),
        Attack::new("a key in the query", "/dev/keyed/x?x-api-key=0123456789", &[]).answered(403, FORBIDDEN),
    ]
}
