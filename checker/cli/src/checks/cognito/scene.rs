//! A scene: lab 6's, whose users sign up and sign in.

use std::collections::BTreeMap;

use cloud::template::Stack;
use tokio::sync::Mutex;

use super::people::Person;
use super::sign_in::{Client, SignedIn};
use crate::checks::Setting;
use crate::checks::api::Api;
use crate::checks::dynamodb::data::Data;
use crate::checks::models::scene::Scene as ChatScene;
use crate::harness::Verdict;
use crate::target::http::Http;

/// A cloud with the stack in it, and the users who have signed in there.
#[derive(Debug)]
pub(super) struct Scene {
    /// The cloud, the stack, its tables and its API.
    pub(super) chat: ChatScene,
    /// Who has signed in, by name.
    signed_in: Mutex<BTreeMap<String, SignedIn>>,
}

impl Scene {
    /// Starts a cloud in a region, and makes the whole stack there, with the data in its tables.
    pub(super) async fn deploy(setting: &Setting, stack: Stack, region: &str, data: &Data) -> Result<Self, Verdict> {
        let chat = ChatScene::deploy(setting, stack, region, data).await?;
        Ok(Self { chat, signed_in: Mutex::default() })
    }

    /// Denies the functions' roles every request to `DynamoDB` and to Cognito.
    pub(super) fn bar(&self) -> Result<(), Verdict> {
        self.chat.bar(&["dynamodb:*", "cognito-idp:*"])
    }

    /// The API of the stack.
    pub(super) fn api<'a>(&'a self, http: &'a Http) -> Result<Api<'a>, Verdict> {
        self.chat.api(http)
    }

    /// The user pool's client, as the site has it.
    pub(super) fn client<'a>(&'a self, http: &'a Http) -> Result<Client<'a>, Verdict> {
        Client::of_stack(http, &self.chat.cloud, &self.chat.stack)
    }

    /// Somebody who has signed up, confirmed the address, and signed in by SRP; once for each name.
    pub(super) async fn user(&self, http: &Http, person: &Person) -> Result<SignedIn, Verdict> {
        let mut signed_in = self.signed_in.lock().await;
        if let Some(user) = signed_in.get(&person.name) {
            return Ok(user.clone());
        }
        let client = self.client(http)?;
        client.sign_up(person).await?;
        client.confirm(person).await?;
        let user = client.sign_in(person).await?;
        signed_in.insert(person.name.clone(), user.clone());
        Ok(user)
    }
}
