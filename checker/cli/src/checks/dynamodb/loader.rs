//! The student's loader, run: in clouds of the checker's, whose tables the checker makes itself.

use std::time::Duration;

use cloud::{Cloud, Throttle, Throttled, TraceEvent};
use serde_json::{Value, json};
use tokio::sync::OnceCell;

use super::chat::Chat;
use super::resources::{CONVERSATIONS, INDEX, MESSAGES};
use super::show::LOADER;
use crate::artefacts::{Finished, Program, environment};
use crate::checks::Setting;
use crate::checks::function::start;
use crate::harness::Verdict;
use crate::stop::Stop;

/// More requests than any loader needs for what it is given here: it asks again and again, without a pause.
pub(super) const FLOOD: usize = 400;
/// How often the checker looks whether it has seen enough.
const LOOK: Duration = Duration::from_millis(20);

/// What a table gives of its capacity in the scene in which it has too little: about half a batch at a time.
const TOO_LITTLE: Throttle = Throttle { burst: 12.0, per_request: 12.0 };
/// The capacity of a table that takes a few items, and no more for ever.
const NEARLY_NOTHING: Throttle = Throttle { burst: 4.0, per_request: 0.0 };

/// What is there when the loader runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tables {
    /// Both tables, with all the capacity that anybody wants.
    Both,
    /// Both tables, with too little capacity.
    TooLittle,
    /// Both tables; that of the messages soon takes nothing any more.
    NearlyNothing,
    /// Only the table of the participants.
    WithoutMessages,
}

/// The scenes that the loader is run in. Each is played once, when the first check asks for it.
#[derive(Debug, Default)]
pub(super) struct Loads {
    few: OnceCell<Load>,
    many: OnceCell<Load>,
    again: OnceCell<Load>,
    too_little: OnceCell<Load>,
    nearly_nothing: OnceCell<Load>,
    without_messages: OnceCell<Load>,
}

/// One run of the loader, and what the tables hold after it.
#[derive(Debug)]
pub(super) struct Load {
    /// What it was given.
    pub(super) chat: Chat,
    /// The command that runs the program as the check did, from the lab's folder.
    pub(super) command: String,
    /// How it ended; `None` where the checker had seen enough before.
    pub(super) finished: Option<Finished>,
    /// Its requests to `DynamoDB`, in the order in which they came.
    pub(super) requests: Vec<TraceEvent>,
    /// The items of Chat-Conversations.
    pub(super) conversations: Vec<Value>,
    /// The items of Chat-Messages.
    pub(super) messages: Vec<Value>,
}

impl Loads {
    /// Runs the loader in every scene, side by side: it waits more than it works.
    pub(super) async fn all(&self, setting: &Setting) {
        let _ = tokio::join!(
            self.nearly_nothing(setting),
            self.too_little(setting),
            self.few(setting),
            self.again(setting),
            self.without_messages(setting),
        );
    }

    /// A few conversations.
    pub(super) async fn few(&self, setting: &Setting) -> Result<&Load, Verdict> {
        self.few.get_or_try_init(|| Load::play(setting, Chat::few(setting.seed), Tables::Both)).await
    }

    /// More than one batch holds.
    pub(super) async fn many(&self, setting: &Setting) -> Result<&Load, Verdict> {
        self.many.get_or_try_init(|| Load::play(setting, Chat::many(setting.seed), Tables::Both)).await
    }

    /// The same once more, into the same tables.
    pub(super) async fn again(&self, setting: &Setting) -> Result<&Load, Verdict> {
        let many = self.many(setting).await?;
        self.again.get_or_try_init(|| many.play_again(setting)).await
    }

    /// Tables that take a part of each batch.
    pub(super) async fn too_little(&self, setting: &Setting) -> Result<&Load, Verdict> {
        let chat = || Chat::with_large_text(setting.seed);
        self.too_little.get_or_try_init(|| Load::play(setting, chat(), Tables::TooLittle)).await
    }

    /// A table that takes nothing any more.
    pub(super) async fn nearly_nothing(&self, setting: &Setting) -> Result<&Load, Verdict> {
        self.nearly_nothing.get_or_try_init(|| Self::play_nearly_nothing(setting)).await
    }

    /// The same, played anew.
    pub(super) async fn play_nearly_nothing(setting: &Setting) -> Result<Load, Verdict> {
        Load::play(setting, Chat::few(setting.seed), Tables::NearlyNothing).await
    }

