//! The solution's loader and ten thousand messages, into a table that takes fewer at once than a batch holds.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::Duration;

use checker::artefacts::{self, Overlay, Source, environment};
use checker::course;
use cloud::{Cloud, Config, Throttle, Throttled, TraceEvent};
use serde_json::{Value, json};

use crate::{PLACES, root};

const CONVERSATIONS: [&str; 4] = ["lunch-club", "room 2.14", "tide-clock", "zo\u{eb}"];
const MESSAGES: usize = 10_000;
const PARTICIPANTS: usize = 2 * CONVERSATIONS.len();
/// Of a batch of 25 the table takes 20, unless it had a rest.
const TOO_LITTLE: Throttle = Throttle { burst: 60.0, per_request: 20.0 };

/// The files that the loader reads.
fn write_files(folder: &Path) {
    let per_conversation = MESSAGES / CONVERSATIONS.len();
    std::fs::create_dir_all(folder.join("conversations")).expect("the folder is made");
    let mut list = Vec::new();
    for id in CONVERSATIONS {
        let time = |number: usize| 1_700_000_000_000 + 61_001 * number;
        let message = |number| json!({ "sender": "Amina", "time": time(number), "message": format!("{number} {}", "x".repeat(60)) });
        let (participants, newest) = (["Amina", "Student"], time(per_conversation - 1));
        let messages: Vec<Value> = (0..per_conversation).map(message).collect();
        let whole = json!({ "id": id, "participants": participants, "last": newest, "messages": messages });
        let file = folder.join(format!("conversations/{id}.json"));
        std::fs::write(file, whole.to_string()).expect("the file is written");
        list.push(json!({ "id": id, "participants": participants, "last": newest }));
    }
    let file = folder.join("conversations.json");
    std::fs::write(file, Value::from(list).to_string()).expect("the file is written");
}

fn make_table(cloud: &Cloud, name: &str, range: (&str, &str)) {
    let request = json!({
        "TableName": name,
        "AttributeDefinitions": [
            { "AttributeName": "ConversationId", "AttributeType": "S" },
            { "AttributeName": range.0, "AttributeType": range.1 },
        ],
        "KeySchema": [
            { "AttributeName": "ConversationId", "KeyType": "HASH" },
            { "AttributeName": range.0, "KeyType": "RANGE" },
        ],
        "ProvisionedThroughput": { "ReadCapacityUnits": 1, "WriteCapacityUnits": 1 },
    });
    cloud.dynamodb().call("CreateTable", &request).expect("the table is made");
}

/// The messages in the table, by conversation and time.
fn held(cloud: &Cloud) -> BTreeSet<(String, String)> {
    let mut request = json!({ "TableName": "Chat-Messages" });
    let mut keys = BTreeSet::new();
    loop {
        let mut page = cloud.dynamodb().call("Scan", &request).expect("a page");
        for item in page["Items"].as_array().expect("items") {
            let text = |name: &str, kind: &str| item[name][kind].as_str().expect("an attribute").to_owned();
            assert!(keys.insert((text("ConversationId", "S"), text("Timestamp", "N"))));
        }
        match page.get_mut("LastEvaluatedKey") {
            Some(last) => request["ExclusiveStartKey"] = last.take(),
            None => return keys,
        }
    }
}

/// How many items of a table went through with a request.
fn written(event: &TraceEvent) -> (String, usize) {
    let request = event.table_request.as_deref().expect("a request to a table");
    assert_eq!((request.tables.len(), event.operation.as_deref()), (1, Some("BatchWriteItem")));
    let count = if event.status == 200 { request.items - request.unprocessed } else { 0 };
    (request.tables[0].clone(), count)
}

#[tokio::test]
#[ignore = "builds a lab: .ci/run has a stage for it"]
async fn ten_thousand_messages_are_loaded_while_the_table_has_too_little_capacity() {
    let _alone = PLACES[0].lock().await;
    let overlay = Overlay::prepare(&root(), course::find("dynamodb").expect("lab 5"), &Source::Solution);
    let overlay = overlay.expect("a copy of the lab");
    let program = artefacts::build(&root(), &overlay, |_| {}).await.expect("the solution compiles");
    let mut loader = program.other("load").expect("the loader");
    loader.time_limit = Duration::from_mins(5);

    let cloud = Cloud::start(Config::default()).await.expect("a free port");
    make_table(&cloud, "Chat-Conversations", ("Username", "S"));
    make_table(&cloud, "Chat-Messages", ("Timestamp", "N"));
    cloud.dynamodb().throttle("Chat-Messages", None, Throttled::Writes, TOO_LITTLE);
    let home = tempfile::tempdir().expect("a temporary folder");
    let data = home.path().join("data");
    write_files(&data);
    let environment = environment::for_program(home.path(), &cloud.endpoint(), cloud.region(), cloud.student());
    let args = [data.to_str().expect("text"), "Chat-Conversations", "Chat-Messages"];
    let finished = loader.run(&args, &environment, home.path()).await.expect("the loader starts");
    assert!(finished.success(), "{}\n{}", finished.stdout, finished.stderr);
    let said = finished.stdout.lines().last();
    assert_eq!(said, Some(format!("loaded: {} items", MESSAGES + PARTICIPANTS).as_str()));

    // None is lost …
    assert_eq!(held(&cloud).len(), MESSAGES);
    // … and none was written twice.
    let events: Vec<TraceEvent> = cloud.trace().into_iter().filter(|event| event.service == "dynamodb").collect();
    let mut sums = BTreeMap::new();
    for (table, count) in events.iter().map(written) {
        *sums.entry(table).or_insert(0) += count;
    }
    let expected = [("Chat-Conversations".to_owned(), PARTICIPANTS), ("Chat-Messages".to_owned(), MESSAGES)];
    assert_eq!(sums, BTreeMap::from(expected));
    let throttled = |event: &&TraceEvent| event.table_request.as_ref().is_some_and(|request| request.unprocessed > 0);
    let refused = events.iter().filter(throttled).count();
    assert!(refused >= 50, "of {} requests only {refused} were throttled", events.len());
}
