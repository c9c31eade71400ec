//! `checker doctor`: what this machine has, and what is in the way.

use std::net::{Ipv4Addr, TcpListener};
use std::process::{Command, ExitCode};

use anstyle::AnsiColor;

use crate::book::{self, Found};
use crate::course::Root;
use crate::starters::read_text;
use crate::stop::Stop;
use crate::target::CLOUD_PORT;
use crate::target::dynamodb_local::docker;

/// What one look found.
enum Finding {
    Good(String),
    /// The course works all the same.
    Note(String),
    /// The course does not work like this: what, and what to do.
    Bad(String),
}

pub(crate) async fn run(root: &Root) -> Result<ExitCode, Stop> {
    let mut findings = vec![rust(root)?, linker(), writable(root), port()];
    findings.extend([mdbook(root), optional("aws", "the AWS command line; the chapters show what it prints")]);
    findings.push(docker().await);
    findings.extend(aws_variables());
    let mut bad = 0;
    for finding in findings {
        let (mark, style, text) = match finding {
            Finding::Good(text) => ("✓", AnsiColor::Green.on_default(), text),
            Finding::Note(text) => ("·", AnsiColor::Yellow.on_default(), text),
            Finding::Bad(text) => {
                bad += 1;
                ("✗", AnsiColor::Red.on_default().bold(), text)
            }
        };
        anstream::println!("{style}{mark}{style:#} {text}");
    }
    Ok(ExitCode::from(if bad > 0 { 3 } else { 0 }))
}

/// What a program prints of its version, if it is there.
fn version(program: &str, option: &str) -> Option<String> {
    let output = Command::new(program).arg(option).output().ok().filter(|output| output.status.success())?;
    String::from_utf8_lossy(&output.stdout).lines().next().map(|line| line.trim().to_owned())
}

fn rust(root: &Root) -> Result<Finding, Stop> {
    let wanted = read_text(&root.path().join("rust-toolchain.toml"))?;
    let wanted = wanted.split('"').nth(1).unwrap_or_default().to_owned();
    Ok(match version("rustc", "--version") {
        Some(found) if found.contains(&wanted) => Finding::Good(format!("{found}, as rust-toolchain.toml names it")),
        Some(found) => {
            Finding::Bad(format!("{found}, but the course wants {wanted}: run `rustup toolchain install {wanted}`"))
        }
        None => Finding::Bad(
            "rustc is not on the PATH: install Rust from https://rustup.rs, then open a new terminal".to_owned(),
        ),
    })
}

/// Windows has a linker where Rust was installed with its build tools; there is no simple way to ask for it.
fn linker() -> Finding {
    if cfg!(windows) {
        return Finding::Note(
            "the linker was not looked for: a failed build of the checker would have said so".to_owned(),
        );
    }
    match version("cc", "--version") {
        Some(found) => Finding::Good(format!("C compiler and linker: {found}")),
        None => Finding::Bad("no C compiler: the book's page \"Before you start\" says how to get one".to_owned()),
    }
}

fn writable(root: &Root) -> Finding {
    let folder = root.overlays();
    let tried = std::fs::create_dir_all(&folder).and_then(|()| tempfile::tempfile_in(&folder).map(|_| ()));
    match tried {
        Ok(()) => Finding::Good(format!("{} can be written", folder.display())),
        Err(error) => Finding::Bad(format!("{} cannot be written: {error}", folder.display())),
    }
}

fn port() -> Finding {
    match TcpListener::bind((Ipv4Addr::LOCALHOST, CLOUD_PORT)) {
        Ok(_) => Finding::Good(format!("port {CLOUD_PORT} is free for `checker cloud`")),
        Err(_) => {
            Finding::Note(format!("port {CLOUD_PORT} is taken: `checker cloud` will take the next free one and say so"))
        }
    }
}

fn mdbook(root: &Root) -> Finding {
    match book::find_mdbook(root) {
        Found::Good { version, .. } => Finding::Good(format!("mdBook {version}, to read the book in a browser")),
        Found::OtherVersion { program, version } => Finding::Note(format!(
            "{} is mdBook {version}, but `checker book` wants another: run `{}`",
            program.display(),
            book::INSTALL
        )),
        Found::Nothing => Finding::Note(format!(
            "mdBook is not there (to read the book in a browser); nothing else needs it. To get it: `{}`",
            book::INSTALL
        )),
    }
}

fn optional(program: &str, what: &str) -> Finding {
    version(program, "--version")
        .map_or_else(|| Finding::Note(format!("{program} is not there ({what}); nothing else needs it")), Finding::Good)
}

/// Only `--dynamodb local` wants it.
async fn docker() -> Finding {
    if !cfg!(feature = "testcontainers") {
        return Finding::Note(
            "this checker was built without testcontainers, so it starts no DynamoDB Local (`--dynamodb local`); \
             --dynamodb-endpoint names one that runs, and nothing else needs it"
                .to_owned(),
        );
    }
    match docker::version().await {
        Ok(version) => Finding::Good(format!("Docker engine {version}, for `check 5 --dynamodb local`")),
        Err(why) => Finding::Note(format!(
            "no Docker engine answers ({why}); only `check 5 --dynamodb local` needs it: everything else runs without"
        )),
    }
}

/// The checker passes none of these on, but a program that is run by hand in this terminal sees them. Values are not shown.
fn aws_variables() -> Option<Finding> {
    // A bundle of certificates says nothing of where a request goes, or whose it is.
    let mut names: Vec<String> = std::env::vars_os()
        .filter_map(|(name, _)| name.into_string().ok())
        .filter(|name| name.starts_with("AWS_") && name != "AWS_CA_BUNDLE")
        .collect();
    names.sort();
    if names.is_empty() {
        return None;
    }
    let local = std::env::var("AWS_ENDPOINT_URL").is_ok_and(|url| url.starts_with("http://127.0.0.1"));
    let place = if local { "the embedded cloud" } else { "real AWS" };
    Some(Finding::Note(format!(
        "this terminal sets {}: what you run by hand here acts on {place}; the checker's own runs never see them",
        names.join(", ")
    )))
}
