//! Lab 1: a website on S3.

mod changed_key;
mod content_type;
mod folder;
mod keys;
mod public_objects;
mod scene;
mod website;

use reqwest::{Method, Url};
use tokio::sync::OnceCell;

use super::shell::quote;
use super::trace::line;
use super::{LabSession, Setting};
use crate::artefacts::Program;
use crate::harness::{Check, Failure, Outcome, Verdict};
use crate::stop::Stop;
use crate::target::http::{Answer, Http, encode_path};
use crate::target::{CLOUD_PORT, Target};

use scene::Before;

pub use folder::Folder;
pub use scene::Scene;

/// A check of this lab.
pub type LabCheck = Check<Session>;

/// What the checks of this lab share. Each scene is played once, when the first check asks for it.
#[derive(Debug)]
pub struct Session {
    setting: Setting,
    folder: Folder,
    http: Http,
    bucket: String,
    first: OnceCell<Scene>,
    us_east_1: OnceCell<Scene>,
    elsewhere: [OnceCell<Scene>; 2],
    again: OnceCell<Again>,
    taken: OnceCell<Scene>,
    badly: [OnceCell<Outcome>; 2],
}

/// A scene in which the program ran twice, with one file changed in between.
#[derive(Debug)]
pub struct Again {
    scene: Scene,
    changed: String,
    bytes: Vec<u8>,
}

/// An object as a check sees it: through S3's API, or through the website where only that is to be had.
#[derive(Debug)]
struct Object {
    content_type: String,
    /// User metadata (`x-amz-meta-*`) that looks like a content type.
    type_in_metadata: Option<String>,
    /// The header Content-Encoding.
    encoding: Option<String>,
    /// The header Content-Disposition.
    disposition: Option<String>,
    bytes: Vec<u8>,
    tried: String,
}

/// Requests of the program that S3 refuses, one after the other.
#[derive(Debug, Clone, Copy)]
enum Refusals {
    /// The uploads.
    Uploads,
    /// What makes the site public, and a website.
    Settings,
}

impl Refusals {
    fn actions(self) -> &'static [&'static str] {
        match self {
            Self::Uploads => &["s3:PutObject"],
            Self::Settings => &["s3:PutObjectAcl", "s3:PutBucketWebsite"],
        }
    }
}

impl LabSession for Session {
    /// Prepares the folder to publish.
    fn open(setting: Setting) -> Result<Self, Stop> {
        let folder = match setting.target {
            Target::Embedded(_) => Folder::invent(setting.seed)?,
            Target::Deployed(_) => Folder::of_site(&setting.site, setting.seed)?,
        };
        let http = Http::new().map_err(|verdict| Stop::fault(format!("{verdict:?}")))?;
        let bucket = bucket_name(setting.seed);
        Ok(Self {
            setting,
            folder,
            http,
            bucket,
            first: OnceCell::new(),
            us_east_1: OnceCell::new(),
            elsewhere: [OnceCell::new(), OnceCell::new()],
            again: OnceCell::new(),
            taken: OnceCell::new(),
            badly: [OnceCell::new(), OnceCell::new()],
        })
    }

    /// Twelve runs of the program are most of the time that the checks take.
    async fn prepare(&self) {
        let (first, us, dash, dot, again) =
            (self.first(), self.us_east_1(), self.elsewhere(true), self.elsewhere(false), self.again());
        let (taken, uploads, settings) =
            (self.taken(), self.ends_badly_without(Refusals::Uploads), self.ends_badly_without(Refusals::Settings));
        let _ = tokio::join!(first, uploads, again, us, taken, dash, dot, settings);
    }

    fn checks() -> Vec<LabCheck> {
        [keys::checks(), content_type::checks(), public_objects::checks(), website::checks()]
            .into_iter()
            .flatten()
            .collect()
    }
}

impl Session {
    fn program(&self) -> Result<&Program, Verdict> {
        self.setting.program.as_ref().ok_or_else(|| Verdict::Fault("the lab was not built".to_owned()))
    }

    /// A cloud in the student's region.
    fn home(&self) -> cloud::Config {
        self.setting.cloud(&self.setting.region)
    }

    /// The program run once in the student's region.
    async fn first(&self) -> Result<&Scene, Verdict> {
        let play =
            || async { Scene::play(self.program()?, self.home(), &self.bucket, &self.folder, Before::Empty).await };
        self.first.get_or_try_init(play).await
    }

