//! What a `Host` header names: a website endpoint, a bucket of the REST API, or neither.

use s3s::S3Result;
use s3s::host::{S3Host, VirtualHost};

use super::website::WebsiteHost;

/// AWS's own domain, and the one under which the same names resolve to this machine.
const DOMAINS: [&str; 2] = [".amazonaws.com", ".localhost"];

/// What a host name stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum HostForm {
    /// A website endpoint, mostly of a bucket.
    Website(WebsiteHost),
    /// The REST API; hosts that are none of AWS's count as it, with neither bucket nor region.
    Rest {
        bucket: Option<String>,
        region: Option<String>,
        /// `s3.amazonaws.com`, for which DNS finds the bucket's region.
        global: bool,
    },
}

impl HostForm {
    /// Reads a `Host` header, with or without a port. Bucket names may hold dots.
    ///
    /// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html>,
    /// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/WebsiteEndpoints.html>
    pub(crate) fn parse(host: &str) -> Self {
        const PATH_STYLE: HostForm = HostForm::Rest { bucket: None, region: None, global: false };
        let host = match host.rsplit_once(':') {
            Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
            _ => host,
        };
        let host = host.to_ascii_lowercase();
        let Some(name) = DOMAINS.iter().find_map(|domain| host.strip_suffix(domain)) else {
            return PATH_STYLE;
        };
        let labels: Vec<&str> = name.split('.').collect();
        let bucket = |labels: &[&str]| Some(labels.join(".")).filter(|bucket| !bucket.is_empty());
        let website = |labels: &[&str], region: &str| {
            HostForm::Website(WebsiteHost { bucket: labels.join("."), region: Some(region.to_owned()) })
        };
        let rest = |labels: &[&str], region: &str| HostForm::Rest {
            bucket: bucket(labels),
            region: Some(region.to_owned()),
            global: false,
        };
        match labels.as_slice() {
            [before @ .., "s3"] => HostForm::Rest { bucket: bucket(before), region: None, global: true },
            [before @ .., "s3", region] | [before @ .., "s3", "dualstack", region] => rest(before, region),
            [before @ .., "s3-website", region] => website(before, region),
            [before @ .., last] => match (last.strip_prefix("s3-website-"), last.strip_prefix("s3-")) {
                (Some(region), _) => website(before, region),
                (None, Some(region)) => rest(before, region),
                (None, None) => PATH_STYLE,
            },
            [] => PATH_STYLE,
        }
    }
}

/// Tells `s3s` which bucket a virtual-hosted request is for.
pub(crate) struct VirtualHosts;

impl S3Host for VirtualHosts {
    fn parse_host_header<'a>(&'a self, host: &'a str) -> S3Result<VirtualHost<'a>> {
        let virtual_host = VirtualHost::new(host);
        Ok(match HostForm::parse(host) {
            HostForm::Rest { bucket: Some(bucket), .. } => virtual_host.with_bucket(bucket),
            _ => virtual_host,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn website(bucket: &str, region: &str) -> HostForm {
        HostForm::Website(WebsiteHost { bucket: bucket.to_owned(), region: Some(region.to_owned()) })
    }

    fn rest(bucket: Option<&str>, region: Option<&str>, global: bool) -> HostForm {
        HostForm::Rest { bucket: bucket.map(str::to_owned), region: region.map(str::to_owned), global }
    }

    #[test]
    fn website_hosts_have_a_dash_or_a_dot_before_the_region() {
        for host in [
            "my.site.s3-website-eu-west-1.amazonaws.com",
            "my.site.s3-website.eu-west-1.amazonaws.com",
            "my.site.s3-website-eu-west-1.localhost:4566",
            "MY.site.s3-website.eu-west-1.localhost",
        ] {
            assert_eq!(HostForm::parse(host), website("my.site", "eu-west-1"), "{host}");
        }
    }

    #[test]
    fn rest_hosts_name_bucket_and_region() {
        let cases = [
            ("a.b.s3.eu-west-1.amazonaws.com", rest(Some("a.b"), Some("eu-west-1"), false)),
            ("a.s3.eu-west-1.localhost:80", rest(Some("a"), Some("eu-west-1"), false)),
            ("a.s3-eu-west-1.amazonaws.com", rest(Some("a"), Some("eu-west-1"), false)),
            ("a.s3.dualstack.eu-west-1.amazonaws.com", rest(Some("a"), Some("eu-west-1"), false)),
            ("s3.eu-west-1.amazonaws.com", rest(None, Some("eu-west-1"), false)),
            ("a.s3.amazonaws.com", rest(Some("a"), None, true)),
            ("s3.amazonaws.com", rest(None, None, true)),
        ];
        for (host, form) in cases {
            assert_eq!(HostForm::parse(host), form, "{host}");
        }
    }

    #[test]
    fn other_hosts_are_path_style() {
        for host in ["127.0.0.1:4566", "localhost:4566", "localhost", "[::1]:80", "example.com", ""] {
            assert_eq!(HostForm::parse(host), rest(None, None, false), "{host}");
        }
    }
}
