//! The services of the Query protocol: form in, XML out.
//!
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/programming.html>

mod form;
mod iam_actions;
mod sts_actions;

use http::Request;
use http::{Response, StatusCode};
use http_body_util::{BodyExt as _, Limited};
use hyper::body::Incoming;
use s3s::Body;

use crate::ServiceError;
use crate::identity::Principal;
use crate::service_error::{Protocol, answer as text_answer};
use crate::sigv4;
use crate::state::State;
use crate::trace::Detail;
use form::Form;

/// The most that one request may carry: IAM's largest document is 131,072 characters, percent-encoded.
const LARGEST_BODY: usize = 1024 * 1024;

/// A service that speaks the Query protocol.
#[derive(Clone, Copy, Debug)]
pub(crate) struct QueryService {
    /// The name in scopes and in actions.
    pub(crate) name: &'static str,
    name_space: &'static str,
    version: &'static str,
    actions: fn(&State, &Principal, &str, &Form) -> Option<Answered>,
    /// What an action acts on, for the permission to do it; `None` where every caller may.
    resource: Option<fn(&State, &str, &Form) -> String>,
}

/// The elements of an action's result, as XML.
type Answered = Result<String, ServiceError>;

/// <https://docs.aws.amazon.com/STS/latest/APIReference/welcome.html>
pub(crate) const STS: QueryService = QueryService {
    name: "sts",
    name_space: "https://sts.amazonaws.com/doc/2011-06-15/",
    version: "2011-06-15",
    actions: sts_actions::answer,
    resource: None,
};

/// <https://docs.aws.amazon.com/IAM/latest/APIReference/welcome.html>
pub(crate) const IAM: QueryService = QueryService {
    name: "iam",
    name_space: "https://iam.amazonaws.com/doc/2010-05-08/",
    version: "2010-05-08",
    actions: iam_actions::answer,
    resource: Some(iam_actions::resource),
};

impl QueryService {
    /// Answers a request; what the trace shows of it stands in `detail`.
    pub(crate) async fn answer(
        &self,
        state: &State,
        request: Request<Incoming>,
        detail: &mut Detail,
    ) -> Response<Body> {
        let request_id = detail.request_id.clone();
        let protocol = Protocol::Query(self.name_space);
        match self.call(state, request, detail).await {
            Ok((action, result)) => {
                // https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#response-serialization
                text_answer(
                    format!(
                        "<{action}Response xmlns=\"{}\">\n<{action}Result>\n{result}</{action}Result>\n\
                         <ResponseMetadata>\n<RequestId>{request_id}</RequestId>\n</ResponseMetadata>\n\
                         </{action}Response>\n",
                        self.name_space
                    ),
                    "text/xml",
                )
            }
            Err(refused) => {
                detail.error_code = Some(refused.code.to_string());
                detail.error_message = Some(refused.message.clone());
                refused.to_response(protocol, &request_id)
            }
        }
    }

    async fn call(
        &self,
        state: &State,
        request: Request<Incoming>,
        detail: &mut Detail,
    ) -> Result<(String, String), ServiceError> {
        let (head, body) = request.into_parts();
        let body = Limited::new(body, LARGEST_BODY).collect().await.map_err(|_| {
            ServiceError::new("MalformedInput", StatusCode::BAD_REQUEST, "the request could not be read to its end")
        })?;
        let body = body.to_bytes();
        let form = Form::read(head.uri.query().unwrap_or_default(), &body);
        let action = form.get("Action").map(str::to_owned);
        detail.operation.clone_from(&action);
        detail.principal = sigv4::verify(state, Protocol::Query(self.name_space), self.name, &head, &body)?;
        let Some(action) = action else {
            let message = "Could not find operation in the request: it has no parameter Action";
            return Err(ServiceError::new("MissingAction", StatusCode::BAD_REQUEST, message));
        };
        if let Some(resource) = self.resource {
            self.authorize(&detail.principal.clone(), &action, &resource(state, &action, &form), detail)?;
        }
        match (self.actions)(state, &detail.principal, &action, &form) {
            Some(result) => Ok((action, result?)),
            None if form.get("Version").is_some_and(|version| version != self.version) => Err(ServiceError::new(
                "InvalidAction",
                StatusCode::BAD_REQUEST,
                format!("Could not find operation {action} for version {}", form.get("Version").unwrap_or_default()),
            )),
            None => Err(ServiceError::not_emulated(&format!("{}:{action}", self.name))),
        }
    }

    /// Judges an action by the caller's own policies.
    fn authorize(
        &self,
        principal: &Principal,
        action: &str,
        resource: &str,
        detail: &mut Detail,
    ) -> Result<(), ServiceError> {
        let account = principal.account().map(ToString::to_string).unwrap_or_default();
        let request = iam::Request::new(principal.iam(), format!("{}:{action}", self.name), resource, account)
            .with("aws:SecureTransport", "true");
        let decision = iam::evaluate(&request, principal.policies(), None);
        detail.decision = Some(decision.explain());
        match decision.denied_message(&request) {
            None => Ok(()),
            Some(message) => Err(ServiceError::new("AccessDenied", StatusCode::FORBIDDEN, message)),
        }
    }
}
