//! Lab 6: out of proxy mode: each method has a function of its own, with models, templates and responses around it.

pub(in crate::checks) mod allow_origin;
mod board;
mod body;
mod by_id;
mod data;
pub(in crate::checks) mod errors;
mod first_method;
mod independent;
pub(in crate::checks) mod integration;
pub(in crate::checks) mod methods;
mod post;
pub(in crate::checks) mod response_models;
pub(in crate::checks) mod scene;
pub(in crate::checks) mod schema;
mod sender;
mod show;
pub(in crate::checks) mod way;

use tokio::sync::OnceCell;

use super::api::Api;
use super::dynamodb::data::Data;
use super::s3_hosting::Folder;
use super::{LabSession, Setting};
use crate::harness::{Check, Verdict};
use crate::stop::Stop;
use crate::target::Target;
use crate::target::http::Http;
use scene::Scene;

pub use show::show;
pub(super) use show::show_with;

/// A check of this lab.
pub type LabCheck = Check<Session>;

/// What the checks of this lab share. Each scene is played once, when the first check asks for it.
#[derive(Debug)]
pub struct Session {
    setting: Setting,
    data: Data,
    http: Http,
    own: OnceCell<Scene>,
    writes: OnceCell<Scene>,
    refused: OnceCell<Scene>,
    elsewhere: OnceCell<Scene>,
}

impl LabSession for Session {
    fn open(setting: Setting) -> Result<Self, Stop> {
        let data = match setting.target {
            Target::Embedded(_) => data::invent(setting.seed),
            Target::Deployed(_) => {
                let site = Folder::as_given(&setting.site, setting.seed)?;
                Data::of_site(&site.files, setting.seed)?
            }
        };
        let http = Http::new().map_err(|verdict| Stop::fault(format!("{verdict:?}")))?;
        Ok(Self {
            setting,
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
            first_method::checks(),
            by_id::checks(),
            response_models::checks(),
            post::checks(),
            errors::checks(),
            independent::checks(),
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

    /// The same stack, whose role has lost what lets it at the tables.
    async fn refused(&self) -> Result<&Scene, Verdict> {
        let play = || async {
            let scene = self.deploy().await?;
            scene.bar(&["dynamodb:*"])?;
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
