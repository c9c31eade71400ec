//! The table of answers: the starter fails, the solution and the right variants pass, each wrong answer is caught by its check.
//!
//! It builds labs, so the README's test command leaves it out; `.ci/run` has a stage for it:
//! `cargo test --package checker --test answers -- --ignored`. `INSTA_UPDATE=always` records the outputs anew, and
//! `CHECKER_WRITE_BOOK=1` what the book shows of them: the table and the README's picture. `CHECKER_ANSWERS=bucket-policy`
//! runs the answers of one lab, `CHECKER_ANSWERS=bucket-policy/lists,bucket-policy/no-principal` these two alone; both leave
//! the table alone.
//!
//! The same answers on Amazon's DynamoDB Local, which must be caught by the same checks, or say why it cannot show them
//! (`local` in `expect.toml`): `checker/cli/tests/dynamodb_local/with-jar env CHECKER_ANSWERS=dynamodb cargo test --package
//! checker --test answers -- --ignored starters`. The recorded outputs are those of the embedded cloud, and not compared there.

#[path = "answers/loading.rs"]
mod loading;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use checker::artefacts::Source;
use checker::assess;
use checker::checks::{self, Setting};
use checker::course::{LABS, Lab, Root};
use checker::harness::{Listed, Need, Seed};
use checker::report::terminal::{self, Context};
use checker::report::{LabReport, Report, SCHEMA, Status};
use checker::target::{Tables, Target};
use futures::StreamExt as _;
use serde::Deserialize;

/// How many answers are assessed side by side: much of it is waiting, and each has a copy of the lab to itself.
const COPIES: usize = 3;

/// The copies: whoever assesses an answer has one.
static PLACES: [tokio::sync::Mutex<()>; COPIES] = [const { tokio::sync::Mutex::const_new(()) }; COPIES];

/// The seed of all recorded outputs.
const SEED: u64 = 4711;

/// `expect.toml` of a wrong answer.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expect {
    /// The mistake, for the book's table.
    mistake: String,
    /// The check that must fail first.
    first: String,
    /// Further checks that fail with it, each with the reason.
    #[serde(default)]
    also: Vec<Also>,
    /// Why DynamoDB Local cannot show it, where it cannot.
    local: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Also {
    check: String,
    why: String,
}

/// `expect.toml` of a right variant.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Differs {
    differs: String,
}

