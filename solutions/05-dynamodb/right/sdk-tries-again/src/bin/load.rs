//! `load-chat FOLDER CONVERSATIONS-TABLE MESSAGES-TABLE [--region REGION] [--yes]`: loads the chat's data.
//!
//! You run it on your own machine, with your own permissions: the function has none to load data, and needs none.
//!
//! Given: you need not change this file.

use std::error::Error as StdError;
use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::ProvideCredentials;
use aws_sdk_dynamodb::error::ErrorMetadata;
use dynamodb::load::Loaded;
use dynamodb::{Error, files, load};

const USAGE: &str = "usage: load-chat FOLDER CONVERSATIONS-TABLE MESSAGES-TABLE [--region REGION] [--yes]";

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = match Arguments::parse(std::env::args().skip(1)) {
        Ok(arguments) => arguments,
        Err(problem) => {
            eprintln!("error: {problem}\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match run(arguments).await {
        Ok(Loaded { written, left: 0 }) => {
            println!("loaded: {written} items");
            ExitCode::SUCCESS
        }
        Ok(Loaded { written, left }) => {
            eprintln!(
                "error: {left} items are left over, {written} are loaded: run it again, what is loaded stays as it is"
            );
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("error: {}", explain(error.as_ref()));
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<Loaded, Error> {
    let conversations = files::read(&arguments.folder)?;
    let config = load_config(arguments.region).await;
    has_credentials(&config).await?;
    if !confirm_place(&config, arguments.yes).await? {
        return Err("nothing was done".into());
    }
    let client = Client::new(&config);
    load::load(&client, &conversations, &arguments.conversations_table, &arguments.messages_table).await
}

async fn has_credentials(config: &SdkConfig) -> Result<(), Error> {
    let missing = "no AWS credentials: set the variables that `cargo checker cloud` prints, or your own for real AWS";
    let provider = config.credentials_provider().ok_or(missing)?;
    provider.provide_credentials().await.map(|_| ()).map_err(|_| missing.into())
}

/// Reads region, credentials and endpoint from where every AWS tool finds them: environment and `~/.aws`.
async fn load_config(region: Option<String>) -> SdkConfig {
    use aws_smithy_http_client::{Builder, tls};
    let http = Builder::new().tls_provider(tls::Provider::Rustls(tls::rustls_provider::CryptoMode::Ring)).build_https();
    // A batch of which nothing was taken is the SDK's affair: it tries again, and waits longer each time.
    let mut loader = aws_config::defaults(BehaviorVersion::latest())
        .http_client(http)
        .retry_config(RetryConfig::standard().with_max_attempts(6).with_initial_backoff(Duration::from_millis(100)));
    if let Some(region) = region {
        loader = loader.region(Region::new(region));
    }
    let config = loader.load().await;
    if config.region().is_some() {
        return config;
    }
    config.into_builder().region(Region::from_static("eu-central-1")).build()
}

/// Says where the program is about to act, and asks before it acts anywhere but on this machine.
async fn confirm_place(config: &SdkConfig, yes: bool) -> Result<bool, Error> {
    // The SDK prefers the address for DynamoDB alone.
    let endpoint = std::env::var("AWS_ENDPOINT_URL_DYNAMODB").ok().or_else(|| config.endpoint_url().map(str::to_owned));
    let region = config.region().map_or("?", |region| region.as_ref());
    match endpoint {
        Some(url) if is_this_machine(&url) => {
            eprintln!("acts on: {url}");
            return Ok(true);
        }
        Some(url) => eprintln!("acts on: {url}, region {region}"),
        None => {
            let caller = aws_sdk_sts::Client::new(config).get_caller_identity().send().await?;
            eprintln!("acts on: AWS account {}, region {region}", caller.account().unwrap_or("?"));
        }
    }
    if yes {
        return Ok(true);
    }
    if !std::io::stdin().is_terminal() {
        return Err("this is not the embedded cloud: add --yes to go on".into());
    }
    eprint!("go on? [y/N] ");
    std::io::stderr().flush()?;
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer)?;
    Ok(answer.trim().eq_ignore_ascii_case("y"))
}

fn is_this_machine(url: &str) -> bool {
    let host = url.split("://").nth(1).unwrap_or(url).split(['/', '?']).next().unwrap_or_default();
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    name == "127.0.0.1" || name == "[::1]" || name == "localhost" || name.ends_with(".localhost")
}

/// An error with its causes in one line, or AWS's own code and message where it holds them.
/// An SDK error alone says only "service error".
fn explain(error: &(dyn StdError + 'static)) -> String {
    let mut text = error.to_string();
    for cause in std::iter::successors(error.source(), |&cause| cause.source()) {
        if let Some(answer) = cause.downcast_ref::<ErrorMetadata>() {
            return format!("{}: {}", answer.code().unwrap_or("no code"), answer.message().unwrap_or("no message"));
        }
        // An error that the SDK knows by name is its own cause.
        let said = cause.to_string();
        if !text.ends_with(&said) {
            text = format!("{text}: {said}");
        }
    }
    text
}

struct Arguments {
    folder: PathBuf,
    conversations_table: String,
    messages_table: String,
    region: Option<String>,
    yes: bool,
}

impl Arguments {
    fn parse(mut args: impl Iterator<Item = String>) -> Result<Self, String> {
        let (mut places, mut region, mut yes) = (Vec::new(), None, false);
        while let Some(arg) = args.next() {
            match arg.as_str() {
                "--yes" => yes = true,
                "--region" => region = Some(args.next().ok_or("--region wants a region")?),
                option if option.starts_with('-') => return Err(format!("unknown option {option}")),
                _ => places.push(arg),
            }
        }
        let [folder, conversations_table, messages_table] =
            <[String; 3]>::try_from(places).map_err(|_| "three arguments are needed")?;
        Ok(Self { folder: PathBuf::from(folder), conversations_table, messages_table, region, yes })
    }
}

#[cfg(test)]
mod tests {
    use super::is_this_machine;

    #[test]
    fn only_loopback_is_this_machine() {
        for url in ["http://127.0.0.1:4566", "http://localhost:4566/x", "http://[::1]:1", "http://a.localhost"] {
            assert!(is_this_machine(url), "{url}");
        }
        for url in
            ["https://dynamodb.eu-west-1.amazonaws.com", "http://127.0.0.1.example", "http://user@example:80", ""]
        {
            assert!(!is_this_machine(url), "{url}");
        }
    }
}
