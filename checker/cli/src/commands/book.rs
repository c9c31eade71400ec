//! `checker book`: the book, built and served.

use std::process::ExitCode;

use clap::{Args, Subcommand};

use crate::book;
use crate::course::Root;
use crate::stop::{Stop, unless_interrupted};

/// What `checker book` takes.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Serve the book until Ctrl-C: renewed when its files change, with your progress in it
    Serve {
        /// The port [default: 3000, or the next free one]
        #[arg(long, value_name = "N")]
        port: Option<u16>,
        /// Open it in your browser
        #[arg(long)]
        open: bool,
    },
    /// Build the book into book/book, as `mdbook build book` does
    Build,
}

pub(crate) async fn run(root: &Root, arguments: &Arguments) -> Result<ExitCode, Stop> {
    match arguments.action {
        // Ctrl-C is how serving ends, and no error.
        Action::Serve { port, open } => match unless_interrupted(book::serve(root, port, open)).await {
            Err(Stop::Interrupted) => {}
            ended => ended?,
        },
        Action::Build => unless_interrupted(book::build(root)).await?,
    }
    Ok(ExitCode::SUCCESS)
}
