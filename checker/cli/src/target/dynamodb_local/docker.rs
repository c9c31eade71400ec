//! Docker, as far as others ask for it: whether there is an engine, and which containers are ours.

/// The label of every container that a checker starts; its value is the id of the run.
pub const LABEL: &str = "org.serverless-workbook.checker";

/// What else to do where no engine answers.
#[must_use]
pub fn else_to_do() -> &'static str {
    "start Docker, or name a DynamoDB Local that runs already with --dynamodb-endpoint URL, or leave the option out: the \
     embedded DynamoDB needs nothing"
}

/// Asks the engine that `DOCKER_HOST`, or the default socket, leads to: its version, or why there is none.
///
/// # Errors
/// The engine's words, or why it cannot be asked; that testcontainers was left out of this checker.
#[cfg(feature = "testcontainers")]
pub async fn version() -> Result<String, String> {
    let docker = super::container::engine().await?;
    let version = docker.version().await.map_err(|error| error.to_string())?;
    Ok(version.version.unwrap_or_else(|| "of an unknown version".to_owned()))
}

/// Nothing can be asked.
///
/// # Errors
/// Always: testcontainers was left out of this checker.
#[cfg(not(feature = "testcontainers"))]
#[expect(clippy::unused_async, reason = "with testcontainers it asks the engine")]
pub async fn version() -> Result<String, String> {
    Err("this checker was built without testcontainers".to_owned())
}
