//! Part 1: the tables, their keys, the index.

use std::fmt::Write as _;

use cloud::OTHER_ACCOUNT;
use cloud::template::view::{KeyElement, ProvisionedThroughput, SecondaryIndex, TableProperties};
use cloud::template::{Node, Position, Resource, Stack};

use super::resources::{self, CONVERSATIONS, INDEX, MESSAGES};
use super::{LabCheck, Session};
use crate::checks::function::start;
use crate::checks::template_file::{Deployment, TemplateFile};
use crate::harness::{Check, Failure, Need, Outcome, Verdict};

pub(super) fn checks() -> Vec<LabCheck> {
    vec![
        Check {
            id: "dynamodb/tables-made",
            part: "tables",
            title: "DynamoDB makes both tables as the template wants them",
            points: 2,
            needs: Need::Artefact,
            after: &[],
            hints: &[
                "DynamoDB looks at a table's definition when it is made, and refuses one that does not fit together.",
                "AttributeDefinitions names the attributes that are keys of the table or of an index, and no others.",
                "A global index has a ProvisionedThroughput of its own, beside that of its table.",
            ],
            run: |session| Box::pin(tables_made(session)),
        },
        Check {
            id: "dynamodb/tables-messages",
            part: "tables",
            title: "a message is found by its conversation and its time",
            points: 2,
            needs: Need::Artefact,
            after: &["dynamodb/tables-made"],
            hints: &[
                "The partition key says which items lie together, the sort key in which order they lie there.",
                "What is read together is one conversation; it is read in the order of the times.",
                "ConversationId is text (S) and HASH, Timestamp is a number (N) and RANGE.",
            ],
            run: |session| Box::pin(async { messages(session) }),
        },
        Check {
            id: "dynamodb/tables-conversations",
            part: "tables",
            title: "a conversation has one item for each who takes part",
            points: 1,
            needs: Need::Artefact,
            after: &["dynamodb/tables-made"],
            hints: &[
                "Two items of one table never have the same key. What tells two participants of a conversation apart?",
                "ConversationId is HASH and Username is RANGE, both text (S).",
            ],
            run: |session| Box::pin(async { conversations(session) }),
        },
        Check {
            id: "dynamodb/tables-index",
            part: "tables",
            title: "an index finds the conversations of a user",
            points: 2,
            needs: Need::Artefact,
            after: &["dynamodb/tables-conversations"],
            hints: &[
                "A query needs the partition key. To ask for a user, the user must be the partition key of something.",
                "It is an index of Chat-Conversations: only there an item has a Username.",
                "GlobalSecondaryIndexes: IndexName Username-ConversationId-index, Username HASH, ConversationId RANGE, ProjectionType ALL.",
            ],
            run: |session| Box::pin(async { index(session) }),
        },
        Check {
            id: "dynamodb/tables-capacity",
            part: "tables",
            title: "tables and index have one unit each to read and to write",
            points: 2,
            needs: Need::Artefact,
            after: &["dynamodb/tables-index"],
            hints: &[
                "Capacity is provisioned or on demand. The console's default is on demand.",
                "Provisioned is what CloudFormation takes without a BillingMode. The capacity stands in ProvisionedThroughput, of the table and of each index.",
                "Auto-scaling is a resource of its own, AWS::ApplicationAutoScaling::ScalableTarget. Without one nothing scales.",
            ],
            run: |session| Box::pin(async { capacity(session) }),
        },
        Check {
            id: "dynamodb/tables-names",
            part: "tables",
            title: "the tables' names have the prefix, and everybody is told them",
            points: 1,
            needs: Need::Artefact,
            after: &["dynamodb/tables-made"],
            hints: &[
                "Two students share an account: the parameter NamePrefix stands before every name.",
                "`!Ref` of a table is its name, whatever that is. A name that is written out is right for one stack only.",
                "Outputs ConversationsTable and MessagesTable; the function's Environment has CONVERSATIONS_TABLE and MESSAGES_TABLE.",
            ],
            run: |session| Box::pin(async { names(session) }),
        },
    ]
}

