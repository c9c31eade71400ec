//! No file of a release gives an answer away, but for the book's worked ones.

use std::collections::{BTreeMap, BTreeSet};

use checker::course::LABS;
use checker::starters::{self, Files};

use super::{files, root, texts};

/// How many lines in a row make a piece of an answer. One or two are what any program that calls S3 has.
const PIECE: usize = 3;

/// What is meant: (the lab whose answer it is, the end of the file's path, why). A new one must be put here by somebody.
const MEANT: [(&str, &str, &str); 50] = [
    (
        "01-s3-hosting",
        "/02-bucket-policy/src/content_type.rs",
        "lab 2 begins where lab 1 ended, and gives this part of it",
    ),
    ("01-s3-hosting", "/checks/bucket_policy/fixture.rs", "lab 2's checks begin with what lab 1's program leaves"),
    ("02-bucket-policy", "/checks/iam_role/show.rs", "lab 3 begins with what lab 2 leaves"),
    ("03-iam-role", "/04-proxy-lambda/template.yaml", "lab 4's template holds what lab 3's had: one stack grows"),
    ("03-iam-role", "/04-proxy-lambda/src/data.rs", "lab 4 reads as lab 3 does, and is given it"),
    ("04-proxy-lambda", "/definition/import/tests.rs", DEFINITIONS),
    ("04-proxy-lambda", "/cloud/tests/apigateway/routes.rs", DEFINITIONS),
    ("04-proxy-lambda", "/cloud/tests/apigateway/scene.rs", DEFINITIONS),
    ("04-proxy-lambda", "/cloud/tests/apigateway/custom.rs", DEFINITIONS),
    ("04-proxy-lambda", "/cloud/tests/rest_api_stack.rs", DEFINITIONS),
    ("03-iam-role", "/05-dynamodb/template.yaml", "lab 5's template holds what lab 4's had: one stack grows"),
    ("04-proxy-lambda", "/05-dynamodb/template.yaml", "lab 5's template holds what lab 4's had: one stack grows"),
    ("04-proxy-lambda", "/05-dynamodb/api.yaml", "lab 5 is given lab 4's API"),
    ("04-proxy-lambda", "/05-dynamodb/src/handler.rs", "lab 5 is given a handler, and answers as lab 4 does"),
    ("05-dynamodb", "/04-proxy-lambda/template.yaml", "a policy and a function have the form that lab 4 is given"),
    (
        "05-dynamodb",
        "/cloud/tests/dynamodb/stack.rs",
        "the cloud's tests make tables in the form that CloudFormation has",
    ),
    ("03-iam-role", "/06-models/template.yaml", ONE_STACK),
    ("04-proxy-lambda", "/06-models/template.yaml", ONE_STACK),
    ("05-dynamodb", "/06-models/template.yaml", ONE_STACK),
    (
        "04-proxy-lambda",
        "/06-models/api.yaml",
        "lab 6 begins with lab 4's API, and takes one method after another out of it",
    ),
    (
        "04-proxy-lambda",
        "/06-models/src/bin/proxy.rs",
        "lab 6 is given lab 5's function for what is still behind the proxy",
    ),
    ("05-dynamodb", "/06-models/src/batch.rs", DATA_ACCESS),
    ("05-dynamodb", "/06-models/src/conversation.rs", DATA_ACCESS),
    ("05-dynamodb", "/06-models/src/list.rs", DATA_ACCESS),
    ("05-dynamodb", "/06-models/src/message.rs", DATA_ACCESS),
    ("03-iam-role", "/07-cognito/template.yaml", ONE_STACK),
    ("04-proxy-lambda", "/07-cognito/template.yaml", ONE_STACK),
    ("05-dynamodb", "/07-cognito/template.yaml", ONE_STACK),
    ("06-models", "/07-cognito/template.yaml", ONE_STACK),
    ("07-cognito", "/04-proxy-lambda/template.yaml", ONE_STACK),
    ("07-cognito", "/05-dynamodb/template.yaml", ONE_STACK),
    ("07-cognito", "/06-models/template.yaml", ONE_STACK),
    ("04-proxy-lambda", "/07-cognito/api.yaml", ONE_API),
    ("06-models", "/07-cognito/api.yaml", ONE_API),
    ("05-dynamodb", "/07-cognito/src/batch.rs", DATA_ACCESS),
    ("05-dynamodb", "/07-cognito/src/conversation.rs", DATA_ACCESS),
    ("05-dynamodb", "/07-cognito/src/list.rs", DATA_ACCESS),
    ("05-dynamodb", "/07-cognito/src/message.rs", DATA_ACCESS),
    ("06-models", "/07-cognito/src/create_conversation.rs", FUNCTIONS),
    ("06-models", "/07-cognito/src/get_conversation.rs", FUNCTIONS),
    ("06-models", "/07-cognito/src/list_conversations.rs", FUNCTIONS),
    ("06-models", "/07-cognito/src/post_message.rs", FUNCTIONS),
    ("03-iam-role", "book/src/cloudfront.yaml", POLICY),
    ("05-dynamodb", "book/src/cloudfront.yaml", POLICY),
    ("07-cognito", "/definition/import/tests.rs", DEFINITIONS),
    ("07-cognito", "/cloud/tests/apigateway/scene.rs", DEFINITIONS),
    ("07-cognito", "/cloud/tests/apigateway/users.rs", DEFINITIONS),
    ("07-cognito", "/cloud/tests/live_page/api.rs", DEFINITIONS),
    (
        "07-cognito",
        "/cloud/tests/cognito/stack.rs",
        "the cloud's tests make user pools in the form that CloudFormation has",
    ),
    ("02-bucket-policy", "checker/iam/README.md", "the example is the policy that AWS's own documentation shows"),
];

