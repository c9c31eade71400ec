//! `checker can`: allowed or denied, with the deciding statement.

use std::process::ExitCode;

use clap::Args;

use crate::checks::bucket_policy;
use crate::course::{self, Root};
use crate::starters::read_text;
use crate::stop::Stop;

/// What `checker can` takes.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Who asks: anonymous, student, intern or other-account
    who: String,
    /// The action, such as s3:GetObject
    action: String,
    /// The resource's ARN, such as `arn:aws:s3:::chat-site/index.html`
    resource: String,
    /// The lab whose policy decides
    #[arg(long, default_value = "2", value_name = "LAB")]
    lab: String,
    /// The solution's policy instead of yours
    #[arg(long)]
    solutions: bool,
}

pub(crate) fn run(root: &Root, arguments: &Arguments) -> Result<ExitCode, Stop> {
    let lab = course::find(&arguments.lab)?;
    if lab.slug != "bucket-policy" {
        return Err(Stop::usage(format!("lab {} has no policy to ask; lab 2 has one: --lab 2", lab.number)));
    }
    let folder = if arguments.solutions { root.solution(lab)? } else { root.lab(lab) };
    let text = read_text(&folder.join("policy.json"))?;
    let (_, why) = bucket_policy::can(&arguments.who, &arguments.action, &arguments.resource, &text)?;
    anstream::println!("{why}");
    Ok(ExitCode::SUCCESS)
}
