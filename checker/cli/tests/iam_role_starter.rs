//! Lab 3's starter has its tasks and no answer, and its answers are whole.

use std::collections::BTreeSet;
use std::path::Path;

use checker::course::{self, Lab, Root};
use checker::starters;
use toml_edit::DocumentMut;

fn lab() -> &'static Lab {
    course::find("3").expect("lab 3")
}

fn root() -> Root {
    Root::find(Some(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."))).expect("the course's folder")
}

#[test]
fn the_starter_has_its_tasks_and_no_answer() {
    let starter = starters::of(&root(), lab()).expect("a starter");
    let text = |path: &str| String::from_utf8(starter[path].clone()).expect("UTF-8");
    assert!(text("Cargo.toml").contains("name = \"iam-role\"\n") && text("Cargo.lock").contains("lambda_runtime"));
    for (path, answers) in [
        ("template.yaml", ["lambda.amazonaws.com", "AWSLambdaBasicExecutionRole\n", "s3:GetObject"].as_slice()),
        ("src/data.rs", &["get_object()", "DATA_BUCKET"]),
        ("src/handler.rs", &["data.read(&key)"]),
        ("src/event.rs", &["Records"]),
    ] {
        let text = text(path);
        assert!(text.contains("TODO") && !text.contains("ANCHOR") && !text.contains("STARTER"), "{path}:\n{text}");
        for answer in answers {
            assert!(!text.contains(answer), "{path} gives `{answer}` away");
        }
    }
    for (part, file) in lab().parts.iter().map(|part| (part.slug, part.file)) {
        assert!(starter.contains_key(file), "part {part} has no file {file}");
    }
}

/// An answer replaces files that the student may change, and says what it is.
#[test]
fn every_answer_replaces_files_that_count() {
    let solution = root().solution(lab()).expect("the authors' tree");
    for (kind, says) in [("wrong", "mistake"), ("right", "differs")] {
        let mut texts = BTreeSet::new();
        for entry in std::fs::read_dir(solution.join(kind)).expect("the answers") {
            let folder = entry.expect("an entry").path();
            let files = starters::read_folder(&folder).expect("files");
            let expect = String::from_utf8(files["expect.toml"].clone()).expect("UTF-8");
            let expect: DocumentMut = expect.parse().unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
            let text = |name: &str| expect.get(name).and_then(|item| item.as_str()).unwrap_or_default();
            assert!(!text(says).is_empty(), "{}", folder.display());
            assert!(kind == "right" || text("first").starts_with("iam-role/"), "{}", folder.display());
            let replaced: Vec<_> = files.iter().filter(|(path, _)| *path != "expect.toml").collect();
            assert!(!replaced.is_empty(), "{} replaces nothing", folder.display());
            for (path, bytes) in replaced {
                let counts = path.starts_with("src/") || path == "template.yaml";
                assert!(counts, "{}: {path} is not the student's", folder.display());
                let original = std::fs::read(solution.join(path)).unwrap_or_default();
                let answer = starters::marker::answer(&String::from_utf8_lossy(&original));
                assert!(answer.as_bytes() != bytes.as_slice(), "{}: {path} is the solution's", folder.display());
                assert!(texts.insert(bytes.clone()), "{}: {path} stands there twice", folder.display());
            }
        }
    }
}
