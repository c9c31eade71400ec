//! Results of authorizers, kept for the time that each authorizer says.
//!
//! While a result is kept, neither the pools nor their keys are asked again: a token goes on being taken though its pool or
//! client was deleted. When it expires is looked at each time. Refusals are never kept.
//! <https://docs.aws.amazon.com/apigateway/latest/api/API_Authorizer.html#apigw-Type-Authorizer-authorizerResultTtlInSeconds>

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use super::claims::Token;

/// What a result is kept for: one token at one authorizer of one deployment.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct CacheKey {
    pub(super) api_id: String,
    pub(super) stage: String,
    /// With the deployment, a new one starts anew.
    pub(super) deployment_id: Option<String>,
    pub(super) authorizer_id: String,
    pub(super) token: String,
}

/// When a result ends; and the result.
type Kept = (SystemTime, Token);

/// The results of all authorizers.
#[derive(Debug, Default)]
pub(crate) struct AuthorizerCache(Mutex<HashMap<CacheKey, Kept>>);

/// How many are kept; more begin anew.
const MOST: usize = 1_000;

impl AuthorizerCache {
    pub(super) fn get(&self, key: &CacheKey, now: SystemTime) -> Option<Token> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(key).filter(|(end, _)| now < *end).map(|(_, token)| token.clone())
    }

    pub(super) fn put(&self, key: CacheKey, token: Token, ttl: Duration, now: SystemTime) {
        let Some(end) = now.checked_add(ttl).filter(|_| !ttl.is_zero()) else { return };
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST {
            kept.retain(|_, (end, _)| now < *end);
        }
        if kept.len() >= MOST {
            kept.clear();
        }
        kept.insert(key, (end, token));
    }

    /// `FlushStageAuthorizersCache`.
    pub(crate) fn flush(&self, api_id: &str, stage: &str) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|key, _| key.api_id != api_id || key.stage != stage);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_is_kept_for_its_time_and_until_it_is_flushed() {
        let cache = AuthorizerCache::default();
        let key = |stage: &str| CacheKey {
            api_id: "api".to_owned(),
            stage: stage.to_owned(),
            deployment_id: None,
            authorizer_id: "cognito".to_owned(),
            token: "token".to_owned(),
        };
        let (now, ttl) = (SystemTime::UNIX_EPOCH, Duration::from_secs(10));
        cache.put(key("dev"), Token::default(), ttl, now);
        cache.put(key("prod"), Token::default(), ttl, now);
        cache.put(key("none"), Token::default(), Duration::ZERO, now);
        assert!(cache.get(&key("dev"), now + Duration::from_secs(9)).is_some());
        assert!(cache.get(&key("dev"), now + ttl).is_none());
        assert!(cache.get(&key("none"), now).is_none());
        cache.flush("api", "dev");
        assert!(cache.get(&key("dev"), now).is_none());
        assert!(cache.get(&key("prod"), now).is_some());
    }
}
