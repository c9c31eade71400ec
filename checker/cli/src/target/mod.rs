//! Targets: what a check is run against.

pub mod dynamodb_local;
pub mod http;

use cloud::DynamoDbLocal;
use reqwest::Url;

use crate::harness::{Ground, Need};
use crate::stop::Stop;

/// The port that `checker cloud` takes unless told otherwise; the commands that reports show use it.
pub const CLOUD_PORT: u16 = 4566;

/// The port that `checker cloud` gives the website of a lab, unless it is taken.
pub const WEBSITE_PORT: u16 = CLOUD_PORT + 1;

/// The port that `checker cloud` gives the API of a lab, unless it is taken; the commands that reports show use it.
pub const API_PORT: u16 = CLOUD_PORT + 2;

/// What the checks are run against.
#[derive(Debug, Clone)]
pub enum Target {
    /// The embedded cloud, in this process.
    Embedded(Tables),
    /// What the student deployed: the address of the website (labs 1 and 2), or of the API's stage.
    Deployed(Url),
}

/// Where the embedded cloud keeps its tables. Identity, IAM and all other services are the same with both.
#[derive(Debug, Clone)]
pub enum Tables {
    /// In the checker's own process; the default.
    Embedded,
    /// In Amazon's own DynamoDB Local, a process beside the checker.
    DynamoDbLocal(DynamoDbLocal),
}

impl Target {
    /// What is deployed at an address.
    ///
    /// # Errors
    /// A usage error when it is no `http://` or `https://` address, or has a query or a fragment.
    pub fn deployed(endpoint: &str) -> Result<Self, Stop> {
        match Url::parse(endpoint) {
            Ok(url) if url.query().is_some() || url.fragment().is_some() => Err(Stop::usage(format!(
                "--endpoint wants an address below which paths can be asked, without ? and #, not `{endpoint}`"
            ))),
            Ok(url) if matches!(url.scheme(), "http" | "https") && url.has_host() => Ok(Self::Deployed(url)),
            _ => Err(Stop::usage(format!(
                "--endpoint wants an address such as http://chat.s3-website.eu-central-1.amazonaws.com, not `{endpoint}`"
            ))),
        }
    }

    /// The name in the report.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Embedded(Tables::Embedded) => "embedded",
            Self::Embedded(Tables::DynamoDbLocal(_)) => "dynamodb-local",
            Self::Deployed(_) => "deployed",
        }
    }

    /// The DynamoDB Local that the clouds of the checks keep their tables in, where the target has one.
    #[must_use]
    pub fn dynamodb_local(&self) -> Option<&DynamoDbLocal> {
        match self {
            Self::Embedded(Tables::DynamoDbLocal(local)) => Some(local),
            Self::Embedded(Tables::Embedded) | Self::Deployed(_) => None,
        }
    }
}

impl Ground for Target {
    fn cannot(&self, need: Need) -> Option<String> {
        match (self, need) {
            (Self::Embedded(_), _) | (_, Need::Http) => None,
            (Self::Deployed(_), need) => Some(need.words().to_owned()),
        }
    }

    /// What is deployed breaks by the check that asks it.
    fn broken(&self) -> Option<String> {
        self.dynamodb_local().and_then(DynamoDbLocal::fault)
    }

    async fn breaks(&self) -> String {
        match self.dynamodb_local() {
            Some(local) => local.faulted().await,
            None => std::future::pending().await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_must_be_an_address() {
        for wrong in ["chat", "ftp://chat", "http://", "http://chat/dev?x=1", "http://chat/dev#x"] {
            let stop = Target::deployed(wrong).expect_err(wrong);
            assert!(stop.to_string().contains(wrong), "{stop}");
        }
        assert_eq!(Target::Embedded(Tables::Embedded).name(), "embedded");
        assert_eq!(Target::deployed("http://x.localhost:1/").unwrap().name(), "deployed");
    }

    #[test]
    fn what_an_endpoint_cannot_answer_is_said() {
        let deployed = Target::deployed("http://x.example").unwrap();
        assert_eq!(deployed.cannot(Need::Http), None);
        assert_eq!(deployed.cannot(Need::Program).unwrap(), "it runs your program in a cloud of its own");
        assert_eq!(deployed.cannot(Need::Writes).unwrap(), "it tries to write and to delete");
    }
}
