//! What an error tells of who is a user.
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html>

use serde_json::json;

use super::super::Session;
use super::super::people::Person;
use super::super::resources::{client, lines};
use super::super::sign_in::{Called, Client};
use super::newcomer::Newcomer;
use crate::checks::shell::quote;
use crate::harness::{Outcome, Verdict};

pub(super) async fn existence(session: &Session) -> Outcome {
    let known = Newcomer::of(session, "is a user").await?;
    known.joins().await?;
    let nobody = Newcomer::of(session, "is none").await?;
    // The right password of nobody, the wrong one of somebody.
    let mistaken = Person { password: nobody.person.password.clone(), ..known.person.clone() };
    let of_nobody = known.site.try_sign_in(&nobody.person).await?;
    let of_somebody = known.site.try_sign_in(&mistaken).await?;
    told_apart(session, "Signing in", &of_nobody, &of_somebody)?;
    let of_nobody = forgot(&known.site, &nobody.person).await?;
    let of_somebody = forgot(&known.site, &known.person).await?;
    told_apart(session, "A forgotten password", &of_nobody, &of_somebody)
}

/// Says that somebody has forgotten the password.
async fn forgot(site: &Client<'_>, person: &Person) -> Result<Called, Verdict> {
    let input = json!({ "ClientId": site.client_id, "Username": person.name });
    let told = format!("forgot-password --client-id {} --username {}", site.client_id, quote(&person.name));
    site.call("ForgotPassword", &input, told).await
}

/// Whether the answer about a name that nobody has is another than that about a user.
fn told_apart(session: &Session, what: &str, of_nobody: &Called, of_somebody: &Called) -> Outcome {
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