fn root() -> Root {
    Root::find(Some(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."))).expect("the course's folder")
}

async fn assess(lab: &'static Lab, source: Source) -> Report {
    assess_part(lab, source, None).await
}

async fn assess_part(lab: &'static Lab, source: Source, part: Option<&str>) -> Report {
    let copy = if let Source::Answer { copy, .. } = &source { *copy } else { 0 };
    let _alone = PLACES[copy].lock().await;
    let root = root();
    let local = match dynamodb_local() {
        Some(endpoint) => {
            let within = std::time::Duration::from_mins(1);
            Some(cloud::DynamoDbLocal::connect(&endpoint, within, |_| {}).await.expect("DynamoDB Local answers"))
        }
        None => None,
    };
    let target = Target::Embedded(local.clone().map_or(Tables::Embedded, Tables::DynamoDbLocal));
    let name = target.name().to_owned();
    let mut setting = Setting::new(target, Seed(SEED), "eu-central-1".to_owned(), root.site());
    // This program supervises no function's processes; the checker does.
    setting.sandbox_program = Some(env!("CARGO_BIN_EXE_checker").into());
    let report = assess::lab(&root, lab, &source, setting, part).await.expect("no fault");
    if let Some(local) = local {
        local.close().await;
    }
    Report { schema: SCHEMA.to_owned(), target: name, seed: SEED, labs: vec![report] }
}

/// Where DynamoDB Local is, if the answers are to be checked on it.
fn dynamodb_local() -> Option<String> {
    std::env::var("CHECKER_DYNAMODB_LOCAL").ok().filter(|endpoint| !endpoint.is_empty())
}

fn failed(report: &LabReport) -> Vec<&str> {
    report.checks.iter().filter(|check| check.status == Status::Failed).map(|check| check.id.as_str()).collect()
}

fn answers(lab: &Lab, kind: &str) -> Vec<(String, PathBuf)> {
    let folder = root().solution(lab).expect("the authors' tree").join(kind);
    let mut answers: Vec<_> = std::fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.expect("an entry"))
        .map(|entry| (entry.file_name().into_string().expect("text"), entry.path()))
        .collect();
    answers.sort();
    answers
}

fn read<T: serde::de::DeserializeOwned>(folder: &Path) -> T {
    let path = folder.join("expect.toml");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    toml_edit::de::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The first failure as a terminal shows it, without what is of one run alone.
fn shown(report: &Report) -> String {
    let text = terminal::first_failure(report, Context { part: None, command: "cargo checker", ..Context::default() })
        .expect("memory holds it");
    let text = without_registry(&without_request_ids(&without_thread_ids(&without_now(&without_ports(&text)))));
    let text = without_request_counts(&text);
    // From lab 6 on a function makes ids up, and in lab 7 Cognito too. Elsewhere they are the seed's, the same each time.
    if ["06-models", "07-cognito"].contains(&report.labs[0].lab.as_str()) { without_uuids(&text) } else { text }
}

fn record(name: &str, report: &Report) {
    if report.target != "embedded" {
        return;
    }
    let text = shown(report);
    insta::with_settings!({ snapshot_path => "answers", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(name, text);
    });
}

/// How many requests are left out of a list, as `$COUNT`: a function that tries again does so as often as it comes to.
fn without_request_counts(text: &str) -> String {
    const BEFORE: &str = "\u{2026} and ";
    let counted = |line: &str| {
        let (before, rest) = line.split_once(BEFORE)?;
        let after = rest.trim_start_matches(|char: char| char.is_ascii_digit());
        after.starts_with(" more requests").then(|| format!("{before}{BEFORE}$COUNT{after}"))
    };
    text.split_inclusive('\n').map(|line| counted(line).unwrap_or_else(|| line.to_owned())).collect()
}

/// Each run's own port as `$ENDPOINT`; the port of `checker cloud`, which commands name, stays.
fn without_ports(text: &str) -> String {
    const LOCAL: &str = "http://127.0.0.1:";
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(LOCAL) {
        let end = after.find(|char: char| !char.is_ascii_digit()).unwrap_or(after.len());
        let (port, tail) = after.split_at(end);
        out.push_str(before);
        if port == "4566" {
            out.push_str(LOCAL);
            out.push_str(port);
        } else {
            out.push_str("$ENDPOINT");
        }
        rest = tail;
    }
    out + rest
}

/// The time of this run, in seconds or in milliseconds since 1970, as `$SECONDS` or `$NOW`.
fn without_now(text: &str) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs();
    let is_now = |seconds: u64| now.abs_diff(seconds) < 3_600;
    let (mut out, mut rest) = (String::new(), text);
    while let Some(start) = rest.find(|char: char| char.is_ascii_digit()) {
        let end = rest[start..].find(|char: char| !char.is_ascii_digit()).map_or(rest.len(), |length| start + length);
        let digits = &rest[start..end];
        out.push_str(&rest[..start]);
        out.push_str(match digits.parse::<u64>() {
            Ok(seconds) if is_now(seconds) => "$SECONDS",
            Ok(millis) if is_now(millis / 1_000) => "$NOW",
            _ => digits,
        });
        rest = &rest[end..];
    }
    out + rest
}

/// `thread 'main' (8724) panicked` without the number, which each run has of its own.
fn without_thread_ids(text: &str) -> String {
    const THREAD: &str = "thread 'main' (";
    let mut parts = text.split(THREAD);
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |out, after| {
        out + "thread 'main' ($ID" + after.trim_start_matches(|char: char| char.is_ascii_digit())
    })
}

