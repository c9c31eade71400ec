//! The REST API: `s3s` with our layers around it.

use std::sync::Arc;

use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, header};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use hyper::body::Incoming;
use s3s::service::{S3Service, S3ServiceBuilder};
use s3s::{Body, S3Error, S3ErrorCode, S3Result};

use super::access::AccessCheck;
use super::auth::AccessKeys;
use super::bucket_name::BucketNames;
use super::exchange::Exchange;
use super::host::{HostForm, VirtualHosts};
use super::operations::Operations;
use super::{cors, error};
use crate::state::State;
use crate::trace::Detail;

/// The S3 REST endpoint.
pub(crate) struct Rest {
    state: Arc<State>,
    service: S3Service,
}

impl Rest {
    pub(crate) fn new(state: Arc<State>) -> Self {
        let mut builder = S3ServiceBuilder::new(Operations { state: state.clone() });
        builder.set_auth(AccessKeys { state: state.clone() });
        builder.set_access(AccessCheck { state: state.clone() });
        builder.set_host(VirtualHosts);
        builder.set_validation(BucketNames);
        Self { state, service: builder.build() }
    }

    /// Answers a request; what the trace shows of it stands in `detail`.
    pub(crate) async fn answer(
        &self,
        request: Request<Incoming>,
        host: &HostForm,
        detail: &mut Detail,
    ) -> Response<Body> {
        name_resource(&request, host, detail);
        let head = request.method() == Method::HEAD;
        let method = request.method().clone();
        let headers = request.headers().clone();
        let mut response = if method == Method::OPTIONS {
            self.preflight(&headers, detail)
        } else {
            match whole(request).await {
                Ok(request) => self.call(request, host, detail).await,
                Err(refused) => refused.to_http_response().unwrap_or_else(|_| internal_error()),
            }
        };
        error::complete(&mut response, detail, head);
        if method != Method::OPTIONS {
            self.add_cors_headers(&method, &headers, detail, &mut response);
        }
        response
    }

    async fn call(&self, mut request: Request<Body>, host: &HostForm, detail: &mut Detail) -> Response<Body> {
        let exchange = Arc::new(Exchange::new(&request, host, detail.clone()));
        request.extensions_mut().insert(exchange.clone());
        let answered = self.service.call(request).await;
        *detail = exchange.detail().clone();
        answered.unwrap_or_else(|_| internal_error())
    }

    /// <https://docs.aws.amazon.com/AmazonS3/latest/API/RESTOPTIONSobject.html>
    fn preflight(&self, headers: &HeaderMap, detail: &mut Detail) -> Response<Body> {
        detail.operation = Some("OPTIONS".to_owned());
        let buckets = self.state.buckets.read();
        let bucket = detail.bucket.as_ref().and_then(|bucket| buckets.get(bucket));
        let rules = bucket.and_then(|bucket| bucket.cors.as_deref());
        match cors::preflight(rules, headers) {
            Ok(answer) => {
                detail.decision = Some(answer.reason.clone());
                let mut response = Response::new(Body::empty());
                answer.add_to(response.headers_mut());
                response
            }
            Err(refusal) => {
                detail.decision = Some(refusal.reason());
                let resource_type = match detail.key {
                    Some(_) => "OBJECT",
                    None => "BUCKET",
                };
                refusal.add_elements(headers, resource_type, detail);
                refusal.error().to_http_response().unwrap_or_else(|_| internal_error())
            }
        }
    }

    fn add_cors_headers(&self, method: &Method, headers: &HeaderMap, detail: &Detail, response: &mut Response<Body>) {
        let buckets = self.state.buckets.read();
        let bucket = detail.bucket.as_ref().and_then(|bucket| buckets.get(bucket));
        let rules = bucket.and_then(|bucket| bucket.cors.as_deref());
        if let Some(answer) = rules.and_then(|rules| cors::simple(rules, method.as_str(), headers)) {
            answer.add_to(response.headers_mut());
        }
    }
}

/// The most that one request may carry here; S3 takes 5 GB, but keeps it on disks.
const LARGEST_BODY: usize = 1024 * 1024 * 1024;

/// Reads a request to its end before anybody refuses it: a client that still sends while the connection is closed
/// would see a broken pipe in place of the refusal.
async fn whole(request: Request<Incoming>) -> S3Result<Request<Body>> {
    let (mut parts, body) = request.into_parts();
    join_encodings(&mut parts.headers);
    let chunked = parts.headers.contains_key(header::TRANSFER_ENCODING);
    let sized = parts.headers.contains_key("x-amz-decoded-content-length");
    let body = Limited::new(body, LARGEST_BODY).collect().await.map_err(|fault| {
        if fault.is::<LengthLimitError>() {
            error::new(S3ErrorCode::EntityTooLarge, "Your proposed upload exceeds the maximum allowed size")
        } else {
            S3Error::new(S3ErrorCode::IncompleteBody)
        }
    })?;
    let body = body.to_bytes();
    // https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html: the length is known in advance.
    if chunked && !sized && !body.is_empty() {
        return Err(S3Error::new(S3ErrorCode::MissingContentLength));
    }
    Ok(Request::from_parts(parts, Body::from(body)))
}

/// An SDK sends the object's own encoding and `aws-chunked` in a header line each. That is one list, which S3 takes, and
/// which the signature has joined by a comma.
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html>
fn join_encodings(headers: &mut HeaderMap) {
    let lines: Vec<&[u8]> = headers.get_all(header::CONTENT_ENCODING).iter().map(HeaderValue::as_bytes).collect();
    if lines.len() < 2 {
        return;
    }
    if let Ok(joined) = HeaderValue::from_bytes(&lines.join(&b","[..])) {
        headers.insert(header::CONTENT_ENCODING, joined);
    }
}

/// Names bucket and key as the path shows them, for requests that `s3s` refuses before it looks.
fn name_resource<B>(request: &Request<B>, host: &HostForm, detail: &mut Detail) {
    let path = request.uri().path();
    let path = path.strip_prefix('/').unwrap_or(path);
    let decode = |text: &str| percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned();
    let (bucket, key) = if let HostForm::Rest { bucket: Some(bucket), .. } = host {
        (Some(bucket.clone()), path)
    } else {
        let (bucket, key) = path.split_once('/').unwrap_or((path, ""));
        (Some(decode(bucket)), key)
    };
    detail.bucket = bucket.filter(|bucket| !bucket.is_empty());
    detail.key = Some(decode(key)).filter(|key| !key.is_empty());
    // SDKs say in the query which operation they mean.
    let query = request.uri().query().unwrap_or_default();
    let said = query.split('&').find_map(|pair| pair.strip_prefix("x-id="));
    detail.operation = said.map(str::to_owned);
}

fn internal_error() -> Response<Body> {
    let body = format!("<Error><Code>InternalError</Code><Message>{}</Message></Error>", error::INTERNAL);
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    response.headers_mut().insert(header::CONTENT_TYPE, header::HeaderValue::from_static("application/xml"));
    response
}
