//! What a browser lets the site's page read of a refusal.
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html>

use std::time::Duration;

use super::super::Session;
use super::super::bearer::{Token, ask};
use super::methods::Request;
use super::tokens::{decoded, parts};
use crate::checks::api::{Api, Asked};
use crate::checks::api_file::doubts;
use crate::checks::proxy_lambda::readable;
use crate::harness::{Outcome, Verdict};
use crate::target::Target;

pub(super) async fn refusal(session: &Session) -> Outcome {
    let api = session.api().await?;
    let text = Token::no_token("none");
    for request in Request::of_each(session) {
        for token in [None, Some(&text)] {
            let (asked, _) = ask(&api, &request.sent(), token).await?;
            let message = "curl gets the 401, and a browser keeps it from the site's page, which cannot tell that nobody is signed in.";
            may_be_read(session, asked, &api, message)?;
        }
    }
    match session.setting.target {
        Target::Embedded(_) => expired(session).await,
        Target::Deployed(_) => Ok(()),
    }
}

/// The token of somebody who signed in some hours ago. The time goes by in a stack of its own.
async fn expired(session: &Session) -> Outcome {
    let scene = session.deploy().await?;
    let user = scene.user(&session.http, &session.people.user).await?;
    let [_, claims, _] = parts(&user.id_token)?;
    let claims = decoded(claims)?;
    let seconds = |name: &str| claims[name].as_u64().unwrap_or_default();
    scene.chat.cloud.cognito().advance(Duration::from_secs(seconds("exp").saturating_sub(seconds("iat")) + 1));
    let token = Token::of(user.id_token, "ID_TOKEN", "an ID token of yesterday");
    let api = scene.api(&session.http)?;
    for request in Request::of_each(session) {
        let (asked, _) = ask(&api, &request.sent(), Some(&token)).await?;
        if asked.answer.status != 401 {
            return asked
                .failure(format!("{}: a token whose time is over is not answered with 401.", request.name()))
                .compared("401", asked.shown())
                .fail();
        }
        let message = "The time of the token is over, and a browser keeps the 401 from the site's page: it cannot know that it needs a new one.";
        may_be_read(session, asked, &api, message)?;
    }
    Ok(())
}

fn may_be_read(session: &Session, mut asked: Asked, api: &Api<'_>, message: &str) -> Result<(), Verdict> {
    if api.watched.is_some() {
        asked.why.extend(doubts(&session.setting.stack(&[])?));
    }
    readable(&asked, &api.origin, message)
}
