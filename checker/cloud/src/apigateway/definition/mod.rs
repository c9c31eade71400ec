//! What a REST API is defined as, in API Gateway's own terms, whatever it was imported from.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html>

pub(crate) mod authorizer;
mod import;
pub(crate) mod schema;

use std::collections::BTreeMap;
use std::time::Duration;

pub use authorizer::{Authorizer, AuthorizerKind, DEFAULT_TTL};
pub use import::{Fault, ImportFailed, Imported, MOST_BYTES, Warning, import};
pub(crate) use import::{
    check_child, check_gateway_parameter, check_integration_parameter, check_response_parameter, check_target,
};

/// The whole definition.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ApiDefinition {
    /// `info.title`.
    pub name: String,
    /// `info.description`.
    pub description: Option<String>,
    /// `info.version`.
    pub version: Option<String>,
    /// `x-amazon-apigateway-binary-media-types`.
    pub binary_media_types: Vec<String>,
    /// The root first, each after its parent. A path of the document brings its ancestors with it.
    pub resources: Vec<Resource>,
    /// `x-amazon-apigateway-gateway-responses`, by the type's name, `DEFAULT_4XX`.
    pub gateway_responses: BTreeMap<String, GatewayResponse>,
    /// `components.schemas` and the schemas that operations hold themselves, by name.
    pub models: BTreeMap<String, Model>,
    /// `x-amazon-apigateway-request-validators`, in the order of the document.
    pub request_validators: Vec<RequestValidator>,
    /// Security schemes with `x-amazon-apigateway-authorizer`, in the order of the document.
    pub authorizers: Vec<Authorizer>,
    /// `x-amazon-apigateway-api-key-source`: `HEADER`, `AUTHORIZER`; `None` for `HEADER`.
    pub api_key_source: Option<String>,
}

impl ApiDefinition {
    /// The validator that a method names; `None` where it names none, or one that is not there.
    #[must_use]
    pub fn request_validator(&self, method: &Method) -> Option<&RequestValidator> {
        let name = method.request_validator.as_ref()?;
        self.request_validators.iter().find(|validator| validator.name == *name)
    }

    /// The authorizer that a method names; `None` where it names none, or one that is not there.
    #[must_use]
    pub fn authorizer(&self, method: &Method) -> Option<&Authorizer> {
        let id = method.authorizer.as_ref()?;
        self.authorizers.iter().find(|authorizer| authorizer.id == *id)
    }

    /// The resource of an id.
    #[must_use]
    pub fn resource(&self, id: &str) -> Option<&Resource> {
        self.resources.iter().find(|resource| resource.id == id)
    }

    /// The resource of a path.
    #[must_use]
    pub fn at_path(&self, path: &str) -> Option<&Resource> {
        self.resources.iter().find(|resource| resource.path == path)
    }
}

/// A resource: one path. <https://docs.aws.amazon.com/apigateway/latest/api/API_Resource.html>
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resource {
    /// Six letters and digits; ten for the root.
    pub id: String,
    /// The id of the resource above; `None` for the root.
    pub parent_id: Option<String>,
    /// `/conversations/{id}`.
    pub path: String,
    /// By HTTP method in capitals; `ANY` for `x-amazon-apigateway-any-method`.
    pub methods: BTreeMap<String, Method>,
}

impl Resource {
    /// The root of an API, without methods.
    #[must_use]
    pub fn root(id: impl Into<String>) -> Self {
        Self { id: id.into(), parent_id: None, path: "/".to_owned(), methods: BTreeMap::new() }
    }

    /// The last segment: `conversations`, `{id}`, `{proxy+}`; empty for the root.
    #[must_use]
    pub fn path_part(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }
}

