//! What `checker cloud 4` shows: the student's stack with the chat's data in it, and the site that asks its API.

use std::collections::BTreeMap;
use std::path::Path;

use cloud::template::Stack;
use cloud::{Cloud, StartError};

use super::data::Data;
use super::resources;
use crate::artefacts::Program;
use crate::checks::iam_role::{publish, put};
use crate::checks::resources::deployed_stage;
use crate::checks::s3_client;
use crate::checks::template_file::stack_of;
use crate::harness::Seed;
use crate::stop::Stop;

/// The site's key of its settings.
const CONFIG: &str = "config.js";
/// How many ports after the first are tried.
const NEXT_PORTS: u16 = 20;

/// A stack that stands, with its site.
#[derive(Debug)]
pub struct Shown {
    /// The site bucket.
    pub site: String,
    /// The stage's address on this machine, where the stack has one.
    pub api: Option<String>,
    /// The stack's outputs, name and value.
    pub outputs: Vec<(String, String)>,
    /// What AWS would have refused, as a stack's events show it, and what else did not go well.
    pub refused: Vec<String>,
}

/// Deploys the template of a folder, puts the site's data into the data bucket, gives the API a port of its own (`first`
/// or a free one after it; any where there is none), and makes what lab 2 leaves of the site, with a `config.js` that
/// names that port. With a seed the data are those that the check with that seed makes up, and so are the ids.
///
/// # Errors
/// A usage error when the template does not resolve, a fault when the cloud refuses what is ours.
pub async fn show(
    cloud: &Cloud,
    program: &Program,
    folder: &Path,
    site: &BTreeMap<String, Vec<u8>>,
    first: Option<u16>,
    seed: Option<Seed>,
) -> Result<Shown, Stop> {
    let stack = stack_of(folder, cloud.region(), seed)?;
    let failures = cloud.deploy(&stack, &|_| Some(program.path.clone()));
    let s3 = s3_client::new(cloud, cloud.student(), cloud.region());
    if let Ok(bucket) = resources::data_bucket(&stack) {
        let of_site = site.iter().filter(|(key, _)| seed.is_none() && key.starts_with("data/"));
        for (key, bytes) in of_site {
            put(&s3, &bucket, key, String::from_utf8_lossy(bytes).into_owned()).await?;
        }
        if let Some(seed) = seed {
            Data::invent(seed).put(&s3, &bucket).await?;
        }
    }
    let refused = failures.iter().map(ToString::to_string).collect();
    with_site(cloud, &stack, site, first, false, refused).await
}

/// Gives the API of a stack that stands a port of its own, and makes what lab 2 leaves of the site, with a `config.js` that
/// names that port and says whether the API takes new messages.
///
/// # Errors
/// A fault when the cloud refuses what is ours.
pub(in crate::checks) async fn with_site(
    cloud: &Cloud,
    stack: &Stack,
    site: &BTreeMap<String, Vec<u8>>,
    first: Option<u16>,
    can_post: bool,
    refused: Vec<String>,
) -> Result<Shown, Stop> {
    let region = cloud.region();
    let s3 = s3_client::new(cloud, cloud.student(), region);
    let api = match deployed_stage(cloud, stack) {
        Some(stage) => {
            let address = serve(cloud, &stage.rest_api_id, first).await?;
            Some(format!("http://{address}/{}", stage.name))
        }
        None => None,
    };
    let mut site = site.clone();
    if let Some(api) = &api {
        let config = config(api, &cloud.endpoint(), can_post, stack.output("SiteConfig"));
        site.insert(CONFIG.to_owned(), config.into_bytes());
    }
    let bucket = stack.output("SiteBucketName").unwrap_or("chat-site").to_owned();
    publish(&s3, region, &bucket, &site).await?;
    Ok(Shown {
        site: bucket,
        api,
        outputs: stack.outputs.iter().map(|output| (output.name.clone(), output.value.clone())).collect(),
        refused,
    })
}

/// The `config.js` for an API on this machine. What the stack gives out is taken once it names a user pool: from lab 7 on
/// the student's own words decide whether anybody can sign in.
fn config(api: &str, cognito: &str, can_post: bool, given: Option<&str>) -> String {
    if let Some(given) = given.filter(|given| given.contains("userPoolId")) {
        let here = format!("{{ apiEndpoint: '{api}', userPoolEndpoint: '{cognito}/' }}");
        return format!("{given}\n// On this machine:\nObject.assign(globalThis.ChatApp, {here});\n");
    }
    let posting = if can_post { ", canPost: true" } else { "" };
    format!("globalThis.ChatApp = {{ apiEndpoint: '{api}'{posting} }};\n")
}

/// Gives an API a port of its own: `first` or a free one after it; any where there is none.
///
/// # Errors
/// A fault when no port is free.
async fn serve(cloud: &Cloud, api: &str, first: Option<u16>) -> Result<std::net::SocketAddr, Stop> {
    let ports: Vec<Option<u16>> = match first {
        Some(first) => (first..=first.saturating_add(NEXT_PORTS)).map(Some).collect(),
        None => vec![None],
    };
    for port in ports {
        match cloud.serve_api(api, port).await {
            Ok(address) => return Ok(address),
            Err(StartError::PortInUse { .. }) => {}
            Err(error) => return Err(Stop::fault(format!("the API has no port: {error}"))),
        }
    }
    Err(Stop::fault("no port is free for the API"))
}

#[cfg(test)]
mod tests {
    use super::config;

    const API: &str = "http://127.0.0.1:1/dev";
    const CLOUD: &str = "http://127.0.0.1:2";

    #[test]
    fn without_a_pool_it_is_ours() {
        assert_eq!(
            config(API, CLOUD, false, None),
            "globalThis.ChatApp = { apiEndpoint: 'http://127.0.0.1:1/dev' };\n"
        );
        let given = "globalThis.ChatApp = { apiEndpoint: 'https://a.example/prod', canPost: true };";
        let ours = "globalThis.ChatApp = { apiEndpoint: 'http://127.0.0.1:1/dev', canPost: true };\n";
        assert_eq!(config(API, CLOUD, true, Some(given)), ours);
    }

    #[test]
    fn with_a_pool_it_is_the_students_with_the_addresses_of_this_machine() {
        let given = "globalThis.ChatApp = { apiEndpoint: 'https://a.example/prod', userPoolId: 'x' };";
        let made = config(API, CLOUD, true, Some(given));
        assert!(made.starts_with(given), "{made}");
        let last = "Object.assign(globalThis.ChatApp, { apiEndpoint: 'http://127.0.0.1:1/dev', userPoolEndpoint: 'http://127.0.0.1:2/' });\n";
        assert!(made.ends_with(last), "{made}");
    }
}
