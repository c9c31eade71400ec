//! One request of a role's session, decided: what `checker can … --lab 3` answers, and the labs after it.

use std::path::Path;

use cloud::template::Stack;
use cloud::template::view::{FunctionProperties, ManagedPolicyProperties, PolicyProperties, RoleProperties};
use cloud::{Cloud, STUDENT_ACCOUNT};
use iam::{Decision, NamedPolicy, Policy};

use super::resources;
use super::template_file::{Deployment, TEMPLATE, TemplateFile};
use crate::course::Lab;
use crate::harness::{Failure, Verdict};
use crate::stop::Stop;

/// The command that asks for a decision about a role.
pub(super) fn command(role: &str, action: &str, resource: &str, lab: u8) -> String {
    format!("cargo checker can {role} {action} '{resource}' --lab {lab}")
}

/// The policy that lab 2 leaves on the site bucket.
pub(super) fn site_policy(bucket: &str) -> String {
    format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Sid":"PublicRead","Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::{bucket}/*"}}]}}"#
    )
}

/// Whether a session of a role of the template in a folder may do something, and what decides: the role's policies, and
/// on the site bucket the policy of lab 2. `{data-bucket}` and `{site-bucket}` stand for the names of the buckets.
///
/// # Errors
/// A usage error when the role or the request is none, or the template does not resolve.
pub async fn can(
    lab: &Lab,
    folder: &Path,
    region: &str,
    who: &str,
    action: &str,
    resource: &str,
) -> Result<String, Stop> {
    let usage = |failure: Failure| Stop::usage(format!("{}\n{}", failure.message, failure.actual));
    let template = TemplateFile::read(folder).map_err(usage)?;
    let stack =
        template.resolve(&Deployment { parameters: &[], account: STUDENT_ACCOUNT, region, seed: 0 }).map_err(usage)?;
    if !action.contains(':') || action.contains('*') {
        return Err(Stop::usage(format!("`{action}` is no action; an action is one like s3:GetObject")));
    }
    let site = stack.output("SiteBucketName").unwrap_or("chat-site").to_owned();
    let data = resources::data_bucket(&stack, "").map_err(usage)?;
    let resource = resource.replace("{site-bucket}", &site).replace("{data-bucket}", &data);
    if !resource.starts_with("arn:") || resource.contains('*') {
        return Err(Stop::usage(format!(
            "`{resource}` names no single resource; {}",
            if lab.number < 5 {
                "an object is one like arn:aws:s3:::{data-bucket}/data/conversations.json"
            } else {
                "a table is one like arn:aws:dynamodb:eu-central-1:111122223333:table/Chat-Messages"
            }
        )));
    }
    let cloud = Cloud::start(cloud::Config { region: region.to_owned(), ..cloud::Config::default() })
        .await
        .map_err(|error| Stop::fault(format!("the embedded cloud did not start: {error}")))?;
    let failures = cloud.deploy(&stack, &|_| Some("bootstrap".into()));
    let roles: Vec<String> = cloud.iam().list_roles().into_iter().map(|role| role.name).collect();
    if !roles.iter().any(|role| role == who) {
        let refused: Vec<String> = failures.iter().map(ToString::to_string).collect();
        let known = if roles.is_empty() { "none".to_owned() } else { roles.join(", ") };
        return Err(Stop::usage(
            format!("{TEMPLATE} makes no role `{who}`; its roles are: {known}\n{}", refused.join("\n"))
                .trim_end()
                .to_owned(),
        ));
    }
    let on_site = resource == format!("arn:aws:s3:::{site}") || resource.starts_with(&format!("arn:aws:s3:::{site}/"));
    let policy = on_site.then(|| Policy::parse(&site_policy(&site)).ok()).flatten();
    let policy = policy.map(|policy| NamedPolicy::new(format!("the bucket policy of {site}, from lab 2"), policy));
    let mut functions = stack.resources.iter().filter_map(FunctionProperties::new);
    let of_role = functions.find(|function| function.role.ends_with(&format!("/{who}")));
    let session = of_role.map_or_else(|| "session".to_owned(), |function| function.name);
    let decision = cloud
        .iam()
        .decide(who, &session, action, &resource, policy.as_ref())
        .map_err(|error| Stop::fault(error.to_string()))?;
    cloud.shutdown().await;
    let mut lines = vec![
        format!("{}: {action} on {resource}", if decision.is_allowed() { "allowed" } else { "denied" }),
        format!("who      arn:aws:sts::{STUDENT_ACCOUNT}:assumed-role/{who}/{session}"),
        format!("decided  {}", decided(&decision)),
    ];
    lines.extend(
        place(&stack, &template, &decision).map(|place| format!("         {}", place.replace('\n', "\n         "))),
    );
    Ok(lines.join("\n"))
}

/// What decided, in words, without lines: a policy of a template is one line of JSON.
pub(super) fn decided(decision: &Decision) -> String {
    decision.explain().replace(" (line 1)", "")
}

/// Where the deciding statement stands in the template, or else the one that came nearest.
pub(super) fn place(stack: &Stack, template: &TemplateFile, decision: &Decision) -> Option<String> {
    let statement = decision.deciding.as_ref().or_else(|| decision.nearest_miss().map(|(statement, _)| statement))?;
    place_of(stack, template, &statement.policy, statement.position)
}

/// Where something of a policy stands in the template, if the template has the policy.
pub(super) fn place_of(
    stack: &Stack,
    template: &TemplateFile,
    policy: &str,
    position: iam::Position,
) -> Option<String> {
    let documents = stack.resources.iter().flat_map(|resource| {
        let managed = ManagedPolicyProperties::new(resource).map(|policy| (policy.name, policy.document));
        let inline = PolicyProperties::new(resource).map(|policy| (policy.name, policy.document));
        let of_role = RoleProperties::new(resource).map(|role| role.policies).unwrap_or_default();
        managed.into_iter().chain(inline).chain(of_role.into_iter().map(|policy| (policy.name, policy.document)))
    });
    let found = documents.into_iter().find(|(name, _)| *name == policy);
    found.map(|(_, document)| template.excerpt(&document.place(position)))
}

/// The policies that a role has, each with its name and its text.
///
/// # Errors
/// A fault when the cloud has no such role.
pub(super) fn documents(cloud: &Cloud, role: &str) -> Result<Vec<(String, String)>, Verdict> {
    let found = cloud.iam().get_role(role);
    let role = found.map_err(|error| Verdict::Fault(format!("the role {role} is not there: {}", error.message)))?;
    let managed = |arn: &String| match iam::aws_managed::find(arn) {
        Some(policy) => Some((policy.name().to_owned(), policy.document?.to_owned())),
        None => cloud.iam().get_policy(arn).ok().map(|policy| (policy.name, policy.document)),
    };
    let inline = role.inline.iter().map(|(name, text)| (name.clone(), text.clone()));
    Ok(role.attached.iter().filter_map(managed).chain(inline).collect())
}
