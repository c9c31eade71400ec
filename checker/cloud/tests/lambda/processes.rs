//! Processes end with their sandbox, and sandboxes with their cloud.

use serde_json::json;

use crate::scene::{ask, assert_works, descendants, invoke, payload, processes_with, runs, start, start_with, until};

/// A number of seconds that no other process sleeps.
fn mark() -> String {
    format!("{}.{}", 100_000 + std::process::id(), fastrand())
}

fn fastrand() -> u32 {
    use std::hash::{BuildHasher as _, Hasher as _};
    u32::try_from(std::hash::RandomState::new().build_hasher().finish() % 1_000_000).unwrap_or(0)
}

pub(crate) async fn a_grandchild_in_a_session_of_its_own_ends_with_its_function() {
    let cloud = start_with(|new| new.timeout = 1).await;
    for end in [json!({"do": "sleep"}), json!({"do": "exit", "code": 1})] {
        let mark = mark();
        assert_eq!(ask(&cloud, json!({"do": "leave", "mark": mark})).await, json!("left"));
        until("three processes are left behind", || processes_with(&mark).len() >= 3).await;
        let failed = invoke(&cloud, end).await;
        assert!(failed.function_error.is_some());
        // They are gone when the caller has the error.
        let left: Vec<_> = processes_with(&mark).into_iter().filter(|id| runs(*id)).collect();
        assert!(left.is_empty(), "{left:?} still run");
        assert_works(&cloud).await;
    }
}

pub(crate) async fn a_function_that_kills_its_supervisor_does_not_get_away() {
    let cloud = start().await;
    let mark = mark();
    assert_eq!(ask(&cloud, json!({"do": "leave", "mark": mark})).await, json!("left"));
    until("three processes are left behind", || processes_with(&mark).len() >= 3).await;
    let failed = invoke(&cloud, json!({"do": "kill-supervisor"})).await;
    assert_eq!(payload(&failed)["errorType"], "Runtime.ExitError");
    until("every process is gone", || processes_with(&mark).iter().all(|id| !runs(*id))).await;
    assert_works(&cloud).await;
}

pub(crate) async fn nothing_is_left_of_a_cloud_that_ends() {
    let mark = mark();
    let cloud = start().await;
    assert_eq!(ask(&cloud, json!({"do": "leave", "mark": mark})).await, json!("left"));
    let before = descendants(std::process::id());
    assert!(before.len() >= 2, "{before:?}");
    cloud.shutdown().await;
    let left: Vec<_> = before.iter().filter(|id| runs(**id)).collect();
    assert!(left.is_empty() && processes_with(&mark).is_empty(), "{left:?} still run");

    // Dropped, it cannot wait; the processes end all the same.
    let cloud = start().await;
    assert_works(&cloud).await;
    let before = descendants(std::process::id());
    drop(cloud);
    until("no process is left", || before.iter().all(|id| !runs(*id))).await;
}

pub(crate) async fn a_function_cannot_write_to_its_supervisor() {
    let cloud = start().await;
    // The administrator of the machine may write anywhere.
    if !rustix::process::getuid().is_root() {
        assert_eq!(ask(&cloud, json!({"do": "write-to-supervisor"})).await, json!(false));
    }
    assert_works(&cloud).await;
}
