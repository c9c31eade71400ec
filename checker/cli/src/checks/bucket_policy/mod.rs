//! Lab 2: a bucket policy in place of the ACLs.

mod apply;
mod can;
mod files;
pub(super) mod fixture;
mod judge;
mod later_file;
mod predictions;
mod refusals;
mod scene;
mod statement;
mod who;

use reqwest::{Method, Url};
use tokio::sync::OnceCell;

use super::s3_hosting::{Folder, website_host};
use super::trace::line;
use super::{LabSession, Setting};
use crate::artefacts::Program;
use crate::harness::{Check, Verdict};
use crate::stop::Stop;
use crate::target::http::{Answer, Http, encode_path};
use crate::target::{CLOUD_PORT, Target};

pub use can::can;
pub use files::Files;
pub use scene::{Scene, show};

/// A check of this lab.
pub type LabCheck = Check<Session>;

/// What the checks of this lab share. Each scene is played once, when the first check asks for it.
#[derive(Debug)]
pub struct Session {
    setting: Setting,
    folder: Folder,
    http: Http,
    applied: OnceCell<Scene>,
    again: OnceCell<Scene>,
    uploaded: OnceCell<Scene>,
    told: OnceCell<Scene>,
}

impl LabSession for Session {
    /// Makes up the site that stands in the bucket.
    fn open(setting: Setting) -> Result<Self, Stop> {
        let folder = match setting.target {
            Target::Embedded(_) => Folder::invent(setting.seed)?,
            Target::Deployed(_) => Folder::of_site(&setting.site, setting.seed)?,
        };
        let http = Http::new().map_err(|verdict| Stop::fault(format!("{verdict:?}")))?;
        let (applied, again, uploaded, told) = Default::default();
        Ok(Self { setting, folder, http, applied, again, uploaded, told })
    }

    fn checks() -> Vec<LabCheck> {
        [statement::checks(), apply::checks(), later_file::checks(), refusals::checks()].into_iter().flatten().collect()
    }
}

impl Session {
    fn files(&self) -> Result<Files, Verdict> {
        let folder = self.setting.files.as_deref();
        folder.map(Files::new).ok_or_else(|| Verdict::Fault("the lab's files were not laid out".to_owned()))
    }

    fn program(&self) -> Result<&Program, Verdict> {
        self.setting.program.as_ref().ok_or_else(|| Verdict::Fault("the lab was not built".to_owned()))
    }

    /// The bucket's name.
    fn bucket(&self) -> Result<String, Verdict> {
        Ok(self.files()?.bucket()?)
    }

    /// The key of the file that is uploaded after the policy is in place.
    fn later_key(&self) -> String {
        format!("news/{}.html", self.setting.seed.source("later").name())
    }

    async fn play(&self) -> Result<Scene, Verdict> {
        Scene::play(self.program()?, &self.files()?, self.setting.cloud(&self.setting.region), &self.folder).await
    }

    /// What lab 1 leaves, and the program's `apply` run on it.
    async fn applied(&self) -> Result<&Scene, Verdict> {
        self.applied.get_or_try_init(|| self.play()).await
    }

    /// The same, with `apply` run once more after the policy was edited.
    async fn again(&self) -> Result<&Scene, Verdict> {
        let play = || async {
            let mut scene = self.play().await?;
            scene.write(files::POLICY, apply::edited(&self.files()?.policy()?)?.as_bytes())?;
            scene.play_again(self.program()?, &["apply"]).await?;
            Ok(scene)
        };
        self.again.get_or_try_init(play).await
    }

    /// The same, with one more file uploaded by the program.
    async fn uploaded(&self) -> Result<&Scene, Verdict> {
        let play = || async {
            let mut scene = self.play().await?;
            scene.write(later_file::NAME, &self.later_bytes())?;
            scene.play_again(self.program()?, &["upload", later_file::NAME, &self.later_key()]).await?;
            Ok(scene)
        };
        self.uploaded.get_or_try_init(play).await
    }

