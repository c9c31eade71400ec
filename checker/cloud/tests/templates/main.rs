//! Right and wrong templates, as files: what is accepted, what is warned of, what is refused and with which words.
//!
//! `compare.py` beside this file gives the same files to `aws-sam-translator` and `cfn-lint`.

mod hostile;
mod stack;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use cloud::template::{Diagnostic, Inputs, Severity, Stack, Template};

/// The templates of a folder; a file named `*api.yaml` is one that templates include.
fn templates(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/templates").join(folder);
    let mut files: Vec<PathBuf> = std::fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| !path.to_string_lossy().ends_with("api.yaml"))
        .collect();
    files.sort();
    assert!(!files.is_empty(), "{}", folder.display());
    files
}

fn name(path: &Path) -> String {
    path.file_name().expect("a name").to_string_lossy().into_owned()
}

fn resolved(path: &Path) -> Result<Stack, Vec<Diagnostic>> {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let template = Template::parse(&text, &name(path))?;
    // What has no default gets any value, as `sam validate` does.
    let parameters: BTreeMap<String, String> = template
        .parameters()
        .filter(|(_, has_default)| !has_default)
        .map(|(name, _)| (name.to_owned(), "value".to_owned()))
        .collect();
    let folder = path.parent().expect("a folder").to_owned();
    // A variant of a solution holds what it replaces only; the rest is the solution's, two folders above.
    let solution = folder.ancestors().nth(2).filter(|_| folder.parent().is_some_and(|above| above.ends_with("right")));
    let include = |file: &str| {
        let mut folders = std::iter::once(folder.as_path()).chain(solution);
        let text = folders.find_map(|folder| std::fs::read_to_string(folder.join(file)).ok());
        text.ok_or_else(|| "there is no such file".to_owned())
    };
    template.resolve(&Inputs {
        stack_name: "chat".to_owned(),
        account: "111122223333".to_owned(),
        region: "eu-central-1".to_owned(),
        partition: "aws".to_owned(),
        parameters,
        seed: 1,
        include: &include,
    })
}

#[test]
fn right_templates_are_accepted_without_a_warning() {
    for path in templates("accepted") {
        let stack = resolved(&path).unwrap_or_else(|said| panic!("{}: {said:#?}", path.display()));
        let warnings: Vec<_> = stack.diagnostics.iter().filter(|said| said.severity == Severity::Warning).collect();
        assert!(warnings.is_empty(), "{}: {warnings:#?}", path.display());
    }
}

#[test]
fn wrong_templates_are_refused_with_these_words() {
    let mut table = String::new();
    let mut accepted = Vec::new();
    for path in templates("refused") {
        let Err(said) = resolved(&path) else {
            accepted.push(name(&path));
            continue;
        };
        assert_eq!(said[0].severity, Severity::Error, "{}", path.display());
        writeln!(table, "{}", said[0]).expect("a text");
    }
    assert!(accepted.is_empty(), "accepted: {accepted:?}");
    insta::assert_snapshot!("refused", table);
}

#[test]
fn doubtful_templates_are_accepted_with_these_words() {
    let mut table = String::new();
    for path in templates("warned") {
        let stack = resolved(&path).unwrap_or_else(|said| panic!("{}: {said:#?}", path.display()));
        assert!(!stack.diagnostics.is_empty(), "{}: nothing is said", path.display());
        for said in &stack.diagnostics {
            writeln!(table, "{said}").expect("a text");
        }
    }
    insta::assert_snapshot!("warned", table);
}

/// The templates that the course ships: each lab's solution, and its right variants.
#[test]
fn templates_of_the_solutions_are_accepted_without_a_warning() {
    let solutions = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../solutions");
    let folders = |folder: &Path| -> Vec<PathBuf> {
        let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
        entries.map(|entry| entry.expect("an entry").path()).filter(|path| path.is_dir()).collect()
    };
    for solution in folders(&solutions) {
        let variants = folders(&solution.join("right"));
        for folder in std::iter::once(solution).chain(variants) {
            for file in
                ["template.yaml", "template.json"].map(|file| folder.join(file)).iter().filter(|path| path.exists())
            {
                let stack = resolved(file).unwrap_or_else(|said| panic!("{}: {said:#?}", file.display()));
                let warnings: Vec<_> =
                    stack.diagnostics.iter().filter(|said| said.severity == Severity::Warning).collect();
                assert!(warnings.is_empty(), "{}: {warnings:#?}", file.display());
            }
        }
    }
}

/// What becomes of the templates: every resource with its name, and the outputs.
#[test]
fn right_templates_become_these_resources() {
    let mut table = String::new();
    for path in templates("accepted") {
        let stack = resolved(&path).unwrap_or_else(|said| panic!("{}: {said:#?}", path.display()));
        writeln!(table, "{}", name(&path)).expect("a text");
        for resource in &stack.resources {
            writeln!(table, "  {} {} = {}", resource.logical_id, resource.resource_type, resource.physical_id)
                .expect("a text");
        }
        for output in &stack.outputs {
            writeln!(table, "  → {} = {}", output.name, output.value).expect("a text");
        }
    }
    insta::assert_snapshot!("resources", table);
}
