//! ID tokens and access tokens: JSON Web Tokens, signed by RS256.
//!
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-with-identity-providers.html>

use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Map, Value, json};

use super::UserPools;
use super::keys::with_keys;

/// What a token is for: its claim `token_use`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenUse {
    /// It tells an app who the user is.
    Id,
    /// It lets its bearer act for the user.
    Access,
}

impl TokenUse {
    /// As the claim has it: `id`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Access => "access",
        }
    }
}

/// A token whose signature and claims hold.
#[derive(Clone, Debug, PartialEq)]
pub struct Verified {
    /// All its claims, as they stand in it.
    pub claims: Map<String, Value>,
    /// The pool that issued it.
    pub pool_id: String,
}

impl Verified {
    /// A claim that is text.
    #[must_use]
    pub fn text(&self, claim: &str) -> Option<&str> {
        self.claims.get(claim)?.as_str()
    }

    /// The words of the claim `scope`.
    pub fn scopes(&self) -> impl Iterator<Item = &str> {
        self.text("scope").unwrap_or_default().split(' ').filter(|scope| !scope.is_empty())
    }
}

/// Why a token is refused. Each prints as plain words for whoever sent it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is no JSON Web Token in its compact form, or a part of it cannot be read; which, and why.
    Malformed(String),
    /// Its header names another algorithm than RS256, or none.
    Algorithm(String),
    /// Its header names a key that the pool does not have.
    UnknownKey(String),
    /// It was altered, or signed with another key.
    Signature,
    /// Another pool, or somebody else, issued it.
    Issuer {
        /// Its claim `iss`.
        found: String,
        /// Those that would do.
        wanted: Vec<String>,
    },
    /// Its life is over.
    Expired {
        /// Its claim `exp`, in seconds since 1970.
        expired: u64,
        /// The time, in seconds since 1970.
        now: u64,
    },
    /// Its life has not begun.
    NotYet {
        /// Its claim `nbf` or `iat`, in seconds since 1970.
        begins: u64,
        /// The time, in seconds since 1970.
        now: u64,
    },
    /// It is for something else.
    TokenUse {
        /// Its claim `token_use`.
        found: String,
        /// The one that is needed.
        wanted: TokenUse,
    },
    /// A claim that each token of its kind has is missing, or is no number or text; its name.
    Claim(&'static str),
}

impl fmt::Display for Refusal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(what) => write!(out, "this is no JSON Web Token: {what}"),
            Self::Algorithm(found) => {
                write!(out, "the token's header says alg \"{found}\"; a user pool signs with RS256 alone")
            }
            Self::UnknownKey(kid) => {
                write!(out, "the token's header names the key \"{kid}\", which is none of the user pool's")
            }
            Self::Signature => write!(out, "the token's signature does not fit: it was altered, or never signed here"),
            Self::Issuer { found, wanted } => {
                write!(out, "the token was issued by {found}, and the user pool is {}", wanted.join(" or "))
            }
            Self::Expired { expired, now } => {
                write!(out, "the token expired {} s ago: sign in again, or use the refresh token", now - expired)
            }
            Self::NotYet { begins, now } => write!(out, "the token counts only in {} s from now", begins - now),
            Self::TokenUse { found, wanted: TokenUse::Id } => {
                write!(out, "the token's token_use is \"{found}\"; here the ID token is needed (token_use \"id\")")
            }
            Self::TokenUse { found, wanted: TokenUse::Access } => write!(
                out,
                "the token's token_use is \"{found}\"; here the access token is needed (token_use \"access\")"
            ),
            Self::Claim(name) => write!(out, "the token's claim {name} is missing or of the wrong type"),
        }
    }
}

impl std::error::Error for Refusal {}

impl UserPools {
    /// The issuer of a pool's tokens: their claim `iss`, whatever port this cloud listens on.
    #[must_use]
    pub fn issuer(&self, pool_id: &str) -> String {
        format!("https://cognito-idp.{}.amazonaws.com/{pool_id}", self.region)
    }

    /// Verifies an ID token of one of some pools, as API Gateway does for a method without scopes: that it was not
    /// revoked is never asked.
    ///
    /// # Errors
    ///
    /// The first thing that is wrong with it.
    pub fn verify_id(&self, pool_ids: &[&str], token: &str) -> Result<Verified, Refusal> {
        self.verify(pool_ids, TokenUse::Id, token)
    }

    /// Verifies an access token of one of some pools, as API Gateway does for a method with scopes: that it was not
    /// revoked is never asked.
    ///
    /// # Errors
    ///
    /// The first thing that is wrong with it.
    pub fn verify_access(&self, pool_ids: &[&str], token: &str) -> Result<Verified, Refusal> {
        self.verify(pool_ids, TokenUse::Access, token)
    }