    /// The whole way in a bucket that `bucket.txt` does not name: what the program's options say counts.
    async fn told(&self) -> Result<&Scene, Verdict> {
        let play = || async {
            let bucket = self.setting.seed.source("told bucket").name();
            let (files, config) = (self.files()?, self.setting.cloud(&self.setting.region));
            let mut scene = Scene::play_told(&bucket, self.program()?, &files, config, &self.folder).await?;
            if scene.run.finished.success() {
                scene.write(later_file::NAME, &self.later_bytes())?;
                let args = ["upload", later_file::NAME, &self.later_key(), "--bucket", &bucket];
                scene.play_again(self.program()?, &args).await?;
            }
            Ok(scene)
        };
        self.told.get_or_try_init(play).await
    }

    /// What is in the file that is uploaded later.
    fn later_bytes(&self) -> Vec<u8> {
        let title = self.setting.seed.source("later-title").name();
        format!("<!doctype html><html lang=\"en\"><title>{title}</title><h1>{title}</h1></html>\n").into_bytes()
    }

    /// Asks the website for a path, which begins with a slash; in the embedded cloud that of the given scene.
    async fn website(&self, scene: Option<&Scene>, path: &str) -> Result<Answer, Verdict> {
        match (&self.setting.target, scene) {
            (Target::Deployed(url), _) => self.http.send(Method::GET, &at(url, path)?, None).await,
            (Target::Embedded(_), Some(scene)) => {
                let host = website_host(&scene.bucket, &scene.region);
                self.http.send_to_cloud(Method::GET, scene.cloud.port(), &host, path).await
            }
            (Target::Embedded(_), None) => Err(Verdict::Fault("no scene was played".to_owned())),
        }
    }

    /// The command for what [`website`](Self::website) does.
    fn curl(&self, path: &str) -> String {
        match &self.setting.target {
            Target::Deployed(url) => {
                let url = at(url, path).map_or_else(|_| path.to_owned(), |url| url.to_string());
                format!("curl -i \"{url}\"")
            }
            Target::Embedded(_) => {
                let bucket = self.bucket().unwrap_or_else(|_| "BUCKET".to_owned());
                let host = website_host(&bucket, &self.setting.region);
                format!("curl -i --connect-to ::127.0.0.1:{CLOUD_PORT} http://{host}{path}")
            }
        }
    }

    /// Asks S3's API as anyone may, without credentials.
    async fn stranger(
        &self,
        scene: &Scene,
        method: Method,
        rest: &str,
        body: Option<&[u8]>,
    ) -> Result<Answer, Verdict> {
        let url = format!("{}/{}/{rest}", scene.cloud.endpoint(), scene.bucket);
        let url = Url::parse(&url).map_err(|error| Verdict::Fault(format!("{url}: {error}")))?;
        self.http.send(method, &url, body).await
    }

    /// The scene that HTTP checks ask, where the target has one.
    async fn scene_for_http(&self) -> Result<Option<&Scene>, Verdict> {
        match self.setting.target {
            Target::Embedded(_) => Ok(Some(self.applied().await?)),
            Target::Deployed(_) => Ok(None),
        }
    }
}

/// What the trace says of the last request that was refused.
fn why_refused(scene: Option<&Scene>) -> Vec<String> {
    let trace = scene.map(|scene| scene.cloud.trace()).unwrap_or_default();
    trace.iter().rev().find(|event| event.status >= 400).map(line).into_iter().collect()
}

/// The path of a key, for a URL.
fn path_of(key: &str) -> String {
    format!("/{}", encode_path(key))
}

fn at(base: &Url, path: &str) -> Result<Url, Verdict> {
    let text = format!("{}{path}", base.as_str().trim_end_matches('/'));
    Url::parse(&text).map_err(|error| Verdict::Fault(format!("{text}: {error}")))
}
