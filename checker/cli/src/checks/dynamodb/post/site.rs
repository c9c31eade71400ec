//! The site on this lab's API: its settings, and what its pages send, one request after the other.

use serde_json::Value;

use super::super::Session;
use super::super::answer::{LIST_PATH, path};
use super::board::{Board, STORED};
use crate::checks::Setting;
use crate::checks::api::{Api, Asked};
use crate::checks::browser::{may_read, may_send, offers_credentials_to_all};
use crate::checks::site_config::SiteConfig;
use crate::checks::template_file::TEMPLATE;
use crate::harness::{Failure, Outcome};

/// Whether the output `SiteConfig` of the template lets the site write.
pub(in crate::checks) fn config(setting: &Setting) -> Outcome {
    let stack = setting.stack(&[])?;
    let endpoint = stack.output("ApiEndpoint").unwrap_or("https://…").trim_end_matches('/').to_owned();
    let expected = format!("globalThis.ChatApp = {{ apiEndpoint: '{endpoint}', canPost: true }};");
    let failure = |message: &str, found: &str| {
        Failure::new(message)
            .tried("aws cloudformation describe-stacks --stack-name chat --query \"Stacks[0].Outputs\"")
            .exactly(&expected, found)
    };
    let Some(found) = stack.output("SiteConfig") else {
        return failure(&format!("{TEMPLATE} has no output SiteConfig."), "none").fail();
    };
    let config = match SiteConfig::read(found) {
        Ok(config) => config,
        Err(why) => return failure(why, found).fail(),
    };
    if config.api_endpoint.trim_end_matches('/') != endpoint {
        return failure("apiEndpoint in SiteConfig is not the address of the stage.", found).fail();
    }
    match config.can_post.as_deref() {
        Some("true") => Ok(()),
        None => failure("SiteConfig has no canPost: the site shows no field for a message.", found).fail(),
        Some(value) if value.contains("true") => {
            failure("canPost is true or false, without quotes: a text is neither.", found).fail()
        }
        Some(_) => failure("canPost is not true: the site shows no field for a message.", found).fail(),
    }
}

/// Whether the page may read an answer.
fn readable(api: &Api<'_>, asked: &Asked, message: &str) -> Outcome {
    const HEADER: &str = "Access-Control-Allow-Origin";
    if let Err(why) = may_read(&asked.answer, &api.origin) {
        return asked
            .failure(message)
            .compared(format!("{HEADER}: *"), asked.shown_with(HEADER))
            .because(format!(
                "the browser's console: Access to fetch from origin '{}' has been blocked by CORS policy: {why}",
                api.origin
            ))
            .fail();
    }
    if offers_credentials_to_all(&asked.answer) {
        let header = "Access-Control-Allow-Credentials";
        return asked
            .failure("The answer offers credentials to every origin. A browser takes no * for a request with credentials, and this API needs none.")
            .compared(format!("{HEADER}: *, and no {header}"), asked.shown_with(header))
            .fail();
    }
    Ok(())
}

/// What the pages ask for, from the list to the conversation with one message more.
pub(super) async fn sequence(session: &Session) -> Outcome {
    let board = Board::open(session).await?;
    let api = &board.api;
    let list = api.get(LIST_PATH).await?;
    readable(api, &list, "The page with the list gets nothing to show.")?;
    let entries = list.json().unwrap_or_default();
    let Some(id) = entries.as_array().and_then(|entries| entries.first()).and_then(|entry| entry["id"].as_str()) else {
        return list.failure("The page wants a list.").compared("200 [{\"id\": …}]", list.shown()).fail();
    };
    let (asked, before) = board.messages(id).await?;
    readable(api, &asked, "The page of a conversation gets nothing to show.")?;

    let asking = [("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "content-type")];
    let preflight = api.ask("OPTIONS", &path(id), &asking, None).await?;
    if let Err(why) = may_send(&preflight.answer, &api.origin, "POST", &["content-type"]) {
        return preflight
            .failure("The page may not send the message: its preflight is not answered as a browser wants it.")
            .compared(
                "200, Access-Control-Allow-Origin: *, Access-Control-Allow-Headers: Content-Type",
                preflight.shown_with("Access-Control-Allow-Headers"),
            )
            .because(format!("the browser's console: {why}"))
            .fail();
    }
    let text = session.setting.seed.source("site").name();
    let posted = board.post(id, &text).await?;
    readable(api, &posted.asked, "The message is stored, and the page is not let see that.")?;
    if !posted.says_stored(&text) {
        return posted.asked.failure("The page cannot send a message.").compared(STORED, posted.asked.shown()).fail();
    }
    let (asked, after) = board.messages(id).await?;
    if after.len() != before.len() + 1 {
        return asked
            .failure("The page shows the conversation again, and the message is not there.")
            .compared(format!("{} messages", before.len() + 1), format!("{} messages", after.len()))
            .fail();
    }
    let empty = Value::from("").to_string();
    let hello = Value::from(text).to_string();
    let unknown = path(&session.data.unknown);
    for (method, path, body) in [("POST", path(id), &empty), ("POST", unknown, &hello), ("PUT", path(id), &hello)] {
        let asked = board.send(method, &path, &[], Some(body)).await?.asked;
        readable(
            api,
            &asked,
            &format!("The answer {} is kept from the page: it cannot say what was wrong.", asked.answer.status),
        )?;
    }
    let refused = Board::of(session, session.refused().await?)?;
    let asked = refused.send("POST", &path(id), &[], Some(&hello)).await?.asked;
    readable(
        &refused.api,
        &asked,
        &format!(
            "The answer {} is kept from the page: it cannot say that the message was not taken.",
            asked.answer.status
        ),
    )
}
