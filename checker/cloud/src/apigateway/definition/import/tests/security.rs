//! Who may call: security schemes, what names them, and the authorizers that they become.

use std::time::Duration;

use super::{CHAT, definition, imported, noted, with};
use crate::apigateway::definition::{AuthorizerKind, Method};

const POOL: &str = "arn:aws:cognito-idp:eu-central-1:111122223333:userpool/eu-central-1_Ab3dEf9hI";

/// The good document whose `ANY` asks for something, with security schemes.
fn secured(security: &str, schemes: &str) -> String {
    let text = with("      security: []\n", &format!("      security: {security}\n"));
    format!("{text}components:\n  securitySchemes:\n{schemes}")
}

/// The scheme of a Cognito authorizer named `Cognito`, with these lines in its extension.
fn cognito(extension: &[&str]) -> String {
    let lines = extension.iter().fold(String::new(), |lines, line| lines + "        " + line + "\n");
    format!(
        "    Cognito:\n      type: apiKey\n      name: Authorization\n      in: header\n      \
         x-amazon-apigateway-authtype: cognito_user_pools\n      x-amazon-apigateway-authorizer:\n{lines}"
    )
}

fn any(text: &str) -> Method {
    definition(text).at_path("/{proxy+}").expect("the resource").methods["ANY"].clone()
}

/// Asserts the only fault's message, and that hint and line hold texts.
fn refused(text: &str, message: &str, hint: &str, line: &str) {
    super::refused(text, message, hint, line);
}

#[test]
fn a_scheme_becomes_an_authorizer_that_methods_name() {
    let text = secured("[{Cognito: []}]", &cognito(&["type: cognito_user_pools", &format!("providerARNs: [{POOL}]")]));
    let chat = definition(&text);
    let [authorizer] = &chat.authorizers[..] else { panic!("one authorizer") };
    assert_eq!((authorizer.name.as_str(), authorizer.kind), ("Cognito", AuthorizerKind::CognitoUserPools));
    assert_eq!((authorizer.id.len(), authorizer.provider_arns.as_slice()), (6, &[POOL.to_owned()][..]));
    assert_eq!(authorizer.auth_type.as_deref(), Some("cognito_user_pools"));
    // Recorded: the identity source is the scheme's header.
    assert_eq!(authorizer.identity_source.as_deref(), Some("method.request.header.Authorization"));
    assert_eq!((authorizer.header(), authorizer.ttl), (Some("Authorization"), None));
    let methods = &chat.at_path("/{proxy+}").expect("the resource").methods;
    assert_eq!(methods["ANY"].authorization_type, "COGNITO_USER_POOLS");
    assert_eq!(chat.authorizer(&methods["ANY"]), Some(authorizer));
    assert!(methods["ANY"].authorization_scopes.is_empty());
    assert_eq!((methods["OPTIONS"].authorization_type.as_str(), &methods["OPTIONS"].authorizer), ("NONE", &None));
    assert!(noted(&text).is_empty(), "{:?}", noted(&text));
    assert_eq!(definition(&text).authorizers, chat.authorizers, "the id stays");
}

#[test]
fn scopes_ttl_source_and_expression_are_kept() {
    let extension = [
        "type: COGNITO_USER_POOLS",
        &format!("providerARNs: [{POOL}]"),
        "identitySource: method.request.header.X-Token",
        "identityValidationExpression: 'abc.*'",
        "authorizerResultTtlInSeconds: 0",
    ];
    let text = secured("[{Cognito: [chat/read, chat/write]}]", &cognito(&extension));
    let chat = definition(&text);
    let authorizer = &chat.authorizers[0];
    assert_eq!(authorizer.header(), Some("X-Token"));
    assert_eq!(authorizer.identity_validation_expression.as_deref(), Some("abc.*"));
    assert_eq!(authorizer.ttl, Some(Duration::ZERO));
    assert_eq!(any(&text).authorization_scopes, ["chat/read", "chat/write"]);
}

