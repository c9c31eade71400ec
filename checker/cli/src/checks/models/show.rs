//! What `checker cloud 6` shows: the student's stack with the site's data in its tables, as lab 5's loader leaves them, and
//! the site that asks its API.

use std::collections::BTreeMap;
use std::path::Path;

use cloud::Cloud;

use super::data;
use crate::artefacts::Program;
use crate::checks::dynamodb::data::Data;
use crate::checks::dynamodb::resources::TableNames;
use crate::checks::proxy_lambda::{Shown, with_site};
use crate::checks::template_file::stack_of;
use crate::harness::Seed;
use crate::stop::Stop;

/// Deploys the template of a folder, puts the site's data into its tables, gives the API a port of its own (`first` or a
/// free one after it; any where there is none), and makes what lab 2 leaves of the site, with a `config.js` that names that
/// port. With a seed the tables hold what the check with that seed makes up.
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
    show_with(cloud, program, folder, site, first, seed.map(|seed| (seed, data::invent(seed)))).await
}

/// As [`show`], with these data where there is a seed.
///
/// # Errors
/// As [`show`].
pub(in crate::checks) async fn show_with(
    cloud: &Cloud,
    program: &Program,
    folder: &Path,
    site: &BTreeMap<String, Vec<u8>>,
    first: Option<u16>,
    of_seed: Option<(Seed, Data)>,
) -> Result<Shown, Stop> {
    let stack = stack_of(folder, cloud.region(), of_seed.as_ref().map(|(seed, _)| *seed))?;
    let failures = cloud.deploy(&stack, &|function| program.of_function(function));
    let mut refused: Vec<String> = failures.iter().map(ToString::to_string).collect();
    if let Ok(tables) = TableNames::of(&stack) {
        let data = match of_seed {
            Some((_, data)) => data,
            None => Data::of_site(site, Seed(0))?,
        };
        if let Err(stop) = data.put(cloud.dynamodb(), &tables) {
            refused.push(stop.to_string()); // the tables are the student's
        }
    }
    with_site(cloud, &stack, site, first, true, refused).await
}
