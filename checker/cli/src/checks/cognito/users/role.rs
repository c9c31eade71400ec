//! The role of the function that lists users, and the roles of the others.

use cloud::STUDENT_ACCOUNT;
use cloud::template::view::{FunctionProperties, ManagedPolicyProperties, RoleProperties};
use iam::{Effect, Elements, Policy, Position, Spanned, Statement};

use super::super::Session;
use super::super::scene::Scene;
use super::pool::Pool;
use super::{GET_USERS, who};
use crate::checks::iam_role::also_trusted;
use crate::checks::role::{command, decided, documents, place, place_of};
use crate::checks::template_file::TemplateFile;
use crate::harness::{Failure, Outcome, Verdict};

/// A role that is there already, as AWS Academy has one.
const GIVEN_ROLE: &str = "arn:aws:iam::111122223333:role/LabRole";
/// The number of this lab.
const LAB: u8 = 7;
const LIST_USERS: &str = "cognito-idp:ListUsers";
/// What somebody could do who may do more: read addresses, take over accounts, let themselves in.
const OF_POOL: [&str; 6] = [
    "AdminSetUserPassword",
    "AdminDeleteUser",
    "AdminGetUser",
    "AdminConfirmSignUp",
    "DeleteUserPool",
    "UpdateUserPool",
];
/// What the role and its policy are called without a prefix. A name that `CloudFormation` makes is another each time.
const NAMES: [&str; 2] = ["chat-lambda-users", "chat-list-users"];

/// What is asked about one role.
struct Asked<'a> {
    scene: &'a Scene,
    template: TemplateFile,
    role: String,
    function: String,
    pool: String,
}

impl<'a> Asked<'a> {
    fn of(session: &'a Session, scene: &'a Scene, function: &FunctionProperties) -> Result<Self, Verdict> {
        Ok(Self {
            scene,
            template: session.setting.template()?,
            role: function.role.rsplit('/').next().unwrap_or_default().to_owned(),
            function: function.name.clone(),
            pool: scene.chat.cloud.cognito().arn(&Pool::of(session, scene)?.id),
        })
    }
}

/// The functions of a scene: the one that lists users, and the others.
fn functions(scene: &Scene) -> Result<(FunctionProperties, Vec<FunctionProperties>), Verdict> {
    let all = scene.chat.stack.resources.iter().filter_map(FunctionProperties::new);
    let (users, others): (Vec<_>, Vec<_>) = all.partition(|function| function.name.ends_with(GET_USERS.function));
    let users = users.into_iter().next();
    let users = users.ok_or_else(|| Verdict::Fault("the function of GET /users is gone".to_owned()))?;
    Ok((users, others))
}

pub(super) async fn own(session: &Session) -> Outcome {
    let scene = session.own().await?;
    let (users, others) = functions(scene)?;
    let asked = Asked::of(session, scene, &users)?;
    if let Some(other) = others.iter().find(|other| other.role == users.role) {
        return Failure::new(format!(
            "{} has no role of its own: with {} it shares {}, so each may do what the other needs.",
            users.name, other.name, asked.role
        ))
        .compared("a role of its own: chat-lambda-users", &asked.role)
        .because_of(at(session, scene, &users)?)
        .fail();
    }
    asked.is_lambdas_alone()?;
    for action in OF_POOL {
        asked.refused(&format!("cognito-idp:{action}"), &asked.pool)?;
    }
    let region = scene.chat.cloud.region();
    let other = format!("{region}_Other");
    asked.refused(LIST_USERS, &scene.chat.cloud.cognito().arn(&other))?;
    for table in [&scene.chat.tables.conversations, &scene.chat.tables.messages] {
        let arn = format!("arn:aws:dynamodb:{region}:{STUDENT_ACCOUNT}:table/{table}");
        for action in ["dynamodb:Query", "dynamodb:Scan", "dynamodb:PutItem"] {
            asked.refused(action, &arn)?;
        }
    }
    for (name, policy) in documents(&scene.chat.cloud, &asked.role)? {
        let broken = |error: iam::ParseError| Verdict::Fault(format!("{name} does not parse: {}", error.message));
        for statement in Policy::parse(&policy).map_err(broken)?.statements {
            if statement.effect == Effect::Allow {
                asked.statement(&name, &statement)?;
            }
        }
    }
    Ok(())
}

/// Where a function stands in the template.
fn at(session: &Session, scene: &Scene, function: &FunctionProperties) -> Result<Option<String>, Verdict> {
    let is_it = |name: &str| name == function.name;
    let resources = &scene.chat.stack.resources;
    let found = resources.iter().find(|one| FunctionProperties::new(one).is_some_and(|one| is_it(&one.name)));
    found.map(|resource| Ok(session.setting.template()?.excerpt(&resource.at))).transpose()
}

pub(super) async fn of_data(session: &Session) -> Outcome {
    let scene = session.own().await?;
    let (users, others) = functions(scene)?;
    for function in others.iter().filter(|function| function.role != users.role) {
        let asked = Asked::of(session, scene, function)?;
        for action in ["ListUsers"].into_iter().chain(OF_POOL) {
            asked.refused(&format!("cognito-idp:{action}"), &asked.pool)?;
        }
    }
    Ok(())
}