    /// Signs any claims with a pool's key, so that tests can send what no pool issues: claims that are missing, or of
    /// another time.
    #[must_use]
    pub fn sign(&self, pool_id: &str, token_use: TokenUse, claims: &Value) -> String {
        with_keys(pool_id, |keys| {
            let key = keys.of(token_use);
            let encode = |part: &Value| base64_simd::URL_SAFE_NO_PAD.encode_to_string(part.to_string());
            let message = format!("{}.{}", encode(&json!({"kid": key.kid, "alg": "RS256"})), encode(claims));
            let signature = key.sign(message.as_bytes());
            format!("{message}.{}", base64_simd::URL_SAFE_NO_PAD.encode_to_string(signature))
        })
    }

    fn verify(&self, pool_ids: &[&str], wanted: TokenUse, token: &str) -> Result<Verified, Refusal> {
        let token = Compact::parse(token)?;
        let found = token.claims.get("iss").and_then(Value::as_str).ok_or(Refusal::Claim("iss"))?;
        // Which pool's keys count is read from what nobody has verified yet; the signature must then be that pool's.
        let pool_id = pool_ids.iter().find(|pool_id| self.issuer(pool_id) == found).ok_or_else(|| Refusal::Issuer {
            found: found.to_owned(),
            wanted: pool_ids.iter().map(|pool_id| self.issuer(pool_id)).collect(),
        })?;
        if token.algorithm != "RS256" {
            return Err(Refusal::Algorithm(token.algorithm));
        }
        with_keys(pool_id, |keys| {
            let key = keys.named(&token.kid).ok_or_else(|| Refusal::UnknownKey(token.kid.clone()))?;
            if key.verifies(token.signed, &token.signature) { Ok(()) } else { Err(Refusal::Signature) }
        })?;
        check_claims(&token.claims, wanted, seconds(self.now()))?;
        Ok(Verified { claims: token.claims, pool_id: (*pool_id).to_owned() })
    }
}

fn check_claims(claims: &Map<String, Value>, wanted: TokenUse, now: u64) -> Result<(), Refusal> {
    let text = |name: &'static str| claims.get(name).and_then(Value::as_str).ok_or(Refusal::Claim(name));
    let time = |name: &'static str| claims.get(name).and_then(Value::as_u64).ok_or(Refusal::Claim(name));
    let expired = time("exp")?;
    if expired <= now {
        return Err(Refusal::Expired { expired, now });
    }
    let not_before = if claims.contains_key("nbf") { time("nbf")? } else { 0 };
    let begins = time("iat")?.max(not_before);
    if begins > now {
        return Err(Refusal::NotYet { begins, now });
    }
    let found = text("token_use")?;
    if found != wanted.as_str() {
        return Err(Refusal::TokenUse { found: found.to_owned(), wanted });
    }
    text("sub")?;
    text(match wanted {
        TokenUse::Id => "aud",
        TokenUse::Access => "client_id",
    })?;
    Ok(())
}

/// A token taken apart, not verified. <https://www.rfc-editor.org/rfc/rfc7515#section-7.1>
#[derive(Debug)]
pub(super) struct Compact<'a> {
    algorithm: String,
    kid: String,
    pub(super) claims: Map<String, Value>,
    signature: Vec<u8>,
    /// What is signed: header and claims as they were sent.
    signed: &'a [u8],
}

/// More than any token needs: headers of an HTTP request are about as long at most.
const LONGEST: usize = 64 * 1024;

impl<'a> Compact<'a> {
    pub(super) fn parse(token: &'a str) -> Result<Self, Refusal> {
        let malformed = |what: &str| Refusal::Malformed(what.to_owned());
        if token.len() > LONGEST {
            return Err(malformed("it is longer than 64 KiB"));
        }
        if token.trim() != token {
            return Err(malformed("there is a space before or after it"));
        }
        let parts: Vec<&str> = token.split('.').collect();
        let &[header, claims, signature] = parts.as_slice() else {
            let message = format!("it has {} parts with a dot between them, and not three", parts.len());
            return Err(Refusal::Malformed(message));
        };
        let decode = |part: &str, name: &str| {
            let decoded = base64_simd::URL_SAFE_NO_PAD.decode_to_vec(part.as_bytes());
            decoded.map_err(|_| Refusal::Malformed(format!("its {name} is not Base64 for URLs without padding")))
        };
        let object = |part: &str, name: &str| match serde_json::from_slice(&decode(part, name)?) {
            Ok(Value::Object(members)) => Ok(members),
            _ => Err(Refusal::Malformed(format!("its {name} is no JSON object"))),
        };
        let header = object(header, "header")?;
        let claims_read = object(claims, "payload")?;
        let signature_read = decode(signature, "signature")?;
        // Nothing that must be understood is (RFC 7515, section 4.1.11).
        if header.contains_key("crit") {
            return Err(malformed("its header has \"crit\""));
        }
        let text = |name: &str| header.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let signed = &token[..token.len() - signature.len() - 1];
        Ok(Self {
            algorithm: text("alg"),
            kid: text("kid"),
            claims: claims_read,
            signature: signature_read,
            signed: signed.as_bytes(),
        })
    }
}

/// A time as tokens have it: whole seconds since 1970.
pub(super) fn seconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}

#[cfg(test)]
mod tests;