const ONE_STACK: &str = "the template of a lab holds what the labs before had: one stack grows";

const ONE_API: &str = "lab 7 is given lab 6's API, which has what lab 4's had";

const DATA_ACCESS: &str = "labs 6 and 7 read and write the tables as lab 5 does, and are given it";

const FUNCTIONS: &str = "lab 7 is given lab 6's functions";

const POLICY: &str = "a policy of a template has the form that every policy has";

const DEFINITIONS: &str =
    "the cloud's tests import definitions of the form that AWS's documentation has, and so has every API";

/// The lines that say something, in one spacing.
fn lines(text: &str) -> Vec<String> {
    let says = |line: &str| line.chars().filter(|char| char.is_alphanumeric()).count() >= 4;
    text.lines().filter(|line| says(line)).map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

/// Each piece of the lab's answers that its starter lacks, with the file that it is from.
fn pieces(lab: &checker::course::Lab) -> BTreeMap<Vec<String>, String> {
    let starter = starters::of(&root(), lab).expect("a starter");
    let answers = checker::artefacts::overlay::answer_files(&root(), lab).expect("the answers");
    let given: BTreeSet<Vec<String>> = starter.values().flat_map(|bytes| windows(bytes)).collect();
    let mut pieces = BTreeMap::new();
    for (path, bytes) in answers.iter().filter(|(path, bytes)| starter.get(*path) != Some(bytes)) {
        let answer = starters::marker::answer(&String::from_utf8_lossy(bytes));
        for piece in windows(answer.as_bytes()).into_iter().filter(|piece| !given.contains(piece)) {
            pieces.insert(piece, path.clone());
        }
    }
    pieces
}

fn windows(bytes: &[u8]) -> Vec<Vec<String>> {
    lines(&String::from_utf8_lossy(bytes)).windows(PIECE).map(<[String]>::to_vec).collect()
}

/// Where in the release a piece of an answer stands.
fn given_away(release: &Files) -> Vec<String> {
    let mut found = Vec::new();
    for lab in &LABS {
        let pieces = pieces(lab);
        assert!(pieces.len() > 20, "{}: {} pieces", lab.folder, pieces.len());
        for (path, text) in texts(release) {
            // The book's worked answers: one lab's upload is the next one's, too.
            let chapter = LABS.iter().any(|lab| path == format!("book/src/{}.md", lab.folder));
            let meant = MEANT.iter().any(|(of, file, _)| *of == lab.folder && path.ends_with(file));
            if chapter || meant {
                continue;
            }
            for piece in windows(text.as_bytes()) {
                if let Some(from) = pieces.get(&piece) {
                    found.push(format!("{path} holds of {}/{from}:\n    {}", lab.folder, piece.join("\n    ")));
                }
            }
        }
    }
    found
}

#[test]
fn no_file_but_the_labs_chapter_holds_a_piece_of_an_answer() {
    let found = given_away(&files());
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// What is meant is there: an entry for nothing would hide a secret one day.
#[test]
fn every_exception_is_needed() {
    let all = files();
    for (of, file, why) in MEANT {
        let lab = LABS.iter().find(|lab| lab.folder == of).expect("a lab");
        let pieces = pieces(lab);
        let gives = |text: &str| windows(text.as_bytes()).iter().any(|piece| pieces.contains_key(piece));
        let there = texts(&all).any(|(path, text)| path.ends_with(file) && gives(text));
        assert!(there, "no {file} gives anything of {of} away ({why})");
    }
}

/// The first test can fail: a solution's file, or a part of it, is found wherever it stands.
#[test]
fn an_answer_that_slipped_in_is_found() {
    for lab in &LABS {
        for (path, bytes) in checker::artefacts::overlay::answer_files(&root(), lab).unwrap() {
            if starters::of(&root(), lab).unwrap().get(&path).is_some_and(|given| *given == bytes) {
                continue; // given to the student as it is
            }
            let answer = starters::marker::answer(&String::from_utf8_lossy(&bytes));
            if starters::of(&root(), lab).unwrap().get(&path).is_some_and(|given| *given == answer.as_bytes()) {
                continue;
            }
            let mut release = Files::new();
            release.insert("checker/cli/src/slipped.rs".to_owned(), answer.into_bytes());
            assert!(!given_away(&release).is_empty(), "{}/{path} is not found", lab.folder);
        }
    }
}
