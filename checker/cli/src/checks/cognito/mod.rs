//! Lab 7: users who sign in with Cognito, an authorizer in front of each method, and conversations for those who take part.

mod authorizer;
pub(super) mod bearer;
mod caller;
mod claims;
mod data;
mod membership;
pub(super) mod people;
mod pool;
mod resources;
mod scene;
mod show;
pub(super) mod sign_in;
mod together;
mod users;

use tokio::sync::OnceCell;

use super::api::Api;
use super::api_file::INTEGRATION;
use super::dynamodb::data::Data;
use super::models::methods::Defined;
use super::{LabSession, Setting};
use crate::harness::{Check, Verdict};
use crate::stop::Stop;
use crate::target::Target;
use crate::target::http::Http;
use people::People;
use scene::Scene;

pub use show::show;

/// A check of this lab.
pub type LabCheck = Check<Session>;

/// What the checks of this lab share. Each scene is played once, when the first check asks for it.
#[derive(Debug)]
pub struct Session {
    setting: Setting,
    people: People,
    data: Data,
    http: Http,
    own: OnceCell<Scene>,
    writes: OnceCell<Scene>,
    refused: OnceCell<Scene>,
    elsewhere: OnceCell<Scene>,
}

impl LabSession for Session {
    fn open(setting: Setting) -> Result<Self, Stop> {
        let people = People::invent(setting.seed);
        let data = data::invent(setting.seed, &people);
        let http = Http::new().map_err(|verdict| Stop::fault(format!("{verdict:?}")))?;
        Ok(Self {
            setting,
            people,
            data,
            http,
            own: OnceCell::new(),
            writes: OnceCell::new(),
            refused: OnceCell::new(),
            elsewhere: OnceCell::new(),
        })
    }

    /// The scenes take longer than all that is asked in them.
    async fn prepare(&self) {
        let _ = tokio::join!(self.own(), self.writes(), self.refused(), self.elsewhere());
    }

    fn checks() -> Vec<LabCheck> {
        [
            pool::checks(),
            authorizer::checks(),
            claims::checks(),
            membership::checks(),
            users::checks(),
            together::checks(),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

impl Session {
    /// The whole stack, as the template has it, with the conversations in its tables. Nothing is written there.
    async fn own(&self) -> Result<&Scene, Verdict> {
        let play = || async { self.deploy().await };
        self.own.get_or_try_init(play).await
    }

    /// The same stack once more: here the checks write.
    async fn writes(&self) -> Result<&Scene, Verdict> {
        let play = || async { self.deploy().await };
        self.writes.get_or_try_init(play).await
    }

    /// The same stack, whose roles have lost what lets them at the tables and at the user pool.
    async fn refused(&self) -> Result<&Scene, Verdict> {
        let play = || async {
            let scene = self.deploy().await?;
            scene.bar()?;
            Ok(scene)
        };
        self.refused.get_or_try_init(play).await
    }

    /// The stack as somebody else deploys it: another region, names with a prefix.
    async fn elsewhere(&self) -> Result<&Scene, Verdict> {
        let play = || async {
            let stack = self.setting.stack_elsewhere()?;
            Scene::deploy(&self.setting, stack, self.setting.other_region(), &self.data).await
        };
        self.elsewhere.get_or_try_init(play).await
    }

    async fn deploy(&self) -> Result<Scene, Verdict> {
        Scene::deploy(&self.setting, self.setting.stack(&[])?, &self.setting.region, &self.data).await
    }

    /// The API: of the stack in a cloud of this process, or the one that is deployed.
    async fn api(&self) -> Result<Api<'_>, Verdict> {
        match &self.setting.target {
            Target::Embedded(_) => self.own().await?.api(&self.http),
            Target::Deployed(url) => Ok(Api::deployed(&self.http, url, &self.setting.region)),
        }
    }
}

/// The lines of `api.yaml` where the mapping template of a method stands.
fn template(session: &Session, method: &str, path: &str) -> Result<Option<String>, Verdict> {
    let defined = Defined::of(&session.setting)?;
    Ok(defined.at(method, path, &[INTEGRATION, "requestTemplates", "application/json"]))
}
