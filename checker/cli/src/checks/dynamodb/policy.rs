//! Parts 3 to 5: what the function's role may do with the tables and the index, and that it may do nothing else.

use cloud::STUDENT_ACCOUNT;
use cloud::template::view::{ManagedPolicyProperties, RoleProperties};
use iam::{Effect, Elements, Policy, Position, Spanned, Statement};

use super::resources::INDEX;
use super::scene::Scene;
use super::{LabCheck, Session};
use crate::checks::role::{command, decided, documents, place, place_of};
use crate::checks::template_file::{TEMPLATE, TemplateFile};
use crate::harness::{Check, Failure, Need, Outcome, Verdict};

const QUERY: &str = "dynamodb:Query";
const PUT_ITEM: &str = "dynamodb:PutItem";
/// A role that is there already, as a course account may have one.
const GIVEN_ROLE: &str = "arn:aws:iam::111122223333:role/LabRole";
/// The number of this lab.
const LAB: u8 = 5;

/// Part 3: the policy, and the tables.
pub(super) fn of_tables() -> Vec<LabCheck> {
    vec![
        Check {
            id: "dynamodb/role-policy",
            part: "conversation",
            title: "the function's role has a policy about DynamoDB, and IAM takes it",
            points: 1,
            needs: Need::Artefact,
            after: &["dynamodb/tables-messages", "dynamodb/tables-index"],
            hints: &[
                "Defined is not attached: a policy counts for nobody until a role has it.",
                "Lab 3's chat-s3-access is the model: a managed policy with a name that begins with the prefix, under the condition MakesRole.",
                "!Ref ChatDynamoDBAccess, in the role's ManagedPolicyArns, in place of the policy about S3.",
            ],
            run: |session| Box::pin(role_policy(session)),
        },
        Check {
            id: "dynamodb/query-allowed",
            part: "conversation",
            title: "the role may query both tables",
            points: 1,
            needs: Need::Artefact,
            after: &["dynamodb/role-policy"],
            hints: &[
                "IAM's action is called as the operation is: dynamodb:Query.",
                "A table's ARN holds region, account and name. !GetAtt ChatMessages.Arn is all of it, in every deployment.",
                "Action dynamodb:Query, and under Resource a list: !GetAtt ChatConversations.Arn, !GetAtt ChatMessages.Arn.",
            ],
            run: |session| Box::pin(query_allowed(session)),
        },
    ]
}

/// Part 4: the index.
pub(super) fn of_index() -> LabCheck {
    Check {
        id: "dynamodb/index-allowed",
        part: "list",
        title: "the role may query the index",
        points: 1,
        needs: Need::Artefact,
        after: &["dynamodb/query-allowed"],
        hints: &[
            "An index has an ARN of its own. Who may query the table may not yet query its index.",
            "It is the table's ARN with /index/ and the index's name after it.",
            "!Sub ${ChatConversations.Arn}/index/Username-ConversationId-index",
        ],
        run: |session| Box::pin(index_allowed(session)),
    }
}

/// Part 4's last: with the index the role has all that reading wants.
pub(super) fn of_nothing_else() -> LabCheck {
    Check {
        id: "dynamodb/no-more-than-needed",
        part: "list",
        title: "the role may do nothing else",
        points: 2,
        needs: Need::Artefact,
        after: &["dynamodb/index-allowed"],
        hints: &[
            "What would the function lose if this were smaller?",
            "It reads by Query alone: both tables, and the index. From part 5 on it puts items into Chat-Messages. It reads no bucket any more.",
            "No * in an action. No * in a resource, but for the indexes of a table of yours: ${ChatConversations.Arn}/index/*.",
        ],
        run: |session| Box::pin(no_more_than_needed(session)),
    }
}

/// Part 5: a message more.
pub(super) fn of_put() -> LabCheck {
    Check {
        id: "dynamodb/put-allowed",
        part: "post",
        title: "the role may put an item into Chat-Messages",
        points: 1,
        needs: Need::Artefact,
        after: &["dynamodb/query-allowed"],
        hints: &[
            "Reading and writing are two actions. Who may query may not yet put.",
            "A second statement: Action dynamodb:PutItem, Resource !GetAtt ChatMessages.Arn, and no other table.",
        ],
        run: |session| Box::pin(put_allowed(session)),
    }
}

