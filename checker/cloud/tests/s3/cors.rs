//! CORS on the REST endpoint.

use aws_sdk_s3::Client;
use aws_sdk_s3::types::{CorsConfiguration, CorsRule};

use crate::support::{BUCKET, http, open, refusal, start_with_bucket};

fn rule(origin: &str, method: &str) -> CorsRule {
    let rule = CorsRule::builder().allowed_origins(origin).allowed_methods(method).allowed_headers("x-*");
    rule.expose_headers("ETag").max_age_seconds(60).build().expect("complete")
}

async fn configure(client: &Client, rules: Vec<CorsRule>) {
    let configuration = CorsConfiguration::builder().set_cors_rules(Some(rules)).build().expect("rules");
    let request = client.put_bucket_cors().bucket(BUCKET).cors_configuration(configuration);
    request.send().await.expect("200");
}

fn preflight<'a>(origin: &'a str, method: &'a str) -> [(&'a str, &'a str); 2] {
    [("Origin", origin), ("Access-Control-Request-Method", method)]
}

#[tokio::test]
async fn the_configuration_is_stored_and_checked() {
    let (_cloud, client) = start_with_bucket().await;
    let refused = refusal(client.get_bucket_cors().bucket(BUCKET).send().await);
    assert_eq!(refused.brief(), (404, "NoSuchCORSConfiguration"));
    configure(&client, vec![rule("https://*.example.com", "GET")]).await;
    let got = client.get_bucket_cors().bucket(BUCKET).send().await.expect("rules");
    assert_eq!(got.cors_rules(), [rule("https://*.example.com", "GET")]);
    client.delete_bucket_cors().bucket(BUCKET).send().await.expect("204");
    refusal(client.get_bucket_cors().bucket(BUCKET).send().await);

    let configuration = CorsConfiguration::builder().cors_rules(rule("*", "PATCH")).build().expect("rules");
    let request = client.put_bucket_cors().bucket(BUCKET).cors_configuration(configuration);
    assert_eq!(
        refusal(request.send().await).message,
        "Found unsupported HTTP method in CORS config. Unsupported method is PATCH"
    );
    let configuration = CorsConfiguration::builder().cors_rules(rule("http://*.*", "GET")).build().expect("rules");
    let request = client.put_bucket_cors().bucket(BUCKET).cors_configuration(configuration);
    assert_eq!(refusal(request.send().await).brief(), (400, "InvalidRequest"));
}

#[tokio::test]
async fn a_preflight_is_answered_by_the_first_rule_that_fits() {
    let (cloud, client) = start_with_bucket().await;
    configure(&client, vec![rule("https://*.example.com", "PUT"), rule("*", "GET")]).await;
    let uri = format!("/{BUCKET}/a");
    let answer = http(&cloud, "OPTIONS", &uri, &preflight("https://chat.example.com", "PUT")).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("Access-Control-Allow-Origin"), Some("https://chat.example.com"));
    assert_eq!(answer.header("Access-Control-Allow-Methods"), Some("PUT"));
    assert_eq!(answer.header("Access-Control-Allow-Credentials"), Some("true"));
    assert_eq!(answer.header("Access-Control-Expose-Headers"), Some("ETag"));
    assert_eq!(answer.header("Access-Control-Max-Age"), Some("60"));
    assert!(answer.header("Vary").is_some_and(|vary| vary.contains("Origin")));
    let answer = http(&cloud, "OPTIONS", &uri, &preflight("https://chat.example.com", "GET")).await;
    assert_eq!(answer.header("Access-Control-Allow-Origin"), Some("*"));
    assert_eq!(answer.header("Access-Control-Allow-Credentials"), None);

    let with_headers = [
        ("Origin", "https://chat.example.com"),
        ("Access-Control-Request-Method", "PUT"),
        ("Access-Control-Request-Headers", "X-Chat, x-other"),
    ];
    let answer = http(&cloud, "OPTIONS", &uri, &with_headers).await;
    assert_eq!(answer.header("Access-Control-Allow-Headers"), Some("x-chat, x-other"));
    let with_headers = [
        ("Origin", "https://chat.example.com"),
        ("Access-Control-Request-Method", "PUT"),
        ("Access-Control-Request-Headers", "authorization"),
    ];
    assert_eq!(http(&cloud, "OPTIONS", &uri, &with_headers).await.status, 403);
}

#[tokio::test]
async fn a_refused_preflight_says_why() {
    let (cloud, client) = start_with_bucket().await;
    let uri = format!("/{BUCKET}/a");
    let answer = http(&cloud, "OPTIONS", &uri, &preflight("https://example.com", "PUT")).await;
    assert_eq!((answer.status, answer.element("Code")), (403, Some("AccessForbidden")));
    assert_eq!(answer.element("Message"), Some("CORSResponse: CORS is not enabled for this bucket."));
    configure(&client, vec![rule("*", "GET")]).await;
    let answer = http(&cloud, "OPTIONS", &uri, &preflight("https://example.com", "PUT")).await;
    assert!(
        answer
            .element("Message")
            .is_some_and(|text| text.starts_with("CORSResponse: This CORS request is not allowed."))
    );
    assert_eq!((answer.element("Method"), answer.element("ResourceType")), (Some("PUT"), Some("OBJECT")));
    let answer = http(&cloud, "OPTIONS", &uri, &[]).await;
    assert_eq!((answer.status, answer.element("Code")), (400, Some("BadRequest")));
    let event = cloud.trace().pop().expect("an event");
    assert_eq!((event.status, event.error_code.as_deref()), (400, Some("BadRequest")));
}

#[tokio::test]
async fn simple_requests_carry_the_headers_even_when_denied() {
    let (cloud, client) = start_with_bucket().await;
    open(&client).await;
    let request = client.put_object().bucket(BUCKET).key("a").acl("public-read".into());
    request.send().await.expect("put");
    let uri = format!("/{BUCKET}/a");
    let origin = [("Origin", "https://example.com")];
    assert_eq!(http(&cloud, "GET", &uri, &origin).await.header("Access-Control-Allow-Origin"), None);
    configure(&client, vec![rule("https://example.com", "GET")]).await;
    let answer = http(&cloud, "GET", &uri, &origin).await;
    assert_eq!(answer.header("Access-Control-Allow-Origin"), Some("https://example.com"));
    assert_eq!(http(&cloud, "GET", &uri, &[]).await.header("Access-Control-Allow-Origin"), None);
    let other = [("Origin", "https://example.org")];
    assert_eq!(http(&cloud, "GET", &uri, &other).await.header("Access-Control-Allow-Origin"), None);
    let denied = http(&cloud, "GET", &format!("/{BUCKET}/none"), &origin).await;
    assert_eq!(denied.status, 403);
    assert_eq!(denied.header("Access-Control-Allow-Origin"), Some("https://example.com"));
}
