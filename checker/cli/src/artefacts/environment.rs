//! What a child process sees of this machine: an empty environment plus a list.
//!
//! Student code must never reach a real account by accident, so no credential, profile or proxy of the caller is passed on.

use std::path::Path;

use cloud::Credentials;

/// What Cargo and rustc need to find themselves, their caches and a linker.
const BUILD: [&str; 34] = [
    "PATH",
    "HOME",
    "USERPROFILE",
    "TMPDIR",
    "TEMP",
    "TMP",
    "LANG",
    "LC_ALL",
    "TERM",
    "CARGO_HOME",
    "CARGO_BUILD_JOBS",
    "CARGO_INCREMENTAL",
    "CARGO_NET_OFFLINE",
    "CARGO_HTTP_CAINFO",
    "CARGO_HTTP_PROXY",
    "RUSTUP_HOME",
    "RUSTUP_TOOLCHAIN",
    "RUSTFLAGS",
    "CC",
    "AR",
    "HTTPS_PROXY",
    "https_proxy",
    "NO_PROXY",
    "no_proxy",
    "SSL_CERT_FILE",
    // Windows finds its linker and its libraries by these.
    "SystemRoot",
    "SystemDrive",
    "windir",
    "ComSpec",
    "ProgramData",
    "ProgramFiles",
    "ProgramFiles(x86)",
    "APPDATA",
    "LOCALAPPDATA",
];

/// What a program needs to start at all.
const RUN: [&str; 2] = ["SystemRoot", "TZ"];

/// The environment of a build: where the tools are, and no secret of the caller.
#[must_use]
pub fn for_build() -> Vec<(String, String)> {
    listed(&BUILD)
}

/// The environment of a lab's program that acts on the embedded cloud.
///
/// `home` is an empty folder made for the run: no configuration of the caller is in it. See
/// <https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html#EVarSettings>.
#[must_use]
pub fn for_program(home: &Path, endpoint: &str, region: &str, credentials: &Credentials) -> Vec<(String, String)> {
    let home_text = home.display().to_string();
    let none = home.join("empty").display().to_string();
    let mut environment = listed(&RUN);
    environment.extend(
        [
            ("HOME", home_text.as_str()),
            ("USERPROFILE", &home_text),
            ("TMPDIR", &home_text),
            ("TMP", &home_text),
            ("TEMP", &home_text),
            ("RUST_BACKTRACE", "0"),
            ("NO_PROXY", "*"),
            ("AWS_CONFIG_FILE", &none),
            ("AWS_SHARED_CREDENTIALS_FILE", &none),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned())),
    );
    environment.extend(exports(endpoint, region, credentials));
    environment
}

/// The variables that point AWS's own tools at a cloud: what `checker cloud` prints.
#[must_use]
pub fn exports(endpoint: &str, region: &str, credentials: &Credentials) -> Vec<(String, String)> {
    let mut exports = vec![
        ("AWS_ENDPOINT_URL", endpoint),
        ("AWS_REGION", region),
        ("AWS_DEFAULT_REGION", region),
        ("AWS_ACCESS_KEY_ID", &credentials.access_key_id),
        ("AWS_SECRET_ACCESS_KEY", &credentials.secret_access_key),
        ("AWS_EC2_METADATA_DISABLED", "true"),
    ];
    // A role's session has one.
    exports.extend(credentials.session_token.as_deref().map(|token| ("AWS_SESSION_TOKEN", token)));
    exports.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

fn listed(names: &[&str]) -> Vec<(String, String)> {
    names.iter().filter_map(|name| Some(((*name).to_owned(), std::env::var(name).ok()?))).collect()
}
