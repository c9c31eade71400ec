//! Part 6: two users and a stranger.

mod chat;
mod sign_out;
mod site_config;

use super::LabCheck;
use crate::harness::{Check, Need};

pub(super) fn checks() -> Vec<LabCheck> {
    vec![
        Check {
            id: "cognito/site-config",
            part: "together",
            title: "the stack gives out all that the site wants to know: API, region, user pool, client",
            points: 2,
            needs: Need::Artefact,
            after: &["cognito/template-accepted"],
            hints: &[
                "The site looks at globalThis.ChatApp. site/config.js names the members that it knows.",
                "region, userPoolId and clientId beside apiEndpoint and canPost, each a text in quotes.",
                "!Sub puts in ${AWS::Region}, ${ChatUserPool} and ${ChatUserPoolClient}: the id of each is what Ref gives.",
            ],
            run: |session| Box::pin(async { site_config::site_config(session) }),
        },
        Check {
            id: "cognito/two-users",
            part: "together",
            title: "two users find each other and write both ways, and a third sees nothing of it",
            points: 4,
            needs: Need::Writes,
            after: &["cognito/users-caller", "cognito/similar-names", "cognito/list-of-own", "cognito/creator"],
            hints: &[
                "`cargo checker cloud 7` serves the site: sign up in two browsers, or in one and in a private window of it.",
                "A function stays alive between requests. What it keeps from one of them is there in the next, of whomever.",
                "What stands in a static, a OnceLock or in main belongs to all users. What is one user's comes with the event.",
            ],
            run: |session| Box::pin(chat::two_users(session)),
        },
        Check {
            id: "cognito/sign-out",
            part: "together",
            title: "new tokens open the API as the first ones do, and who signs out gets no more of them",
            points: 1,
            needs: Need::Writes,
            after: &["cognito/two-users", "cognito/stay-signed-in"],
            hints: &[
                "A refresh token is worth a month of new tokens. Who signs out wants it to be worth nothing.",
                "RevokeToken takes back one refresh token, where the client lets it: EnableTokenRevocation, which is on unless it is turned off.",
            ],
            run: |session| Box::pin(sign_out::sign_out(session)),
        },
    ]
}
