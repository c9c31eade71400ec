//! The tables of this folder: what the IAM documentation says, and what that means for a request.
//!
//! A file is a theme; a rule is a sentence of a page with a policy; a row is a request and its answer. `identity` and
//! `resource` hold a statement, or a list of them, as JSON; `Version` is put round it. Nothing here decides anything.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use iam::{Principal, Request};
use serde::Deserialize;

/// The account of a caller and of a resource, unless a row says otherwise.
const ACCOUNT: &str = "111122223333";

/// A file of rules.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Theme {
    /// The page that the rules rest on, unless a rule names its own.
    page: String,
    rule: Vec<Rule>,
}

/// A sentence of the documentation with a policy and requests.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    /// A short name, unique in its file.
    name: String,
    page: Option<String>,
    /// What the page says, in the table's own words.
    says: String,
    /// `2012-10-17` if left out, `none` for a policy without the element.
    version: Option<String>,
    /// The statements of the caller's policy.
    identity: Option<String>,
    /// The statements of the resource's policy.
    resource: Option<String>,
    /// What the rows ask unless they say otherwise.
    #[serde(default)]
    ask: Ask,
    rows: Vec<Row>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Ask {
    by: Option<String>,
    action: Option<String>,
    on: Option<String>,
    owner: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    by: Option<String>,
    action: Option<String>,
    on: Option<String>,
    /// The account of the resource.
    owner: Option<String>,
    #[serde(default)]
    keys: BTreeMap<String, Values>,
    gives: Answer,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
enum Values {
    One(String),
    Many(Vec<String>),
}

impl Values {
    fn to_vec(&self) -> Vec<String> {
        match self {
            Self::One(value) => vec![value.clone()],
            Self::Many(values) => values.clone(),
        }
    }
}

/// What a request gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Answer {
    /// Allowed.
    Allow,
    /// Denied by a statement.
    Deny,
    /// Denied because nothing allows it.
    None,
    /// The policy is no policy.
    Refused,
}

/// A row with all that it inherits.
#[derive(Debug)]
pub(crate) struct Case {
    /// Where it stands: file, rule and row, counted from 1.
    pub(crate) id: String,
    /// The page and its sentence.
    pub(crate) source: String,
    /// The text of the caller's policy.
    pub(crate) identity: Option<String>,
    /// The text of the resource's policy.
    pub(crate) resource: Option<String>,
    /// The request.
    pub(crate) request: Request,
    /// The keys that the row itself sets.
    #[allow(dead_code, reason = "for the other reader of these tables, in `agreement`")]
    pub(crate) keys: BTreeMap<String, Vec<String>>,
    /// What the documentation makes of it.
    pub(crate) gives: Answer,
}

/// Every row of every file of a folder, in the order of the names.
pub(crate) fn cases(folder: &Path) -> Vec<Case> {
    let mut files: Vec<_> = fs::read_dir(folder)
        .expect("the folder of the tables")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .collect();
    files.sort();
    let mut cases = Vec::new();
    for path in files {
        let stem = path.file_stem().and_then(|stem| stem.to_str()).expect("a name");
        let text = fs::read_to_string(&path).expect("readable");
        let theme: Theme = toml_edit::de::from_str(&text).unwrap_or_else(|error| panic!("{stem}: {error}"));
        for rule in &theme.rule {
            for (index, row) in rule.rows.iter().enumerate() {
                cases.push(Case {
                    id: format!("{stem}: {} {}", rule.name, index + 1),
                    source: format!("{} says: {}", rule.page.as_ref().unwrap_or(&theme.page), rule.says),
                    identity: rule.identity.as_deref().map(|statements| rule.document(statements)),
                    resource: rule.resource.as_deref().map(|statements| rule.document(statements)),
                    request: request(rule, row),
                    keys: row.keys.iter().map(|(key, values)| (key.clone(), values.to_vec())).collect(),
                    gives: row.gives,
                });
            }
        }
    }
    cases
}

impl Rule {
    fn document(&self, statements: &str) -> String {
        match self.version.as_deref().unwrap_or("2012-10-17") {
            "none" => format!("{{\"Statement\":{statements}}}"),
            version => format!("{{\"Version\":\"{version}\",\"Statement\":{statements}}}"),
        }
    }
}

fn request(rule: &Rule, row: &Row) -> Request {
    let pick = |own: &Option<String>, inherited: &Option<String>, otherwise: &str| {
        own.clone().or_else(|| inherited.clone()).unwrap_or_else(|| otherwise.to_owned())
    };
    let mut request = Request::new(
        principal(&pick(&row.by, &rule.ask.by, "user ada")),
        pick(&row.action, &rule.ask.action, "s3:GetObject"),
        pick(&row.on, &rule.ask.on, "arn:aws:s3:::amzn-s3-demo-bucket/index.html"),
        pick(&row.owner, &rule.ask.owner, ACCOUNT),
    );
    for (key, values) in &row.keys {
        request.context.set_all(key, values.to_vec());
    }
    request
}

/// `anonymous`, `root`, `user ada`, `user team/ada`, `role chat`, `session chat/fn`, `service lambda.amazonaws.com`;
/// an account before it if it is not [`ACCOUNT`].
fn principal(text: &str) -> Principal {
    let (account, text) = match text.split_once(' ') {
        Some((account, rest)) if account.bytes().all(|byte| byte.is_ascii_digit()) => (account, rest),
        _ => (ACCOUNT, text),
    };
    let (kind, name) = text.split_once(' ').unwrap_or((text, ""));
    match (kind, name.rsplit_once('/')) {
        ("anonymous", _) => Principal::Anonymous,
        ("root", _) => Principal::root(account),
        ("user", None) => Principal::user(account, name),
        ("user", Some((path, name))) => {
            Principal::User { account: account.to_owned(), path: format!("/{path}/"), name: name.to_owned() }
        }
        ("role", None) => Principal::role(account, name),
        ("session", Some((role, session))) => Principal::assumed_role(account, role, session),
        ("service", None) => Principal::service(name),
        _ => panic!("no principal: {text}"),
    }
}
