//! What is found in the texts that people paste.

mod cognito;

use super::*;

fn codes(text: &str) -> Vec<&'static str> {
    explain(text).into_iter().map(|explanation| explanation.code).collect()
}

#[test]
fn an_error_is_found_in_what_a_tool_prints_around_it() {
    let pasted = "An error occurred (AccessControlListNotSupported) when calling the PutObjectAcl operation: The bucket does not allow ACLs";
    assert_eq!(codes(pasted), ["AccessControlListNotSupported"]);
}

#[test]
fn the_reason_that_a_refusal_names_comes_before_the_code() {
    let pasted = "AccessDenied: User: arn:aws:iam::111122223333:user/student is not authorized to perform: s3:PutObjectAcl on resource: \"arn:aws:s3:::b/k\" because public ACLs are prevented by the BlockPublicAcls setting in S3 Block Public Access.";
    assert_eq!(codes(pasted), ["public ACLs are prevented by BlockPublicAcls"]);
    assert_eq!(codes("403 AccessDenied: Access Denied"), ["AccessDenied"]);
    let pasted = "(AccessDenied) when calling the GetObject operation: User: arn:aws:iam::111122223333:user/intern is not authorized to perform: s3:GetObject on resource: \"arn:aws:s3:::b/k\" because no identity-based policy allows the s3:GetObject action";
    assert_eq!(codes(pasted), ["because no identity-based policy allows"]);
    let pasted = "AccessDenied … with an explicit deny in a resource-based policy";
    assert_eq!(codes(pasted), ["with an explicit deny in a resource-based policy"]);
}

#[test]
fn what_s3_has_against_a_policy_comes_before_the_code() {
    let pasted = "An error occurred (MalformedPolicy) when calling the PutBucketPolicy operation: ";
    assert_eq!(codes(&format!("{pasted}Policy has invalid resource")), ["Policy has invalid resource"]);
    assert_eq!(codes(&format!("{pasted}Unknown field effect")), ["MalformedPolicy"]);
    assert_eq!(codes("NoSuchBucketPolicy: The bucket policy does not exist"), ["NoSuchBucketPolicy"]);
}

#[test]
fn what_lambda_says_of_a_function_is_told_by_its_words() {
    let failed = |kind: &str, message: &str| {
        codes(&format!("{{\"errorType\":\"{kind}\",\"errorMessage\":\"RequestId: 8f5 Error: {message}\"}}"))
    };
    assert_eq!(failed("Sandbox.Timedout", "Task timed out after 3.00 seconds"), ["Sandbox.Timedout"]);
    let killed = "Runtime exited with error: signal: killed";
    assert_eq!(failed("Runtime.OutOfMemory", killed), ["Runtime.OutOfMemory"]);
    assert_eq!(codes(&format!("RequestId: 8f5 Error: {killed}")), [killed]);
    assert_eq!(failed("Runtime.ExitError", "Runtime exited with error: exit status 101"), ["Runtime.ExitError"]);
    assert_eq!(codes("(TooManyRequestsException) when calling Invoke: Rate Exceeded."), ["TooManyRequestsException"]);
}

#[test]
fn what_curl_prints_of_an_api_is_told_by_its_error() {
    let head = "HTTP/1.1 403 Forbidden\ncontent-type: application/json\naccess-control-allow-origin: *\n\
                x-amzn-errortype: MissingAuthenticationTokenException\n";
    assert_eq!(codes(head), ["MissingAuthenticationTokenException"]);
    let body = "\n{\"message\":\"Missing Authentication Token\"}";
    assert_eq!(codes(&format!("{head}{body}")), ["MissingAuthenticationTokenException"]);
    assert_eq!(codes(body), ["Missing Authentication Token"]);
}

#[test]
fn what_iam_says_is_told_by_its_words() {
    let created = "An error occurred (MalformedPolicyDocument) when calling the CreateRole operation: ";
    let trust = format!("{created}Invalid principal in policy: \"SERVICE\":\"lamda.amazonaws.com\"");
    assert_eq!(codes(&trust), ["Invalid principal in a trust policy: SERVICE"]);
    assert_eq!(codes(&format!("{created}Has prohibited field Resource")), ["Has prohibited field Resource"]);
    assert_eq!(codes(&format!("{created}Something new")), ["MalformedPolicyDocument"]);
    let wrong =
        "NoSuchEntity: Policy arn:aws:iam::aws:policy/AWSLambdaBasicExecutionRole does not exist or is not attachable.";
    assert_eq!(codes(wrong), ["does not exist or is not attachable"]);
    assert_eq!(
        codes("InvalidParameterValueException: The role defined for the function cannot be assumed by Lambda."),
        ["The role defined for the function cannot be assumed by Lambda"]
    );
    let token = "InvalidClientTokenId: The security token included in the request is invalid.";
    assert_eq!(codes(token), ["The security token included in the request is invalid"]);
}

