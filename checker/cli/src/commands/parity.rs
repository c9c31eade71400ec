//! `checker check --parity`: the same checks on each target that can be had, side by side.

use super::check::Asked;
use super::dynamodb::Options;
use crate::report::parity::{Column, Parity};
use crate::stop::Stop;
use crate::target::dynamodb_local::{IMAGE, OpenTables, Place, docker};
use crate::target::{Tables, Target};

/// The name of the target with DynamoDB Local.
const LOCAL: &str = "dynamodb-local";

/// Runs the checks on the embedded cloud, on DynamoDB Local, and on what is deployed where that is named.
pub(super) async fn run(asked: &Asked<'_>, dynamodb: &Options, deployed: Option<Target>) -> Result<Parity, Stop> {
    if deployed.is_some() && asked.labs.len() != 1 {
        return Err(Stop::usage(
            "--endpoint is the address of one lab: name the lab too, as in `check 4 --parity --endpoint URL`",
        ));
    }
    // What cannot be opened is known before the first check.
    let local = local(asked, dynamodb).await?;
    let embedded = Target::Embedded(Tables::Embedded);
    let mut reports = vec![asked.on(&embedded).await?];
    asked.keep_progress(&embedded, &reports[0]);
    let mut missing = Vec::new();
    match local {
        Ok(tables) => reports.push(asked.on(&Target::Embedded(tables.tables.clone())).await?),
        Err(why) => missing.push(Column { name: LOCAL.to_owned(), missing: Some(why) }),
    }
    match deployed {
        Some(target) => reports.push(asked.on(&target).await?),
        None => missing.push(Column {
            name: "deployed".to_owned(),
            missing: Some("--endpoint URL names what you deployed".to_owned()),
        }),
    }
    Ok(Parity::of(&reports, missing))
}

/// DynamoDB Local: the one that the options name, else one in Docker where there is Docker; or why there is none.
async fn local(asked: &Asked<'_>, dynamodb: &Options) -> Result<Result<OpenTables, String>, Stop> {
    if dynamodb.place()? != Place::Embedded {
        return dynamodb.open(asked.root).await.map(Ok);
    }
    if let Err(why) = docker::version().await {
        return Ok(Err(format!(
            "no Docker engine answers ({why}); --dynamodb-endpoint URL names a DynamoDB Local that runs already"
        )));
    }
    match OpenTables::open(&Place::Image(IMAGE.to_owned()), &asked.root.containers()).await {
        Ok(tables) => Ok(Ok(tables)),
        Err(Stop::Fault(why)) => Ok(Err(why)),
        Err(stop) => Err(stop),
    }
}
