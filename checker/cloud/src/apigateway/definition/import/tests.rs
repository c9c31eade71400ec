//! What a document becomes, and what of it is refused with which words at which line.

mod security;

use std::time::Duration;

use super::super::{ApiDefinition, IntegrationType, PassthroughBehavior};
use super::{ImportFailed, Imported, import};
use crate::template::Node;

const CHAT: &str = r#"openapi: 3.0.1
info:
  title: Chat-API
  version: "1.0"
paths:
  /{proxy+}:
    x-amazon-apigateway-any-method:
      security: []
      parameters:
        - {name: proxy, in: path, required: true, schema: {type: string}}
      responses: {}
      x-amazon-apigateway-integration:
        type: aws_proxy
        httpMethod: POST
        uri: arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-central-1:111122223333:function:Chat-API-proxy/invocations
        passthroughBehavior: when_no_match
    options:
      security: []
      responses:
        "200":
          description: preflight
          headers:
            Access-Control-Allow-Origin: {schema: {type: string}}
            Access-Control-Allow-Methods: {schema: {type: string}}
      x-amazon-apigateway-integration:
        type: mock
        requestTemplates:
          application/json: '{"statusCode": 200}'
        responses:
          default:
            statusCode: "200"
            responseParameters:
              method.response.header.Access-Control-Allow-Origin: "'*'"
              method.response.header.Access-Control-Allow-Methods: "'GET,OPTIONS'"
x-amazon-apigateway-gateway-responses:
  DEFAULT_4XX:
    responseParameters:
      gatewayresponse.header.Access-Control-Allow-Origin: "'*'"
x-amazon-apigateway-binary-media-types: [image/png]
"#;

fn imported(text: &str) -> Result<Imported, ImportFailed> {
    let document = Node::parse(text, "api.yaml").unwrap_or_else(|said| panic!("{said:?}"));
    import(&document, "abcdefghij", "rootrootro")
}

fn definition(text: &str) -> ApiDefinition {
    imported(text).unwrap_or_else(|failed| panic!("{failed}")).definition
}

/// Replaces a text of the good document, which must be there.
fn with(old: &str, new: &str) -> String {
    assert!(CHAT.contains(old), "{old}");
    CHAT.replacen(old, new, 1)
}

/// Asserts the message of the only fault, that its hint holds a text, and that it stands in the line with a text.
fn refused(text: &str, message: &str, hint: &str, line: &str) {
    let failed = imported(text).expect_err(message);
    assert_eq!(failed.faults.len(), 1, "{failed}");
    let fault = &failed.faults[0];
    assert_eq!(fault.message, message);
    assert!(fault.hint.contains(hint), "{}", fault.hint);
    let stands = text.lines().nth(fault.at.line - 1).unwrap_or_default();
    assert!(stands.contains(line), "line {}: {stands}", fault.at.line);
}

fn noted(text: &str) -> Vec<String> {
    imported(text).expect("imported").warnings.into_iter().map(|warning| warning.message).collect()
}

