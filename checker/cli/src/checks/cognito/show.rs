//! What `checker cloud 7` shows: lab 6's stack and site, whose users sign in.

use std::collections::BTreeMap;
use std::path::Path;

use cloud::Cloud;

use crate::artefacts::Program;
use crate::checks::models;
use crate::checks::proxy_lambda::Shown;
use crate::harness::Seed;
use crate::stop::Stop;

/// As in lab 6; the site's `config.js` names the user pool and its client too, and where Cognito is on this machine.
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
    models::show(cloud, program, folder, site, first, seed).await
}
