//! Targets: what a check is run against.

pub mod http;

use reqwest::Url;

use crate::harness::Need;
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
    /// The embedded cloud, in this process; the default.
    Embedded,
    /// What the student deployed: the address of the website (labs 1 and 2), or of the API's stage.
    Deployed(Url),
}

impl Target {
    /// The target that the command line chose.
    ///
    /// # Errors
    /// A usage error when the endpoint is no `http://` or `https://` address, or has a query or a fragment.
    pub fn choose(endpoint: Option<&str>) -> Result<Self, Stop> {
        let Some(endpoint) = endpoint else { return Ok(Self::Embedded) };
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
            Self::Embedded => "embedded",
            Self::Deployed(_) => "deployed",
        }
    }

    /// Why this target cannot answer a need, if it cannot.
    #[must_use]
    pub fn cannot(&self, need: Need) -> Option<String> {
        match (self, need) {
            (Self::Embedded, _) | (_, Need::Http) => None,
            (Self::Deployed(_), need) => Some(need.words().to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_must_be_an_address() {
        for wrong in ["chat", "ftp://chat", "http://", "http://chat/dev?x=1", "http://chat/dev#x"] {
            let stop = Target::choose(Some(wrong)).expect_err(wrong);
            assert!(stop.to_string().contains(wrong), "{stop}");
        }
        assert_eq!(Target::choose(None).unwrap().name(), "embedded");
        assert_eq!(Target::choose(Some("http://x.localhost:1/")).unwrap().name(), "deployed");
    }

    #[test]
    fn what_an_endpoint_cannot_answer_is_said() {
        let deployed = Target::choose(Some("http://x.example")).unwrap();
        assert_eq!(deployed.cannot(Need::Http), None);
        assert_eq!(deployed.cannot(Need::Program).unwrap(), "it runs your program in a cloud of its own");
        assert_eq!(deployed.cannot(Need::Writes).unwrap(), "it tries to write and to delete");
    }
}
