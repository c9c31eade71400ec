//! Sessions: what a sign-in began, and a sign-out ends. A refresh token is its session's secret; access tokens name the
//! session by their `event_id`.
//!
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/token-revocation.html>

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use super::{Client, User, random};

/// All sessions of a cloud whose refresh tokens have not expired.
#[derive(Default)]
pub(super) struct Sessions(Mutex<Vec<Session>>);

/// What one sign-in began.
#[derive(Clone)]
pub(super) struct Session {
    /// The claim `event_id` of all its tokens.
    pub(super) event_id: String,
    pub(super) pool_id: String,
    pub(super) client_id: String,
    /// The user's `sub`: a name can be given anew.
    pub(super) sub: String,
    /// When the user signed in.
    pub(super) began: SystemTime,
    /// The claim `origin_jti` of all its tokens.
    pub(super) origin_jti: String,
    pub(super) refresh_token: String,
    /// When the refresh token expires.
    pub(super) expires: SystemTime,
    /// Whether a sign-out ended it.
    pub(super) is_revoked: bool,
}

/// Whoever prints the pools must not print their users' secrets.
impl std::fmt::Debug for Sessions {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_tuple("Sessions").field(&self.all().len()).finish()
    }
}

impl Sessions {
    /// Begins a session.
    pub(super) fn begin(&self, pool_id: &str, client: &Client, user: &User, began: SystemTime) -> Session {
        let session = Session {
            event_id: random::uuid(),
            pool_id: pool_id.to_owned(),
            client_id: client.id.clone(),
            sub: user.sub.clone(),
            began,
            origin_jti: random::uuid(),
            refresh_token: refresh_token(),
            expires: began + client.settings.validity.refresh,
            is_revoked: false,
        };
        self.all().push(session.clone());
        session
    }

    pub(super) fn of_refresh_token(&self, token: &str) -> Option<Session> {
        self.all().iter().find(|session| session.refresh_token == token).cloned()
    }

    /// Whether an access token of this session may no longer be used. A session that is not known any more is over.
    pub(super) fn is_revoked(&self, event_id: &str) -> bool {
        self.all().iter().find(|session| session.event_id == event_id).is_none_or(|session| session.is_revoked)
    }

    /// Ends one session.
    pub(super) fn revoke(&self, token: &str) {
        self.end(|session| session.refresh_token == token);
    }

    /// Ends all sessions of a user.
    pub(super) fn revoke_all(&self, pool_id: &str, sub: &str) {
        self.end(|session| session.pool_id == pool_id && session.sub == sub);
    }

    /// Forgets the sessions whose tokens have all expired.
    pub(super) fn forget(&self, now: SystemTime) {
        // An access token counts for a day at most, whatever the refresh token does.
        let day = std::time::Duration::from_hours(24);
        self.all().retain(|session| now < session.expires + day);
    }

    fn end(&self, of: impl Fn(&Session) -> bool) {
        self.all().iter_mut().filter(|session| of(session)).for_each(|session| session.is_revoked = true);
    }

    fn all(&self) -> MutexGuard<'_, Vec<Session>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A token as long as AWS's and of its form, an encrypted JSON Web Token, with nothing inside:
/// <https://www.rfc-editor.org/rfc/rfc7516#section-3.1>.
fn refresh_token() -> String {
    let encode = |bytes: &[u8]| base64_simd::URL_SAFE_NO_PAD.encode_to_string(bytes);
    let header = encode(br#"{"cty":"JWT","enc":"A256GCM","alg":"RSA-OAEP"}"#);
    // Key, initialisation vector, text, tag.
    let parts = [256, 12, 900, 16].map(|length| encode(&random::bytes(length)));
    format!("{header}.{}", parts.join("."))
}
