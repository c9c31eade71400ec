//! Pools as their owner sees them.

use serde_json::{Value, json};

use crate::ServiceError;
use crate::cognito::UserPools;
use crate::cognito::refusal::no_pool;
use crate::cognito::request::{Members, USER_POOL_ID};

/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeUserPool.html>
pub(super) fn describe_user_pool(pools: &UserPools, request: &Value) -> Result<Value, ServiceError> {
    let mut members = Members::of(request)?;
    let id = members.required("UserPoolId", USER_POOL_ID);
    members.check()?;
    let pools = pools.read();
    let pool = pools.get(&id).ok_or_else(|| no_pool(&id))?;
    Ok(json!({"UserPool": {"Id": pool.id, "Name": pool.settings.name, "Arn": pool.arn}}))
}
