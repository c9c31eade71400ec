//! The examples of mapping templates in the book give what the book says that they give.
//!
//! They are blocks of code, told apart by their second word:
//!
//! ````text
//! ```http,request            a request: the input of the templates below it
//! ```json,context            what stands in $context, besides what the request says
//! ```json,stage-variables    $stageVariables
//! ```text,template           a template …
//! ```text,gives              … and the text that it gives
//! ```text,refused            … or why it gives none
//! ````

mod course;

use std::fmt::Write as _;

use cloud::apigateway::{MappingInput, render_template};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

/// The resources that the requests are to, below the stage `dev`.
const LIST: &str = "/conversations";
const BY_ID: &str = "/conversations/{id}";

/// A block of code of a page.
struct Block<'a> {
    /// The line of its first fence, from 1.
    line: usize,
    kind: &'a str,
    text: String,
}

/// The blocks whose first fence names a kind after a comma.
fn blocks(page: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let mut lines = page.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        let Some(info) = line.strip_prefix("```") else { continue };
        let text: Vec<&str> = lines.by_ref().map(|(_, line)| line).take_while(|line| *line != "```").collect();
        if let Some((_, kind)) = info.split_once(',') {
            blocks.push(Block { line: number + 1, kind, text: text.join("\n") });
        }
    }
    blocks
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8().expect("UTF-8").into_owned()
}

/// A request as it goes over the line: `POST /dev/conversations/x?limit=2 HTTP/1.1`, headers, an empty line, the body.
fn request(text: &str) -> MappingInput {
    let (head, body) = text.split_once("\n\n").unwrap_or((text.trim_end(), ""));
    let mut head = head.lines();
    let line: Vec<&str> = head.next().expect("a request line").split(' ').collect();
    let [method, target, "HTTP/1.1"] = line[..] else { panic!("no request line: {line:?}") };
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let below = path.strip_prefix("/dev/conversations").unwrap_or_else(|| panic!("{path} is no path of the chat"));
    let id = below.strip_prefix('/');
    let pair = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (decoded(name), decoded(&value.replace('+', " ")))
    };
    let header = |line: &str| {
        let (name, value) = line.split_once(": ").expect("a header");
        (name.to_owned(), value.to_owned())
    };
    MappingInput {
        body: body.to_owned(),
        path_parameters: id.map(|id| ("id".to_owned(), decoded(id))).into_iter().collect(),
        query: query.split('&').filter(|it| !it.is_empty()).map(pair).collect(),
        headers: head.map(header).collect(),
        context: json!({
            "httpMethod": method,
            "resourcePath": if id.is_some() { BY_ID } else { LIST },
            "path": path,
            "stage": "dev",
        }),
        ..MappingInput::default()
    }
}

fn object(text: &str) -> serde_json::Map<String, Value> {
    match serde_json::from_str(text) {
        Ok(Value::Object(members)) => members,
        other => panic!("no JSON object: {other:?}"),
    }
}

/// What the examples of a page are wrong about, and how many there are.
fn wrong(page: &str, problems: &mut String) -> usize {
    let blocks = blocks(page);
    let mut input: Option<MappingInput> = None;
    let mut examples = 0;
    for (index, block) in blocks.iter().enumerate() {
        match block.kind {
            "request" => {
                let kept = input.take().map(|input| input.stage_variables).unwrap_or_default();
                input = Some(MappingInput { stage_variables: kept, ..request(&block.text) });
            }
            "context" => {
                let context = input.as_mut().expect("a request above").context.as_object_mut().expect("an object");
                context.extend(object(&block.text));
            }
            "stage-variables" => {
                let variables = object(&block.text).into_iter();
                let text = |(name, value): (String, Value)| (name, value.as_str().expect("a text").to_owned());
                input.as_mut().expect("a request above").stage_variables = variables.map(text).collect();
            }
            "template" => {
                let expected = blocks.get(index + 1).filter(|next| matches!(next.kind, "gives" | "refused"));
                let expected = expected.unwrap_or_else(|| panic!("line {}: what does it give?", block.line));
                let given = render_template(&block.text, input.as_ref().expect("a request above"));
                let given = match &given {
                    Ok(rendered) => ("gives", rendered.text.trim_end_matches('\n').to_owned()),
                    Err(failed) => ("refused", failed.to_string()),
                };
                if given != (expected.kind, expected.text.clone()) {
                    let _ = writeln!(
                        problems,
                        "line {}:\n{}\n--- the book: {}\n{}\n--- the engine: {}\n{}\n",
                        block.line, block.text, expected.kind, expected.text, given.0, given.1
                    );
                }
                examples += 1;
            }
            _ => {}
        }
    }
    examples
}

#[test]
fn every_example_of_the_reference_gives_what_stands_below_it() {
    let page = std::fs::read_to_string(course::original().join("book/src/mapping-templates.md")).expect("the page");
    let mut problems = String::new();
    let examples = wrong(&page, &mut problems);
    assert!(problems.is_empty(), "{problems}");
    assert!(examples >= 60, "{examples} examples");
}

#[test]
fn the_examples_of_the_chapters_do_too() {
    for (chapter, least) in [("06-models.md", 5), ("07-cognito.md", 3)] {
        let page = std::fs::read_to_string(course::original().join("book/src").join(chapter)).expect("the chapter");
        let mut problems = String::new();
        let examples = wrong(&page, &mut problems);
        assert!(problems.is_empty(), "{chapter}: {problems}");
        assert!(examples >= least, "{chapter}: {examples} examples");
    }
}
