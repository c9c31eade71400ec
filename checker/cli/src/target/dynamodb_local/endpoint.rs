//! The address of a DynamoDB Local that runs already.

use std::fmt;

use reqwest::Url;

use crate::stop::Stop;

/// An address over plain HTTP that is no address of AWS's.
///
/// Any host will do: in a container the database is often a neighbour with a name. Nothing of the student's can leak to it,
/// since requests are signed with invented credentials and the data is invented too; and in what others keep there nothing
/// is touched, since the checker makes, reads and deletes only tables whose names begin with the prefix of its own run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint(String);

impl Endpoint {
    /// Takes `http://HOST:PORT`.
    ///
    /// # Errors
    /// A usage error when it is another thing, or an address of AWS's.
    pub fn parse(text: &str) -> Result<Self, Stop> {
        let wrong = || {
            Stop::usage(format!(
                "--dynamodb-endpoint wants the address of a DynamoDB Local, such as http://127.0.0.1:8000, not `{text}`"
            ))
        };
        let url = Url::parse(text).map_err(|_| wrong())?;
        let plain = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        let nobody = url.username().is_empty() && url.password().is_none();
        let host = url.host_str().unwrap_or_default().trim_end_matches('.').to_ascii_lowercase();
        let of_aws = ["amazonaws.com", "amazonaws.com.cn", "api.aws", "on.aws"]
            .iter()
            .any(|domain| host == *domain || host.ends_with(&format!(".{domain}")));
        if of_aws {
            return Err(Stop::usage(format!(
                "--dynamodb-endpoint is for DynamoDB Local, and {host} is AWS's own; what you deployed is checked with --endpoint"
            )));
        }
        if url.scheme() != "http" || host.is_empty() || !plain || !nobody {
            return Err(wrong());
        }
        Ok(Self(url.as_str().trim_end_matches('/').to_owned()))
    }

    /// The address, without a slash at its end.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_neighbour_may_be_named_but_not_aws() {
        for right in ["http://127.0.0.1:8000", "http://localhost:8000/", "http://dynamodb:8000", "http://[::1]:8000"] {
            let endpoint = Endpoint::parse(right).expect(right);
            assert_eq!(endpoint.as_str(), right.trim_end_matches('/'));
        }
        for aws in [
            "https://dynamodb.eu-central-1.amazonaws.com",
            "http://dynamodb.us-east-1.api.aws.",
            "http://X.AMAZONAWS.COM",
        ] {
            let stop = Endpoint::parse(aws).expect_err(aws);
            assert!(stop.to_string().contains("is AWS's own"), "{stop}");
        }
        let wrong = [
            "127.0.0.1:8000",
            "https://localhost:8000",
            "http://a:b@x",
            "http://x/y",
            "http://x?y",
            "http://x#y",
            "local",
        ];
        for wrong in wrong {
            let stop = Endpoint::parse(wrong).expect_err(wrong);
            assert!(stop.to_string().ends_with(&format!("not `{wrong}`")), "{stop}");
        }
    }
}
