//! DynamoDB Local, asked past the checker.

use serde_json::Value;

/// In the database that the checker uses: DynamoDB Local keeps one for each access key and region.
pub(crate) struct DynamoDb {
    endpoint: String,
    http: reqwest::Client,
}

impl DynamoDb {
    pub(crate) fn at(endpoint: &str) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        // It closes connections that nobody uses: none is kept for the next question.
        let http = reqwest::Client::builder().no_proxy().pool_max_idle_per_host(0).build();
        Self { endpoint: endpoint.to_owned(), http: http.expect("a client") }
    }

    /// The answer, where there is one.
    pub(crate) async fn try_ask(&self, operation: &str, request: &Value) -> Result<(u16, Value), reqwest::Error> {
        // It looks at the access key and the region, and at no signature.
        let credential = "AWS4-HMAC-SHA256 Credential=checker/20260101/eu-central-1/dynamodb/aws4_request, \
                          SignedHeaders=host, Signature=0";
        let answer = self
            .http
            .post(&self.endpoint)
            .header("content-type", "application/x-amz-json-1.0")
            .header("x-amz-target", format!("DynamoDB_20120810.{operation}"))
            .header("x-amz-date", "20260101T000000Z")
            .header("authorization", credential)
            .body(request.to_string())
            .send()
            .await?;
        let status = answer.status().as_u16();
        let text = answer.text().await?;
        Ok((status, serde_json::from_str(&text).unwrap_or(Value::String(text))))
    }

    pub(crate) async fn ask(&self, operation: &str, request: &Value) -> Value {
        let (status, answer) = self.try_ask(operation, request).await.expect("an answer");
        assert_eq!(status, 200, "{operation}: {answer}");
        answer
    }
}
