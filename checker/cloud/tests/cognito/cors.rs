//! What a browser needs from the endpoint.

use serde_json::json;

use super::scene::Scene;

#[tokio::test]
async fn a_browser_may_call_from_any_origin_and_read_refusals() {
    let scene = Scene::start().await;
    let refused = scene.sign_up("").await;
    for answer in [scene.sign_up("ada").await, refused] {
        assert_eq!(answer.headers["access-control-allow-origin"], "*");
        let exposed = "x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date";
        assert_eq!(answer.headers["access-control-expose-headers"], exposed);
        assert_eq!(answer.headers["content-type"], "application/x-amz-json-1.1");
        // A UUID.
        assert_eq!(answer.headers["x-amzn-requestid"].len(), 36);
    }
    let refused = scene.user("ConfirmSignUp", "ada", json!({"ConfirmationCode": "x"})).await;
    assert_eq!(refused.headers["x-amzn-errortype"], "CodeMismatchException:");
    let words = "Invalid verification code provided, please try again.";
    assert_eq!(refused.headers["x-amzn-errormessage"], words);
}

#[tokio::test]
async fn a_preflight_is_answered_without_a_target() {
    let scene = Scene::start().await;
    let asked = scene
        .raw("OPTIONS")
        .header("origin", "http://chat-site.s3-website.eu-central-1.amazonaws.com")
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "cache-control,content-type,x-amz-target,x-amz-user-agent");
    let answer = scene.send(asked).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.headers["access-control-allow-origin"], "*");
    assert_eq!(answer.headers["access-control-allow-methods"], "POST");
    let allowed = answer.headers["access-control-allow-headers"].to_str().expect("text");
    assert!(
        ["content-type", "x-amz-target", "x-amz-user-agent"].iter().all(|name| allowed.contains(name)),
        "{allowed}"
    );
    assert_eq!(answer.headers["access-control-max-age"], "172800");
}

#[tokio::test]
async fn what_is_no_operation_is_refused() {
    let scene = Scene::start().await;
    assert_eq!(scene.public("SignUpp", json!({})).await.status, 501);
    let unread = scene.raw("POST").header("x-amz-target", "AWSCognitoIdentityProviderService.SignUp").body("{");
    assert_eq!(scene.send(unread).await.refused().0, "SerializationException");
    let large = "x".repeat(300 * 1024);
    let large = scene.raw("POST").header("x-amz-target", "AWSCognitoIdentityProviderService.SignUp").body(large);
    assert_eq!(scene.send(large).await.status, 413);
}
