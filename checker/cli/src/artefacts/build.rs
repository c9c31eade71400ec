//! Building a lab with Cargo.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde::Deserialize;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;
use tokio::sync::Mutex;

use super::program::TIME_LIMIT;
use super::{Overlay, Program, environment};
use crate::course::Root;
use crate::stop::Stop;

/// Why there is no program to run.
#[derive(Debug)]
pub enum BuildError {
    /// The student's code does not compile: rustc's own words, paths as in the student's folder.
    Code(String),
    /// Something else is broken.
    Stop(Stop),
}

impl From<Stop> for BuildError {
    fn from(stop: Stop) -> Self {
        Self::Stop(stop)
    }
}

/// What of Cargo's messages is read.
/// <https://doc.rust-lang.org/cargo/reference/external-tools.html#json-messages>
#[derive(Deserialize)]
#[serde(tag = "reason")]
enum Message {
    #[serde(rename = "compiler-message")]
    Diagnosed { message: Diagnostic, manifest_path: PathBuf },
    #[serde(rename = "compiler-artifact")]
    Built { manifest_path: PathBuf, target: Target, executable: Option<PathBuf> },
    #[serde(other)]
    Other,
}

#[derive(Deserialize)]
struct Target {
    name: String,
    src_path: PathBuf,
}

#[derive(Deserialize)]
struct Diagnostic {
    level: String,
    rendered: Option<String>,
}

/// Cargo gives the programs of all copies of a lab one name: who builds next waits until the last ones are put aside.
static BUILDING: Mutex<()> = Mutex::const_new(());

/// Builds the lab's program. `progress` gets the name of each crate as Cargo starts on it.
///
/// # Errors
/// The compiler's errors as [`BuildError::Code`]; no cargo, no disk, no network as [`BuildError::Stop`].
pub async fn build(root: &Root, overlay: &Overlay, mut progress: impl FnMut(&str)) -> Result<Program, BuildError> {
    let _alone = BUILDING.lock().await;
    let mut child = Command::new("cargo")
        .args(["build", "--bins", "--message-format=json", "--color=never", "--manifest-path"])
        .arg(overlay.folder.join("Cargo.toml"))
        .arg("--target-dir")
        .arg(root.target_dir())
        .current_dir(root.path()) // Cargo's configuration and the toolchain's are the course's
        .env_clear()
        .envs(environment::for_build())
        .env("CARGO_TERM_PROGRESS_WHEN", "never")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| no_cargo(&error))?;

    let (Some(stdout), Some(stderr)) = (child.stdout.take(), child.stderr.take()) else {
        return Err(Stop::fault("cargo was started without its output").into());
    };
    let messages = read_messages(stdout, &overlay.folder);
    let log = async {
        let mut lines = BufReader::new(stderr).lines();
        let mut log = Vec::new();
        while let Ok(Some(line)) = lines.next_line().await {
            if let Some(name) =
                line.trim_start().strip_prefix("Compiling ").or_else(|| line.trim_start().strip_prefix("Downloading "))
            {
                progress(name.split(" (").next().unwrap_or(name));
            }
            log.push(line);
        }
        log
    };
    let (Made { errors, main, others }, log) = tokio::join!(messages, log);
    let status = child.wait().await.map_err(|error| Stop::fault(format!("cargo was lost: {error}")))?;
    if status.success() {
        return put_aside(main, others, &overlay.folder);
    }
    if errors.is_empty() {
        // Not one error in the lab's own code: a download, a lock, a disk.
        let log =
            log.into_iter().filter(|line| !line.trim_start().starts_with("Compiling ")).collect::<Vec<_>>().join("\n");
        if let Some(problem) = in_sources(&log, &overlay.folder) {
            return Err(BuildError::Code(problem));
        }
        return Err(Stop::fault(format!("cargo could not build the lab:\n{log}")).into());
    }
    Err(BuildError::Code(errors.concat().trim_end().to_owned()))
}

