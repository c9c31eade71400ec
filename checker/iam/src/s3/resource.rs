//! The resources that a bucket policy may name, and what is wrong with the others.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/security_iam_service-with-iam.html#security_iam_service-with-iam-id-based-policies-resources>

use crate::pattern::Pattern;

/// The part of an S3 ARN after `:::`.
pub(super) fn path_of(arn: &str) -> Option<&str> {
    ["arn:aws:s3:::", "arn:aws-cn:s3:::", "arn:aws-us-gov:s3:::"].iter().find_map(|prefix| arn.strip_prefix(prefix))
}

/// Why a bucket policy cannot name the resource, and what it could say instead; `None` if it can: a bucket policy names
/// its own bucket and the objects in it, nothing else.
pub(super) fn fault(value: &str, bucket: &str) -> Option<String> {
    let right = format!("arn:aws:s3:::{bucket}{}", key_part(value, bucket));
    let Some(path) = path_of(value) else {
        return Some(no_arn(value, bucket, &right));
    };
    let name = path.split_once('/').map_or(path, |(name, _)| name);
    if name.starts_with(['*', '?']) {
        return Some(format!("\"{value}\" is not in this bucket alone; write \"{right}\""));
    }
    if Pattern::new(name).matches(bucket) {
        return None;
    }
    Some(if name.chars().all(in_bucket_name) {
        format!("\"{name}\" is another bucket; this one is \"{right}\"")
    } else {
        format!(
            "\"{name}\" can be no bucket's name, which has small letters, digits, dots and hyphens; if it is a placeholder, \
             put in this bucket: \"{right}\""
        )
    })
}

fn in_bucket_name(character: char) -> bool {
    matches!(character, 'a'..='z' | '0'..='9' | '.' | '-' | '*' | '?')
}

/// What stands after the name of the bucket: nothing, or a slash and a key.
fn key_part<'value>(value: &'value str, bucket: &str) -> &'value str {
    if let Some((_, rest)) = value.split_once(bucket).filter(|(_, rest)| rest.starts_with('/')) {
        return rest;
    }
    path_of(value)
        .and_then(|path| path.find('/').map(|at| &path[at..]))
        .unwrap_or_else(|| if value.ends_with("/*") { "/*" } else { "" })
}

fn no_arn(value: &str, bucket: &str, right: &str) -> String {
    // Nothing says which of the two is meant.
    if !value.contains([':', '/']) && value != bucket {
        return format!(
            "\"{value}\" is no ARN of this bucket; its own is \"arn:aws:s3:::{bucket}\", that of its objects \
             \"arn:aws:s3:::{bucket}/*\""
        );
    }
    let parts: Vec<&str> = value.splitn(6, ':').collect();
    let named = match &parts[..] {
        ["arn", _, "s3", "", _, _] => "an account",
        ["arn", _, "s3", _, "", _] => "a region",
        ["arn", _, "s3", _, _, _] => "a region and an account",
        ["arn", _, "s3", ..] => {
            return format!("\"{value}\" has too few colons, three stand before the bucket's name; write \"{right}\"");
        }
        ["arn", ..] => return format!("\"{value}\" is no ARN of S3; this bucket's is \"{right}\""),
        _ => return format!("\"{value}\" is no ARN; write \"{right}\""),
    };
    format!("\"{value}\" names {named}; an ARN of S3 has no region and no account, write \"{right}\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_comes_with_the_right_arn() {
        let table = [
            ("arn:aws:s3:::site", None),
            ("arn:aws:s3:::site/a/*", None),
            ("arn:aws:s3:::si*", None),
            ("arn:aws:s3:eu-central-1::site/*", Some("names a region;")),
            ("arn:aws:s3::111122223333:site/*", Some("names an account;")),
            ("arn:aws:s3:eu-central-1:111122223333:site/*", Some("names a region and an account;")),
            ("arn:aws:s3::site/*", Some("too few colons")),
            ("arn:aws:s3:::other/*", Some("\"other\" is another bucket")),
            ("arn:aws:s3:::YOUR-BUCKET/*", Some("\"YOUR-BUCKET\" can be no bucket's name")),
            ("arn:aws:s3:::${Bucket}/*", Some("can be no bucket's name")),
            ("arn:aws:s3:::*/*", Some("not in this bucket alone")),
            ("arn:aws:sqs:eu-central-1:111122223333:site/*", Some("is no ARN of S3")),
            ("site/*", Some("is no ARN;")),
            ("s3://site/*", Some("is no ARN;")),
            ("https://site.s3.amazonaws.com/*", Some("is no ARN;")),
        ];
        for (value, part) in table {
            let detail = fault(value, "site");
            assert_eq!(detail.is_some(), part.is_some(), "{value}: {detail:?}");
            if let (Some(detail), Some(part)) = (detail, part) {
                assert!(detail.contains(part) && detail.contains("\"arn:aws:s3:::site/*\""), "{value}: {detail}");
            }
        }
        for value in ["*", "TODO"] {
            let detail = fault(value, "site").expect("no ARN");
            assert!(detail.contains("\"arn:aws:s3:::site\"") && detail.contains("\"arn:aws:s3:::site/*\""), "{detail}");
        }
        assert!(fault("site", "site").expect("no ARN").ends_with("write \"arn:aws:s3:::site\""));
    }
}
