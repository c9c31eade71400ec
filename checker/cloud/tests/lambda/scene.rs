//! A cloud with a role that Lambda may assume, and functions under it.

use std::path::PathBuf;

use cloud::lambda::{InvocationType, Invoked, NewFunction};
use cloud::roles::CreateRole;
use cloud::{Cloud, Config, ServiceError};
use serde_json::{Value, json};

pub(crate) const FUNCTION: &str = "chat-hello";

/// The trust policy that lets Lambda in.
pub(crate) const TRUST: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#;

/// This program, which is its functions' bootstrap as well.
pub(crate) fn bootstrap() -> PathBuf {
    std::env::current_exe().expect("this program")
}

/// A role with a trust policy; returns its ARN.
pub(crate) fn role(cloud: &Cloud, name: &str, trust: &str) -> String {
    let role = cloud.iam().create_role(&CreateRole { name, trust_policy: trust, ..CreateRole::default() });
    role.expect("a role").arn
}

/// A cloud with one function, changed before it is made.
pub(crate) async fn start_with(change: impl FnOnce(&mut NewFunction)) -> Cloud {
    let cloud = Cloud::start(Config::default()).await.expect("a free port");
    let role = role(&cloud, "chat-lambda-data", TRUST);
    let mut new = NewFunction::new(FUNCTION, role, bootstrap());
    new.timeout = 10;
    change(&mut new);
    cloud.create_function(new).expect("a function");
    cloud
}

pub(crate) async fn start() -> Cloud {
    start_with(|_| ()).await
}

/// Invokes the function and waits.
pub(crate) async fn invoke(cloud: &Cloud, event: Value) -> Invoked {
    try_invoke(cloud, event).await.expect("an answer")
}

pub(crate) async fn try_invoke(cloud: &Cloud, event: Value) -> Result<Invoked, ServiceError> {
    cloud.invoke(FUNCTION, event.to_string(), InvocationType::RequestResponse).await
}

/// The answer of a function that did not fail.
pub(crate) async fn ask(cloud: &Cloud, event: Value) -> Value {
    let invoked = invoke(cloud, event).await;
    assert_eq!(invoked.function_error, None, "{:?}", invoked.payload);
    payload(&invoked)
}

pub(crate) fn payload(invoked: &Invoked) -> Value {
    serde_json::from_slice(&invoked.payload).expect("JSON")
}

/// The function answers, as it should after whatever happened before.
pub(crate) async fn assert_works(cloud: &Cloud) {
    assert_eq!(ask(cloud, json!({"hello": "again"})).await, json!({"hello": "again"}));
}

/// The function's log, its lines alone.
pub(crate) fn log(cloud: &Cloud) -> Vec<String> {
    let events = cloud.function_log(FUNCTION).expect("a log");
    events.into_iter().map(|event| event.message).collect()
}

/// The processes with these letters in their command line, this one excepted.
pub(crate) fn processes_with(mark: &str) -> Vec<u32> {
    let ids = std::fs::read_dir("/proc").expect("/proc").flatten();
    let ids = ids.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    ids.filter(|id| *id != std::process::id())
        .filter(|id| {
            let line = std::fs::read(format!("/proc/{id}/cmdline")).unwrap_or_default();
            String::from_utf8_lossy(&line).contains(mark)
        })
        .collect()
}

/// True while a process runs: one that ended and was not yet waited for does not.
pub(crate) fn runs(id: u32) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
    stat.rsplit_once(')').is_some_and(|(_, state)| !state.starts_with(" Z"))
}

/// All processes below one.
pub(crate) fn descendants(of: u32) -> Vec<u32> {
    let ids = std::fs::read_dir("/proc").expect("/proc").flatten();
    let parents: Vec<(u32, u32)> = ids
        .filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok())
        .filter_map(|id| {
            let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
            Some((id, stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()?))
        })
        .collect();
    let mut found = vec![of];
    let mut next = 0;
    while let Some(parent) = found.get(next).copied() {
        found.extend(parents.iter().filter(|(_, of)| *of == parent).map(|(id, _)| *id));
        next += 1;
    }
    found.split_off(1)
}

/// Waits until something holds; the test fails where it does not within a time that no working machine needs.
pub(crate) async fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let started = std::time::Instant::now();
    while !holds() {
        assert!(started.elapsed() < std::time::Duration::from_secs(30), "{what}");
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
    }
}
