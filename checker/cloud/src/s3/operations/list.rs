//! `ListObjectsV2` and its predecessor.

use std::collections::BTreeMap;
use std::ops::Bound;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use s3s::dto::{
    self, CommonPrefix, EncodingType, ListObjectsInput, ListObjectsOutput, ListObjectsV2Input, ListObjectsV2Output,
};
use s3s::{S3Request, S3Response, S3Result};

use super::Answer;
use crate::s3::access::canned::owner_document;
use crate::s3::error;
use crate::s3::exchange::Exchange;
use crate::s3::model::Object;
use crate::state::State;

/// What `encoding-type=url` leaves as it is.
const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'*');

/// A page of a listing.
struct Page<'a> {
    contents: Vec<(&'a String, &'a Object)>,
    prefixes: Vec<String>,
    /// The last key or prefix shown, where more follow.
    next: Option<String>,
}

/// Where a page begins.
enum After<'a> {
    /// A key of the caller's; prefixes that hold later keys are shown.
    Key(&'a str),
    /// The last key or prefix of the page before; a prefix shown there is not shown again.
    Page(&'a str),
}

/// Lists keys in the order of their bytes, those with the delimiter after the prefix rolled up.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-prefixes.html>
fn page<'a>(
    objects: &'a BTreeMap<String, Object>,
    prefix: &str,
    delimiter: &str,
    after: &After<'_>,
    maximum: usize,
) -> Page<'a> {
    let mut page = Page { contents: Vec::new(), prefixes: Vec::new(), next: None };
    let (After::Key(start) | After::Page(start)) = *after;
    let from = if start < prefix { Bound::Included(prefix) } else { Bound::Excluded(start) };
    let from = if start.is_empty() && prefix.is_empty() { Bound::Unbounded } else { from };
    let mut last: Option<String> = None;
    for (key, object) in objects.range::<str, _>((from, Bound::Unbounded)) {
        let Some(rest) = key.strip_prefix(prefix) else {
            break;
        };
        let rolled_up = match delimiter {
            "" => None,
            delimiter => rest.find(delimiter).map(|at| key[..prefix.len() + at + delimiter.len()].to_owned()),
        };
        let already_shown = match (&rolled_up, after) {
            (Some(shown), _) if page.prefixes.last() == Some(shown) => true,
            (Some(shown), After::Page(before)) => shown == before,
            _ => false,
        };
        if already_shown {
            continue;
        }
        if page.contents.len() + page.prefixes.len() == maximum {
            page.next = last;
            break;
        }
        if let Some(prefix) = rolled_up {
            last = Some(prefix.clone());
            page.prefixes.push(prefix);
        } else {
            last = Some(key.clone());
            page.contents.push((key, object));
        }
    }
    page
}

/// Pages hold at most 1,000 keys and prefixes.
fn maximum(exchange: &Exchange, asked: Option<i32>) -> S3Result<i32> {
    match asked {
        Some(negative @ ..0) => {
            exchange
                .add_error_elements([("ArgumentName", "maxKeys".to_owned()), ("ArgumentValue", negative.to_string())]);
            Err(error::invalid_argument("Argument maxKeys must be an integer between 0 and 2147483647"))
        }
        asked => Ok(asked.unwrap_or(1000).min(1000)),
    }
}

/// How keys stand in the answer: XML 1.0 cannot hold all of them as they are.
struct Encoding(Option<EncodingType>);

impl Encoding {
    fn new(exchange: &Exchange, asked: Option<EncodingType>) -> S3Result<Self> {
        match &asked {
            Some(other) if other.as_str() != EncodingType::URL => {
                exchange.add_error_elements([
                    ("ArgumentName", "encoding-type".to_owned()),
                    ("ArgumentValue", other.as_str().to_owned()),
                ]);
                Err(error::invalid_argument("Invalid Encoding Method specified in Request"))
            }
            _ => Ok(Self(asked)),
        }
    }

    fn text(&self, text: &str) -> String {
        match self.0 {
            Some(_) => utf8_percent_encode(text, KEPT).to_string(),
            None => text.to_owned(),
        }
    }

    fn given(&self, text: Option<String>) -> Option<String> {
        text.map(|text| self.text(&text))
    }

