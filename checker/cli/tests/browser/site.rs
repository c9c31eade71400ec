//! The site, published in an embedded cloud as lab 1 does it.

use std::path::{Path, PathBuf};

use aws_sdk_s3::types::{
    BucketLocationConstraint, CreateBucketConfiguration, ErrorDocument, IndexDocument, ObjectCannedAcl,
    ObjectOwnership, OwnershipControls, OwnershipControlsRule, PublicAccessBlockConfiguration, WebsiteConfiguration,
};
use checker::starters::read_folder;
use cloud::{Cloud, Config};
use serde_json::{Value, json};
use tokio::sync::MutexGuard;

use crate::{BROWSER, client};

pub(crate) const BUCKET: &str = "chat-site-4711";

/// What the pages show of the data.
pub(crate) const CONVERSATION: &str = "[data-testid=conversation]";
pub(crate) const TEXT: &str = "[data-testid=message] [data-testid=text]";

/// The site with a port of its own.
pub(crate) struct Site {
    pub(crate) address: String,
    pub(crate) cloud: Cloud,
    _alone: MutexGuard<'static, ()>,
}

impl Site {
    /// As it is given: on the files in `data/`.
    pub(crate) async fn publish() -> Self {
        Self::publish_with("text/javascript; charset=utf-8").await
    }

    /// Publishes the site; `modules` is the content type of the JavaScript modules.
    pub(crate) async fn publish_with(modules: &str) -> Self {
        let alone = BROWSER.lock().await;
        // This program supervises no function's processes; the checker does.
        let config = Config { sandbox_program: Some(env!("CARGO_BIN_EXE_checker").into()), ..Config::default() };
        let cloud = Cloud::start(config).await.expect("a free port");
        make_bucket(&cloud).await;
        for (key, bytes) in read_folder(&folder()).expect("the site") {
            put(&cloud, &key, content_type(&key, modules), bytes).await;
        }
        let address = cloud.serve_website(BUCKET, None).await.expect("a port for the website");
        Self { address: format!("http://{address}"), cloud, _alone: alone }
    }

    /// On the API at this address.
    pub(crate) async fn publish_on(api: &str) -> Self {
        let site = Self::publish().await;
        site.configure(&json!({ "apiEndpoint": api })).await;
        site
    }

    /// Uploads another `config.js`.
    pub(crate) async fn configure(&self, settings: &Value) {
        self.configure_with(format!("globalThis.ChatApp = {settings};\n")).await;
    }

    /// The same, with its text.
    pub(crate) async fn configure_with(&self, text: String) {
        put(&self.cloud, "config.js", "text/javascript; charset=utf-8", text.into_bytes()).await;
    }

    pub(crate) fn at(&self, path: &str) -> String {
        format!("{}/{path}", self.address)
    }
}

async fn make_bucket(cloud: &Cloud) {
    let client = client(cloud);
    let region = BucketLocationConstraint::from(cloud.region());
    let here = CreateBucketConfiguration::builder().location_constraint(region).build();
    client.create_bucket().bucket(BUCKET).create_bucket_configuration(here).send().await.expect("a bucket");
    let rule = OwnershipControlsRule::builder().object_ownership(ObjectOwnership::BucketOwnerPreferred).build();
    let controls = OwnershipControls::builder().rules(rule.expect("complete")).build().expect("complete");
    let request = client.put_bucket_ownership_controls().bucket(BUCKET).ownership_controls(controls);
    request.send().await.expect("ACLs are on");
    let flags = PublicAccessBlockConfiguration::builder().block_public_policy(true).restrict_public_buckets(true);
    let request = client.put_public_access_block().bucket(BUCKET).public_access_block_configuration(flags.build());
    request.send().await.expect("public ACLs are allowed");
    let website = WebsiteConfiguration::builder()
        .index_document(IndexDocument::builder().suffix("index.html").build().expect("complete"))
        .error_document(ErrorDocument::builder().key("error.html").build().expect("complete"))
        .build();
    let request = client.put_bucket_website().bucket(BUCKET).website_configuration(website);
    request.send().await.expect("a website");
}

async fn put(cloud: &Cloud, key: &str, content_type: &str, bytes: Vec<u8>) {
    let request = client(cloud).put_object().bucket(BUCKET).key(key).content_type(content_type);
    let request = request.acl(ObjectCannedAcl::PublicRead).body(bytes.into());
    request.send().await.unwrap_or_else(|error| panic!("{key}: {error:?}"));
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../site")
}

fn content_type<'a>(key: &str, modules: &'a str) -> &'a str {
    match key.rsplit_once('.').map(|(_, extension)| extension) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("mjs") => modules,
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("txt") => "text/plain; charset=utf-8",
        _ => panic!("{key}: a content type for it is missing here"),
    }
}

/// All files of the site's data, by key.
pub(crate) fn data_files() -> Vec<(String, Vec<u8>)> {
    let files = read_folder(&folder()).expect("the site");
    files.into_iter().filter(|(key, _)| key.starts_with("data/")).collect()
}

/// A file of the site's data, such as `conversations.json`.
pub(crate) fn data(file: &str) -> String {
    let path = folder().join("data").join(file);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The messages that the site's data has for a conversation.
pub(crate) fn messages(id: &str) -> Vec<String> {
    let conversation: Value = serde_json::from_str(&data(&format!("conversations/{id}.json"))).expect("JSON");
    let messages = conversation["messages"].as_array().expect("messages").iter();
    messages.map(|message| message["message"].as_str().expect("a text").to_owned()).collect()
}
