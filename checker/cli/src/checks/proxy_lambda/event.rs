//! The event that a REST API sends through a proxy integration, version 1.0.
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-input-format>

use serde_json::{Value, json};

const HOST: &str = "a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com";

/// The origin of the page that asks.
pub(super) const ORIGIN: &str = "http://chat-site.s3-website.eu-central-1.amazonaws.com";

/// A request that a caller sent.
#[derive(Debug, Clone)]
pub(super) struct Request<'a> {
    /// In capitals.
    pub(super) method: &'a str,
    /// Below the stage, percent-encoded as it was sent.
    pub(super) path: &'a str,
    /// The stage under which it came.
    pub(super) stage: &'a str,
    /// Name and value, where there is a query string.
    pub(super) query: Option<(&'a str, &'a str)>,
    /// As text.
    pub(super) body: Option<&'a str>,
}

impl<'a> Request<'a> {
    /// A GET with a query string.
    pub(super) fn get(path: &'a str, stage: &'a str) -> Self {
        Self { method: "GET", path, stage, query: Some(("from", "checker")), body: None }
    }

    /// The event, as API Gateway makes it of the request.
    pub(super) fn event(&self) -> Value {
        let headers = [
            ("Accept", "*/*"),
            ("Host", HOST),
            ("Origin", ORIGIN),
            ("User-Agent", "Mozilla/5.0"),
            ("X-Amzn-Trace-Id", "Root=1-69259b40-3f2c1a0b4d5e6f7081920a1b"),
            ("X-Forwarded-For", "203.0.113.25"),
            ("X-Forwarded-Port", "443"),
            ("X-Forwarded-Proto", "https"),
        ];
        let single: serde_json::Map<_, _> =
            headers.iter().map(|(name, value)| ((*name).into(), json!(value))).collect();
        let multi: serde_json::Map<_, _> =
            headers.iter().map(|(name, value)| ((*name).into(), json!([value]))).collect();
        let query = self.query.map(|(name, value)| json!({ name: value }));
        let multi_query = self.query.map(|(name, value)| json!({ name: [value] }));
        // Only the parameter loses a slash at its end.
        let proxy = self.path.trim_start_matches('/').trim_end_matches('/');
        let parameters = (!proxy.is_empty()).then(|| json!({ "proxy": proxy }));
        json!({
            "resource": "/{proxy+}",
            "path": self.path,
            "httpMethod": self.method,
            "headers": single,
            "multiValueHeaders": multi,
            "queryStringParameters": query,
            "multiValueQueryStringParameters": multi_query,
            "pathParameters": parameters,
            "stageVariables": null,
            "requestContext": {
                "resourceId": "k7p2xq",
                "resourcePath": "/{proxy+}",
                "httpMethod": self.method,
                "extendedRequestId": "UxG3dFhBliAEJrQ=",
                "requestTime": "25/Nov/2026:12:00:00 +0000",
                "path": format!("/{}{}", self.stage, self.path),
                "accountId": cloud::STUDENT_ACCOUNT,
                "protocol": "HTTP/1.1",
                "stage": self.stage,
                "domainPrefix": "a1b2c3d4e5",
                "requestTimeEpoch": 1_795_608_000_000_u64,
                "requestId": "0f3c1c7e-5b7e-4c55-9d0a-2b6f0d9f4a11",
                "identity": {
                    "cognitoIdentityPoolId": null, "accountId": null, "cognitoIdentityId": null, "caller": null,
                    "sourceIp": "203.0.113.25", "principalOrgId": null, "accessKey": null,
                    "cognitoAuthenticationType": null, "cognitoAuthenticationProvider": null, "userArn": null,
                    "userAgent": "Mozilla/5.0", "user": null,
                },
                "domainName": HOST,
                "deploymentId": "s9d8f7",
                "apiId": "a1b2c3d4e5",
            },
            "body": self.body,
            "isBase64Encoded": false,
        })
    }
}

/// The event of the console's *Test* button: the fields of a caller's headers are null.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-test-method.html>
pub(super) fn console_test(path: &str) -> Value {
    let mut event = Request { query: None, ..Request::get(path, "test-invoke-stage") }.event();
    event["headers"] = Value::Null;
    event["multiValueHeaders"] = Value::Null;
    event["requestContext"]["path"] = json!(path);
    event["requestContext"]["domainPrefix"] = json!("testPrefix");
    event["requestContext"]["domainName"] = json!("testPrefix.testDomainName");
    event["requestContext"]["identity"]["sourceIp"] = json!("test-invoke-source-ip");
    event
}
