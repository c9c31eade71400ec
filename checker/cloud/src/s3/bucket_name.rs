//! Which names a bucket may have.

use std::net::Ipv4Addr;

use s3s::validation::NameValidation;

/// The rules for general purpose buckets.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html>
pub(crate) struct BucketNames;

impl NameValidation for BucketNames {
    fn validate_bucket_name(&self, name: &str) -> bool {
        is_valid(name)
    }
}

/// Whether a general purpose bucket may have this name.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html>
#[must_use]
pub fn is_valid(name: &str) -> bool {
    const RESERVED_PREFIXES: [&str; 3] = ["xn--", "sthree-", "amzn-s3-demo-"];
    const RESERVED_SUFFIXES: [&str; 5] = ["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"];
    let letter_or_digit = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let bytes = name.as_bytes();
    (3..=63).contains(&bytes.len())
        && bytes.iter().all(|&byte| letter_or_digit(byte) || matches!(byte, b'.' | b'-'))
        && bytes.first().copied().is_some_and(letter_or_digit)
        && bytes.last().copied().is_some_and(letter_or_digit)
        && !name.contains("..")
        && name.parse::<Ipv4Addr>().is_err()
        && !RESERVED_PREFIXES.iter().any(|prefix| name.starts_with(prefix))
        && !RESERVED_SUFFIXES.iter().any(|suffix| name.ends_with(suffix))
}

#[cfg(test)]
mod tests {
    use super::is_valid;

    #[test]
    fn follows_the_naming_rules() {
        let long = "a".repeat(63);
        for name in ["abc", "my.site.example", "a-b", "0ab", long.as_str()] {
            assert!(is_valid(name), "{name}");
        }
        let too_long = "a".repeat(64);
        for name in [
            "ab",
            "",
            "Upper",
            "under_score",
            "-ab",
            "ab-",
            ".ab",
            "a..b",
            "192.168.5.4",
            "xn--ab",
            "sthree-ab",
            "ab-s3alias",
            "ab--x-s3",
            "a b",
            "ü-ab",
            too_long.as_str(),
        ] {
            assert!(!is_valid(name), "{name}");
        }
    }
}
