//! An answer in a function's place: what a caller makes of it can be seen, whatever the function's program would say.

use std::sync::PoisonError;
use std::time::Duration;

use bytes::Bytes;

use super::invocation::{Invoked, new_request_id};
use crate::Cloud;
use crate::service_error::ServiceError;

/// What is answered in a function's place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StandIn {
    /// The answer; of a function that fails, its error: `{"errorType": …, "errorMessage": …}`.
    pub payload: Bytes,
    /// Whether the function fails: `X-Amz-Function-Error: Unhandled`.
    pub fails: bool,
}

impl StandIn {
    /// A function that fails with an error of its own, in the form that Lambda gives it.
    /// <https://docs.aws.amazon.com/lambda/latest/dg/rust-handler.html>
    #[must_use]
    pub fn failing(error_type: &str, message: &str) -> Self {
        let payload = serde_json::json!({ "errorType": error_type, "errorMessage": message });
        Self { payload: Bytes::from(payload.to_string()), fails: true }
    }

    /// The answer to an invocation for which nothing runs.
    pub(super) fn invoked(self) -> Invoked {
        Invoked {
            status: 200,
            request_id: new_request_id(),
            function_error: self.fails.then_some("Unhandled"),
            payload: self.payload,
            log_tail: String::new(),
            duration: Duration::ZERO,
            cold: false,
        }
    }
}

impl Cloud {
    /// Answers each invocation of a function that waits for its answer by this, and runs nothing; `None` lets the function
    /// answer again.
    ///
    /// # Errors
    ///
    /// `ResourceNotFoundException`.
    pub fn answer_in_place_of(&self, function: &str, answer: Option<StandIn>) -> Result<(), ServiceError> {
        let function = self.state.lambda.find(&self.named(function)?, &self.state.region)?;
        *function.stand_in.lock().unwrap_or_else(PoisonError::into_inner) = answer;
        Ok(())
    }
}
