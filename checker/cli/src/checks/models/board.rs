//! A stack in which the checks write, and what each request changes in the tables behind it.

use cloud::TraceEvent;
use cloud::apigateway::definition::{IntegrationType, PassthroughBehavior};
use serde_json::Value;

use super::methods::Defined;
use super::response_models::JSON;
use super::scene::Scene;
use super::schema::{Step, gap, problems};
use super::{Session, way};
use crate::checks::api::{Api, Asked, short};
use crate::checks::api_file::INTEGRATION;
use crate::checks::dynamodb::answer::path;
use crate::checks::dynamodb::data::Conversation;
use crate::checks::dynamodb::post::board::{now, shorten};
use crate::checks::dynamodb::post::held::{Change, Held};
use crate::checks::dynamodb::requests;
use crate::checks::proxy_lambda::NO_PERMISSION;
use crate::harness::{Failure, Outcome, Verdict};

/// A stack in which the checks write.
#[derive(Debug)]
pub(super) struct Board<'a> {
    pub(super) scene: &'a Scene,
    pub(super) api: Api<'a>,
    /// The conversation that has the most messages.
    pub(super) lively: &'a Conversation,
}

/// One request that may have written, answered.
#[derive(Debug)]
pub(super) struct Posted {
    pub(super) asked: Asked,
    /// When it was sent and when its answer had come, in milliseconds since 1970.
    pub(super) sent: u64,
    pub(super) answered: u64,
    /// What is another in the tables since then.
    pub(super) change: Change,
    /// How many requests to put an item the function sent, alone or in a transaction.
    pub(super) puts: usize,
    /// Whether a function ran for it.
    pub(super) ran: bool,
    /// What the function said where it failed.
    pub(super) error: Option<String>,
}

impl<'a> Board<'a> {
    /// The stack of the session in which the checks write.
    pub(super) async fn open(session: &'a Session) -> Result<Self, Verdict> {
        Self::of(session, session.writes().await?)
    }

    /// A stack with the session's data in it.
    pub(super) fn of(session: &'a Session, scene: &'a Scene) -> Result<Self, Verdict> {
        let lively = session.data.of_user().max_by_key(|conversation| conversation.messages.len());
        let lively = lively.ok_or_else(|| Verdict::Fault("the data have no conversation".to_owned()))?;
        Ok(Self { scene, api: scene.api(&session.http)?, lively })
    }

    /// Posts a message, as the site sends it.
    pub(super) async fn post(&self, id: &str, text: &str) -> Result<Posted, Verdict> {
        self.send("POST", &path(id), Some(JSON), Some(&Value::from(text).to_string())).await
    }

    /// Sends a request that may write, with a content type, and looks at the tables before and after it.
    pub(super) async fn send(
        &self,
        method: &str,
        path: &str,
        media: Option<&str>,
        body: Option<&str>,
    ) -> Result<Posted, Verdict> {
        let before = self.held()?;
        let from = self.scene.cloud.trace_len();
        let headers: Vec<_> = media.map(|media| ("Content-Type", media)).into_iter().collect();
        let sent = now();
        let (mut asked, _) = way::ask(&self.api, method, path, &headers, body).await?;
        let answered = now();
        let events = self.scene.cloud.trace_since(from);
        shorten(&mut asked, body);
        let to_tables = requests::since(&self.scene.cloud, from);
        asked.why.extend(requests::lines(&to_tables));
        let change = Change::between(&before, &self.held()?);
        let puts = to_tables.iter().filter(|event| is_put(event)).count();
        let runs: Vec<&TraceEvent> = events.iter().filter(|event| event.function_run.is_some()).collect();
        let error = runs.iter().find_map(|run| run.error_message.clone().or_else(|| run.error_code.clone()));
        Ok(Posted { asked, sent, answered, change, puts, ran: !runs.is_empty(), error })
    }

    /// What the tables hold now.
    pub(super) fn held(&self) -> Result<Held, Verdict> {
        Held::of(self.scene.cloud.dynamodb(), &self.scene.tables)
    }

    /// What the API answers to a GET, where that is a 200 with JSON.
    pub(super) async fn read(&self, path: &str) -> Result<(Asked, Value), Verdict> {
        let asked = self.api.get(path).await?;
        match asked.json().filter(|_| asked.answer.status == 200) {
            Some(body) => Ok((asked, body)),
            None => {
                asked.failure(format!("GET {path} is not answered.")).compared("200, and JSON", asked.shown()).fail()
            }
        }
    }
}

impl Posted {
    /// Status, body, and what the tables have more and less.
    pub(super) fn shown(&self) -> String {
        format!("{}\n{}", self.asked.shown(), self.change)
    }

    /// Whether the function has let API Gateway in.
    pub(super) fn not_permitted(&self) -> bool {
        self.asked.why.iter().any(|line| line.contains(NO_PERMISSION))
    }

    /// Whether what the template made is no JSON, so that Lambda took it for no event.
    pub(super) fn no_event(&self) -> bool {
        self.asked.why.iter().any(|line| line.contains("Could not parse request body into json"))
    }

    /// A failure about the answer.
    pub(super) fn failure(&self, message: impl Into<String>) -> Failure {
        self.asked.failure(message)
    }

