//! Lab 4: an API in front of the function, and what a browser wants of it.

mod answer;
mod data;
mod event;
mod function;
mod resources;
mod scene;

use cloud::STUDENT_ACCOUNT;
use cloud::template::Stack;
use tokio::sync::OnceCell;

use super::function::Under;
use super::template_file::{Deployment, TemplateFile};
use super::{LabSession, Setting};
use crate::harness::{Check, Verdict};
use crate::stop::Stop;
use data::Data;
use scene::Scene;

/// A check of this lab.
pub type LabCheck = Check<Session>;

/// A role that is there already, as a course account may have one.
const GIVEN_ROLE: &str = "arn:aws:iam::111122223333:role/LabRole";

/// What the checks of this lab share. Each scene is played once, when the first check asks for it.
#[derive(Debug)]
pub struct Session {
    setting: Setting,
    data: Data,
    lent: OnceCell<Scene>,
}

impl LabSession for Session {
    fn open(setting: Setting) -> Result<Self, Stop> {
        let data = Data::invent(setting.seed);
        Ok(Self { setting, data, lent: OnceCell::new() })
    }

    fn checks() -> Vec<LabCheck> {
        [function::checks()].into_iter().flatten().collect()
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
        let (region, seed) = (&self.setting.region, self.setting.seed.0);
        Ok(self.template()?.resolve(&Deployment { parameters, account: STUDENT_ACCOUNT, region, seed })?)
    }

    /// A prefix that a student of a shared account gives.
    fn prefix(&self) -> String {
        format!("{}-", self.setting.seed.source("prefix").word())
    }

    /// A name for a stage that is nobody's default.
    fn stage(&self) -> String {
        format!("{}4", self.setting.seed.source("stage").word())
    }

    /// The function under a role that may read the data.
    async fn lent(&self) -> Result<&Scene, Verdict> {
        let play = || async { Scene::lend(&self.setting, self.stack(&[])?, &self.data, Under::Lent).await };
        self.lent.get_or_try_init(play).await
    }
}
