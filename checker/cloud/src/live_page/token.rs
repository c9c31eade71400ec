//! The secret of the person who started the cloud.

use std::fmt;
use std::hash::{BuildHasher as _, RandomState};

use http::HeaderMap;

/// The header that carries the token. A page of another origin cannot set it without being asked for CORS, which is
/// never granted here.
const HEADER: &str = "x-checker-token";

/// What `checker cloud` prints after the `#` of the live page's address: 128 bits, new with each run.
///
/// An HTML file in a bucket, opened in path style, is of the page's own origin and may ask for whatever the page may. It
/// cannot read another window's fragment, and a fragment is never sent: so it cannot know the token.
/// <https://www.rfc-editor.org/rfc/rfc9110#section-4.2.5>
pub(crate) struct Token(String);

impl Token {
    /// Nobody can work it out: the standard library keys each hasher by the system's random source.
    pub(crate) fn new() -> Self {
        let random = RandomState::new();
        Self(format!("{:016x}{:016x}", random.hash_one(0_u8), random.hash_one(1_u8)))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a request proves that its sender knows the token.
    pub(super) fn is_in(&self, headers: &HeaderMap) -> bool {
        let mut offered = headers.get_all(HEADER).iter();
        let (Some(only), None) = (offered.next(), offered.next()) else { return false };
        let (own, only) = (self.0.as_bytes(), only.as_bytes());
        // Every byte is looked at: how long it takes says nothing about how many are right.
        own.len() == only.len() && own.iter().zip(only).fold(0, |unlike, (a, b)| unlike | (a ^ b)) == 0
    }
}

/// Whoever prints the cloud's state must not print the secret.
impl fmt::Debug for Token {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Token(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_whole_token_is_taken_and_only_once() {
        let token = Token::new();
        let is_taken = |offered: &[&str]| {
            let mut headers = HeaderMap::new();
            for text in offered {
                headers.append(HEADER, text.parse().unwrap());
            }
            token.is_in(&headers)
        };
        let own = token.as_str();
        assert!(is_taken(&[own]));
        let other = Token::new();
        assert_ne!(other.as_str(), own);
        for wrong in [&[][..], &[""], &[&own[1..]], &[&format!("{own}0")], &[other.as_str()], &[own, own]] {
            assert!(!is_taken(wrong), "{wrong:?}");
        }
    }

    #[test]
    fn it_is_hexadecimal_and_long_enough_and_never_printed() {
        let token = Token::new();
        assert_eq!(token.as_str().len(), 32);
        assert!(token.as_str().bytes().all(|byte| byte.is_ascii_hexdigit()));
        assert!(!format!("{token:?}").contains(token.as_str()));
    }
}
