//! Amazon S3 Control: Block Public Access of the whole account.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_AWS_S3_Control.html>

use http::{Method, Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Limited};
use hyper::body::Incoming;
use s3s::Body;
use s3s::dto::PublicAccessBlockConfiguration;
use s3s::xml::Deserializer;

use crate::ServiceError;
use crate::identity::{AccountId, Principal};
use crate::s3::access::policy::decide_without_bucket;
use crate::s3::model::PublicAccessBlock;
use crate::service_error::{Protocol, answer as text_answer};
use crate::sigv4;
use crate::state::State;
use crate::trace::Detail;

/// The path that every operation of the API begins with.
const VERSION: &str = "/v20180820/";
const NAME_SPACE: &str = "http://awss3control.amazonaws.com/doc/2018-08-20/";
/// Errors are wrapped as the Query protocol wraps them.
const PROTOCOL: Protocol = Protocol::Query(NAME_SPACE);
const ACCOUNT: &str = "x-amz-account-id";
/// A configuration has four switches.
const LARGEST_BODY: usize = 64 * 1024;

/// Whether a request is for this API and not for a bucket of a strange name: it names an account.
pub(crate) fn is_meant<B>(request: &Request<B>) -> bool {
    request.uri().path().starts_with(VERSION) && request.headers().contains_key(ACCOUNT)
}

/// Answers a request; what the trace shows of it stands in `detail`.
pub(crate) async fn answer(state: &State, request: Request<Incoming>, detail: &mut Detail) -> Response<Body> {
    match call(state, request, detail).await {
        Ok(None) => Response::new(Body::empty()),
        Ok(Some(text)) => text_answer(text, "application/xml"),
        Err(refused) => {
            detail.error_code = Some(refused.code.to_string());
            detail.error_message = Some(refused.message.clone());
            refused.to_response(PROTOCOL, &detail.request_id)
        }
    }
}

async fn call(state: &State, request: Request<Incoming>, detail: &mut Detail) -> Result<Option<String>, ServiceError> {
    let (head, body) = request.into_parts();
    let body = Limited::new(body, LARGEST_BODY).collect().await.map_err(|_| malformed())?.to_bytes();
    detail.principal = sigv4::verify(state, PROTOCOL, "s3", &head, &body)?;
    if head.uri.path() != "/v20180820/configuration/publicAccessBlock" {
        return Err(ServiceError::not_emulated(&format!("S3 Control {} {}", head.method, head.uri.path())));
    }
    let (operation, action) = match head.method {
        Method::GET => ("GetPublicAccessBlock", "s3:GetAccountPublicAccessBlock"),
        Method::PUT => ("PutPublicAccessBlock", "s3:PutAccountPublicAccessBlock"),
        Method::DELETE => ("DeletePublicAccessBlock", "s3:PutAccountPublicAccessBlock"),
        _ => return Err(ServiceError::not_emulated(&format!("S3 Control {}", head.method))),
    };
    detail.operation = Some(operation.to_owned());
    let named = head.headers.get(ACCOUNT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let account = authorize(&detail.principal.clone(), named, action, detail)?;
    let block = state.account_blocks.of(&account);
    match head.method {
        Method::GET => block.get().map(|block| Some(to_xml(block))).ok_or_else(|| {
            let message = "The public access block configuration was not found";
            ServiceError::new("NoSuchPublicAccessBlockConfiguration", StatusCode::NOT_FOUND, message)
        }),
        Method::PUT => {
            block.set(Some(read(&body)?));
            Ok(None)
        }
        _ => {
            block.set(None);
            Ok(None)
        }
    }
}

/// An account is changed by its own principals only, and by those whose policies let them.
fn authorize(principal: &Principal, named: &str, action: &str, detail: &mut Detail) -> Result<AccountId, ServiceError> {
    let denied = |message: String| ServiceError::new("AccessDenied", StatusCode::FORBIDDEN, message);
    let own = principal.account().filter(|account| account.as_str() == named);
    let Some(account) = own else {
        detail.decision = Some(format!("{principal} does not belong to account {named}"));
        return Err(denied("Access Denied".to_owned()));
    };
    let decision = decide_without_bucket(principal, action, "*");
    detail.decision = Some(decision.reason);
    if decision.allowed { Ok(account.clone()) } else { Err(denied(decision.message)) }
}

fn read(body: &[u8]) -> Result<PublicAccessBlock, ServiceError> {
    let mut xml = Deserializer::new(body);
    let wanted: PublicAccessBlockConfiguration =
        xml.named_element("PublicAccessBlockConfiguration", Deserializer::content).map_err(|_| malformed())?;
    Ok(wanted.into())
}

fn to_xml(block: PublicAccessBlock) -> String {
    let PublicAccessBlock { block_public_acls, ignore_public_acls, block_public_policy, restrict_public_buckets } =
        block;
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<PublicAccessBlockConfiguration xmlns=\"{NAME_SPACE}\">\
         <BlockPublicAcls>{block_public_acls}</BlockPublicAcls><IgnorePublicAcls>{ignore_public_acls}</IgnorePublicAcls>\
         <BlockPublicPolicy>{block_public_policy}</BlockPublicPolicy>\
         <RestrictPublicBuckets>{restrict_public_buckets}</RestrictPublicBuckets></PublicAccessBlockConfiguration>"
    )
}

fn malformed() -> ServiceError {
    let message = "The XML you provided was not well-formed or did not validate against our published schema";
    ServiceError::new("MalformedXML", StatusCode::BAD_REQUEST, message)
}
