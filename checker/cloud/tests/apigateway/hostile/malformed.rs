//! What is no token, and tokens where nobody looks for them.

use serde_json::json;

use super::Attack;
use super::token::{decode, encode, parts};
use crate::users::Users;

/// No tokens at all, or good ones where none is looked for.
pub(super) fn malformed(users: &Users) -> Vec<Attack> {
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