#[test]
fn a_denied_function_reads_what_its_role_lacks() {
    let denied = |action: &str, reason: &str| {
        format!(
            "AccessDenied: User: arn:aws:sts::111122223333:assumed-role/r/f is not authorized to perform: {action} on \
             resource: \"arn:aws:s3:::b\" {reason}"
        )
    };
    let none = |action: &str| denied(action, &format!("because no identity-based policy allows the {action} action"));
    assert_eq!(codes(&none("s3:GetObject")), ["because no identity-based policy allows"]);
    assert_eq!(codes(&none("s3:ListBucket")), ["s3:ListBucket denied while reading an object"]);
    assert_eq!(
        codes(&denied("s3:GetObject", "with an explicit deny in an identity-based policy")),
        ["with an explicit deny in an identity-based policy"]
    );
}

#[test]
fn what_api_gateway_tells_a_caller_is_told_by_its_words() {
    let body = |message: &str| codes(&format!("HTTP/1.1 403 Forbidden\n\n{{\"message\":\"{message}\"}}"));
    assert_eq!(body("Missing Authentication Token"), ["Missing Authentication Token"]);
    assert_eq!(body("Forbidden"), ["Forbidden"]);
    let hashed = "Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with Base64): 'YWJj='.";
    assert_eq!(body(hashed), ["Invalid key=value pair (missing equal-sign) in Authorization header"]);
    assert_eq!(codes("504 {\"message\": \"Endpoint request timed out\"}"), ["Endpoint request timed out"]);
    assert_eq!(codes("{\"message\":\"Request Too Long\"}"), ["Request Too Large"]);
    assert_eq!(codes("REQUEST TOO LARGE"), ["Request Too Large"]);
    let limit = "HTTP content length exceeded 10485760 bytes";
    assert_eq!(codes(&format!("HTTP/1.1 413 Payload Too Large\n\n{limit}.")), [limit]);
    assert_eq!(codes("{\"message\":\"Too Many Requests\"}"), ["Too Many Requests"]);
    assert_eq!(codes("{\"message\":\"Limit Exceeded\"}"), ["Limit Exceeded"]);
    assert_eq!(codes("{\"message\":\"Unsupported Media Type\"}"), ["Unsupported Media Type"]);
}

#[test]
fn an_unsigned_call_of_a_service_is_no_route_that_is_missing() {
    let pasted = "An error occurred (MissingAuthenticationToken) when calling the ListRoles operation: Missing Authentication Token";
    assert_eq!(codes(pasted), ["MissingAuthenticationToken"]);
    let routed =
        "x-amzn-ErrorType: MissingAuthenticationTokenException\n\n{\"message\":\"Missing Authentication Token\"}";
    assert_eq!(codes(routed), ["MissingAuthenticationTokenException"]);
}

#[test]
fn the_line_of_the_execution_log_comes_before_what_the_caller_saw() {
    assert_eq!(codes("502 {\"message\": \"Internal server error\"}"), ["Internal server error"]);
    for (line, code) in [
        ("Malformed Lambda proxy response", "Malformed Lambda proxy response"),
        ("Invalid permissions on Lambda function", "Invalid permissions on Lambda function"),
        ("Invalid endpoint address", "Invalid endpoint address"),
    ] {
        let log = format!(
            "(5f2c) Execution failed due to configuration error: {line}\n(5f2c) Method response body after \
             transformations: {{\"message\": \"Internal server error\"}}"
        );
        assert_eq!(codes(&log), [code]);
    }
    let failed = "Lambda execution failed with status 200 due to customer function error: the data cannot be read. Lambda request id: 4f1d";
    assert_eq!(codes(failed), ["due to customer function error"]);
}

