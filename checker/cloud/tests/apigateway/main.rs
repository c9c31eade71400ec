//! API Gateway's data plane over real sockets, with a function that is a real process.
//!
//! This program is three: the tests, the `bootstrap` of the function behind the API, and the supervisor of its
//! sandboxes. So it has a `main` of its own, as the test program of Lambda has; `cargo test --test apigateway NAME` runs
//! those whose names have NAME in them.

#[allow(dead_code)]
#[path = "../lambda/bootstrap.rs"]
mod bootstrap;
mod client;
mod first;
mod function;
#[path = "../lambda/harness.rs"]
mod harness;
mod scene;

use std::process::ExitCode;

use harness::{Test, tests};

fn main() -> ExitCode {
    if let Some(code) = cloud::lambda::sandbox_process() {
        return code;
    }
    if std::env::var_os("AWS_LAMBDA_RUNTIME_API").is_some() {
        return function::main();
    }
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let tests: Vec<Test> = tests! {
        first: a_deployed_proxy_answers_through_its_function, a_preflight_is_answered_by_mock;
    }
    .to_vec();
    harness::run(&tests, &arguments)
}
