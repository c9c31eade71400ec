//! Part 3: just the right permissions, by the role's own policies.

use aws_sdk_s3::error::ProvideErrorMetadata;
use cloud::CreateFailed;
use cloud::template::view::{ManagedPolicyProperties, RoleProperties};
use iam::Decision;
use serde_json::{Value, json};

use super::assume::refused;
use super::data::LIST;
use super::resources;
use super::scene::Scene;
use super::{GIVEN_ROLE, LabCheck, Session};
use crate::checks::role::{command, decided, documents, place};
use crate::checks::s3_client;
use crate::harness::{Check, Failure, Need, Outcome, Verdict};

pub(super) fn checks() -> Vec<LabCheck> {
    vec![
        Check {
            id: "iam-role/policy-attached",
            part: "least-privilege",
            title: "the policy is one that IAM takes, and the role has it",
            points: 1,
            needs: Need::Artefact,
            after: &["iam-role/trust"],
            hints: &[
                "Defined is not attached: a policy counts for nobody until a role has it.",
                "An identity policy says what, and on what. It is about whoever has it, so it has no Principal.",
                "`!Ref ChatS3Access` in ManagedPolicyArns. In Resource, ARNs: `!GetAtt ….Arn`, `!Sub`.",
            ],
            run: |session| Box::pin(policy_attached(session)),
        },
        Check {
            id: "iam-role/read-allowed",
            part: "least-privilege",
            title: "the role may read every object below data/",
            points: 2,
            needs: Need::Program,
            after: &["iam-role/policy-attached", "iam-role/function-role", "iam-role/reads-data"],
            hints: &[
                "The bucket is not its objects: their ARNs go on with a slash.",
                "The bucket is ChatDataBucket, not the public one, and the objects are those below data/.",
                "Action s3:GetObject, Resource !Sub ${ChatDataBucket.Arn}/data/*. A Deny wins over it.",
            ],
            run: |session| Box::pin(read_allowed(session)),
        },
        Check {
            id: "iam-role/list-allowed",
            part: "least-privilege",
            title: "the role may list the data bucket",
            points: 1,
            needs: Need::Artefact,
            after: &["iam-role/policy-attached"],
            hints: &[
                "Who may not list a bucket gets 403 for a key that is not there.",
                "s3:ListBucket is about the bucket: its ARN, without /*. The action is not called as the operation is.",
            ],
            run: |session| Box::pin(list_allowed(session)),
        },
        Check {
            id: "iam-role/no-more-than-needed",
            part: "least-privilege",
            title: "the role may do nothing else",
            points: 2,
            needs: Need::Artefact,
            after: &["iam-role/list-allowed"],
            hints: &[
                "What would the function lose if this were smaller?",
                "One action, the objects below data/ of one bucket, and the list of that bucket.",
            ],
            run: |session| Box::pin(super::excess::no_more_than_needed(session)),
        },
    ]
}

impl Scene {
    /// Decides a request of the function by the policies of its role alone.
    pub(super) fn decide(&self, role: &str, action: &str, resource: &str) -> Result<Decision, Verdict> {
        self.decide_with(role, action, resource, None)
    }

    /// Decides a request of the function by the policies of its role, and by a policy of the resource.
    pub(super) fn decide_with(
        &self,
        role: &str,
        action: &str,
        resource: &str,
        of_resource: Option<&iam::NamedPolicy>,
    ) -> Result<Decision, Verdict> {
        self.cloud
            .iam()
            .decide(role, &self.function.name, action, resource, of_resource)
            .map_err(|error| Verdict::Fault(format!("the role {role} is not there: {}", error.message)))
    }
}

