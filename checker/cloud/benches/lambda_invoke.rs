//! How long a Lambda function takes here: a cold start to its answer, and an invocation of a sandbox that waits.
//!
//! `cargo bench --package cloud` prints medians. It measures; it asserts nothing.

#[allow(dead_code, unused_imports)]
#[path = "../tests/lambda/bootstrap.rs"]
mod bootstrap;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use cloud::lambda::{InvocationType, NewFunction};
use cloud::roles::CreateRole;
use cloud::{Cloud, Config};

const COLD: usize = 31;
const WARM: usize = 501;
const TRUST: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#;

fn main() -> ExitCode {
    if let Some(code) = cloud::lambda::sandbox_process() {
        return code;
    }
    if std::env::var_os("AWS_LAMBDA_RUNTIME_API").is_some() {
        return bootstrap::main();
    }
    tokio::runtime::Runtime::new().expect("a runtime").block_on(measure());
    ExitCode::SUCCESS
}

async fn measure() {
    let cloud = Cloud::start(Config::default()).await.expect("a free port");
    let role = CreateRole { name: "measured", trust_policy: TRUST, ..CreateRole::default() };
    let role = cloud.iam().create_role(&role).expect("a role").arn;
    let own = std::env::current_exe().expect("this program");
    let mut cold = Vec::new();
    for number in 0..COLD {
        let name = format!("cold-{number}");
        cloud.create_function(NewFunction::new(&name, &role, &own)).expect("a function");
        cold.push(one(&cloud, &name).await);
        cloud.delete_function(&name).await.expect("deleted");
    }
    cloud.create_function(NewFunction::new("warm", &role, &own)).expect("a function");
    one(&cloud, "warm").await;
    let mut warm = Vec::new();
    for _ in 0..WARM {
        warm.push(one(&cloud, "warm").await);
    }
    show("cold start to answer", &mut cold);
    show("warm invocation     ", &mut warm);
    cloud.shutdown().await;
}

async fn one(cloud: &Cloud, name: &str) -> Duration {
    let started = Instant::now();
    let invoked = cloud.invoke(name, r#"{"hello":"world"}"#, InvocationType::RequestResponse).await.expect("an answer");
    assert_eq!(invoked.function_error, None, "{:?}", invoked.payload);
    started.elapsed()
}

fn show(what: &str, times: &mut [Duration]) {
    times.sort();
    let millis = |time: Duration| time.as_secs_f64() * 1000.0;
    println!(
        "lambda: {what}  median {:.2} ms, slowest {:.2} ms",
        millis(times[times.len() / 2]),
        millis(times[times.len() - 1])
    );
}
