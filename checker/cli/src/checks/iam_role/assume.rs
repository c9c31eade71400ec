//! Part 1: a role that Lambda may assume.

use cloud::roles::{CreateRole, Roles};
use cloud::template::Resource;
use cloud::template::view::RoleProperties;
use cloud::{ADMINISTRATOR_ACCESS, AccountId, CreateFailed, OTHER_ACCOUNT, STUDENT_ACCOUNT, STUDENT_USER};
use iam::{Effect, NamedPolicy, Policy, Principal, Request};

use super::resources::{self, ROLE};
use super::scene::Scene;
use super::{GIVEN_ROLE, LabCheck, Session};
use crate::checks::role::decided;
use crate::checks::template_file::{TEMPLATE, TemplateFile};
use crate::harness::{Check, Failure, Need, Outcome, Verdict};

const LAMBDA: &str = "lambda.amazonaws.com";

pub(super) fn checks() -> Vec<LabCheck> {
    vec![
        Check {
            id: "iam-role/template-accepted",
            part: "assume",
            title: "template.yaml is a template that AWS takes",
            points: 1,
            needs: Need::Artefact,
            after: &[],
            hints: &[
                "YAML counts spaces: what belongs to a resource is indented by two more than the resource.",
                "The message names a line. What is wrong stands there, or just before it.",
                "`!GetAtt` and `!Ref` take the logical name, the one that stands at the left in Resources.",
            ],
            run: |session| Box::pin(async { template_accepted(session) }),
        },
        Check {
            id: "iam-role/trust",
            part: "assume",
            title: "Lambda may assume the role, and nobody else",
            points: 2,
            needs: Need::Artefact,
            after: &["iam-role/template-accepted"],
            hints: &[
                "A trust policy says who may become this role. Your function does not run as you, nor as your account.",
                "Who assumes the role is a service of AWS. Services stand under `Service`.",
                "Effect Allow, Principal Service lambda.amazonaws.com, Action sts:AssumeRole; and no statement that denies.",
            ],
            run: |session| Box::pin(async { trust(session) }),
        },
        Check {
            id: "iam-role/role-name",
            part: "assume",
            title: "the role is called chat-lambda-data, with the prefix before it",
            points: 1,
            needs: Need::Artefact,
            after: &["iam-role/template-accepted"],
            hints: &[
                "Two students share an account: the parameter NamePrefix stands before every name.",
                "`${…}` is replaced only in a text with `!Sub` before it.",
            ],
            run: |session| Box::pin(async { role_name(session) }),
        },
        Check {
            id: "iam-role/basic-execution",
            part: "assume",
            title: "the role may write a log",
            points: 1,
            needs: Need::Artefact,
            after: &["iam-role/trust"],
            hints: &[
                "What the function prints is written in the name of the role, and that is a permission too.",
                "AWS has a policy for it: AWSLambdaBasicExecutionRole. Attach it by ManagedPolicyArns.",
                "Its ARN is arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole: account aws, and a path.",
            ],
            run: |session| Box::pin(basic_execution(session)),
        },
        Check {
            id: "iam-role/function-role",
            part: "assume",
            title: "the function runs under the role",
            points: 2,
            needs: Need::Artefact,
            after: &["iam-role/trust"],
            hints: &[
                "A function that names no role gets one that SAM makes up.",
                "`!Ref` of a role is its name. AWS wants the ARN here.",
                "Role: !If [MakesRole, !GetAtt ChatLambdaDataRole.Arn, !Ref FunctionRoleArn]",
            ],
            run: |session| Box::pin(function_role(session)),
        },
    ]
}

fn template_accepted(session: &Session) -> Outcome {
    let prefix = session.setting.prefix();
    for parameters in [&[][..], &[("NamePrefix", prefix.as_str())], &[("FunctionRoleArn", GIVEN_ROLE)]] {
        session.setting.stack(parameters)?;
    }
    Ok(())
}

/// What a service refused, as a stack's events show it, with the place in the template.
pub(super) fn refused(template: &TemplateFile, failed: &CreateFailed) -> Failure {
    Failure::new(format!("AWS refuses {}: {}", failed.action, failed.error.message))
        .tried("sam deploy")
        .compared("CREATE_COMPLETE", failed.to_string())
        .because(template.excerpt(&failed.at))
        .because_of(failed.error.hint.clone())
}