/// A method: what a caller may send, and what is done with it.
/// <https://docs.aws.amazon.com/apigateway/latest/api/API_Method.html>
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Method {
    /// `operationId`.
    pub operation_name: Option<String>,
    /// `NONE`, `AWS_IAM`, `CUSTOM`, `COGNITO_USER_POOLS`.
    pub authorization_type: String,
    /// The id of one of [`ApiDefinition::authorizers`], for `CUSTOM` and `COGNITO_USER_POOLS`.
    pub authorizer: Option<String>,
    /// Of these an access token needs one. Without scopes an ID token is wanted.
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-enable-cognito-user-pool.html>
    pub authorization_scopes: Vec<String>,
    /// True where the caller must send an API key.
    pub api_key_required: bool,
    /// `method.request.header.NAME` and so on; true where it is required.
    pub request_parameters: BTreeMap<String, bool>,
    /// The name of one of [`ApiDefinition::request_validators`]; without one nothing is validated.
    pub request_validator: Option<String>,
    /// Names of models by media type, or by `$default`.
    pub request_models: BTreeMap<String, String>,
    /// By status, as text.
    pub responses: BTreeMap<String, MethodResponse>,
    /// Where the request goes. Without one the method cannot be deployed.
    pub integration: Option<Integration>,
}

/// An answer that a method declares. <https://docs.aws.amazon.com/apigateway/latest/api/API_MethodResponse.html>
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MethodResponse {
    /// `method.response.header.NAME`; a header that does not stand here cannot be set by an integration response.
    pub parameters: BTreeMap<String, bool>,
    /// Names of models by media type.
    pub models: BTreeMap<String, String>,
}

/// A JSON Schema, draft 4, with a name. <https://docs.aws.amazon.com/apigateway/latest/api/API_Model.html>
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Model {
    /// Six letters and digits.
    pub id: String,
    /// Letters and digits alone.
    pub name: String,
    /// The media type that it is for: `application/json`.
    pub content_type: String,
    /// What it is.
    pub description: Option<String>,
    /// The schema's text. Another model is referred to as `https://apigateway.amazonaws.com/restapis/API/models/NAME`.
    pub schema: String,
    /// Whether it came with a document. Then `minItems` and `maxItems` are not looked at until it is updated.
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html>
    pub imported: bool,
}

/// What of a request is validated before its integration.
/// <https://docs.aws.amazon.com/apigateway/latest/api/API_RequestValidator.html>
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestValidator {
    /// Six letters and digits.
    pub id: String,
    /// Its name, which is unique here.
    pub name: String,
    /// Whether the body is compared with the model of its media type.
    pub body: bool,
    /// Whether required parameters must be there.
    pub parameters: bool,
}

/// What kind of backend a method has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IntegrationType {
    /// An action of an AWS service, with mapping templates.
    Aws,
    /// A Lambda function that reads and writes HTTP itself.
    AwsProxy,
    /// An HTTP endpoint, with mapping templates.
    Http,
    /// An HTTP endpoint, as it is.
    HttpProxy,
    /// API Gateway answers itself.
    Mock,
}

impl IntegrationType {
    /// As the API shows it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Aws => "AWS",
            Self::AwsProxy => "AWS_PROXY",
            Self::Http => "HTTP",
            Self::HttpProxy => "HTTP_PROXY",
            Self::Mock => "MOCK",
        }
    }

    /// Reads a name, in capitals or in small letters.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        [Self::Aws, Self::AwsProxy, Self::Http, Self::HttpProxy, Self::Mock]
            .into_iter()
            .find(|kind| kind.name().eq_ignore_ascii_case(name))
    }
}

/// When a body without a matching template is passed on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PassthroughBehavior {
    /// When no template is for its content type.
    #[default]
    WhenNoMatch,
    /// When there is no template at all.
    WhenNoTemplates,
    /// Never.
    Never,
}

impl PassthroughBehavior {
    /// As the API shows it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::WhenNoMatch => "WHEN_NO_MATCH",
            Self::WhenNoTemplates => "WHEN_NO_TEMPLATES",
            Self::Never => "NEVER",
        }
    }

    /// Reads a name, in capitals or in small letters.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        [Self::WhenNoMatch, Self::WhenNoTemplates, Self::Never]
            .into_iter()
            .find(|behavior| behavior.name().eq_ignore_ascii_case(name))
    }
}

