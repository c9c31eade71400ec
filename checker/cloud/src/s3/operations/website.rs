//! Website configurations.

use s3s::dto::{
    DeleteBucketWebsiteInput, DeleteBucketWebsiteOutput, GetBucketWebsiteInput, GetBucketWebsiteOutput, Protocol,
    PutBucketWebsiteInput, PutBucketWebsiteOutput, WebsiteConfiguration,
};
use s3s::{S3Error, S3ErrorCode, S3Request, S3Response, S3Result};

use super::Answer;
use crate::s3::error;
use crate::s3::exchange::Exchange;
use crate::state::State;

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketWebsite.html>
pub(super) fn put(state: &State, request: S3Request<PutBucketWebsiteInput>) -> Answer<PutBucketWebsiteOutput> {
    let exchange = Exchange::of(&request.extensions)?;
    let input = request.input;
    validate(&exchange, &input.website_configuration)?;
    let mut buckets = state.buckets.write();
    super::bucket_mut(&mut buckets, &input.bucket)?.website = Some(input.website_configuration);
    Ok(S3Response::new(PutBucketWebsiteOutput::default()))
}

fn validate(exchange: &Exchange, website: &WebsiteConfiguration) -> S3Result {
    let refuse = |name: &str, value: &str, message: &'static str| -> S3Error {
        exchange.add_error_elements([("ArgumentName", name.to_owned()), ("ArgumentValue", value.to_owned())]);
        error::invalid_argument(message)
    };
    if let Some(redirect) = &website.redirect_all_requests_to {
        let others =
            website.index_document.is_some() || website.error_document.is_some() || website.routing_rules.is_some();
        if others {
            return Err(refuse(
                "RedirectAllRequestsTo",
                "not null",
                "RedirectAllRequestsTo cannot be provided in conjunction with other Routing Rules.",
            ));
        }
        return protocol(redirect.protocol.as_ref());
    }
    let Some(index) = &website.index_document else {
        return Err(refuse(
            "IndexDocument",
            "null",
            "A value for IndexDocument Suffix must be provided if RedirectAllRequestsTo is empty",
        ));
    };
    if index.suffix.is_empty() || index.suffix.contains('/') {
        return Err(refuse("IndexDocument", &index.suffix, "The IndexDocument Suffix is not well formed"));
    }
    if website.error_document.as_ref().is_some_and(|document| document.key.is_empty()) {
        return Err(refuse("ErrorDocument", "", "The ErrorDocument Key is not well formed"));
    }
    let rules = website.routing_rules.as_deref();
    if rules.is_some_and(<[_]>::is_empty) {
        return Err(error::malformed_xml());
    }
    for rule in rules.unwrap_or_default() {
        let redirect = &rule.redirect;
        if redirect.replace_key_with.is_some() && redirect.replace_key_prefix_with.is_some() {
            return Err(error::invalid_request("You can only define ReplaceKeyPrefix or ReplaceKey but not both."));
        }
        protocol(redirect.protocol.as_ref())?;
        let conditions = rule.condition.as_ref();
        let code = conditions.and_then(|condition| condition.http_error_code_returned_equals.as_deref());
        if let Some(code) = code.filter(|code| !(code.len() == 3 && code.starts_with(['4', '5']))) {
            return Err(error::invalid_request(format!(
                "The provided HTTP error code ({code}) is not valid. Valid codes are 4XX or 5XX."
            )));
        }
        let code = redirect.http_redirect_code.as_deref();
        if let Some(code) = code.filter(|code| !(code.len() == 3 && code.starts_with('3') && *code != "300")) {
            return Err(error::invalid_request(format!(
                "The provided HTTP redirect code ({code}) is not valid. Valid codes are 3XX except 300."
            )));
        }
    }
    Ok(())
}

fn protocol(protocol: Option<&Protocol>) -> S3Result {
    match protocol.map(Protocol::as_str) {
        None | Some("http" | "https") => Ok(()),
        Some(_) => Err(error::invalid_request(
            "Invalid protocol, protocol can be http or https. If not defined the protocol will be selected \
             automatically.",
        )),
    }
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketWebsite.html>
pub(super) fn get(state: &State, request: S3Request<GetBucketWebsiteInput>) -> Answer<GetBucketWebsiteOutput> {
    let buckets = state.buckets.read();
    let bucket = super::bucket(&buckets, &request.input.bucket)?;
    let website = bucket.website.clone().ok_or_else(|| {
        error::new(
            S3ErrorCode::NoSuchWebsiteConfiguration,
            "The specified bucket does not have a website configuration",
        )
    })?;
    Ok(S3Response::new(GetBucketWebsiteOutput {
        error_document: website.error_document,
        index_document: website.index_document,
        redirect_all_requests_to: website.redirect_all_requests_to,
        routing_rules: website.routing_rules,
    }))
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketWebsite.html>
pub(super) fn delete(state: &State, request: S3Request<DeleteBucketWebsiteInput>) -> Answer<DeleteBucketWebsiteOutput> {
    let mut buckets = state.buckets.write();
    super::bucket_mut(&mut buckets, &request.input.bucket)?.website = None;
    Ok(S3Response::new(DeleteBucketWebsiteOutput::default()))
}
