//! The process of chromedriver, and the browsers that it starts.

use std::io::ErrorKind;
use std::process::Stdio;
use std::time::Duration;

use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

use super::{Browser, Error};
use crate::artefacts::Group;

/// How long chromedriver may take to start, or for one answer: more than it is patient, and enough for a busy machine.
pub(super) const TIME_LIMIT: Duration = Duration::from_mins(1);

/// A running chromedriver. It ends with this value, and so does every browser that it started.
#[derive(Debug)]
pub struct Driver {
    address: String,
    // The browsers write into its folder: chromedriver ends first.
    child: Child,
    group: Group,
    home: TempDir,
    profiles: usize,
}

impl Driver {
    /// Starts the chromedriver that `CHROMEDRIVER` names, else the one on the `PATH`, on a port that is free.
    ///
    /// It sees nothing of the caller's environment but the `PATH`, and a home of its own.
    ///
    /// # Errors
    /// [`Error::Missing`] where there is none, [`Error::Broken`] when it does not start.
    pub async fn start() -> Result<Self, Error> {
        let program = std::env::var_os("CHROMEDRIVER").unwrap_or_else(|| "chromedriver".into());
        let broken = |said: String| Error::Broken(format!("{}: {said}", program.display()));
        let home = tempfile::tempdir().map_err(|error| broken(error.to_string()))?;
        let mut command = Command::new(&program);
        command
            .arg("--port=0")
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", home.path())
            .env("TMPDIR", home.path())
            .env("LANG", "C.UTF-8")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true);
        // A group of its own: a Ctrl-C is for the checker, which ends it.
        Group::lead(&mut command);
        let mut child = command.spawn().map_err(|error| match error.kind() {
            ErrorKind::NotFound => {
                Error::Missing(format!("there is no {} here (CHROMEDRIVER names it)", program.display()))
            }
            _ => broken(error.to_string()),
        })?;
        let group = Group::of(&child);
        let stdout = child.stdout.take().ok_or_else(|| broken("it was started without its output".to_owned()))?;
        let port = port(BufReader::new(stdout).lines());
        let port = tokio::time::timeout(TIME_LIMIT, port).await;
        let Ok(Some(port)) = port else {
            return Err(broken("it did not say on which port it listens".to_owned()));
        };
        Ok(Self { address: format!("http://127.0.0.1:{port}"), child, group, home, profiles: 0 })
    }

    /// Opens a browser with a profile of its own: what one stores, another does not see. `options` are further ones for
    /// Chromium's command line.
    ///
    /// # Errors
    /// [`Error::Missing`] where chromedriver finds no Chromium, else why it does not start.
    pub async fn open(&mut self, options: &[&str]) -> Result<Browser, Error> {
        self.profiles += 1;
        let profile = self.home.path().join(format!("profile-{}", self.profiles));
        Browser::open(&self.address, &profile, options).await
    }

    /// Ends chromedriver, and waits until it is gone. Browsers are to be closed before.
    ///
    /// # Errors
    /// When it cannot be stopped.
    pub async fn stop(mut self) -> Result<(), Error> {
        self.group.end();
        self.child.kill().await.map_err(|error| Error::Broken(format!("chromedriver cannot be stopped: {error}")))
    }
}

/// The port that chromedriver's output names; `None` when it ends before.
async fn port(mut lines: Lines<BufReader<ChildStdout>>) -> Option<String> {
    while let Ok(Some(line)) = lines.next_line().await {
        if let Some((_, port)) = line.split_once("started successfully on port ") {
            return Some(port.trim_end_matches('.').to_owned());
        }
    }
    None
}