/// `x-amazon-apigateway-integration`. <https://docs.aws.amazon.com/apigateway/latest/api/API_Integration.html>
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Integration {
    /// Its type.
    pub kind: IntegrationType,
    /// The method with which the backend is called; Lambda takes POST only.
    pub http_method: Option<String>,
    /// `arn:aws:apigateway:REGION:lambda:path/2015-03-31/functions/FUNCTION_ARN/invocations`.
    pub uri: Option<String>,
    /// The role under which the backend is called; `None` for the function's own permission.
    pub credentials: Option<String>,
    /// What is done without a matching template.
    pub passthrough_behavior: PassthroughBehavior,
    /// `integration.request.header.NAME` ← `method.request.…`, `'literal'`, `context.…`, `stageVariables.…`.
    pub request_parameters: BTreeMap<String, String>,
    /// Mapping templates by media type.
    pub request_templates: BTreeMap<String, String>,
    /// `CONVERT_TO_BINARY`, `CONVERT_TO_TEXT`.
    pub content_handling: Option<String>,
    /// From 50 ms to 29 s, unless the quota was raised.
    pub timeout: Duration,
    /// `responses`, in the order of the document.
    pub responses: Vec<IntegrationResponse>,
}

/// The default and longest integration time-out.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html>
pub const LONGEST_TIMEOUT: Duration = Duration::from_secs(29);

/// What an answer of the backend becomes.
/// <https://docs.aws.amazon.com/apigateway/latest/api/API_IntegrationResponse.html>
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IntegrationResponse {
    /// The method response's status, as text.
    pub status: String,
    /// A regular expression for the whole of the error message or the status; `None` for the default response.
    pub selection_pattern: Option<String>,
    /// `method.response.header.NAME` ← `'literal'`, `integration.response.header.…`.
    pub parameters: BTreeMap<String, String>,
    /// Mapping templates by media type.
    pub templates: BTreeMap<String, String>,
    /// `CONVERT_TO_BINARY`, `CONVERT_TO_TEXT`.
    pub content_handling: Option<String>,
}

/// An answer that API Gateway gives itself.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html>
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GatewayResponse {
    /// Another status than the type's own, as text.
    pub status: Option<String>,
    /// `gatewayresponse.header.NAME` ← `'literal'`, `method.request.…`, `context.…`.
    pub parameters: BTreeMap<String, String>,
    /// Bodies by media type: substitution of `$context` and `$stageVariables`, no Velocity.
    pub templates: BTreeMap<String, String>,
}

/// The types of gateway responses, each with its status; none for the two that stand for all others.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html>
pub const GATEWAY_RESPONSES: [(&str, Option<u16>); 21] = [
    ("ACCESS_DENIED", Some(403)),
    ("API_CONFIGURATION_ERROR", Some(500)),
    ("AUTHORIZER_CONFIGURATION_ERROR", Some(500)),
    ("AUTHORIZER_FAILURE", Some(500)),
    ("BAD_REQUEST_BODY", Some(400)),
    ("BAD_REQUEST_PARAMETERS", Some(400)),
    ("DEFAULT_4XX", None),
    ("DEFAULT_5XX", None),
    ("EXPIRED_TOKEN", Some(403)),
    ("INTEGRATION_FAILURE", Some(504)),
    ("INTEGRATION_TIMEOUT", Some(504)),
    ("INVALID_API_KEY", Some(403)),
    ("INVALID_SIGNATURE", Some(403)),
    ("MISSING_AUTHENTICATION_TOKEN", Some(403)),
    ("QUOTA_EXCEEDED", Some(429)),
    ("REQUEST_TOO_LARGE", Some(413)),
    ("RESOURCE_NOT_FOUND", Some(404)),
    ("THROTTLED", Some(429)),
    ("UNAUTHORIZED", Some(401)),
    ("UNSUPPORTED_MEDIA_TYPE", Some(415)),
    ("WAF_FILTERED", Some(403)),
];
