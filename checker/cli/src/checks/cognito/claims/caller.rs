//! Names that a caller writes into a request beside the token.

use super::super::Session;
use super::{create, list, post};
use crate::checks::dynamodb::answer::LIST_PATH;
use crate::checks::models::methods::Defined;
use crate::harness::{Outcome, Verdict};
use crate::target::http::{Sent, encode_segment};

/// What a template may call the parameter that it should not ask for, beside what this one does.
const USUAL: [&str; 6] = ["username", "user", "sender", "name", "cognito:username", "x-user"];

pub(super) async fn not_by_request(session: &Session) -> Outcome {
    let (person, other) = (&session.people.user, &session.people.stranger.name);
    let (query, headers) = beside_the_token(session, other)?;
    let headers: Vec<(&str, &str)> = headers.iter().map(|name| (name.as_str(), other.as_str())).collect();
    let path = format!("{LIST_PATH}{query}");
    let mut source = session.setting.seed.source("a name in the request");
    for (query, path, headers, how) in [
        (query.as_str(), path.as_str(), &[][..], ", with another name in the query"),
        ("", LIST_PATH, headers.as_slice(), ", with another name in a header"),
    ] {
        let sent = Sent { method: "GET", path, headers, body: None };
        list::is_of(session, session.own().await?, person, &sent, how).await?;
        post::is_of(session, person, headers, query, how).await?;
        create::is_of(session, person, &[source.name()], (query, headers), how).await?;
    }
    Ok(())
}

/// A query that says in all ways that somebody else asks, and the names of the headers that could say it.
pub(in super::super) fn beside_the_token(session: &Session, other: &str) -> Result<(String, Vec<String>), Verdict> {
    let mut names = parameters(session)?;
    let query: Vec<String> = names.iter().map(|name| format!("{}={other}", encode_segment(name))).collect();
    names.retain(|name| is_token(name));
    Ok((format!("?{}", query.join("&")), names))
}

/// The names of parameters that the templates ask for, and the usual ones; not the path's own.
fn parameters(session: &Session) -> Result<Vec<String>, Verdict> {
    let defined = Defined::of(&session.setting)?;
    let methods = defined.definition.resources.iter().flat_map(|resource| resource.methods.values());
    let integrations = methods.filter_map(|method| method.integration.as_ref());
    let templates = integrations.flat_map(|integration| integration.request_templates.values());
    let asked = templates.flat_map(|template| asked_for(template));
    let mut names: Vec<String> = asked.chain(USUAL.map(str::to_owned)).filter(|name| name != "id").collect();
    names.sort();
    names.dedup();
    Ok(names)
}

/// What stands in quotes after `params`: `$input.params('x')`, `$input.params().header.get("x")`.
fn asked_for(template: &str) -> Vec<String> {
    let after = template.split("params").skip(1);
    let named = after.filter_map(|text| {
        let line = text.lines().next()?;
        let (_, text) = line.split_once(['\'', '"'])?;
        let (name, _) = text.split_once(['\'', '"'])?;
        (!name.is_empty()).then(|| name.to_owned())
    });
    named.collect()
}

/// Whether a text can be the name of a header. <https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2>
fn is_token(name: &str) -> bool {
    name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_template_asks_for_is_found() {
        let template = "{ \"id\": \"$input.params('id')\", \"n\": \"$input.params().header.get(\"X-User\")\",\n \"u\": \"$input.params.x\" }";
        assert_eq!(asked_for(template), ["id", "X-User"]);
        assert!(is_token("X-User") && !is_token("cognito:username"));
    }
}
