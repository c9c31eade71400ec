//! Which service a request of the common port is for: by `Host`, then `X-Amz-Target`, then the signature's scope, else S3.

use http::{HeaderMap, header};

use crate::sigv4;

/// A service of AWS, as far as a request tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Service {
    /// Amazon S3, and whatever tells nothing.
    S3,
    /// The Security Token Service.
    Sts,
    /// Identity and Access Management.
    Iam,
    /// AWS Lambda.
    Lambda,
    /// Amazon API Gateway's control plane.
    ApiGateway,
    /// Amazon `CloudWatch` Logs.
    Logs,
    /// Amazon Cognito user pools.
    Cognito,
    /// Amazon `DynamoDB`.
    DynamoDb,
    /// One that is not emulated, by the name in hosts and scopes.
    Other(&'static str),
}

/// Services that a student's tools may call, by the name in hosts and scopes. S3's variants are not among them.
///
/// <https://docs.aws.amazon.com/general/latest/gr/aws-service-information.html>
const OTHERS: [&str; 17] = [
    "application-autoscaling",
    "cloudformation",
    "cloudfront",
    "cloudwatch",
    "cognito-identity",
    "ec2",
    "ecr",
    "events",
    "kms",
    "monitoring",
    "route53",
    "scheduler",
    "secretsmanager",
    "sns",
    "sqs",
    "ssm",
    "states",
];

/// The first part of `X-Amz-Target`, without its version.
const TARGETS: [(&str, &str); 5] = [
    ("AWSCognitoIdentityProviderService", "cognito-idp"),
    ("AWSEvents", "events"),
    ("AmazonSSM", "ssm"),
    ("DynamoDB", "dynamodb"),
    ("Logs", "logs"),
];

impl Service {
    /// Reads the request's head. `host` is one that names neither a bucket nor a website.
    pub(crate) fn of(host: &str, headers: &HeaderMap) -> Self {
        let target = headers.get("x-amz-target").and_then(|target| target.to_str().ok());
        let by_target = || {
            let name = target?.split(['_', '.']).next()?;
            TARGETS.iter().find(|(target, _)| *target == name).map(|(_, service)| *service)
        };
        let named = by_host(host).or_else(by_target).or_else(|| sigv4::scope_service(headers));
        named.map_or(Self::S3, Self::named)
    }

    fn named(name: &str) -> Self {
        match name {
            "sts" => Self::Sts,
            "iam" => Self::Iam,
            "lambda" => Self::Lambda,
            "apigateway" => Self::ApiGateway,
            "logs" => Self::Logs,
            "cognito-idp" => Self::Cognito,
            "dynamodb" => Self::DynamoDb,
            _ => OTHERS.iter().find(|other| **other == name).map_or(Self::S3, |other| Self::Other(other)),
        }
    }

    /// Whether the request speaks JSON.
    pub(crate) fn speaks_json(headers: &HeaderMap) -> bool {
        let media_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        headers.contains_key("x-amz-target") || media_type.contains("json")
    }
}

/// `sts.eu-central-1.amazonaws.com`, `iam.amazonaws.com`; the same under `localhost`.
fn by_host(host: &str) -> Option<&str> {
    let name = host.split(':').next()?;
    let name = name.strip_suffix(".amazonaws.com").or_else(|| name.strip_suffix(".localhost"))?;
    let mut labels = name.split('.');
    let first = labels.next();
    // DynamoDB's hosts of one account: 111122223333.ddb.eu-central-1.amazonaws.com.
    if labels.next() == Some("ddb") { Some("dynamodb") } else { first }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (header::HeaderName::from_static(name), value.parse().expect("text")))
            .collect()
    }

    #[test]
    fn host_comes_before_target_and_target_before_scope() {
        let scope = |service: &str| {
            let scope = format!("AKIA/20260711/eu-central-1/{service}/aws4_request");
            format!("AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0")
        };
        let signed = scope("iam");
        let both = [("x-amz-target", "DynamoDB_20120810.Query"), ("authorization", signed.as_str())];
        let table = [
            ("127.0.0.1:4566", &[][..], Service::S3),
            ("127.0.0.1:4566", &both[1..], Service::Iam),
            ("127.0.0.1:4566", &both, Service::DynamoDb),
            ("sts.eu-central-1.amazonaws.com", &both, Service::Sts),
            ("sts.localhost:4566", &[], Service::Sts),
            ("lambda.eu-central-1.amazonaws.com", &[], Service::Lambda),
            ("127.0.0.1:4566", &[("x-amz-target", "Logs_20140328.FilterLogEvents")], Service::Logs),
            ("dynamodb.eu-central-1.amazonaws.com", &[], Service::DynamoDb),
            ("111122223333.ddb.eu-central-1.amazonaws.com", &[], Service::DynamoDb),
            ("cognito-idp.eu-central-1.amazonaws.com", &[], Service::Cognito),
            ("127.0.0.1:4566", &[("x-amz-target", "AWSEvents.PutRule")], Service::Other("events")),
            ("127.0.0.1:4566", &[("authorization", "Bearer x")], Service::S3),
            ("chat.example.com", &[("x-amz-target", "Nothing.Known")], Service::S3),
        ];
        for (host, pairs, service) in table {
            assert_eq!(Service::of(host, &headers(pairs)), service, "{host} {pairs:?}");
        }
        assert_eq!(Service::of("localhost", &headers(&[("authorization", &scope("s3-object-lambda"))])), Service::S3);
    }
}
