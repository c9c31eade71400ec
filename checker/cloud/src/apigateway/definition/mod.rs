//! What a REST API is defined as, in API Gateway's own terms, whatever it was imported from.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html>

use std::collections::BTreeMap;
use std::time::Duration;

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
    /// True where the caller must send an API key.
    pub api_key_required: bool,
    /// `method.request.header.NAME` and so on; true where it is required.
    pub request_parameters: BTreeMap<String, bool>,
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
