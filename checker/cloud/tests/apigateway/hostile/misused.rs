//! Tokens of the right key, for something else.

use cloud::cognito::TokenUse;
use serde_json::{Value, json};

use super::token::with_claims;
use super::{Attack, EXPIRED};
use crate::users::{Users, change, pool};

/// Signed by the pool's own key, and yet not for this API, or not now.
pub(super) fn misused(users: &Users) -> Vec<Attack> {
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
