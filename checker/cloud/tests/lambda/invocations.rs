//! What an invocation gives, and what the log says.

use cloud::lambda::{InvocationType, StandIn};
use serde_json::json;
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpListener;

use crate::scene::{FUNCTION, ask, assert_works, invoke, log, payload, start, start_with, try_invoke};

pub(crate) async fn an_event_is_answered_and_the_sandbox_used_again() {
    let cloud = start().await;
    let first = invoke(&cloud, json!({"n": 1})).await;
    assert_eq!((first.status, first.function_error, first.cold), (200, None, true));
    assert_eq!(payload(&first), json!({"n": 1}));
    let process = ask(&cloud, json!({"do": "process"})).await;
    let second = invoke(&cloud, json!({"n": 2})).await;
    assert!(!second.cold);
    assert_ne!(first.request_id, second.request_id);
    assert_eq!(ask(&cloud, json!({"do": "process"})).await, process);
    // An empty payload is an empty object.
    let empty = cloud.invoke(FUNCTION, "", InvocationType::RequestResponse).await.expect("an answer");
    assert_eq!(payload(&empty), json!({}));
}

pub(crate) async fn the_log_has_lambdas_lines_around_the_functions() {
    let cloud = start_with(|new| drop(new.environment.insert("INIT".to_owned(), "print".to_owned()))).await;
    let said = invoke(&cloud, json!({"do": "say"})).await;
    let (id, log) = (&said.request_id, log(&cloud));
    assert!(log[0].starts_with("INIT_START Runtime Version: provided:al2023.v"), "{log:#?}");
    assert_eq!(log[1], "starting");
    assert_eq!(log[2], format!("START RequestId: {id} Version: $LATEST"));
    assert_eq!(&log[3..5], ["one line", "another line"]);
    assert_eq!(log[5], format!("END RequestId: {id}"));
    let report = &log[6];
    assert!(report.starts_with(&format!("REPORT RequestId: {id}\tDuration: ")), "{report}");
    assert!(
        report.contains("\tMemory Size: 128 MB\tMax Memory Used: ") && report.contains("\tInit Duration: "),
        "{report}"
    );
    assert!(!report.contains("Used: 0 MB") && log.len() == 7, "{log:#?}");
    assert_eq!(said.log_tail, log.join("\n") + "\n");
    // The next one has its own lines alone, and no init phase.
    let again = invoke(&cloud, json!({"do": "say"})).await;
    assert!(again.log_tail.starts_with(&format!("START RequestId: {}", again.request_id)), "{}", again.log_tail);
    assert!(!again.log_tail.contains("Init Duration"), "{}", again.log_tail);
}

