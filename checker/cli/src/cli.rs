//! The command line.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::commands::{
    book, can, check, cloud, doctor, env, explain, hint, list, practice, release, reset, solution, starters, template,
    watch,
};
use crate::course::Root;
use crate::stop::{Stop, unless_interrupted};

/// Tests the labs of the course, offline, in seconds.
#[derive(Debug, Parser)]
#[command(name = "checker", version, propagate_version = true)]
struct Cli {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Option<Command>,
}

/// Options of every command.
#[derive(Debug, Args)]
struct Common {
    /// The course's folder [default: the nearest one above the current folder]
    #[arg(long, global = true, value_name = "DIR")]
    root: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Labs, parts, progress, points
    List,
    /// Test labs; no LAB: all
    Check(check::Arguments),
    /// Check on save, and answer keys; this is also what no command means
    Watch(watch::Arguments),
    /// One hint more for a check; no CHECK: the first that is open
    Hint(hint::Arguments),
    /// Put the starter of a lab back; what you wrote is kept aside
    Reset(reset::Arguments),
    /// The answer of a lab, once it is passed
    Solution(solution::Arguments),
    /// A lab with one fault in it: find it and mend it
    Practice(practice::Arguments),
    /// Whether somebody may do something: allowed or denied, with the deciding statement
    Can(can::Arguments),
    /// An error of AWS, pasted: its cause, what to do, where to read
    Explain(explain::Arguments),
    /// What the mapping templates of a method make of a request
    Template(template::Arguments),
    /// What this machine has, and what is in the way
    Doctor,
    /// Serve the embedded cloud until Ctrl-C, with a lab's program run in it
    Cloud(cloud::Arguments),
    /// Run one command against a lab's cloud: `checker env 1 -- aws s3 ls`
    Env(env::Arguments),
    /// The book, built and served, with your progress in it
    Book(book::Arguments),
    /// Authors: write labs/ from solutions/
    Starters(starters::Arguments),
    /// Authors: write the student edition into a folder
    Release(release::Arguments),
}

/// Reads the command line, runs the command, and says in one sentence why it stopped, if it did.
///
/// Exit codes: 0 all passed, 1 a check failed, 2 wrong usage, 3 an infrastructure fault, 130 stopped by Ctrl-C.
pub async fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let _ = error.print();
            return if error.use_stderr() { ExitCode::from(2) } else { ExitCode::SUCCESS };
        }
    };
    match Box::pin(run(cli)).await {
        Ok(code) => code,
        Err(stop) => {
            anstream::eprintln!(
                "{}error{}: {stop}",
                anstyle::AnsiColor::Red.on_default().bold().render(),
                anstyle::Reset.render()
            );
            stop.exit_code()
        }
    }
}

async fn run(cli: Cli) -> Result<ExitCode, Stop> {
    if let Some(Command::Explain(arguments)) = &cli.command {
        return explain::run(arguments); // it asks nothing of the course's folder
    }
    if let Some(Command::Template(arguments)) = &cli.command {
        return template::run(arguments); // nor does this
    }
    let root = Root::find(cli.common.root.as_deref())?;
    match cli.command.unwrap_or_else(|| Command::Watch(watch::Arguments::default())) {
        Command::List => list::run(&root),
        Command::Check(arguments) => Box::pin(unless_interrupted(check::run(&root, &arguments))).await,
        Command::Watch(arguments) => watch::run(&root, &arguments).await,
        Command::Hint(arguments) => hint::run(&root, &arguments),
        Command::Reset(arguments) => reset::run(&root, &arguments),
        Command::Solution(arguments) => solution::run(&root, &arguments),
        Command::Practice(arguments) => unless_interrupted(practice::run(&root, &arguments)).await,
        Command::Can(arguments) => unless_interrupted(can::run(&root, &arguments)).await,
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Template(arguments) => template::run(&arguments),
        Command::Doctor => doctor::run(&root).await,
        Command::Cloud(arguments) => cloud::run(&root, &arguments).await,
        Command::Env(arguments) => Box::pin(env::run(&root, &arguments)).await,
        Command::Book(arguments) => book::run(&root, &arguments).await,
        Command::Starters(arguments) => starters::run(&root, &arguments),
        Command::Release(arguments) => release::run(&root, &arguments),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}
