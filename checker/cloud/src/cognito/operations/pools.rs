//! Pools and clients as their owner makes and sees them.

use serde_json::{Value, json};

use crate::ServiceError;
use crate::cognito::pool::seconds;
use crate::cognito::refusal::{invalid_parameter, no_client, no_pool};
use crate::cognito::request::{CLIENT_ID, MAX_RESULTS, Members, NAME, PAGINATION_TOKEN, USER_POOL_ID};
use crate::cognito::{ClientSettings, UserPools};

/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPool.html>
pub(super) fn create_user_pool(pools: &UserPools, request: &Value) -> Result<Value, ServiceError> {
    let mut members = Members::of(request)?;
    members.required("PoolName", NAME);
    members.check()?;
    let id = format!("{}_{}", pools.region, pools.ids.pool());
    pools.create_pool(&id, request)?;
    describe_user_pool(pools, &json!({"UserPoolId": id}))
}

/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeUserPool.html>
pub(super) fn describe_user_pool(pools: &UserPools, request: &Value) -> Result<Value, ServiceError> {
    let id = pool_id(request)?;
    let pools = pools.read();
    let pool = pools.get(&id).ok_or_else(|| no_pool(&id))?;
    Ok(json!({"UserPool": pool.shown()}))
}

/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserPool.html>
pub(super) fn delete_user_pool(pools: &UserPools, request: &Value) -> Result<Value, ServiceError> {
    let id = pool_id(request)?;
    let mut pools = pools.write();
    let pool = pools.get(&id).ok_or_else(|| no_pool(&id))?;
    if pool.settings.deletion_protection {
        return Err(invalid_parameter(
            "The user pool cannot be deleted because deletion protection is activated. Deletion protection must be \
             inactivated first.",
        ));
    }
    pools.remove(&id);
    Ok(json!({}))
}

/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUserPools.html>
pub(super) fn list_user_pools(pools: &UserPools, request: &Value) -> Result<Value, ServiceError> {
    let mut members = Members::of(request)?;
    let limit = members.optional_integer("MaxResults", 1, MAX_RESULTS);
    if limit.is_none() {
        members.missing("MaxResults");
    }
    let token = members.optional("NextToken", PAGINATION_TOKEN);
    members.check()?;
    let pools = pools.read();
    let all = pools.values().map(|pool| {
        let shown = json!({
            "Id": pool.id,
            "Name": pool.settings.name,
            "LambdaConfig": {},
            "LastModifiedDate": seconds(pool.modified),
            "CreationDate": seconds(pool.created),
        });
        (pool.id.as_str(), shown)
    });
    Ok(page("UserPools", all, limit, token.as_deref()))
}

/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html>
pub(super) fn create_user_pool_client(pools: &UserPools, request: &Value) -> Result<Value, ServiceError> {
    let mut members = Members::of(request)?;
    let pool_id = members.required("UserPoolId", USER_POOL_ID);
    members.required("ClientName", NAME);
    members.check()?;
    let id = pools.ids.client();
    pools.create_client(&id, request)?;
    describe_user_pool_client(pools, &json!({"UserPoolId": pool_id, "ClientId": id}))
}

/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeUserPoolClient.html>
pub(super) fn describe_user_pool_client(pools: &UserPools, request: &Value) -> Result<Value, ServiceError> {
    let (pool_id, client_id) = client_of(request)?;
    let pools = pools.read();
    let pool = pools.get(&pool_id).ok_or_else(|| no_pool(&pool_id))?;
    let client = pool.clients.get(&client_id).ok_or_else(|| no_client(&client_id))?;
    Ok(json!({"UserPoolClient": client.shown(pool)}))
}

/// What the request does not mention becomes AWS's default again.
/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPoolClient.html>
pub(super) fn update_user_pool_client(pools: &UserPools, request: &Value) -> Result<Value, ServiceError> {
    let (pool_id, client_id) = client_of(request)?;
    let mut settings = ClientSettings::of_request(request)?;
    let now = pools.now();
    let mut all = pools.write();
    let pool = all.get_mut(&pool_id).ok_or_else(|| no_pool(&pool_id))?;
    let client = pool.clients.get_mut(&client_id).ok_or_else(|| no_client(&client_id))?;
    if settings.name.is_empty() {
        settings.name.clone_from(&client.settings.name);
    }
    client.settings = settings;
    client.modified = now;
    let client = client.clone();
    Ok(json!({"UserPoolClient": client.shown(pool)}))
}

/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserPoolClient.html>
pub(super) fn delete_user_pool_client(pools: &UserPools, request: &Value) -> Result<Value, ServiceError> {
    let (pool_id, client_id) = client_of(request)?;
    let mut all = pools.write();
    let pool = all.get_mut(&pool_id).ok_or_else(|| no_pool(&pool_id))?;
    pool.clients.remove(&client_id).map(|_| json!({})).ok_or_else(|| no_client(&client_id))
}

/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUserPoolClients.html>
pub(super) fn list_user_pool_clients(pools: &UserPools, request: &Value) -> Result<Value, ServiceError> {
    let mut members = Members::of(request)?;
    let pool_id = members.required("UserPoolId", USER_POOL_ID);
    let limit = members.optional_integer("MaxResults", 1, MAX_RESULTS);
    let token = members.optional("NextToken", PAGINATION_TOKEN);
    members.check()?;
    let pools = pools.read();
    let pool = pools.get(&pool_id).ok_or_else(|| no_pool(&pool_id))?;
    let all = pool.clients.values().map(|client| {
        let shown = json!({"ClientId": client.id, "UserPoolId": pool.id, "ClientName": client.settings.name});
        (client.id.as_str(), shown)
    });
    Ok(page("UserPoolClients", all, limit, token.as_deref()))
}

/// The part of a list, sorted by id, that comes after the id that is the token.
fn page<'a>(
    member: &str,
    all: impl Iterator<Item = (&'a str, Value)>,
    limit: Option<i64>,
    token: Option<&str>,
) -> Value {
    let limit = usize::try_from(limit.unwrap_or(MAX_RESULTS)).unwrap_or_default();
    let mut rest = all.filter(|(id, _)| token.is_none_or(|token| *id > token));
    let page: Vec<(&str, Value)> = rest.by_ref().take(limit).collect();
    let next = page.last().map(|(id, _)| *id).filter(|_| rest.next().is_some());
    let mut answer = json!({ member: page.iter().map(|(_, shown)| shown).collect::<Vec<_>>() });
    if let Some(next) = next {
        answer["NextToken"] = json!(next);
    }
    answer
}

fn pool_id(request: &Value) -> Result<String, ServiceError> {
    let mut members = Members::of(request)?;
    let id = members.required("UserPoolId", USER_POOL_ID);
    members.check()?;
    Ok(id)
}

fn client_of(request: &Value) -> Result<(String, String), ServiceError> {
    let mut members = Members::of(request)?;
    let pool_id = members.required("UserPoolId", USER_POOL_ID);
    let client_id = members.required("ClientId", CLIENT_ID);
    members.check()?;
    Ok((pool_id, client_id))
}
