//! Callers who must not be let in: forged, altered, stale and misplaced tokens, signatures and keys.
//!
//! Each row is refused with a status of 4xx and words of API Gateway's, reaches no backend, and can be read by a page of
//! another origin where the definition's gateway responses say so.

use std::collections::BTreeSet;
use std::time::{Duration, SystemTime};

use cloud::cognito::TokenUse;
use cloud::roles::CreateRole;
use cloud::{Credentials, STUDENT_ACCOUNT};
use serde_json::{Value, json};

use crate::client::Request;
use crate::signed::Signing;
use crate::users::{Users, change, pool};

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

fn encode(bytes: impl AsRef<[u8]>) -> String {
    base64_simd::URL_SAFE_NO_PAD.encode_to_string(bytes)
}

fn decode(part: &str) -> Vec<u8> {
    base64_simd::URL_SAFE_NO_PAD.decode_to_vec(part).expect("Base64")
}

/// A token's three parts.
fn parts(token: &str) -> [&str; 3] {
    let parts: Vec<&str> = token.split('.').collect();
    parts.try_into().expect("three parts")
}

/// A token with members of its header changed, and its signature left as it is.
fn with_header(token: &str, changed: Value) -> String {
    let [header, claims, signature] = parts(token);
    let mut header: Value = serde_json::from_slice(&decode(header)).expect("JSON");
    change(&mut header, changed);
    format!("{}.{claims}.{signature}", encode(header.to_string()))
}

/// A token with claims changed, and its signature left as it is.
fn with_claims(token: &str, changed: Value) -> String {
    let [header, claims, signature] = parts(token);
    let mut claims: Value = serde_json::from_slice(&decode(claims)).expect("JSON");
    change(&mut claims, changed);
    format!("{header}.{}.{signature}", encode(claims.to_string()))
}

/// A token that HMAC signs with some bytes.
fn hmac_signed(token: &str, algorithm: &str, secret: &[u8]) -> String {
    let token = with_header(token, json!({"alg": algorithm}));
    let [header, claims, _] = parts(&token);
    let message = format!("{header}.{claims}");
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, secret);
    format!("{message}.{}", encode(ring::hmac::sign(&key, message.as_bytes())))
}

/// The pool's public keys, as everybody can read them.
async fn public_keys(users: &Users) -> Value {
    let address = format!("127.0.0.1:{}", users.cloud.port()).parse().expect("an address");
    let target = format!("/{}/.well-known/jwks.json", users.pool_id);
    Request::get(&target).send(address).await.json()
}

/// A public key as `openssl` writes it.
fn pem(key: &Value) -> String {
    let number = |name: &str| decode(key[name].as_str().expect("a number"));
    let element = |tag: u8, content: &[u8]| {
        let length = u16::try_from(content.len()).expect("short").to_be_bytes();
        [&[tag, 0x82], &length[..], content].concat()
    };
    let (n, e) = (number("n"), number("e"));
    let numbers = [element(0x02, &[&[0], &n[..]].concat()), element(0x02, &e)].concat();
    let key = element(0x30, &numbers);
    format!(
        "-----BEGIN RSA PUBLIC KEY-----\n{}\n-----END RSA PUBLIC KEY-----\n",
        base64_simd::STANDARD.encode_to_string(key)
    )
}

