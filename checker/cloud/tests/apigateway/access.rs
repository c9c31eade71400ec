//! `AWS_IAM` and API keys: who gets in, and what is told of them.

use cloud::roles::CreateRole;
use serde_json::json;

use crate::client::{Answer, Request};
use crate::scene::{Scene, TEMPLATE, with};
use crate::signed::Signing;
use crate::users::Users;

async fn signed(users: &Users, signing: &Signing, target: &str) -> Answer {
    let headers = signing.headers(users, "GET", target, b"");
    let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    users.send(Request::get(target).with(&headers)).await
}

pub(crate) async fn a_signed_call_tells_the_function_who_signed() {
    let users = Users::start().await;
    let answer = signed(&users, &Signing::of_student(&users), "/dev/signed/a%20b?q=1&r=x%20y").await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let context = &answer.json()["requestContext"];
    let identity = &context["identity"];
    let expected = json!({
        "cognitoIdentityPoolId": null, "accountId": "111122223333", "cognitoIdentityId": null,
        "caller": "AIDACOURSELABSTUDENT0", "sourceIp": "127.0.0.1", "principalOrgId": null,
        "accessKey": "AKIACOURSELABSTUDENT", "cognitoAuthenticationType": null, "cognitoAuthenticationProvider": null,
        "userArn": "arn:aws:iam::111122223333:user/student", "userAgent": null, "user": "AIDACOURSELABSTUDENT0",
    });
    assert_eq!(identity, &expected);
    assert_eq!(context.get("authorizer"), None);
}

pub(crate) async fn a_policy_opens_one_method_of_one_stage() {
    const TRUST: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}}"#;
    let users = Users::start().await;
    let iam = users.cloud.iam();
    let role = CreateRole { name: "caller", trust_policy: TRUST, ..CreateRole::default() };
    let role = iam.create_role(&role).expect("a role").arn;
    let policy = format!(
        r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Action":"execute-api:Invoke","Resource":"arn:aws:execute-api:eu-central-1:111122223333:{}/dev/GET/signed/open"}}}}"#,
        users.api_id
    );
    iam.put_role_policy("caller", "calls", &policy).expect("a policy");
    let credentials = iam.assume_role_for_service("lambda.amazonaws.com", &role, "fn").expect("a session");
    let signing = Signing { credentials, ..Signing::of_student(&users) };
    assert_eq!(signed(&users, &signing, "/dev/signed/open").await.status, 200);
    let denied = signed(&users, &signing, "/dev/signed/closed").await;
    assert_eq!((denied.status, denied.header("x-amzn-errortype")), (403, Some("AccessDeniedException")));
    let words = format!(
        "User: arn:aws:sts::111122223333:assumed-role/caller/fn is not authorized to perform: execute-api:Invoke on \
         resource: arn:aws:execute-api:eu-central-1:********3333:{}/dev/GET/signed/closed because no identity-based \
         policy allows the execute-api:Invoke action",
        users.api_id
    );
    // The definition has a gateway response, so the member is its template's.
    assert_eq!(denied.json(), json!({"message": words}));
    assert!(users.why().contains("needs execute-api:Invoke on arn:aws:execute-api:eu-central-1:111122223333:"));
    let event = users.cloud.trace().pop().expect("an event");
    let decision = event.decision.expect("a decision");
    assert!(decision.contains("calls"), "{decision}");
}

const KEYED: &str = "
  Key:
    Type: AWS::ApiGateway::ApiKey
    Properties: {Name: partner, Enabled: true, Value: a-key-of-twenty-letters}
  Off:
    Type: AWS::ApiGateway::ApiKey
    Properties: {Name: former, Value: another-key-of-twenty-letters}
  Alone:
    Type: AWS::ApiGateway::ApiKey
    Properties: {Name: alone, Enabled: true, Value: a-third-key-of-twenty-letters}
  Plan:
    Type: AWS::ApiGateway::UsagePlan
    DependsOn: ChatApidevStage
    Properties:
      UsagePlanName: partners
      ApiStages: [{ApiId: !Ref ChatApi, Stage: dev}]
  PlanKey:
    Type: AWS::ApiGateway::UsagePlanKey
    Properties: {KeyId: !Ref Key, KeyType: API_KEY, UsagePlanId: !Ref Plan}
  PlanOff:
    Type: AWS::ApiGateway::UsagePlanKey
    Properties: {KeyId: !Ref Off, KeyType: API_KEY, UsagePlanId: !Ref Plan}
";

/// The function behind a key.
async fn keyed() -> Scene {
    let api = with(
        "    x-amazon-apigateway-any-method:\n",
        "    x-amazon-apigateway-any-method:\n      security: [{key: []}]\n",
    );
    let api = format!("{api}components:\n  securitySchemes:\n    key: {{type: apiKey, name: x-api-key, in: header}}\n");
    Scene::of_template(&format!("{TEMPLATE}{KEYED}"), &api).await
}

fn why(scene: &Scene) -> String {
    let api = scene.cloud.trace().pop().and_then(|event| event.api).expect("an execution");
    api.steps.iter().find(|step| step.failed).and_then(|step| step.lines.last().cloned()).expect("a line")
}

pub(crate) async fn a_key_of_a_plan_of_the_stage_gets_in_and_is_told() {
    let scene = keyed().await;
    let event = scene.event(Request::get("/dev/x").with(&[("X-Api-Key", "a-key-of-twenty-letters")])).await;
    let identity = &event["requestContext"]["identity"];
    assert_eq!(identity["apiKey"], "a-key-of-twenty-letters");
    assert!(identity["apiKeyId"].as_str().is_some_and(|id| id.len() == 10), "{identity}");
    let log = scene.log();
    assert!(log[1].ends_with(&format!("API Key: *****************etters API Stage: {}/dev", scene.api_id)), "{log:#?}");
    assert!(!log.iter().take(4).any(|line| line.contains("twenty")), "{log:#?}");
}

pub(crate) async fn every_other_key_is_403_forbidden_and_the_trace_says_why() {
    let scene = keyed().await;
    for (key, reason) in [
        (None, "the method wants an API key: apiKeyRequired"),
        (Some("a-key-of-twenty-letterz"), "nobody has the one in x-api-key"),
        (Some("another-key-of-twenty-letters"), "is switched off"),
        (Some("a-third-key-of-twenty-letters"), "is in no usage plan of the stage dev"),
        (Some("A-KEY-OF-TWENTY-LETTERS"), "nobody has the one"),
    ] {
        let headers: Vec<(&str, &str)> = key.iter().map(|key| ("x-api-key", *key)).collect();
        let answer = scene.send(Request::get("/dev/x").with(&headers)).await;
        let expected = (403, r#"{"message":"Forbidden"}"#.to_owned(), Some("ForbiddenException"));
        assert_eq!(answer.error(), expected, "{key:?}");
        assert!(why(&scene).contains(reason), "{}", why(&scene));
    }
}
