//! How long the embedded cloud takes from the start of its process to its first answer, and how much memory it holds then.
//!
//! `cargo bench --package checker` prints the median of several starts. It measures; it asserts nothing.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const STARTS: usize = 21;

fn main() {
    let (mut times, mut memory) = (Vec::new(), Vec::new());
    for _ in 0..STARTS {
        let (took, resident) = one_start();
        times.push(took);
        memory.extend(resident);
    }
    times.sort();
    memory.sort_unstable();
    println!(
        "cloud: start to first answer  median {:.1} ms, slowest {:.1} ms",
        millis(times[STARTS / 2]),
        millis(times[STARTS - 1])
    );
    match memory.get(memory.len() / 2) {
        Some(kib) => println!("cloud: resident memory        median {:.1} MB", f64::from(*kib) / 1024.0),
        None => println!("cloud: resident memory        not known on this system"),
    }
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

fn one_start() -> (Duration, Option<u32>) {
    // The port is free now; that somebody takes it in between would show as a start that fails.
    let port =
        TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| listener.local_addr()).expect("a free port").port();
    let started = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_checker"))
        .args(["cloud", "--port", &port.to_string(), "--root"])
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .expect("the checker starts");
    let answer = loop {
        if let Some(answer) = ask(port) {
            break answer;
        }
        if let Some(status) = child.try_wait().expect("the child can be asked") {
            panic!("the cloud ended: {status}");
        }
    };
    let took = started.elapsed();
    assert!(answer.starts_with("HTTP/1.1 403"), "an anonymous ListBuckets is refused, not {answer}");
    let resident = resident_kib(&child);
    child.kill().and_then(|()| child.wait()).expect("the child ends");
    (took, resident)
}

/// The first line of the answer to an anonymous `GET /`; `None` while nobody listens.
fn ask(port: u16) -> Option<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    stream.write_all(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n").ok()?;
    let mut text = String::new();
    stream.read_to_string(&mut text).ok()?;
    text.lines().next().map(str::to_owned)
}

/// Linux says it in `/proc`.
fn resident_kib(child: &Child) -> Option<u32> {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