    /// That API Gateway refuses it itself, with a status and a message; no function is asked, nothing is written.
    /// `message` is said where the status is another.
    pub(super) fn is_refused_by_gateway(&self, status: u16, message: &str, why: &[String]) -> Outcome {
        let expected = format!("{status} {{\"message\":\"…\"}} of API Gateway, and no function is asked");
        // What the definition lacks comes first: the way shows only what came of it.
        let failure = |message: &str, found: String| {
            Failure::new(message)
                .tried(&self.asked.command)
                .compared(&expected, found)
                .because_of(why.to_vec())
                .because_of(self.asked.why.clone())
                .fail()
        };
        if self.change.is_any() {
            return failure(message, self.shown());
        }
        if self.asked.answer.status != status {
            return failure(message, self.asked.shown());
        }
        if self.ran {
            let message = format!(
                "The answer is {status}, and it is not API Gateway that refuses: the function was asked for it."
            );
            return failure(&message, self.asked.shown());
        }
        self.says_why(&expected)
    }

    /// That it is refused with a status and a message, by whomever, and nothing is written.
    pub(super) fn is_refused(&self, status: u16, message: &str) -> Outcome {
        let expected = format!("{status} {{\"message\":\"…\"}}");
        if self.change.is_any() || self.asked.answer.status != status {
            let found = if self.change.is_any() { self.shown() } else { self.asked.shown() };
            return self.failure(message).compared(expected, found).fail();
        }
        self.says_why(&expected)
    }

    /// That the body has a message for who asks.
    fn says_why(&self, expected: &str) -> Outcome {
        let body = self.asked.json().unwrap_or_default();
        if body["message"].as_str().is_none_or(|text| text.trim().is_empty()) {
            return self
                .failure("The status is right, but the body has no message for who asks.")
                .compared(expected, self.asked.shown())
                .fail();
        }
        Ok(())
    }
}

/// Whether a request puts an item, so that somebody else can be faster.
fn is_put(event: &TraceEvent) -> bool {
    matches!(event.operation.as_deref(), Some("PutItem" | "TransactWriteItems"))
}

/// Why API Gateway compares a body with no model, or takes it: what the definition lacks, with the line.
pub(super) fn why_not_validated(defined: &Defined<'_>, name: &str, path: &str, body: Option<&Value>) -> Vec<String> {
    const NAMED: &str = "x-amazon-apigateway-request-validator";
    let Some(method) = defined.method(name, path) else { return Vec::new() };
    let at = |keys: &[&str], what: String| -> Vec<String> {
        defined.at(name, path, keys).into_iter().chain([what]).collect()
    };
    if method.integration.as_ref().is_some_and(|integration| integration.kind == IntegrationType::AwsProxy) {
        return at(&[INTEGRATION], "this is a proxy integration".to_owned());
    }
    let known: Vec<&str> =
        defined.definition.request_validators.iter().map(|validator| validator.name.as_str()).collect();
    let Some(validator) = defined.definition.request_validator(method) else {
        let what = if known.is_empty() {
            format!("no validator is defined ({NAMED}s, at the left margin), so no body is compared with a model")
        } else {
            format!("{name} {path} names no validator ({NAMED}); defined: {}", known.join(", "))
        };
        return at(&[], what);
    };
    if !validator.body {
        let what = format!("the validator {} does not look at bodies: validateRequestBody is not true", validator.name);
        let node = defined.node(&["x-amazon-apigateway-request-validators", &validator.name]);
        return node.and_then(|node| defined.excerpt(node)).into_iter().chain([what]).collect();
    }
    let Some(model) = method.request_models.get(JSON) else {
        let others: Vec<&str> = method.request_models.keys().map(String::as_str).collect();
        let what = if others.is_empty() {
            "no requestBody with a model: a validator without a model compares nothing".to_owned()
        } else {
            format!("there is a model for {}, and none for {JSON}", others.join(", "))
        };
        return at(&["requestBody"], what);
    };
    let takes = |body: &Value| problems(&defined.definition, model, body).is_ok_and(|found| found.is_empty());
    match body {
        Some(body) if takes(body) => {
            let way = if body.is_array() { &[Step::Entry][..] } else { &[] };
            let mut lines = gap(defined, model, way);
            lines.push(format!("the model {model} takes {}", short(&body.to_string())));
            lines
        }
        _ => Vec::new(),
    }
}

/// Why a body of a media type that has no template reaches the function.
pub(super) fn why_passed_through(defined: &Defined<'_>, name: &str, path: &str, media: &str) -> Vec<String> {
    let Some(integration) = defined.method(name, path).and_then(|method| method.integration.as_ref()) else {
        return Vec::new();
    };
    let media = media.split(';').next().unwrap_or_default().trim();
    let mut keys = vec![INTEGRATION];
    let what = if integration.kind == IntegrationType::AwsProxy {
        "this is a proxy integration".to_owned()
    } else if integration.request_templates.contains_key(media) {
        keys.extend(["requestTemplates", media]);
        format!("there is a template for {media}, and no model: it is not compared with anything")
    } else {
        match integration.passthrough_behavior {
            PassthroughBehavior::Never => return Vec::new(),
            other => {
                keys.push("passthroughBehavior");
                format!(
                    "passthroughBehavior is {}: a body of a type that has no template goes to the function as it is",
                    other.name().to_ascii_lowercase()
                )
            }
        }
    };
    defined.at(name, path, &keys).into_iter().chain([what]).collect()
}
