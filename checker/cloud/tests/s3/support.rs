//! A cloud for each test, clients for it, and answers in a form to compare.

use std::fmt::Debug;

use aws_sdk_s3::Client;
use aws_sdk_s3::config::http::HttpResponse;
use aws_sdk_s3::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{
    BucketLocationConstraint, CreateBucketConfiguration, ObjectOwnership, OwnershipControls, OwnershipControlsRule,
    PublicAccessBlockConfiguration,
};
use cloud::{Cloud, Config};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

pub(crate) const BUCKET: &str = "chat-site-4711";

pub(crate) async fn start() -> Cloud {
    Cloud::start(Config::default()).await.expect("a free port")
}

/// A client with the given credentials, region and endpoint.
pub(crate) fn client_with(credentials: &cloud::Credentials, region: &str, endpoint: &str) -> Client {
    let token = credentials.session_token.clone();
    let credentials = Credentials::new(&credentials.access_key_id, &credentials.secret_access_key, token, None, "test");
    let config = aws_sdk_s3::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .credentials_provider(credentials)
        .region(Region::new(region.to_owned()))
        .endpoint_url(endpoint)
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .retry_config(aws_sdk_s3::config::retry::RetryConfig::disabled())
        .build();
    Client::from_conf(config)
}

/// The student's client in a region.
pub(crate) fn client_in(cloud: &Cloud, region: &str) -> Client {
    client_with(cloud.student(), region, &cloud.endpoint())
}

/// The student's client.
pub(crate) fn student(cloud: &Cloud) -> Client {
    client_in(cloud, cloud.region())
}

/// A client of another account's administrator.
pub(crate) fn stranger(cloud: &Cloud) -> Client {
    client_with(cloud.other_account(), cloud.region(), &cloud.endpoint())
}

pub(crate) fn located_in(region: &str) -> CreateBucketConfiguration {
    CreateBucketConfiguration::builder().location_constraint(BucketLocationConstraint::from(region)).build()
}

/// Makes a bucket in the client's region, which is not us-east-1.
pub(crate) async fn make(client: &Client, bucket: &str) {
    let region = client.config().region().expect("a region").to_string();
    client
        .create_bucket()
        .bucket(bucket)
        .create_bucket_configuration(located_in(&region))
        .send()
        .await
        .expect("a new bucket");
}

pub(crate) async fn put(client: &Client, bucket: &str, key: &str, body: &str) {
    let body = ByteStream::from(body.as_bytes().to_vec());
    let request = client.put_object().bucket(bucket).key(key).body(body);
    request.send().await.expect("an object is put");
}

/// A cloud with the student's bucket in it.
pub(crate) async fn start_with_bucket() -> (Cloud, Client) {
    let cloud = start().await;
    let client = student(&cloud);
    make(&client, BUCKET).await;
    (cloud, client)
}

/// Sets `BlockPublicAcls`, `IgnorePublicAcls`, `BlockPublicPolicy`, `RestrictPublicBuckets`.
pub(crate) async fn block(client: &Client, [acls, ignore, policy, restrict]: [bool; 4]) {
    let configuration = PublicAccessBlockConfiguration::builder()
        .block_public_acls(acls)
        .ignore_public_acls(ignore)
        .block_public_policy(policy)
        .restrict_public_buckets(restrict)
        .build();
    let request = client.put_public_access_block().bucket(BUCKET);
    let request = request.public_access_block_configuration(configuration);
    request.send().await.expect("the switches are set");
}

pub(crate) async fn own(client: &Client, ownership: ObjectOwnership) {
    let rule = OwnershipControlsRule::builder().object_ownership(ownership).build();
    let controls = OwnershipControls::builder().rules(rule.expect("complete")).build();
    let request = client.put_bucket_ownership_controls().bucket(BUCKET);
    let request = request.ownership_controls(controls.expect("complete"));
    request.send().await.expect("the ownership is set");
}

/// A bucket whose objects may be public by ACL or by policy: the switches off, ACLs on.
pub(crate) async fn open(client: &Client) {
    block(client, [false, false, false, false]).await;
    own(client, ObjectOwnership::BucketOwnerPreferred).await;
}

/// A refused request as the client sees it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    pub(crate) code: String,
    pub(crate) message: String,
}

impl Refusal {
    pub(crate) fn brief(&self) -> (u16, &str) {
        (self.status, &self.code)
    }
}

pub(crate) fn refusal<T: Debug, E: ProvideErrorMetadata + Debug>(
    result: Result<T, SdkError<E, HttpResponse>>,
) -> Refusal {
    let error = result.expect_err("the request is refused");
    let status = error.raw_response().map_or(0, |response| response.status().as_u16());
    Refusal {
        status,
        code: error.code().unwrap_or_default().to_owned(),
        message: error.message().unwrap_or_default().to_owned(),
    }
}

/// An HTTP answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// The text of an XML element.
    pub(crate) fn element(&self, name: &str) -> Option<&str> {
        let (_, rest) = self.body.split_once(&format!("<{name}>"))?;
        rest.split_once(&format!("</{name}>")).map(|(text, _)| text)
    }
}

/// Sends a request byte by byte as written: no client normalises the path.
pub(crate) async fn http(cloud: &Cloud, method: &str, uri: &str, headers: &[(&str, &str)]) -> Answer {
    send(cloud, method, uri, headers, "").await
}

/// Sends a request with a body; the headers say how long it is.
pub(crate) async fn send(cloud: &Cloud, method: &str, uri: &str, headers: &[(&str, &str)], body: &str) -> Answer {
    let host = format!("127.0.0.1:{}", cloud.port());
    let named = headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host"));
    let host = [("Host", host.as_str())].into_iter().filter(|_| !named);
    let lines = host.chain(headers.iter().copied()).map(|(name, value)| format!("{name}: {value}\r\n"));
    let lines: Vec<String> = lines.collect();
    let request = format!("{method} {uri} HTTP/1.1\r\nConnection: close\r\n{}\r\n{body}", lines.concat());
    let mut stream = TcpStream::connect(("127.0.0.1", cloud.port())).await.expect("the cloud listens");
    stream.write_all(request.as_bytes()).await.expect("the request is sent");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.expect("the answer is read");
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let (head, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
    let mut lines = head.lines();
    let status = lines.next().and_then(|line| line.split(' ').nth(1));
    Answer {
        status: status.and_then(|status| status.parse().ok()).expect("a status"),
        headers: lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect(),
        body: body.to_owned(),
    }
}

/// An anonymous `GET` in path style.
pub(crate) async fn get(cloud: &Cloud, uri: &str) -> Answer {
    http(cloud, "GET", uri, &[]).await
}