/// The role under which the function of a stack runs.
///
/// # Errors
/// A failure when the template makes none.
fn role(scene: &Scene) -> Result<RoleProperties, Failure> {
    let mut roles = scene.stack.resources.iter().filter_map(RoleProperties::new);
    roles.find(|role| role.arn == scene.function.role).ok_or_else(|| {
        Failure::new(format!("{TEMPLATE} does not make the role under which {} runs.", scene.function.name)).compared(
            "Role: !If [MakesRole, !GetAtt ChatLambdaDataRole.Arn, !Ref FunctionRoleArn]",
            &scene.function.role,
        )
    })
}

/// A table's ARN.
fn table_arn(region: &str, table: &str) -> String {
    format!("arn:aws:dynamodb:{region}:{STUDENT_ACCOUNT}:table/{table}")
}

/// The patterns that a statement names, where it names what it is about.
fn named(elements: Option<&Elements>) -> &[Spanned<String>] {
    elements.filter(|elements| !elements.negated).map_or(&[], |elements| &elements.patterns)
}

async fn role_policy(session: &Session) -> Outcome {
    let scene = session.own().await?;
    let template = session.setting.template()?;
    let role = role(scene)?;
    if let Some(failed) = scene.failures.iter().find(|failed| failed.action.starts_with("iam:")) {
        return Failure::new(format!("AWS refuses {}: {}", failed.action, failed.error.message))
            .tried("sam deploy")
            .compared("CREATE_COMPLETE", failed.to_string())
            .because(template.excerpt(&failed.at))
            .because_of(failed.error.hint.clone())
            .fail();
    }
    let policies = documents(&scene.cloud, &role.name)?;
    if !policies.iter().any(|(_, text)| names_dynamodb(text)) {
        let mut managed = scene.stack.resources.iter().filter_map(ManagedPolicyProperties::new);
        let message = match managed.find(|policy| names_dynamodb(&policy.document.text)) {
            Some(defined) => format!("The policy {} is there, but the role does not have it.", defined.name),
            None => "The role has no policy about DynamoDB.".to_owned(),
        };
        let has: Vec<String> = policies.into_iter().map(|(name, _)| name).collect();
        return Failure::new(message)
            .tried(format!("aws iam list-attached-role-policies --role-name {}", role.name))
            .compared(
                "a policy about DynamoDB",
                if has.is_empty() { "no policy at all".into() } else { has.join("\n") },
            )
            .fail();
    }
    names_differ(session, &template)?;
    makes_nothing_of_iam(session, &template)
}

/// Whether a policy allows something of `DynamoDB`, whatever that is.
fn names_dynamodb(policy: &str) -> bool {
    let Ok(policy) = Policy::parse(policy) else { return false };
    policy.statements.iter().any(|statement| {
        let negated = statement.action.as_ref().is_some_and(|action| action.negated);
        let mut actions = named(statement.action.as_ref()).iter();
        negated || actions.any(|name| name.value == "*" || name.value.to_ascii_lowercase().starts_with("dynamodb:"))
    })
}

/// Names count in the whole account, so those of a second student's stack must be others.
fn names_differ(session: &Session, template: &TemplateFile) -> Outcome {
    let prefix = session.setting.prefix();
    let (first, second) = (session.setting.stack(&[])?, session.setting.stack(&[("NamePrefix", &prefix)])?);
    for resource in first.resources.iter().filter(|resource| resource.resource_type == "AWS::IAM::ManagedPolicy") {
        let Some(other) = second.resource(&resource.logical_id) else { continue };
        if other.physical_id == resource.physical_id {
            let name = resource.physical_id.rsplit('/').next().unwrap_or_default();
            return Failure::new(format!(
                "Two students cannot share an account: {} has the same name in both stacks, and the second is refused.",
                resource.logical_id
            ))
            .tried(format!("sam deploy --parameter-overrides NamePrefix={prefix}"))
            .compared(format!("a name with {prefix} before it"), name)
            .because(template.excerpt(&resource.at))
            .fail();
        }
    }
    Ok(())
}

/// Who may not make a role may make no policy either.
fn makes_nothing_of_iam(session: &Session, template: &TemplateFile) -> Outcome {
    let given = session.setting.stack(&[("FunctionRoleArn", GIVEN_ROLE)])?;
    let Some(made) = given.resources.iter().find(|resource| resource.resource_type.starts_with("AWS::IAM::")) else {
        return Ok(());
    };
    Failure::new("Where a role is given, the stack must make no policy either: there are accounts that may not.")
        .tried(format!("sam deploy --parameter-overrides FunctionRoleArn={GIVEN_ROLE}"))
        .compared("Condition: MakesRole", format!("{} has no such condition", made.logical_id))
        .because(template.excerpt(&made.at))
        .fail()
}

