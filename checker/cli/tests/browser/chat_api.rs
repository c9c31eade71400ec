//! The site on the API of lab 4: its solution, built, deployed into the site's cloud, and served on a port of its own.
//!
//! A test names what it leaves out of the solution, as a student might.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use checker::artefacts::{self, Overlay, Source};
use checker::course::{self, Root};
use cloud::template::{Inputs, Stack, Template};
use cloud::{Cloud, STUDENT_ACCOUNT};
use serde_json::json;

use crate::client;
use crate::site::{BUCKET, Site, data_files};

/// Text in a file of the solution, and what stands there instead.
pub(crate) struct Edit {
    pub(crate) file: &'static str,
    pub(crate) from: &'static str,
    pub(crate) to: &'static str,
}

/// The header that the function sends.
pub(crate) const FUNCTION_WITHOUT_CORS: Edit =
    Edit { file: "src/handler.rs", from: "        .header(\"Access-Control-Allow-Origin\", \"*\")\n", to: "" };

/// What a preflight of a POST wants to see.
pub(crate) const PREFLIGHT_WITHOUT_HEADERS: Edit = Edit {
    file: "api.yaml",
    from: "              method.response.header.Access-Control-Allow-Headers: \"'Content-Type'\"\n",
    to: "",
};

/// The permission for API Gateway to call the function, for another method than the API's.
pub(crate) const OTHER_PERMISSION: Edit =
    Edit { file: "template.yaml", from: "            Method: any\n", to: "            Method: delete\n" };

/// The header on errors of 500 and above that API Gateway makes.
pub(crate) const ERRORS_WITHOUT_CORS: Edit = Edit { file: "api.yaml", from: "  DEFAULT_5XX:\n", to: "  THROTTLED:\n" };

/// A site, and an API in the same cloud.
pub(crate) struct ChatApi {
    pub(crate) site: Site,
    /// The stage's address on this machine.
    pub(crate) endpoint: String,
    pub(crate) stack: Stack,
}

impl ChatApi {
    /// The solution; the site reads from it.
    pub(crate) async fn deploy() -> Self {
        Self::with(&[]).await
    }

    /// The solution with changes in it.
    pub(crate) async fn with(edits: &[Edit]) -> Self {
        let site = Site::publish().await;
        let (folder, program) = build(edits).await;
        let stack = resolve(&folder, edits, site.cloud.region());
        let failures = site.cloud.deploy(&stack, &|_| Some(program.clone()));
        assert!(failures.is_empty(), "{failures:?}");
        put_data(&site.cloud, stack.output("DataBucketName").expect("an output")).await;
        let id = host(&stack).split('.').next().expect("an id").to_owned();
        let address = site.cloud.serve_api(&id, None).await.expect("a port for the API");
        let endpoint = format!("http://{address}/dev");
        site.configure(&json!({ "apiEndpoint": endpoint })).await;
        Self { site, endpoint, stack }
    }

    /// AWS's host name of the API.
    pub(crate) fn host(&self) -> &str {
        host(&self.stack)
    }

    /// What came to the API since it was made, each as "GET /dev/conversations 200".
    pub(crate) fn requests(&self) -> Vec<String> {
        let events = self.site.cloud.trace().into_iter().filter(|event| event.api.is_some());
        events.map(|event| format!("{} {} {}", event.method, event.uri, event.status)).collect()
    }
}

fn host(stack: &Stack) -> &str {
    let endpoint = stack.output("ApiEndpoint").expect("an output");
    endpoint.strip_prefix("https://").and_then(|rest| rest.strip_suffix("/dev")).expect("the stage's address")
}

/// Builds the function, and returns the folder with the lab's files and the program.
async fn build(edits: &[Edit]) -> (PathBuf, PathBuf) {
    let root = Root::find(Some(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."))).expect("the course's folder");
    let lab = course::find("proxy-lambda").expect("lab 4");
    let changed = tempfile::tempdir().expect("a temporary folder");
    let mut source = Source::Solution;
    for edit in edits.iter().filter(|edit| edit.file.starts_with("src/")) {
        let text = std::fs::read_to_string(root.solution(lab).expect("the authors' tree").join(edit.file));
        let path = changed.path().join(edit.file);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("the folder is made");
        std::fs::write(path, changed_by(edit, &text.expect("a source"))).expect("the file is written");
        source = Source::Answer { files: changed.path().to_path_buf(), copy: 0 };
    }
    let overlay = Overlay::prepare(&root, lab, &source).expect("a copy of the lab");
    let program = artefacts::build(&root, &overlay, |_| {}).await.expect("the solution compiles");
    (overlay.folder, program.path)
}

/// The stack that the template of a folder becomes.
fn resolve(folder: &Path, edits: &[Edit], region: &str) -> Stack {
    let read = |file: &str| {
        let text = std::fs::read_to_string(folder.join(file)).expect("a file of the lab");
        edits.iter().filter(|edit| edit.file == file).fold(text, |text, edit| changed_by(edit, &text))
    };
    let include = |name: &str| Ok(read(name));
    let inputs = Inputs {
        stack_name: "chat".to_owned(),
        account: STUDENT_ACCOUNT.to_owned(),
        region: region.to_owned(),
        partition: "aws".to_owned(),
        parameters: BTreeMap::from([("SiteBucket".to_owned(), BUCKET.to_owned())]),
        seed: 4711,
        include: &include,
    };
    let stack = Template::parse(&read("template.yaml"), "template.yaml").and_then(|template| template.resolve(&inputs));
    stack.unwrap_or_else(|diagnostics| panic!("{diagnostics:?}"))
}

fn changed_by(edit: &Edit, text: &str) -> String {
    assert_eq!(text.matches(edit.from).count(), 1, "{}: {:?}", edit.file, edit.from);
    text.replace(edit.from, edit.to)
}

/// The chat's data as an administrator puts it there.
async fn put_data(cloud: &Cloud, bucket: &str) {
    for (key, bytes) in data_files() {
        let request = client(cloud).put_object().bucket(bucket).key(&key).content_type("application/json");
        request.body(bytes.into()).send().await.unwrap_or_else(|error| panic!("{key}: {error:?}"));
    }
}
