//! The watch loop in a real terminal: tmux holds it, and its screen is what a student sees.
//!
//! These build a lab: `cargo test --package checker --test watch -- --ignored`. Where there is no tmux, that is said.

#![cfg(unix)]

mod course;

use std::process::{Command, Output};
use std::time::Duration;

use course::Course;
use tempfile::TempDir;

/// How long anything may take, a build of the lab included.
const TIME_LIMIT: Duration = Duration::from_mins(2);

/// How often the screen is looked at while something is waited for.
const LOOK: Duration = Duration::from_millis(50);

/// The last line of a screen that is whole.
const KEYS: &str = "[h] hint   [n] next lab   [r] reset   [q] quit";

/// A tmux server of its own with one window, and a shell in it.
struct Terminal {
    home: TempDir,
}

impl Terminal {
    /// A shell in the course's folder; nothing where there is no tmux.
    fn open(course: &Course) -> Option<Self> {
        if Command::new("tmux").arg("-V").output().is_err() {
            eprintln!("not checked: there is no tmux here");
            return None;
        }
        let terminal = Self { home: tempfile::tempdir().expect("a temporary folder") };
        let target = std::env::var_os("CARGO_TARGET_DIR")
            .map_or_else(|| course::original().join("target"), Into::into)
            .canonicalize()
            .expect("the target directory");
        let mut command = terminal.command();
        command.args(["-f", "/dev/null", "new-session", "-d", "-x", "110", "-y", "50", "-c"]).arg(course.path(""));
        command.args(["-e", &format!("CARGO_TARGET_DIR={}", target.display()), "/bin/sh"]);
        done(&command.output().expect("tmux starts"));
        Some(terminal)
    }

    fn command(&self) -> Command {
        let mut command = Command::new("tmux");
        command.arg("-u").arg("-S").arg(self.home.path().join("socket"));
        command
    }

    fn tmux(&self, arguments: &[&str]) -> String {
        done(&self.command().args(arguments).output().expect("tmux starts"))
    }

    /// Types a line into the shell.
    fn line(&self, text: &str) {
        self.tmux(&["send-keys", "-l", text]);
        self.tmux(&["send-keys", "Enter"]);
    }

    fn press(&self, key: &str) {
        self.tmux(&["send-keys", "-l", key]);
    }

    fn resize(&self, width: u32, height: u32) {
        self.tmux(&["resize-window", "-x", &width.to_string(), "-y", &height.to_string()]);
    }

    /// What the terminal shows, with lines that wrapped joined again.
    fn screen(&self) -> String {
        self.tmux(&["capture-pane", "-p", "-J"])
    }

    /// What has left the screen at its upper end, and the screen.
    fn all(&self) -> String {
        self.tmux(&["capture-pane", "-p", "-J", "-S", "-"])
    }

    /// Waits until the screen is as wanted, and gives it.
    async fn until(&self, what: &str, wanted: impl Fn(&str) -> bool) -> String {
        let mut looks = tokio::time::interval(LOOK);
        let found = tokio::time::timeout(TIME_LIMIT, async {
            loop {
                looks.tick().await;
                let screen = self.screen();
                if wanted(&screen) {
                    return screen;
                }
            }
        });
        found.await.unwrap_or_else(|_| panic!("{what}: it did not come; the screen shows\n{}", self.screen()))
    }

    /// Waits for the end of a run, with these words on the screen.
    async fn ended(&self, words: &str) -> String {
        self.until(words, |screen| screen.contains(words) && !screen.contains("checking …") && screen.contains(KEYS))
            .await
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.command().arg("kill-server").output();
    }
}

fn done(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

/// Saves the solution of one file of lab 1.
fn solve(course: &Course, file: &str) {
    let solution = course.read(&format!("solutions/01-s3-hosting/{file}"));
    course.write(&format!("labs/01-s3-hosting/{file}"), &solution);
}

#[tokio::test]
#[ignore = "builds a lab, and wants tmux: .ci/run has a stage for it"]
async fn every_save_and_every_key_is_answered() {
    let course = Course::lasting();
    assert_eq!(course.checker(&["starters"]).code, 0);
    let Some(terminal) = Terminal::open(&course) else { return };
    terminal.until("a shell", |screen| !screen.trim().is_empty()).await;
    terminal.line(&format!("'{}' watch 1; stty -a; echo it ended with $?", env!("CARGO_BIN_EXE_checker")));

    // A key before anything is known is answered when it is.
    terminal.until("the first run", |screen| screen.contains("checking …")).await;
    terminal.press("h");
    let screen = terminal.ended("hint 1 ").await;
    assert!(screen.contains("▸ A bucket and its keys   src/keys.rs"), "{screen}");
    assert!(screen.contains("✗ the bucket is made in the region that the program is told"), "{screen}");
    assert!(!screen.contains("hint 2 "), "{screen}");

    // A save is answered, and so is a key during its run: the failure is the same one.
    let starter = course.read("labs/01-s3-hosting/src/keys.rs");
    course.write("labs/01-s3-hosting/src/keys.rs", &format!("{starter}\n// saved\n"));
    terminal.until("a run after the save", |screen| screen.contains("checking …")).await;
    terminal.press("h");
    terminal.ended("hint 2 ").await;

    solve(&course, "src/keys.rs");
    let screen = terminal.ended("✓ Part 1 · A bucket and its keys passed. Well done!").await;
    assert!(screen.contains("✓ A bucket and its keys"), "{screen}");
    assert!(screen.contains("▸ Content types   src/content_type.rs"), "{screen}");
    assert!(screen.contains("Next: Part 2 · Content types."), "{screen}");
    assert!(!screen.contains("hint 1 "), "hints are of the failure before: {screen}");

    // Another size: everything once, and nothing of the old screen, also where it is higher than the terminal.
    let once = |text: &str| {
        ["Lab 1 · A website on S3", "▸ Content types", KEYS].iter().all(|words| text.matches(words).count() == 1)
    };
    for (width, height) in [(60, 60), (100, 16), (80, 12), (130, 45), (110, 50)] {
        terminal.resize(width, height);
        terminal.until(&format!("all of it on {width} × {height}"), |_| once(&terminal.all())).await;
    }
    terminal.until("all of it on the screen", once).await;
    let again = terminal.screen();
    assert_eq!(again, screen, "the same size again shows the same");

    // A lab that is not done has no next one.
    terminal.press("n");
    terminal.ended("this lab is not done yet").await;

    terminal.press("q");
    let screen = terminal.until("the shell", |screen| screen.contains("it ended with 0")).await;
    for mode in ["icanon", "echo", "isig", "opost"] {
        let is = |word: &str| screen.split([' ', ';', '\n']).any(|own| own == word);
        assert!(is(mode) && !is(&format!("-{mode}")), "{mode} is not as it was:\n{screen}");
    }
}
