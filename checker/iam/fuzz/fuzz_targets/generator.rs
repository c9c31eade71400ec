//! Policies and requests out of the fuzzer's bytes.
//!
//! Most words come from a short list, so that statements and requests meet; the rest is whatever the fuzzer wants.

use arbitrary::{Error, Result, Unstructured};
use iam::{Policy, Principal, Request, Statement};
use serde_json::{Map, Value, json};

const ACCOUNTS: [&str; 2] = ["111122223333", "444455556666"];
const ACTIONS: [&str; 8] =
    ["*", "s3:*", "s3:Get*", "s3:GetObject", "S3:getobject", "s3:?etObject", "s3:PutObject", "sts:AssumeRole"];
const RESOURCES: [&str; 12] = [
    "*",
    "arn:aws:s3:::site",
    "arn:aws:s3:::site/*",
    "arn:aws:s3:::site/a:b/c",
    "arn:aws:s3:::site/${aws:username}/*",
    "arn:aws:s3:::${k:a, 'site'}/?",
    "arn:aws:s3*",
    "arn:aws:s3:::*:c",
    "arn:*:s3:?:*:site/*",
    "arn:aws:s3",
    "arn:aws:dynamodb:eu-central-1:111122223333:table/t/index/*",
    "arn:aws:iam::111122223333:role/chat",
];
const PRINCIPALS: [&str; 8] = [
    "*",
    "111122223333",
    "444455556666",
    "arn:aws:iam::111122223333:root",
    "arn:aws:iam::111122223333:user/ada",
    "arn:aws:iam::111122223333:role/chat",
    "arn:aws:sts::111122223333:assumed-role/chat/fn",
    "lambda.amazonaws.com",
];
const KINDS: [&str; 4] = ["AWS", "Service", "Federated", "CanonicalUser"];
const OPERATORS: [&str; 20] = [
    "StringEquals",
    "StringNotEquals",
    "StringEqualsIgnoreCase",
    "StringLike",
    "StringNotLike",
    "NumericEquals",
    "NumericLessThan",
    "NumericGreaterThanEquals",
    "DateGreaterThan",
    "DateLessThanEquals",
    "DateNotEquals",
    "Bool",
    "BinaryEquals",
    "IpAddress",
    "NotIpAddress",
    "ArnEquals",
    "ArnLike",
    "ArnNotLike",
    "Null",
    "StringNotEqualsIgnoreCase",
];
const KEYS: [&str; 5] = ["k:a", "K:A", "aws:username", "aws:PrincipalArn", "aws:TagKeys"];
const VALUES: [&str; 14] = [
    "",
    "a",
    "A",
    "ada",
    "*",
    "a*",
    "${aws:username}",
    "${k:a}",
    "true",
    "10",
    "10.0",
    "2024-02-29T12:00:00Z",
    "10.0.0.0/8",
    "arn:aws:iam::111122223333:role/*",
];

fn word(u: &mut Unstructured<'_>, words: &[&str]) -> Result<String> {
    Ok(if u.ratio(1, 8)? { u.arbitrary::<&str>()?.to_owned() } else { (*u.choose(words)?).to_owned() })
}

/// One word as a text, or a few as a list.
fn words(u: &mut Unstructured<'_>, from: &[&str]) -> Result<Value> {
    if u.ratio(2, 3)? {
        return Ok(json!(word(u, from)?));
    }
    (0..u.int_in_range(0..=3)?).map(|_| word(u, from)).collect::<Result<Vec<_>>>().map(|words| json!(words))
}

fn negated(u: &mut Unstructured<'_>, name: &str) -> Result<String> {
    Ok(if u.ratio(1, 4)? { format!("Not{name}") } else { name.to_owned() })
}

/// A statement; one of an identity's policy has no principal.
pub(crate) fn statement(u: &mut Unstructured<'_>, with_principal: bool) -> Result<Statement> {
    parsed(&elements(u, with_principal)?).ok_or(Error::IncorrectFormat)
}

/// The statement of these elements; `None` if they make none, such as one with an empty list of principals.
pub(crate) fn parsed(elements: &Value) -> Option<Statement> {
    Policy::parse(&json!({"Statement": elements}).to_string()).ok()?.statements.pop()
}

fn elements(u: &mut Unstructured<'_>, with_principal: bool) -> Result<Value> {
    let mut statement = Map::new();
    statement.insert("Effect".to_owned(), json!(if u.ratio(2, 3)? { "Allow" } else { "Deny" }));
    if with_principal {
        let name = negated(u, "Principal")?;
        let value = if u.ratio(1, 4)? {
            json!("*")
        } else {
            let mut map = Map::new();
            for _ in 0..u.int_in_range(1..=2)? {
                map.insert((*u.choose(&KINDS)?).to_owned(), words(u, &PRINCIPALS)?);
            }
            Value::Object(map)
        };
        statement.insert(name, value);
    }
    statement.insert(negated(u, "Action")?, words(u, &ACTIONS)?);
    if u.ratio(7, 8)? {
        statement.insert(negated(u, "Resource")?, words(u, &RESOURCES)?);
    }
    if u.ratio(1, 2)? {
        let mut conditions = Map::new();
        for _ in 0..u.int_in_range(1..=2)? {
            let set = *u.choose(&["", "", "ForAllValues:", "ForAnyValue:"])?;
            let operator = *u.choose(&OPERATORS)?;
            let suffix = if operator != "Null" && u.ratio(1, 4)? { "IfExists" } else { "" };
            let mut keys = Map::new();
            for _ in 0..u.int_in_range(1..=2)? {
                keys.insert(word(u, &KEYS)?, words(u, &VALUES)?);
            }
            conditions.insert(format!("{set}{operator}{suffix}"), Value::Object(keys));
        }
        statement.insert("Condition".to_owned(), Value::Object(conditions));
    }
    Ok(Value::Object(statement))
}

pub(crate) fn request(u: &mut Unstructured<'_>) -> Result<Request> {
    let account = *u.choose(&ACCOUNTS)?;
    let principal = match u.int_in_range(0..=5)? {
        0 => Principal::Anonymous,
        1 => Principal::root(account),
        2 => Principal::user(account, word(u, &["ada", "bob"])?),
        3 => Principal::role(account, word(u, &["chat", "other"])?),
        4 => Principal::assumed_role(account, word(u, &["chat", "other"])?, word(u, &["fn", "other"])?),
        _ => Principal::service(word(u, &["lambda.amazonaws.com", "s3.amazonaws.com"])?),
    };
    let action = word(u, &["s3:GetObject", "s3:PutObject", "sts:AssumeRole", "iam:CreateUser"])?;
    let resource = word(u, &["arn:aws:s3:::site/ada/x", "arn:aws:s3:::site/a:b/c", "arn:aws:s3:::site", "*"])?;
    let mut request = Request::new(principal, action, resource, ACCOUNTS[0]);
    for _ in 0..u.int_in_range(0..=3)? {
        let key = word(u, &KEYS)?;
        let values = (0..u.int_in_range(0..=2)?).map(|_| word(u, &VALUES)).collect::<Result<Vec<_>>>()?;
        request.context.set_all(&key, values);
    }
    Ok(request)
}