async fn tables_made(session: &Session) -> Outcome {
    let stack = session.setting.stack(&[])?;
    for name in [CONVERSATIONS, MESSAGES] {
        resources::table(&stack, name)?;
    }
    let (cloud, _) = start(&session.setting, &session.setting.region).await?;
    let mut tables = stack.clone();
    tables.resources.retain(|resource| resource.resource_type == "AWS::DynamoDB::Table");
    match cloud.deploy(&tables, &|_| None).first() {
        Some(failed) => Failure::new(format!("AWS refuses {}: {}", failed.action, failed.error.message))
            .tried("sam deploy")
            .compared("CREATE_COMPLETE", failed.to_string())
            .because(session.setting.template()?.excerpt(&failed.at))
            .because_of(failed.error.hint.clone())
            .fail(),
        None => Ok(()),
    }
}

/// A table of the template, with the resource that it is.
struct Table<'a> {
    properties: TableProperties,
    resource: &'a Resource,
}

impl<'a> Table<'a> {
    fn find(stack: &'a Stack, name: &str) -> Result<Self, Verdict> {
        let properties = resources::table(stack, name)?;
        let resource = stack.resources.iter().find(|resource| resource.physical_id == properties.name);
        let resource = resource.ok_or_else(|| Verdict::Fault(format!("{name} has no resource")))?;
        Ok(Self { properties, resource })
    }

    /// All tables that a stack makes: those of the lab, and others that cost as much.
    fn all(stack: &'a Stack) -> impl Iterator<Item = Self> {
        let table = |resource| TableProperties::new(resource).map(|properties| Self { properties, resource });
        stack.resources.iter().filter_map(table)
    }

    /// Where a property stands, else the resource.
    fn place(&self, property: &str) -> &Position {
        self.resource.properties.get(property).map_or(&self.resource.at, |node| &node.at)
    }

    /// A key with its types: `ConversationId (S, HASH), Timestamp (N, RANGE)`.
    fn key(&self, key: &[KeyElement]) -> String {
        let mut text = String::new();
        for KeyElement { name, key_type } in key {
            let known = self.properties.attribute_definitions.iter().find(|known| known.name == *name);
            let attribute_type = known.map_or("?", |known| known.attribute_type.as_str());
            let before = if text.is_empty() { "" } else { ", " };
            let _ = write!(text, "{before}{name} ({attribute_type}, {key_type})");
        }
        text
    }

    /// The part of a key that has a role.
    fn of<'k>(key: &'k [KeyElement], key_type: &str) -> Option<&'k str> {
        key.iter().find(|element| element.key_type == key_type).map(|element| element.name.as_str())
    }

    fn type_of(&self, name: &str) -> Option<(&str, &Position)> {
        let known = self.properties.attribute_definitions.iter().find(|known| known.name == name)?;
        Some((known.attribute_type.as_str(), &known.at))
    }

    /// The command that shows the keys of the table.
    fn describe(&self) -> String {
        format!(
            "aws dynamodb describe-table --table-name {} --query \"Table.[KeySchema,AttributeDefinitions]\"",
            self.properties.name
        )
    }

    /// The failure of a key that is another than the lab's.
    fn other_key(&self, template: &TemplateFile, message: String, expected: &str, at: &Position) -> Failure {
        Failure::new(message)
            .tried(self.describe())
            .compared(expected, self.key(&self.properties.key_schema))
            .because(template.excerpt(at))
    }
}

