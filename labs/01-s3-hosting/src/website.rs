//! Part 4: the bucket as a website.

use aws_sdk_s3::Client;
// The request's types are in `aws_sdk_s3::types`.

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
    // TODO: put a website configuration: index document `index.html` in every folder, error document
    // `error.html`. Then return `Ok(Some(endpoint(region, bucket)))`.
    let _ = (client, region, bucket);
    Ok(None)
}

/// The address of a bucket's website: plain HTTP, and written in one of two ways, by region.
pub fn endpoint(region: &str, bucket: &str) -> String {
    // TODO: `http://BUCKET.s3-website-REGION.amazonaws.com` in the regions above,
    // `http://BUCKET.s3-website.REGION.amazonaws.com` in all others.
    let _ = (region, bucket);
    String::new()
}