#[test]
fn what_api_gateway_has_against_a_definition_is_told_by_its_words() {
    let faulty = |errors: &str| {
        codes(&format!("Invalid mapping expression specified: Validation Result: warnings : [], errors : [{errors}]"))
    };
    assert_eq!(faulty("Invalid mapping expression specified: *"), ["Invalid mapping expression"]);
    assert_eq!(
        faulty("Invalid mapping expression parameter specified: method.response.header.Access-Control-Allow-Origin"),
        ["Invalid mapping expression parameter: a header that is not declared"]
    );
    assert_eq!(
        codes("BadRequestException: AWS ARN for integration must contain path or action"),
        ["AWS ARN for integration must contain path or action"]
    );
    assert_eq!(
        codes(
            "(BadRequestException) when calling the CreateDeployment operation: The REST API doesn't contain any methods"
        ),
        ["The REST API doesn't contain any methods"]
    );
    assert_eq!(
        codes("Cors works only with inline Swagger specified in 'DefinitionBody' property."),
        ["works only with inline Swagger specified in 'DefinitionBody'"]
    );
    assert_eq!(
        codes("Unable to deploy API because no methods exist in this API"),
        ["Unable to deploy API because no methods exist in this API"]
    );
}

#[test]
fn what_api_gateway_says_out_of_proxy_mode_is_told_by_its_words() {
    let model = |errors: &str| {
        codes(&format!(
            "Unable to create model for 'Port': Invalid model specified: Validation Result: warnings : [], errors : [{errors}]"
        ))
    };
    assert_eq!(
        model("Invalid model schema specified. Unsupported keyword(s): [\"const\"]"),
        ["Invalid model schema specified: Unsupported keyword(s)"]
    );
    assert_eq!(model("Invalid model schema specified"), ["Invalid model schema specified"]);
    assert_eq!(model("Invalid model specified: Persom"), ["Invalid model specified"]);
    assert_eq!(
        codes("Unable to create model for 'New-Message': Model name must be alphanumeric: New-Message"),
        ["Model name must be alphanumeric"]
    );
    assert_eq!(
        codes("Reference to model 'NewMesage' not found. Ignoring."),
        ["Reference to model not found. Ignoring"]
    );
    assert_eq!(codes("HTTP/1.1 400 Bad Request\n\n{\"message\": \"Invalid request body\"}"), ["Invalid request body"]);
    assert_eq!(
        codes("{\"message\":\"Missing required request parameters: [x-header-param, issuer]\"}"),
        ["Missing required request parameters"]
    );
    assert_eq!(
        codes(
            "Could not parse request body into json: Could not parse payload into json: Unrecognized token 'x': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')"
        ),
        ["Could not parse request body into json"]
    );
    let failed = |why: &str| {
        codes(&format!(
            "(5f2c) Execution failed due to configuration error: {why}\n(5f2c) Method response body after \
             transformations: {{\"message\": \"Internal server error\"}}"
        ))
    };
    assert_eq!(
        failed("Output mapping refers to an invalid method response: 204"),
        ["Output mapping refers to an invalid method response"]
    );
    assert_eq!(
        failed(
            "No match for output mapping and no default output mapping configured. Endpoint Response Status Code: 200"
        ),
        ["No match for output mapping and no default output mapping configured"]
    );
    assert_eq!(failed("Unable to transform request"), ["Unable to transform request"]);
    assert_eq!(failed("Unable to transform response"), ["Unable to transform response"]);
}

