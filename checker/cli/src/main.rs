//! The `checker` binary.

use std::process::ExitCode;

fn main() -> ExitCode {
    // The checker starts itself again as the supervisor of each Lambda function's sandbox: small, without a runtime.
    if let Some(code) = cloud::lambda::sandbox_process() {
        return code;
    }
    match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime.block_on(checker::cli::main()),
        Err(error) => {
            eprintln!("error: no threads for the checker: {error}");
            ExitCode::from(3)
        }
    }
}