/// Each request's own id as `$REQUEST`: Lambda's and API Gateway's (a UUID), DynamoDB's (52 letters and digits).
fn without_request_ids(text: &str) -> String {
    [("RequestId: ", 36), (r#"aws_request_id: \""#, 52), (r#"aws_request_id: ""#, 52)].into_iter().fold(
        text.to_owned(),
        |text, (before, length)| {
            let mut parts = text.split(before);
            let first = parts.next().unwrap_or_default().to_owned();
            parts.fold(first, |out, after| {
                let rest = after.trim_start_matches(|char: char| char.is_ascii_alphanumeric() || char == '-');
                // A text that was cut short may have cut the id too.
                let whole = after.len() - rest.len() == length || rest.starts_with(" …");
                if whole { format!("{out}{before}$REQUEST{rest}") } else { out + before + after }
            })
        },
    )
}

/// An id that a function made up, as `$UUID`.
fn without_uuids(text: &str) -> String {
    /// The lengths of the groups, between which stand dashes. RFC 9562.
    const GROUPS: [usize; 5] = [8, 4, 4, 4, 12];
    let is_uuid = |word: &str| {
        let groups: Vec<&str> = word.split('-').collect();
        groups.len() == GROUPS.len()
            && groups
                .iter()
                .zip(GROUPS)
                .all(|(group, length)| group.len() == length && group.bytes().all(|byte| byte.is_ascii_hexdigit()))
    };
    let end_of_word = |char: char| !char.is_ascii_alphanumeric() && char != '-';
    let words = text.split_inclusive(end_of_word);
    words
        .map(|piece| {
            let word = piece.trim_end_matches(end_of_word);
            if is_uuid(word) { format!("$UUID{}", &piece[word.len()..]) } else { piece.to_owned() }
        })
        .collect()
}

/// Where Cargo keeps the sources of crates, as `$REGISTRY`.
fn without_registry(text: &str) -> String {
    const BELOW: &str = "/registry/src/";
    text.split_inclusive('\n')
        .map(|line| match line.split_once(BELOW) {
            Some((before, after)) => {
                let start = before.rfind(' ').map_or(0, |space| space + 1);
                let rest = after.split_once('/').map_or(after, |(_, rest)| rest);
                format!("{}$REGISTRY/{rest}", &before[..start])
            }
            None => line.to_owned(),
        })
        .collect()
}

/// On DynamoDB Local: the check that catches a wrong answer. Its part, and what that depends on, are run there; that nothing
/// before it fails, the run on the embedded tables has shown, on which all parts are run.
fn caught_there(lab: &Lab, answer: &Path) -> Option<Listed> {
    dynamodb_local()?;
    let expect: Expect = toml_edit::de::from_str(&std::fs::read_to_string(answer.join("expect.toml")).ok()?).ok()?;
    checks::list(lab).into_iter().find(|check| check.id == expect.first)
}

/// What looks at files alone says the same whatever the tables are.
fn asks_no_table(lab: &Lab, answer: &Path) -> bool {
    caught_there(lab, answer).is_some_and(|check| check.needs == Need::Artefact)
}

/// Which answers run: all, or those that `CHECKER_ANSWERS` names, `LAB` or `LAB/ANSWER`.
struct Only(Vec<String>);

impl Only {
    fn chosen() -> Self {
        let named = std::env::var("CHECKER_ANSWERS").unwrap_or_default();
        Self(named.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect())
    }

    fn all_of(&self, lab: &Lab) -> bool {
        self.0.is_empty() || self.0.iter().any(|name| name == lab.slug)
    }

    fn answer(&self, lab: &Lab, answer: &str) -> bool {
        self.all_of(lab) || self.0.iter().any(|name| name.split_once('/') == Some((lab.slug, answer)))
    }

    fn some_of(&self, lab: &Lab) -> bool {
        self.all_of(lab) || self.0.iter().any(|name| name.split('/').next() == Some(lab.slug))
    }
}

async fn starter_fails_and_solution_passes(lab: &'static Lab, problems: &mut Vec<String>) {
    let starter = assess(lab, Source::Starter).await;
    record(&format!("{}-starter", lab.slug), &starter);
    if failed(&starter.labs[0]).is_empty() {
        problems.push(format!("{}: the starter passes", lab.folder));
    }
    let solution = assess(lab, Source::Solution).await;
    if !solution.labs[0].all_passed() {
        problems.push(format!(
            "{}: the solution fails {:?}\n{}",
            lab.folder,
            failed(&solution.labs[0]),
            shown(&solution)
        ));
    }
}

/// Assesses answers side by side, and gives their reports in the order of their names.
///
/// Those that change no code go first: one build serves them all.
async fn assess_all(lab: &'static Lab, mut answers: Vec<(String, PathBuf)>) -> Vec<(String, PathBuf, Report)> {
    answers.sort_by_cached_key(|(name, files)| (files.join("src").is_dir(), name.clone()));
    let each = |(number, (name, files)): (usize, (String, PathBuf))| async move {
        let source = Source::Answer { files: files.clone(), copy: number % COPIES };
        let part = caught_there(lab, &files).map(|check| check.part);
        (name, files, tokio::spawn(assess_part(lab, source, part)).await.expect("an assessment"))
    };
    let mut reports: Vec<_> =
        futures::stream::iter(answers.into_iter().enumerate()).map(each).buffered(COPIES).collect().await;
    reports.sort_by(|(left, ..), (right, ..)| left.cmp(right));
    reports
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "builds labs: .ci/run has a stage for it"]
async fn starters_fail_solutions_and_right_variants_pass_wrong_answers_are_caught() {
    let mut table = String::from("| lab | answer | what is wrong | caught by |\n|---|---|---|---|\n");
    let mut problems = Vec::new();
    let only = Only::chosen();
    for lab in LABS.iter().filter(|lab| only.some_of(lab)) {
        let whole = only.all_of(lab);
        if whole {
            starter_fails_and_solution_passes(lab, &mut problems).await;
        }
        let chosen = |kind| {
            let named = answers(lab, kind).into_iter().filter(|(name, _)| only.answer(lab, name));
            named.filter(|(_, folder)| !asks_no_table(lab, folder)).collect()
        };
        for (name, folder, report) in assess_all(lab, chosen("right")).await {
            let Differs { differs } = read(&folder);
            assert!(!differs.is_empty(), "{name} says how it differs");
            if !report.labs[0].all_passed() {
                problems.push(format!("right/{name} fails {:?}\n{}", failed(&report.labs[0]), shown(&report)));
            }
        }
        let mut caught: BTreeSet<String> = BTreeSet::new();
        for (name, folder, report) in assess_all(lab, chosen("wrong")).await {
            let expect: Expect = read(&folder);
            let wanted: Vec<&str> = std::iter::once(expect.first.as_str())
                .chain(expect.also.iter().map(|also| also.check.as_str()))
                .collect();
            let not_there = expect.local.as_deref().filter(|_| dynamodb_local().is_some());
            if not_there.is_some() {
                if failed(&report.labs[0]).first() == Some(&expect.first.as_str()) {
                    problems.push(format!("wrong/{name}: DynamoDB Local shows it, though `local` says that it cannot"));
                }
            } else if dynamodb_local().is_some() {
                let failed = failed(&report.labs[0]);
                if failed.first() != Some(&expect.first.as_str()) {
                    problems.push(format!("wrong/{name}: {} must fail first, but {failed:?} did", expect.first));
                }
            } else if failed(&report.labs[0]) != wanted {
                problems.push(format!("wrong/{name}: {wanted:?} must fail, but {:?} did", failed(&report.labs[0])));
            }
            assert!(expect.also.iter().all(|also| !also.why.is_empty()), "{name} says why more than one check fails");
            let local = expect.local.map(|why| format!("; on DynamoDB Local not: {why}")).unwrap_or_default();
            let _ = writeln!(table, "| {} | `{name}` | {} | `{}`{local} |", lab.number, expect.mistake, expect.first);
            record(&format!("{}-{name}", lab.slug), &report);
            caught.insert(expect.first);
        }
        problems.extend(
            checks::list(lab)
                .iter()
                .filter(|check| whole && dynamodb_local().is_none() && !caught.contains(check.id))
                .map(|check| format!("no wrong answer is caught by {}", check.id)),
        );
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    if only.0.is_empty() && dynamodb_local().is_none() {
        compare_with_book("authors/wrong-answers-table.md", &table);
    }
}

/// A terminal's text as a picture, with colours that are read on a light page and on a dark one.
fn picture(text: &str) -> String {
    let (foreground, background) =
        (anstyle::RgbColor(0xe6, 0xe6, 0xe6).into(), anstyle::RgbColor(0x1c, 0x1f, 0x26).into());
    anstyle_svg::Term::new()
        .palette(anstyle_svg::WIN10_CONSOLE)
        .fg_color(foreground)
        .bg_color(background)
        .min_width_px(760)
        .render_svg(text)
        .replace(".dimmed { opacity: 0.4; }", ".dimmed { opacity: 0.65; }")
}

/// The README's picture of a failure: the program's own output, with its colours.
#[tokio::test]
#[ignore = "builds labs: .ci/run has a stage for it"]
async fn the_readme_shows_what_the_program_prints() {
    let lab = &LABS[0];
    let wrong = root().solution(lab).expect("the authors' tree").join("wrong/folders-flattened");
    let part = Some("keys");
    let report = assess_part(lab, Source::Answer { files: wrong, copy: 0 }, part).await;
    let mut text = Vec::new();
    terminal::write(&mut text, &report, Context { part, command: "cargo checker", ..Context::default() })
        .expect("memory holds it");
    let text = format!("$ cargo checker check 1 --part keys\n{}", String::from_utf8(text).expect("UTF-8"));
    compare_with_book("images/check-fails.svg", &picture(&text));
}

/// What the book holds is what this run made.
fn compare_with_book(file: &str, made: &str) {
    let path = root().path().join("book/src").join(file);
    if std::env::var_os("CHECKER_WRITE_BOOK").is_some() {
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("the folder is made");
        std::fs::write(&path, made).expect("the book's file is written");
    }
    let book = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    assert!(book.replace('\r', "") == made, "book/src/{file} is old: run this test with CHECKER_WRITE_BOOK=1");
}
