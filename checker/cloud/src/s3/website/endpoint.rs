//! The host names of website endpoints.

/// What a host name of a website endpoint names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct WebsiteHost {
    /// Empty where the host name is the endpoint's own, without a bucket.
    pub(crate) bucket: String,
    /// `None` for a port of its own, which serves a bucket wherever it is.
    pub(crate) region: Option<String>,
}

/// The regions whose endpoints have a dash before the region; all newer ones have a dot.
///
/// <https://docs.aws.amazon.com/general/latest/gr/s3.html#s3_website_region_endpoints>
const DASH_REGIONS: &[&str] = &[
    "ap-northeast-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "eu-west-1",
    "sa-east-1",
    "us-east-1",
    "us-gov-west-1",
    "us-west-1",
    "us-west-2",
];

/// The host name of a bucket's website.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/WebsiteEndpoints.html>
pub(crate) fn host_name(bucket: &str, region: &str) -> String {
    let separator = if DASH_REGIONS.contains(&region) { '-' } else { '.' };
    format!("{bucket}.s3-website{separator}{region}.amazonaws.com")
}

#[cfg(test)]
mod tests {
    use super::host_name;

    #[test]
    fn the_region_decides_between_dash_and_dot() {
        assert_eq!(host_name("a.b", "eu-central-1"), "a.b.s3-website.eu-central-1.amazonaws.com");
        assert_eq!(host_name("a.b", "us-east-1"), "a.b.s3-website-us-east-1.amazonaws.com");
    }
}
