//! `bucket-policy apply` and `bucket-policy upload FILE KEY`.
//!
//! Given: you need not change this file.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_s3::Client;
use aws_sdk_s3::config::ProvideCredentials;
use bucket_policy::{Error, apply, upload};

const USAGE: &str = "usage: bucket-policy apply [--policy FILE]
       bucket-policy upload FILE KEY
options: --bucket BUCKET   [default: the name in bucket.txt]
         --policy FILE     [default: policy.json]
         --region REGION
         --yes             do not ask before acting on real AWS";

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
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {}", bucket_policy::explain(error.as_ref()));
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<(), Error> {
    let bucket = match &arguments.bucket {
        Some(bucket) => bucket.clone(),
        None => read(Path::new("bucket.txt"))?.trim().to_owned(),
    };
    let config = load_config(arguments.region).await;
    has_credentials(&config).await?;
    if !confirm_place(&config, arguments.yes).await? {
        return Err("nothing was done".into());
    }
    let client = Client::new(&config);
    match arguments.command {
        Command::Apply { policy } => {
            apply::apply(&client, &bucket, &read(&policy)?).await?;
            println!("policy: {} is on bucket {bucket}", policy.display());
        }
        Command::Upload { file, key } => {
            upload::upload(&client, &bucket, &key, &file).await?;
            println!("uploaded: {key}");
        }
    }
    Ok(())
}

fn read(path: &Path) -> Result<String, Error> {
    std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()).into())
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
    let mut loader = aws_config::defaults(BehaviorVersion::latest()).http_client(http);
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
    // The SDK prefers the address for S3 alone.
    let endpoint = std::env::var("AWS_ENDPOINT_URL_S3").ok().or_else(|| config.endpoint_url().map(str::to_owned));
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

struct Arguments {
    command: Command,
    bucket: Option<String>,
    region: Option<String>,
    yes: bool,
}

enum Command {
    Apply { policy: PathBuf },
    Upload { file: PathBuf, key: String },
}

impl Arguments {
    fn parse(mut args: impl Iterator<Item = String>) -> Result<Self, String> {
        let (mut words, mut bucket, mut region, mut yes) = (Vec::new(), None, None, false);
        let mut policy = PathBuf::from("policy.json");
        while let Some(arg) = args.next() {
            let mut value = || args.next().ok_or(format!("{arg} wants a value"));
            match arg.as_str() {
                "--yes" => yes = true,
                "--bucket" => bucket = Some(value()?),
                "--policy" => policy = value()?.into(),
                "--region" => region = Some(value()?),
                option if option.starts_with('-') => return Err(format!("unknown option {option}")),
                _ => words.push(arg),
            }
        }
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let command = match words[..] {
            ["apply"] => Command::Apply { policy },
            ["upload", file, key] => Command::Upload { file: file.into(), key: key.to_owned() },
            [] => return Err("apply, or upload?".to_owned()),
            _ => return Err(format!("what is `{}`?", words.join(" "))),
        };
        Ok(Self { command, bucket, region, yes })
    }
}

#[cfg(test)]
mod tests {
    use super::is_this_machine;

    #[test]
    fn only_loopback_is_this_machine() {
        for url in ["http://127.0.0.1:4566", "http://localhost:4566/x", "http://[::1]:1", "http://s3.localhost"] {
            assert!(is_this_machine(url), "{url}");
        }
        for url in ["https://s3.eu-west-1.amazonaws.com", "http://127.0.0.1.example", "http://user@example:80", ""] {
            assert!(!is_this_machine(url), "{url}");
        }
    }
}
