//! The operations of the API, each in the file of what it is about.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_Operations.html>

mod pools;

use serde_json::Value;

use super::UserPools;
use crate::ServiceError;

/// An operation that is emulated.
pub(super) struct Operation {
    /// Its name: `SignUp`.
    pub(super) name: &'static str,
    pub(super) access: Access,
    pub(super) run: fn(&UserPools, &Value) -> Result<Value, ServiceError>,
}

/// Who may ask.
///
/// <https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flows-public-server-side.html>
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Access {
    /// Whoever knows a client's id or has a token: signatures are not looked at.
    Public,
    /// Whom IAM allows it on the pool's ARN.
    Iam,
}

const fn public(name: &'static str, run: fn(&UserPools, &Value) -> Result<Value, ServiceError>) -> Operation {
    Operation { name, access: Access::Public, run }
}

const fn signed(name: &'static str, run: fn(&UserPools, &Value) -> Result<Value, ServiceError>) -> Operation {
    Operation { name, access: Access::Iam, run }
}

const ALL: &[Operation] = &[signed("DescribeUserPool", pools::describe_user_pool)];

/// The emulated operation of this name.
pub(super) fn named(name: &str) -> Option<&'static Operation> {
    ALL.iter().find(|operation| operation.name == name)
}
