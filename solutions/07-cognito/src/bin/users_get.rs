//! The program of the function chat-users-GET.
//!
//! Given: you need not change this file.

use cognito::serve::{json, serve};
use cognito::users::Users;
use cognito::{Error, client, list_users};

#[tokio::main]
async fn main() -> Result<(), Error> {
    // Init: once. What stands here is ready for every event.
    let users = Users::from_environment(&client::config().await)?;
    // Invoke: the handler runs once for each event.
    serve(&|event| Box::pin(json(event, |event| list_users::handle(&users, event)))).await
}
