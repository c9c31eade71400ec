//! The student's user pool, asked as the site asks it: over HTTP, without credentials.

use cloud::Cloud;
use cloud::template::Stack;

use super::people::Person;
use crate::harness::Verdict;
use crate::target::http::Http;

/// An app client of a user pool.
#[derive(Debug)]
pub(super) struct Client<'a> {
    http: &'a Http,
    cloud: &'a Cloud,
    /// The user pool's id.
    pub(super) pool_id: String,
    /// The app client's id.
    pub(super) client_id: String,
}

/// Somebody who has signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SignedIn {
    /// The user name.
    pub(super) name: String,
    /// What the API wants.
    pub(super) id_token: String,
    /// What Cognito itself wants.
    pub(super) access_token: String,
    /// What new tokens are got with.
    pub(super) refresh_token: String,
}

impl<'a> Client<'a> {
    /// The client of the stack's one user pool.
    pub(super) fn of_stack(http: &'a Http, cloud: &'a Cloud, stack: &Stack) -> Result<Self, Verdict> {
        let id = |kind: &str| {
            let found = stack.resources.iter().find(|resource| resource.resource_type == kind);
            found.map(|resource| resource.physical_id.clone()).unwrap_or_default()
        };
        let (pool_id, client_id) = (id("AWS::Cognito::UserPool"), id("AWS::Cognito::UserPoolClient"));
        Ok(Self { http, cloud, pool_id, client_id })
    }

    /// Signs somebody up.
    pub(super) async fn sign_up(&self, person: &Person) -> Result<(), Verdict> {
        let _ = (self.http, self.cloud, person);
        Err(Verdict::Fault("sign-up is not there yet".to_owned()))
    }

    /// Confirms the address with the code that was sent there.
    pub(super) async fn confirm(&self, person: &Person) -> Result<(), Verdict> {
        let _ = person;
        Err(Verdict::Fault("confirmation is not there yet".to_owned()))
    }

    /// Signs somebody in, by SRP as the site does.
    pub(super) async fn sign_in(&self, person: &Person) -> Result<SignedIn, Verdict> {
        let _ = person;
        Err(Verdict::Fault("sign-in is not there yet".to_owned()))
    }
}