#[test]
fn a_document_becomes_resources_methods_and_integrations() {
    let chat = definition(CHAT);
    assert_eq!((chat.name.as_str(), chat.version.as_deref()), ("Chat-API", Some("1.0")));
    assert_eq!(chat.binary_media_types, ["image/png"]);
    let paths: Vec<_> = chat.resources.iter().map(|resource| resource.path.as_str()).collect();
    assert_eq!(paths, ["/", "/{proxy+}"]);
    assert_eq!(chat.resources[0].id, "rootrootro");
    let proxy = chat.at_path("/{proxy+}").expect("the resource");
    assert_eq!((proxy.path_part(), proxy.parent_id.as_deref()), ("{proxy+}", Some("rootrootro")));
    assert_eq!(proxy.methods.keys().collect::<Vec<_>>(), ["ANY", "OPTIONS"]);

    let any = &proxy.methods["ANY"];
    assert_eq!(any.authorization_type, "NONE");
    assert_eq!(any.request_parameters.get("method.request.path.proxy"), Some(&true));
    let integration = any.integration.as_ref().expect("an integration");
    assert_eq!((integration.kind, integration.http_method.as_deref()), (IntegrationType::AwsProxy, Some("POST")));
    assert_eq!(integration.passthrough_behavior, PassthroughBehavior::WhenNoMatch);
    assert_eq!(integration.timeout, Duration::from_secs(29));

    let options = &proxy.methods["OPTIONS"];
    assert!(options.responses["200"].parameters.contains_key("method.response.header.Access-Control-Allow-Origin"));
    let mock = options.integration.as_ref().expect("an integration");
    assert_eq!((mock.kind, mock.uri.as_deref()), (IntegrationType::Mock, None));
    assert_eq!(mock.request_templates["application/json"], r#"{"statusCode": 200}"#);
    let [response] = &mock.responses[..] else { panic!("one response") };
    assert_eq!((response.status.as_str(), response.selection_pattern.as_deref()), ("200", None));
    assert_eq!(response.parameters["method.response.header.Access-Control-Allow-Origin"], "'*'");
    let default = &chat.gateway_responses["DEFAULT_4XX"];
    assert_eq!(default.parameters["gatewayresponse.header.Access-Control-Allow-Origin"], "'*'");
}

#[test]
fn ancestors_are_made_once_and_ids_stay() {
    let text = with("  /{proxy+}:\n", "  /a/{id}/c: {}\n  /a/{id}/d/: {}\n  /b/{proxy+}:\n");
    let once = definition(&text);
    let paths: Vec<_> = once.resources.iter().map(|resource| resource.path.as_str()).collect();
    assert_eq!(paths, ["/", "/a", "/a/{id}", "/a/{id}/c", "/a/{id}/d", "/b", "/b/{proxy+}"]);
    for resource in &once.resources[1..] {
        assert_eq!(resource.id.len(), 6);
        let parent = once.resource(resource.parent_id.as_deref().expect("a parent")).expect("the parent");
        assert_eq!(resource.path, format!("{}/{}", parent.path.trim_end_matches('/'), resource.path_part()));
    }
    let again = definition(&with("  /{proxy+}:\n", "  /b/{proxy+}:\n"));
    assert_eq!(again.at_path("/b/{proxy+}").map(|it| &it.id), once.at_path("/b/{proxy+}").map(|it| &it.id));
}

#[test]
fn a_document_that_is_none_is_refused() {
    let invalid = "Invalid OpenAPI input.";
    refused(&with("openapi: 3.0.1", "openapi: 3.1.0"), invalid, "3.0.1", "3.1.0");
    refused(&with("openapi: 3.0.1", "version: 3.0.1"), invalid, "openapi: 3.0.1", "version");
    refused(&with("  title: Chat-API\n", ""), invalid, "info.title", "version");
    refused(&with("paths:\n", "path:\n"), invalid, "no paths", "openapi");
    refused(&with("  /{proxy+}:", "  \"{proxy+}\":"), invalid, "/{proxy+}", "{proxy+}");
    refused("[]", invalid, "a map", "[]");
}

#[test]
fn a_path_that_cannot_be_is_refused() {
    let at = |path: &str, message: &str| format!("Unable to create resource at path '{path}': {message}");
    let sibling = with("  /{proxy+}:\n", "  /{id}: {}\n  /{proxy+}:\n");
    let message = "A sibling ({id}) of this resource already has a variable path part -- only one is allowed";
    refused(&sibling, &at("/{proxy+}", message), "{id}", "/{proxy+}:");
    let message = "Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and curly braces at the \
                   beginning and the end.";
    for wrong in ["/chat rooms", "/:id", "/{id", "/id}", "/a{id}", "/{}", "/{a:b}", "/{+}", "/a*"] {
        let text = with("  /{proxy+}:\n", &format!("  \"{wrong}\": {{}}\n  /{{proxy+}}:\n"));
        if wrong == "/:id" {
            definition(&text);
        } else {
            refused(&text, &at(wrong, message), "plain word", wrong);
        }
    }
    let below = with("  /{proxy+}:\n", "  /{proxy+}/more: {}\n  /{proxy+}:\n");
    let message = "Cannot create a child of a resource with a greedy path variable: {proxy+}";
    refused(&below, &at("/{proxy+}/more", message), "last segment", "/{proxy+}/more");
}

#[test]
fn an_integration_without_its_backend_is_refused() {
    let on = |method: &str, message: &str| {
        format!("Unable to put integration on '{method}' for resource at path '/{{proxy+}}': {message}")
    };
    let uri = CHAT.lines().find(|line| line.contains("uri:")).expect("the uri");
    let any = |message: &str| on("ANY", message);
    refused(
        &with("        httpMethod: POST\n", ""),
        &any("Enumeration value for HttpMethod must be non-empty"),
        "POST",
        "type: aws_proxy",
    );
    let instead = |new: &str| with(uri, &format!("        uri: {new}"));
    refused(
        &instead("arn:aws:lambda:eu-central-1:111122223333:function:Chat-API-proxy"),
        &any("AWS ARN for integration must contain path or action"),
        "/invocations",
        "uri:",
    );
    refused(
        &instead("https://example.org"),
        &any("Invalid ARN specified in the request"),
        "arn:aws:apigateway",
        "uri:",
    );
    refused(
        &instead("arn:aws:apigateway:eu-central-1:dynamodb:action/Query"),
        &any(
            "Integrations of type 'AWS_PROXY' currently only supports Lambda function and Firehose stream invocations.",
        ),
        "type is aws",
        "uri:",
    );
    refused(
        &with(":function:Chat-API-proxy/invocations", ":function:Chat-API-proxy"),
        &any("Invalid function ARN or invalid uri"),
        "/invocations",
        "uri:",
    );
    refused(
        &with("arn:aws:lambda:eu-central-1:111122223333:function:Chat-API-proxy/inv", "${ChatApiProxy.Arn}/inv"),
        &any("Invalid function ARN or invalid uri"),
        "Fn::Sub",
        "uri:",
    );
    let streaming = with("path/2015-03-31/", "path/2021-11-15/");
    definition(&streaming.replacen("/invocations", "/response-streaming-invocations", 1));
    refused(
        &with("        passthroughBehavior: when_no_match\n", "        timeoutInMillis: 40000\n"),
        &any("Timeout should be between 50 ms and 29000 ms"),
        "29000",
        "timeoutInMillis",
    );
    let mapped = "        requestParameters: {integration.request.header.X: method.request.header.X}\n";
    let undeclared = with("        passthroughBehavior: when_no_match\n", mapped);
    let message = "Invalid mapping expression specified: Validation Result: warnings : [], errors : [Invalid mapping \
                   expression parameter specified: method.request.header.X]";
    refused(&undeclared, &any(message), "parameters", "requestParameters");
}

#[test]
fn an_integration_that_cannot_be_read_is_refused_alone() {
    let message = "Unable to parse API definition because of a malformed integration at path /{proxy+}.";
    refused(&with("        type: aws_proxy\n", ""), message, "aws_proxy", "httpMethod");
    refused(&with("type: aws_proxy", "type: lambda"), message, "not lambda", "type: lambda");
    refused(&with("            statusCode: \"200\"\n", ""), message, "statusCode", "default");
    let uri = CHAT.lines().find(|line| line.contains("uri:")).expect("the uri");
    let function = with(uri, "        uri:\n          Fn::Sub: ${ChatFunction.Arn}");
    refused(&function, message, "AWS::Include", "Fn::Sub");
}

#[test]
fn a_header_that_cannot_be_set_is_refused() {
    let said = |what: &str| {
        format!(
            "Unable to put integration response on 'OPTIONS' for resource at path '/{{proxy+}}': Invalid mapping \
             expression specified: Validation Result: warnings : [], errors : [{what}]"
        )
    };
    let origin = "method.response.header.Access-Control-Allow-Origin";
    refused(
        &with("            Access-Control-Allow-Origin: {schema: {type: string}}\n", ""),
        &said(&format!("Invalid mapping expression parameter specified: {origin}")),
        "headers",
        origin,
    );
    refused(
        &with(&format!("{origin}: \"'*'\""), &format!("{origin}: '*'")),
        &said("Invalid mapping expression specified: *"),
        "\"'*'\"",
        origin,
    );
    let failed =
        imported(&with("            statusCode: \"200\"", "            statusCode: \"204\"")).expect_err("204");
    assert_eq!(failed.faults.len(), 2, "one for each header: {failed}");
    assert_eq!(failed.faults[0].message, said("No method response exists for method."));
    assert!(failed.to_string().starts_with("Errors found during import:\n\tUnable to put integration response on"));
}

#[test]
fn a_parameter_has_a_name_of_its_own() {
    let parameter = "        - {name: proxy, in: path, required: true, schema: {type: string}}\n";
    let put = |message: &str| format!("Unable to put method 'ANY' on resource at path '/{{proxy+}}': {message}");
    let twice =
        with(parameter, &format!("{parameter}        - {{name: proxy, in: header, schema: {{type: string}}}}\n"));
    let message = "Parameter names must be unique across querystring, header and path";
    refused(&twice, &put(message), "another parameter", "in: header");
    let filter = with("{name: proxy, in: path", "{name: \"filter[id]\", in: query");
    let message = "Invalid mapping expression specified: Validation Result: warnings : [], errors : [Parameter name should \
                   match the following regular expression: ^[a-zA-Z0-9._$-]+$]";
    refused(&filter, &put(message), "filter[id]", "filter[id]");
}

#[test]
fn a_gateway_response_that_is_none_is_refused() {
    let text = with("  DEFAULT_4XX:", "  DEFAULT_4xx:");
    let message = "Unable to put gateway response 'DEFAULT_4xx': Invalid gateway response type specified";
    refused(&text, message, "did you mean DEFAULT_4XX", "DEFAULT_4xx");
    let origin = "gatewayresponse.header.Access-Control-Allow-Origin";
    let text = with(&format!("{origin}: \"'*'\""), &format!("{origin}: \"*\""));
    let message = "Unable to put gateway response 'DEFAULT_4XX': Invalid mapping expression specified: Validation Result: \
                   warnings : [], errors : [Invalid mapping expression specified: *]";
    refused(&text, message, "\"'*'\"", origin);
}

#[test]
fn what_is_overlooked_is_noted() {
    let said = noted(&with("    options:", "    option:"));
    assert!(
        said.contains(&"/{proxy+}: option is no method; API Gateway overlooks it. Did you mean \"options\"?".into())
    );
    let said = noted(&with("-gateway-responses:", "-gateway-response:"));
    assert!(
        said.iter().any(|said| said.contains("Did you mean \"x-amazon-apigateway-gateway-responses\"?")),
        "{said:?}"
    );
    let said = noted(&with("        requestTemplates:", "        requestTemplate:"));
    assert!(said.iter().any(|said| said.contains("Did you mean \"requestTemplates\"?")), "{said:?}");
    assert_eq!(noted(CHAT), [""; 0]);
    assert_eq!(noted(&with("      responses: {}\n", "")), ["No responses specified for 'ANY /{proxy+}'"]);
    let again = "          default:\n            statusCode: \"200\"\n";
    let said = noted(&with(again, &format!("          4..: {{statusCode: \"200\"}}\n{again}")));
    assert!(said.iter().any(|said| said.starts_with("Two integration responses have the status 200")), "{said:?}");
    let said = noted(&with(again, &format!("          '\\p{{javaLetter}}': {{statusCode: \"500\"}}\n{again}")));
    let words = "The pattern \"\\p{javaLetter}\" of the integration response 500 cannot be matched here: ";
    assert!(said.iter().any(|said| said.starts_with(words)), "{said:?}");
    let text = CHAT.split("      x-amazon-apigateway-integration:").next().expect("the first part");
    let said = noted(text);
    assert!(said.iter().any(|said| said.contains("No integration defined for method")), "{said:?}");
}

#[test]
fn swagger_2_is_read_too() {
    let text = r##"{"swagger": "2.0", "info": {"title": "old"}, "paths": {"/things/{id}": {
        "parameters": [{"$ref": "#/parameters/id"}],
        "get": {
          "parameters": [{"name": "q", "in": "query", "type": "string", "required": true}],
          "responses": {"200": {"schema": {"$ref": "#/definitions/Thing"}, "headers": {"X-Count": {"type": "integer"}}}},
          "x-amazon-apigateway-integration": {"type": "HTTP", "httpMethod": "get", "uri": "https://example.org/{id}",
            "requestParameters": {"integration.request.path.id": "method.request.path.id"},
            "responses": {"4\\d{2}": {"statusCode": 200,
              "responseParameters": {"method.response.header.X-Count": "integration.response.header.count"}}}}}}},
        "definitions": {"Thing": {"type": "object"}},
        "parameters": {"id": {"name": "id", "in": "path", "required": true, "type": "string"}}}"##;
    let old = definition(text);
    let get = &old.at_path("/things/{id}").expect("the resource").methods["GET"];
    let parameters: Vec<_> = get.request_parameters.iter().map(|(name, required)| (name.as_str(), *required)).collect();
    assert_eq!(parameters, [("method.request.path.id", true), ("method.request.querystring.q", true)]);
    assert_eq!(get.responses["200"].models["application/json"], "Thing");
    let integration = get.integration.as_ref().expect("an integration");
    assert_eq!((integration.kind, integration.http_method.as_deref()), (IntegrationType::Http, Some("GET")));
    assert_eq!(integration.responses[0].selection_pattern.as_deref(), Some("4\\d{2}"));
}

