//! Part 5: `GET /users`, whom a conversation can be started with.

use aws_sdk_cognitoidentityprovider::types::UserType;
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
    let mut names = Vec::new();
    let mut token = None;
    loop {
        let request = users.client.list_users().user_pool_id(&users.pool).limit(20);
        let request = request.filter("cognito:user_status = \"CONFIRMED\"").set_pagination_token(token);
        let page = request.send().await?;
        let enabled = page.users().iter().filter(|user: &&UserType| user.enabled);
        names.extend(enabled.filter_map(|user| user.username().map(str::to_owned)));
        token = page.pagination_token;
        if token.is_none() {
            break;
        }
    }
    names.retain(|name| *name != event.username);
    names.sort();
    Ok(names)
}
