//! What API Gateway adds to a request: a call of a function through an API's own port, and the same without it; a preflight.
//!
//! `cargo bench --package cloud` prints medians. It measures; it asserts nothing.

#[allow(dead_code)]
#[path = "../tests/lambda/bootstrap.rs"]
mod bootstrap;
#[allow(dead_code)]
#[path = "../tests/apigateway/client.rs"]
mod client;
#[allow(dead_code)]
#[path = "../tests/apigateway/function.rs"]
mod function;
#[allow(dead_code)]
#[path = "../tests/apigateway/scene.rs"]
mod scene;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use cloud::lambda::InvocationType;

use client::Request;
use scene::{FUNCTION, Scene};

const ROUNDS: usize = 501;

fn main() -> ExitCode {
    if let Some(code) = cloud::lambda::sandbox_process() {
        return code;
    }
    if std::env::var_os("AWS_LAMBDA_RUNTIME_API").is_some() {
        return function::main();
    }
    tokio::runtime::Runtime::new().expect("a runtime").block_on(measure());
    ExitCode::SUCCESS
}

async fn measure() {
    let scene = Scene::start().await;
    let event = scene.get("/dev/conversations").await.text();
    let (mut through, mut direct, mut preflight) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let begun = Instant::now();
        assert_eq!(scene.get("/dev/conversations").await.status, 200);
        through.push(begun.elapsed());
        let begun = Instant::now();
        scene.cloud.invoke(FUNCTION, event.clone(), InvocationType::RequestResponse).await.expect("an answer");
        direct.push(begun.elapsed());
        let begun = Instant::now();
        assert_eq!(scene.send(Request::new("OPTIONS", "/dev/conversations")).await.status, 200);
        preflight.push(begun.elapsed());
    }
    show("function alone     ", &mut direct);
    show("function by the API", &mut through);
    show("preflight          ", &mut preflight);
    scene.cloud.shutdown().await;
}

fn show(what: &str, times: &mut [Duration]) {
    times.sort();
    let millis = |time: Duration| time.as_secs_f64() * 1000.0;
    println!(
        "api gateway: {what}  median {:.2} ms, slowest {:.2} ms",
        millis(times[times.len() / 2]),
        millis(times[times.len() - 1])
    );
}
