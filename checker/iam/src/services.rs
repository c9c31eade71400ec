//! The services that students meet: their principals, and the names of their actions.

use crate::spelling::nearest;

/// Services that assume roles, without `.amazonaws.com`.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-services>
const PRINCIPALS: [&str; 40] = [
    "apigateway",
    "appsync",
    "athena",
    "autoscaling",
    "backup",
    "batch",
    "cloudformation",
    "cloudfront",
    "cloudtrail",
    "cloudwatch",
    "codebuild",
    "codedeploy",
    "codepipeline",
    "cognito-idp",
    "cognito-identity",
    "config",
    "delivery.logs",
    "dynamodb",
    "ec2",
    "ecs",
    "ecs-tasks",
    "edgelambda",
    "eks",
    "elasticloadbalancing",
    "events",
    "firehose",
    "glue",
    "iot",
    "kinesis",
    "lambda",
    "logs",
    "ops.apigateway",
    "pipes",
    "rds",
    "s3",
    "scheduler",
    "sns",
    "sqs",
    "states",
    "sts",
];

const SUFFIX: &str = ".amazonaws.com";

/// The service principal that was probably meant, for a name that is none: `lambda.amazonaws.com` for
/// `lamda.amazonaws.com`. `None` for one that is known, and for one that is like none of them, which may exist.
#[must_use]
pub fn misspelt_principal(name: &str) -> Option<String> {
    let service = name.strip_suffix(SUFFIX)?;
    if PRINCIPALS.contains(&service) {
        return None;
    }
    let near = nearest(service, &PRINCIPALS)?;
    // Short names are alike by chance: `ecr` is no slip of `ecs`.
    (service.len() > 4 && service.len().abs_diff(near.len()) <= 2).then(|| format!("{near}{SUFFIX}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_told_from_names_that_we_do_not_know() {
        assert_eq!(misspelt_principal("lamda.amazonaws.com").as_deref(), Some("lambda.amazonaws.com"));
        assert_eq!(misspelt_principal("apigatway.amazonaws.com").as_deref(), Some("apigateway.amazonaws.com"));
        for sound in
            ["lambda.amazonaws.com", "ecr.amazonaws.com", "sagemaker.amazonaws.com", "logs.eu-central-1.amazonaws.com"]
        {
            assert_eq!(misspelt_principal(sound), None, "{sound}");
        }
    }
}