async fn policy_attached(session: &Session) -> Outcome {
    let scene = session.own().await?;
    let template = session.setting.template()?;
    let role = resources::role(&scene.stack, "")?;
    let of_data = |failed: &&CreateFailed| match failed.action {
        "iam:CreatePolicy" | "iam:PutRolePolicy" => true,
        // That one is another check's.
        "iam:AttachRolePolicy" => !failed.about.to_ascii_lowercase().contains("basicexecution"),
        _ => false,
    };
    if let Some(failed) = scene.failures.iter().find(of_data) {
        return refused(&template, failed).fail();
    }
    if speaks_of_s3(scene, &role)? {
        super::assume::names_differ(session, |resource_type| resource_type == "AWS::IAM::ManagedPolicy")?;
        return makes_nothing_of_iam(session);
    }
    let defined =
        scene.stack.resources.iter().filter_map(ManagedPolicyProperties::new).map(|policy| policy.name).next();
    let message = match &defined {
        Some(name) => format!("The policy {name} is there, but the role does not have it."),
        None => "The role has no policy about S3.".to_owned(),
    };
    Failure::new(message)
        .tried(format!("aws iam list-attached-role-policies --role-name {}", role.name))
        .compared("a policy about S3", attached(scene, &role)?)
        .fail()
}

/// Who may not make a role may make no policy either.
fn makes_nothing_of_iam(session: &Session) -> Outcome {
    let given = session.setting.stack(&[("FunctionRoleArn", GIVEN_ROLE)])?;
    // What SAM makes for another function is that function's matter.
    let mut written = given.resources.iter().filter(|resource| resource.generated_from.is_none());
    let Some(made) = written.find(|resource| resource.resource_type.starts_with("AWS::IAM::")) else {
        return Ok(());
    };
    Failure::new("Where a role is given, the stack must make no policy either: there are accounts that may not.")
        .tried(format!("sam deploy --parameter-overrides FunctionRoleArn={GIVEN_ROLE}"))
        .compared("Condition: MakesRole", format!("{} has no such condition", made.logical_id))
        .because(session.setting.template()?.excerpt(&made.at))
        .fail()
}

fn attached(scene: &Scene, role: &RoleProperties) -> Result<String, Verdict> {
    let role = made(scene, role)?;
    let all: Vec<String> =
        role.attached.iter().cloned().chain(role.inline.keys().map(|name| format!("{name} (inline)"))).collect();
    Ok(if all.is_empty() { "no policy at all".to_owned() } else { all.join("\n") })
}

fn made(scene: &Scene, role: &RoleProperties) -> Result<cloud::roles::Role, Verdict> {
    let found = scene.cloud.iam().get_role(&role.name);
    found.map_err(|error| Verdict::Fault(format!("the role {} is not there: {}", role.name, error.message)))
}

/// Whether a policy that the role has names an action of S3.
fn speaks_of_s3(scene: &Scene, role: &RoleProperties) -> Result<bool, Verdict> {
    let documents = documents(&scene.cloud, &role.name)?.into_iter();
    Ok(documents.filter_map(|(_, text)| serde_json::from_str::<Value>(&text).ok()).any(|document| names_s3(&document)))
}

fn names_s3(document: &Value) -> bool {
    match document {
        Value::String(text) => text == "*" || text.to_ascii_lowercase().starts_with("s3:"),
        Value::Array(items) => items.iter().any(names_s3),
        Value::Object(members) => members.iter().any(|(name, value)| name != "Resource" && names_s3(value)),
        _ => false,
    }
}

/// What a statement would have to say, or what must go.
fn needed(decision: &Decision, action: &str, resource: &str) -> String {
    match decision.outcome {
        iam::Outcome::ExplicitDeny { .. } => {
            "a Deny wins over every Allow: it has to go, or to be about less".to_owned()
        }
        _ => format!("needed: Effect Allow, Action {action}, Resource {resource}"),
    }
}