    /// The program run once in us-east-1.
    async fn us_east_1(&self) -> Result<&Scene, Verdict> {
        let play = || async {
            Scene::play(self.program()?, self.setting.cloud("us-east-1"), &self.bucket, &self.folder, Before::Empty)
                .await
        };
        self.us_east_1.get_or_try_init(play).await
    }

    /// The program run once in another region whose website endpoints are written with a dash, or with a dot.
    async fn elsewhere(&self, dash: bool) -> Result<&Scene, Verdict> {
        let region = if dash { "eu-west-1" } else { "eu-north-1" };
        let play = || async {
            Scene::play(self.program()?, self.setting.cloud(region), &self.bucket, &self.folder, Before::Empty).await
        };
        self.elsewhere[usize::from(dash)].get_or_try_init(play).await
    }

    /// The program must not end well where S3 refuses one of its requests. It has run before, so nothing that it finds
    /// missing later gives the refusal away.
    async fn ends_badly_without(&self, refusals: Refusals) -> Outcome {
        let cell = &self.badly[refusals as usize];
        cell.get_or_init(|| self.play_refused(refusals.actions())).await.clone()
    }

    async fn play_refused(&self, actions: &[&str]) -> Outcome {
        let folder = Folder::invent(self.setting.seed)?;
        let mut scene = Scene::play(self.program()?, self.home(), &self.bucket, &folder, Before::Empty).await?;
        folder.change()?;
        for action in actions {
            scene.refuse(action).await?;
            scene.play_again(self.program()?, &folder).await?;
            // Uploads may run side by side: of several refusals, always the same one is shown.
            let refused = scene.run.requests.iter().filter(|event| event.status == 403).min_by_key(|event| &event.key);
            if let Some(event) = refused.filter(|_| scene.run.finished.success()) {
                return Failure::new("S3 refused a request of your program, but it says that all went well.")
                    .tried(format!("{}   (a second time, when the bucket's policy denies {action})", scene.run.command))
                    .compared("the program stops with a message and an exit code other than 0", "exit code 0")
                    .because(line(event))
                    .fail();
            }
        }
        Ok(())
    }

    /// The program run twice, with one file changed in between.
    async fn again(&self) -> Result<&Again, Verdict> {
        let play = || async {
            let folder = Folder::invent(self.setting.seed)?;
            let mut scene = Scene::play(self.program()?, self.home(), &self.bucket, &folder, Before::Empty).await?;
            let bytes = folder.change()?;
            scene.play_again(self.program()?, &folder).await?;
            Ok(Again { scene, changed: folder.changing.clone(), bytes })
        };
        self.again.get_or_try_init(play).await
    }

    /// The program run with a bucket name that another account has.
    async fn taken(&self) -> Result<&Scene, Verdict> {
        let play =
            || async { Scene::play(self.program()?, self.home(), &self.bucket, &self.folder, Before::Taken).await };
        self.taken.get_or_try_init(play).await
    }

    /// The object with this key, or `None` where there is none.
    async fn object(&self, key: &str) -> Result<Option<Object>, Verdict> {
        if let Target::Deployed(_) = self.setting.target {
            let answer = self.website(Method::GET, &format!("/{}", encode_path(key))).await?;
            return Ok((answer.status == 200).then(|| Object {
                content_type: answer.header("content-type").unwrap_or_default().to_owned(),
                type_in_metadata: answer
                    .headers
                    .keys()
                    .find(|name| name.as_str().starts_with("x-amz-meta-content"))
                    .map(ToString::to_string),
                encoding: answer.header("content-encoding").map(str::to_owned),
                disposition: answer.header("content-disposition").map(str::to_owned),
                bytes: answer.body.to_vec(),
                tried: self.curl(&format!("/{}", encode_path(key))),
            }));
        }
        let scene = self.first().await?;
        let got = scene.s3.get_object().bucket(&scene.bucket).key(key).send().await;
        let got = match got {
            Ok(got) => got,
            Err(error) if matches!(error.raw_response().map(|response| response.status().as_u16()), Some(404)) => {
                return Ok(None);
            }
            Err(error) => return Err(Verdict::Fault(format!("GetObject {key}: {error:?}"))),
        };
        let content_type = got.content_type().unwrap_or_default().to_owned();
        let type_in_metadata = got.metadata().and_then(|metadata| {
            metadata.keys().find(|name| name.to_ascii_lowercase().starts_with("content")).cloned()
        });
        let some = |text: Option<&str>| text.filter(|text| !text.is_empty()).map(str::to_owned);
        let (encoding, disposition) = (some(got.content_encoding()), some(got.content_disposition()));
        let bytes =
            got.body.collect().await.map_err(|error| Verdict::Fault(format!("GetObject {key}: {error}")))?.to_vec();
        let tried = format!("aws s3api head-object --bucket {} --key {}", scene.bucket, quote(key));
        Ok(Some(Object { content_type, type_in_metadata, encoding, disposition, bytes, tried }))
    }

