//! Somebody who signs up in one check alone, and is gone after it: no other check must find them among the users.

use cloud::Cloud;
use serde_json::json;

use super::super::Session;
use super::super::people::{Person, password};
use super::super::scene::Scene;
use super::super::sign_in::Client;
use crate::harness::Verdict;

/// A stack's pool, and somebody who asks it as the site's client does.
pub(super) struct Newcomer<'a> {
    pub(super) cloud: &'a Cloud,
    pub(super) site: Client<'a>,
    pub(super) person: Person,
}

impl<'a> Newcomer<'a> {
    /// Somebody whom nobody knows yet, in the stack in which the checks write.
    pub(super) async fn of(session: &'a Session, purpose: &str) -> Result<Self, Verdict> {
        Self::at(session, session.writes().await?, purpose)
    }

    /// The same in another stack.
    pub(super) fn at(session: &'a Session, scene: &'a Scene, purpose: &str) -> Result<Self, Verdict> {
        let mut source = session.setting.seed.source(purpose);
        let person = Person {
            name: source.name(),
            email: format!("{}@example.com", source.name()),
            password: password(&source.name()),
        };
        Ok(Self { cloud: &scene.chat.cloud, site: scene.client(&session.http)?, person })
    }

    /// Signs up and is confirmed.
    pub(super) async fn joins(&self) -> Result<(), Verdict> {
        self.site.sign_up(&self.person).await?;
        self.site.confirm(&self.person).await
    }
}

impl Drop for Newcomer<'_> {
    fn drop(&mut self) {
        // Whoever tried an address in the place of a name has it for a name. Who was never a user is none now either.
        for name in [&self.person.name, &self.person.email] {
            let request = json!({ "UserPoolId": self.site.pool_id, "Username": name });
            let _ = self.cloud.cognito().call("AdminDeleteUser", &request);
        }
    }
}
