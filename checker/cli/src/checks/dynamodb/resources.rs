//! Which of a stack's resources the checks are about: found by what they are, not by their names in the template.

use cloud::template::Stack;
use cloud::template::view::{FunctionProperties, TableProperties};

use crate::checks::resources;
use crate::checks::template_file::TEMPLATE;
use crate::harness::Failure;

/// The function's name, without the prefix.
const FUNCTION: &str = "Chat-API-proxy";
/// The name of the table of participants, without the prefix.
pub(in crate::checks) const CONVERSATIONS: &str = "Chat-Conversations";
/// The name of the table of messages, without the prefix.
pub(in crate::checks) const MESSAGES: &str = "Chat-Messages";
/// The index of the conversations by their participants.
pub(in crate::checks) const INDEX: &str = "Username-ConversationId-index";

/// The names of a stack's two tables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::checks) struct TableNames {
    /// One item for each participant of a conversation.
    pub(in crate::checks) conversations: String,
    /// One item for each message.
    pub(in crate::checks) messages: String,
}

impl TableNames {
    /// The names of a stack's tables.
    ///
    /// # Errors
    /// A failure when the template lacks one.
    pub(in crate::checks) fn of(stack: &Stack) -> Result<Self, Failure> {
        Ok(Self { conversations: table(stack, CONVERSATIONS)?.name, messages: table(stack, MESSAGES)?.name })
    }
}

/// The table whose name, without the prefix, is this. Of several that end so it is the one with the shortest prefix.
///
/// # Errors
/// A failure when the template has none.
pub(in crate::checks) fn table(stack: &Stack, name: &str) -> Result<TableProperties, Failure> {
    let tables = || stack.resources.iter().filter_map(TableProperties::new);
    // Another table's name may end so too: the stack's outputs say which is meant.
    let given_out = |table: &TableProperties| stack.outputs.iter().any(|output| output.value == table.name);
    let named = tables().filter(|table| table.name.ends_with(name));
    named.min_by_key(|table| (!given_out(table), table.name.len())).ok_or_else(|| {
        let found: Vec<_> = tables().map(|table| table.name).collect();
        // CloudFormation's own: the stack's name, the resource's, and letters that nobody can know.
        let made_up = found.iter().any(|found| found.contains(&format!("-{}-", name.replace('-', ""))));
        let found = if found.is_empty() { "no table".to_owned() } else { found.join(", ") };
        Failure::new(format!("{TEMPLATE} makes no table {name}."))
            .compared(format!("a resource of type AWS::DynamoDB::Table, named {name}"), found)
            .because_of(made_up.then(|| "without a TableName, CloudFormation makes a name up".to_owned()))
    })
}

/// The function behind the API: the one with the name, else the template's first.
///
/// # Errors
/// A failure when the template has none.
pub(in crate::checks) fn function(stack: &Stack) -> Result<FunctionProperties, Failure> {
    resources::function(stack, FUNCTION)
}