#[test]
fn what_a_browser_keeps_from_a_script_is_told_by_its_words() {
    let blocked = |reason: &str| {
        codes(&format!(
            "Access to fetch at 'http://127.0.0.1:4567/dev/conversations' from origin 'http://127.0.0.1:4568' has \
             been blocked by CORS policy: {reason}"
        ))
    };
    let missing = "No 'Access-Control-Allow-Origin' header is present on the requested resource.";
    assert_eq!(blocked(missing), ["No 'Access-Control-Allow-Origin' header is present"]);
    assert_eq!(
        blocked(&format!("Response to preflight request doesn't pass access control check: {missing}")),
        ["Response to preflight request doesn't pass access control check"]
    );
    assert_eq!(
        blocked(
            "The value of the 'Access-Control-Allow-Origin' header in the response must not be the wildcard '*' when the request's credentials mode is 'include'."
        ),
        ["Access-Control-Allow-Origin must not be the wildcard"]
    );
    assert_eq!(
        blocked("The 'Access-Control-Allow-Origin' header contains multiple values '*, *', but only one is allowed."),
        ["Access-Control-Allow-Origin contains multiple values"]
    );
    assert_eq!(
        blocked(
            "Request header field authorization is not allowed by Access-Control-Allow-Headers in preflight response."
        ),
        ["Request header field authorization is not allowed by Access-Control-Allow-Headers"]
    );
    assert_eq!(
        blocked("Request header field x-mine is not allowed by Access-Control-Allow-Headers in preflight response."),
        ["Request header field is not allowed by Access-Control-Allow-Headers"]
    );
    assert_eq!(
        blocked("Response to preflight request doesn't pass access control check: It does not have HTTP ok status."),
        ["preflight: It does not have HTTP ok status"]
    );
    assert_eq!(
        codes(
            "Cross-Origin Request Blocked: … (Reason: header ‘authorization’ is not allowed according to header ‘Access-Control-Allow-Headers’ from CORS preflight response)."
        ),
        ["Request header field authorization is not allowed by Access-Control-Allow-Headers"]
    );
    assert_eq!(
        codes(
            "Cross-Origin Request Blocked: … (Reason: CORS header ‘Access-Control-Allow-Origin’ missing). Status code: 403."
        ),
        ["CORS header 'Access-Control-Allow-Origin' missing"]
    );
}

#[test]
fn what_dynamodb_has_against_a_request_is_told_by_its_words() {
    let invalid = |words: &str| {
        codes(&format!("An error occurred (ValidationException) when calling the Query operation: {words}"))
    };
    for (words, code) in [
        (
            "Invalid ProjectionExpression: Attribute name is a reserved keyword; reserved keyword: Timestamp",
            "Attribute name is a reserved keyword",
        ),
        (
            "Invalid KeyConditionExpression: An expression attribute name used in the document path is not defined; attribute name: #T",
            "An expression attribute name used in the document path is not defined",
        ),
        (
            "Invalid KeyConditionExpression: An expression attribute value used in expression is not defined; attribute value: :id",
            "An expression attribute value used in expression is not defined",
        ),
        (
            "Value provided in ExpressionAttributeNames unused in expressions: keys: {#T}",
            "Value provided in ExpressionAttributeNames unused in expressions",
        ),
        ("Query condition missed key schema element: ConversationId", "Query condition missed key schema element"),
        (
            "Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.",
            "Either the KeyConditions or KeyConditionExpression parameter must be specified",
        ),
        ("Query key condition not supported", "Query key condition not supported"),
        (
            "Filter Expression can only contain non-primary key attributes: Primary key attribute: Timestamp",
            "Filter Expression can only contain non-primary key attributes",
        ),
        ("The provided key element does not match the schema", "The provided key element does not match the schema"),
        (
            "Consistent reads are not supported on global secondary indexes",
            "Consistent reads are not supported on global secondary indexes",
        ),
        ("The table does not have the specified index: x", "The table does not have the specified index"),
        ("something new", "ValidationException"),
    ] {
        assert_eq!(invalid(words), [code]);
    }
}

#[test]
fn what_dynamodb_has_against_an_item_comes_before_the_general_words() {
    let invalid = |words: &str| {
        codes(&format!(
            "An error occurred (ValidationException) when calling the PutItem operation: One or more parameter values were invalid: {words}"
        ))
    };
    assert_eq!(invalid("Type mismatch for key Timestamp expected: N actual: S"), ["Type mismatch for key"]);
    assert_eq!(
        invalid("Type mismatch for Index Key Username Expected: S Actual: N IndexName: i"),
        ["Type mismatch for Index Key"]
    );
    assert_eq!(invalid("Missing the key Timestamp in the item"), ["Missing the key in the item"]);
    assert_eq!(invalid("something new"), ["One or more parameter values were invalid"]);
    let empty = "ValidationException: One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: Username";
    assert_eq!(codes(empty), ["A key attribute cannot contain an empty string value"]);
    let large = "ValidationException: Item size has exceeded the maximum allowed size";
    assert_eq!(codes(large), ["Item size has exceeded the maximum allowed size"]);
}

