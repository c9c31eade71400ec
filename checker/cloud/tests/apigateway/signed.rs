//! Requests signed for `execute-api`, as SDKs and `curl --aws-sigv4` sign them.

use std::time::SystemTime;

use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;
use cloud::Credentials;

use crate::users::Users;

/// How a request is signed.
#[derive(Clone)]
pub(crate) struct Signing {
    pub(crate) credentials: Credentials,
    pub(crate) service: &'static str,
    pub(crate) region: &'static str,
    pub(crate) time: SystemTime,
}

impl Signing {
    /// As the student, now.
    pub(crate) fn of_student(users: &Users) -> Self {
        Self {
            credentials: users.cloud.student().clone(),
            service: "execute-api",
            region: "eu-central-1",
            time: SystemTime::now(),
        }
    }

    /// The headers that sign a request to the API's own port.
    pub(crate) fn headers(&self, users: &Users, method: &str, target: &str, body: &[u8]) -> Vec<(String, String)> {
        let host = users.address.to_string();
        let who = &self.credentials;
        let (key, secret) = (who.access_key_id.as_str(), who.secret_access_key.as_str());
        let identity =
            aws_sdk_s3::config::Credentials::new(key, secret, who.session_token.clone(), None, "test").into();
        let parameters = v4::SigningParams::builder()
            .identity(&identity)
            .region(self.region)
            .name(self.service)
            .time(self.time)
            .settings(SigningSettings::default())
            .build()
            .expect("complete")
            .into();
        let headers = [("host", host.as_str())];
        let url = format!("http://{host}{target}");
        let signable = SignableRequest::new(method, &url, headers.into_iter(), SignableBody::Bytes(body));
        let (instructions, _) = sign(signable.expect("a request"), &parameters).expect("signed").into_parts();
        let mut request = http::Request::builder().method(method).uri(&url).body(()).expect("a request");
        instructions.apply_to_request_http1x(&mut request);
        let signed = request.headers().iter();
        signed.map(|(name, value)| (name.to_string(), value.to_str().expect("text").to_owned())).collect()
    }
}
