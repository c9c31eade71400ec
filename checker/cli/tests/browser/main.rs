//! Pages in a real browser, Chromium: the site on files and on an API, and the live page of a cloud.
//!
//! `CHROMEDRIVER` names chromedriver, else it is looked for on the `PATH`:
//! `cargo test --package checker --test browser -- --ignored`. Without a browser each test says that it is skipped, and why;
//! `CHECKER_BROWSER=required` makes that a failure. Screenshots go to `target/screenshots`.

mod accessibility;
mod api;
mod api_gateway;
mod chat_api;
mod cors;
mod errors;
mod files;
mod hosts;
mod live_page;
mod new_conversation;
mod posting;
mod refusals;
mod sign_in;
mod signed_in;
mod site;
mod skipped;
mod stand_in;
mod tokens;
mod user_pool;
#[path = "../webdriver/mod.rs"]
mod webdriver;

use aws_sdk_s3::Client;
use aws_sdk_s3::config::{BehaviorVersion, Credentials, Region};
use cloud::Cloud;
use tokio::sync::Mutex;

/// One browser at a time: each is as large as all the rest of the tests.
static BROWSER: Mutex<()> = Mutex::const_new(());

/// S3 as the user `student`.
fn client(cloud: &Cloud) -> Client {
    let student = cloud.student();
    let credentials = Credentials::new(&student.access_key_id, &student.secret_access_key, None, None, "test");
    let config = aws_sdk_s3::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .credentials_provider(credentials)
        .region(Region::new(cloud.region().to_owned()))
        .endpoint_url(cloud.endpoint())
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .build();
    Client::from_conf(config)
}