/// The document with models, and with a request body and a response that use them.
fn with_models(schemas: &str) -> String {
    let body =
        "      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/NewMessage'}}}}\n";
    let responses = "      responses:\n        \"200\": {description: ok, content: {application/json: {schema: {$ref: \
                     '#/components/schemas/Conversation'}}}}\n";
    let text = with("      responses: {}\n", &format!("{body}{responses}"));
    format!("{text}components:\n  schemas:\n{schemas}")
}

const SCHEMAS: &str = "    NewMessage: {type: string, minLength: 1}
    Message: {type: object, required: [time], properties: {time: {type: integer, format: utc-millisec}}}
    Conversation:
      type: object
      properties:
        messages: {type: array, items: {$ref: '#/components/schemas/Message'}}
        parent: {$ref: '#/components/schemas/Conversation'}
";

#[test]
fn schemas_become_models() {
    let chat = definition(&with_models(SCHEMAS));
    assert_eq!(chat.models.keys().collect::<Vec<_>>(), ["Conversation", "Message", "NewMessage"]);
    let any = &chat.at_path("/{proxy+}").expect("the resource").methods["ANY"];
    assert_eq!(any.request_models["application/json"], "NewMessage");
    assert_eq!(any.responses["200"].models["application/json"], "Conversation");
    assert_eq!(any.request_validator, None);
    let conversation = &chat.models["Conversation"];
    assert_eq!((conversation.id.len(), conversation.content_type.as_str()), (6, "application/json"));
    let schema: serde_json::Value = serde_json::from_str(&conversation.schema).expect("JSON");
    let url = |name: &str| format!("https://apigateway.amazonaws.com/restapis/abcdefghij/models/{name}");
    assert_eq!(schema["properties"]["messages"]["items"]["$ref"], url("Message"));
    assert_eq!(schema["properties"]["parent"]["$ref"], url("Conversation"));
    let wrong = serde_json::json!({"messages": [{"time": 1}, {}]});
    let [violation] = &chat.violations("Conversation", &wrong).expect("compiled")[..] else { panic!("one") };
    assert_eq!(violation.pointer, "/messages/1");
    assert_eq!(noted(&with_models(SCHEMAS)), [""; 0]);
}