    /// Asks for an object as anyone may: by S3's own address, or by the website where only that is to be had.
    async fn anonymous(&self, method: Method, key: &str, body: Option<&[u8]>) -> Result<Answer, Verdict> {
        let url = match &self.setting.target {
            Target::Deployed(url) => at(url, &format!("/{}", encode_path(key)))?,
            Target::Embedded(_) => object_url(self.first().await?, key)?,
        };
        self.http.send(method, &url, body).await
    }

    /// Reads an object of a scene as anyone may, by S3's own address.
    async fn anonymous_in(&self, scene: &Scene, key: &str) -> Result<Answer, Verdict> {
        self.http.send(Method::GET, &object_url(scene, key)?, None).await
    }

    /// The command for what [`anonymous`](Self::anonymous) does.
    fn anonymous_command(&self, options: &str, key: &str) -> String {
        match &self.setting.target {
            Target::Deployed(_) => {
                self.curl(&format!("/{}", encode_path(key))).replacen("curl -i", &format!("curl -i{options}"), 1)
            }
            Target::Embedded(_) => {
                format!("curl -i{options} http://127.0.0.1:{CLOUD_PORT}/{}/{}", self.bucket, encode_path(key))
            }
        }
    }

    /// Asks the website for a path, which begins with a slash.
    async fn website(&self, method: Method, path: &str) -> Result<Answer, Verdict> {
        match &self.setting.target {
            Target::Deployed(url) => self.http.send(method, &at(url, path)?, None).await,
            Target::Embedded(_) => {
                let scene = self.first().await?;
                self.http
                    .send_to_cloud(method, scene.cloud.port(), &website_host(&scene.bucket, &scene.region), path)
                    .await
            }
        }
    }

    /// The command for what [`website`](Self::website) does with GET.
    fn curl(&self, path: &str) -> String {
        match &self.setting.target {
            Target::Deployed(url) => {
                let url = at(url, path).map_or_else(|_| path.to_owned(), |url| url.to_string());
                format!("curl -i \"{url}\"")
            }
            Target::Embedded(_) => {
                let host = website_host(&self.bucket, &self.setting.region);
                format!("curl -i --connect-to ::127.0.0.1:{CLOUD_PORT} http://{host}{path}")
            }
        }
    }

    /// What the embedded cloud's trace says of the last request that was refused, if anything.
    async fn why_refused(&self) -> Vec<String> {
        match self.first().await {
            Ok(scene) => {
                scene.cloud.trace().iter().rev().find(|event| event.status >= 400).map(line).into_iter().collect()
            }
            Err(_) => Vec::new(),
        }
    }
}

/// The bucket that a run with this seed uses.
#[must_use]
pub fn bucket_name(seed: crate::harness::Seed) -> String {
    format!("chat-{}", seed.source("bucket").name())
}

/// The media type that a site should give a key.
pub(super) fn media_type(key: &str) -> &'static str {
    content_type::of_key(key)
}

/// The host name of a bucket's website.
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/WebsiteEndpoints.html>
#[must_use]
pub fn website_host(bucket: &str, region: &str) -> String {
    const DASH_REGIONS: [&str; 9] = [
        "us-east-1",
        "us-west-1",
        "us-west-2",
        "us-gov-west-1",
        "eu-west-1",
        "ap-northeast-1",
        "ap-southeast-1",
        "ap-southeast-2",
        "sa-east-1",
    ];
    let separator = if DASH_REGIONS.contains(&region) { '-' } else { '.' };
    format!("{bucket}.s3-website{separator}{region}.amazonaws.com")
}

fn object_url(scene: &Scene, key: &str) -> Result<Url, Verdict> {
    let url = format!("{}/{}/{}", scene.cloud.endpoint(), scene.bucket, encode_path(key));
    Url::parse(&url).map_err(|error| Verdict::Fault(format!("{url}: {error}")))
}

fn at(base: &Url, path: &str) -> Result<Url, Verdict> {
    let text = format!("{}{path}", base.as_str().trim_end_matches('/'));
    Url::parse(&text).map_err(|error| Verdict::Fault(format!("{text}: {error}")))
}
