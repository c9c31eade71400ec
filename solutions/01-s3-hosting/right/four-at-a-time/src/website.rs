//! Part 4: the bucket as a website.

use aws_sdk_s3::Client;
use aws_sdk_s3::types::{Condition, ErrorDocument, IndexDocument, Redirect, RoutingRule, WebsiteConfiguration};

use crate::Error;

/// The regions whose website endpoints have a dash before the region; all others have a dot.
/// <https://docs.aws.amazon.com/general/latest/gr/s3.html#s3_website_region_endpoints>
pub const DASH_REGIONS: [&str; 9] = [
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

/// Switches the website on and returns its address.
pub async fn enable(client: &Client, region: &str, bucket: &str) -> Result<Option<String>, Error> {
    let moved = RoutingRule::builder()
        .condition(Condition::builder().key_prefix_equals("old/").build())
        .redirect(Redirect::builder().replace_key_prefix_with("new/").build())
        .build();
    let configuration = WebsiteConfiguration::builder()
        .index_document(IndexDocument::builder().suffix("index.html").build()?)
        .routing_rules(moved)
        .error_document(ErrorDocument::builder().key("error.html").build()?)
        .build();
    client.put_bucket_website().bucket(bucket).website_configuration(configuration).send().await?;
    Ok(Some(endpoint(region, bucket)))
}

/// The address of a bucket's website: plain HTTP, and written in one of two ways, by region.
pub fn endpoint(region: &str, bucket: &str) -> String {
    let separator = if DASH_REGIONS.contains(&region) { '-' } else { '.' };
    format!("http://{bucket}.s3-website{separator}{region}.amazonaws.com")
}