pub(super) async fn elsewhere(session: &Session) -> Outcome {
    let scene = session.elsewhere().await?;
    let (region, prefix) = (session.setting.other_region(), session.setting.prefix());
    match who::are_all_there(session, scene).await {
        Err(Verdict::Failed(mut failure)) => {
            failure.message = format!("In the region {region}, with the prefix {prefix}: {}", failure.message);
            return failure.fail();
        }
        outcome => outcome?,
    }
    with_a_role_that_is_given(session)?;
    for resource in &scene.chat.stack.resources {
        let role = RoleProperties::new(resource).map(|role| role.name);
        let name = role.or_else(|| ManagedPolicyProperties::new(resource).map(|policy| policy.name));
        let Some(name) = name.filter(|name| NAMES.contains(&name.as_str())) else { continue };
        return Failure::new(format!(
            "{name} has the same name in every deployment: two students of one account cannot both have it."
        ))
        .tried(format!("sam deploy --parameter-overrides NamePrefix={prefix}"))
        .exactly(format!("{prefix}{name}"), name)
        .because(session.setting.template()?.excerpt(&resource.at))
        .fail();
    }
    Ok(())
}

/// Where a role is given, all functions run under it, and the stack makes nothing of IAM: there are accounts that may not.
fn with_a_role_that_is_given(session: &Session) -> Outcome {
    let given = session.setting.stack(&[("FunctionRoleArn", GIVEN_ROLE)])?;
    for resource in &given.resources {
        let (message, found) = match FunctionProperties::new(resource) {
            Some(function) if function.role != GIVEN_ROLE => {
                ("Where a role is given, each function must run under that one.", function.role)
            }
            None if resource.resource_type.starts_with("AWS::IAM::") => (
                "Where a role is given, the stack must make no role and no policy: there are accounts that may not.",
                resource.logical_id.clone(),
            ),
            _ => continue,
        };
        return Failure::new(message)
            .tried(format!("sam deploy --parameter-overrides FunctionRoleArn={GIVEN_ROLE}"))
            .compared(
                "Condition: MakesRole at role and policy, and Role: !If [MakesRole, …, !Ref FunctionRoleArn]",
                found,
            )
            .because(session.setting.template()?.excerpt(&resource.at))
            .fail();
    }
    Ok(())
}

/// The patterns that a statement names, where it names what it is about.
fn named(elements: Option<&Elements>) -> &[Spanned<String>] {
    elements.filter(|elements| !elements.negated).map_or(&[], |elements| &elements.patterns)
}

impl Asked<'_> {
    /// That nobody but Lambda may take the role.
    fn is_lambdas_alone(&self) -> Outcome {
        let resources = &self.scene.chat.stack.resources;
        let made = resources
            .iter()
            .find_map(|one| Some((one, RoleProperties::new(one)?)).filter(|(_, role)| role.name == self.role));
        let Some((resource, role)) = made else { return Ok(()) };
        let roles = self.scene.chat.cloud.iam();
        let Some(who) = also_trusted(roles, &role.arn, &role.assume_role_policy.text)? else { return Ok(()) };
        Failure::new(format!("The role {} can be assumed by Lambda, but by {who} as well.", role.name))
            .compared("Lambda alone may assume the role", format!("{who} may too"))
            .because(self.template.excerpt(&resource.at))
            .fail()
    }

    /// A statement that allows something, by what it names.
    fn statement(&self, policy: &str, statement: &Statement) -> Outcome {
        for (name, elements) in [("NotAction", &statement.action), ("NotResource", &statement.resource)] {
            if let Some(elements) = elements.as_ref().filter(|elements| elements.negated) {
                return self.too_much(
                    policy,
                    elements.position,
                    &format!("{name} with Allow is everything but what it names"),
                );
            }
        }
        for action in named(statement.action.as_ref()) {
            let name = &action.value;
            if name.to_ascii_lowercase().starts_with("logs:") {
                continue;
            }
            if !name.eq_ignore_ascii_case(LIST_USERS) {
                return self.too_much(policy, action.position, name);
            }
            for resource in named(statement.resource.as_ref()) {
                if resource.value != self.pool {
                    return self.too_much(policy, resource.position, &format!("{name} on {}", resource.value));
                }
            }
        }
        Ok(())
    }

    fn refused(&self, action: &str, resource: &str) -> Outcome {
        let decided_on = self.scene.chat.cloud.iam().decide(&self.role, &self.function, action, resource, None);
        let decision = decided_on
            .map_err(|error| Verdict::Fault(format!("the role {} is not there: {}", self.role, error.message)))?;
        if !decision.is_allowed() {
            return Ok(());
        }
        Failure::new(format!("The role {} may do more than {} needs: {action}.", self.role, self.function))
            .tried(command(&self.role, action, resource, LAB))
            .compared(format!("denied: {action} on {resource}"), decided(&decision))
            .because_of(place(&self.scene.chat.stack, &self.template, &decision))
            .fail()
    }

    fn too_much(&self, policy: &str, position: Position, what: &str) -> Outcome {
        let found = place_of(&self.scene.chat.stack, &self.template, policy, position);
        Failure::new(format!("The role {} may do more than {} needs: {what}.", self.role, self.function))
            .compared(format!("{LIST_USERS} on {}", self.pool), found.unwrap_or_else(|| policy.to_owned()))
            .because(format!("in the policy {policy}"))
            .fail()
    }
}
