//! Part 5: `GET /users`, whom a conversation can be started with.

// STARTER: use serde::Deserialize;
// ANCHOR: use
use aws_sdk_cognitoidentityprovider::types::{UserStatusType, UserType};
use serde::Deserialize;
// ANCHOR_END: use

use crate::Error;
use crate::users::Users;

/// What the mapping template makes of the request.
// STARTER: // TODO: who asks.
// STARTER: #[derive(Debug, Deserialize)]
// STARTER: pub struct Event {}
// ANCHOR: event
#[derive(Debug, Deserialize)]
pub struct Event {
    pub username: String,
}
// ANCHOR_END: event

/// The names of all users who can sign in, but for the one who asks.
pub async fn handle(users: &Users, event: Event) -> Result<Vec<String>, Error> {
    // STARTER: // TODO: `users.client.list_users()`. It answers at most 60 users at a time, among them those who have not confirmed
    // STARTER: // their address yet and those who are disabled; and each with attributes, which are nobody else's business.
    // STARTER: let _ = (users, event);
    // STARTER: Err("list_users: not written yet".into())
    // ANCHOR: handle
    let request = users.client.list_users().user_pool_id(&users.pool);
    let all: Vec<UserType> = request.into_paginator().items().send().try_collect().await?;
    let can_sign_in = |user: &UserType| user.enabled && user.user_status == Some(UserStatusType::Confirmed);
    let names = all.into_iter().filter(can_sign_in).filter_map(|user| user.username);
    Ok(names.filter(|name| *name != event.username).collect())
    // ANCHOR_END: handle
}
