//! The host names of APIs.

/// AWS's own domain, and the one under which the same names resolve to this machine.
const DOMAINS: [&str; 2] = [".amazonaws.com", ".localhost"];

/// An API as a `Host` header names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ApiHost {
    /// The API's id; there may be none of that id.
    pub(crate) api_id: String,
    /// The region; `None` on a port of the API's own.
    pub(crate) region: Option<String>,
}

impl ApiHost {
    /// Reads a `Host` header, with or without a port: `ID.execute-api.REGION.amazonaws.com`, and the same under
    /// `localhost`. `None` for every other host.
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-call-api.html>
    pub(crate) fn parse(host: &str) -> Option<Self> {
        let host = match host.rsplit_once(':') {
            Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
            _ => host,
        };
        let host = host.to_ascii_lowercase();
        let name = DOMAINS.iter().find_map(|domain| host.strip_suffix(domain))?;
        match name.split('.').collect::<Vec<_>>().as_slice() {
            [api_id, "execute-api", region] if !api_id.is_empty() && !region.is_empty() => {
                Some(Self { api_id: (*api_id).to_owned(), region: Some((*region).to_owned()) })
            }
            _ => None,
        }
    }

    /// The API of a port that serves one alone, whatever the `Host` header says.
    pub(crate) fn of_port(api_id: &str) -> Self {
        Self { api_id: api_id.to_owned(), region: None }
    }
}

/// AWS's name for an API's host: `requestContext.domainName`.
pub(crate) fn domain_name(api_id: &str, region: &str) -> String {
    format!("{api_id}.execute-api.{region}.amazonaws.com")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_apis_host_is_aws_own_or_under_localhost() {
        let named = ApiHost { api_id: "abcdef1234".to_owned(), region: Some("eu-central-1".to_owned()) };
        for host in [
            "abcdef1234.execute-api.eu-central-1.amazonaws.com",
            "abcdef1234.execute-api.eu-central-1.localhost",
            "ABCDEF1234.execute-api.eu-central-1.localhost:4566",
        ] {
            assert_eq!(ApiHost::parse(host), Some(named.clone()), "{host}");
        }
    }

    #[test]
    fn other_hosts_are_no_apis() {
        for host in [
            "",
            "127.0.0.1:4566",
            "localhost",
            "execute-api.eu-central-1.amazonaws.com",
            ".execute-api.eu-central-1.amazonaws.com",
            "a.b.execute-api.eu-central-1.amazonaws.com",
            "abcdef1234.execute-api.eu-central-1.example.com",
            "abcdef1234.s3.eu-central-1.amazonaws.com",
        ] {
            assert_eq!(ApiHost::parse(host), None, "{host}");
        }
    }
}
