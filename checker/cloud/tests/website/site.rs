//! A bucket that is a website, and requests to it.

use aws_sdk_s3::Client;
use aws_sdk_s3::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_s3::types::{
    BucketLocationConstraint, CreateBucketConfiguration, ErrorDocument, IndexDocument, RoutingRule,
    WebsiteConfiguration,
};
use cloud::{Cloud, Config, DEFAULT_REGION};
use http::Method;

use crate::client::{Reply, send};

/// The bucket of [`Site`].
pub(crate) const BUCKET: &str = "chat-site";

/// A cloud with one bucket.
pub(crate) struct Site {
    pub(crate) cloud: Cloud,
    pub(crate) s3: Client,
}

impl Site {
    /// A new bucket: private, no website.
    pub(crate) async fn private_bucket() -> Self {
        let cloud = Cloud::start(Config::default()).await.expect("a free port");
        let s3 = client(&cloud);
        let location = BucketLocationConstraint::from(DEFAULT_REGION);
        let location = CreateBucketConfiguration::builder().location_constraint(location).build();
        s3.create_bucket().bucket(BUCKET).create_bucket_configuration(location).send().await.expect("a new bucket");
        Self { cloud, s3 }
    }

    /// A website whose objects everyone may read, with these objects.
    pub(crate) async fn new(objects: &[(&str, &str)]) -> Self {
        let site = Self::private_bucket().await;
        site.allow(&["s3:GetObject"]).await;
        site.index_document().await;
        for (key, body) in objects {
            site.put(key, body).await;
        }
        site
    }

    /// Lets everyone do these actions, by bucket policy.
    pub(crate) async fn allow(&self, actions: &[&str]) {
        let resources = [format!("arn:aws:s3:::{BUCKET}"), format!("arn:aws:s3:::{BUCKET}/*")];
        let statements: Vec<_> = actions
            .iter()
            .map(|action| {
                let resource = &resources[usize::from(action.ends_with("Object"))];
                serde_json::json!({"Effect": "Allow", "Principal": "*", "Action": action, "Resource": resource})
            })
            .collect();
        self.policy(&serde_json::json!({"Version": "2012-10-17", "Statement": statements})).await;
    }

    pub(crate) async fn policy(&self, policy: &serde_json::Value) {
        self.s3.delete_public_access_block().bucket(BUCKET).send().await.expect("no block");
        self.s3.put_bucket_policy().bucket(BUCKET).policy(policy.to_string()).send().await.expect("a policy");
    }

    pub(crate) async fn put(&self, key: &str, body: &str) {
        let body = body.as_bytes().to_vec().into();
        self.s3
            .put_object()
            .bucket(BUCKET)
            .key(key)
            .body(body)
            .content_type("text/html")
            .send()
            .await
            .expect("an object");
    }

    /// Turns the website on, with index document `index.html`.
    pub(crate) async fn index_document(&self) {
        self.configure(|configuration| configuration).await;
    }

    /// Turns the website on, with an error document too.
    pub(crate) async fn error_document(&self, key: &str) {
        let document = ErrorDocument::builder().key(key).build().expect("a key");
        self.configure(|configuration| configuration.error_document(document)).await;
    }

    pub(crate) async fn routing_rules(&self, rules: Vec<RoutingRule>) {
        self.configure(|configuration| configuration.set_routing_rules(Some(rules))).await;
    }

    async fn configure(
        &self,
        change: impl FnOnce(
            aws_sdk_s3::types::builders::WebsiteConfigurationBuilder,
        ) -> aws_sdk_s3::types::builders::WebsiteConfigurationBuilder,
    ) {
        let index = IndexDocument::builder().suffix("index.html").build().expect("a suffix");
        self.website(change(WebsiteConfiguration::builder().index_document(index)).build()).await;
    }

    pub(crate) async fn website(&self, configuration: WebsiteConfiguration) {
        let request = self.s3.put_bucket_website().bucket(BUCKET).website_configuration(configuration);
        request.send().await.expect("a website configuration");
    }

    pub(crate) async fn get(&self, target: &str) -> Reply {
        self.send(Method::GET, target, &[]).await
    }

    pub(crate) async fn head(&self, target: &str) -> Reply {
        self.send(Method::HEAD, target, &[]).await
    }

    pub(crate) async fn send(&self, method: Method, target: &str, headers: &[(&str, &str)]) -> Reply {
        self.send_to(&host(), method, target, headers).await
    }

    pub(crate) async fn send_to(&self, host: &str, method: Method, target: &str, headers: &[(&str, &str)]) -> Reply {
        send(self.cloud.port(), host, method, target, headers).await
    }

    /// What the trace says of the last request.
    pub(crate) fn last_event(&self) -> cloud::TraceEvent {
        self.cloud.trace().pop().expect("a request")
    }

    /// The decision on the last request.
    pub(crate) fn decision(&self) -> String {
        self.last_event().decision.unwrap_or_default()
    }
}

/// The host name of the site.
pub(crate) fn host() -> String {
    format!("{BUCKET}.s3-website.{DEFAULT_REGION}.amazonaws.com")
}

fn client(cloud: &Cloud) -> Client {
    let student = cloud.student();
    let credentials = Credentials::new(&student.access_key_id, &student.secret_access_key, None, None, "test");
    let config = aws_sdk_s3::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .credentials_provider(credentials)
        .endpoint_url(cloud.endpoint())
        .force_path_style(true)
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .region(Region::new(cloud.region().to_owned()))
        .build();
    Client::from_conf(config)
}