#[test]
fn what_is_no_pools_arn_is_refused_in_aws_words() {
    let with = |line: &str| secured("[{Cognito: []}]", &cognito(&["type: cognito_user_pools", line]));
    let words = "Unable to create authorizer 'Cognito': ProviderARNs need to be valid Cognito Userpools. Invalid ARNs-";
    refused(
        &with("providerARNs: [eu-central-1_Ab3dEf9hI]"),
        &format!("{words} eu-central-1_Ab3dEf9hI"),
        "is the pool's id",
        "eu-central-1_Ab3dEf9hI",
    );
    refused(&with("providerARNs: []"), &format!("{words} null"), "the list of the pools", "providerARNs: []");
    let missing = secured("[{Cognito: []}]", &cognito(&["type: cognito_user_pools"]));
    refused(&missing, &format!("{words} null"), "Fn::GetAtt", "type: cognito_user_pools");
    let literal = "arn:aws:cognito-idp:${AWS::Region}:${AWS::AccountId}:userpool/${ChatUserPool}";
    refused(&with(&format!("providerARNs: ['{literal}']")), &format!("{words} {literal}"), "Fn::Sub", literal);
}

#[test]
fn an_authorizer_needs_its_extension_and_a_kind() {
    let scheme = "    Cognito: {type: apiKey, name: Authorization, in: header, x-amazon-apigateway-authtype: \
                  cognito_user_pools}\n";
    let message = "Unable to create authorizer from security definition: 'Cognito'. Extension \
                   x-amazon-apigateway-authorizer is required. Any methods with security: 'Cognito' will not be created. \
                   If this security definition is not a custom authorizer, remove the x-amazon-apigateway-authtype \
                   extension and it will be ignored.";
    refused(&secured("[{Cognito: []}]", scheme), message, "cognito_user_pools", "Cognito:");
    let arns = format!("providerARNs: [{POOL}]");
    let message = "Unable to create authorizer 'Cognito': Enumeration value for AuthorizerType must be non-empty";
    let text = secured("[{Cognito: []}]", &cognito(&["type: cognito_user_pool", &arns]));
    refused(&text, message, "did you mean cognito_user_pools?", "type: cognito_user_pool");
    refused(&secured("[{Cognito: []}]", &cognito(&[&arns])), message, "token", "providerARNs");
    let query = cognito(&["type: cognito_user_pools", &arns]).replace("in: header", "in: query");
    let message = "Unable to create authorizer 'Cognito': Invalid mapping expression specified: \
                   method.request.querystring.Authorization";
    refused(&secured("[{Cognito: []}]", &query), message, "comes in a header", "in: query");
    let long = cognito(&["type: cognito_user_pools", &arns, "authorizerResultTtlInSeconds: 3601"]);
    let message = "Unable to create authorizer 'Cognito': Authorizer result TTL must be between 0 and 3600 seconds";
    refused(&secured("[{Cognito: []}]", &long), message, "from 0 to 3600", "3601");
}

#[test]
fn a_scheme_that_is_not_there_leaves_the_method_open_and_is_noted() {
    let scheme = cognito(&["type: cognito_user_pools", &format!("providerARNs: [{POOL}]")]);
    let text = secured("[{Cognitoo: []}]", &scheme);
    assert_eq!(any(&text).authorization_type, "NONE");
    let said = noted(&text);
    let expected = "ANY /{proxy+}: security names Cognitoo, which is no security scheme here. API Gateway overlooks it, \
                    and anybody may call the method. Did you mean \"Cognito\"?";
    assert_eq!(said, [expected]);
    let misspelt = scheme.replace("x-amazon-apigateway-authorizer", "x-amazon-apigateway-authoriser");
    let misspelt = misspelt.replace("      x-amazon-apigateway-authtype: cognito_user_pools\n", "");
    let text = secured("[{Cognito: []}]", &misspelt);
    assert_eq!((any(&text).authorization_type.as_str(), any(&text).api_key_required), ("NONE", true));
    let said = noted(&text);
    assert!(said.iter().any(|said| said.contains("Did you mean \"x-amazon-apigateway-authorizer\"?")), "{said:?}");
    assert!(said.iter().any(|said| said.contains("asks for an API key")), "{said:?}");
    let text = secured("[{Cognito: []}]", &scheme.replace("providerARNs:", "providerArns: []\n        providerARNs:"));
    let said = noted(&text);
    assert!(said.iter().any(|said| said.contains("Did you mean \"providerARNs\"?")), "{said:?}");
}

