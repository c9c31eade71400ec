//! The `checker` binary.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    checker::cli::main().await
}
