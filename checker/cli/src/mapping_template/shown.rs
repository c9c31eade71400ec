//! A template and what came of it, as a person reads it.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use cloud::apigateway::{MappingInput, RenderFailed, RenderedReference, render_template};

use super::operation::Placed;
use crate::report::visible::visible;

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const RED: Style = AnsiColor::Red.on_default().bold();

/// How much of a value is shown, in characters.
const WIDTH: usize = 90;

/// Which way a template works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// What it gives is the function's event, which must be JSON.
    Request,
    /// What it gives is the answer's body.
    Response,
}

/// Renders a template and writes the values that its references gave, the text, and what is wrong with it. Returns the text;
/// `None` where something is wrong.
///
/// # Errors
/// What the stream says.
pub(crate) fn show(
    out: &mut dyn Write,
    side: Side,
    template: &Placed,
    input: &MappingInput,
) -> io::Result<Option<String>> {
    let what = match side {
        Side::Request => "request template",
        Side::Response => "response template",
    };
    let kind = if template.media_type.is_empty() { String::new() } else { format!(" for {}", template.media_type) };
    writeln!(out, "{BOLD}{what}{kind}{BOLD:#}   {DIM}{}{DIM:#}", visible(&template.place))?;
    let rendered = match render_template(&template.text, input) {
        Ok(rendered) => rendered,
        Err(RenderFailed::Body(message)) => {
            writeln!(out, "{RED}wrong{RED:#}  The body begins like JSON and is none. API Gateway answers 400:")?;
            writeln!(out, "       {}", visible(&message))?;
            return Ok(None);
        }
        Err(RenderFailed::Template { line, column, message, source_line }) => {
            writeln!(out, "{RED}wrong{RED:#}  {}: {}", place(template, line, column), visible(&message))?;
            mark(out, &source_line, column)?;
            writeln!(out, "       API Gateway answers every request that meets this with 500.")?;
            return Ok(None);
        }
    };
    let rows: Vec<_> = rendered.references.iter().map(|reference| (place_of(template, reference), reference)).collect();
    let width = |of: fn(&(String, &RenderedReference)) -> usize| rows.iter().map(of).max().unwrap_or_default();
    let (places, texts) =
        (width(|(place, _)| place.len()), width(|(_, reference)| reference.text.chars().count()).min(60));
    for (place, reference) in &rows {
        let value = reference.value.as_deref().map_or_else(|| "nothing".to_owned(), one_line);
        writeln!(out, "  {DIM}{place:>places$}{DIM:#}  {:<texts$}  {DIM}→{DIM:#} {value}", visible(&reference.text))?;
    }
    writeln!(out, "{BOLD}gives{BOLD:#}")?;
    for line in rendered.text.lines() {
        writeln!(out, "  {}", visible(line))?;
    }
    for (name, value) in rendered.overrides.response_headers.iter().chain(&rendered.overrides.request_headers) {
        writeln!(out, "  {DIM}header, by an override{DIM:#}  {}: {}", visible(name), visible(value))?;
    }
    if let Some(status) = &rendered.overrides.response_status {
        writeln!(out, "  {DIM}status, by an override{DIM:#}  {status}")?;
    }
    let json = template.media_type.is_empty() || template.media_type.eq_ignore_ascii_case("application/json");
    let empty = rendered.text.trim().is_empty();
    if empty {
        let of =
            if side == Side::Request { "nothing: the function gets {}" } else { "nothing: the answer has no body" };
        writeln!(out, "  {DIM}{of}{DIM:#}")?;
    } else if json && let Err(error) = serde_json::from_str::<serde::de::IgnoredAny>(&rendered.text) {
        let said = error.to_string();
        let said = said.split(" at line ").next().unwrap_or(&said);
        writeln!(
            out,
            "{RED}wrong{RED:#}  This is no JSON: {} (line {}, column {})",
            visible(said),
            error.line(),
            error.column()
        )?;
        mark(out, rendered.text.lines().nth(error.line().saturating_sub(1)).unwrap_or_default(), error.column())?;
        if side == Side::Request {
            writeln!(out, "       Lambda refuses it: Could not parse request body into json.")?;
        }
        return Ok(None);
    }
    Ok(Some(rendered.text))
}

/// A line with a mark below a column.
fn mark(out: &mut dyn Write, line: &str, column: usize) -> io::Result<()> {
    // A long line is shown around the place.
    let from = column.saturating_sub(WIDTH / 2);
    let shown: String = line.chars().skip(from).take(WIDTH).collect();
    writeln!(out, "       {}\n       {:2$}{RED}^{RED:#}", visible(&shown), "", column.saturating_sub(1 + from))
}

/// Where a place of the template is: in the file, where its lines are those of the file.
fn place(template: &Placed, line: usize, column: usize) -> String {
    let file = template.place.rsplit_once(':').map_or(template.place.as_str(), |(file, _)| file);
    match template.before {
        Some(before) => format!("{file}:{} (line {line}, column {column} of the template)", before + line),
        None => format!("line {line}, column {column} of the template at {}", template.place),
    }
}

fn place_of(template: &Placed, reference: &RenderedReference) -> String {
    match template.before {
        Some(before) => format!("{}", before + reference.line),
        None => format!("{}:{}", reference.line, reference.column),
    }
}

/// A value on one line.
fn one_line(value: &str) -> String {
    let shown: String = value
        .chars()
        .take(WIDTH)
        .flat_map(|letter| match letter {
            '\n' => vec!['\\', 'n'],
            '\t' => vec!['\\', 't'],
            '\r' => vec!['\\', 'r'],
            other => vec![other],
        })
        .collect();
    let shown = visible(&shown).into_owned();
    if value.is_empty() {
        "empty text".to_owned()
    } else if value.chars().count() > WIDTH {
        format!("{shown} …")
    } else {
        shown
    }
}
