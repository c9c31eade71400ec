//! Part 4: the bucket as a website.

use aws_sdk_s3::Client;
// STARTER: // The request's types are in `aws_sdk_s3::types`.
// ANCHOR: use
use aws_sdk_s3::types::{ErrorDocument, IndexDocument, WebsiteConfiguration};
// ANCHOR_END: use

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
    // STARTER: // TODO: put a website configuration: index document `index.html` in every folder, error document
    // STARTER: // `error.html`. Then return `Ok(Some(endpoint(region, bucket)))`.
    // STARTER: let _ = (client, region, bucket);
    // STARTER: Ok(None)
    // ANCHOR: enable
    let configuration = WebsiteConfiguration::builder()
        .index_document(IndexDocument::builder().suffix("index.html").build()?)
        .error_document(ErrorDocument::builder().key("error.html").build()?)
        .build();
    client.put_bucket_website().bucket(bucket).website_configuration(configuration).send().await?;
    Ok(Some(endpoint(region, bucket)))
    // ANCHOR_END: enable
}

/// The address of a bucket's website: plain HTTP, and written in one of two ways, by region.
pub fn endpoint(region: &str, bucket: &str) -> String {
    // STARTER: // TODO: `http://BUCKET.s3-website-REGION.amazonaws.com` in the regions above,
    // STARTER: // `http://BUCKET.s3-website.REGION.amazonaws.com` in all others.
    // STARTER: let _ = (region, bucket);
    // STARTER: String::new()
    // ANCHOR: endpoint
    let separator = if DASH_REGIONS.contains(&region) { '-' } else { '.' };
    format!("http://{bucket}.s3-website{separator}{region}.amazonaws.com")
    // ANCHOR_END: endpoint
}
