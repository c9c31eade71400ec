//! What a user pool of this process holds, as its owner sees and changes it.

use cloud::cognito::UserPools;
use serde_json::{Value, json};

use super::super::Session;
use super::super::people::Person;
use super::super::scene::Scene;
use super::super::sign_in::Client;
use crate::harness::Verdict;

/// The user pool of a scene.
#[derive(Debug)]
pub(in super::super) struct Pool<'a> {
    cognito: &'a UserPools,
    /// The id of the site's client.
    client: String,
    /// Its id.
    pub(in super::super) id: String,
}

/// A user of it.
#[derive(Debug)]
pub(in super::super) struct User {
    pub(in super::super) name: String,
    /// The values of the attributes.
    pub(in super::super) attributes: Vec<(String, String)>,
}

impl<'a> Pool<'a> {
    /// The pool of a scene.
    pub(in super::super) fn of(session: &'a Session, scene: &'a Scene) -> Result<Self, Verdict> {
        let Client { pool_id: id, client_id: client, .. } = scene.client(&session.http)?;
        Ok(Self { cognito: scene.chat.cloud.cognito(), client, id })
    }

    /// All its users.
    pub(in super::super) fn users(&self) -> Result<Vec<User>, Verdict> {
        let (mut users, mut token) = (Vec::new(), Value::Null);
        loop {
            let mut page = self.call("ListUsers", json!({ "PaginationToken": token }))?;
            users.extend(page["Users"].as_array().into_iter().flatten().map(User::of));
            token = page["PaginationToken"].take();
            if token.is_null() {
                return Ok(users);
            }
        }
    }

    /// Invites somebody, who has not accepted yet.
    pub(in super::super) fn invite(&self, name: &str, email: &str) -> Result<(), Verdict> {
        let attributes = json!([{ "Name": "email", "Value": email }]);
        let request = json!({ "Username": name, "UserAttributes": attributes, "MessageAction": "SUPPRESS" });
        self.call("AdminCreateUser", request).map(|_| ())
    }

    /// Makes somebody who can sign in.
    pub(in super::super) fn add(&self, person: &Person) -> Result<(), Verdict> {
        let Person { name, email, password } = person;
        let attributes = json!([{ "Name": "email", "Value": email }]);
        let request =
            json!({ "ClientId": self.client, "Username": name, "Password": password, "UserAttributes": attributes });
        self.call("SignUp", request)?;
        self.call("AdminConfirmSignUp", json!({ "Username": name })).map(|_| ())
    }

    /// Keeps somebody from signing in.
    pub(in super::super) fn disable(&self, name: &str) -> Result<(), Verdict> {
        self.call("AdminDisableUser", json!({ "Username": name })).map(|_| ())
    }

    fn call(&self, operation: &str, mut request: Value) -> Result<Value, Verdict> {
        if operation != "SignUp" {
            request["UserPoolId"] = self.id.as_str().into();
        }
        if let Some(members) = request.as_object_mut() {
            members.retain(|_, value| !value.is_null());
        }
        let done = self.cognito.call(operation, &request);
        done.map_err(|error| Verdict::Fault(format!("{operation} on the user pool {}: {error}", self.id)))
    }
}

impl User {
    fn of(user: &Value) -> Self {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let attributes = user["Attributes"].as_array().into_iter().flatten();
        Self {
            name: text(&user["Username"]),
            attributes: attributes.map(|one| (text(&one["Name"]), text(&one["Value"]))).collect(),
        }
    }
}
