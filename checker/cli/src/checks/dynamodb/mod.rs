//! Lab 5: tables, a loader, and a function that reads and writes them.

pub(super) mod answer;
mod capacity;
mod capacity_file;
mod chat;
mod conversation;
pub(super) mod data;
mod list;
mod load;
mod loaded;
mod loader;
mod pauses;
mod policy;
pub(super) mod post;
mod reading;
pub(super) mod requests;
pub(super) mod resources;
mod scene;
mod show;
mod tables;
mod units;

use tokio::sync::OnceCell;

use super::api::Api;
use super::s3_hosting::Folder;
use super::{LabSession, Setting};
use crate::harness::{Check, Verdict};
use crate::stop::Stop;
use crate::target::Target;
use crate::target::http::Http;
use capacity_file::Numbers;
use data::Data;
use loader::Loads;
use scene::Scene;
use units::Measured;

pub use show::show;

/// A check of this lab.
pub type LabCheck = Check<Session>;

/// Who is asked for until lab 7.
pub(super) const USER: &str = "Student";

/// What the checks of this lab share. Each scene is played once, when the first check asks for it.
#[derive(Debug)]
pub struct Session {
    setting: Setting,
    data: Data,
    http: Http,
    own: OnceCell<Scene>,
    long: OnceCell<Scene>,
    writes: OnceCell<Scene>,
    refused: OnceCell<Scene>,
    elsewhere: OnceCell<Scene>,
    /// The loader's own scenes.
    loads: Loads,
    /// What the student's own chat takes, measured.
    measured: OnceCell<Measured>,
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
            own: OnceCell::new(),
            long: OnceCell::new(),
            writes: OnceCell::new(),
            refused: OnceCell::new(),
            elsewhere: OnceCell::new(),
            loads: Loads::default(),
            measured: OnceCell::new(),
        })
    }

    /// The scenes take longer than all that is asked in them.
    async fn prepare(&self) {
        let _ = tokio::join!(
            self.loads.all(&self.setting),
            self.own(),
            self.long(),
            self.writes(),
            self.refused(),
            self.elsewhere()
        );
    }

    fn checks() -> Vec<LabCheck> {
        [tables::checks(), load::checks(), conversation::checks(), list::checks(), post::checks(), capacity::checks()]
            .into_iter()
            .flatten()
            .collect()
    }
}

impl Session {
    /// The whole stack, as the template has it, with the conversations in its tables.
    async fn own(&self) -> Result<&Scene, Verdict> {
        let play =
            || async { Scene::deploy(&self.setting, self.setting.stack(&[])?, &self.setting.region, &self.data).await };
        self.own.get_or_try_init(play).await
    }

    /// The same stack, and in it one conversation that no page holds.
    async fn long(&self) -> Result<&Scene, Verdict> {
        let play = || async {
            let data = Data::long(self.setting.seed);
            Scene::deploy(&self.setting, self.setting.stack(&[])?, &self.setting.region, &data).await
        };
        self.long.get_or_try_init(play).await
    }

    /// The same stack once more: here the checks write.
    async fn writes(&self) -> Result<&Scene, Verdict> {
        let play =
            || async { Scene::deploy(&self.setting, self.setting.stack(&[])?, &self.setting.region, &self.data).await };
        self.writes.get_or_try_init(play).await
    }

    /// The same stack, whose role has lost what lets it at the tables.
    async fn refused(&self) -> Result<&Scene, Verdict> {
        let play = || async {
            let scene =
                Scene::deploy(&self.setting, self.setting.stack(&[])?, &self.setting.region, &self.data).await?;
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

    /// What requests of the student's own chat take, as a table counts it.
    async fn measured(&self, numbers: &Numbers) -> Result<&Measured, Verdict> {
        self.measured.get_or_try_init(|| Measured::of(&self.setting, numbers)).await
    }

    /// The API: of the stack in a cloud of this process, or the one that is deployed.
    async fn api(&self) -> Result<Api<'_>, Verdict> {
        match &self.setting.target {
            Target::Embedded(_) => self.own().await?.api(&self.http),
            Target::Deployed(url) => Ok(Api::deployed(&self.http, url, &self.setting.region)),
        }
    }
}