/// Forged: signed by nobody, by another algorithm, or by another key.
async fn forged(users: &Users) -> Vec<Attack> {
    let good = users.id_token(json!({}));
    let [header, claims, signature] = parts(&good);
    let keys = public_keys(users).await;
    let key = &keys["keys"][0];
    let modulus = decode(key["n"].as_str().expect("a number"));
    let token = Attack::token;
    let alg = |name, algorithm: &str| token(name, &with_header(&good, json!({"alg": algorithm})));
    let unsigned = |name, algorithm: &str| {
        let token = with_header(&good, json!({"alg": algorithm}));
        let [header, claims, _] = parts(&token);
        Attack::token(name, &format!("{header}.{claims}."))
    };
    let kid = |name, kid: Value| token(name, &with_header(&good, json!({"kid": kid})));
    // An attacker's own key signs the right claims.
    let (attackers, _) = pool(&users.cloud, "AttackersPool");
    let by_attacker = users.cloud.cognito().sign(&attackers, TokenUse::Id, &users.id_claims());
    let victims_kid: Value = serde_json::from_slice::<Value>(&decode(header)).expect("JSON")["kid"].clone();
    let own_key = json!({"kty": "RSA", "e": "AQAB", "n": key["n"], "kid": "mine", "alg": "RS256", "use": "sig"});
    let flipped = {
        let mut bytes = decode(signature);
        bytes[0] ^= 1;
        format!("{header}.{claims}.{}", encode(bytes))
    };
    vec![
        unsigned("alg none without a signature", "none"),
        unsigned("alg None", "None"),
        unsigned("alg NONE", "NONE"),
        unsigned("alg nOnE", "nOnE"),
        unsigned("alg RS256 without a signature", "RS256"),
        unsigned("alg is empty and there is no signature", ""),
        alg("alg none with the old signature", "none"),
        alg("alg RS512 over a signature by RS256", "RS512"),
        alg("alg PS256", "PS256"),
        alg("alg ES256", "ES256"),
        alg("alg EdDSA", "EdDSA"),
        alg("alg rs256 in small letters", "rs256"),
        token("alg is missing", &with_header(&good, json!({"alg": null}))),
        token("alg is a list", &with_header(&good, json!({"alg": ["RS256", "none"]}))),
        token("HS256 with the public key's PEM as its secret", &hmac_signed(&good, "HS256", pem(key).as_bytes())),
        token("HS256 with the public key's modulus as its secret", &hmac_signed(&good, "HS256", &modulus)),
        token("HS256 with the JWK as its secret", &hmac_signed(&good, "HS256", key.to_string().as_bytes())),
        token("HS256 with an empty secret", &hmac_signed(&good, "HS256", b"")),
        token("HMAC that says RS256", &hmac_signed(&good, "RS256", &modulus)),
        token("another pool's key and its kid", &by_attacker),
        token("another pool's key under the victim's kid", &with_header(&by_attacker, json!({"kid": victims_kid}))),
        kid("kid is missing", Value::Null),
        kid("kid is unknown", json!("nobody")),
        kid("kid is a path", json!("../../../../dev/null")),
        kid("kid is SQL", json!("x' UNION SELECT 'secret' --")),
        kid("kid is a command", json!("|id")),
        kid("kid is a number", json!(0)),
        kid("kid is that of the access key", keys["keys"][1]["kid"].clone()),
        token("jku leads to an attacker", &with_header(&by_attacker, json!({"jku": "http://127.0.0.1:1/jwks.json"}))),
        token("x5u leads to an attacker", &with_header(&by_attacker, json!({"x5u": "http://127.0.0.1:1/cert.pem"}))),
        token("jwk brings its own key", &with_header(&by_attacker, json!({"jwk": own_key}))),
        token("x5c brings its own certificate", &with_header(&by_attacker, json!({"x5c": ["MIIB"]}))),
        token("crit asks for what nobody understands", &with_header(&good, json!({"crit": ["exp"], "b64": false}))),
        token("zip", &with_header(&good, json!({"zip": "DEF"}))),
        token("a bit of the signature is another", &flipped),
        token("the signature is cut", &good[..good.len() - 8]),
        token("the signature is that of another token", &{
            let other = users.id_token(json!({"jti": "another"}));
            format!("{header}.{claims}.{}", parts(&other)[2])
        }),
        token("the signature is all zero", &format!("{header}.{claims}.{}", encode([0; 256]))),
        token("another user's name", &with_claims(&good, json!({"cognito:username": "grace"}))),
        token("another sub", &with_claims(&good, json!({"sub": "0f4c1e9a-0000-4000-8000-000000000002"}))),
        token("a group more", &with_claims(&good, json!({"cognito:groups": ["admin"]}))),
        token("an end that was moved", &with_claims(&good, json!({"exp": users.now() + 999_999}))),
    ]
}