async fn query_allowed(session: &Session) -> Outcome {
    for (scene, region) in [
        (session.own().await?, session.setting.region.as_str()),
        (session.elsewhere().await?, session.setting.other_region()),
    ] {
        for table in [&scene.tables.conversations, &scene.tables.messages] {
            let message = format!("The role may not query the table {table}.");
            allowed(session, scene, region, (QUERY, &table_arn(region, table)), &message)?;
        }
    }
    Ok(())
}

async fn index_allowed(session: &Session) -> Outcome {
    const MESSAGE: &str = "The role may query the table, but not its index, which is a resource of its own.";
    for (scene, region) in [
        (session.own().await?, session.setting.region.as_str()),
        (session.elsewhere().await?, session.setting.other_region()),
    ] {
        let index = format!("{}/index/{INDEX}", table_arn(region, &scene.tables.conversations));
        allowed(session, scene, region, (QUERY, &index), MESSAGE)?;
    }
    Ok(())
}

async fn put_allowed(session: &Session) -> Outcome {
    for (scene, region) in [
        (session.own().await?, session.setting.region.as_str()),
        (session.elsewhere().await?, session.setting.other_region()),
    ] {
        let table = &scene.tables.messages;
        let message = format!("The role may not put an item into the table {table}.");
        allowed(session, scene, region, (PUT_ITEM, &table_arn(region, table)), &message)?;
    }
    Ok(())
}

/// That the role may do something; else what `DynamoDB` answers the function.
fn allowed(session: &Session, scene: &Scene, region: &str, (action, resource): (&str, &str), message: &str) -> Outcome {
    let role = role(scene)?;
    let (function, own) = (&scene.function.name, region == session.setting.region);
    let decision = scene
        .cloud
        .iam()
        .decide(&role.name, function, action, resource, None)
        .map_err(|error| Verdict::Fault(format!("the role {} is not there: {}", role.name, error.message)))?;
    let Some(reason) = decision.reason(action) else { return Ok(()) };
    let (message, tried) = if own {
        (message.to_owned(), command(&role.name, action, resource, LAB))
    } else {
        let prefix = session.setting.prefix();
        let message =
            format!("The policy fits this one deployment only. In {region}, with the prefix {prefix}: {message}");
        (message, format!("{action} on {resource}, in a second stack"))
    };
    let needed = match decision.outcome {
        iam::Outcome::ExplicitDeny { .. } => "a Deny wins over every Allow: it has to go".to_owned(),
        _ => format!("needed: Effect Allow, Action {action}, Resource {resource}"),
    };
    Failure::new(message)
        .tried(tried)
        .compared(
            "allowed",
            format!(
                "AccessDeniedException: User: arn:aws:sts::{STUDENT_ACCOUNT}:assumed-role/{}/{function} is not authorized to perform: {action} on resource: {resource} {reason}",
                role.name
            ),
        )
        .because(decided(&decision))
        .because_of(place(&scene.stack, &session.setting.template()?, &decision))
        .because(needed)
        .fail()
}

/// What is asked about one role.
struct Asked<'a> {
    scene: &'a Scene,
    template: TemplateFile,
    role: String,
    conversations: String,
    messages: String,
    /// A table of somebody else's.
    other: String,
}

async fn no_more_than_needed(session: &Session) -> Outcome {
    let scene = session.own().await?;
    let region = &session.setting.region;
    let asked = Asked {
        scene,
        template: session.setting.template()?,
        role: role(scene)?.name,
        conversations: table_arn(region, &scene.tables.conversations),
        messages: table_arn(region, &scene.tables.messages),
        other: table_arn(region, &format!("payroll-{}", session.setting.seed.source("what else").word())),
    };
    for (name, policy) in documents(&scene.cloud, &asked.role)? {
        let broken = |error: iam::ParseError| Verdict::Fault(format!("{name} does not parse: {}", error.message));
        for statement in Policy::parse(&policy).map_err(broken)?.statements {
            if statement.effect == Effect::Allow {
                asked.statement(&name, &statement)?;
            }
        }
    }
    let log = format!("arn:aws:logs:{region}:{STUDENT_ACCOUNT}:log-group:/aws/lambda/{}", scene.function.name);
    asked.refused("logs:DeleteLogGroup", &log)
}