#[test]
fn what_dynamodb_has_against_a_batch_is_told_by_its_words() {
    let invalid = |words: &str| codes(&format!("(ValidationException) when calling BatchWriteItem: {words}"));
    let duplicates = "Provided list of item keys contains duplicates";
    assert_eq!(invalid(duplicates), [duplicates]);
    let long = "1 validation error detected: Value '{Chat-Messages=[…]}' at 'requestItems' failed to satisfy constraint: Map value must satisfy constraint: [Member must have length less than or equal to 25, Member must have length greater than or equal to 1]";
    assert_eq!(invalid(long), ["Member must have length less than or equal to 25"]);
    assert_eq!(invalid("Too many items requested for the BatchWriteItem call"), ["Too many items requested"]);
}

#[test]
fn what_dynamodb_has_against_a_table_is_told_by_its_words() {
    let invalid = |words: &str| {
        codes(&format!(
            "CREATE_FAILED  AWS::DynamoDB::Table  ChatMessages  One or more parameter values were invalid: {words}"
        ))
    };
    let unused = "Some AttributeDefinitions are not used";
    assert_eq!(invalid(&format!("{unused}. AttributeDefinitions: [Sender], keys used: [Timestamp]")), [unused]);
    let number =
        "Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions";
    assert_eq!(invalid(number), [number]);
    let index = "ProvisionedThroughput is not specified for index";
    assert_eq!(invalid(&format!("{index}: Username-ConversationId-index")), [index]);
    let undefined = "Some index key attributes are not defined in AttributeDefinitions. Keys: [Username]";
    assert_eq!(invalid(undefined), ["Some index key attributes have no definition"]);
    let replaced = "CloudFormation cannot update a stack when a custom-named resource requires replacing";
    assert_eq!(codes(&format!("{replaced}. Rename Chat-Messages and update the stack again.")), [replaced]);
    assert_eq!(
        codes("(ResourceInUseException) when calling CreateTable: Table already exists: Chat-Messages"),
        ["Table already exists"]
    );
    assert_eq!(
        codes(
            "ResourceInUseException: Attempt to change a resource which is still in use: Table is being created: Chat-Messages"
        ),
        ["ResourceInUseException"]
    );
}

#[test]
fn a_table_that_is_busy_missing_or_has_the_key_already_is_told_by_its_error() {
    let busy = "ProvisionedThroughputExceededException: The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.";
    assert_eq!(codes(busy), ["ProvisionedThroughputExceededException"]);
    assert_eq!(
        codes("(ConditionalCheckFailedException) when calling PutItem: The conditional request failed"),
        ["ConditionalCheckFailedException"]
    );
    assert_eq!(
        codes("ResourceNotFoundException: Requested resource not found: Table: Chat-Message not found"),
        ["Requested resource not found"]
    );
}

#[test]
fn dynamodb_local_is_understood_where_it_has_words_of_its_own() {
    for words in [
        "One of the required keys was not given a value",
        "The number of conditions on the keys is invalid",
        "Consistent read cannot be true when querying a GSI",
        "The number of attributes in key schema must match the number of attributes defined in attribute definitions",
    ] {
        assert_eq!(codes(&format!("(ValidationException) when calling the Query operation: {words}")), [words]);
    }
    let missing = "Cannot do operations on a non-existent table";
    assert_eq!(codes(&format!("(ResourceNotFoundException) when calling Query: {missing}")), [missing]);
}

#[test]
fn a_query_that_is_denied_on_an_index_reads_of_the_index() {
    let denied = |resource: &str| {
        codes(&format!(
            "AccessDeniedException: User: arn:aws:sts::111122223333:assumed-role/chat-lambda-data/Chat-API-proxy is not \
             authorized to perform: dynamodb:Query on resource: arn:aws:dynamodb:eu-central-1:111122223333:{resource} \
             because no identity-based policy allows the dynamodb:Query action"
        ))
    };
    assert_eq!(denied("table/Chat-Conversations/index/i"), ["AccessDeniedException on an index"]);
    assert_eq!(denied("table/Chat-Conversations"), ["because no identity-based policy allows"]);
}

#[test]
fn every_general_explanation_is_in_a_table_and_every_code_once() {
    for general in GENERAL {
        assert!(all().any(|explanation| explanation.code == *general), "{general}");
    }
    let mut codes: Vec<&str> = all().map(|explanation| explanation.code).collect();
    codes.sort_unstable();
    let known = codes.len();
    codes.dedup();
    assert_eq!(codes.len(), known);
}

#[test]
fn an_unknown_text_is_not_guessed_at() {
    assert_eq!(codes("segmentation fault"), [""; 0]);
}
