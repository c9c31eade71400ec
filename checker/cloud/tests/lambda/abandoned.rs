//! The owner of a cloud that is killed with -9.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, ExitCode, Stdio};

use serde_json::json;

use crate::scene::{ask, assert_works, descendants, processes_with, runs, start, until};

/// The argument that makes this program the owner.
pub(crate) const OWNER: &str = "__own-a-cloud";

/// Owns a cloud with a function that left processes behind, says so, and waits to be killed.
pub(crate) fn own_a_cloud() -> ExitCode {
    let mark = std::env::args().nth(2).expect("a mark");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let cloud = start().await;
        assert_eq!(ask(&cloud, json!({"do": "leave", "mark": mark})).await, json!("left"));
        println!("ready");
        std::io::stdout().flush().expect("said");
        std::future::pending::<()>().await;
        assert_works(&cloud).await;
    });
    ExitCode::SUCCESS
}

pub(crate) async fn nothing_outlives_an_owner_that_is_killed() {
    let mark = format!("{}", 200_000 + std::process::id());
    let mut owner = Command::new(crate::scene::bootstrap())
        .args([OWNER, &mark])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the owner starts");
    let mut lines = BufReader::new(owner.stdout.take().expect("its output")).lines();
    assert_eq!(lines.next().expect("a line").expect("UTF-8"), "ready");
    // The owner, and three that sleep. Until all do, a shell on the way to one counts as it.
    let mut below = Vec::new();
    until("supervisor, bootstrap and what that left run", || {
        below = descendants(owner.id());
        processes_with(&mark).len() >= 4 && below.len() >= 5
    })
    .await;
    owner.kill().expect("killed");
    owner.wait().expect("ended");
    until("every process is gone", || below.iter().all(|id| !runs(*id)) && processes_with(&mark).is_empty()).await;
}
