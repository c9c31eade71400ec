//! The hook that `s3s` calls before each operation.

use std::sync::Arc;

use s3s::access::{S3Access, S3AccessContext};
use s3s::{S3ErrorCode, S3Result};

use super::actions::{self, Resource};
use super::{Decision, acl, decide, policy};
use crate::s3::exchange::Exchange;
use crate::s3::model::Bucket;
use crate::s3::{auth, error, region};
use crate::state::State;

/// Authorises every request.
pub(crate) struct AccessCheck {
    pub(crate) state: Arc<State>,
}

#[async_trait::async_trait]
impl S3Access for AccessCheck {
    async fn check(&self, cx: &mut S3AccessContext<'_>) -> S3Result<()> {
        let exchange = Exchange::of(cx.extensions_mut())?;
        let access_key = cx.credentials().map(|credentials| credentials.access_key.clone());
        let principal = auth::principal(&self.state, access_key.as_deref(), session_token(cx).as_deref());
        let operation = cx.s3_op().name();
        let bucket = cx.s3_path().get_bucket_name().map(str::to_owned);
        let key = cx.s3_path().get_object_key().map(str::to_owned);
        {
            let mut detail = exchange.detail();
            detail.operation = Some(operation.to_owned());
            if let Ok(principal) = &principal {
                detail.principal = principal.clone();
            }
            detail.bucket.clone_from(&bucket);
            detail.key.clone_from(&key);
        }
        principal?;
        let query = cx.uri().query().unwrap_or_default();
        let not_emulated = |what: &str| {
            error::new(
                S3ErrorCode::NotImplemented,
                format!("{what} is a part of Amazon S3 that this cloud does not emulate"),
            )
        };
        let unknown = actions::unknown_subresource(query).filter(|name| {
            // Bucket encryption is read, never changed.
            !(*name == "encryption" && operation == "GetBucketEncryption")
        });
        if let Some(name) = unknown {
            return Err(not_emulated(&format!("?{name}")));
        }
        let Some((action, resource)) = actions::action(operation) else {
            return Err(not_emulated(operation));
        };
        region::check_scope(&exchange, &self.state.region)?;
        let further = actions::further_actions(operation, cx.headers());

        let Some(name) = bucket.filter(|_| resource != Resource::Account) else {
            return policy::decide_without_bucket(&exchange.principal(), action, "*").require(&exchange);
        };
        if operation == "CreateBucket" {
            let arn = policy::arn(&name, None);
            for action in [action].into_iter().chain(further) {
                policy::decide_without_bucket(&exchange.principal(), action, &arn).require(&exchange)?;
            }
            return Ok(());
        }
        let buckets = self.state.buckets.read();
        let bucket = buckets.get(&name).ok_or_else(error::no_such_bucket)?;
        region::check_bucket(&exchange, &name, &bucket.region)?;
        // https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-owner-condition.html
        let expected = cx.headers().get("x-amz-expected-bucket-owner");
        if expected.is_some_and(|owner| owner != bucket.owner.as_str()) {
            exchange.decide(format!("the bucket belongs to account {}, not to the expected one", bucket.owner));
            return Err(error::access_denied());
        }
        if operation == "DeleteObjects" {
            return Ok(());
        }
        let key = key.as_deref().filter(|_| resource == Resource::Object);
        authorize_in(&exchange, bucket, action, key, query)?;
        let principal = exchange.principal();
        let stranger = principal.account() != Some(&bucket.owner);
        let writes_by_acl = stranger && acl::decide(bucket, &principal, action, key).is_ok();
        for action in further {
            // Who puts an object by the bucket's ACL owns it, and so gives it the ACL and tags that it shall have.
            let denied = || decide(bucket, &principal, action, key, &exchange.context).explicit_deny;
            if !writes_by_acl || denied() {
                authorize_in(&exchange, bucket, action, key, query)?;
            }
        }
        Ok(())
    }
}

/// The session token: a header, or a parameter of a presigned URL.
fn session_token(cx: &S3AccessContext<'_>) -> Option<String> {
    let header = cx.headers().get("x-amz-security-token");
    if let Some(token) = header.and_then(|token| token.to_str().ok()) {
        return Some(token.to_owned());
    }
    let query = cx.uri().query()?;
    let token = query.split('&').find_map(|pair| pair.strip_prefix("X-Amz-Security-Token="))?;
    Some(percent_encoding::percent_decode_str(token).decode_utf8_lossy().into_owned())
}

/// Requires the permission for an action; for an object that does not exist also the one to know that.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html>
pub(crate) fn authorize_in(
    exchange: &Exchange,
    bucket: &Bucket,
    action: &str,
    key: Option<&str>,
    query: &str,
) -> S3Result {
    let principal = exchange.principal();
    let mut context = exchange.context.clone();
    if action == "s3:ListBucket" {
        add_list_keys(&mut context, query);
    }
    let decision = decide(bucket, &principal, action, key, &context);
    let reads_missing = action.starts_with("s3:GetObject") && key.is_some_and(|key| !bucket.objects.contains_key(key));
    if !reads_missing {
        return decision.require(exchange);
    }
    let list = decide(bucket, &principal, "s3:ListBucket", None, &exchange.context);
    let stranger = principal.account() != Some(&bucket.owner);
    match (decision.allowed, list.allowed) {
        // An ACL of a missing object cannot allow reading it: that everyone may list is enough to say that it is missing.
        (false, true) if stranger && !decision.explicit_deny => list.require(exchange),
        (true, false) => Decision {
            reason: format!("there is no such key, and without s3:ListBucket the caller may not know: {}", list.reason),
            ..list
        }
        .require(exchange),
        _ => decision.require(exchange),
    }
}

/// <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html#amazons3-policy-keys>
fn add_list_keys(context: &mut iam::Context, query: &str) {
    for pair in query.split('&') {
        let Some((name, value)) = pair.split_once('=') else {
            continue;
        };
        let key = match name {
            "prefix" => "s3:prefix",
            "delimiter" => "s3:delimiter",
            "max-keys" => "s3:max-keys",
            _ => continue,
        };
        let value = value.replace('+', " ");
        context.set(key, percent_encoding::percent_decode_str(&value).decode_utf8_lossy());
    }
}
