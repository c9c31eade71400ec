//! A lab's program sees nothing of the caller's AWS set-up: it can reach no real account.

use std::process::Command;

use checker::artefacts::{Program, environment};

/// What a developer's machine may hold.
const POISON: [(&str, &str); 14] = [
    ("AWS_ACCESS_KEY_ID", "AKIAREALREALREALREAL"),
    ("AWS_SECRET_ACCESS_KEY", "poison"),
    ("AWS_SESSION_TOKEN", "poison"),
    ("AWS_PROFILE", "poison"),
    ("AWS_REGION", "poison"),
    ("AWS_CONFIG_FILE", "/poison/config"),
    ("AWS_SHARED_CREDENTIALS_FILE", "/poison/credentials"),
    ("AWS_WEB_IDENTITY_TOKEN_FILE", "/poison/token"),
    ("AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/poison"),
    ("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://poison.example"),
    ("AWS_ENDPOINT_URL_S3", "https://poison.example"),
    ("HTTPS_PROXY", "http://poison.example"),
    ("CARGO_REGISTRY_TOKEN", "poison"),
    ("GITHUB_TOKEN", "poison"),
];

/// Runs one of the tests below in a process whose environment is poisoned, and returns what it printed.
fn poisoned(test: &str) -> String {
    let output = Command::new(std::env::current_exe().expect("this test"))
        .args(["--ignored", "--exact", "--nocapture", test])
        .envs(POISON)
        .output()
        .expect("this test runs again");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[cfg(unix)]
#[test]
fn nothing_of_the_callers_aws_set_up_reaches_the_program() {
    let seen = poisoned("prints_what_a_program_sees");
    assert!(seen.contains("AWS_ACCESS_KEY_ID=AKIACOURSELABSTUDENT"), "{seen}");
    assert!(seen.contains("AWS_ENDPOINT_URL=http://127.0.0.1:1"), "{seen}");
    assert!(seen.contains("AWS_EC2_METADATA_DISABLED=true"), "{seen}");
    for word in ["poison", "AKIAREAL", "_TOKEN", "AWS_PROFILE", "HTTPS_PROXY", "AWS_ENDPOINT_URL_S3"] {
        assert!(!seen.contains(word), "{word} in:\n{seen}");
    }
}

#[test]
fn no_secret_of_the_caller_reaches_a_build() {
    let seen = poisoned("prints_what_a_build_sees");
    assert!(seen.contains("PATH="), "{seen}");
    for word in ["AKIAREAL", "AWS_", "_TOKEN"] {
        assert!(!seen.contains(word), "{word} in:\n{seen}");
    }
}

#[cfg(unix)]
#[tokio::test]
#[ignore = "run by the test above, in a poisoned environment"]
async fn prints_what_a_program_sees() {
    let cloud = cloud::Cloud::start(cloud::Config::default()).await.expect("a cloud");
    let home = tempfile::tempdir().expect("a folder");
    let environment = environment::for_program(home.path(), "http://127.0.0.1:1", "eu-central-1", cloud.student());
    let program = Program {
        path: "/usr/bin/env".into(),
        others: std::collections::BTreeMap::new(),
        binaries: std::collections::BTreeMap::new(),
        time_limit: std::time::Duration::from_secs(10),
    };
    let finished = program.run(&[], &environment, home.path()).await.expect("env runs");
    println!("{}", finished.stdout);
}

#[test]
#[ignore = "run by the test above, in a poisoned environment"]
fn prints_what_a_build_sees() {
    for (name, value) in environment::for_build() {
        println!("{name}={value}");
    }
}
