//! What a function sees of its configuration.

use std::path::PathBuf;

use cloud::lambda::NewFunction;
use serde_json::json;

use crate::scene::{FUNCTION, ask, bootstrap, start, start_with, until};

pub(crate) async fn the_environment_is_lambdas_list_and_the_functions_own() {
    let cloud = start_with(|new| {
        new.environment.insert("TABLE".to_owned(), "Chat-Messages".to_owned());
        // Elsewhere is nowhere.
        new.environment.insert("AWS_ENDPOINT_URL_S3".to_owned(), "https://s3.amazonaws.com".to_owned());
        new.memory_size = 256;
        "app.handler".clone_into(&mut new.handler);
    })
    .await;
    let seen = ask(&cloud, json!({"do": "environment"})).await;
    let variables = seen["variables"].as_object().expect("variables");
    let names: Vec<&str> = variables.keys().map(String::as_str).collect();
    // Sorted. Of these, AWS_CONFIG_FILE, AWS_EC2_METADATA_DISABLED, AWS_ENDPOINT_URL, AWS_SHARED_CREDENTIALS_FILE and TMPDIR
    // are this cloud's.
    assert_eq!(
        names,
        [
            "AWS_ACCESS_KEY_ID",
            "AWS_CONFIG_FILE",
            "AWS_DEFAULT_REGION",
            "AWS_EC2_METADATA_DISABLED",
            "AWS_ENDPOINT_URL",
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
            "AWS_SHARED_CREDENTIALS_FILE",
            "LAMBDA_RUNTIME_DIR",
            "LAMBDA_TASK_ROOT",
            "LANG",
            "PATH",
            "TABLE",
            "TMPDIR",
            "TZ",
            "_HANDLER",
        ]
    );
    for (name, value) in [
        ("AWS_ENDPOINT_URL", cloud.endpoint().as_str()),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256"),
        ("AWS_LAMBDA_FUNCTION_NAME", FUNCTION),
        ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
        ("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand"),
        ("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/chat-hello"),
        ("AWS_REGION", "eu-central-1"),
        ("LANG", "en_US.UTF-8"),
        ("TABLE", "Chat-Messages"),
        ("TZ", ":UTC"),
        ("_HANDLER", "app.handler"),
    ] {
        assert_eq!(variables[name], value, "{name}");
    }
    let stream = &cloud.function_log(FUNCTION).expect("a log")[0].stream;
    assert_eq!(variables["AWS_LAMBDA_LOG_STREAM_NAME"], **stream);
    assert!(variables["AWS_ACCESS_KEY_ID"].as_str().is_some_and(|key| key.starts_with("ASIA")));
    assert_eq!(seen["arguments"], json!(["/var/task/bootstrap"]));
}

pub(crate) async fn a_sandbox_has_folders_of_its_own() {
    let cloud = start().await;
    let seen = ask(&cloud, json!({"do": "environment"})).await;
    let directory = PathBuf::from(seen["directory"].as_str().expect("a directory"));
    let temporary = PathBuf::from(seen["variables"]["TMPDIR"].as_str().expect("a folder"));
    assert!(directory.is_dir() && temporary.is_dir());
    assert_eq!(seen["variables"]["LAMBDA_TASK_ROOT"], seen["directory"]);
    cloud.shutdown().await;
    until("the folders are removed", || !directory.exists() && !temporary.exists()).await;
}

pub(crate) async fn a_function_exists_once() {
    let cloud = start().await;
    let existing = cloud.functions().remove(0);
    let again = NewFunction::new(FUNCTION, existing.role, bootstrap());
    let refused = cloud.create_function(again).expect_err("the name is taken");
    assert_eq!(refused.to_string(), "ResourceConflictException: Function already exist: chat-hello");
    cloud.delete_function(FUNCTION).await.expect("deleted");
    assert!(cloud.functions().is_empty());
    assert_eq!(cloud.function_log(FUNCTION).expect_err("gone").code, "ResourceNotFoundException");
}
