//! What an error tells of who is a user.
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html>

use serde_json::json;

use super::super::Session;
use super::super::operation::Said;
use super::super::resources::{client, lines};
use super::newcomer::Newcomer;
use crate::harness::Outcome;

pub(super) async fn existence(session: &Session) -> Outcome {
    let known = Newcomer::of(session, "is a user").await?;
    known.joins().await?;
    let unknown = Newcomer::of(session, "is none").await?;
    let site = session.writes().await?.client(&session.http)?;
    // The right password of nobody, the wrong one of somebody.
    let of_nobody = site.srp(&unknown.person.name, &unknown.person.password).await?;
    let of_somebody = site.srp(&known.person.name, &unknown.person.password).await?;
    told_apart(session, "Signing in", &of_nobody, &of_somebody)?;
    let forgot = |name: &str| json!({ "ClientId": known.client_id, "Username": name });
    let of_nobody = known.ask("ForgotPassword", &forgot(&unknown.person.name)).await?;
    let of_somebody = known.ask("ForgotPassword", &forgot(&known.person.name)).await?;
    told_apart(session, "A forgotten password", &of_nobody, &of_somebody)
}

/// Whether the answer about a name that nobody has is another than that about a user.
fn told_apart(session: &Session, what: &str, of_nobody: &Said, of_somebody: &Said) -> Outcome {
    if of_nobody.shown() == of_somebody.shown() {
        return Ok(());
    }
    let stack = session.setting.stack(&[])?;
    of_nobody
        .failure(format!("{what} tells whoever tries a name whether a user has it."))
        .compared(format!("as for a user: {}", of_somebody.shown()), of_nobody.shown())
        .because(lines(session, client(&stack)?, &["PreventUserExistenceErrors"])?)
        .fail()
}
