//! Host names of website endpoints.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/WebsiteEndpoints.html>

use aws_sdk_s3::types::{BucketLocationConstraint, CreateBucketConfiguration};
use http::Method;

use crate::client::send;
use crate::site::{BUCKET, Site, host};

/// Fact: website hosts: `<b>.s3-website-<region>` or `<b>.s3-website.<region>`, by region.
#[tokio::test]
async fn both_forms_of_the_host_name_lead_to_the_website() {
    let site = Site::new(&[("index.html", "home")]).await;
    for host in [
        format!("{BUCKET}.s3-website.eu-central-1.amazonaws.com"),
        format!("{BUCKET}.s3-website-eu-central-1.amazonaws.com"),
        format!("{BUCKET}.s3-website.eu-central-1.localhost:{}", site.cloud.port()),
    ] {
        assert_eq!(site.send_to(&host, Method::GET, "/", &[]).await.body, "home", "{host}");
    }
}

/// The endpoint of another region: 400 `IncorrectEndpoint`, with the right one.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/CustomErrorDocSupport.html> (400 row), and public logs.
#[tokio::test]
async fn the_endpoint_of_another_region_names_the_right_one() {
    let site = Site::new(&[("index.html", "home")]).await;
    let wrong = host().replace("eu-central-1", "eu-west-1");
    let reply = site.send_to(&wrong, Method::GET, "/", &[]).await;
    assert_eq!(reply.status, 400);
    let list = format!(
        "<h1>400 Bad Request</h1>\n<ul>\n<li>Code: IncorrectEndpoint</li>\n<li>Message: The specified bucket exists in \
         another region. Please direct requests to the specified endpoint.</li>\n<li>Endpoint: {}</li>\n",
        host()
    );
    assert!(reply.body.contains(&list), "{}", reply.body);
    assert!(site.decision().contains("is in eu-central-1, the host name says eu-west-1"), "{}", site.decision());
}

/// Fact: 301 only for a bare endpoint request or redirect rules.
#[tokio::test]
async fn the_endpoint_without_a_bucket_leads_to_the_product_page() {
    let site = Site::private_bucket().await;
    let reply = site.send_to("s3-website.eu-central-1.amazonaws.com", Method::GET, "/", &[]).await;
    assert_eq!(reply.status, 301);
    assert_eq!(reply.header("location"), "https://aws.amazon.com/s3/");
    assert_eq!(reply.header("x-amz-error-code"), "WebsiteRedirect");
    let list = "<li>Code: WebsiteRedirect</li>\n<li>Message: Request does not contain a bucket name.</li>\n";
    assert!(reply.body.contains(list), "{}", reply.body);
}

/// A port of its own serves one bucket, whatever the host name says and wherever the bucket is.
#[tokio::test]
async fn a_port_of_its_own_serves_one_website() {
    let site = Site::new(&[("index.html", "home")]).await;
    let port = site.cloud.serve_website(BUCKET, None).await.expect("a free port").port();
    for host in [format!("127.0.0.1:{port}"), format!("localhost:{port}"), "example.com".to_owned()] {
        assert_eq!(send(port, &host, Method::GET, "/", &[]).await.body, "home", "{host}");
    }
    assert_eq!(site.last_event().service, "s3-website");

    let location = BucketLocationConstraint::EuWest1;
    let location = CreateBucketConfiguration::builder().location_constraint(location).build();
    let elsewhere = aws_sdk_s3::Config::builder().region(aws_sdk_s3::config::Region::new("eu-west-1"));
    let request = site.s3.create_bucket().bucket("elsewhere").create_bucket_configuration(location);
    request.customize().config_override(elsewhere).send().await.expect("a new bucket");
    let port = site.cloud.serve_website("elsewhere", None).await.expect("a free port").port();
    let reply = send(port, "localhost", Method::GET, "/", &[]).await;
    assert!(reply.body.contains("NoSuchWebsiteConfiguration"), "not IncorrectEndpoint: {}", reply.body);
}
