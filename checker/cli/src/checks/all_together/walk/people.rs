//! Who walks, and what they do at the app.

use crate::harness::{Seed, Verdict};

pub(super) use crate::checks::cognito::people::Person;

/// Ada, Grace, and Charles, who takes no part. Nobody in the site's data has these names.
pub(super) fn all(seed: Seed) -> [Person; 3] {
    let mut source = seed.source("passwords");
    ["Ada", "Grace", "Charles"].map(|name| Person {
        name: name.to_owned(),
        email: format!("{}@example.com", name.to_lowercase()),
        // One that every policy of the course takes.
        password: format!("7 {} Bits!", source.name()),
    })
}

/// What somebody gets who asks for a conversation of others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Refused {
    /// That there is none.
    NotThere,
    /// Something else: what.
    Not(String),
}

/// One person at the app. What goes wrong is a failure of the lab, except where the browser itself breaks.
pub(super) trait Visitor {
    /// Who it is.
    fn person(&self) -> &Person;

    /// Where they are: the address of the page, or the last request.
    fn url(&self) -> String;

    /// Comes to the site, is asked who they are, and signs up.
    async fn sign_up(&mut self) -> Result<(), Verdict>;

    /// Confirms with the code of the letter.
    async fn confirm(&mut self, code: &str) -> Result<(), Verdict>;

    /// Signs in by SRP, and gives the ids of the list.
    async fn sign_in(&mut self) -> Result<Vec<String>, Verdict>;

    /// The ids of the list, loaded again.
    async fn list(&mut self) -> Result<Vec<String>, Verdict>;

    /// Starts a conversation with one of the users whom the app names, and gives its id.
    async fn start_with(&mut self, name: &str) -> Result<String, Verdict>;

    /// Sends a message, and gives the texts that the conversation then has.
    async fn write(&mut self, id: &str, text: &str) -> Result<Vec<String>, Verdict>;

    /// The texts of a conversation, loaded again.
    async fn read(&mut self, id: &str) -> Result<Vec<String>, Verdict>;

    /// Tries to open a conversation of others.
    async fn peek(&mut self, id: &str) -> Result<Refused, Verdict>;

    /// Signs out, and tries to come back to a conversation.
    async fn sign_out(&mut self, id: &str) -> Result<(), Verdict>;

    /// What they see, as a PNG; `None` where there is nothing to see.
    async fn picture(&self) -> Option<Vec<u8>>;
}
