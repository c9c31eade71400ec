//! The letters that user pools sent, as JSON: no mail leaves this machine, so this is where a code is read.

use std::time::UNIX_EPOCH;

use serde::Serialize;

use crate::cognito::Letter;
use crate::state::State;

/// Where they are, below the page's path.
pub(super) const PATH: &str = "outbox";

#[derive(Serialize)]
struct Outbox {
    letters: Vec<LetterEntry>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LetterEntry {
    /// The e-mail address.
    to: String,
    /// The user's name in the pool.
    user: String,
    pool_id: String,
    code: String,
    /// `sign-up`, `forgot-password`.
    purpose: &'static str,
    /// In milliseconds since 1970.
    sent: u128,
}

/// All that are kept, oldest first, as `{"letters":[…]}`.
pub(super) fn to_json(state: &State) -> String {
    let letters = state.cognito.outbox().into_iter().map(LetterEntry::of).collect();
    // Texts and numbers always have a JSON form.
    serde_json::to_string(&Outbox { letters }).unwrap_or_default()
}

impl LetterEntry {
    fn of(letter: Letter) -> Self {
        Self {
            to: letter.to,
            user: letter.user,
            pool_id: letter.pool_id,
            code: letter.code,
            purpose: letter.purpose.as_str(),
            sent: letter.sent.duration_since(UNIX_EPOCH).unwrap_or_default().as_millis(),
        }
    }
}
