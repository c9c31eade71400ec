//! Lab 4: an API in front of the function, and what a browser wants of it.

mod answer;
mod cors;
mod data;
mod event;
mod function;

mod proxy;
mod resources;
mod scene;
mod show;
mod site;

use tokio::sync::OnceCell;

use super::api::Api;
use super::function::Under;
use super::s3_hosting::Folder;
use super::{LabSession, Setting};
use crate::harness::{Check, Verdict};
use crate::stop::Stop;
use crate::target::Target;
use crate::target::http::Http;
use data::Data;
use scene::Scene;

pub(in crate::checks) use cors::readable;
pub(in crate::checks) use proxy::NO_PERMISSION;
pub(in crate::checks) use show::with_site;
pub use show::{Shown, show};

/// A check of this lab.
pub type LabCheck = Check<Session>;

/// A role that is there already, as a course account may have one.
const GIVEN_ROLE: &str = "arn:aws:iam::111122223333:role/LabRole";

/// What the checks of this lab share. Each scene is played once, when the first check asks for it.
#[derive(Debug)]
pub struct Session {
    setting: Setting,
    data: Data,
    http: Http,
    lent: OnceCell<Scene>,
    barred: OnceCell<Scene>,
    bare: OnceCell<Scene>,
    own: OnceCell<Scene>,
    elsewhere: OnceCell<Scene>,
}

impl LabSession for Session {
    fn open(setting: Setting) -> Result<Self, Stop> {
        let data = match setting.target {
            Target::Embedded(_) => Data::invent(setting.seed),
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
            lent: OnceCell::new(),
            barred: OnceCell::new(),
            bare: OnceCell::new(),
            own: OnceCell::new(),
            elsewhere: OnceCell::new(),
        })
    }

    /// The scenes take longer than all that is asked in them.
    async fn prepare(&self) {
        let _ = tokio::join!(self.lent(), self.barred(), self.own(), self.elsewhere());
    }

    fn checks() -> Vec<LabCheck> {
        [function::checks(), proxy::checks(), cors::checks(), site::checks()].into_iter().flatten().collect()
    }
}

impl Session {
    /// A name for a stage that is nobody's default.
    fn stage(&self) -> String {
        format!("{}4", self.setting.seed.source("stage").word())
    }

    /// The function under a role that may read the data.
    async fn lent(&self) -> Result<&Scene, Verdict> {
        let play = || async { Scene::lend(&self.setting, self.setting.stack(&[])?, &self.data, Under::Lent).await };
        self.lent.get_or_try_init(play).await
    }

    /// The function under a role that may write a log, and nothing else.
    async fn barred(&self) -> Result<&Scene, Verdict> {
        let play = || async { Scene::lend(&self.setting, self.setting.stack(&[])?, &self.data, Under::Barred).await };
        self.barred.get_or_try_init(play).await
    }

    /// The whole stack, as the template has it.
    async fn own(&self) -> Result<&Scene, Verdict> {
        let play =
            || async { Scene::deploy(&self.setting, self.setting.stack(&[])?, &self.setting.region, &self.data).await };
        self.own.get_or_try_init(play).await
    }

    /// The whole stack, and behind its API a function whose program cannot be started: what API Gateway does by itself.
    async fn bare(&self) -> Result<&Scene, Verdict> {
        let play = || async {
            let setting = Setting { program: None, ..self.setting.clone() };
            Scene::deploy(&setting, self.setting.stack(&[])?, &setting.region, &self.data).await
        };
        self.bare.get_or_try_init(play).await
    }

    /// The whole stack once more, as a second student deploys it.
    async fn elsewhere(&self) -> Result<&Scene, Verdict> {
        let play =
            || async { Scene::deploy(&self.setting, self.second()?, self.setting.other_region(), &self.data).await };
        self.elsewhere.get_or_try_init(play).await
    }

    /// The API: of the stack in a cloud of this process, or the one that is deployed.
    async fn api(&self) -> Result<Api<'_>, Verdict> {
        match &self.setting.target {
            Target::Embedded(_) => self.own().await?.api(&self.http),
            Target::Deployed(url) => Ok(Api::deployed(&self.http, url, &self.setting.region)),
        }
    }
}
