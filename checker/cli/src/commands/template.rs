//! `checker template`: what the mapping templates of a method make of a request.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use cloud::apigateway::{MappingInput, matches_selection_pattern};

use crate::mapping_template::{Event, Operation, Response, Side, for_media_type, show};
use crate::report::visible::visible;
use crate::stop::Stop;

/// What `checker template` takes.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The API's definition, such as labs/06-models/api.yaml; or a file that holds nothing but a template
    file: PathBuf,
    /// The method, such as GET
    method: String,
    /// The path, as the definition has it or as a caller asks for it: /conversations/lunch-club
    path: String,
    /// A request in JSON: body, headers, pathParameters, queryStringParameters, requestContext; and the function's `response`
    /// or `error`
    #[arg(long, value_name = "FILE")]
    event: Option<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Stop> {
    let operation = Operation::read(&arguments.file, &arguments.method, &arguments.path)?;
    let event = arguments.event.as_deref().map(Event::read).transpose()?.unwrap_or_default();
    let mut out = anstream::stdout().lock();
    let right = write(&mut out, &arguments.method, &operation, &event);
    match right {
        Ok(right) => Ok(ExitCode::from(u8::from(!right))),
        // Who reads no further wants no more.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(ExitCode::SUCCESS),
        Err(error) => Err(Stop::fault(format!("standard output: {error}"))),
    }
}

/// Writes the request's way to the function and, where the event says what it answers, the way back. False where
/// something is wrong.
fn write(out: &mut dyn Write, method: &str, operation: &Operation, event: &Event) -> io::Result<bool> {
    let request = event.request(&operation.path_parameters);
    writeln!(out, "{} {}\n", method.to_ascii_uppercase(), visible(&operation.resource))?;
    if matches!(operation.kind.as_str(), "aws_proxy" | "http_proxy") {
        writeln!(
            out,
            "type {}: a proxy integration has no templates; the function gets the whole request.",
            operation.kind
        )?;
        return Ok(true);
    }
    let content_type = event.content_type();
    let right = match operation.request_template(content_type) {
        Some(template) => show(out, Side::Request, template, &request)?.is_some(),
        None if passed(out, operation, content_type, &request)? => true,
        None => return Ok(true), // refused, as the definition has it
    };
    if !right {
        return Ok(false);
    }
    let Some(payload) = event.payload() else { return Ok(true) };
    writeln!(out)?;
    if payload.error_message.is_empty() {
        writeln!(out, "The function answers {}", visible(&payload.text))?;
    } else {
        writeln!(out, "The function fails: {}", visible(&payload.error_message))?;
    }
    let takes = |pattern: &str| matches_selection_pattern(pattern, &payload.error_message);
    let (mut chosen, mut taking): (Option<&Response>, usize) = (None, 0);
    for response in &operation.responses {
        let Some(pattern) = &response.pattern else { continue };
        match takes(pattern) {
            Err(why) => writeln!(out, "  the pattern {} cannot be matched here: {}", visible(pattern), visible(&why))?,
            Ok(true) => {
                writeln!(
                    out,
                    "  the pattern {} takes all of it: status {}",
                    visible(pattern),
                    visible(&response.status)
                )?;
                taking += 1;
                // Of several API Gateway takes one; which, no page says. The cloud here takes the lowest status.
                chosen = chosen.filter(|known| known.status <= response.status).or(Some(response));
            }
            Ok(false) => writeln!(out, "  the pattern {} does not take all of it", visible(pattern))?,
        }
    }
    let default = operation.responses.iter().find(|response| response.pattern.is_none());
    let Some(response) = chosen.or(default) else {
        writeln!(
            out,
            "wrong  No integration response takes this, and there is no default one. API Gateway answers 500."
        )?;
        return Ok(false);
    };
    if chosen.is_none() {
        writeln!(out, "  the default response: status {}", visible(&response.status))?;
    } else if taking > 1 {
        writeln!(out, "  of {taking} the one with the lowest status: {}", visible(&response.status))?;
    }
    writeln!(out)?;
    let Some(template) = for_media_type(&response.templates, "application/json").or(response.templates.first()) else {
        writeln!(out, "no response template: the caller gets what the function gave, as it is")?;
        return Ok(true);
    };
    let answer = MappingInput { body: payload.text, ..request };
    Ok(show(out, Side::Response, template, &answer)?.is_some())
}

/// Tells of a body that no template is for; true where it goes on to the function.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/integration-passthrough-behaviors.html>
fn passed(out: &mut dyn Write, operation: &Operation, content_type: &str, request: &MappingInput) -> io::Result<bool> {
    let none = operation.request_templates.is_empty();
    let passes = match operation.passthrough.as_str() {
        "never" => false,
        "when_no_templates" => none,
        _ => true,
    };
    let (content_type, behaviour) = (visible(content_type), visible(&operation.passthrough));
    if passes {
        writeln!(
            out,
            "No request template is for {content_type}; passthroughBehavior {behaviour} hands the body on as it is:"
        )?;
        writeln!(out, "  {}", visible(&request.body))?;
        return Ok(true);
    }
    writeln!(
        out,
        "No request template is for {content_type}, and passthroughBehavior {behaviour} hands nothing on: 415."
    )?;
    Ok(false)
}
