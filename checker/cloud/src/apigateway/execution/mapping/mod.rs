//! Mapping templates: Velocity with `$input`, `$util`, `$context` and `$stageVariables`.
//!
//! ```text
//! template ─▶ vtl, which asks ─▶ input (payload, json_path) · util · context · stage_variables ─▶ text, overrides
//! ```
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html>

mod context;
mod input;
mod json_path;
mod payload;
mod stage_variables;
mod util;

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fmt;
use std::rc::Rc;

use vtl::{Limits, Template, Variables};

/// What a template can ask for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MappingInput {
    /// The body: the request's in a request template, the backend's in a response template. Empty where there is none.
    pub body: String,
    /// Path parameters, decoded.
    pub path_parameters: Vec<(String, String)>,
    /// Query parameters, decoded; of a repeated one the last counts.
    pub query: Vec<(String, String)>,
    /// Headers, names as sent; of a repeated one the last counts.
    pub headers: Vec<(String, String)>,
    /// `$context` without its overrides, as JSON: `{"stage": "dev", "identity": {…}}`.
    pub context: serde_json::Value,
    /// `$stageVariables`.
    pub stage_variables: BTreeMap<String, String>,
}

/// What templates set through `$context.requestOverride` and `$context.responseOverride`.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-override-request-response-parameters.html>
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overrides {
    /// `requestOverride.header`.
    pub request_headers: Vec<(String, String)>,
    /// `requestOverride.path`.
    pub request_path: Vec<(String, String)>,
    /// `requestOverride.querystring`.
    pub request_query: Vec<(String, String)>,
    /// `responseOverride.header`.
    pub response_headers: Vec<(String, String)>,
    /// `responseOverride.status`, as the template set it.
    pub response_status: Option<serde_json::Value>,
}

impl Overrides {
    /// The status of the answer, if the template set one. AWS overlooks what is no whole number or no status.
    pub(super) fn status(&self) -> Option<u16> {
        let status = self.response_status.as_ref()?.as_u64()?;
        u16::try_from(status).ok().filter(|status| (200..600).contains(status))
    }
}

/// One reference of a template, and what it gave; one in a loop comes once a round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenderedReference {
    /// As written: `$input.params('id')`.
    pub text: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// What it gave, as text; `None` for what has no value.
    pub value: Option<String>,
}

/// What came of a template.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rendered {
    /// The text.
    pub text: String,
    /// The references, in the order in which they were evaluated; no more than 1,000.
    pub references: Vec<RenderedReference>,
    /// What the template set for the request and the answer.
    pub overrides: Overrides,
}

/// Why a template gave no text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RenderFailed {
    /// The template is wrong, or asks for what is not possible.
    Template {
        /// The line, from 1.
        line: usize,
        /// The column in characters, from 1.
        column: usize,
        /// What is wrong.
        message: String,
        /// The line of the template, as written.
        source_line: String,
    },
    /// The body begins like JSON and is none: API Gateway's words, with which it answers the caller 400.
    Body(String),
}

impl fmt::Display for RenderFailed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Template { line, column, message, source_line } => {
                write!(f, "line {line}, column {column}: {message}\n  {source_line}")
            }
            Self::Body(message) => f.write_str(message),
        }
    }
}

impl std::error::Error for RenderFailed {}

/// Where `$input` leaves that it could not read the body.
type Unreadable = Rc<Cell<Option<String>>>;

/// How many references are remembered.
const MOST_REFERENCES: usize = 1_000;
/// How much of a reference's value is remembered, in characters.
const LONGEST_VALUE: usize = 1_000;

/// Renders a mapping template, as API Gateway does between a request and its backend.
///
/// # Errors
///
/// What is wrong with the template, with its place; or that the body begins like JSON and is none, and the template asks
/// for a part of it.
pub fn render_template(template: &str, input: &MappingInput) -> Result<Rendered, RenderFailed> {
    render_with(template, input, &Overrides::default())
}

/// As [`render_template`], after templates that set something.
pub(super) fn render_with(template: &str, input: &MappingInput, before: &Overrides) -> Result<Rendered, RenderFailed> {
    let failed = |fault: vtl::Error| RenderFailed::Template {
        line: fault.line,
        column: fault.column,
        message: fault.message,
        source_line: shortened(template.lines().nth(fault.line.saturating_sub(1)).unwrap_or_default().trim_end()),
    };
    let parsed = Template::parse(template).map_err(failed)?;
    let unreadable = Unreadable::default();
    let context = context::map(input, before);
    let variables = Variables::new()
        .with("input", vtl::Value::object(input::Input::new(input, unreadable.clone())))
        .with("util", vtl::Value::object(util::Util))
        .with("context", context.clone())
        .with("stageVariables", stage_variables::map(input));
    let mut references = Vec::new();
    let text = parsed.render_traced(&variables, &Limits::default(), &mut |reference| {
        if references.len() < MOST_REFERENCES {
            let written = reference.written.map(str::to_owned);
            references.push(RenderedReference {
                text: reference.text.to_owned(),
                line: reference.position.line,
                column: reference.position.column,
                value: if reference.value.is_null() { None } else { written.or_else(|| reference.value.to_text()) }
                    .map(|value| shortened(&value)),
            });
        }
    });
    let text = text.map_err(|fault| match unreadable.take() {
        Some(message) => RenderFailed::Body(message),
        None => failed(fault),
    })?;
    Ok(Rendered { text, references, overrides: context::overrides(&context) })
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(LONGEST_VALUE) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// What a path leads to in a body, for parameter mappings: the text of it.
pub(super) fn body_part(body: &str, path: &str) -> Option<String> {
    let body = payload::read(body).ok()??;
    let found = json_path::JsonPath::parse(path).ok()?.read(&body).ok()??;
    match found {
        serde_json::Value::Null => None,
        serde_json::Value::String(text) => Some(text),
        other => Some(other.to_string()),
    }
}

/// A rendered template read as API Gateway reads JSON: names need no quotes.
pub(super) fn lenient_json(text: &str) -> Option<serde_json::Value> {
    payload::read(text).ok()?
}

#[cfg(test)]
mod tests;
