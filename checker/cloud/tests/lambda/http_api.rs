//! Lambda's API over HTTP, signed as the CLI and the SDKs sign.

use std::time::SystemTime;

use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;
use cloud::{Cloud, Credentials};
use http_body_util::BodyExt as _;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpStream;

use crate::scene::{FUNCTION, TRUST, role, start, start_with};

struct Answer {
    status: u16,
    headers: http::HeaderMap,
    body: String,
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect("JSON")
    }
}

async fn call(
    cloud: &Cloud,
    who: &Credentials,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Answer {
    let url = format!("{}/2015-03-31/functions{path}", cloud.endpoint());
    let identity = aws_sdk_s3::config::Credentials::new(
        &who.access_key_id,
        &who.secret_access_key,
        who.session_token.clone(),
        None,
        "test",
    )
    .into();
    let parameters = v4::SigningParams::builder()
        .identity(&identity)
        .region(cloud.region())
        .name("lambda")
        .time(SystemTime::now())
        .settings(SigningSettings::default())
        .build()
        .expect("complete")
        .into();
    let signable = SignableRequest::new(method, &url, headers.iter().copied(), SignableBody::Bytes(body.as_bytes()))
        .expect("a request");
    let (instructions, _) = sign(signable, &parameters).expect("signed").into_parts();
    let mut request = http::Request::builder().method(method).uri(&url);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let mut request = request.body(body.to_owned()).expect("a request");
    instructions.apply_to_request_http1x(&mut request);
    send(cloud, request).await
}

async fn send(cloud: &Cloud, request: http::Request<String>) -> Answer {
    let stream = TcpStream::connect(("127.0.0.1", cloud.port())).await.expect("the cloud listens");
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.expect("HTTP");
    let connection = tokio::spawn(connection);
    let host = format!("127.0.0.1:{}", cloud.port());
    let (mut head, body) = request.into_parts();
    head.headers.entry(http::header::HOST).or_insert(host.parse().expect("a host"));
    let path = head.uri.path_and_query().expect("a path").to_string();
    head.uri = path.parse().expect("a path");
    let response = sender.send_request(http::Request::from_parts(head, body)).await.expect("an answer");
    let (head, body) = response.into_parts();
    let body = body.collect().await.expect("a body").to_bytes();
    connection.abort();
    Answer {
        status: head.status.as_u16(),
        headers: head.headers,
        body: String::from_utf8(body.to_vec()).expect("UTF-8"),
    }
}

async fn invoke(cloud: &Cloud, name: &str, headers: &[(&str, &str)], body: &str) -> Answer {
    call(cloud, cloud.student(), "POST", &format!("/{name}/invocations"), headers, body).await
}

pub(crate) async fn a_function_is_invoked_by_every_form_of_its_name() {
    let cloud = start().await;
    for name in [
        FUNCTION,
        "chat-hello:$LATEST",
        "111122223333:function:chat-hello",
        "arn%3Aaws%3Alambda%3Aeu-central-1%3A111122223333%3Afunction%3Achat-hello",
    ] {
        let answer = invoke(&cloud, name, &[], r#"{"n":1}"#).await;
        assert_eq!((answer.status, answer.body.as_str()), (200, r#"{"n":1}"#), "{name}");
        assert_eq!(answer.header("x-amz-executed-version"), Some("$LATEST"));
        assert_eq!((answer.header("x-amz-function-error"), answer.header("x-amz-log-result")), (None, None));
        assert!(answer.header("x-amzn-requestid").is_some());
    }
    let missing = invoke(&cloud, "nobody", &[], "{}").await;
    assert_eq!((missing.status, missing.header("x-amzn-errortype")), (404, Some("ResourceNotFoundException")));
    let message = "Function not found: arn:aws:lambda:eu-central-1:111122223333:function:nobody";
    assert_eq!(missing.json()["message"].as_str().or(missing.json()["Message"].as_str()), Some(message));
    let other = invoke(&cloud, &format!("{FUNCTION}/invocations?Qualifier=live&x="), &[], "{}").await;
    assert_eq!(other.status, 404);
}

pub(crate) async fn an_error_and_the_end_of_the_log_stand_in_headers() {
    let cloud = start().await;
    let answer = invoke(&cloud, FUNCTION, &[("x-amz-log-type", "Tail")], r#"{"do":"exit","code":1}"#).await;
    assert_eq!((answer.status, answer.header("x-amz-function-error")), (200, Some("Unhandled")));
    assert_eq!(answer.json()["errorType"], "Runtime.ExitError");
    let log = answer.header("x-amz-log-result").expect("a log");
    let log = base64_simd::STANDARD.decode_to_vec(log).expect("Base64");
    let log = String::from_utf8(log).expect("UTF-8");
    let id = answer.header("x-amzn-requestid").expect("an id");
    assert!(log.contains(&format!("END RequestId: {id}\nREPORT RequestId: {id}\t")), "{log}");
}

pub(crate) async fn events_and_dry_runs_answer_at_once() {
    let cloud = start().await;
    let queued = invoke(&cloud, FUNCTION, &[("x-amz-invocation-type", "Event")], "{}").await;
    assert_eq!((queued.status, queued.body.as_str()), (202, ""));
    cloud.queued_invocations_done().await;
    let dry = invoke(&cloud, FUNCTION, &[("x-amz-invocation-type", "DryRun")], "").await;
    assert_eq!((dry.status, dry.body.as_str()), (204, ""));
    let wrong = invoke(&cloud, FUNCTION, &[("x-amz-invocation-type", "Sometimes")], "").await;
    assert_eq!((wrong.status, wrong.header("x-amzn-errortype")), (400, Some("ValidationException")));
}

pub(crate) async fn who_may_not_invoke_is_told_in_iams_words() {
    let cloud = start().await;
    role(&cloud, "caller", TRUST);
    let caller = cloud.iam().assume_role_for_service(
        "lambda.amazonaws.com",
        "arn:aws:iam::111122223333:role/caller",
        "somebody",
    );
    let caller = caller.expect("a session");
    let path = format!("/{FUNCTION}/invocations");
    let denied = call(&cloud, &caller, "POST", &path, &[], "{}").await;
    assert_eq!((denied.status, denied.header("x-amzn-errortype")), (403, Some("AccessDeniedException")));
    let text = denied.body.clone();
    assert!(
        text.contains(
            "User: arn:aws:sts::111122223333:assumed-role/caller/somebody is not authorized to perform: \
             lambda:InvokeFunction on resource: arn:aws:lambda:eu-central-1:111122223333:function:chat-hello because no \
             identity-based policy allows the lambda:InvokeFunction action"
        ),
        "{text}"
    );
    let policy = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"lambda:InvokeFunction","Resource":"arn:aws:lambda:*:*:function:chat-hello"}]}"#;
    cloud.iam().put_role_policy("caller", "may-invoke", policy).expect("a policy");
    assert_eq!(call(&cloud, &caller, "POST", &path, &[], "{}").await.status, 200);
    // Without a signature nobody gets in.
    let unsigned = http::Request::post(format!("/2015-03-31/functions{path}"))
        .header("host", "lambda.eu-central-1.amazonaws.com")
        .body("{}".to_owned())
        .expect("a request");
    assert_eq!(send(&cloud, unsigned).await.status, 403);
}

pub(crate) async fn too_many_at_once_are_refused_with_the_reason() {
    let cloud = start_with(|new| new.reserved_concurrency = Some(0)).await;
    let refused = invoke(&cloud, FUNCTION, &[], "{}").await;
    assert_eq!((refused.status, refused.header("x-amzn-errortype")), (429, Some("TooManyRequestsException")));
    let body = json!({"Reason": "ReservedFunctionConcurrentInvocationLimitExceeded", "Type": "User", "message": "Rate Exceeded."});
    assert_eq!(refused.json(), body);
}

pub(crate) async fn a_functions_configuration_can_be_read() {
    let cloud = start_with(|new| drop(new.environment.insert("TABLE".to_owned(), "t".to_owned()))).await;
    let student = cloud.student();
    let one = call(&cloud, student, "GET", &format!("/{FUNCTION}/configuration"), &[], "").await.json();
    assert_eq!(one["FunctionArn"], "arn:aws:lambda:eu-central-1:111122223333:function:chat-hello");
    assert_eq!((&one["Timeout"], &one["MemorySize"], &one["State"]), (&json!(10), &json!(128), &json!("Active")));
    assert_eq!(one["Environment"], json!({"Variables": {"TABLE": "t"}}));
    let function = call(&cloud, student, "GET", &format!("/{FUNCTION}"), &[], "").await.json();
    assert_eq!(function["Configuration"], one);
    let all = call(&cloud, student, "GET", "/", &[], "").await.json();
    assert_eq!(all["Functions"], json!([one]));
    let policy = call(&cloud, student, "GET", &format!("/{FUNCTION}/policy"), &[], "").await;
    assert_eq!(policy.status, 404);
}
