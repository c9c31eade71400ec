//! Who asks, for a function that writes: it is told by the event, and has no name of its own.

use serde_json::Value;

use cloud::template::view::FunctionProperties;

use super::board::Board;
use super::first_method::{holds, renamed};
use super::integration::OfFunction;
use super::methods::Defined;
use super::{Session, way};
use crate::checks::api::short;
use crate::checks::api_file::INTEGRATION;
use crate::checks::dynamodb::USER;
use crate::checks::dynamodb::post::held::Held;
use crate::checks::function::{Ran, invoke};
use crate::harness::{Failure, Outcome, Verdict};

/// Somebody whom no data name.
const OTHER: &str = "Somebody-Else";

/// What a function did with an event that names somebody else.
struct Renamed {
    ran: Ran,
    added: Held,
}

/// That a request's template names the user, and that the function writes whom the event names. `names` is what of the
/// items that it adds tells who asked.
pub(super) async fn is_told_who_asks(
    session: &Session,
    board: &Board<'_>,
    of: &OfFunction,
    (path, body): (&str, &str),
    names: fn(&Held) -> Vec<String>,
) -> Outcome {
    let headers = [("Content-Type", super::response_models::JSON)];
    let (asked, way) = way::ask(&board.api, of.method, path, &headers, Some(body)).await?;
    let sent = way.event().unwrap_or_default();
    let event: Option<Value> = serde_json::from_str(sent).ok();
    let Some(event) = event.filter(|event| holds(event, USER)) else {
        let defined = Defined::of(&session.setting)?;
        return asked
            .failure("The function is not told who asks: the event does not say it.")
            .compared(format!("an event that names {USER}, in a member such as \"username\":\"{USER}\""), short(sent))
            .because_of(defined.at(of.method, of.path, &[INTEGRATION, "requestTemplates"]))
            .fail();
    };
    let Renamed { ran, added } = with_other(board, of, event).await?;
    if ran.failed {
        return Err(ran.failure(&format!("what the event asks for, of {OTHER}")).into());
    }
    let found = names(&added);
    if found.iter().any(|name| name == OTHER) && !found.iter().any(|name| name == USER) {
        return Ok(());
    }
    Failure::new(format!("The event names {OTHER}, and the function writes what {USER} had asked for."))
        .tried(ran.command)
        .compared(format!("items that name {OTHER}"), found.join(", "))
        .because("the function knows a name of its own: the one that counts is a member of the event")
        .fail()
}

async fn with_other(board: &Board<'_>, of: &OfFunction, event: Value) -> Result<Renamed, Verdict> {
    let functions = board.scene.stack.resources.iter().filter_map(FunctionProperties::new);
    let mut functions = functions.filter(|function| function.name.ends_with(of.function));
    let Some(function) = functions.next() else { return Err(Verdict::Fault("the function is gone".to_owned())) };
    let before = board.held()?;
    let ran = invoke(&board.scene.cloud, &function, &renamed(event, OTHER)).await?;
    Ok(Renamed { ran, added: board.held()?.without(&before) })
}

/// The values of one attribute.
pub(super) fn values(items: &[Value], attribute: &str) -> Vec<String> {
    items.iter().filter_map(|item| item[attribute]["S"].as_str()).map(str::to_owned).collect()
}