#[test]
fn signatures_keys_and_functions_are_kinds_too() {
    let schemes = "    iam: {type: apiKey, name: Authorization, in: header, x-amazon-apigateway-authtype: awsSigv4}\n    \
                   key: {type: apiKey, name: x-api-key, in: header}\n    basic: {type: http, scheme: basic}\n    lambda: \
                   {type: apiKey, name: Authorization, in: header, x-amazon-apigateway-authtype: custom, \
                   x-amazon-apigateway-authorizer: {type: token, authorizerUri: x}}\n";
    let kind = |security: &str| {
        let text = secured(security, schemes);
        let method = any(&text);
        (method.authorization_type, method.api_key_required, noted(&text))
    };
    assert_eq!(kind("[{iam: []}]").0, "AWS_IAM");
    let (of_lambda, _, said) = kind("[{lambda: []}]");
    assert_eq!(of_lambda, "CUSTOM");
    assert!(said.contains(&"Lambda authorizers: known to AWS, not emulated here.".to_owned()), "{said:?}");
    let (none, key, said) = kind("[{key: []}]");
    assert_eq!((none.as_str(), key, said.len()), ("NONE", true, 1), "{said:?}");
    let (with_iam, key, _) = kind("[{iam: [], key: []}]");
    assert_eq!((with_iam.as_str(), key), ("AWS_IAM", true));
    let (basic, _, said) = kind("[{basic: []}]");
    assert_eq!(basic, "NONE");
    let words = "Unsupported security definition type 'http' for 'basic'. Ignoring.";
    assert!(said.contains(&words.to_owned()), "{said:?}");
    let auth = with("      security: []\n", "      x-amazon-apigateway-auth: {type: aws_iam}\n");
    assert_eq!(any(&auth).authorization_type, "AWS_IAM");
    let auth = with("      security: []\n", "      x-amazon-apigateway-auth: {type: cognito_user_pools}\n");
    let message = "Unable to put method 'ANY' on resource at path '/{proxy+}': Invalid authorizer ID specified. Setting \
                   the authorization type to CUSTOM or COGNITO_USER_POOLS requires a valid authorizer.";
    refused(&auth, message, "security scheme", "x-amazon-apigateway-auth");
}

#[test]
fn a_key_comes_from_the_header_unless_the_document_says_another_source() {
    assert_eq!(definition(CHAT).api_key_source, None);
    let text = format!("{CHAT}x-amazon-apigateway-api-key-source: header\n");
    assert_eq!(definition(&text).api_key_source.as_deref(), Some("HEADER"));
    assert!(noted(&text).is_empty());
    let text = format!("{CHAT}x-amazon-apigateway-api-key-source: AUTHORIZER\n");
    assert_eq!(noted(&text), ["API keys from an authorizer: known to AWS, not emulated here."]);
}

#[test]
fn security_at_the_top_is_applied_as_recorded_and_noted() {
    let scheme = "components:\n  securitySchemes:\n    iam: {type: apiKey, name: Authorization, in: header, \
                  x-amazon-apigateway-authtype: awsSigv4}\n";
    let text = format!("{}{scheme}security: [{{iam: []}}]\n", with("      security: []\n", ""));
    let chat = definition(&text);
    let methods = &chat.at_path("/{proxy+}").expect("the resource").methods;
    assert_eq!(
        (methods["ANY"].authorization_type.as_str(), methods["OPTIONS"].authorization_type.as_str()),
        ("AWS_IAM", "NONE")
    );
    assert!(noted(&text).iter().any(|said| said.starts_with("security at the top")));
    assert!(imported(&text).is_ok());
}
