//! The app as it stands: one cloud, one stack that grows.

use std::collections::BTreeMap;

use aws_sdk_s3::Client;
use cloud::template::Stack;
use cloud::template::view::FunctionProperties;
use cloud::{Cloud, CreateFailed};
use reqwest::Method;
use tempfile::TempDir;

use super::build::Built;
use super::steps::Told;
use super::{Asked, fault};
use crate::artefacts::{Finished, Program, Source, environment};
use crate::checks::api::{Api, Watched, refused};
use crate::checks::bucket_policy::Files;
use crate::checks::resources::deployed_stage;
use crate::checks::s3_hosting::website_host;
use crate::checks::{Setting, s3_client};
use crate::course::{self, Root};
use crate::harness::{Failure, Seed, Verdict};
use crate::starters::read_folder;
use crate::stop::Stop;
use crate::target::http::{Answer, Http};

/// The bucket where lab 2 names none: the default of the parameter `SiteBucket`.
const SITE_BUCKET: &str = "chat-site";

/// The app, and what it is made of.
#[derive(Debug)]
pub(super) struct App<'a> {
    pub(super) root: &'a Root,
    pub(super) source: Source,
    pub(super) seed: Seed,
    pub(super) cloud: Cloud,
    pub(super) http: Http,
    /// The student's own S3 client.
    pub(super) s3: Client,
    /// The site as it is given, by key.
    pub(super) site: BTreeMap<String, Vec<u8>>,
    /// The site bucket: the one that lab 2's `bucket.txt` names.
    pub(super) bucket: String,
    setting: Setting,
    /// What stands of the stack.
    stack: Option<Stack>,
    /// The names of its functions.
    functions: Vec<String>,
    /// The API's id, and the address of its stage on this machine.
    api: Option<(String, String)>,
    /// An empty home for the labs' programs.
    home: TempDir,
}

impl<'a> App<'a> {
    /// An empty cloud, and the site to be published.
    pub(super) async fn start(asked: &Asked<'a>) -> Result<Self, Stop> {
        let setting = Setting::new(asked.target.clone(), asked.seed, asked.region.to_owned(), asked.root.site());
        let cloud = Cloud::start(setting.cloud(asked.region)).await;
        let cloud = cloud.map_err(|error| Stop::fault(format!("the embedded cloud did not start: {error}")))?;
        let http = Http::new().map_err(|verdict| Stop::fault(format!("{verdict:?}")))?;
        let home = tempfile::tempdir().map_err(|error| Stop::io("cannot write", &std::env::temp_dir(), &error))?;
        Ok(Self {
            root: asked.root,
            source: asked.source.clone(),
            seed: asked.seed,
            s3: s3_client::new(&cloud, cloud.student(), asked.region),
            site: read_folder(&asked.root.site())?,
            bucket: bucket(asked),
            cloud,
            http,
            setting,
            stack: None,
            functions: Vec::new(),
            api: None,
            home,
        })
    }

    /// Ends the cloud, and with it every function.
    pub(super) async fn end(self) {
        self.cloud.shutdown().await;
    }

    /// Runs a program of a lab against the cloud, in a folder.
    pub(super) async fn run(
        &self,
        program: &Program,
        arguments: &[&str],
        folder: &std::path::Path,
    ) -> Result<Finished, Verdict> {
        let cloud = &self.cloud;
        let environment =
            environment::for_program(self.home.path(), &cloud.endpoint(), cloud.region(), cloud.student());
        Ok(program.run(arguments, &environment, folder).await?)
    }

    /// The website's address.
    pub(super) fn website(&self) -> String {
        format!("http://{}", website_host(&self.bucket, self.cloud.region()))
    }

    /// Asks the website for a path.
    pub(super) async fn visit(&self, path: &str) -> Result<Answer, Verdict> {
        let host = website_host(&self.bucket, self.cloud.region());
        self.http.send_to_cloud(Method::GET, self.cloud.port(), &host, path).await
    }

    /// Brings the stack to a lab's template, as `sam deploy` does.
    pub(super) async fn deploy(&mut self, built: &Built) -> Result<((), Told), Verdict> {
        const COMMAND: &str = "sam build && sam deploy";
        let mut setting = self.setting.clone();
        setting.files = Some(built.files.clone());
        let parameters: &[(&str, &str)] =
            if self.bucket == SITE_BUCKET { &[] } else { &[("SiteBucket", self.bucket.as_str())] };
        let stack = setting.stack(parameters)?;
        // Up to lab 5 a lab has one function, whose program is the lab's own.
        let code = |function: &FunctionProperties| {
            if built.lab < 6 { Some(built.program.path.clone()) } else { built.program.of_function(function) }
        };
        let (expected, failures) = match &self.stack {
            None => ("CREATE_COMPLETE", self.cloud.deploy(&stack, &code)),
            Some(before) => ("UPDATE_COMPLETE", self.cloud.update(before, &stack, &code)),
        };
        if let Some(failed) = failures.first() {
            return Err(not_made(failed, expected));
        }
        self.functions =
            stack.resources.iter().filter_map(FunctionProperties::new).map(|function| function.name).collect();
        if let Some(stage) = deployed_stage(&self.cloud, &stack)
            && self.api.as_ref().is_none_or(|(id, _)| *id != stage.rest_api_id)
        {
            let address = self.cloud.serve_api(&stage.rest_api_id, None).await;
            let address = address.map_err(|error| fault(format!("the API has no port: {error}")))?;
            self.api = Some((stage.rest_api_id, format!("http://{address}/{}", stage.name)));
        }
        self.stack = Some(stack);
        Ok(((), Told::new(COMMAND, expected, expected)))
    }

    /// The stack.
    ///
    /// # Errors
    /// A fault before the first deployment.
    pub(super) fn stack(&self) -> Result<&Stack, Verdict> {
        self.stack.as_ref().ok_or_else(|| fault("nothing is deployed yet"))
    }

    /// What is looked at while the stack's API answers.
    pub(super) fn watched(&self) -> Watched<'_> {
        Watched { cloud: &self.cloud, functions: &self.functions }
    }

    /// The stack's API.
    ///
    /// # Errors
    /// A failure when the stack has none.
    pub(super) fn api(&self) -> Result<Api<'_>, Verdict> {
        let endpoint = self.api.as_ref().map(|(_, endpoint)| endpoint.as_str());
        Api::of_stack(&self.http, self.watched(), self.stack()?, &[], endpoint)
    }
}

/// The bucket that lab 2 puts its policy on. Where the file is not there or names none, lab 2's own step says so.
fn bucket(asked: &Asked<'_>) -> String {
    let named = || {
        let lab = course::find("bucket-policy").ok()?;
        let overlay = crate::artefacts::Overlay::prepare(asked.root, lab, &asked.source).ok()?;
        Files::new(&overlay.folder).bucket().ok()
    };
    named().unwrap_or_else(|| SITE_BUCKET.to_owned())
}

/// What AWS refuses of a stack; what the cloud cannot do is no failure of the lab.
fn not_made(failed: &CreateFailed, expected: &str) -> Verdict {
    if failed.error.code == "NotImplemented" {
        return fault(failed);
    }
    let Failure { actual, .. } = refused(failed);
    Verdict::Failed(refused(failed).compared(expected, actual))
}
