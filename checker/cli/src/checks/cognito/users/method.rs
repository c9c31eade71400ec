//! `GET /users` as the files have it, and what it answers to who is not signed in.

use serde_json::{Value, json};

use super::super::Session;
use super::{GET_USERS, USERS_PATH};
use crate::checks::api_file::INTEGRATION;
use crate::checks::browser::may_send;
use crate::checks::models::methods::Defined;
use crate::checks::models::response_models::of_answer;
use crate::checks::models::schema::problems;
use crate::checks::models::way;
use crate::harness::{Failure, Outcome};

const ORIGIN: &str = "Access-Control-Allow-Origin";
const HEADERS: &str = "Access-Control-Allow-Headers";

pub(super) fn method(session: &Session) -> Outcome {
    let setting = &session.setting;
    GET_USERS.out_of_proxy_mode(setting)?;
    GET_USERS.names_its_function(setting)?;
    GET_USERS.closed_to_others(setting, &setting.stack(&[])?)?;
    let defined = Defined::of(setting)?;
    let name = of_answer(&defined, "GET", USERS_PATH, "200", "UserList")?;
    let place = || defined.node(&["components", "schemas", &name]).and_then(|node| defined.excerpt(node));
    for (what, list) in [("names", json!(["Ann", "Bob"])), ("nobody", json!([]))] {
        if let [problem, ..] = &problems(&defined.definition, &name, &list)?[..] {
            return Failure::new(format!("The model {name} refuses a list of {what}."))
                .compared(format!("taken: {list}"), "refused")
                .because(problem)
                .because_of(place())
                .fail();
        }
    }
    let no_lists = [
        ("a list of numbers", json!([42])),
        ("a list of objects", json!([{ "Username": "Ann" }])),
        ("an object", json!({ "users": ["Ann"] })),
        ("null", Value::Null),
    ];
    for (what, value) in no_lists {
        if problems(&defined.definition, &name, &value)?.is_empty() {
            return Failure::new(format!("The model {name} takes what is no list of names: {what}."))
                .compared("refused", format!("taken: {value}"))
                .because_of(place())
                .fail();
        }
    }
    Ok(())
}

pub(super) async fn preflight(session: &Session) -> Outcome {
    const WANTED: &[&str] = &["authorization"];
    let api = session.api().await?;
    let headers = [("Access-Control-Request-Method", "GET"), ("Access-Control-Request-Headers", "authorization")];
    let (asked, _) = way::ask(&api, "OPTIONS", USERS_PATH, &headers, None).await?;
    let Err(why) = may_send(&asked.answer, &api.origin, "GET", WANTED) else { return Ok(()) };
    let header = if asked.answer.headers.contains_key(ORIGIN) { HEADERS } else { ORIGIN };
    asked
        .failure("The site's page may not ask for the users: its preflight is not answered as a browser wants it.")
        .compared(format!("200, {ORIGIN}: *, {HEADERS}: Authorization"), asked.shown_with(header))
        .because(format!("the browser's console: {why}"))
        .fail()
}

pub(super) async fn signed_in(session: &Session) -> Outcome {
    let api = session.api().await?;
    let (asked, _) = way::ask(&api, "GET", USERS_PATH, &[], None).await?;
    if asked.answer.status == 401 {
        return Ok(());
    }
    let defined = Defined::of(&session.setting).ok();
    let place = defined.and_then(|defined| {
        defined.at("GET", USERS_PATH, &["security"]).or_else(|| defined.at("GET", USERS_PATH, &[INTEGRATION]))
    });
    asked
        .failure("Who sends no token is let in to GET /users.")
        .compared("401 {\"message\":\"Unauthorized\"}", asked.shown())
        .because_of(place)
        .fail()
}