pub(crate) async fn an_event_that_nobody_waits_for_is_tried_three_times() {
    let cloud = start().await;
    let queued = cloud.invoke(FUNCTION, r#"{"do":"raise"}"#, InvocationType::Event).await.expect("queued");
    assert_eq!((queued.status, queued.payload.len()), (202, 0));
    cloud.queued_invocations_done().await;
    let start = format!("START RequestId: {} Version: $LATEST", queued.request_id);
    assert_eq!(log(&cloud).iter().filter(|line| **line == start).count(), 3);
    let fine = cloud.invoke(FUNCTION, "{}", InvocationType::Event).await.expect("queued");
    cloud.queued_invocations_done().await;
    assert_eq!(log(&cloud).iter().filter(|line| line.contains(&fine.request_id)).count(), 3);
}

pub(crate) async fn a_stand_in_answers_until_it_goes() {
    let cloud = start().await;
    cloud.answer_in_place_of(FUNCTION, Some(StandIn::failing("Mine", "one\ntwo"))).expect("the function is there");
    let failed = invoke(&cloud, json!({"n": 1})).await;
    assert_eq!(failed.function_error, Some("Unhandled"));
    assert_eq!(payload(&failed), json!({"errorType": "Mine", "errorMessage": "one\ntwo"}));
    cloud.answer_in_place_of(FUNCTION, None).expect("the function is there");
    assert_eq!(ask(&cloud, json!({"n": 1})).await, json!({"n": 1}));
    let missing = cloud.answer_in_place_of("nobody", None).expect_err("no such function");
    assert_eq!(missing.code, "ResourceNotFoundException");
}

pub(crate) async fn a_dry_run_runs_nothing() {
    let cloud = start().await;
    let dry = cloud.invoke(FUNCTION, "{}", InvocationType::DryRun).await.expect("fine");
    assert_eq!(dry.status, 204);
    assert!(log(&cloud).is_empty());
}

pub(crate) async fn what_is_no_event_is_refused() {
    let cloud = start().await;
    for (function, payload, kind, expected) in [
        (
            "nobody",
            "{}".to_owned(),
            InvocationType::RequestResponse,
            "ResourceNotFoundException: Function not found: arn:aws:lambda:eu-central-1:111122223333:function:nobody",
        ),
        (
            "chat-hello:1",
            "{}".to_owned(),
            InvocationType::DryRun,
            "ResourceNotFoundException: Function not found: arn:aws:lambda:eu-central-1:111122223333:function:chat-hello:1",
        ),
        (
            FUNCTION,
            "{".to_owned(),
            InvocationType::RequestResponse,
            "InvalidRequestContentException: Could not parse request body into json: Could not parse payload into json: ",
        ),
        (
            FUNCTION,
            " ".repeat(6 * 1024 * 1024 + 1),
            InvocationType::RequestResponse,
            "RequestEntityTooLargeException: Request must be smaller than 6291456 bytes for the InvokeFunction operation",
        ),
        (
            FUNCTION,
            " ".repeat(1024 * 1024 + 1),
            InvocationType::Event,
            "RequestEntityTooLargeException: 1048577 byte payload is too large for the Event invocation type (limit 1048576 bytes)",
        ),
    ] {
        let refused = cloud.invoke(function, payload, kind).await.expect_err(expected).to_string();
        assert!(refused.starts_with(expected), "{refused}");
    }
    assert!(log(&cloud).is_empty());
}

pub(crate) async fn reserved_concurrency_is_never_exceeded() {
    let cloud = start_with(|new| new.reserved_concurrency = Some(1)).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address").to_string();
    let first = invoke(&cloud, json!({"do": "call", "address": address}));
    let meanwhile = async {
        let (stream, _) = listener.accept().await.expect("the function calls");
        let refused = try_invoke(&cloud, json!({})).await.expect_err("the slot is taken");
        assert_eq!((refused.code.as_ref(), refused.status.as_u16()), ("TooManyRequestsException", 429));
        assert_eq!(refused.message, "Rate Exceeded.");
        drop(stream);
    };
    let (first, ()) = tokio::join!(first, meanwhile);
    assert_eq!(first.function_error, None);
    assert_works(&cloud).await;
}

pub(crate) async fn the_trace_has_an_event_for_each_run() {
    let cloud = start().await;
    let before = cloud.trace_len();
    let good = invoke(&cloud, json!({})).await;
    let bad = invoke(&cloud, json!({"do": "raise"})).await;
    let trace = cloud.trace_since(before);
    let runs: Vec<_> = trace.iter().filter_map(|event| Some((event, event.function_run.as_ref()?))).collect();
    let ids: Vec<_> = runs.iter().map(|(_, run)| run.request_id.clone()).collect();
    assert_eq!(ids, [good.request_id, bad.request_id]);
    let (event, run) = &runs[0];
    assert_eq!((event.service, run.function.as_str(), run.cold), ("lambda", FUNCTION, true));
    assert_eq!(run.session, "arn:aws:sts::111122223333:assumed-role/chat-lambda-data/chat-hello");
    assert_eq!(event.error_code, None);
    let (event, run) = &runs[1];
    assert!(!run.cold);
    assert_eq!(event.error_code.as_deref(), Some("ChatError"));
    assert_eq!(event.error_message.as_deref(), Some("no such conversation"));
}

pub(crate) async fn who_hangs_up_stops_no_function() {
    let cloud = start().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address").to_string();
    let event = json!({"do": "call", "address": address});
    let mut stream = tokio::select! {
        _ = invoke(&cloud, event) => panic!("nobody told the function to end"),
        accepted = listener.accept() => accepted.expect("the function calls").0,
    };
    // The caller is gone, and the function is not: it still waits to be told.
    let call = tokio::time::timeout(std::time::Duration::from_millis(200), stream.read(&mut [0])).await;
    assert!(call.is_err(), "the function's connection ended: {call:?}");
    drop(stream);
    assert_works(&cloud).await;
    let ends = log(&cloud).iter().filter(|line| line.starts_with("END RequestId: ")).count();
    assert!(ends >= 1);
}
