//! Parts 2 and 4: one event in, one answer out.

use lambda_runtime::LambdaEvent;
use serde_json::{Value, json};

use crate::Error;
use crate::data::Data;
// STARTER: // Part 4: `use crate::event;`
// ANCHOR: use
use crate::event;
// ANCHOR_END: use

/// Answers with the JSON that the event asks for.
pub async fn handle(data: &Data, event: LambdaEvent<Value>) -> Result<Value, Error> {
    // STARTER: // TODO, part 2: answer with what `data.read` finds under `data/conversations.json`.
    // STARTER: // TODO, part 4: ask `event::key` for the key. When there is no such object, answer {"message": "…"}.
    // STARTER: let _ = (data, event);
    // STARTER: Ok(json!({ "hello": "from Lambda" }))
    // ANCHOR: handle
    let key = event::key(&event.payload);
    match data.read(&key).await? {
        Some(value) => Ok(value),
        None => Ok(json!({ "message": format!("there is no {key}") })),
    }
    // ANCHOR_END: handle
}
