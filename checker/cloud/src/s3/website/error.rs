//! The errors of the website endpoint, in AWS's words.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/CustomErrorDocSupport.html#s3-http-error-codes>

use http::{Method, StatusCode};

/// An error as its page lists it, and why it came to that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct WebsiteError {
    pub(super) status: StatusCode,
    pub(super) code: String,
    pub(super) message: String,
    /// The further elements, in AWS's order.
    pub(super) elements: Vec<(&'static str, String)>,
    /// For the trace: who or what refused.
    pub(super) reason: String,
}

impl WebsiteError {
    pub(super) fn new(status: StatusCode, code: impl Into<String>, message: impl Into<String>) -> Self {
        Self { status, code: code.into(), message: message.into(), elements: Vec::new(), reason: String::new() }
    }

    pub(super) fn with(mut self, element: &'static str, value: impl Into<String>) -> Self {
        self.elements.push((element, value.into()));
        self
    }

    pub(super) fn because(mut self, reason: impl Into<String>) -> Self {
        self.reason = reason.into();
        self
    }

    /// The endpoint without a bucket, which leads to S3's product page: AWS treats the redirect as an error.
    pub(super) fn no_bucket_named() -> Self {
        let message = "Request does not contain a bucket name.";
        Self::new(StatusCode::MOVED_PERMANENTLY, "WebsiteRedirect", message).because("the host name names no bucket")
    }

    pub(super) fn no_such_bucket(bucket: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "NoSuchBucket", "The specified bucket does not exist")
            .with("BucketName", bucket)
            .because(format!("there is no bucket {bucket}"))
    }

    pub(super) fn incorrect_endpoint(bucket: &str, region: &str, requested: &str) -> Self {
        let message =
            "The specified bucket exists in another region. Please direct requests to the specified endpoint.";
        Self::new(StatusCode::BAD_REQUEST, "IncorrectEndpoint", message)
            .with("Endpoint", super::endpoint::host_name(bucket, region))
            .because(format!("bucket {bucket} is in {region}, the host name says {requested}"))
    }

    pub(super) fn no_such_website_configuration(bucket: &str) -> Self {
        let message = "The specified bucket does not have a website configuration";
        Self::new(StatusCode::NOT_FOUND, "NoSuchWebsiteConfiguration", message)
            .with("BucketName", bucket)
            .because(format!("bucket {bucket} has no website configuration"))
    }

    pub(super) fn method_not_allowed(method: &Method) -> Self {
        let message = "The specified method is not allowed against this resource.";
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "MethodNotAllowed", message)
            .with("Method", method.as_str())
            .with("ResourceType", "OBJECT")
            .because(format!("a website endpoint answers GET, HEAD and OPTIONS, not {method}"))
    }

    pub(super) fn invalid_uri(path: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "InvalidURI", "Couldn't parse the specified URI.")
            .with("URI", path)
            .because("the path is no percent-encoded UTF-8")
    }

    pub(super) fn access_denied(reason: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "AccessDenied", "Access Denied").because(reason)
    }

    pub(super) fn no_such_key(key: &str, reason: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "NoSuchKey", "The specified key does not exist.")
            .with("Key", key)
            .because(reason)
    }

    pub(super) fn precondition_failed(condition: &str) -> Self {
        let message = "At least one of the pre-conditions you specified did not hold";
        Self::new(StatusCode::PRECONDITION_FAILED, "PreconditionFailed", message)
            .with("Condition", condition)
            .because(format!("{condition} does not hold"))
    }

    pub(super) fn invalid_range(range: &str, size: usize) -> Self {
        Self::new(StatusCode::RANGE_NOT_SATISFIABLE, "InvalidRange", "The requested range is not satisfiable")
            .with("RangeRequested", range)
            .with("ActualObjectSize", size.to_string())
            .because(format!("the object has {size} bytes"))
    }

    /// A folder without its slash whose index document can be read: AWS treats the redirect as an error.
    pub(super) fn found(reason: impl Into<String>) -> Self {
        Self::new(StatusCode::FOUND, "Found", "Resource Found").because(reason)
    }

    /// Status code and reason phrase as S3 writes them, which in two cases is not as HTTP's registry does.
    pub(super) fn status_line(&self) -> String {
        let phrase = match self.status {
            StatusCode::FOUND => "Moved Temporarily",
            StatusCode::RANGE_NOT_SATISFIABLE => "Requested Range Not Satisfiable",
            other => other.canonical_reason().unwrap_or_default(),
        };
        format!("{} {phrase}", self.status.as_u16())
    }
}
