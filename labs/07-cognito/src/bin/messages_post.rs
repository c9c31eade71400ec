//! The program of the function chat-messages-POST.
//!
//! Given: you need not change this file.

use cognito::data::Data;
use cognito::serve::{json, serve};
use cognito::{Error, client, post_message};

#[tokio::main]
async fn main() -> Result<(), Error> {
    // Init: once. What stands here is ready for every event.
    let data = Data::from_environment(&client::config().await)?;
    // Invoke: the handler runs once for each event.
    serve(&|event| Box::pin(json(event, |event| post_message::handle(&data, event)))).await
}