impl Asked<'_> {
    /// A statement that allows something, by what it names.
    fn statement(&self, policy: &str, statement: &Statement) -> Outcome {
        for (name, elements) in [("NotAction", &statement.action), ("NotResource", &statement.resource)] {
            if let Some(elements) = elements.as_ref().filter(|elements| elements.negated) {
                let what = format!("{name} with Allow is everything but what it names");
                return self.too_much(policy, elements.position, &what, "Action and Resource, with what is needed");
            }
        }
        let is = |action: &Spanned<String>, name: &str| action.value.eq_ignore_ascii_case(name);
        let actions = named(statement.action.as_ref());
        for action in actions {
            let name = action.value.to_ascii_lowercase();
            if name.starts_with("logs:") || is(action, QUERY) || is(action, PUT_ITEM) {
                continue;
            }
            self.wide_action(policy, action, &name)?;
        }
        let (reads, writes) =
            (actions.iter().any(|action| is(action, QUERY)), actions.iter().any(|action| is(action, PUT_ITEM)));
        for resource in named(statement.resource.as_ref()) {
            if reads {
                self.read(policy, resource)?;
            }
            if writes && resource.value != self.messages {
                let what = format!("{PUT_ITEM} on {}", resource.value);
                self.refused(PUT_ITEM, &self.conversations)?;
                self.refused(PUT_ITEM, &self.other)?;
                return self.too_much(policy, resource.position, &what, &format!("{PUT_ITEM} on {}", self.messages));
            }
        }
        Ok(())
    }

    /// An action that is neither of the two: shown by something that it lets the function do.
    fn wide_action(&self, policy: &str, action: &Spanned<String>, name: &str) -> Outcome {
        if name.starts_with("s3:") {
            let what = format!("{}, though the function reads no bucket any more", action.value);
            return self.too_much(policy, action.position, &what, "no action of S3");
        }
        for example in ["DeleteTable", "DeleteItem", "Scan", "UpdateItem", "BatchWriteItem", "BatchGetItem", "GetItem"]
        {
            self.refused(&format!("dynamodb:{example}"), &self.messages)?;
        }
        self.too_much(policy, action.position, &action.value, &format!("{QUERY}, and for part 5 {PUT_ITEM}"))
    }

    /// A resource that may be queried: a table of the stack, or its indexes.
    fn read(&self, policy: &str, resource: &Spanned<String>) -> Outcome {
        let of_table = |table: &String| {
            let rest = resource.value.strip_prefix(table.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with("/index/"))
        };
        if of_table(&self.conversations) || of_table(&self.messages) {
            return Ok(());
        }
        self.refused(QUERY, &self.other)?;
        let what = format!("{QUERY} on {}", resource.value);
        self.too_much(
            policy,
            resource.position,
            &what,
            "the ARNs of the two tables and of the index, by !GetAtt or !Sub",
        )
    }

    fn refused(&self, action: &str, resource: &str) -> Outcome {
        let decided_on = self.scene.cloud.iam().decide(&self.role, &self.scene.function.name, action, resource, None);
        let decision = decided_on
            .map_err(|error| Verdict::Fault(format!("the role {} is not there: {}", self.role, error.message)))?;
        if !decision.is_allowed() {
            return Ok(());
        }
        Failure::new(format!("The role may do more than the function needs: {action} on {resource}."))
            .tried(command(&self.role, action, resource, LAB))
            .compared("denied", decided(&decision))
            .because_of(place(&self.scene.stack, &self.template, &decision))
            .fail()
    }

    fn too_much(&self, policy: &str, position: Position, what: &str, expected: &str) -> Outcome {
        let found = place_of(&self.scene.stack, &self.template, policy, position);
        Failure::new(format!("The role may do more than the function needs: {what}."))
            .compared(expected, found.unwrap_or_else(|| policy.to_owned()))
            .because(format!("in the policy {policy}"))
            .fail()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_about_dynamodb_is_known_by_its_actions() {
        let policy = |actions: &str| {
            names_dynamodb(&format!(
                r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow",{actions},"Resource":"*"}}]}}"#
            ))
        };
        assert!(policy(r#""Action":"DynamoDB:query""#) && policy(r#""Action":"*""#));
        assert!(policy(r#""NotAction":"s3:*""#) && policy(r#""Action":["logs:*","dynamodb:Scan"]"#));
        assert!(!policy(r#""Action":["logs:PutLogEvents","s3:GetObject"]"#) && !names_dynamodb("no JSON"));
    }
}
