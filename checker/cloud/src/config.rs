//! What a cloud is started with.

use std::path::PathBuf;

use crate::dynamodb::DynamoDbLocal;
use crate::identity::AccountId;

/// The region used when nobody names one: us-east-1 would hide mistakes with `LocationConstraint`.
pub const DEFAULT_REGION: &str = "eu-central-1";

/// The account of the student's own users and buckets.
pub const STUDENT_ACCOUNT: &str = "111122223333";

/// The IAM user whom the student's own programs act as.
pub const STUDENT_USER: &str = "student";

/// Another customer's account, whose buckets a student cannot reach.
pub const OTHER_ACCOUNT: &str = "444455556666";

/// How [`Cloud::start`](crate::Cloud::start) sets the cloud up.
#[derive(Clone, Debug)]
pub struct Config {
    /// The student's region.
    pub region: String,
    /// The port to listen on, on loopback; `None` takes any free one.
    pub port: Option<u16>,
    /// The student's account.
    pub account: AccountId,
    /// The program that becomes the supervisor of a function's processes: one whose `main` begins with
    /// [`sandbox_process`](crate::lambda::sandbox_process). `None` for the running one.
    pub sandbox_program: Option<PathBuf>,
    /// Amazon's `DynamoDB` Local, which then keeps the tables; `None` for the embedded engine.
    pub dynamodb_local: Option<DynamoDbLocal>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            region: DEFAULT_REGION.to_owned(),
            port: None,
            account: AccountId::new(STUDENT_ACCOUNT),
            sandbox_program: None,
            dynamodb_local: None,
        }
    }
}
