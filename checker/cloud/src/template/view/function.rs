//! `AWS::Lambda::Function`, which `AWS::Serverless::Function` becomes.

use std::time::Duration;

use super::super::node::Node;
use super::super::stack::{LocalCode, Resource};
use super::{text, texts};

/// A function. <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html>
#[derive(Clone, Debug)]
pub struct FunctionProperties {
    /// Its name.
    pub name: String,
    /// Its ARN.
    pub arn: String,
    /// The ARN of its role.
    pub role: String,
    /// `provided.al2023` for Rust; `None` for a container image.
    pub runtime: Option<String>,
    /// `bootstrap` for Rust.
    pub handler: Option<String>,
    /// 3 seconds where none is given.
    pub timeout: Duration,
    /// In MB; 128 where none is given.
    pub memory_mb: u32,
    /// How many may run at once, where that is limited.
    pub reserved_concurrency: Option<u32>,
    /// Names and values, in the template's order.
    pub environment: Vec<(String, String)>,
    /// `x86_64` where none is given.
    pub architecture: String,
    /// Where its log goes: `/aws/lambda/NAME` where nothing is given.
    pub log_group: String,
    /// Where its code is.
    pub code: CodeSource,
}

/// Where a function's code is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CodeSource {
    /// `sam build` builds it.
    Local(LocalCode),
    /// A zip file in a bucket.
    S3 {
        /// The bucket.
        bucket: String,
        /// The key.
        key: String,
    },
    /// Text in the template, for Node.js and Python.
    Inline(String),
    /// A container image.
    Image(String),
}

impl FunctionProperties {
    /// The view of a resource; `None` for another type.
    #[must_use]
    pub fn new(resource: &Resource) -> Option<Self> {
        if resource.resource_type != "AWS::Lambda::Function" {
            return None;
        }
        let properties = &resource.properties;
        let number =
            |name: &str| properties.get(name).and_then(Node::as_i64).and_then(|number| u32::try_from(number).ok());
        let variables = properties.get("Environment").and_then(|environment| environment.get("Variables"));
        let name = resource.physical_id.clone();
        let log_group =
            properties.get("LoggingConfig").and_then(|logging| logging.get("LogGroup")).and_then(Node::scalar);
        let code = properties.get("Code");
        let part = |name: &str| code.and_then(|code| code.get(name)).and_then(Node::scalar);
        let code = match (&resource.code, part("ZipFile"), part("ImageUri")) {
            (Some(local), _, _) => CodeSource::Local(local.clone()),
            (None, Some(text), _) => CodeSource::Inline(text),
            (None, None, Some(image)) => CodeSource::Image(image),
            (None, None, None) => {
                CodeSource::S3 { bucket: part("S3Bucket").unwrap_or_default(), key: part("S3Key").unwrap_or_default() }
            }
        };
        Some(Self {
            arn: resource.arn().unwrap_or_default().to_owned(),
            role: text(resource, "Role").unwrap_or_default(),
            runtime: text(resource, "Runtime"),
            handler: text(resource, "Handler"),
            timeout: Duration::from_secs(number("Timeout").unwrap_or(3).into()),
            memory_mb: number("MemorySize").unwrap_or(128),
            reserved_concurrency: number("ReservedConcurrentExecutions"),
            environment: variables
                .and_then(Node::entries)
                .unwrap_or_default()
                .iter()
                .filter_map(|entry| Some((entry.key.clone(), entry.value.scalar()?)))
                .collect(),
            architecture: texts(resource, "Architectures")
                .first()
                .map_or_else(|| "x86_64".to_owned(), |first| first.text.clone()),
            log_group: log_group.unwrap_or_else(|| format!("/aws/lambda/{name}")),
            code,
            name,
        })
    }
}
