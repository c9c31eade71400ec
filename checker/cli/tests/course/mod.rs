//! A copy of the course in a temporary folder, and the checker run in it. Tests never touch `labs/` of the working tree.

#![allow(dead_code, reason = "each test binary uses its part")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// A copy of the course, without labs until `starters` or `reset` makes them.
pub(crate) struct Course {
    folder: PathBuf,
    // Removed in the end; a course with a place of its own stays for the next run.
    _made: Option<TempDir>,
}

/// What a call of the checker gave.
pub(crate) struct Called {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Course {
    pub(crate) fn new() -> Self {
        let made = tempfile::tempdir().expect("a temporary folder");
        Self::fill(made.path().to_path_buf(), Some(made))
    }

    /// A course that always stands in the same place, so that what Cargo built for the last test serves the next.
    pub(crate) fn lasting() -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("course");
        for old in ["labs", "solutions", "site", ".checker/progress.json"] {
            let old = folder.join(old);
            let _ = if old.is_dir() { std::fs::remove_dir_all(old) } else { std::fs::remove_file(old) };
        }
        Self::fill(folder, None)
    }

    fn fill(folder: PathBuf, made: Option<TempDir>) -> Self {
        let from = original();
        for file in ["Cargo.toml", "Cargo.lock", "rust-toolchain.toml", ".cargo/config.toml"] {
            copy(&from.join(file), &folder.join(file));
        }
        for name in ["solutions", "site"] {
            copy_folder(&from.join(name), &folder.join(name));
        }
        Self { folder, _made: made }
    }

    /// The book too, not built.
    pub(crate) fn with_book(self) -> Self {
        let from = original().join("book");
        copy(&from.join("book.toml"), &self.path("book/book.toml"));
        for name in ["src", "theme"] {
            copy_folder(&from.join(name), &self.path("book").join(name));
        }
        self
    }

    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        self.folder.join(relative)
    }

    pub(crate) fn read(&self, relative: &str) -> String {
        let path = self.path(relative);
        std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    pub(crate) fn write(&self, relative: &str, text: &str) {
        let path = self.path(relative);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("the folder is made");
        std::fs::write(&path, text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_checker"));
        command
            .args(arguments)
            .current_dir(&self.folder)
            .stdin(Stdio::null())
            .env("NO_COLOR", "1")
            .env_remove("CARGO_TARGET_DIR");
        command
    }

    /// A command that builds labs, in the working tree's target directory: the SDK is compiled there.
    pub(crate) fn command_that_builds(&self, arguments: &[&str]) -> Command {
        let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| original().join("target"), Into::into);
        let mut command = self.command(arguments);
        command.env("CARGO_TARGET_DIR", target);
        command
    }

    #[track_caller]
    pub(crate) fn checker(&self, arguments: &[&str]) -> Called {
        called(self.command(arguments).output().expect("the checker starts"))
    }
}

pub(crate) fn called(output: Output) -> Called {
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    Called {
        code: output.status.code().expect("an exit code"),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    }
}

impl Called {
    /// The one message of a call that did not go through.
    #[track_caller]
    pub(crate) fn stopped(&self, code: i32) -> &str {
        assert_eq!(self.code, code, "stdout: {}\nstderr: {}", self.stdout, self.stderr);
        self.stderr.trim_end()
    }
}

/// The working tree's own folder.
pub(crate) fn original() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to.parent().expect("a folder")).expect("the folder is made");
    std::fs::copy(from, to).unwrap_or_else(|error| panic!("{}: {error}", from.display()));
}

pub(crate) fn copy_folder(from: &Path, to: &Path) {
    for (path, bytes) in checker::starters::read_folder(from).expect("a folder that can be read") {
        let path = to.join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("the folder is made");
        std::fs::write(&path, bytes).expect("the file is written");
    }
}
