//! One bucket's website: what a request for a page comes to.

use http::header;
use s3s::dto::{RoutingRule, WebsiteConfiguration};

use super::answer::{Answer, Page};
use super::conditions::{self, Conditions};
use super::error::WebsiteError;
use super::range::RequestedRange;
use super::redirect::Redirect;
use super::request::{self, WebsiteRequest};
use crate::identity::Principal;
use crate::s3::access::{self, Decision};
use crate::s3::model::{Bucket, Object};

/// A bucket with a website configuration, as one request meets it.
pub(super) struct Site<'a, 'r> {
    bucket: &'a Bucket,
    configuration: &'a WebsiteConfiguration,
    request: &'r WebsiteRequest<'r>,
    context: iam::Context,
}

/// An object that everyone may read, and why.
struct Readable<'a> {
    object: &'a Object,
    reason: String,
}

impl<'a, 'r> Site<'a, 'r> {
    pub(super) fn new(
        bucket: &'a Bucket,
        configuration: &'a WebsiteConfiguration,
        request: &'r WebsiteRequest<'r>,
    ) -> Self {
        Self { bucket, configuration, request, context: request::context(request.headers) }
    }

    /// The key that the request is for: the path's own or, of a folder, the index document's.
    ///
    /// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/IndexDocumentSupport.html>
    pub(super) fn key(&self) -> String {
        let path = self.request.target.path;
        if path.is_folder() { format!("{}{}", path.key, self.index_suffix()) } else { path.key.clone() }
    }

    /// Answers the request.
    pub(super) fn answer(&self) -> Answer<'a> {
        let target = &self.request.target;
        if let Some(rule) = &self.configuration.redirect_all_requests_to {
            return Answer::Redirect(Redirect::of_all_requests(rule, target));
        }
        if let Some(redirect) = Redirect::by_rules(self.routing_rules(), target, None) {
            return Answer::Redirect(redirect);
        }
        let key = self.key();
        match self.read(&key).and_then(|readable| self.deliver(&key, &readable)) {
            Ok(answer) => answer,
            Err(error) => self.folder_without_slash(&key).unwrap_or_else(|| self.fail(error)),
        }
    }

    fn index_suffix(&self) -> &'a str {
        self.configuration.index_document.as_ref().map_or("", |document| document.suffix.as_str())
    }

    fn routing_rules(&self) -> &'a [RoutingRule] {
        self.configuration.routing_rules.as_deref().unwrap_or_default()
    }

    /// Fetches an object, if everyone may read it.
    fn read(&self, key: &str) -> Result<Readable<'a>, WebsiteError> {
        let get = self.decide("s3:GetObject", Some(key));
        match self.bucket.objects.get(key) {
            Some(object) if get.allowed => Ok(Readable { object, reason: get.reason }),
            Some(_) => Err(WebsiteError::access_denied(get.reason)),
            None => Err(self.missing(key, get)),
        }
    }

    fn decide(&self, action: &str, key: Option<&str>) -> Decision {
        access::decide(self.bucket, &Principal::Anonymous, action, key, &self.context)
    }

    /// Only those who may list a bucket learn that it lacks an object.
    ///
    /// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html>
    fn missing(&self, key: &str, get: Decision) -> WebsiteError {
        if get.explicit_deny {
            return WebsiteError::access_denied(get.reason);
        }
        let list = self.decide("s3:ListBucket", None);
        if list.allowed {
            WebsiteError::no_such_key(key, format!("there is no object {key}; {}", list.reason))
        } else {
            let reason = list.reason;
            WebsiteError::access_denied(format!(
                "there is no object {key}; 403 instead of 404, because without s3:ListBucket nobody may know: {reason}"
            ))
        }
    }

    /// An object that everyone may read, under the conditions and for the range that the request names.
    fn deliver(&self, key: &str, readable: &Readable<'a>) -> Result<Answer<'a>, WebsiteError> {
        let Readable { object, reason } = readable;
        let page = |range| Page { object, range, reason: reason.clone() };
        match conditions::evaluate(self.request.headers, &object.etag, object.last_modified) {
            Conditions::Hold => {}
            Conditions::NotModified => return Ok(Answer::NotModified(page(None))),
            Conditions::Fail(condition) => return Err(WebsiteError::precondition_failed(condition)),
        }
        if let Some(location) = &object.headers.website_redirect_location {
            return Ok(Answer::Redirect(Redirect::of_object(key, location)));
        }
        let size = object.body.len();
        let range = self.request.headers.get(header::RANGE).and_then(|range| range.to_str().ok());
        match range.map(|range| (range, RequestedRange::parse(range, size))) {
            Some((_, RequestedRange::Part(part))) => Ok(Answer::Page(page(Some(part)))),
            Some((range, RequestedRange::NotSatisfiable)) => Err(WebsiteError::invalid_range(range, size)),
            Some((_, RequestedRange::Whole)) | None => Ok(Answer::Page(page(None))),
        }
    }

    /// Leads from `dir` to `dir/` where that has an index document that everyone may read.
    ///
    /// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/IndexDocumentSupport.html#IndexDocumentsandFolders>
    fn folder_without_slash(&self, key: &str) -> Option<Answer<'a>> {
        let path = self.request.target.path;
        if path.is_folder() || self.bucket.objects.contains_key(key) {
            return None;
        }
        let index = format!("{key}/{}", self.index_suffix());
        let readable = self.read(&index).ok()?;
        let error = WebsiteError::found(format!("there is no object {key}, but {index}; {}", readable.reason));
        Some(Answer::ErrorPage { error, error_document: None, location: Some(format!("/{}/", path.raw)) })
    }

    /// Answers an error: by routing rule, by error document, by AWS's own page.
    ///
    /// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/CustomErrorDocSupport.html>
    fn fail(&self, error: WebsiteError) -> Answer<'a> {
        if let Some(mut redirect) = Redirect::by_rules(self.routing_rules(), &self.request.target, Some(error.status)) {
            redirect.reason = format!("{}; {}", error.reason, redirect.reason);
            return Answer::Redirect(redirect);
        }
        let document = self.configuration.error_document.as_ref().map(|document| document.key.as_str());
        let document = document.filter(|_| error.status.is_client_error() && !self.request.head);
        match document.map(|key| (key, self.read(key))) {
            None => Answer::ErrorPage { error, error_document: None, location: None },
            Some((_, Err(refused))) => Answer::ErrorPage { error, error_document: Some(refused), location: None },
            Some((key, Ok(readable))) => match &readable.object.headers.website_redirect_location {
                Some(location) => {
                    let mut redirect = Redirect::of_object(key, location);
                    redirect.reason = format!("{}; {}", error.reason, redirect.reason);
                    Answer::Redirect(redirect)
                }
                None => Answer::ErrorDocument { error, document: readable.object },
            },
        }
    }
}
