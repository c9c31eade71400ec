//! The lab's files that are no code: `bucket.txt` and `policy.json`, and how a message points into them.

use std::path::{Path, PathBuf};

use iam::Position;

use crate::harness::Failure;

/// The policy's file.
pub(super) const POLICY: &str = "policy.json";
/// The file that names the bucket.
const BUCKET: &str = "bucket.txt";

/// The folder with the student's files.
#[derive(Debug, Clone)]
pub struct Files {
    /// The folder.
    pub folder: PathBuf,
}

impl Files {
    /// The files in a folder.
    #[must_use]
    pub fn new(folder: &Path) -> Self {
        Self { folder: folder.to_path_buf() }
    }

    /// The bucket's name, as `bucket.txt` has it.
    ///
    /// # Errors
    /// A failure that says which rule the name breaks.
    pub fn bucket(&self) -> Result<String, Failure> {
        let text = self.read(BUCKET)?;
        let name = text.trim_start_matches('\u{feff}').trim();
        let Some(fault) = name_fault(name) else { return Ok(name.to_owned()) };
        Err(Failure::new(format!("{BUCKET} holds no name that a bucket can have: {fault}."))
            .tried(format!("aws s3api create-bucket --bucket {}", crate::checks::shell::quote(name)))
            .compared(
                "3 to 63 lower-case letters, digits, hyphens and periods; a letter or digit at both ends",
                format!("`{name}`"),
            ))
    }

    /// The text of `policy.json`, byte order mark and all.
    ///
    /// # Errors
    /// A failure when there is none, or when it is not UTF-8.
    pub fn policy(&self) -> Result<String, Failure> {
        self.read(POLICY)
    }

    /// Reads one of the lab's files.
    pub(super) fn read(&self, name: &str) -> Result<String, Failure> {
        let bytes = std::fs::read(self.folder.join(name)).map_err(|_| {
            Failure::new(format!("{name} is not there."))
                .compared(format!("the file {name} in the lab's folder"), "no such file")
                .because("`cargo checker reset 2` puts the starter back, and keeps what you wrote aside")
        })?;
        String::from_utf8(bytes).map_err(|error| {
            let utf_16 = matches!(error.as_bytes(), [0xff, 0xfe, ..] | [0xfe, 0xff, ..]);
            let what = if utf_16 { "UTF-16, as `>` in Windows PowerShell writes it" } else { "another encoding" };
            Failure::new(format!("{name} is no UTF-8 text. Save it as UTF-8 in your editor.")).compared("UTF-8", what)
        })
    }
}

/// Which naming rule a name breaks, if any.
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html>
fn name_fault(name: &str) -> Option<String> {
    if cloud::is_valid_bucket_name(name) {
        return None;
    }
    let odd = name.chars().find(|&char| !matches!(char, 'a'..='z' | '0'..='9' | '-' | '.'));
    Some(match odd {
        _ if name.is_empty() => "it is empty".to_owned(),
        Some('/' | ':') => "it is an address; write the name alone".to_owned(),
        Some(char) if char.is_uppercase() => format!("`{char}` is an upper-case letter"),
        Some(char) if char.is_whitespace() => "there is white space in it; one name stands alone".to_owned(),
        Some(char) => format!("`{char}` may not stand in it"),
        None if name.len() < 3 => "it is too short".to_owned(),
        None if name.len() > 63 => "it is too long".to_owned(),
        None if name.starts_with(['-', '.']) || name.ends_with(['-', '.']) => {
            "it begins or ends with a hyphen or a period".to_owned()
        }
        None => "it is a form that S3 keeps for itself, or an IP address".to_owned(),
    })
}

/// `policy.json:9:19`, as compilers write a place.
pub(super) fn at(position: Position) -> String {
    format!("{POLICY}:{}:{}", position.line, position.column)
}

/// The line of a text with a mark below the column.
pub(super) fn excerpt(text: &str, position: Position) -> String {
    crate::checks::excerpt::excerpt(POLICY, text, position.line, position.column)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rule_that_a_name_breaks_is_told() {
        let table = [
            ("chat-site", None),
            ("", Some("empty")),
            ("Chat-site", Some("`C` is an upper-case letter")),
            ("chat site", Some("white space")),
            ("chat_site", Some("`_` may not")),
            ("s3://chat-site", Some("address")),
            ("ab", Some("short")),
            ("-chat", Some("hyphen")),
            ("192.168.5.4", Some("IP address")),
        ];
        for (name, part) in table {
            let fault = name_fault(name);
            match part {
                None => assert_eq!(fault, None, "{name}"),
                Some(part) => assert!(fault.as_ref().is_some_and(|fault| fault.contains(part)), "{name}: {fault:?}"),
            }
        }
    }
}