/// Asks S3 with the credentials that the function has; then the function itself.
async fn read_allowed(session: &Session) -> Outcome {
    let scene = session.own().await?;
    let role = resources::role(&scene.stack, "")?;
    let fault = |error: cloud::ServiceError| Verdict::Fault(format!("the role cannot be assumed: {error}"));
    let iam = scene.cloud.iam();
    let credentials =
        iam.assume_role_for_service("lambda.amazonaws.com", &role.arn, &scene.function.name).map_err(fault)?;
    let s3 = s3_client::new(&scene.cloud, &credentials, &session.setting.region);
    let ran = scene.invoke(&json!({})).await?;
    for key in session.data.keys() {
        let Err(error) = s3.get_object().bucket(&scene.bucket).key(&key).send().await else { continue };
        let resource = format!("arn:aws:s3:::{}/{key}", scene.bucket);
        let decision = scene.decide(&role.name, "s3:GetObject", &resource)?;
        let mut failure = Failure::new(format!("Under its role the function may not read {key}."))
            .tried(&ran.command)
            .compared(
                format!("the object {key}"),
                format!("{}: {}", error.code().unwrap_or_default(), error.message().unwrap_or_default()),
            )
            .because(format!("{}, under {}", credentials.arn, role.name))
            .because(decided(&decision))
            .because_of(place(&scene.stack, &session.setting.template()?, &decision));
        if ran.failed {
            failure = failure.because_of(ran.log_lines());
        }
        let objects = format!("arn:aws:s3:::{}/data/*", scene.bucket);
        return failure.because(needed(&decision, "s3:GetObject", &objects)).fail();
    }
    if ran.failed {
        let mut failure = ran.failure("the list of conversations");
        failure.message = "The role may read the data, but under it the function fails.".into();
        return failure.fail();
    }
    elsewhere(session, "s3:GetObject", |bucket| format!("{bucket}/{LIST}")).await
}

/// The same in another deployment: what is written out in a policy is right in one of them only.
async fn elsewhere(session: &Session, action: &str, resource: impl FnOnce(&str) -> String) -> Outcome {
    let scene = session.elsewhere().await?;
    let role = resources::role(&scene.stack, &session.setting.prefix())?;
    let resource = resource(&format!("arn:aws:s3:::{}", scene.bucket));
    let decision = scene.decide(&role.name, action, &resource)?;
    if decision.is_allowed() {
        return Ok(());
    }
    Failure::new("The policy fits this one deployment only: in another stack the bucket has another name.")
        .tried(format!("{action} on {resource}, in a second stack"))
        .compared("allowed", decided(&decision))
        .because_of(place(&scene.stack, &session.setting.template()?, &decision))
        .fail()
}

async fn list_allowed(session: &Session) -> Outcome {
    let scene = session.own().await?;
    let role = resources::role(&scene.stack, "")?;
    let bucket = format!("arn:aws:s3:::{}", scene.bucket);
    let decision = scene.decide(&role.name, "s3:ListBucket", &bucket)?;
    if decision.is_allowed() {
        return elsewhere(session, "s3:ListBucket", str::to_owned).await;
    }
    Failure::new(
        "The role may not list the data bucket. For a key that is not there S3 then answers 403, as for a forbidden one.",
    )
    .tried(command(&role.name, "s3:ListBucket", &bucket, 3))
    .compared("allowed", decided(&decision))
    .because_of(place(&scene.stack, &session.setting.template()?, &decision))
    .because(needed(&decision, "s3:ListBucket", &bucket))
    .fail()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_about_s3_is_known_by_its_actions() {
        let policy = |action: Value| json!({ "Statement": [{ "Action": action, "Resource": "arn:aws:s3:::x" }] });
        assert!(names_s3(&policy(json!("S3:getobject"))) && names_s3(&policy(json!(["logs:*", "s3:ListBucket"]))));
        assert!(names_s3(&policy(json!("*"))));
        assert!(!names_s3(&policy(json!("logs:PutLogEvents"))));
        assert!(!names_s3(&json!({ "Statement": { "Action": "logs:*", "Resource": "*" } })));
    }
}
