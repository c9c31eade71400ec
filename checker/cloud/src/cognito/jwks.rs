//! What whoever verifies tokens fetches: the pool's public keys, and the document that says where they are.
//!
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html>
//! - <https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderMetadata>

use http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_TYPE, HOST};
use http::{HeaderValue, Method, Request, Response, StatusCode};
use s3s::Body;
use serde_json::{Value, json};

use super::UserPools;
use super::keys::with_keys;
use crate::trace::Detail;

/// Of whose pool which document is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Document {
    Keys,
    Discovery,
}

/// Whether a request asks for a document of a pool: `/POOL_ID/.well-known/…`. No bucket's name has an underscore.
pub(crate) fn is_meant<B>(request: &Request<B>) -> bool {
    asked(request.uri().path()).is_some()
}

fn asked(path: &str) -> Option<(&str, Document)> {
    let (pool_id, document) = path.strip_prefix('/')?.split_once("/.well-known/")?;
    let document = match document {
        "jwks.json" => Document::Keys,
        "openid-configuration" => Document::Discovery,
        _ => return None,
    };
    (pool_id.contains('_') && !pool_id.contains('/')).then_some((pool_id, document))
}

/// Answers a request for a document.
pub(crate) fn answer<B>(pools: &UserPools, request: &Request<B>, detail: &mut Detail) -> Response<Body> {
    let Some((pool_id, document)) = asked(request.uri().path()) else { return Response::new(Body::empty()) };
    detail.operation = Some(match document {
        Document::Keys => "jwks.json".to_owned(),
        Document::Discovery => "openid-configuration".to_owned(),
    });
    let (status, body) = if !matches!(*request.method(), Method::GET | Method::HEAD) {
        (StatusCode::METHOD_NOT_ALLOWED, json!({"message": "Method not allowed"}))
    } else if !pools.read().contains_key(pool_id) {
        (StatusCode::BAD_REQUEST, json!({"message": format!("User pool {pool_id} does not exist.")}))
    } else {
        let body = match document {
            Document::Keys => pools.public_keys(pool_id),
            Document::Discovery => discovery(pools, pool_id, &address(request)),
        };
        (StatusCode::OK, body)
    };
    if status != StatusCode::OK {
        detail.error_message = body["message"].as_str().map(str::to_owned);
    }
    let body = if request.method() == Method::HEAD { String::new() } else { body.to_string() };
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=86400"));
    response
}

impl UserPools {
    /// The public keys of a pool, as `jwks.json` has them: a JWK set.
    #[must_use]
    #[allow(clippy::unused_self)] // Keys are a pool's, wherever they are kept.
    pub fn public_keys(&self, pool_id: &str) -> Value {
        with_keys(pool_id, super::keys::Keys::public)
    }
}

/// Where the request came to, so that a verifier finds the keys here: AWS's own address is not this cloud's.
fn address<B>(request: &Request<B>) -> String {
    let host = request.headers().get(HOST).and_then(|host| host.to_str().ok()).unwrap_or("127.0.0.1");
    format!("http://{host}")
}

/// The members that AWS gives for a pool without a domain.
fn discovery(pools: &UserPools, pool_id: &str, address: &str) -> Value {
    json!({
        "id_token_signing_alg_values_supported": ["RS256"],
        "issuer": pools.issuer(pool_id),
        "jwks_uri": format!("{address}/{pool_id}/.well-known/jwks.json"),
        "response_types_supported": ["code", "token"],
        "scopes_supported": ["openid", "email", "phone", "profile"],
        "subject_types_supported": ["public"],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_pools_documents_are_meant() {
        assert_eq!(asked("/eu-central-1_Ab/.well-known/jwks.json"), Some(("eu-central-1_Ab", Document::Keys)));
        let discovery = "/eu-central-1_Ab/.well-known/openid-configuration";
        assert_eq!(asked(discovery), Some(("eu-central-1_Ab", Document::Discovery)));
        for other in [
            "/",
            "/.well-known/jwks.json",
            "/bucket/.well-known/jwks.json",
            "/eu-central-1_Ab/.well-known/other.json",
            "/eu-central-1_Ab/.well-known/jwks.json/",
            "/a/b_c/.well-known/jwks.json",
        ] {
            assert_eq!(asked(other), None, "{other}");
        }
    }
}
