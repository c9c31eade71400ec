//! What others made of the corpus (`agreement/recorded.json`) is what is rendered here, or the difference is explained.
//!
//! Apache Velocity 1.7 itself is among them, so this is a test of the language, without Java.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value as Json;
use toml_edit::{DocumentMut, Item};
use vtl::{Limits, Template, Variables};

fn read(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("agreement").join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn texts(item: &Item) -> Vec<String> {
    item.as_array().into_iter().flatten().filter_map(|text| text.as_str().map(str::to_owned)).collect()
}

/// Each template of the corpus and what it renders to here; `None`: it is refused.
fn ours() -> BTreeMap<String, Option<String>> {
    let corpus: DocumentMut = read("corpus.toml").parse().expect("TOML");
    let json: Json = serde_json::from_str(corpus["variables"].as_str().expect("the variables")).expect("JSON");
    let mut rendered = BTreeMap::new();
    for (_, group) in corpus.iter().filter(|(name, _)| *name != "variables") {
        for template in texts(&group["templates"]) {
            // Each anew: a template can change lists and maps.
            let mut variables = Variables::new();
            for (name, value) in json.as_object().into_iter().flatten() {
                variables.set(name, value.clone());
            }
            let text = Template::parse(&template).and_then(|parsed| parsed.render(&variables, &Limits::default())).ok();
            rendered.insert(template, text);
        }
    }
    rendered
}

/// By whom and of which template a difference is explained, and who is right.
fn explained() -> BTreeMap<(String, String), String> {
    let differences: DocumentMut = read("differences.toml").parse().expect("TOML");
    let mut pairs = BTreeMap::new();
    for (name, engine) in differences.iter() {
        for (reason, entry) in engine.as_table().into_iter().flatten() {
            for field in ["why", "page", "right"] {
                assert!(entry[field].as_str().is_some_and(|text| !text.is_empty()), "{name}.{reason} has no {field}");
            }
            let right = entry["right"].as_str().unwrap_or_default();
            assert!(["here", "there", "neither"].contains(&right), "{name}.{reason}: who is right?");
            for template in texts(&entry["templates"]) {
                let pair = (name.to_owned(), template);
                assert!(pairs.insert(pair.clone(), right.to_owned()).is_none(), "{pair:?} is explained twice");
            }
        }
    }
    pairs
}

#[test]
fn what_others_give_is_given_here_or_the_difference_is_explained() {
    let ours = ours();
    let recorded: BTreeMap<String, BTreeMap<String, Option<String>>> =
        serde_json::from_str(&read("recorded.json")).expect("JSON");
    assert!(ours.len() >= 150, "{} templates", ours.len());
    assert!(ours.keys().eq(recorded.keys()), "corpus.toml and recorded.json hold different templates: run record.py");
    let mut explained = explained();
    let mut problems = Vec::new();
    for (template, others) in &recorded {
        for (engine, theirs) in others {
            let right = explained.remove(&(engine.clone(), template.clone()));
            let listed = right.is_some();
            if right.as_deref() == Some("here") && others["velocity"] != ours[template] {
                problems.push(format!("{engine}: {template:?} is said to be right here, but Velocity itself differs"));
            }
            if *theirs != ours[template] && !listed {
                problems.push(format!("{engine}: {template:?}\n  gives {theirs:?}\n  here  {:?}", ours[template]));
            } else if *theirs == ours[template] && listed {
                problems.push(format!("{engine}: {template:?} is explained, but there is no difference"));
            }
        }
    }
    problems.extend(explained.keys().map(|pair| format!("{pair:?} is explained, but not in the corpus")));
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems.join("\n"));
}
