//! The environment variables of a function: Lambda's own list, the function's, and nothing of this machine.
//!
//! <https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html>

use std::collections::BTreeMap;
use std::path::Path;

use http::StatusCode;

use crate::identity::Credentials;
use crate::service_error::ServiceError;

/// The keys that a function cannot set.
/// <https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime>
const RESERVED: [&str; 18] = [
    "AWS_ACCESS_KEY",
    "AWS_ACCESS_KEY_ID",
    "AWS_DEFAULT_REGION",
    "AWS_EXECUTION_ENV",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
    "AWS_LAMBDA_FUNCTION_NAME",
    "AWS_LAMBDA_FUNCTION_VERSION",
    "AWS_LAMBDA_INITIALIZATION_TYPE",
    "AWS_LAMBDA_LOG_GROUP_NAME",
    "AWS_LAMBDA_LOG_STREAM_NAME",
    "AWS_LAMBDA_RUNTIME_API",
    "AWS_REGION",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "LAMBDA_RUNTIME_DIR",
    "LAMBDA_TASK_ROOT",
    "_HANDLER",
    "_X_AMZN_TRACE_ID",
];

/// The most that all variables may have together, in bytes of their JSON.
/// <https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html>
const LARGEST: usize = 4 * 1024;

const REFUSED: &str = "Lambda was unable to configure your environment variables because the environment variables you \
                       have provided";

/// Refuses what Lambda refuses. Texts as in public logs and in `LocalStack`'s, which are validated against AWS.
pub(super) fn check(variables: &BTreeMap<String, String>) -> Result<(), ServiceError> {
    let invalid = |message| ServiceError::new("InvalidParameterValueException", StatusCode::BAD_REQUEST, message);
    let reserved: Vec<&str> = variables.keys().map(String::as_str).filter(|key| RESERVED.contains(key)).collect();
    if !reserved.is_empty() {
        return Err(invalid(format!(
            "{REFUSED} contains reserved keys that are currently not supported for modification. Reserved keys used \
             in this request: {}",
            reserved.join(", ")
        )));
    }
    if let Some(key) = variables.keys().find(|key| !is_key(key)) {
        let message = "1 validation error detected: Value at 'environment.variables' failed to satisfy constraint: Map \
                       keys must satisfy constraint: [Member must satisfy regular expression pattern: \
                       [a-zA-Z]([a-zA-Z0-9_])+]";
        return Err(ServiceError::new("ValidationException", StatusCode::BAD_REQUEST, message)
            .with_hint(format!("the key is {key:?}")));
    }
    let measured = serde_json::to_string(variables).unwrap_or_default();
    if measured.len() > LARGEST {
        return Err(invalid(format!("{REFUSED} exceeded the 4KB limit. String measured: {measured}")));
    }
    Ok(())
}

/// <https://docs.aws.amazon.com/lambda/latest/api/API_Environment.html>
fn is_key(key: &str) -> bool {
    let mut letters = key.chars();
    letters.next().is_some_and(|first| first.is_ascii_alphabetic())
        && key.len() >= 2
        && letters.all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
}

/// What the variables of one sandbox are made of.
pub(super) struct Sandbox<'a> {
    pub(super) function: &'a super::NewFunction,
    pub(super) region: &'a str,
    pub(super) endpoint: &'a str,
    pub(super) credentials: &'a Credentials,
    pub(super) log_stream: &'a str,
    pub(super) runtime_api: &'a str,
    /// The working directory.
    pub(super) task_root: &'a Path,
    /// For temporary files: `/tmp` is the machine's here, and shared.
    pub(super) temporary: &'a Path,
}

