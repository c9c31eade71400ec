//! Identity-based policies and bucket policies, by crate `iam`.

use iam::{Outcome, PolicySource};

use super::Decision;
use crate::identity::Principal;
use crate::s3::model::{BlockSwitch, Bucket};

/// The ARN of a bucket or of an object.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-arn-format.html>
pub(crate) fn arn(bucket: &str, key: Option<&str>) -> String {
    match key {
        Some(key) => format!("arn:aws:s3:::{bucket}/{key}"),
        None => format!("arn:aws:s3:::{bucket}"),
    }
}

/// Decides by the caller's own policies and the bucket's.
pub(crate) fn decide(
    bucket: &Bucket,
    principal: &Principal,
    action: &str,
    key: Option<&str>,
    context: &iam::Context,
) -> Decision {
    let mut request = iam::Request::new(principal.iam(), action, arn(&bucket.name, key), bucket.owner.as_str());
    request.context = context.clone();
    let resource = bucket.policy.as_ref().map(|policy| &policy.document);
    let decision = iam::evaluate(&request, principal.policies(), resource);
    let message = iam::s3::denied_message(&decision, &request).unwrap_or_default();
    let (mut allowed, explicit_deny) = match decision.outcome {
        Outcome::Allowed { .. } => (true, false),
        Outcome::ExplicitDeny { .. } => (false, true),
        Outcome::ImplicitDeny { .. } => (false, false),
    };
    let mut reason = reason(bucket, principal, action, &decision);
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
    let stranger = principal.account() != Some(&bucket.owner);
    if let Some(on) = is_restricted(bucket).filter(|_| allowed && stranger) {
        allowed = false;
        reason = format!("{on}: the public bucket policy counts for account {} only", bucket.owner);
    }
    let message = if message.is_empty() { "Access Denied".to_owned() } else { message };
    Decision { allowed, explicit_deny, reason, message }
}

/// Decides an action that concerns no existing bucket, by the caller's own policies.
pub(crate) fn decide_without_bucket(principal: &Principal, action: &str, resource: &str) -> Decision {
    let Some(account) = principal.account() else {
        return Decision {
            allowed: false,
            explicit_deny: false,
            reason: format!("{action} needs a signed request"),
            message: "Access Denied".to_owned(),
        };
    };
    let request = iam::Request::new(principal.iam(), action, resource, account.as_str());
    let decision = iam::evaluate(&request, principal.policies(), None);
    let deciding = decision.deciding.as_ref();
    Decision {
        allowed: decision.is_allowed(),
        explicit_deny: matches!(decision.outcome, Outcome::ExplicitDeny { .. }),
        reason: deciding.map_or_else(
            || format!("no identity-based policy{} allows {action}", of_role(principal)),
            |statement| statement_in_words(principal, statement, decision.is_allowed(), action),
        ),
        message: iam::s3::denied_message(&decision, &request).unwrap_or_default(),
    }
}

/// That `RestrictPublicBuckets` is on and the policy public, in words.
fn is_restricted(bucket: &Bucket) -> Option<String> {
    let policy = bucket.policy.as_ref().filter(|policy| iam::is_public(&policy.document.policy));
    policy.and_then(|_| bucket.blocks(BlockSwitch::RestrictPublicBuckets))
}

fn reason(bucket: &Bucket, principal: &Principal, action: &str, decision: &iam::Decision) -> String {
    if let Some(statement) = &decision.deciding {
        return statement_in_words(principal, statement, decision.is_allowed(), action);
    }
    let by_bucket = match &bucket.policy {
        Some(_) => format!("no statement of the bucket policy allows {principal} {action}"),
        None => format!("the bucket has no policy that could allow {principal} {action}"),
    };
    if principal.account() != Some(&bucket.owner) {
        return by_bucket;
    }
    let of_role = of_role(principal);
    // Nobody but a role's maker can mend its policies; the users' are given.
    let nearest = decision.nearest_miss().filter(|_| principal.role().is_some());
    let nearest = nearest.map(|(statement, mismatch)| format!(" (nearest is {statement}, but {mismatch})"));
    format!("no identity-based policy{of_role} allows {action}{}; {by_bucket}", nearest.unwrap_or_default())
}

/// ` of role chat-lambda-data`
fn of_role(principal: &Principal) -> String {
    principal.role().map(|role| format!(" of role {role}")).unwrap_or_default()
}

/// ``statement 1 "PublicRead" of the bucket policy allows s3:GetObject``
fn statement_in_words(
    principal: &Principal,
    statement: &iam::DecidingStatement,
    allowed: bool,
    action: &str,
) -> String {
    let verb = if allowed { "allows" } else { "denies" };
    let sid = statement.sid.as_ref().map(|sid| format!(" \"{sid}\"")).unwrap_or_default();
    let number = statement.index + 1;
    let policy = match statement.source {
        PolicySource::Identity => format!("identity-based policy {}{}", statement.policy, of_role(principal)),
        PolicySource::Resource => "the bucket policy".to_owned(),
    };
    format!("statement {number}{sid} of {policy} {verb} {action}")
}
