//! What `checker cloud 5` shows: the student's stack, what the student's loader puts into its tables, and the site that
//! asks its API.

use std::collections::BTreeMap;
use std::path::Path;

use cloud::Cloud;

use super::data::Data;
use super::resources::TableNames;
use crate::artefacts::{Finished, Program, environment};
use crate::checks::proxy_lambda::{Shown, with_site};
use crate::checks::template_file::stack_of;
use crate::harness::Seed;
use crate::stop::Stop;

/// The lab's program that fills the tables: `src/bin/load.rs`.
pub(super) const LOADER: &str = "load";

/// Deploys the template of a folder, runs the lab's loader on the site's data, gives the API a port of its own (`first` or
/// a free one after it; any where there is none), and makes what lab 2 leaves of the site, with a `config.js` that names
/// that port. With a seed the tables hold what the check with that seed makes up, put there by the checker.
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
    let mut refused: Vec<String> = failures.iter().map(ToString::to_string).collect();
    let tables = TableNames::of(&stack);
    if let (Ok(tables), Some(seed)) = (&tables, seed) {
        let put = |data: Data| data.put(cloud.dynamodb(), tables);
        if let Err(stop) = put(Data::invent(seed)).and_then(|()| put(Data::long(seed))) {
            refused.push(stop.to_string()); // the tables are the student's
        }
    } else if let Ok(tables) = tables {
        let finished = load(cloud, program, &tables, site).await?;
        if !finished.success() {
            let words = finished.last_words(6);
            refused.push(format!("the loader {}; the tables hold what it did before\n{words}", finished.ended_how()));
        }
    }
    with_site(cloud, &stack, site, first, true, refused).await
}

/// Runs the lab's loader on the site's data.
async fn load(
    cloud: &Cloud,
    program: &Program,
    tables: &TableNames,
    site: &BTreeMap<String, Vec<u8>>,
) -> Result<Finished, Stop> {
    let wrong = |error: &std::io::Error| Stop::io("cannot write", &std::env::temp_dir(), error);
    let home = tempfile::tempdir().map_err(|error| wrong(&error))?;
    let data = home.path().join("data");
    for (key, bytes) in site {
        let Some(file) = key.strip_prefix("data/").map(|key| data.join(key)) else { continue };
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder).map_err(|error| wrong(&error))?;
        }
        std::fs::write(&file, bytes).map_err(|error| wrong(&error))?;
    }
    let environment = environment::for_program(home.path(), &cloud.endpoint(), cloud.region(), cloud.student());
    let folder = data.display().to_string();
    let args = [folder.as_str(), &tables.conversations, &tables.messages];
    program.other(LOADER)?.run(&args, &environment, home.path()).await
}
