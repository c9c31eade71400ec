//! What a lab's checks are run with, and what follows from it.

use std::path::PathBuf;

use cloud::STUDENT_ACCOUNT;
use cloud::template::Stack;

use super::template_file::{Deployment, TemplateFile};
use crate::artefacts::Program;
use crate::harness::{Seed, Verdict};
use crate::target::Target;

/// What a lab's checks are run with.
#[derive(Debug, Clone)]
pub struct Setting {
    /// Against what.
    pub target: Target,
    /// What invented data is made from.
    pub seed: Seed,
    /// The student's region.
    pub region: String,
    /// The chat web app.
    pub site: PathBuf,
    /// The folder with the lab's files, where the target wants them looked at.
    pub files: Option<PathBuf>,
    /// The lab's program, where the target wants it run.
    pub program: Option<Program>,
    /// The program that supervises the processes of functions; `None` for the running one. Tests name the checker.
    pub sandbox_program: Option<PathBuf>,
}

impl Setting {
    /// A setting before anything is read or built.
    #[must_use]
    pub fn new(target: Target, seed: Seed, region: String, site: PathBuf) -> Self {
        Self { target, seed, region, site, files: None, program: None, sandbox_program: None }
    }

    /// How a cloud of the checks is set up, in a region.
    #[must_use]
    pub fn cloud(&self, region: &str) -> cloud::Config {
        cloud::Config {
            region: region.to_owned(),
            sandbox_program: self.sandbox_program.clone(),
            dynamodb_local: self.target.dynamodb_local().cloned(),
            ..cloud::Config::default()
        }
    }

    /// The lab's template.
    ///
    /// # Errors
    /// A failure when there is none.
    pub(super) fn template(&self) -> Result<TemplateFile, Verdict> {
        let folder = self.files.as_deref();
        let folder = folder.ok_or_else(|| Verdict::Fault("the lab's files were not laid out".to_owned()))?;
        Ok(TemplateFile::read(folder)?)
    }

    /// The stack that the lab's template becomes with these parameters.
    ///
    /// # Errors
    /// A failure when AWS would refuse the template.
    pub(super) fn stack(&self, parameters: &[(&str, &str)]) -> Result<Stack, Verdict> {
        let (region, seed) = (&self.region, self.seed.0);
        Ok(self.template()?.resolve(&Deployment { parameters, account: STUDENT_ACCOUNT, region, seed })?)
    }

    /// The stack as somebody else deploys it: in another region, with a prefix before its names and another stage.
    ///
    /// # Errors
    /// A failure when AWS would refuse the template.
    pub(super) fn stack_elsewhere(&self) -> Result<Stack, Verdict> {
        let prefix = self.prefix();
        let site = format!("{prefix}chat-site");
        let parameters = [("NamePrefix", prefix.as_str()), ("SiteBucket", &site), ("StageName", "prod")];
        let (region, seed) = (self.other_region(), !self.seed.0);
        let deployment = Deployment { parameters: &parameters, account: STUDENT_ACCOUNT, region, seed };
        Ok(self.template()?.resolve(&deployment)?)
    }

    /// A prefix that a student of a shared account gives.
    pub(super) fn prefix(&self) -> String {
        format!("{}-", self.seed.source("prefix").word())
    }

    /// A region that is not the run's own.
    pub(super) fn other_region(&self) -> &'static str {
        const REGIONS: [&str; 2] = ["us-west-2", "ap-northeast-1"];
        REGIONS.into_iter().find(|region| *region != self.region).unwrap_or(REGIONS[0])
    }
}
