//! Who takes part in a conversation.

use crate::Error;
use crate::conversation;
use crate::data::Data;

/// The names of those who take part, if `username` is one of them.
///
/// A conversation that is not there has nobody who takes part: so the error is the same.
pub async fn of(data: &Data, id: &str, username: &str) -> Result<Vec<String>, Error> {
    let participants = conversation::participants(data, id).await?;
    if participants.iter().any(|name| name == username) {
        Ok(participants)
    } else {
        Err(format!("NotFound: there is no conversation {id}").into())
    }
}