#[test]
fn a_schema_without_a_name_gets_one() {
    let text =
        with_models(SCHEMAS).replacen("{$ref: '#/components/schemas/NewMessage'}", "{type: array, maxItems: 3}", 1);
    let chat = definition(&text);
    let any = &chat.at_path("/{proxy+}").expect("the resource").methods["ANY"];
    let name = &any.request_models["application/json"];
    assert!(name.starts_with("MODEL") && name.len() == 11, "{name}");
    assert!(chat.models[name].schema.contains("array"));
    let said = noted(&text);
    assert!(said.iter().any(|said| said.starts_with(&format!("maxItems of the model {name}"))), "{said:?}");
}

#[test]
fn a_model_that_is_none_is_refused_at_its_line() {
    let unable = |name: &str, message: &str| format!("Unable to create model for '{name}': {message}");
    let invalid =
        |errors: &str| format!("Invalid model specified: Validation Result: warnings : [], errors : [{errors}]");
    let more = |schemas: &str| with_models(&format!("{SCHEMAS}{schemas}"));
    let name = more("    User-List: {type: array}\n");
    refused(&name, &unable("User-List", "Model name must be alphanumeric: User-List"), "UserList", "User-List");
    let draft_3 = more("    Old:\n      properties:\n        id: {type: string,\n          required: true}\n");
    refused(&draft_3, &unable("Old", &invalid("Invalid model schema specified")), "draft 3", "required: true");
    let draft_7 = more("    New:\n      properties:\n        id: {const: a,\n          example: b}\n");
    let keywords = r#"Invalid model schema specified. Unsupported keyword(s): ["const","example"]"#;
    refused(&draft_7, &unable("New", &invalid(keywords)), "enum says the same", "const: a");
    let missing = more("    Chats: {type: array, items: {$ref: '#/components/schemas/Conversations'}}\n");
    let words = invalid("Invalid model specified: Conversations");
    refused(&missing, &unable("Chats", &words), "did you mean Conversation?", "Chats");
    let foreign = more("    Chats: {$ref: 'https://example.org/chats.json'}\n");
    let words = invalid("Model reference must be in canonical form");
    refused(&foreign, &unable("Chats", &words), "#/components/schemas/NAME", "Chats");
}

