//! Who may: the action is the HTTP method, the resource the path.

use cloud::roles::CreateRole;

use crate::client::{Scene, document};

const TRUST: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#;

#[tokio::test]
async fn a_policy_names_methods_and_paths() {
    let scene = Scene::start().await;
    let api = scene.import(&document().to_string()).await;
    let iam = scene.cloud.iam();
    let role = iam.create_role(&CreateRole { name: "reader", trust_policy: TRUST, ..CreateRole::default() });
    let role = role.expect("a role").arn;
    let policy = format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Action":"apigateway:GET","Resource":"arn:aws:apigateway:*::{api}/*"}}]}}"#
    );
    iam.put_role_policy("reader", "read", &policy).expect("a policy");
    let reader = iam.assume_role_for_service("lambda.amazonaws.com", &role, "me").expect("a session");
    let resources = format!("{api}/resources");
    assert_eq!(scene.call_as(&reader, "GET", &resources, "").await.status, 200);
    let refused = scene.call_as(&reader, "POST", &format!("{api}/deployments"), "{}").await;
    let message = format!(
        "User: arn:aws:sts::111122223333:assumed-role/reader/me is not authorized to perform: apigateway:POST on resource: \
         arn:aws:apigateway:eu-central-1::{api}/deployments because no identity-based policy allows the apigateway:POST \
         action"
    );
    assert_eq!(refused.refusal(), (403, "AccessDeniedException", message.as_str()));
    // Who may not does not learn whether it is there.
    assert_eq!(scene.call_as(&reader, "GET", "/restapis/nobody", "").await.status, 403);
    let event = scene.cloud.trace().pop().expect("a trace");
    assert_eq!((event.service, event.operation.as_deref()), ("apigateway", None));
}

#[tokio::test]
async fn the_trace_names_the_operation() {
    let scene = Scene::start().await;
    scene.import(&document().to_string()).await;
    let event = scene.cloud.trace().pop().expect("a trace");
    assert_eq!((event.service, event.operation.as_deref(), event.status), ("apigateway", Some("ImportRestApi"), 201));
}
