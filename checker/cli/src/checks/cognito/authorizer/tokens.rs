//! Tokens that are well formed, and not the right ones.

use base64_simd::URL_SAFE_NO_PAD as BASE64;
use serde_json::Value;

use super::super::Session;
use super::super::bearer::Token;
use super::super::resources::pool;
use super::super::sign_in::SignedIn;
use super::kept_out::refused;
use super::methods::Request;
use crate::checks::models::methods::Defined;
use crate::harness::{Failure, Outcome, Verdict};

pub(super) async fn others(session: &Session) -> Outcome {
    let (http, people) = (&session.http, &session.people);
    let user = session.writes().await?.user(http, &people.user).await?;
    let stranger = session.elsewhere().await?.user(http, &people.user).await?;
    let (forged, unsigned) = (forged(&user, &people.friend.name)?, unsigned(&user)?);
    let tokens = [
        (Token::access(&user), "with an access token"),
        (Token::of(stranger.id_token, "ID_TOKEN", "an ID token of another pool"), "with a token of another pool"),
        (
            Token::of(forged, "ID_TOKEN", "an ID token in which another name was written"),
            "with a token that was changed",
        ),
        (
            Token::of(unsigned, "ID_TOKEN", "an ID token whose header says that nobody signed it"),
            "with a token that nobody signed",
        ),
    ];
    for (token, how) in &tokens {
        for request in Request::of_each(session) {
            refused(session, &request, Some(token), how).await?;
        }
    }
    of_one_pool(session)
}

/// That who lets in the pool's users lets in no other pool's: a name there is another user's name here.
fn of_one_pool(session: &Session) -> Outcome {
    let stack = session.setting.stack(&[])?;
    let id = &pool(&stack)?.physical_id;
    let is_own = |arn: &String| arn.rsplit('/').next() == Some(id);
    let defined = Defined::of(&session.setting)?;
    for authorizer in &defined.definition.authorizers {
        let arns = &authorizer.provider_arns;
        let Some(other) = arns.iter().find(|arn| !is_own(arn)).filter(|_| arns.iter().any(is_own)) else { continue };
        let scheme = defined.node(&["components", "securitySchemes", &authorizer.name]);
        return Failure::new(format!(
            "The authorizer {} takes the tokens of a second pool too: whoever has a user's name there is that user here.",
            authorizer.name
        ))
        .compared(format!("the site's pool alone: {id}"), other)
        .because_of(scheme.and_then(|scheme| defined.excerpt(scheme)))
        .fail();
    }
    Ok(())
}

/// The user's token, whose claims name somebody else; the signature is the old one.
fn forged(user: &SignedIn, other: &str) -> Result<String, Verdict> {
    let [header, claims, signature] = parts(&user.id_token)?;
    let mut claims = decoded(claims)?;
    claims["cognito:username"] = Value::from(other);
    Ok(format!("{header}.{}.{signature}", BASE64.encode_to_string(claims.to_string())))
}

/// The user's token, whose header wants no signature. <https://datatracker.ietf.org/doc/html/rfc8725#section-2.1>
fn unsigned(user: &SignedIn) -> Result<String, Verdict> {
    let [header, claims, _] = parts(&user.id_token)?;
    let mut header = decoded(header)?;
    header["alg"] = Value::from("none");
    Ok(format!("{}.{claims}.", BASE64.encode_to_string(header.to_string())))
}

/// Header, claims and signature. <https://datatracker.ietf.org/doc/html/rfc7515#section-7.1>
pub(super) fn parts(token: &str) -> Result<[&str; 3], Verdict> {
    let parts: Vec<&str> = token.split('.').collect();
    parts.try_into().map_err(|_| Verdict::Fault("a token does not have three parts".to_owned()))
}

pub(super) fn decoded(part: &str) -> Result<Value, Verdict> {
    let json = BASE64.decode_to_vec(part).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
    json.ok_or_else(|| Verdict::Fault("a part of a token is no JSON".to_owned()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn user() -> SignedIn {
        let [header, claims] = [json!({ "alg": "RS256" }), json!({ "cognito:username": "ann" })]
            .map(|part| BASE64.encode_to_string(part.to_string()));
        let id_token = format!("{header}.{claims}.c2ln");
        SignedIn { name: "ann".into(), id_token, access_token: String::new(), refresh_token: String::new() }
    }

    #[test]
    fn a_token_is_changed_and_keeps_its_signature() {
        let forged = forged(&user(), "bob").expect("a token");
        let [_, claims, signature] = parts(&forged).expect("three parts");
        assert_eq!((decoded(claims).expect("JSON")["cognito:username"].as_str(), signature), (Some("bob"), "c2ln"));
    }

    #[test]
    fn a_token_without_a_signature_says_so() {
        let unsigned = unsigned(&user()).expect("a token");
        let [header, claims, signature] = parts(&unsigned).expect("three parts");
        assert_eq!((decoded(header).expect("JSON")["alg"].as_str(), signature), (Some("none"), ""));
        assert_eq!(decoded(claims).expect("JSON")["cognito:username"], "ann");
    }
}