    fn contents(&self, page: &Page<'_>, with_owner: bool) -> Vec<dto::Object> {
        let objects = page.contents.iter().map(|(key, object)| dto::Object {
            e_tag: Some(dto::ETag::Strong(object.etag.clone())),
            key: Some(self.text(key)),
            last_modified: Some(object.last_modified.into()),
            owner: with_owner.then(|| owner_document(&object.owner)),
            size: i64::try_from(object.body.len()).ok(),
            storage_class: Some(dto::ObjectStorageClass::from_static(dto::ObjectStorageClass::STANDARD)),
            ..dto::Object::default()
        });
        objects.collect()
    }

    fn prefixes(&self, page: &Page<'_>) -> Vec<CommonPrefix> {
        let prefix = |prefix: &String| CommonPrefix { prefix: Some(self.text(prefix)) };
        page.prefixes.iter().map(prefix).collect()
    }
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html>
pub(super) fn v2(state: &State, request: S3Request<ListObjectsV2Input>) -> Answer<ListObjectsV2Output> {
    let exchange = Exchange::of(&request.extensions)?;
    let input = request.input;
    let encoding = Encoding::new(&exchange, input.encoding_type)?;
    let max_keys = maximum(&exchange, input.max_keys)?;
    let token = input.continuation_token.as_ref().map(|token| {
        let bytes = base64_simd::URL_SAFE_NO_PAD.decode_to_vec(token.as_bytes());
        let text = bytes.ok().and_then(|bytes| String::from_utf8(bytes).ok());
        text.ok_or_else(|| error::invalid_argument("The continuation token provided is incorrect"))
    });
    let token = token.transpose()?;
    let start_after = input.start_after.clone().unwrap_or_default();
    let after = match &token {
        Some(token) => After::Page(token),
        None => After::Key(&start_after),
    };
    let prefix = input.prefix.unwrap_or_default();
    let delimiter = input.delimiter.clone().unwrap_or_default();
    let buckets = state.buckets.read();
    let bucket = super::bucket(&buckets, &input.bucket)?;
    let page = page(&bucket.objects, &prefix, &delimiter, &after, usize::try_from(max_keys).unwrap_or_default());
    let next = page.next.as_ref();
    Ok(S3Response::new(ListObjectsV2Output {
        common_prefixes: Some(encoding.prefixes(&page)),
        contents: Some(encoding.contents(&page, input.fetch_owner.unwrap_or(false))),
        continuation_token: input.continuation_token,
        delimiter: encoding.given(input.delimiter),
        is_truncated: Some(next.is_some()),
        key_count: i32::try_from(page.contents.len() + page.prefixes.len()).ok(),
        max_keys: Some(max_keys),
        name: Some(input.bucket),
        next_continuation_token: next.map(|next| base64_simd::URL_SAFE_NO_PAD.encode_to_string(next)),
        prefix: Some(encoding.text(&prefix)),
        start_after: encoding.given(input.start_after),
        encoding_type: encoding.0,
        request_charged: None,
    }))
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjects.html>
pub(super) fn v1(state: &State, request: S3Request<ListObjectsInput>) -> Answer<ListObjectsOutput> {
    let exchange = Exchange::of(&request.extensions)?;
    let input = request.input;
    let encoding = Encoding::new(&exchange, input.encoding_type)?;
    let max_keys = maximum(&exchange, input.max_keys)?;
    let prefix = input.prefix.unwrap_or_default();
    let marker = input.marker.unwrap_or_default();
    let delimiter = input.delimiter.clone().unwrap_or_default();
    let buckets = state.buckets.read();
    let bucket = super::bucket(&buckets, &input.bucket)?;
    let page = page(
        &bucket.objects,
        &prefix,
        &delimiter,
        &After::Page(&marker),
        usize::try_from(max_keys).unwrap_or_default(),
    );
    Ok(S3Response::new(ListObjectsOutput {
        common_prefixes: Some(encoding.prefixes(&page)),
        contents: Some(encoding.contents(&page, true)),
        is_truncated: Some(page.next.is_some()),
        marker: Some(encoding.text(&marker)),
        max_keys: Some(max_keys),
        name: Some(input.bucket),
        // Only with a delimiter: else the last key says it.
        next_marker: encoding.given(page.next).filter(|_| !delimiter.is_empty()),
        delimiter: encoding.given(input.delimiter),
        prefix: Some(encoding.text(&prefix)),
        encoding_type: encoding.0,
        request_charged: None,
    }))
}