/// All that a bootstrap sees. `AWS_EXECUTION_ENV` and `_X_AMZN_TRACE_ID` are not defined for OS-only runtimes.
pub(super) fn of(sandbox: &Sandbox<'_>) -> Vec<(String, String)> {
    let function = sandbox.function;
    let task_root = sandbox.task_root.display().to_string();
    let temporary = sandbox.temporary.display().to_string();
    let nowhere = sandbox.temporary.join("no-such-file").display().to_string();
    let (memory, log_group) = (function.memory_size.to_string(), format!("/aws/lambda/{}", function.name));
    // What a function may set otherwise.
    let mut all: BTreeMap<String, String> = [
        ("LANG", "en_US.UTF-8"),
        ("PATH", "/usr/local/bin:/usr/bin/:/bin:/opt/bin"),
        ("TZ", ":UTC"),
        // Not Lambda's: a folder of the sandbox's own in place of `/tmp`, and nothing of this machine's AWS set-up.
        ("TMPDIR", &temporary),
        ("AWS_CONFIG_FILE", &nowhere),
        ("AWS_SHARED_CREDENTIALS_FILE", &nowhere),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into();
    if cfg!(windows) {
        // Windows starts no program, and opens no socket, without these.
        all.extend(
            ["SystemRoot", "PATH"].iter().filter_map(|name| Some(((*name).to_owned(), std::env::var(name).ok()?))),
        );
        all.insert("TEMP".to_owned(), temporary.clone());
        all.insert("TMP".to_owned(), temporary.clone());
    }
    // Whoever sends a function elsewhere on AWS sends it to this cloud here.
    let own = function.environment.iter().filter(|(name, _)| !name.starts_with("AWS_ENDPOINT_URL"));
    all.extend(own.map(|(name, value)| (name.clone(), value.clone())));
    let credentials = sandbox.credentials;
    all.extend(
        [
            ("_HANDLER", function.handler.as_str()),
            ("AWS_ACCESS_KEY_ID", &credentials.access_key_id),
            ("AWS_DEFAULT_REGION", sandbox.region),
            ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", &memory),
            ("AWS_LAMBDA_FUNCTION_NAME", &function.name),
            ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
            ("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand"),
            ("AWS_LAMBDA_LOG_GROUP_NAME", &log_group),
            ("AWS_LAMBDA_LOG_STREAM_NAME", sandbox.log_stream),
            ("AWS_LAMBDA_RUNTIME_API", sandbox.runtime_api),
            ("AWS_REGION", sandbox.region),
            ("AWS_SECRET_ACCESS_KEY", &credentials.secret_access_key),
            ("AWS_SESSION_TOKEN", credentials.session_token.as_deref().unwrap_or_default()),
            ("LAMBDA_RUNTIME_DIR", "/var/runtime"),
            ("LAMBDA_TASK_ROOT", &task_root),
            // Not Lambda's: this cloud, and no other.
            ("AWS_ENDPOINT_URL", sandbox.endpoint),
            ("AWS_EC2_METADATA_DISABLED", "true"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned())),
    );
    all.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variables(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn reserved_keys_are_refused_and_named() {
        let refused = check(&variables(&[("TABLE", "t"), ("AWS_REGION", "eu-central-1"), ("_HANDLER", "x")]));
        let refused = refused.expect_err("reserved");
        assert_eq!(refused.code, "InvalidParameterValueException");
        assert_eq!(
            refused.message,
            "Lambda was unable to configure your environment variables because the environment variables you have \
             provided contains reserved keys that are currently not supported for modification. Reserved keys used in \
             this request: AWS_REGION, _HANDLER"
        );
        // https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html: not reserved.
        assert_eq!(check(&variables(&[("PATH", "/bin"), ("LANG", "C"), ("TZ", ":Europe/Berlin")])), Ok(()));
    }

    #[test]
    fn more_than_4_kb_are_refused() {
        let overhead = r#"{"KEY":""}"#.len();
        assert_eq!(check(&variables(&[("KEY", &"x".repeat(LARGEST - overhead))])), Ok(()));
        let refused = check(&variables(&[("KEY", &"x".repeat(LARGEST - overhead + 1))])).expect_err("too large");
        assert!(refused.message.contains("exceeded the 4KB limit"), "{}", refused.message);
    }

    #[test]
    fn a_key_begins_with_a_letter() {
        for key in ["1A", "A", "A-B", "_A"] {
            assert_eq!(check(&variables(&[(key, "")])).expect_err(key).code, "ValidationException");
        }
    }
}
