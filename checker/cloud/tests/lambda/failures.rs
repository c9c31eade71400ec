//! Functions that fail: each gets its error in Lambda's words, and the next invocation works.

use cloud::Cloud;
use cloud::lambda::Invoked;
use serde_json::{Value, json};

use crate::scene::{FUNCTION, ask, assert_works, invoke, log, payload, start, start_with};

/// The error of a failed invocation, with the request's id as ID.
fn error(invoked: &Invoked) -> (String, String) {
    assert_eq!(invoked.function_error, Some("Unhandled"), "{:?}", invoked.payload);
    let payload = payload(invoked);
    let text = |member: &str| payload[member].as_str().unwrap_or_default().replace(&invoked.request_id, "ID");
    (text("errorType"), text("errorMessage"))
}

fn expect(kind: &str, message: &str) -> (String, String) {
    (kind.to_owned(), message.to_owned())
}

/// The end of the `REPORT` line.
fn report(cloud: &Cloud) -> String {
    let log = log(cloud);
    log.iter().rev().find(|line| line.starts_with("REPORT")).expect("a report").clone()
}

pub(crate) async fn a_function_that_exits_is_told_with_its_status() {
    let cloud = start().await;
    for (code, message) in [
        (1, "RequestId: ID Error: Runtime exited with error: exit status 1"),
        (101, "RequestId: ID Error: Runtime exited with error: exit status 101"),
        (0, "RequestId: ID Error: Runtime exited without providing a reason"),
    ] {
        let failed = invoke(&cloud, json!({"do": "exit", "code": code})).await;
        assert_eq!(error(&failed), expect("Runtime.ExitError", message));
        let log = log(&cloud);
        let end = &log[log.len() - 4..];
        assert_eq!(end[0].replace(&failed.request_id, "ID"), message);
        assert_eq!(end[1], "Runtime.ExitError");
        assert!(end[3].ends_with("Status: error\tError Type: Runtime.ExitError"), "{end:#?}");
        assert!(!end[3].contains("Max Memory Used: 0 MB"), "{end:#?}");
        assert_works(&cloud).await;
    }
}

async fn runs_out_of_time(event: Value) {
    let cloud = start_with(|new| new.timeout = 1).await;
    let failed = invoke(&cloud, event).await;
    assert_eq!(error(&failed), expect("Sandbox.Timedout", "RequestId: ID Error: Task timed out after 1.00 seconds"));
    let report = report(&cloud);
    assert!(report.contains("\tDuration: 1000.00 ms\t") && report.ends_with("Status: timeout"), "{report}");
    let next = invoke(&cloud, json!({})).await;
    assert!(next.cold, "a sandbox that ran out of time is not used again");
    assert_works(&cloud).await;
}

pub(crate) async fn a_function_that_loops_runs_out_of_time() {
    runs_out_of_time(json!({"do": "loop"})).await;
}

pub(crate) async fn a_function_that_sleeps_runs_out_of_time() {
    runs_out_of_time(json!({"do": "sleep"})).await;
}

pub(crate) async fn a_bootstrap_that_speaks_no_http_runs_out_of_time() {
    runs_out_of_time(json!({"do": "no-http"})).await;
}

pub(crate) async fn a_function_that_allocates_without_end_is_killed() {
    let cloud = start_with(|new| new.timeout = 60).await;
    let failed = invoke(&cloud, json!({"do": "allocate"})).await;
    let message = "RequestId: ID Error: Runtime exited with error: signal: killed";
    assert_eq!(error(&failed), expect("Runtime.OutOfMemory", message));
    let report = report(&cloud);
    assert!(report.contains("\tMemory Size: 128 MB\tMax Memory Used: 128 MB\t"), "{report}");
    assert!(report.ends_with("Status: error\tError Type: Runtime.OutOfMemory"), "{report}");
    assert_works(&cloud).await;
}

pub(crate) async fn a_function_that_prints_without_end_fills_nothing() {
    let cloud = start_with(|new| new.timeout = 1).await;
    let failed = invoke(&cloud, json!({"do": "print"})).await;
    assert_eq!(error(&failed).0, "Sandbox.Timedout");
    let kept: usize = log(&cloud).iter().map(String::len).sum();
    assert!((100_000..1024 * 1024).contains(&kept), "{kept} bytes");
    assert!(failed.log_tail.len() <= 4096 && failed.log_tail.contains("REPORT"), "{}", failed.log_tail);
    assert_works(&cloud).await;
}

