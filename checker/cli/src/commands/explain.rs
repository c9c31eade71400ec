//! `checker explain`: an error of AWS, pasted: its cause, what to do, where to read.

use std::io::{IsTerminal, Read};
use std::process::ExitCode;

use clap::Args;

use crate::explain::{self, Explanation};
use crate::stop::Stop;

/// What `checker explain` takes.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The error's text, or a part of it [default: standard input]
    text: Vec<String>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Stop> {
    let text = if arguments.text.is_empty() { read_input()? } else { arguments.text.join(" ") };
    let found = explain::explain(&text);
    if found.is_empty() {
        anstream::println!("No error that the course knows is in this text. The codes that it knows:\n");
        for explanation in explain::all() {
            anstream::println!("  {}", explanation.code);
        }
        return Ok(ExitCode::from(1));
    }
    for (index, Explanation { code, cause, remedy, read, .. }) in found.into_iter().enumerate() {
        if index > 0 {
            anstream::println!();
        }
        anstream::println!("{code}\n  why   {cause}\n  do    {remedy}\n  read  book/src/{read}");
    }
    Ok(ExitCode::SUCCESS)
}

fn read_input() -> Result<String, Stop> {
    if std::io::stdin().is_terminal() {
        return Err(Stop::usage("paste the error after the command, in quotes, or send it to standard input"));
    }
    let mut bytes = Vec::new();
    // A log may be long; an error stands in its first megabyte or not at all.
    std::io::stdin()
        .take(1 << 20)
        .read_to_end(&mut bytes)
        .map_err(|error| Stop::fault(format!("standard input: {error}")))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