fn messages(session: &Session) -> Outcome {
    const EXPECTED: &str = "ConversationId (S, HASH), Timestamp (N, RANGE)";
    let (stack, template) = (session.setting.stack(&[])?, session.setting.template()?);
    let table = Table::find(&stack, MESSAGES)?;
    let key = &table.properties.key_schema;
    if table.key(key) == EXPECTED {
        return Ok(());
    }
    let fail = |message: &str, at: &Position| table.other_key(&template, message.to_owned(), EXPECTED, at);
    let at = table.place("KeySchema").clone();
    if let Some(told) = simple(&table, EXPECTED) {
        return told.fail();
    }
    match (Table::of(key, "HASH"), Table::of(key, "RANGE")) {
        (Some("ConversationId"), None) => fail(
            "The key of Chat-Messages is the conversation alone, so each message takes the place of the one before it.",
            &at,
        ),
        (Some("ConversationId"), Some("Timestamp")) => {
            let (attribute_type, at) = table.type_of("Timestamp").unwrap_or(("?", &at));
            let wrong = table.type_of("ConversationId").filter(|(of_id, _)| *of_id != "S");
            match wrong {
                Some((_, at)) => fail("ConversationId is text: the ids of conversations are names.", at),
                None if attribute_type == "S" => {
                    fail("Timestamp is text, and text is sorted letter by letter: the messages lie in another order than they were written.", at)
                        .because("as text, 999999999000 (of 2001) comes after 1700000000000 (of 2023): 9 is more than 1")
                }
                None => fail("Timestamp is milliseconds since 1970, a number.", at),
            }
        }
        (Some("Timestamp"), _) => fail(
            "Chat-Messages is divided by the time: a query asks for one partition, so it cannot ask for a conversation.",
            &at,
        ),
        (Some("ConversationId"), Some(other)) if other.eq_ignore_ascii_case("Timestamp") => fail(
            &format!("The time is an attribute {other} here, and Timestamp in the lab: upper and lower case are not the same."),
            &at,
        ),
        (Some("ConversationId"), Some(other)) => fail(
            &format!("The messages of a conversation are sorted by {other}, not by their time."),
            &at,
        )
        .because(format!("two messages of one conversation with the same {other} would be one item, the later one")),
        _ => fail("Chat-Messages has another key than the conversation and the time. Names count to the letter.", &at),
    }
    .fail()
}

/// What is wrong with a table of SAM's short form.
fn simple(table: &Table<'_>, expected: &str) -> Option<Failure> {
    // Nothing else makes a table out of something else.
    let made_from = table.resource.generated_from.as_ref()?;
    let name = &table.properties.name;
    Some(
        Failure::new(format!(
            "{made_from} is an AWS::Serverless::SimpleTable, whose key is one attribute. {name} needs two, so it must be an AWS::DynamoDB::Table."
        ))
        .tried(table.describe())
        .compared(expected, table.key(&table.properties.key_schema))
        .because("a SimpleTable has no sort key and no index, and is on demand unless it says otherwise"),
    )
}

fn conversations(session: &Session) -> Outcome {
    const EXPECTED: &str = "ConversationId (S, HASH), Username (S, RANGE)";
    let (stack, template) = (session.setting.stack(&[])?, session.setting.template()?);
    let table = Table::find(&stack, CONVERSATIONS)?;
    let key = &table.properties.key_schema;
    if table.key(key) == EXPECTED {
        return Ok(());
    }
    if let Some(told) = simple(&table, EXPECTED) {
        return told.fail();
    }
    let message = match (Table::of(key, "HASH"), Table::of(key, "RANGE")) {
        (Some("ConversationId"), None) => {
            "The key of Chat-Conversations is the conversation alone, so there is room for one participant of each."
        }
        (Some("Username"), Some("ConversationId")) => {
            "The key of Chat-Conversations is the wrong way round: who takes part in a conversation could not be asked. The other way is the index."
        }
        (Some("ConversationId"), Some("Username")) => "ConversationId and Username are both text.",
        _ => "Chat-Conversations has another key than the conversation and the user. Names count to the letter.",
    };
    let no_text = ["ConversationId", "Username"].into_iter().filter_map(|name| table.type_of(name));
    let no_text = no_text.filter(|(attribute_type, _)| *attribute_type != "S").map(|(_, at)| at).next();
    let at = no_text.unwrap_or_else(|| table.place("KeySchema"));
    table.other_key(&template, message.to_owned(), EXPECTED, at).fail()
}

