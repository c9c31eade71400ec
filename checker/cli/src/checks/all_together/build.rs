//! One lab of the chain: its files and its programs.

use std::path::PathBuf;

use super::app::App;
use super::fault;
use super::steps::Told;
use crate::artefacts::{self, BuildError, Overlay, Program};
use crate::course;
use crate::harness::{Failure, Verdict};
use crate::stop::Stop;

/// A lab that compiles.
#[derive(Debug)]
pub(super) struct Built {
    /// The lab's number.
    pub(super) lab: u8,
    /// The folder with its files.
    pub(super) files: PathBuf,
    /// Its programs.
    pub(super) program: Program,
}

/// Lays a lab's files out and builds them.
///
/// # Errors
/// A failure when the lab is not there or does not compile.
pub(super) async fn build(app: &App<'_>, slug: &str) -> Result<(Built, Told), Verdict> {
    const COMMAND: &str = "cargo build";
    let lab = course::find(slug).map_err(fault)?;
    let overlay = Overlay::prepare(app.root, lab, &app.source).map_err(|stop| match stop {
        Stop::Usage(said) => {
            Failure::new(said).compared(format!("the folder labs/{}", lab.folder), "no such folder").into()
        }
        stop => fault(stop),
    })?;
    match artefacts::build(app.root, &overlay, |_| {}).await {
        Ok(program) => {
            let told = Told::new(COMMAND, "exit code 0", "exit code 0");
            Ok((Built { lab: lab.number, files: overlay.folder, program }, told))
        }
        Err(BuildError::Stop(stop)) => Err(fault(stop)),
        Err(BuildError::Code(errors)) => {
            Failure::new("It does not compile.").tried(COMMAND).compared("exit code 0", errors).fail()
        }
    }
}
