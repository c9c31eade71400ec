//! The event of a Lambda proxy integration, version 1.0.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-input-format>

use std::collections::BTreeMap;

use serde::Serialize;

use super::context::RequestContext;
use super::request::ApiRequest;

/// What the function gets, in the order in which API Gateway writes it. What is not there is null.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ProxyEvent<'a> {
    pub(super) resource: &'a str,
    pub(super) path: &'a str,
    pub(super) http_method: &'a str,
    pub(super) headers: Option<BTreeMap<String, String>>,
    pub(super) multi_value_headers: Option<BTreeMap<String, Vec<String>>>,
    pub(super) query_string_parameters: Option<BTreeMap<String, String>>,
    pub(super) multi_value_query_string_parameters: Option<BTreeMap<String, Vec<String>>>,
    pub(super) path_parameters: Option<&'a BTreeMap<String, String>>,
    pub(super) stage_variables: Option<&'a BTreeMap<String, String>>,
    pub(super) request_context: &'a RequestContext,
    pub(super) body: Option<String>,
    pub(super) is_base64_encoded: bool,
}

/// Headers that end at API Gateway.
const DROPPED: [&str; 3] = ["connection", "content-length", "transfer-encoding"];
/// Headers that come out in this spelling, whatever the client wrote.
const CAPITALISED: [(&str, &str); 2] = [("authorization", "Authorization"), ("user-agent", "User-Agent")];

/// Several values of one name: the last one alone, and all of them.
type Values = (Option<BTreeMap<String, String>>, Option<BTreeMap<String, Vec<String>>>);

pub(super) fn values(pairs: &[(String, String)]) -> Values {
    let mut all: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, value) in pairs {
        all.entry(name.clone()).or_default().push(value.clone());
    }
    if all.is_empty() {
        return (None, None);
    }
    let last = all.iter().filter_map(|(name, values)| Some((name.clone(), values.last()?.clone())));
    (Some(last.collect()), Some(all))
}

/// The headers as the function gets them: the client's, in its spelling, with what API Gateway adds.
pub(super) fn headers(request: &ApiRequest, trace_root: &str, edge: bool) -> Vec<(String, String)> {
    let mut headers: Vec<(String, String)> = Vec::new();
    for (name, value) in &request.headers {
        if DROPPED.iter().any(|dropped| name.eq_ignore_ascii_case(dropped)) {
            continue;
        }
        let capitalised = CAPITALISED.iter().find(|(known, _)| name.eq_ignore_ascii_case(known));
        let before = headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(known, _)| known.clone());
        let name = capitalised.map(|(_, written)| (*written).to_owned()).or(before).unwrap_or_else(|| name.clone());
        headers.push((name, value.clone()));
    }
    let mut set = |name: &str, value: String| {
        headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        headers.push((name.to_owned(), value));
    };
    let forwarded = request.header("x-forwarded-for").map(|before| format!("{before}, ")).unwrap_or_default();
    set("X-Forwarded-For", forwarded + &request.source_ip);
    // AWS takes nothing but HTTPS; a function must not find out here that this is not AWS.
    set("X-Forwarded-Port", "443".to_owned());
    set("X-Forwarded-Proto", "https".to_owned());
    set("X-Amzn-Trace-Id", format!("Root={trace_root}"));
    if edge {
        for (name, value) in [
            ("CloudFront-Forwarded-Proto", "https"),
            ("CloudFront-Is-Desktop-Viewer", "true"),
            ("CloudFront-Is-Mobile-Viewer", "false"),
            ("CloudFront-Is-SmartTV-Viewer", "false"),
            ("CloudFront-Is-Tablet-Viewer", "false"),
            ("Via", "1.1 00000000000000000000000000000000.cloudfront.net (CloudFront)"),
            ("X-Amz-Cf-Id", "00000000000000000000000000000000000000000000000000000000"),
        ] {
            set(name, value.to_owned());
        }
    }
    headers
}

/// The body as text, and whether it is base64: binary media types are, all others are read as UTF-8.
///
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings-workflow.html>
pub(super) fn body(request: &ApiRequest, binary_media_types: &[String]) -> (Option<String>, bool) {
    if request.body.is_empty() {
        return (None, false);
    }
    let media_type = request.header("content-type").unwrap_or("application/json");
    if is_binary(media_type, binary_media_types) {
        return (Some(base64_simd::STANDARD.encode_to_string(&request.body)), true);
    }
    (Some(String::from_utf8_lossy(&request.body).into_owned()), false)
}

/// Whether a media type is one of a definition's binary ones.
pub(super) fn is_binary(media_type: &str, binary_media_types: &[String]) -> bool {
    let media_type = media_type.split(';').next().unwrap_or(media_type).trim();
    let of_kind =
        |range: &str| range.strip_suffix('*').is_some_and(|kind| kind.ends_with('/') && media_type.starts_with(kind));
    binary_media_types.iter().any(|known| known == "*/*" || known.eq_ignore_ascii_case(media_type) || of_kind(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(headers: &[(&str, &str)], body: &'static [u8]) -> ApiRequest {
        ApiRequest {
            headers: headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            body: bytes::Bytes::from_static(body),
            source_ip: "127.0.0.1".to_owned(),
            ..ApiRequest::default()
        }
    }

    #[test]
    fn headers_keep_the_clients_spelling_and_get_api_gateways_own() {
        let sent = [
            ("X-cUSTOM", "1"),
            ("x-custom", "2"),
            ("authorization", "token"),
            ("user-agent", "curl"),
            ("Connection", "close"),
            ("content-length", "4"),
            ("X-Forwarded-For", "192.0.2.1"),
        ];
        let (single, multi) = values(&headers(&request(&sent, b""), "1-2-3", false));
        let (single, multi) = (single.expect("headers"), multi.expect("headers"));
        let names: Vec<&str> = single.keys().map(String::as_str).collect();
        assert_eq!(
            names,
            [
                "Authorization",
                "User-Agent",
                "X-Amzn-Trace-Id",
                "X-Forwarded-For",
                "X-Forwarded-Port",
                "X-Forwarded-Proto",
                "X-cUSTOM"
            ]
        );
        assert_eq!((single["X-cUSTOM"].as_str(), multi["X-cUSTOM"].len()), ("2", 2));
        assert_eq!(single["X-Forwarded-For"], "192.0.2.1, 127.0.0.1");
        assert_eq!(single["X-Amzn-Trace-Id"], "Root=1-2-3");
    }

    #[test]
    fn an_edge_api_shows_cloudfronts_headers() {
        let headers = headers(&request(&[], b""), "1-2-3", true);
        for name in ["Via", "CloudFront-Forwarded-Proto", "X-Amz-Cf-Id"] {
            assert!(headers.iter().any(|(known, _)| known == name), "{name}");
        }
    }

    #[test]
    fn a_body_of_a_binary_media_type_is_base64() {
        let image = request(&[("content-type", "image/png")], b"\xff\x00");
        for (types, expected) in
            [(&[][..], false), (&["image/png"][..], true), (&["image/*"], true), (&["*/*"], true), (&["text/*"], false)]
        {
            let types: Vec<String> = types.iter().map(|known| (*known).to_owned()).collect();
            let (body, base64) = body(&image, &types);
            assert_eq!((body.as_deref() == Some("/wA="), base64), (expected, expected), "{types:?}");
        }
        assert_eq!(body(&request(&[], b""), &["*/*".to_owned()]), (None, false));
    }
}