pub(crate) async fn the_last_words_of_a_function_that_prints_much_are_kept_each_time() {
    let cloud = start().await;
    for _ in 0..3 {
        let before = cloud.next_log_event(FUNCTION).expect("a log");
        invoke(&cloud, json!({"do": "print-much"})).await;
        let log = cloud.function_log(FUNCTION).expect("a log");
        assert!(log[0].number > before, "the first lines are dropped");
        let words = log.iter().filter(|event| event.number >= before && event.message == "last words").count();
        assert_eq!(words, 1);
        assert_eq!(cloud.next_log_event(FUNCTION), Ok(log[log.len() - 1].number + 1));
    }
}

pub(crate) async fn a_function_that_is_killed_is_told_with_the_signal() {
    let cloud = start().await;
    let failed = invoke(&cloud, json!({"do": "kill"})).await;
    let message = "RequestId: ID Error: Runtime exited with error: signal: killed";
    assert_eq!(error(&failed), expect("Runtime.ExitError", message));
    assert_works(&cloud).await;
}

pub(crate) async fn a_panic_before_the_first_event_is_tried_twice() {
    let cloud = start_with(|new| drop(new.environment.insert("INIT".to_owned(), "panic".to_owned()))).await;
    let failed = invoke(&cloud, json!({})).await;
    let message = "RequestId: ID Error: Runtime exited with error: exit status 101";
    assert_eq!(error(&failed), expect("Runtime.ExitError", message));
    let log = log(&cloud);
    let panics = log.iter().filter(|line| line.contains("no luck at the start")).count();
    assert_eq!(panics, 2, "{log:#?}");
    let phases: Vec<_> = log.iter().filter_map(|line| line.strip_prefix("INIT_REPORT")?.split_once('\t')).collect();
    let phases: Vec<_> = phases.into_iter().map(|(_, rest)| rest).collect();
    assert_eq!(
        phases,
        [
            "Phase: init\tStatus: error\tError Type: Runtime.ExitError",
            "Phase: invoke\tStatus: error\tError Type: Runtime.ExitError"
        ]
    );
}

pub(crate) async fn an_error_before_the_first_event_goes_through() {
    let cloud = start_with(|new| drop(new.environment.insert("INIT".to_owned(), "error".to_owned()))).await;
    let failed = invoke(&cloud, json!({})).await;
    assert_eq!(error(&failed), expect("Config.Missing", "TABLE is not set"));
    let reports = log(&cloud).iter().filter(|line| line.ends_with("Error Type: Runtime.ConfigMissing")).count();
    assert_eq!(reports, 2);
}

pub(crate) async fn a_bootstrap_that_is_missing_is_told() {
    let cloud = start_with(|new| new.bootstrap = "/nowhere/bootstrap".into()).await;
    let failed = invoke(&cloud, json!({})).await;
    let message = "RequestId: ID Error: Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]";
    assert_eq!(error(&failed), expect("Runtime.InvalidEntrypoint", message));
}

pub(crate) async fn a_functions_own_error_goes_through() {
    let cloud = start().await;
    let failed = invoke(&cloud, json!({"do": "raise"})).await;
    assert_eq!(error(&failed), expect("ChatError", "no such conversation"));
    let next = invoke(&cloud, json!({})).await;
    assert!(!next.cold, "an error of the function's own does not end its sandbox");
}

pub(crate) async fn an_answer_that_is_no_json_goes_through() {
    let cloud = start().await;
    let answered = invoke(&cloud, json!({"do": "garbage"})).await;
    assert_eq!((answered.function_error, answered.payload.as_ref()), (None, b"<html>".as_slice()));
    assert_works(&cloud).await;
}

pub(crate) async fn an_answer_that_is_too_large_is_an_error() {
    let cloud = start().await;
    let largest = 6 * 1024 * 1024 + 100;
    let fits = invoke(&cloud, json!({"do": "large", "bytes": largest})).await;
    assert_eq!((fits.function_error, fits.payload.len()), (None, largest));
    let failed = invoke(&cloud, json!({"do": "large", "bytes": largest + 1})).await;
    let message = "Response payload size exceeded maximum allowed payload size (6291556 bytes).";
    assert_eq!(error(&failed), expect("Function.ResponseSizeTooLarge", message));
    let last = ask(&cloud, json!({"do": "last"})).await;
    assert_eq!(last["status"], 413);
    assert!(last["body"].as_str().is_some_and(|body| body.contains("RequestEntityTooLarge")), "{last}");
    assert!(cloud.function_log(FUNCTION).is_ok());
}