/// Signed by the pool's own key, and yet not for this API, or not now.
fn misused(users: &Users) -> Vec<Attack> {
    let now = users.now();
    let with = |name, changed: Value| Attack::token(name, &users.id_token(changed));
    let issuer = users.cloud.cognito().issuer(&users.pool_id);
    let (other_pool, other_client) = pool(&users.cloud, "OtherPool");
    let cognito = users.cloud.cognito();
    let mut of_other = users.id_claims();
    change(&mut of_other, json!({"iss": cognito.issuer(&other_pool), "aud": other_client}));
    let of_other = cognito.sign(&other_pool, TokenUse::Id, &of_other);
    let iss = |name, issuer: Value| with(name, json!({"iss": issuer}));
    vec![
        with("expired an hour ago", json!({"iat": now - 7200, "exp": now - 3600})).answered(401, EXPIRED),
        with("expired this second", json!({"exp": now})).answered(401, EXPIRED),
        with("exp is 0", json!({"exp": 0})).answered(401, EXPIRED),
        with("exp is missing", json!({"exp": null})),
        with("exp is negative", json!({"exp": -1})),
        with("exp is a fraction", json!({"exp": 4_102_444_800.5})),
        with("exp is a text", json!({"exp": (now + 3600).to_string()})),
        with("exp is a list", json!({"exp": [now + 3600]})),
        with("exp is larger than any number of seconds", json!({"exp": 1e300})),
        with("iat is in an hour", json!({"iat": now + 3600, "exp": now + 7200})),
        with("iat is missing", json!({"iat": null})),
        with("nbf is in an hour", json!({"nbf": now + 3600})),
        with("nbf is a text", json!({"nbf": "now"})),
        Attack::token("another pool's user", &of_other),
        Attack::token("another pool's user under this pool's issuer", &with_claims(&of_other, json!({"iss": issuer}))),
        iss("iss has a slash at its end", json!(format!("{issuer}/"))),
        iss("iss is in capitals", json!(issuer.to_uppercase())),
        iss("iss by http", json!(issuer.replacen("https", "http", 1))),
        iss("iss of another region", json!(issuer.replacen("eu-central-1.amazonaws", "us-east-1.amazonaws", 1))),
        iss("iss of another host", json!(issuer.replacen("amazonaws.com", "amazonaws.com.example.org", 1))),
        iss("iss is a list", json!([issuer])),
        iss("iss is missing", Value::Null),
        with("aud is another client", json!({"aud": other_client})),
        with("aud is a list", json!({"aud": [users.client_id]})),
        with("aud is empty", json!({"aud": ""})),
        with("aud is missing", json!({"aud": null})),
        with("token_use is refresh", json!({"token_use": "refresh"})),
        with("token_use is missing", json!({"token_use": null})),
        with("token_use is a list", json!({"token_use": ["id", "access"]})),
        with("sub is missing", json!({"sub": null})),
        Attack::token("an access token where the ID token is wanted", &users.access_token("chat/read")),
        Attack::new(
            "an ID token where a scope is wanted",
            "/dev/scoped",
            &[("Authorization", &users.id_token(json!({})))],
        ),
        Attack::new(
            "an access token without the scope",
            "/dev/scoped",
            &[("Authorization", &users.access_token("aws.cognito.signin.user.admin"))],
        ),
        Attack::new(
            "a scope that only begins like it",
            "/dev/scoped",
            &[("Authorization", &users.access_token("chat/readers chat/ chat"))],
        ),
        Attack::new(
            "a scope that claims to be an ID token's",
            "/dev/scoped",
            &[("Authorization", &users.id_token(json!({"scope": "chat/read"})))],
        ),
    ]
}

