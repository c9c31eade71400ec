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

pub(in crate::checks) use assume::also_trusted;

use cloud::STUDENT_ACCOUNT;
use cloud::template::Stack;
use tokio::sync::OnceCell;

use super::template_file::Deployment;
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
    fn stack_in(&self, region: &str, parameters: &[(&str, &str)], seed: u64) -> Result<Stack, Verdict> {
        Ok(self.setting.template()?.resolve(&Deployment { parameters, account: STUDENT_ACCOUNT, region, seed })?)
    }

    /// The template of a second student, whose stack has another name and so all that is made up is another's too.
    fn second(&self, account: &str) -> Result<Stack, Verdict> {
        let prefix = self.setting.prefix();
        let (parameters, seed) = (&[("NamePrefix", prefix.as_str())], !self.setting.seed.0);
        Ok(self.setting.template()?.resolve(&Deployment {
            parameters,
            account,
            region: self.setting.other_region(),
            seed,
        })?)
    }

    /// The whole stack, as the template has it.
    async fn own(&self) -> Result<&Scene, Verdict> {
        let play =
            || async { Scene::deploy(&self.setting, self.setting.stack(&[])?, &self.setting.region, &self.data).await };
        self.own.get_or_try_init(play).await
    }

    /// The whole stack once more: another prefix, another region, other made-up names.
    async fn elsewhere(&self) -> Result<&Scene, Verdict> {
        let play = || async {
            Scene::deploy(&self.setting, self.second(STUDENT_ACCOUNT)?, self.setting.other_region(), &self.data).await
        };
        self.elsewhere.get_or_try_init(play).await
    }

    /// The function under a role that may read the data.
    async fn lent(&self) -> Result<&Scene, Verdict> {
        let play = || async {
            let (region, stack) = (&self.setting.region, self.setting.stack(&[])?);
            Scene::lend(&self.setting, stack, region, &self.data, Under::Lent, |_| {}).await
        };
        self.lent.get_or_try_init(play).await
    }
}
