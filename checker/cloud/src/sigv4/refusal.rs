//! Why a signature is refused, in the words of each protocol.

use http::StatusCode;

use crate::ServiceError;
use crate::service_error::Protocol;

/// What is wrong with a request's signature.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// There is none.
    NotSigned,
    /// The header lacks something; the words say what.
    Incomplete(String),
    /// Nobody has the access key, or not with this session token.
    UnknownKey,
    /// The session token was right once.
    ExpiredToken,
    /// The scope is another one.
    Scope(String),
    /// Too early or too late.
    Clock(String),
    /// Another signature than the secret makes.
    Signature,
}

impl Refusal {
    /// Error type and message as API Gateway's own APIs answer them.
    pub(crate) fn of_api_gateway(self) -> (&'static str, String) {
        let error_type = match &self {
            Self::NotSigned => "MissingAuthenticationTokenException",
            Self::Incomplete(_) => "IncompleteSignatureException",
            Self::UnknownKey => "UnrecognizedClientException",
            Self::ExpiredToken => "ExpiredTokenException",
            Self::Scope(_) | Self::Clock(_) | Self::Signature => "InvalidSignatureException",
        };
        (error_type, self.answer(Protocol::RestJson).message)
    }

    /// The answer.
    ///
    /// Codes and statuses: [common errors](https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html) for the
    /// Query protocol, [DynamoDB's](https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html)
    /// for AWS JSON, which answers 400 to all of them. Texts: public logs.
    pub(super) fn answer(self, protocol: Protocol) -> ServiceError {
        let (query, json, forbidden, message) = match self {
            Self::NotSigned => (
                "MissingAuthenticationToken",
                "MissingAuthenticationTokenException",
                true,
                match protocol {
                    Protocol::RestJson => "Missing Authentication Token".to_owned(),
                    Protocol::Query(_) | Protocol::AwsJson => "Request is missing Authentication Token".to_owned(),
                },
            ),
            Self::Incomplete(message) => ("IncompleteSignature", "IncompleteSignatureException", false, message),
            Self::UnknownKey => (
                "InvalidClientTokenId",
                "UnrecognizedClientException",
                true,
                "The security token included in the request is invalid.".to_owned(),
            ),
            Self::ExpiredToken => (
                "ExpiredToken",
                "ExpiredTokenException",
                true,
                "The security token included in the request is expired".to_owned(),
            ),
            Self::Scope(message) | Self::Clock(message) => {
                ("SignatureDoesNotMatch", "InvalidSignatureException", true, message)
            }
            Self::Signature => (
                "SignatureDoesNotMatch",
                "InvalidSignatureException",
                true,
                "The request signature we calculated does not match the signature you provided. Check your AWS Secret \
                 Access Key and signing method. Consult the service documentation for details."
                    .to_owned(),
            ),
        };
        let code = if matches!(protocol, Protocol::Query(_)) { query } else { json };
        let status = match protocol {
            Protocol::AwsJson => StatusCode::BAD_REQUEST,
            Protocol::Query(_) if !forbidden => StatusCode::BAD_REQUEST,
            Protocol::Query(_) | Protocol::RestJson => StatusCode::FORBIDDEN,
        };
        ServiceError::new(code, status, message)
    }
}