fn trust(session: &Session) -> Outcome {
    let stack = session.setting.stack(&[])?;
    let role = resources::role(&stack, "")?;
    let document = &role.assume_role_policy;
    let template = session.setting.template()?;
    let place = |position: Option<iam::Position>| {
        // Whom it trusts is what is wrong, unless IAM says otherwise.
        let principal = document.text.find("\"Principal\"").map(|at| iam::Position { line: 1, column: at + 1 });
        template
            .excerpt(&position.or(principal).map_or_else(|| document.at.clone(), |position| document.place(position)))
    };
    let roles = Roles::new(&AccountId::new(STUDENT_ACCOUNT));
    let asked = CreateRole { name: ROLE, trust_policy: &document.text, ..CreateRole::default() };
    let made = match roles.create_role(&asked) {
        Ok(made) => made,
        Err(error) => {
            return Failure::new(format!("IAM does not take the trust policy: {}", error.message))
                .tried("sam deploy")
                .compared("a trust policy that IAM takes", format!("{} {}", error.status.as_u16(), error.code))
                .because(place(error.position))
                .because_of(error.hint)
                .fail();
        }
    };
    if let Err(error) = roles.assume_role_for_service(LAMBDA, &made.arn, "chat-data") {
        return Failure::new("Lambda may not assume the role, so the function cannot be made.")
            .tried("sam deploy")
            .compared("the function is made", format!("{} {}: {}", error.status.as_u16(), error.code, error.message))
            .because(place(None))
            .because_of(error.hint.map(|hint| hint.replace(" (line 1)", "")))
            .fail();
    }
    if let Some(who) = also_trusted(&roles, &made.arn, &document.text)? {
        return Failure::new(format!("The role can be assumed by Lambda, but by {who} as well."))
            .compared("Lambda alone may assume the role", format!("{who} may too"))
            .because(place(None))
            .fail();
    }
    Ok(())
}

/// Somebody else whom the trust policy lets in.
pub(in crate::checks) fn also_trusted(roles: &Roles, arn: &str, trust: &str) -> Result<Option<String>, Verdict> {
    for service in ["apigateway.amazonaws.com", "ec2.amazonaws.com"] {
        if roles.assume_role_for_service(service, arn, "other").is_ok() {
            return Ok(Some(format!("the service {service}")));
        }
    }
    let broken =
        |error: iam::ParseError| Verdict::Fault(format!("a policy that IAM took does not parse: {}", error.message));
    let trust = NamedPolicy::new("the trust policy", Policy::parse(trust).map_err(broken)?);
    let admin = NamedPolicy::new("AdministratorAccess", Policy::parse(ADMINISTRATOR_ACCESS).map_err(broken)?);
    let callers = [
        ("an administrator of your account", Principal::user(STUDENT_ACCOUNT, STUDENT_USER)),
        ("an administrator of another account", Principal::user(OTHER_ACCOUNT, "administrator")),
    ];
    let named = trust.policy.statements.iter().filter(|statement| statement.effect == Effect::Allow);
    let others = named.filter_map(|statement| statement.principal.as_ref()).flat_map(|principal| &principal.values);
    // Somebody whom no list of ours has: another service, another account's role, an identity provider.
    let other = others.map(|(_, name)| &name.value).find(|name| *name != LAMBDA).cloned();
    let let_in = |principal: &Principal| {
        let request = Request::new(principal.clone(), "sts:AssumeRole", arn, STUDENT_ACCOUNT);
        iam::evaluate(&request, std::slice::from_ref(&admin), Some(&trust)).is_allowed()
            // In one account the administrator's own policy is enough for everything but a role.
            && trust_names(&trust, principal, arn)
    };
    Ok(callers.iter().find(|(_, principal)| let_in(principal)).map(|(who, _)| (*who).to_owned()).or(other))
}

/// Whether the trust policy itself says yes: who assumes a role needs it to.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-user.html>
fn trust_names(trust: &NamedPolicy, principal: &Principal, arn: &str) -> bool {
    let request = Request::new(principal.clone(), "sts:AssumeRole", arn, STUDENT_ACCOUNT);
    let decision = iam::evaluate(&request, &[], Some(trust));
    decision.is_allowed() || decision.half_allowed().is_some()
}

/// Names count in the whole account, so those of a second student's stack must be others.
pub(super) fn names_differ(session: &Session, concerned: impl Fn(&str) -> bool) -> Outcome {
    let (first, second) = (session.setting.stack(&[])?, session.second(STUDENT_ACCOUNT)?);
    let named = |resource: &&Resource| concerned(&resource.resource_type);
    for resource in first.resources.iter().filter(named) {
        let Some(other) = second.resource(&resource.logical_id) else { continue };
        if other.physical_id == resource.physical_id {
            let name = resource.physical_id.rsplit('/').next().unwrap_or_default();
            return Failure::new(format!(
                "Two students cannot share an account: {} has the same name in both stacks, and the second is refused.",
                resource.logical_id
            ))
            .tried(format!("sam deploy --parameter-overrides NamePrefix={}", session.setting.prefix()))
            .compared(format!("a name with {} before it", session.setting.prefix()), name)
            .because(session.setting.template()?.excerpt(&resource.at))
            .fail();
        }
    }
    Ok(())
}

