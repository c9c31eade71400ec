//! That the functions' role may do what they do, and nothing else.

use std::collections::BTreeSet;

use cloud::STUDENT_ACCOUNT;
use cloud::template::view::{FunctionProperties, RoleProperties};
use iam::{Effect, Elements, Policy, Position, Spanned, Statement};

use super::super::Session;
use super::super::board::Board;
use super::super::scene::Scene;
use super::created::{create, is_created};
use crate::checks::dynamodb::requests::{self, operation};
use crate::checks::role::{command, decided, documents, place, place_of};
use crate::checks::template_file::TemplateFile;
use crate::harness::{Failure, Outcome, Verdict};

/// The number of this lab.
const LAB: u8 = 6;
const QUERY: &str = "dynamodb:Query";
const PUT_ITEM: &str = "dynamodb:PutItem";

/// What is asked about one role.
struct Asked<'a> {
    scene: &'a Scene,
    template: TemplateFile,
    role: String,
    function: String,
    conversations: String,
    messages: String,
    /// A table of somebody else's.
    other: String,
    /// The actions by which a conversation is made.
    creates: BTreeSet<String>,
}

pub(super) async fn no_more_than_needed(session: &Session) -> Outcome {
    let board = Board::open(session).await?;
    let creates = creating(session, &board).await?;
    let scene = board.scene;
    let functions: Vec<_> = scene.stack.resources.iter().filter_map(FunctionProperties::new).collect();
    let arn = |table: &str| format!("arn:aws:dynamodb:{}:{STUDENT_ACCOUNT}:table/{table}", session.setting.region);
    for role in scene.stack.resources.iter().filter_map(RoleProperties::new) {
        let Some(function) = functions.iter().find(|function| function.role == role.arn) else { continue };
        let asked = Asked {
            scene,
            template: session.setting.template()?,
            role: role.name.clone(),
            function: function.name.clone(),
            conversations: arn(&scene.tables.conversations),
            messages: arn(&scene.tables.messages),
            other: arn(&format!("payroll-{}", session.setting.seed.source("what else").word())),
            creates: creates.clone(),
        };
        for (name, policy) in documents(&scene.cloud, &role.name)? {
            let broken = |error: iam::ParseError| Verdict::Fault(format!("{name} does not parse: {}", error.message));
            for statement in Policy::parse(&policy).map_err(broken)?.statements {
                if statement.effect == Effect::Allow {
                    asked.statement(&name, &statement)?;
                }
            }
        }
    }
    Ok(())
}

/// The actions that a role needs for what the function sends when it makes a conversation.
/// <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html>
async fn creating(session: &Session, board: &Board<'_>) -> Result<BTreeSet<String>, Verdict> {
    let names = [session.setting.seed.source("what is needed").name()];
    let from = board.scene.cloud.trace_len();
    let posted = create(board, &names).await?;
    is_created(session, &posted, &names, "one name")?;
    let sent = requests::since(&board.scene.cloud, from);
    let of_conversations =
        sent.iter().filter(|event| requests::request(event).tables.contains(&board.scene.tables.conversations));
    Ok(of_conversations
        .flat_map(|event| match operation(event) {
            // A transaction is allowed by what it does.
            "TransactWriteItems" => vec![PUT_ITEM.to_owned(), "dynamodb:ConditionCheckItem".to_owned()],
            "Scan" => Vec::new(), // the check's own
            other => vec![format!("dynamodb:{other}")],
        })
        .collect())
}

/// The patterns that a statement names, where it names what it is about.
fn named(elements: Option<&Elements>) -> &[Spanned<String>] {
    elements.filter(|elements| !elements.negated).map_or(&[], |elements| &elements.patterns)
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
        for action in named(statement.action.as_ref()) {
            let name = &action.value;
            if name.to_ascii_lowercase().starts_with("logs:") {
                continue;
            }
            let Some(needed) = self.needed(name) else {
                for example in ["DeleteTable", "DeleteItem", "Scan", "UpdateItem", "BatchGetItem", "GetItem"] {
                    self.refused(&format!("dynamodb:{example}"), &self.messages)?;
                }
                let all: Vec<&str> =
                    [QUERY, PUT_ITEM].into_iter().chain(self.creates.iter().map(String::as_str)).collect();
                let all = all.into_iter().collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join(", ");
                return self.too_much(policy, action.position, name, &all);
            };
            for resource in named(statement.resource.as_ref()) {
                if needed.iter().any(|table| Self::is_of(&resource.value, table, name)) {
                    continue;
                }
                for table in [&self.other, &self.conversations, &self.messages] {
                    if !needed.contains(table) {
                        self.refused(name, table)?;
                    }
                }
                return self.too_much(
                    policy,
                    resource.position,
                    &format!("{name} on {}", resource.value),
                    &format!("{name} on {}", needed.join(", ")),
                );
            }
        }
        Ok(())
    }

    /// The tables on which an action is needed; `None` where it is not needed at all.
    fn needed(&self, action: &str) -> Option<Vec<String>> {
        let is = |name: &str| action.eq_ignore_ascii_case(name);
        let mut tables = Vec::new();
        if is(QUERY) || self.creates.iter().any(|name| is(name)) {
            tables.push(self.conversations.clone());
        }
        if is(QUERY) || is(PUT_ITEM) {
            tables.push(self.messages.clone());
        }
        (!tables.is_empty()).then_some(tables)
    }

    /// Whether a resource is a table, or for a query one of its indexes.
    fn is_of(resource: &str, table: &str, action: &str) -> bool {
        let rest = resource.strip_prefix(table);
        rest.is_some_and(|rest| rest.is_empty() || action.eq_ignore_ascii_case(QUERY) && rest.starts_with("/index/"))
    }

    fn refused(&self, action: &str, resource: &str) -> Outcome {
        let decided_on = self.scene.cloud.iam().decide(&self.role, &self.function, action, resource, None);
        let decision = decided_on
            .map_err(|error| Verdict::Fault(format!("the role {} is not there: {}", self.role, error.message)))?;
        if !decision.is_allowed() {
            return Ok(());
        }
        Failure::new(format!("The role may do more than the functions need: {action} on {resource}."))
            .tried(command(&self.role, action, resource, LAB))
            .compared("denied", decided(&decision))
            .because_of(place(&self.scene.stack, &self.template, &decision))
            .fail()
    }

    fn too_much(&self, policy: &str, position: Position, what: &str, expected: &str) -> Outcome {
        let found = place_of(&self.scene.stack, &self.template, policy, position);
        Failure::new(format!("The role may do more than the functions need: {what}."))
            .compared(expected, found.unwrap_or_else(|| policy.to_owned()))
            .because(format!("in the policy {policy}"))
            .fail()
    }
}