    /// A table that is not there.
    pub(super) async fn without_messages(&self, setting: &Setting) -> Result<&Load, Verdict> {
        let play = || Load::play(setting, Chat::few(setting.seed), Tables::WithoutMessages);
        self.without_messages.get_or_try_init(play).await
    }
}

impl Load {
    async fn play(setting: &Setting, chat: Chat, tables: Tables) -> Result<Self, Verdict> {
        let (cloud, _) = start(setting, &setting.region).await?;
        make_tables(&cloud, tables)?;
        Self::run(setting, cloud, chat).await
    }

    async fn play_again(&self, setting: &Setting) -> Result<Self, Verdict> {
        // The first run's tables, in a cloud of their own: what that run left stays as it was.
        let (cloud, _) = start(setting, &setting.region).await?;
        make_tables(&cloud, Tables::Both)?;
        for (table, items) in [(CONVERSATIONS, &self.conversations), (MESSAGES, &self.messages)] {
            for item in items {
                call(&cloud, "PutItem", &json!({ "TableName": table, "Item": item }))?;
            }
        }
        Self::run(setting, cloud, self.chat.clone()).await
    }

    async fn run(setting: &Setting, cloud: Cloud, chat: Chat) -> Result<Self, Verdict> {
        let home = tempfile::tempdir().map_err(|error| Stop::io("cannot write", &std::env::temp_dir(), &error))?;
        let folder = home.path().join("data");
        chat.write(&folder)?;
        let program = loader(setting)?;
        let environment = environment::for_program(home.path(), &cloud.endpoint(), cloud.region(), cloud.student());
        let folder = folder.display().to_string();
        let (args, since) = ([folder.as_str(), CONVERSATIONS, MESSAGES], cloud.trace_len());
        let finished = tokio::select! {
            biased;
            finished = program.run(&args, &environment, home.path()) => Some(finished?),
            () = seen_enough(&cloud, since, &chat) => None,
        };
        let mut requests = cloud.trace_since(since);
        requests.retain(|event| event.service == "dynamodb");
        requests.sort_by_key(|event| event.received);
        let (conversations, messages) = (items(&cloud, CONVERSATIONS)?, items(&cloud, MESSAGES)?);
        let command = format!("cargo run --bin load-chat -- FOLDER {CONVERSATIONS} {MESSAGES}");
        Ok(Self { chat, command, finished, requests, conversations, messages })
    }

    /// The requests that write to a table, in the order in which they came.
    pub(super) fn writes_to<'a>(&'a self, table: &'a str) -> impl Iterator<Item = &'a TraceEvent> {
        self.requests.iter().filter(move |event| writes_to(event, table))
    }

    /// What was written more than once, if anything was.
    pub(super) fn written_twice(&self) -> Option<Twice> {
        written_twice(&self.requests, &self.chat)
    }
}

/// More items were taken than there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Twice {
    /// The table; `None` for both together.
    pub(super) table: Option<&'static str>,
    /// How many items were taken.
    pub(super) taken: usize,
    /// How many there are.
    pub(super) items: usize,
}

fn written_twice(requests: &[TraceEvent], chat: &Chat) -> Option<Twice> {
    let went = || requests.iter().filter(|event| event.status == 200).filter_map(|event| event.table_request.as_ref());
    let (participants, messages) = (chat.participants().len(), chat.messages().len());
    let taken = |table: Option<&str>| -> usize {
        let of = went().filter(|request| table.is_none_or(|table| request.tables.iter().any(|name| name == table)));
        of.map(|request| request.items - request.unprocessed).sum()
    };
    // What is unprocessed of a batch for both tables is not told apart.
    let places = if went().any(|request| request.tables.len() > 1) {
        vec![(None, participants + messages)]
    } else {
        vec![(Some(CONVERSATIONS), participants), (Some(MESSAGES), messages)]
    };
    let counted = places.into_iter().map(|(table, items)| Twice { table, taken: taken(table), items });
    counted.into_iter().find(|counted| counted.taken > counted.items)
}

fn loader(setting: &Setting) -> Result<Program, Verdict> {
    let program = setting.program.as_ref().ok_or_else(|| Verdict::Fault("the lab was not built".to_owned()))?;
    Ok(program.other(LOADER)?)
}