fn role_name(session: &Session) -> Outcome {
    for prefix in [String::new(), session.setting.prefix()] {
        let stack = session.setting.stack(&[("NamePrefix", &prefix)])?;
        let RoleProperties { name, .. } = resources::role(&stack, &prefix)?;
        let expected = format!("{prefix}{ROLE}");
        if name != expected {
            return Failure::new("The role has another name than the course's.")
                .tried(format!("sam deploy --parameter-overrides NamePrefix={prefix}"))
                .exactly(expected, name)
                .fail();
        }
    }
    names_differ(session, |resource_type| {
        [
            "AWS::Lambda::Function",
            "AWS::Serverless::Function",
            "AWS::Logs::LogGroup",
            "AWS::S3::Bucket",
            "AWS::IAM::Role",
        ]
        .contains(&resource_type)
    })
}

async fn basic_execution(session: &Session) -> Outcome {
    writes_a_log(session, session.own().await?, "", &session.setting.region)?;
    writes_a_log(session, session.elsewhere().await?, &session.setting.prefix(), session.setting.other_region())
}

/// Whether the role of a stack may write the log of the stack's function.
fn writes_a_log(session: &Session, scene: &Scene, prefix: &str, region: &str) -> Outcome {
    let role = resources::role(&scene.stack, prefix)?;
    let group = format!("arn:aws:logs:{region}:{STUDENT_ACCOUNT}:log-group:/aws/lambda/{}", scene.function.name);
    let streams = format!("{group}:log-stream:2026/11/25/[$LATEST]0123456789abcdef0123456789abcdef");
    for (action, resource) in [("logs:CreateLogStream", &streams), ("logs:PutLogEvents", &streams)] {
        let decision = scene.decide(&role.name, action, resource)?;
        if decision.is_allowed() {
            continue;
        }
        let of_aws = |failed: &&CreateFailed| {
            failed.action == "iam:AttachRolePolicy" && failed.about.to_ascii_lowercase().contains("basicexecution")
        };
        if let Some(failed) = scene.failures.iter().find(of_aws) {
            return refused(&session.setting.template()?, failed).fail();
        }
        let failure = if prefix.is_empty() {
            Failure::new("The role may not write a log: what the function prints would be lost.")
                .tried(crate::checks::role::command(&role.name, action, resource, 3))
        } else {
            Failure::new(format!("In the region {region}, with the prefix {prefix}, the role may not write a log."))
                .tried(format!("{action} on {resource}, in a second stack"))
                .because_of(crate::checks::role::place(&scene.stack, &session.setting.template()?, &decision))
        };
        return failure.compared("allowed", decided(&decision)).fail();
    }
    Ok(())
}

async fn function_role(session: &Session) -> Outcome {
    let scene = session.own().await?;
    let template = session.setting.template()?;
    let role = resources::role(&scene.stack, "")?;
    let about_role = |failed: &&CreateFailed| failed.action == "lambda:CreateFunction";
    if let Some(failed) = scene.failures.iter().find(about_role) {
        return refused(&template, failed).fail();
    }
    if scene.function.role != role.arn {
        return Failure::new(format!("The function runs under another role than {}.", role.name))
            .tried(format!(
                "aws lambda get-function-configuration --function-name {} --query Role",
                scene.function.name
            ))
            .compared(&role.arn, &scene.function.role)
            .fail();
    }
    // What is written out, be it account or name, is right in one deployment only.
    let second = session.second(OTHER_ACCOUNT)?;
    let (role, runs_under) = (resources::role(&second, &session.setting.prefix())?, resources::function(&second)?.role);
    if runs_under != role.arn {
        return Failure::new(
            "In another account, and with a prefix, the function runs under a role that is not the stack's.",
        )
        .tried(format!("sam deploy --parameter-overrides NamePrefix={}", session.setting.prefix()))
        .compared(&role.arn, &runs_under)
        .fail();
    }
    let given = session.setting.stack(&[("FunctionRoleArn", GIVEN_ROLE)])?;
    let function = resources::function(&given)?;
    if function.role != GIVEN_ROLE {
        return Failure::new("Where a role is given, the function must run under that one.")
            .tried(format!("sam deploy --parameter-overrides FunctionRoleArn={GIVEN_ROLE}"))
            .compared(GIVEN_ROLE, &function.role)
            .fail();
    }
    if let Ok(made) = resources::role(&given, "") {
        return Failure::new("Where a role is given, the stack must make none: there are accounts that may not.")
            .tried(format!("sam deploy --parameter-overrides FunctionRoleArn={GIVEN_ROLE}"))
            .compared("no role", format!("{TEMPLATE} makes the role {}", made.name))
            .fail();
    }
    Ok(())
}
