//! Opening an address in the browser that the system prefers.

use std::process::{Command, Stdio};

/// Opens the address. Where nothing opens it, that is said: the address stands in the terminal anyway.
pub(super) fn open(address: &str) {
    let (program, before): (&str, &[&str]) = if cfg!(windows) {
        ("cmd", &["/C", "start", ""])
    } else if cfg!(target_os = "macos") {
        ("open", &[])
    } else {
        ("xdg-open", &[])
    };
    let mut command = Command::new(program);
    command.args(before).arg(address).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    if let Err(error) = command.spawn() {
        anstream::eprintln!("`{program}` opens no browser here ({error}): open {address} yourself");
    }
}