/// Gives each program a name of its own: Cargo's are shared by every copy of the lab.
fn put_aside(main: Option<Built>, others: BTreeMap<String, Built>, folder: &Path) -> Result<Program, BuildError> {
    let mut binaries = BTreeMap::new();
    let mut kept = |built: Built, extension: &str| -> Result<PathBuf, Stop> {
        let kept = keep(&built.path, &folder.with_extension(extension))?;
        binaries.insert(built.name, kept.clone());
        Ok(kept)
    };
    let main = main.map(|built| kept(built, "program")).transpose()?;
    let others: BTreeMap<String, PathBuf> = others
        .into_iter()
        .map(|(file, built)| {
            let path = kept(built, &format!("{file}.program"))?;
            Ok((file, path))
        })
        .collect::<Result<_, Stop>>()?;
    // A lab with a program for each function has no src/main.rs: its manifest says which one is the main one.
    let default = default_run(folder).and_then(|name| binaries.get(&name).cloned());
    let path = main
        .or(default)
        .ok_or_else(|| BuildError::Code("src/main.rs is not there, so there is no program".to_owned()))?;
    Ok(Program { path, others, binaries, time_limit: TIME_LIMIT })
}

/// Which of several programs `cargo run` means.
/// <https://doc.rust-lang.org/cargo/reference/manifest.html#the-default-run-field>
fn default_run(folder: &Path) -> Option<String> {
    let manifest = std::fs::read_to_string(folder.join("Cargo.toml")).ok()?;
    let manifest: toml_edit::DocumentMut = manifest.parse().ok()?;
    Some(manifest.get("package")?.get("default-run")?.as_str()?.to_owned())
}

/// What Cargo says when a source file that the manifest wants is not there, or is a folder. The manifest of a copy is the
/// given one, so the student's sources are at fault. Paths become relative to the lab's folder.
fn in_sources(log: &str, folder: &Path) -> Option<String> {
    let manifest = folder.join("Cargo.toml").display().to_string();
    log.contains(&manifest).then(|| {
        let within = format!("{}{}", folder.display(), std::path::MAIN_SEPARATOR);
        log.replace(&within, "").trim_end().to_owned()
    })
}

/// Gives the program a name of its own: Cargo's is shared by every copy of the lab, and another build may replace it.
fn keep(built: &Path, kept: &Path) -> Result<PathBuf, Stop> {
    let wrong = |error: &std::io::Error| Stop::io("cannot write", kept, error);
    match std::fs::remove_file(kept) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(wrong(&error)),
        _ => {}
    }
    if std::fs::hard_link(built, kept).is_err() {
        std::fs::copy(built, kept).map_err(|error| wrong(&error))?;
    }
    Ok(kept.to_path_buf())
}

/// A program that Cargo built.
struct Built {
    /// Cargo's name of it.
    name: String,
    path: PathBuf,
}

/// What Cargo tells of the lab's own code.
#[derive(Default)]
struct Made {
    errors: Vec<String>,
    /// Of `src/main.rs`.
    main: Option<Built>,
    /// Of the files below `src/bin`, by their names.
    others: BTreeMap<String, Built>,
}

async fn read_messages(stdout: tokio::process::ChildStdout, folder: &Path) -> Made {
    let manifest = folder.join("Cargo.toml");
    let mut lines = BufReader::new(stdout).lines();
    let mut made = Made::default();
    while let Ok(Some(line)) = lines.next_line().await {
        match serde_json::from_str(&line) {
            Ok(Message::Diagnosed { message, manifest_path })
                if manifest_path == manifest && message.level == "error" =>
            {
                made.errors.extend(message.rendered.filter(|text| !text.starts_with("error: aborting due to")));
            }
            Ok(Message::Built { manifest_path, target, executable: Some(path) }) if manifest_path == manifest => {
                let built = Built { name: target.name, path };
                if target.src_path.ends_with("src/main.rs") {
                    made.main = Some(built);
                } else if let Some(file) = target.src_path.file_stem() {
                    made.others.insert(file.to_string_lossy().into_owned(), built);
                }
            }
            _ => {}
        }
    }
    made
}

fn no_cargo(error: &std::io::Error) -> Stop {
    if error.kind() == std::io::ErrorKind::NotFound {
        Stop::fault("cargo is not on the PATH: install Rust from https://rustup.rs, then open a new terminal")
    } else {
        Stop::fault(format!("cargo cannot be started: {error}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_file_that_is_a_folder_is_the_labs_own_mistake() {
        let folder = Path::new("copies").join("lab");
        let main = folder.join("src").join("main.rs");
        let log = format!(
            "error: path `{}` for bin `lab` is a directory\n --> {}\n",
            main.display(),
            folder.join("Cargo.toml").display()
        );
        let said = in_sources(&log, &folder).expect("the manifest is named");
        assert!(said.starts_with("error: path `src") && said.ends_with(" --> Cargo.toml"), "{said}");
        assert_eq!(in_sources("error: failed to get `time` as a dependency of package `lab v0.1.0`", &folder), None);
    }
}
