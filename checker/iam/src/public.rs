//! Whether S3 Block Public Access takes a policy for public.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status>

use crate::condition::ip::Range;
use crate::document::{Condition, Effect, Policy, PrincipalKind, Statement, Version};
use crate::operator::{Comparison, Quantifier};
use crate::variable::holds_variable;

/// The keys that limit a statement when their values are fixed, in lower case. The page names `aws:PrincipalOrgID` as
/// an example of a fixed principal; the other `aws:Principal…` keys that name one are taken alike.
const FIXING_KEYS: [&str; 13] = [
    "aws:principalorgid",
    "aws:principalaccount",
    "aws:principalarn",
    "aws:principalservicename",
    "aws:sourcearn",
    "aws:sourcevpc",
    "aws:sourcevpce",
    "aws:sourceowner",
    "aws:sourceaccount",
    "aws:userid",
    "s3:x-amz-server-side-encryption-aws-kms-key-id",
    "s3:dataaccesspointarn",
    "s3:dataaccesspointaccount",
];

/// Whether a bucket policy is public: one of its `Allow` statements is limited neither to fixed principals nor, by a
/// condition, to fixed values of certain keys. A fixed value has no wildcard and no policy variable; address ranges
/// must not be wider than /8 (IPv4) or /32 (IPv6).
///
/// ```
/// let open = iam::Policy::parse(r#"{"Statement":{"Effect":"Allow","Principal":"*","Action":"s3:GetObject",
///     "Resource":"arn:aws:s3:::my-site/*"}}"#)?;
/// assert!(iam::is_public(&open));
/// # Ok::<(), iam::ParseError>(())
/// ```
#[must_use]
pub fn is_public(policy: &Policy) -> bool {
    public_statement(policy).is_some()
}

/// The first statement that makes a policy public.
#[must_use]
pub fn public_statement(policy: &Policy) -> Option<&Statement> {
    policy.statements.iter().find(|statement| {
        statement.effect == Effect::Allow
            && !has_fixed_principals(statement)
            && !statement.conditions.iter().any(|condition| fixes(condition, policy.version))
    })
}

fn has_fixed_principals(statement: &Statement) -> bool {
    statement.principal.as_ref().is_some_and(|element| {
        !element.negated
            && element.values.iter().all(|(kind, text)| match kind {
                PrincipalKind::Everyone | PrincipalKind::Federated => false,
                PrincipalKind::Aws | PrincipalKind::Service | PrincipalKind::CanonicalUser => {
                    !text.value.contains(['*', '?'])
                }
            })
    })
}

/// Whether a condition holds every request to fixed values. One that a request without the key passes does not.
fn fixes(condition: &Condition, version: Version) -> bool {
    let operator = &condition.operator.value;
    if operator.negated
        || operator.if_exists
        || operator.quantifier == Some(Quantifier::All)
        || condition.values.is_empty()
    {
        return false;
    }
    let key = condition.key.value.to_ascii_lowercase();
    let mut values = condition.values.iter().map(|value| value.value.as_str());
    match operator.comparison {
        Comparison::IpAddress if key == "aws:sourceip" => {
            values.all(|value| Range::parse(value).is_some_and(|range| !range.is_broad()))
        }
        Comparison::StringEquals | Comparison::StringEqualsIgnoreCase | Comparison::StringLike | Comparison::Arn
            if FIXING_KEYS.contains(&key.as_str()) =>
        {
            values.all(|value| {
                let part = if key == "s3:dataaccesspointarn" { before_access_point(value) } else { value };
                !part.contains(['*', '?']) && !holds_variable(value, version)
            })
        }
        _ => false,
    }
}

/// A wildcard may stand for the name of an access point, as long as the account is fixed.
fn before_access_point(arn: &str) -> &str {
    arn.split_once(":accesspoint/").map_or(arn, |(before, _)| before)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_meaning_of_public() {
        let table = [
            // The documentation's examples.
            (r#""Principal":{"Federated":"graph.facebook.com"}"#, true),
            (r#""Principal":"*""#, true),
            (r#""Principal":"*","Condition":{"StringLike":{"aws:SourceVpc":"vpc-*"}}"#, true),
            (r#""Principal":"*","Condition":{"StringEquals":{"aws:SourceVpc":"vpc-91237329"}}"#, false),
            // Principals.
            (r#""Principal":{"AWS":"*"}"#, true),
            (r#""Principal":{"AWS":"111122223333"}"#, false),
            (r#""Principal":{"AWS":["111122223333","*"]}"#, true),
            (r#""Principal":{"Service":"cloudfront.amazonaws.com"}"#, false),
            (r#""NotPrincipal":{"AWS":"111122223333"}"#, true),
            // Addresses.
            (r#""Principal":"*","Condition":{"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}}"#, false),
            (r#""Principal":"*","Condition":{"IpAddress":{"aws:SourceIp":"0.0.0.0/1"}}"#, true),
            (r#""Principal":"*","Condition":{"IpAddress":{"aws:SourceIp":["203.0.113.0/24","::/0"]}}"#, true),
            (r#""Principal":"*","Condition":{"NotIpAddress":{"aws:SourceIp":"203.0.113.0/24"}}"#, true),
            // Other keys and operators.
            (r#""Principal":"*","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-1"}}"#, false),
            (r#""Principal":"*","Condition":{"ArnLike":{"aws:SourceArn":"arn:aws:s3:::b*"}}"#, true),
            (r#""Principal":"*","Condition":{"ArnLike":{"AWS:SourceArn":"arn:aws:s3:::b"}}"#, false),
            (r#""Principal":"*","Condition":{"StringEqualsIfExists":{"aws:SourceVpc":"vpc-1"}}"#, true),
            (r#""Principal":"*","Condition":{"ForAllValues:StringEquals":{"aws:SourceVpc":"vpc-1"}}"#, true),
            (r#""Principal":"*","Condition":{"StringNotEquals":{"aws:SourceVpc":"vpc-1"}}"#, true),
            (r#""Principal":"*","Condition":{"StringEquals":{"aws:Referer":"https://x/"}}"#, true),
            (r#""Principal":"*","Condition":{"StringEquals":{"aws:userid":"${aws:userid}"}}"#, true),
            (
                r#""Principal":"*","Condition":{"ArnLike":{
                    "s3:DataAccessPointArn":"arn:aws:s3:us-west-2:123456789012:accesspoint/*"}}"#,
                false,
            ),
            (
                r#""Principal":"*","Condition":{"ArnLike":{"s3:DataAccessPointArn":"arn:aws:s3:us-west-2:*:accesspoint/*"}}"#,
                true,
            ),
        ];
        for (elements, public) in table {
            let text = format!(
                r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Action":"s3:PutObject","Resource":"*",{elements}}}}}"#
            );
            let policy = Policy::parse(&text).expect(elements);
            assert_eq!(is_public(&policy), public, "{elements}");
            let deny = Policy::parse(&text.replace("Allow", "Deny")).expect(elements);
            assert!(!is_public(&deny), "a Deny grants nothing: {elements}");
        }
    }

    #[test]
    fn one_public_statement_makes_the_policy_public() {
        let policy = Policy::parse(
            r#"{"Statement":[
                {"Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"s3:*","Resource":"*"},
                {"Sid":"Open","Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"*"}]}"#,
        )
        .expect("valid");
        let statement = public_statement(&policy).expect("public");
        assert_eq!(statement.sid.as_ref().expect("sid").value, "Open");
    }
}
