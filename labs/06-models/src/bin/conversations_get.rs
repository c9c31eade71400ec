//! The program of the function chat-conversations-GET.
//!
//! Given: you need not change this file.

use models::data::Data;
use models::serve::{json, serve};
use models::{Error, client, list_conversations};

#[tokio::main]
async fn main() -> Result<(), Error> {
    // Init: once. What stands here is ready for every event.
    let data = Data::from_environment(client::from_environment().await)?;
    // Invoke: the handler runs once for each event.
    serve(&|event| Box::pin(json(event, |event| list_conversations::handle(&data, event)))).await
}
