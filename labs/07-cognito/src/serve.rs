//! Given: you need not change this file.

use aws_sdk_dynamodb::error::DisplayErrorContext;
use futures::future::BoxFuture;
use lambda_runtime::{LambdaEvent, service_fn};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::Error;

/// One event in, one answer out, both JSON.
pub type Handler<'a> = dyn Fn(Value) -> BoxFuture<'a, Result<Value, Error>> + Send + Sync + 'a;

/// Takes events from Lambda, and hands each to `handler`. What it returns is what API Gateway gets: an answer as it is,
/// an error as an object whose `errorMessage` is the error's text.
///
/// All that is generic in `lambda_runtime` is compiled here, once, and not again with each change of a handler.
pub async fn serve(handler: &Handler<'_>) -> Result<(), Error> {
    let answer = |event: LambdaEvent<Value>| async { handler(event.payload).await.map_err(told) };
    lambda_runtime::run(service_fn(answer)).await
}

/// Makes of the event what the handler takes, and JSON of what it answers. Of `()` it makes `null`.
pub async fn json<Event, Answer, Work>(event: Value, handle: impl FnOnce(Event) -> Work) -> Result<Value, Error>
where
    Event: DeserializeOwned,
    Answer: Serialize,
    Work: Future<Output = Result<Answer, Error>>,
{
    let event = serde_json::from_value(event).map_err(|error| format!("the event has another form: {error}"))?;
    Ok(serde_json::to_value(handle(event).await?)?)
}

/// Writes an error to the log, with all that AWS said, and returns what Lambda is told of it. An error that has a cause
/// comes from the SDK, not from a handler: whoever asks need not know it.
fn told(error: Error) -> Error {
    if error.source().is_none() {
        eprintln!("{error}");
        return error;
    }
    eprintln!("{}", DisplayErrorContext(error.as_ref()));
    "Internal: the data cannot be reached".into()
}