/// No tokens at all, or good ones where none is looked for.
fn malformed(users: &Users) -> Vec<Attack> {
    let good = users.id_token(json!({}));
    let [header, claims, signature] = parts(&good);
    let token = Attack::token;
    let at = |name, headers: &[(&str, &str)]| Attack::new(name, "/dev/who", headers);
    let garbage = encode(b"{\"alg\":\"RS256\"");
    let twice = encode(format!("{{\"alg\":\"none\",\"alg\":\"RS256\",\"kid\":{}}}", json!("x")));
    let nested = "[".repeat(3_000) + &"]".repeat(3_000);
    let mut rows = vec![
        at("no token", &[]),
        token("an empty token", ""),
        token("one letter", "x"),
        token("a word and dots", "a.b.c"),
        token("dots alone", ".."),
        token("a dot more", &format!("{good}.")),
        token("a part more", &format!("{good}.{signature}")),
        token("a part less", &format!("{header}.{claims}")),
        token("an encrypted token, of five parts", &format!("{header}.{claims}.{signature}.{claims}.{signature}")),
        token("a space inside", &format!("{header}. {claims}.{signature}")),
        token("a tabulator inside", &format!("{header}.\t{claims}.{signature}")),
        token("padding", &format!("{header}==.{claims}.{signature}")),
        token(
            "Base64 of the other alphabet",
            &format!("{header}.{claims}.{}", base64_simd::STANDARD.encode_to_string(decode(signature))),
        ),
        token("letters that Base64 does not have", &format!("{header}.{claims}.{}", "ä".repeat(100))),
        token("a zero-width space", &format!("{header}.\u{200b}{claims}.{signature}")),
        token("a percent escape", &good.replacen('.', "%2E", 1)),
        token("a header that is no JSON", &format!("{garbage}.{claims}.{signature}")),
        token("a header that is a list", &format!("{}.{claims}.{signature}", encode("[]"))),
        token("claims that are a text", &format!("{header}.{}.{signature}", encode("\"x\""))),
        token("claims that are nested deeper than anybody reads", &format!("{header}.{}.{signature}", encode(nested))),
        token("two members of one name", &format!("{twice}.{claims}.{signature}")),
        token("quotation marks around it", &format!("\"{good}\"")),
        token("Basic", "Basic dXNlcjpwYXNzd29yZA=="),
        token("Digest", "Digest username=\"ada\", realm=\"chat\", response=\"00\""),
        token("Bearer without a token", "Bearer"),
        token("Bearer twice", &format!("Bearer Bearer {good}")),
        token("Bearer with a comma", &format!("Bearer {good}, Bearer {good}")),
        token("Bearer with two spaces", &format!("Bearer  {good}")),
        token("bearer in small letters", &format!("bearer {good}")),
        token("Token", &format!("Token {good}")),
        at("two headers, the last one good", &[("Authorization", "x"), ("Authorization", &good)]),
        at("two headers, the first one good", &[("Authorization", &good), ("authorization", "x")]),
        at("X-Authorization", &[("X-Authorization", &good)]),
        at("Proxy-Authorization", &[("Proxy-Authorization", &good)]),
        at("a cookie", &[("Cookie", &format!("Authorization={good}"))]),
        at("another method in a header", &[("X-HTTP-Method-Override", "OPTIONS")]),
        Attack::new("the query", format!("/dev/who?Authorization={good}"), &[]),
        Attack::new("the query of a form", format!("/dev/x?access_token={good}"), &[]),
        Attack { method: "POST", body: good.clone().into_bytes(), ..Attack::new("the body", "/dev/x", &[]) },
        Attack { method: "HEAD", says: "", ..Attack::new("HEAD", "/dev/x", &[]) },
        Attack::new("a slash more before the path", "/dev//who", &[]),
        Attack::new("a slash at the end", "/dev/who/", &[]),
        Attack::new("escaped letters of the path", "/dev/%77ho", &[]),
        Attack::new("a way around by dots", "/dev/x/../who", &[]),
    ];
    let large = "x".repeat(10_241);
    let too_large = Attack::token("headers over 10,240 bytes", &large);
    rows.push(too_large.answered(431, "HTTP header is larger than 10240 bytes."));
    rows
}

/// `AWS_IAM`: not signed, signed otherwise, or signed by somebody who may not.
fn wrongly_signed(users: &Users) -> Vec<Attack> {
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
        signed("another secret", &who(&|who| who.secret_access_key = "other/secret".to_owned())),
        signed("an access key that nobody has", &who(&|who| who.access_key_id = "AKIANOBODYEVERHADIT0".to_owned()))
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
fn without_a_key(users: &Users) -> Vec<Attack> {
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

pub(crate) async fn none_of_them_gets_in() {
    let users = Users::start().await;
    let mut attacks = forged(&users).await;
    attacks.extend(misused(&users));
    attacks.extend(malformed(&users));
    attacks.extend(wrongly_signed(&users));
    attacks.extend(without_a_key(&users));
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
