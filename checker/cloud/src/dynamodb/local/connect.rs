//! Waiting until it answers: a container's log says that it is there long before its first answer.

use std::time::{Duration, Instant};

use http::Uri;
use serde_json::json;

use super::DynamoDbLocal;
use super::client::{Client, Unanswered};

/// How long a request may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// Between two questions.
const PAUSE: Duration = Duration::from_millis(250);

/// Why there is no `DynamoDB` at an address, in one sentence.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// What was given is not an address of that form.
    #[error("{0} is no endpoint: give one like http://127.0.0.1:8000")]
    NotAnEndpoint(String),
    /// Nobody answered in the time given: nothing listens, or what listens is silent.
    #[error("no DynamoDB answers at {endpoint}: {cause} (waited {} s)", .waited.as_secs())]
    NoAnswer {
        /// The address.
        endpoint: String,
        /// What was seen at the last question.
        cause: String,
        /// The time given.
        waited: Duration,
    },
    /// Something answers that is not `DynamoDB`.
    #[error("what answers at {endpoint} is not DynamoDB: {cause}")]
    NotDynamoDb {
        /// The address.
        endpoint: String,
        /// What it answered.
        cause: String,
    },
    /// It is `DynamoDB`, and refuses to be used: AWS itself, for instance, does not know our credentials.
    #[error("the DynamoDB at {endpoint} refuses ListTables: {cause}")]
    Refused {
        /// The address.
        endpoint: String,
        /// Its words.
        cause: String,
    },
    /// The system gave no thread for the connections.
    #[error("cannot start a client of DynamoDB Local: {0}")]
    Client(#[source] std::io::Error),
}

impl DynamoDbLocal {
    /// Waits until a `DynamoDB` answers a signed `ListTables` at an endpoint such as `http://127.0.0.1:8000`, at most `within`,
    /// and tells after each question that was not answered how long it has waited.
    ///
    /// # Errors
    ///
    /// [`ConnectError`], at once where something else than `DynamoDB` answers.
    pub async fn connect(
        endpoint: &str,
        within: Duration,
        mut waiting: impl FnMut(Duration),
    ) -> Result<Self, ConnectError> {
        let endpoint = origin(endpoint).ok_or_else(|| ConnectError::NotAnEndpoint(endpoint.to_owned()))?;
        let client = Client::new(&endpoint, PATIENCE).map_err(ConnectError::Client)?;
        let began = Instant::now();
        loop {
            let left = within.saturating_sub(began.elapsed()).max(PAUSE);
            let cause = match client.ask_within("ListTables", &json!({"Limit": 1}), left.min(PATIENCE)).await {
                Ok(reply) if reply.status.is_success() && reply.body["TableNames"].is_array() => {
                    return Ok(Self::new(client));
                }
                // It may be a gateway before one that is not there yet.
                Ok(reply) if reply.status.is_server_error() => format!("it answered {}", reply.told()),
                Ok(reply) if reply.status.is_success() => {
                    let cause = "it lists no tables".to_owned();
                    return Err(ConnectError::NotDynamoDb { endpoint, cause });
                }
                Ok(reply) => return Err(ConnectError::Refused { endpoint, cause: reply.told() }),
                Err(Unanswered::Foreign(answer)) if !answer.starts_with("HTTP 5") => {
                    let cause = format!("it answered {answer}");
                    return Err(ConnectError::NotDynamoDb { endpoint, cause });
                }
                Err(unanswered) => unanswered.to_string(),
            };
            if began.elapsed() >= within {
                return Err(ConnectError::NoAnswer { endpoint, cause, waited: within });
            }
            waiting(began.elapsed());
            tokio::time::sleep(PAUSE.min(within.saturating_sub(began.elapsed()))).await;
        }
    }
}

/// `http://HOST:PORT` of an endpoint; `None` where it is none, or has a path.
fn origin(endpoint: &str) -> Option<String> {
    let uri: Uri = endpoint.trim().parse().ok()?;
    let plain = uri.scheme_str() == Some("http") && uri.path().trim_matches('/').is_empty() && uri.query().is_none();
    let authority =
        uri.authority().filter(|authority| !authority.as_str().contains('@') && !authority.host().is_empty());
    authority.filter(|_| plain).map(|authority| format!("http://{authority}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_is_an_http_address_without_a_path() {
        assert_eq!(origin("http://127.0.0.1:8000/").as_deref(), Some("http://127.0.0.1:8000"));
        assert_eq!(origin("http://localhost:8000").as_deref(), Some("http://localhost:8000"));
        for wrong in
            ["", "localhost:8000", "https://a", "http://", "http://a/shell", "http://a?b", "http://u:p@a", "ftp://a"]
        {
            assert_eq!(origin(wrong), None, "{wrong}");
        }
    }
}
