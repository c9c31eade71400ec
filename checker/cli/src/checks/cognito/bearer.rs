//! Requests to the API with what stands in the header `Authorization`, as the site's page sends it; and what they write.

use cloud::Cloud;

use super::scene::Scene;
use super::sign_in::SignedIn;
use crate::checks::api::{Api, Asked};
use crate::checks::dynamodb::post::held::{Change, Held};
use crate::checks::models::way::{self, Way};
use crate::checks::shell::quote;
use crate::harness::{Failure, Verdict};
use crate::target::http::{Http, Sent};

/// The header that the authorizer looks at.
pub(super) const HEADER: &str = "Authorization";

/// What stands in the header. Each run has tokens of its own, so a command names a variable in the place of one.
#[derive(Debug, Clone)]
pub(in crate::checks) struct Token {
    text: String,
    /// What the command has in its place, and how one gets it; nothing for a text that everybody can write.
    shown: Option<(&'static str, String)>,
}

impl Token {
    /// The one that the API wants.
    pub(in crate::checks) fn id(user: &SignedIn) -> Self {
        let note = format!("the ID token of {}; the site keeps it in the browser's session storage", user.name);
        Self::of(user.id_token.clone(), "ID_TOKEN", note)
    }

    /// The one that Cognito itself wants.
    pub(super) fn access(user: &SignedIn) -> Self {
        let note = format!("the access token of {}; the site keeps it in the browser's session storage", user.name);
        Self::of(user.access_token.clone(), "ACCESS_TOKEN", note)
    }

    /// Another one.
    pub(super) fn of(text: String, variable: &'static str, note: impl Into<String>) -> Self {
        Self { text, shown: Some((variable, note.into())) }
    }

    /// A text that is none.
    pub(super) fn no_token(text: &str) -> Self {
        Self { text: text.to_owned(), shown: None }
    }

    /// The header with it.
    pub(in crate::checks) fn header(&self) -> (&str, &str) {
        (HEADER, &self.text)
    }

    /// The command that was sent with it, with a variable in its place.
    pub(in crate::checks) fn left_out(&self, command: &str) -> String {
        let Some((variable, _)) = &self.shown else { return command.to_owned() };
        let header = quote(&format!("{HEADER}: {}", self.text));
        command.replace(&header, &format!("\"{HEADER}: ${variable}\""))
    }

    /// The same, and how one gets what the variable stands for.
    fn unsaid(&self, command: &str) -> String {
        let note = self.shown.iter().map(|(variable, note)| format!("\n# {variable}: {note}"));
        self.left_out(command) + &note.collect::<String>()
    }
}

/// Sends a request with a token, or without. A failure about the answer tells its way.
pub(super) async fn ask(api: &Api<'_>, sent: &Sent<'_>, token: Option<&Token>) -> Result<(Asked, Way), Verdict> {
    let mut headers = sent.headers.to_vec();
    headers.extend(token.map(Token::header));
    let (mut asked, way) = way::ask(api, sent.method, sent.path, &headers, sent.body).await?;
    if let Some(token) = token {
        asked.command = token.unsaid(&asked.command);
    }
    Ok((asked, way))
}

/// A request that may have written, answered.
#[derive(Debug)]
pub(super) struct Written {
    pub(super) asked: Asked,
    /// What is another in the tables since then.
    pub(super) change: Change,
}

/// Sends a request that may write, and looks at the tables before and after it.
pub(super) async fn write(
    http: &Http,
    scene: &Scene,
    sent: &Sent<'_>,
    token: Option<&Token>,
) -> Result<Written, Verdict> {
    let api = scene.api(http)?;
    let held = |cloud: &Cloud| Held::of(cloud.dynamodb(), &scene.chat.tables);
    let before = held(&scene.chat.cloud)?;
    let (asked, _) = ask(&api, sent, token).await?;
    Ok(Written { asked, change: Change::between(&before, &held(&scene.chat.cloud)?) })
}

impl Written {
    /// Status, body, and what the tables have more and less.
    pub(super) fn shown(&self) -> String {
        format!("{}\n{}", self.asked.shown(), self.change)
    }

    /// A failure about the answer.
    pub(super) fn failure(&self, message: impl Into<String>) -> Failure {
        self.asked.failure(message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_has_a_variable_in_the_place_of_a_token() {
        let token = Token::of("eyJh.e30.x_y-z".to_owned(), "ID_TOKEN", "of whom");
        let command = format!("curl -i -H {} \"http://x\"", quote(&format!("{HEADER}: {}", token.text)));
        assert_eq!(token.unsaid(&command), "curl -i -H \"Authorization: $ID_TOKEN\" \"http://x\"\n# ID_TOKEN: of whom");
    }
}