fn writes_to(event: &TraceEvent, table: &str) -> bool {
    let writes =
        matches!(event.operation.as_deref(), Some("BatchWriteItem" | "PutItem" | "TransactWriteItems" | "UpdateItem"));
    writes && event.table_request.as_ref().is_some_and(|request| request.tables.iter().any(|name| name == table))
}

/// Ends when nothing new can be learnt: the program asks without a pause, or writes what it has written before.
async fn seen_enough(cloud: &Cloud, since: usize, chat: &Chat) {
    loop {
        tokio::time::sleep(LOOK).await;
        let requests = cloud.trace_since(since);
        let twice = written_twice(&requests, chat);
        // One or two too many are another matter, and no reason to stop.
        if requests.len() > FLOOD || twice.is_some_and(|twice| twice.taken > twice.items + 5) {
            return;
        }
    }
}

/// Makes the tables as part 1 does.
fn make_tables(cloud: &Cloud, tables: Tables) -> Result<(), Verdict> {
    make_conversations(cloud)?;
    if tables != Tables::WithoutMessages {
        make_messages(cloud)?;
    }
    let dynamodb = cloud.dynamodb();
    match tables {
        Tables::Both | Tables::WithoutMessages => {}
        Tables::TooLittle => {
            dynamodb.throttle(CONVERSATIONS, None, Throttled::Writes, TOO_LITTLE);
            dynamodb.throttle(MESSAGES, None, Throttled::Writes, TOO_LITTLE);
        }
        Tables::NearlyNothing => dynamodb.throttle(MESSAGES, None, Throttled::Writes, NEARLY_NOTHING),
    }
    Ok(())
}

fn make_conversations(cloud: &Cloud) -> Result<(), Verdict> {
    let one = json!({ "ReadCapacityUnits": 1, "WriteCapacityUnits": 1 });
    let key = |hash: &str, range: &str| json!([{ "AttributeName": hash, "KeyType": "HASH" }, { "AttributeName": range, "KeyType": "RANGE" }]);
    let table = json!({
        "TableName": CONVERSATIONS,
        "AttributeDefinitions": [
            { "AttributeName": "ConversationId", "AttributeType": "S" },
            { "AttributeName": "Username", "AttributeType": "S" },
        ],
        "KeySchema": key("ConversationId", "Username"),
        "ProvisionedThroughput": one,
        "GlobalSecondaryIndexes": [{
            "IndexName": INDEX,
            "KeySchema": key("Username", "ConversationId"),
            "Projection": { "ProjectionType": "ALL" },
            "ProvisionedThroughput": one,
        }],
    });
    call(cloud, "CreateTable", &table).map(|_| ())
}

/// Makes the table of messages as part 1 does.
pub(super) fn make_messages(cloud: &Cloud) -> Result<(), Verdict> {
    let table = json!({
        "TableName": MESSAGES,
        "AttributeDefinitions": [
            { "AttributeName": "ConversationId", "AttributeType": "S" },
            { "AttributeName": "Timestamp", "AttributeType": "N" },
        ],
        "KeySchema": [
            { "AttributeName": "ConversationId", "KeyType": "HASH" },
            { "AttributeName": "Timestamp", "KeyType": "RANGE" },
        ],
        "ProvisionedThroughput": { "ReadCapacityUnits": 1, "WriteCapacityUnits": 1 },
    });
    call(cloud, "CreateTable", &table).map(|_| ())
}

/// Runs an operation of ours.
pub(super) fn call(cloud: &Cloud, operation: &str, request: &Value) -> Result<Value, Verdict> {
    let called = cloud.dynamodb().call(operation, request);
    called.map_err(|error| Verdict::Fault(format!("{operation}, a request of the checker's: {error}")))
}

/// All items of a table; none where there is no table.
fn items(cloud: &Cloud, table: &str) -> Result<Vec<Value>, Verdict> {
    let mut all = Vec::new();
    let mut request = json!({ "TableName": table });
    loop {
        let mut page = match cloud.dynamodb().call("Scan", &request) {
            Err(error) if error.code == "ResourceNotFoundException" => return Ok(all),
            page => page.map_err(|error| Verdict::Fault(format!("Scan {table}: {error}")))?,
        };
        all.extend(page["Items"].as_array_mut().map(std::mem::take).unwrap_or_default());
        match page.get("LastEvaluatedKey") {
            Some(key) => request["ExclusiveStartKey"] = key.clone(),
            None => return Ok(all),
        }
    }
}
