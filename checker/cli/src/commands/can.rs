//! `checker can`: allowed or denied, with the deciding statement.

use std::process::ExitCode;

use clap::Args;

use crate::checks::{bucket_policy, role};
use crate::course::{self, Root};
use crate::starters::read_text;
use crate::stop::Stop;

/// What `checker can` takes.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Who asks: in lab 2 anonymous, student, intern or other-account; from lab 3 on a role of your template
    who: String,
    /// The action, such as s3:GetObject
    action: String,
    /// The resource's ARN, such as `arn:aws:s3:::chat-site/index.html`; from lab 3 on `{data-bucket}` stands for a name
    resource: String,
    /// The lab whose policy decides
    #[arg(long, default_value = "2", value_name = "LAB")]
    lab: String,
    /// The solution's policy instead of yours
    #[arg(long)]
    solutions: bool,
}

pub(crate) async fn run(root: &Root, arguments: &Arguments) -> Result<ExitCode, Stop> {
    let lab = course::find(&arguments.lab)?;
    let folder = || if arguments.solutions { root.solution(lab) } else { Ok(root.lab(lab)) };
    let Arguments { who, action, resource, .. } = arguments;
    let why = match lab.slug {
        "bucket-policy" => bucket_policy::can(who, action, resource, &read_text(&folder()?.join("policy.json"))?)?.1,
        "s3-hosting" => return Err(Stop::usage("lab 1 has no policy to ask; lab 2 has one: --lab 2")),
        _ => role::can(lab, &folder()?, cloud::DEFAULT_REGION, who, action, resource).await?,
    };
    anstream::println!("{why}");
    Ok(ExitCode::SUCCESS)
}
