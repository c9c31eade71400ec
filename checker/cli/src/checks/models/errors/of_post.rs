//! The errors of `POST /conversations/{id}`.

use super::super::by_id::GET_BY_ID;
use super::super::methods::Defined;
use super::super::way::Way;
use super::super::{Session, way};
use super::other::POST_BY_ID;
use super::{message, pattern};
use crate::checks::api::{Api, Asked};
use crate::checks::dynamodb::answer::path;
use crate::harness::{Outcome, Verdict};

/// A text that no item can hold, in letters: an item has 400 KB at most.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-items>
const TOO_MANY: usize = 410 * 1024;

/// What is sent, what that is, and the status that it gets.
pub(super) struct Wrong {
    path: String,
    body: String,
    pub(super) what: &'static str,
    status: u16,
}

impl Wrong {
    pub(super) fn all(session: &Session) -> [Self; 2] {
        [
            Self {
                path: path(&session.data.unknown),
                body: "\"Hello\"".to_owned(),
                what: "A message to a conversation that is not there",
                status: 404,
            },
            Self {
                path: path(&session.data.awkward),
                body: format!("\"{}\"", "x".repeat(TOO_MANY)),
                what: "A message of more than 400 KB",
                status: 400,
            },
        ]
    }

    pub(super) async fn send(&self, api: &Api<'_>) -> Result<(Asked, Way), Verdict> {
        let headers = [("Content-Type", "application/json")];
        let (mut asked, way) = way::ask(api, "POST", &self.path, &headers, Some(&self.body)).await?;
        if self.body.len() > TOO_MANY {
            // Nobody could read the command with all of it, and a shell would not take it.
            asked.command = asked.command.replace(&self.body, &format!("\"xxx… {TOO_MANY} letters\""));
        }
        Ok((asked, way))
    }
}

pub(super) async fn statuses(session: &Session) -> Outcome {
    let defined = Defined::of(&session.setting)?;
    defined.integrated(POST_BY_ID.method, GET_BY_ID.path)?;
    let api = session.writes().await?.api(&session.http)?;
    for wrong in Wrong::all(session) {
        let (asked, way) = wrong.send(&api).await?;
        let (what, status) = (wrong.what, wrong.status);
        if asked.answer.status == status {
            message::says(&asked, what)?;
            continue;
        }
        let why = if way.function_succeeded() {
            "The function says that all is well."
        } else if asked.by_gateway() {
            "API Gateway answers by itself."
        } else {
            "The integration response for the function's error is missing, or does not take it."
        };
        return asked
            .failure(format!("{what} is not answered with {status}. {why}"))
            .compared(format!("{status} {{\"message\":\"…\"}}"), asked.shown())
            .because_of(pattern::remarks(&defined, &POST_BY_ID, status, &way))
            .fail();
    }
    Ok(())
}
