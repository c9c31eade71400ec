//! AWS's own managed policies that students reach for.
//!
//! The documents are those of the [AWS managed policy
//! reference](https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html), the page of each policy
//! bears its name; read in 2026.

use crate::spelling::nearest as nearest_spelling;

/// A managed policy of AWS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AwsManagedPolicy {
    /// Path and name, as they stand behind `policy/` in the ARN: `service-role/AWSLambdaBasicExecutionRole`.
    pub path_and_name: &'static str,
    /// The number of its default version: 1 for `v1`, 0 where it was not looked up.
    pub version: u32,
    /// The document; `None` for a policy that is known by name only.
    pub document: Option<&'static str>,
}

impl AwsManagedPolicy {
    /// `arn:aws:iam::aws:policy/…`.
    #[must_use]
    pub fn arn(&self) -> String {
        format!("{PREFIX}{}", self.path_and_name)
    }

    /// The name without the path.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.path_and_name.rsplit('/').next().unwrap_or(self.path_and_name)
    }

    /// The page of the AWS managed policy reference.
    #[must_use]
    pub fn page(&self) -> String {
        format!("https://docs.aws.amazon.com/aws-managed-policy/latest/reference/{}.html", self.name())
    }
}

const PREFIX: &str = "arn:aws:iam::aws:policy/";

macro_rules! policies {
    ($($path_and_name:literal, $version:literal, $document:expr;)*) => {
        /// All that are known.
        pub const ALL: &[AwsManagedPolicy] = &[
            $(AwsManagedPolicy { path_and_name: $path_and_name, version: $version, document: $document },)*
        ];
    };
}

macro_rules! document {
    ($name:literal) => {
        Some(include_str!(concat!("aws_managed/", $name, ".json")))
    };
}

policies! {
    "AdministratorAccess", 1, document!("AdministratorAccess");
    "AWSLambdaExecute", 1, document!("AWSLambdaExecute");
    "AmazonCognitoPowerUser", 8, document!("AmazonCognitoPowerUser");
    "AmazonCognitoReadOnly", 4, document!("AmazonCognitoReadOnly");
    "AmazonDynamoDBFullAccess", 15, document!("AmazonDynamoDBFullAccess");
    "AmazonDynamoDBReadOnlyAccess", 14, document!("AmazonDynamoDBReadOnlyAccess");
    "AmazonS3FullAccess", 2, document!("AmazonS3FullAccess");
    "AmazonS3ReadOnlyAccess", 3, document!("AmazonS3ReadOnlyAccess");
    "CloudWatchLogsFullAccess", 3, document!("CloudWatchLogsFullAccess");
    "PowerUserAccess", 12, document!("PowerUserAccess");
    "service-role/AWSLambdaBasicExecutionRole", 1, document!("AWSLambdaBasicExecutionRole");
    "service-role/AWSLambdaDynamoDBExecutionRole", 1, document!("AWSLambdaDynamoDBExecutionRole");
    "service-role/AmazonAPIGatewayPushToCloudWatchLogs", 1, document!("AmazonAPIGatewayPushToCloudWatchLogs");
    // Hundreds of actions that change every few weeks, or none that a lab needs: known by name.
    "AWSLambda_FullAccess", 0, None;
    "AWSLambda_ReadOnlyAccess", 0, None;
    "AmazonDynamoDBFullAccess_v2", 3, None;
    "ReadOnlyAccess", 0, None;
    "service-role/AWSLambdaRole", 0, None;
    "service-role/AWSLambdaSQSQueueExecutionRole", 0, None;
    "service-role/AWSLambdaVPCAccessExecutionRole", 0, None;
}

/// The policy of an ARN, which must be right letter by letter.
#[must_use]
pub fn find(arn: &str) -> Option<&'static AwsManagedPolicy> {
    let path_and_name = arn.strip_prefix(PREFIX)?;
    ALL.iter().find(|policy| policy.path_and_name == path_and_name)
}

/// The policy that was probably meant: the same name under another path, or one spelt alike.
#[must_use]
pub fn nearest(arn_or_name: &str) -> Option<&'static AwsManagedPolicy> {
    let name = arn_or_name.rsplit(['/', ':']).next()?;
    if let Some(same) = ALL.iter().find(|policy| policy.name().eq_ignore_ascii_case(name)) {
        return Some(same);
    }
    let names: Vec<&str> = ALL.iter().map(AwsManagedPolicy::name).collect();
    let near = nearest_spelling(name, &names)?;
    // Names of AWS are long and alike: a third of one is no slip any more.
    ALL.iter().find(|policy| policy.name() == near && near.len().abs_diff(name.len()) <= 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_document_is_one_that_iam_would_store() {
        for policy in ALL {
            if let Some(document) = policy.document {
                crate::identity::validate(document).unwrap_or_else(|fault| panic!("{}: {fault:?}", policy.name()));
            }
        }
    }

    #[test]
    fn a_wrong_path_or_a_slip_leads_to_the_right_arn() {
        let right = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";
        assert_eq!(find(right).map(AwsManagedPolicy::arn).as_deref(), Some(right));
        for wrong in [
            "arn:aws:iam::aws:policy/AWSLambdaBasicExecutionRole",
            "arn:aws:iam::111122223333:policy/AWSLambdaBasicExecutionRole",
            "arn:aws:iam::aws:policy/service-role/AWSLamdaBasicExecutionRole",
            "AWSLambdaBasicExecutionRole",
        ] {
            assert_eq!(find(wrong), None, "{wrong}");
            assert_eq!(nearest(wrong).map(AwsManagedPolicy::arn).as_deref(), Some(right), "{wrong}");
        }
        assert_eq!(nearest("arn:aws:iam::111122223333:policy/chat-s3-access"), None);
    }
}
