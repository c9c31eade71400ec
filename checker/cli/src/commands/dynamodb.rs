//! The options that say where the tables are kept; several commands take them.

use clap::{Args, ValueEnum};

use crate::course::Root;
use crate::stop::Stop;
use crate::target::dynamodb_local::{Endpoint, IMAGE, OpenTables, Place};

/// The options.
#[derive(Debug, Default, Clone, Args)]
#[command(next_help_heading = "Where the tables are kept [default: in the checker itself]")]
pub(crate) struct Options {
    /// In Amazon's DynamoDB Local, in a container for this run alone
    #[arg(long, value_name = "WHERE")]
    dynamodb: Option<Where>,
    /// The same, in a container of another image
    #[arg(long, value_name = "NAME")]
    dynamodb_image: Option<String>,
    /// In a DynamoDB Local that runs already; only the tables that this run makes are touched
    #[arg(long, value_name = "URL")]
    dynamodb_endpoint: Option<String>,
}

/// What `--dynamodb` takes.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Where {
    /// Amazon's DynamoDB Local.
    Local,
}

impl Options {
    /// The place that the options name.
    ///
    /// # Errors
    /// A usage error where they name two, or none that can be.
    pub(crate) fn place(&self) -> Result<Place, Stop> {
        let image = self.dynamodb_image.clone().or_else(|| self.dynamodb.map(|Where::Local| IMAGE.to_owned()));
        match (image, &self.dynamodb_endpoint) {
            (Some(_), Some(_)) => Err(Stop::usage(
                "--dynamodb-endpoint names a DynamoDB Local that runs already, so it goes without --dynamodb and --dynamodb-image",
            )),
            (Some(image), None) if image.is_empty() || image.contains(char::is_whitespace) => {
                Err(Stop::usage(format!("--dynamodb-image wants the name of an image, such as {IMAGE}, not `{image}`")))
            }
            (Some(image), None) => Ok(Place::Image(image)),
            (None, Some(endpoint)) => Ok(Place::Endpoint(Endpoint::parse(endpoint)?)),
            (None, None) => Ok(Place::Embedded),
        }
    }

    /// Opens that place.
    ///
    /// # Errors
    /// As [`place`](Self::place), and a fault where it cannot be opened.
    pub(crate) async fn open(&self, root: &Root) -> Result<OpenTables, Stop> {
        OpenTables::open(&self.place()?, &root.containers()).await
    }

    /// The options again, as they stand in a command, with a blank before each.
    pub(crate) fn again(&self) -> String {
        let mut text = String::new();
        if self.dynamodb.is_some() && self.dynamodb_image.is_none() {
            text += " --dynamodb local";
        }
        for (name, value) in [("image", &self.dynamodb_image), ("endpoint", &self.dynamodb_endpoint)] {
            if let Some(value) = value {
                text.extend([" --dynamodb-", name, " ", value]);
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(image: Option<&str>, endpoint: Option<&str>) -> Options {
        let own = |text: Option<&str>| text.map(str::to_owned);
        Options { dynamodb: None, dynamodb_image: own(image), dynamodb_endpoint: own(endpoint) }
    }

    #[test]
    fn an_image_implies_a_container_and_goes_without_an_endpoint() {
        assert_eq!(Options::default().place().unwrap(), Place::Embedded);
        let local = Options { dynamodb: Some(Where::Local), ..Options::default() };
        assert_eq!(local.place().unwrap(), Place::Image(IMAGE.to_owned()));
        assert_eq!(options(Some("mine:1"), None).place().unwrap(), Place::Image("mine:1".to_owned()));
        let both = Options { dynamodb: Some(Where::Local), ..options(Some("mine:1"), None) };
        assert_eq!(both.place().unwrap(), Place::Image("mine:1".to_owned()));
        assert!(options(Some("mine:1"), Some("http://127.0.0.1:1")).place().is_err());
        assert!(options(Some(" "), None).place().is_err());
        assert!(Options { dynamodb: Some(Where::Local), ..options(None, Some("http://127.0.0.1:1")) }.place().is_err());
    }

    #[test]
    fn a_command_can_be_repeated_with_the_same_options() {
        assert_eq!(Options::default().again(), "");
        let local = Options { dynamodb: Some(Where::Local), ..Options::default() };
        assert_eq!(local.again(), " --dynamodb local");
        assert_eq!(options(Some("mine:1"), None).again(), " --dynamodb-image mine:1");
        assert_eq!(options(None, Some("http://127.0.0.1:1")).again(), " --dynamodb-endpoint http://127.0.0.1:1");
    }
}