#[test]
fn a_body_without_its_model_is_refused_and_an_answer_without_one_warned_of() {
    let schemas = "    Conversation: {type: object}\n";
    let text = with_models(schemas);
    let message =
        "Unable to put method 'ANY' on resource at path '/{proxy+}': Invalid model identifier specified: null";
    refused(&text, message, "there is no NewMessage", "requestBody");
    let text = with_models(SCHEMAS).replacen("schemas/Conversation'}}}}\n", "schemas/Conversations'}}}}\n", 1);
    let any = definition(&text).at_path("/{proxy+}").expect("the resource").methods["ANY"].clone();
    assert!(any.responses["200"].models.is_empty());
    assert_eq!(
        noted(&text),
        [
            "Reference to model 'Conversations' not found. Ignoring.",
            "Invalid format for model application/json for method ANY"
        ]
    );
}

#[test]
fn a_validator_is_the_operations_own_or_the_roots() {
    let validators = "x-amazon-apigateway-request-validators:
  all: {validateRequestBody: true, validateRequestParameters: true}
  body: {validateRequestBody: true}
x-amazon-apigateway-request-validator: all
";
    let text =
        with("      responses: {}\n", "      responses: {}\n      x-amazon-apigateway-request-validator: body\n");
    let text = format!("{text}{validators}");
    let chat = definition(&text);
    let told: Vec<_> =
        chat.request_validators.iter().map(|known| (known.name.as_str(), known.body, known.parameters)).collect();
    assert_eq!(told, [("all", true, true), ("body", true, false)]);
    let methods = &chat.at_path("/{proxy+}").expect("the resource").methods;
    let used = |method: &str| chat.request_validator(&methods[method]).map(|validator| validator.name.as_str());
    assert_eq!((used("ANY"), used("OPTIONS")), (Some("body"), Some("all")));
    let unknown = text.replacen("validator: body\n", "validator: boby\n", 1);
    let message =
        "Unable to put method 'ANY' on resource at path '/{proxy+}': Invalid Request Validator identifier specified";
    refused(&unknown, message, "did you mean body?", "boby");
    let said = noted(&text.replacen("body: {validateRequestBody: true}", "body: {validateRequestBodies: true}", 1));
    assert!(said.iter().any(|said| said.contains("Did you mean \"validateRequestBody\"?")), "{said:?}");
    assert!(said.iter().any(|said| said == "The request validator body validates nothing."), "{said:?}");
}
