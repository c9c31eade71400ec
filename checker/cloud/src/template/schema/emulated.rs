//! What the embedded cloud makes something of. All else that AWS knows is accepted, with a note.

/// Types, each with the properties that are emulated.
pub(super) const TABLE: &[(&str, &[&str])] = &[
    ("AWS::ApiGateway::Account", &[]),
    ("AWS::ApiGateway::ApiKey", &["Description", "Enabled", "Name", "Value"]),
    (
        "AWS::ApiGateway::Authorizer",
        &[
            "AuthType",
            "AuthorizerResultTtlInSeconds",
            "IdentitySource",
            "IdentityValidationExpression",
            "Name",
            "ProviderARNs",
            "RestApiId",
            "Type",
        ],
    ),
    ("AWS::ApiGateway::Deployment", &["Description", "RestApiId", "StageName"]),
    (
        "AWS::ApiGateway::GatewayResponse",
        &["ResponseParameters", "ResponseTemplates", "ResponseType", "RestApiId", "StatusCode"],
    ),
    (
        "AWS::ApiGateway::Method",
        &[
            "ApiKeyRequired",
            "AuthorizationScopes",
            "AuthorizationType",
            "AuthorizerId",
            "HttpMethod",
            "Integration",
            "MethodResponses",
            "OperationName",
            "RequestModels",
            "RequestParameters",
            "RequestValidatorId",
            "ResourceId",
            "RestApiId",
        ],
    ),
    ("AWS::ApiGateway::Model", &["ContentType", "Description", "Name", "RestApiId", "Schema"]),
    ("AWS::ApiGateway::RequestValidator", &["Name", "RestApiId", "ValidateRequestBody", "ValidateRequestParameters"]),
    ("AWS::ApiGateway::Resource", &["ParentId", "PathPart", "RestApiId"]),
    (
        "AWS::ApiGateway::RestApi",
        &["BinaryMediaTypes", "Body", "Description", "EndpointConfiguration", "FailOnWarnings", "Mode", "Name"],
    ),
    ("AWS::ApiGateway::Stage", &["DeploymentId", "Description", "RestApiId", "StageName", "Variables"]),
    ("AWS::ApiGateway::UsagePlan", &["ApiStages", "Description", "UsagePlanName"]),
    ("AWS::ApiGateway::UsagePlanKey", &["KeyId", "KeyType", "UsagePlanId"]),
    (
        "AWS::Cognito::UserPool",
        &[
            "AdminCreateUserConfig",
            "AliasAttributes",
            "AutoVerifiedAttributes",
            "DeletionProtection",
            "Policies",
            "Schema",
            "UserPoolName",
            "UsernameAttributes",
            "UsernameConfiguration",
        ],
    ),
    (
        "AWS::Cognito::UserPoolClient",
        &[
            "AccessTokenValidity",
            "AuthSessionValidity",
            "ClientName",
            "EnableTokenRevocation",
            "ExplicitAuthFlows",
            "GenerateSecret",
            "IdTokenValidity",
            "PreventUserExistenceErrors",
            "ReadAttributes",
            "RefreshTokenValidity",
            "TokenValidityUnits",
            "UserPoolId",
            "WriteAttributes",
        ],
    ),
    (
        "AWS::DynamoDB::Table",
        &[
            "AttributeDefinitions",
            "BillingMode",
            "DeletionProtectionEnabled",
            "GlobalSecondaryIndexes",
            "KeySchema",
            "LocalSecondaryIndexes",
            "ProvisionedThroughput",
            "TableName",
            "Tags",
            "TimeToLiveSpecification",
        ],
    ),
    ("AWS::Events::Rule", &["Description", "Name", "ScheduleExpression", "State", "Targets"]),
    ("AWS::IAM::ManagedPolicy", &["Description", "ManagedPolicyName", "Path", "PolicyDocument", "Roles"]),
    ("AWS::IAM::Policy", &["PolicyDocument", "PolicyName", "Roles"]),
    (
        "AWS::IAM::Role",
        &["AssumeRolePolicyDocument", "Description", "ManagedPolicyArns", "Path", "Policies", "RoleName"],
    ),
    (
        "AWS::Lambda::Function",
        &[
            "Architectures",
            "Code",
            "Description",
            "Environment",
            "FunctionName",
            "Handler",
            "LoggingConfig",
            "MemorySize",
            "PackageType",
            "ReservedConcurrentExecutions",
            "Role",
            "Runtime",
            "Timeout",
        ],
    ),
    ("AWS::Lambda::Permission", &["Action", "FunctionName", "Principal", "SourceAccount", "SourceArn"]),
    ("AWS::Logs::LogGroup", &["LogGroupName", "RetentionInDays"]),
    (
        "AWS::S3::Bucket",
        &[
            "AccessControl",
            "BucketName",
            "CorsConfiguration",
            "OwnershipControls",
            "PublicAccessBlockConfiguration",
            "WebsiteConfiguration",
        ],
    ),
    ("AWS::S3::BucketPolicy", &["Bucket", "PolicyDocument"]),
    (
        "AWS::Serverless::Api",
        &["DefinitionBody", "Description", "EndpointConfiguration", "Name", "OpenApiVersion", "StageName", "Variables"],
    ),
    (
        "AWS::Serverless::Function",
        &[
            "Architectures",
            "AssumeRolePolicyDocument",
            "CodeUri",
            "Description",
            "Environment",
            "Events",
            "FunctionName",
            "Handler",
            "LoggingConfig",
            "MemorySize",
            "PackageType",
            "Policies",
            "ReservedConcurrentExecutions",
            "Role",
            "RolePath",
            "Runtime",
            "Timeout",
        ],
    ),
    ("AWS::Serverless::SimpleTable", &["PrimaryKey", "ProvisionedThroughput", "TableName"]),
];

/// The emulated properties of a type; `None` where nothing of it is emulated.
pub(super) fn properties(resource_type: &str) -> Option<&'static [&'static str]> {
    TABLE.iter().find(|(name, _)| *name == resource_type).map(|(_, properties)| *properties)
}

/// Whether anything is made of a property; `false` too where the type is not emulated at all.
pub(super) fn is_emulated(resource_type: &str, property: &str) -> bool {
    properties(resource_type).is_some_and(|properties| properties.contains(&property))
}