fn index(session: &Session) -> Outcome {
    const KEY: &str = "Username (S, HASH), ConversationId (S, RANGE)";
    let (stack, template) = (session.setting.stack(&[])?, session.setting.template()?);
    let table = Table::find(&stack, CONVERSATIONS)?;
    let expected = format!("{INDEX}: {KEY}, projection ALL");
    let shown = |table: &Table<'_>, index: &SecondaryIndex| {
        let projection = index.projection_type.as_deref().unwrap_or("none");
        format!("{}: {}, projection {projection}", index.name, table.key(&index.key_schema))
    };
    let indexes = &table.properties.global_secondary_indexes;
    let tried = format!(
        "aws dynamodb describe-table --table-name {} --query Table.GlobalSecondaryIndexes",
        table.properties.name
    );
    let Some(found) = indexes.iter().find(|index| index.name == INDEX).or_else(|| indexes.first()) else {
        let messages = Table::find(&stack, MESSAGES)?;
        let misplaced = messages.properties.global_secondary_indexes.first();
        let failure = match misplaced {
            Some(_) => Failure::new(
                "The index is on Chat-Messages, whose items have no Username: nothing would ever be in it. It belongs to Chat-Conversations.",
            ),
            None => Failure::new(
                "Chat-Conversations has no global index, so nobody can ask for the conversations of a user.",
            ),
        };
        let place = misplaced.map(|index| &index.at);
        return failure
            .tried(tried)
            .compared(
                format!("on {CONVERSATIONS}, {expected}"),
                misplaced
                    .map_or_else(|| "null".to_owned(), |index| format!("on {MESSAGES}, {}", shown(&messages, index))),
            )
            .because_of(place.map(|at| template.excerpt(at)))
            .fail();
    };
    let found_text = shown(&table, found);
    if found_text == expected {
        return Ok(());
    }
    let why = if found.name != INDEX {
        format!("The index has another name than {INDEX}. A query names the index, and the function's policy does too.")
    } else if table.key(&found.key_schema) != KEY {
        match Table::of(&found.key_schema, "HASH") {
            Some("ConversationId") => {
                "The index has the conversation as its partition key, as its table has: it finds nothing that the table does not find.".to_owned()
            }
            Some("Username") => "The index lacks ConversationId as its sort key.".to_owned(),
            _ => "The index does not have the user as its partition key, so nobody can ask for a user.".to_owned(),
        }
    } else {
        "The index does not hold all attributes. What a later lab adds to an item would not be found in it, and the projection of an index that is there cannot be changed.".to_owned()
    };
    Failure::new(why).tried(tried).exactly(expected, found_text).because(template.excerpt(&found.at)).fail()
}

fn capacity(session: &Session) -> Outcome {
    let (stack, template) = (session.setting.stack(&[])?, session.setting.template()?);
    for table in Table::all(&stack) {
        let properties = &table.properties;
        let name = properties.name.as_str();
        let tried =
            |query: &str| format!("aws dynamodb describe-table --table-name {} --query {query}", properties.name);
        if properties.billing_mode != "PROVISIONED" {
            let at = table.place("BillingMode");
            return Failure::new(format!(
                "{name} is on demand: each request is paid for by itself, and nothing is provisioned."
            ))
            .tried(tried("Table.BillingModeSummary"))
            .compared("PROVISIONED, with 1 unit to read and 1 to write", &properties.billing_mode)
            .because(template.excerpt(at))
            .fail();
        }
        let indexes = properties.global_secondary_indexes.iter().map(|index| {
            (format!("the index {} of {name}", index.name), index.provisioned_throughput, index.at.clone())
        });
        let own = (name.to_owned(), properties.provisioned_throughput, table.place("ProvisionedThroughput").clone());
        for (what, throughput, at) in std::iter::once(own).chain(indexes) {
            let one = ProvisionedThroughput { read_capacity_units: 1, write_capacity_units: 1 };
            let found = throughput.map_or_else(
                || "none".to_owned(),
                |units| format!("{} to read, {} to write", units.read_capacity_units, units.write_capacity_units),
            );
            if throughput == Some(one) {
                continue;
            }
            return Failure::new(format!("{} has another capacity than one unit each.", capital(&what)))
                .tried(tried("\"Table.[ProvisionedThroughput,GlobalSecondaryIndexes[].ProvisionedThroughput]\""))
                .compared("1 to read, 1 to write", found)
                .because(template.excerpt(&at))
                .because("provisioned capacity is paid for by the hour, whether it is used or not")
                .fail();
        }
    }
    scaled(&stack, &template)
}

