//! Lab 3: a role for a function, and just the right permissions.

mod assume;
mod data;
mod events;
mod excess;
mod least_privilege;
mod read;
mod resources;
mod scene;
mod show;

use cloud::STUDENT_ACCOUNT;
use cloud::template::Stack;
use tokio::sync::OnceCell;

use super::template_file::{Deployment, TemplateFile};
use super::{LabSession, Setting};
use crate::harness::{Check, Verdict};
use crate::stop::Stop;
use data::Data;
use scene::{Scene, Under};

pub(super) use data::put;
pub(super) use show::publish;
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
    own: OnceCell<Scene>,
    elsewhere: OnceCell<Scene>,
    lent: OnceCell<Scene>,
}

impl LabSession for Session {
    fn open(setting: Setting) -> Result<Self, Stop> {
        let data = Data::invent(setting.seed);
        Ok(Self { setting, data, own: OnceCell::new(), elsewhere: OnceCell::new(), lent: OnceCell::new() })
    }

    fn checks() -> Vec<LabCheck> {
        [assume::checks(), read::checks(), least_privilege::checks(), events::checks()].into_iter().flatten().collect()
    }
}

impl Session {
    fn template(&self) -> Result<TemplateFile, Verdict> {
        let folder = self.setting.files.as_deref();
        let folder = folder.ok_or_else(|| Verdict::Fault("the lab's files were not laid out".to_owned()))?;
        Ok(TemplateFile::read(folder)?)
    }

    /// The template with these parameters.
    fn stack(&self, parameters: &[(&str, &str)]) -> Result<Stack, Verdict> {
        self.stack_in(&self.setting.region, parameters, self.setting.seed.0)
    }

    fn stack_in(&self, region: &str, parameters: &[(&str, &str)], seed: u64) -> Result<Stack, Verdict> {
        Ok(self.template()?.resolve(&Deployment { parameters, account: STUDENT_ACCOUNT, region, seed })?)
    }

    /// The template of a second student, whose stack has another name and so all that is made up is another's too.
    fn second(&self, account: &str) -> Result<Stack, Verdict> {
        let prefix = self.prefix();
        let (parameters, seed) = (&[("NamePrefix", prefix.as_str())], !self.setting.seed.0);
        Ok(self.template()?.resolve(&Deployment { parameters, account, region: self.other_region(), seed })?)
    }

    /// A region that is not the run's own.
    fn other_region(&self) -> &'static str {
        const REGIONS: [&str; 2] = ["us-west-2", "ap-northeast-1"];
        REGIONS.into_iter().find(|region| *region != self.setting.region).unwrap_or(REGIONS[0])
    }

    /// A prefix that a student of a shared account gives.
    fn prefix(&self) -> String {
        format!("{}-", self.setting.seed.source("prefix").word())
    }

    /// The whole stack, as the template has it.
    async fn own(&self) -> Result<&Scene, Verdict> {
        let play = || async { Scene::deploy(&self.setting, self.stack(&[])?, &self.setting.region, &self.data).await };
        self.own.get_or_try_init(play).await
    }

    /// The whole stack once more: another prefix, another region, other made-up names.
    async fn elsewhere(&self) -> Result<&Scene, Verdict> {
        let play = || async {
            Scene::deploy(&self.setting, self.second(STUDENT_ACCOUNT)?, self.other_region(), &self.data).await
        };
        self.elsewhere.get_or_try_init(play).await
    }

    /// The function under a role that may read the data.
    async fn lent(&self) -> Result<&Scene, Verdict> {
        let play = || async {
            let (region, stack) = (&self.setting.region, self.stack(&[])?);
            Scene::lend(&self.setting, stack, region, &self.data, Under::Lent, |_| {}).await
        };
        self.lent.get_or_try_init(play).await
    }
}
