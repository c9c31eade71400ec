//! Lab 2: one bucket policy in place of an ACL on every object.
//!
//! | part | file | what you write |
//! |---|---|---|
//! | 1 | `policy.json` | the statement: who may do what with which objects |
//! | 2 | `src/apply.rs` | ACLs off, the flags, the policy, in the order that works |
//! | 3 | `src/upload.rs` | one more file |
//! | 4 | `predictions.toml` | who may do what, and who may not |

pub mod apply;
pub mod content_type;
pub mod upload;

use aws_sdk_s3::error::ErrorMetadata;

/// Any error: `?` turns what the SDK and the standard library return into it.
pub type Error = Box<dyn std::error::Error + Send + Sync>;

/// An error with all its causes in one line, or AWS's own code and message where it holds them.
/// An SDK error alone says only "service error".
pub fn explain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    for cause in std::iter::successors(error.source(), |cause| cause.source()) {
        if let Some(answer) = cause.downcast_ref::<ErrorMetadata>() {
            return format!("{}: {}", answer.code().unwrap_or("no code"), answer.message().unwrap_or("no message"));
        }
        text = format!("{text}: {cause}");
    }
    text
}