/// That nothing changes the capacity by itself.
fn scaled(stack: &Stack, template: &TemplateFile) -> Outcome {
    let scaling = |resource: &&Resource| resource.resource_type.starts_with("AWS::ApplicationAutoScaling::");
    let Some(found) = stack.resources.iter().find(scaling) else { return Ok(()) };
    let most = found.properties.get("MaxCapacity").and_then(Node::scalar);
    let most = most.map(|units| format!("it provisions, and you pay for, up to {units} units"));
    Failure::new("Auto-scaling is left on: the capacity does not stay at one unit.")
        .tried("aws application-autoscaling describe-scalable-targets --service-namespace dynamodb")
        .compared("no resource that scales", format!("{}, of type {}", found.logical_id, found.resource_type))
        .because(template.excerpt(&found.at))
        .because_of(most)
        .fail()
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().collect::<String>() + chars.as_str())
}

/// A table, the output with its name, and the function's variable with its name.
const TOLD: [(&str, &str, &str); 2] =
    [(CONVERSATIONS, "ConversationsTable", "CONVERSATIONS_TABLE"), (MESSAGES, "MessagesTable", "MESSAGES_TABLE")];

fn names(session: &Session) -> Outcome {
    let prefix = session.setting.prefix();
    // What is written out is right in one deployment only.
    let deployment = Deployment {
        parameters: &[("NamePrefix", prefix.as_str())],
        account: OTHER_ACCOUNT,
        region: session.setting.other_region(),
        seed: !session.setting.seed.0,
    };
    let second = session.setting.template()?.resolve(&deployment)?;
    named(session, &session.setting.stack(&[])?, "", "sam deploy")?;
    named(session, &second, &prefix, &format!("sam deploy --parameter-overrides NamePrefix={prefix}"))
}

fn named(session: &Session, stack: &Stack, prefix: &str, tried: &str) -> Outcome {
    let template = session.setting.template()?;
    let function = resources::function(stack)?;
    for (table, output, variable) in TOLD {
        let found = Table::find(stack, table)?;
        let expected = format!("{prefix}{table}");
        let name = &found.properties.name;
        if *name != expected {
            return Failure::new(format!(
                "{table} does not have the prefix before its name: two students cannot share an account."
            ))
            .tried(tried)
            .exactly(&expected, name)
            .because(template.excerpt(found.place("TableName")))
            .fail();
        }
        let of_output = stack.output(output);
        let of_function =
            function.environment.iter().find(|(name, _)| name == variable).map(|(_, value)| value.as_str());
        for (what, told) in [
            (format!("the output {output}"), of_output),
            (format!("the variable {variable} of the function {}", function.name), of_function),
        ] {
            if told == Some(name) {
                continue;
            }
            return match told {
                None => Failure::new(format!("{} is missing: it names the table.", capital(&what)))
                    .tried(tried)
                    .compared(format!("{what} is {name}"), "there is none"),
                Some(told) => Failure::new(format!("{} is not the name of the stack's table.", capital(&what)))
                    .tried(tried)
                    .exactly(name, told),
            }
            .because_of((!prefix.is_empty()).then(|| format!("in a second stack, with the prefix {prefix}")))
            .fail();
        }
    }
    Ok(())
}
