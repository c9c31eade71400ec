//! Virtual-hosted requests: the bucket stands in the host name.

use std::time::Duration;

use aws_sdk_s3::presigning::PresigningConfig;

use crate::support::{BUCKET, client_with, http, open, put, start_with_bucket};

#[tokio::test]
async fn the_host_names_the_bucket() {
    let (cloud, client) = start_with_bucket().await;
    open(&client).await;
    let request = client.put_object().bucket(BUCKET).key("dir/a").acl("public-read".into());
    request.body(b"hello".to_vec().into()).send().await.expect("put");
    let port = cloud.port();
    for host in [
        format!("{BUCKET}.s3.eu-central-1.amazonaws.com"),
        format!("{BUCKET}.s3.eu-central-1.localhost:{port}"),
        format!("{BUCKET}.s3.amazonaws.com"),
        format!("{BUCKET}.s3.localhost:{port}"),
    ] {
        let answer = http(&cloud, "GET", "/dir/a", &[("Host", &host)]).await;
        assert_eq!((answer.status, answer.body.as_str()), (200, "hello"), "{host}");
    }
    for host in ["s3.eu-central-1.amazonaws.com".to_owned(), format!("localhost:{port}")] {
        let answer = http(&cloud, "GET", &format!("/{BUCKET}/dir/a"), &[("Host", &host)]).await;
        assert_eq!((answer.status, answer.body.as_str()), (200, "hello"), "{host}");
    }
}

#[tokio::test]
async fn a_signed_request_in_virtual_hosted_style() {
    let (cloud, client) = start_with_bucket().await;
    put(&client, BUCKET, "a", "hello").await;
    let endpoint = format!("http://s3.eu-central-1.localhost:{}", cloud.port());
    let client = client_with(cloud.student(), "eu-central-1", &endpoint);
    let config = PresigningConfig::expires_in(Duration::from_mins(1)).expect("a minute");
    let request = client.get_object().bucket(BUCKET).key("a").presigned(config).await.expect("a URL");
    let rest = request.uri().strip_prefix("http://").expect("plain HTTP");
    let (host, path) = rest.split_once('/').expect("a path");
    assert!(host.starts_with(BUCKET), "the SDK uses virtual-hosted style: {host}");
    let answer = http(&cloud, "GET", &format!("/{path}"), &[("Host", host)]).await;
    assert_eq!((answer.status, answer.body.as_str()), (200, "hello"));
}

#[tokio::test]
async fn the_wrong_regions_endpoint_redirects() {
    let (cloud, _client) = start_with_bucket().await;
    let host = format!("{BUCKET}.s3.eu-west-1.amazonaws.com");
    let answer = http(&cloud, "GET", "/a", &[("Host", &host)]).await;
    assert_eq!((answer.status, answer.element("Code")), (301, Some("PermanentRedirect")));
    assert_eq!(answer.element("Endpoint"), Some(format!("{BUCKET}.s3.eu-central-1.amazonaws.com").as_str()));
    assert_eq!(answer.header("x-amz-bucket-region"), Some("eu-central-1"));
}

#[tokio::test]
async fn website_hosts_go_to_the_website_endpoint() {
    let (cloud, _client) = start_with_bucket().await;
    for host in [
        format!("{BUCKET}.s3-website.eu-central-1.amazonaws.com"),
        format!("{BUCKET}.s3-website-eu-central-1.localhost:{}", cloud.port()),
    ] {
        http(&cloud, "GET", "/", &[("Host", &host)]).await;
        let event = cloud.trace().pop().expect("an event");
        assert_eq!((event.service, event.bucket.as_deref()), ("s3-website", Some(BUCKET)), "{host}");
        assert_eq!(event.host, host);
    }
}

#[tokio::test]
async fn a_website_gets_a_port_of_its_own() {
    let (cloud, _client) = start_with_bucket().await;
    let address = cloud.serve_website(BUCKET, None).await.expect("a free port");
    assert!(address.ip().is_loopback());
    assert_ne!(address.port(), cloud.port());
    let taken = cloud.serve_website(BUCKET, Some(address.port())).await.expect_err("the port is taken");
    assert!(matches!(taken, cloud::StartError::PortInUse { port } if port == address.port()));
}
