//! The report as a person reads it.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use super::visible::visible;
use super::{CheckReport, LabReport, Report, Status};
use crate::course::{LABS, Lab};

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const GREEN: Style = AnsiColor::Green.on_default();
const RED: Style = AnsiColor::Red.on_default().bold();
const YELLOW: Style = AnsiColor::Yellow.on_default();

/// What goes with a report on a terminal.
#[derive(Debug, Clone, Copy, Default)]
pub struct Context<'a> {
    /// The part that was asked for, if one was.
    pub part: Option<&'a str>,
    /// How to call the checker in the commands that are shown.
    pub command: &'a str,
    /// The options of the command that say where the tables are kept, with a blank before each.
    pub tables: &'a str,
}

/// Writes the whole report: each part's checks, the first failure in full, and what to do next.
///
/// # Errors
/// What the stream says.
pub fn write(out: &mut dyn Write, report: &Report, context: Context<'_>) -> io::Result<()> {
    for lab in &report.labs {
        write_lab(out, report, lab, context)?;
    }
    Ok(())
}

fn write_lab(out: &mut dyn Write, report: &Report, lab: &LabReport, context: Context<'_>) -> io::Result<()> {
    let known = LABS.iter().find(|known| known.folder == lab.lab);
    let number = known.map_or(0, |lab| lab.number);
    writeln!(
        out,
        "{BOLD}Lab {number} · {}{BOLD:#}   {DIM}target {} · seed {}{DIM:#}",
        lab.title, report.target, report.seed
    )?;
    let mut part = "";
    for check in &lab.checks {
        if check.part != part {
            part = &check.part;
            write_part(out, lab, known, part)?;
        }
        write_line(out, check)?;
    }
    writeln!(out)?;
    for notice in &lab.notices {
        writeln!(out, "{YELLOW}note{YELLOW:#}  {}", visible(notice))?;
    }
    if !lab.notices.is_empty() {
        writeln!(out)?;
    }
    if let Some(first) = lab.checks.iter().find(|check| check.status == Status::Fault) {
        writeln!(out, "{RED}fault{RED:#}  {}: {}", first.id, visible(first.message.as_deref().unwrap_or_default()))?;
        writeln!(out, "       This is not your lab's failure and costs no points.\n")?;
    }
    if let Some(first) = lab.checks.iter().find(|check| check.status == Status::Failed) {
        write_failure(out, report, first, number, context)?;
    }
    write_summary(out, lab, number, context)
}

/// The first failure of a report as plain text: what golden tests record.
///
/// # Errors
/// What writing to memory says, which is nothing.
pub fn first_failure(report: &Report, context: Context<'_>) -> io::Result<String> {
    let mut out = anstream::StripStream::new(Vec::new());
    for lab in &report.labs {
        let number = LABS.iter().find(|known| known.folder == lab.lab).map_or(0, |lab| lab.number);
        if let Some(first) = lab.checks.iter().find(|check| check.status == Status::Failed) {
            write_failure(&mut out, report, first, number, context)?;
        }
        write_summary(&mut out, lab, number, context)?;
    }
    Ok(String::from_utf8_lossy(&out.into_inner()).into_owned())
}

fn write_part(out: &mut dyn Write, lab: &LabReport, known: Option<&Lab>, part: &str) -> io::Result<()> {
    let index = known.and_then(|known| known.parts.iter().position(|known| known.slug == part));
    let title = known.and_then(|known| known.part(part)).map_or(part, |part| part.title);
    let of_part = || lab.checks.iter().filter(|check| check.part == part && check.status != Status::NotApplicable);
    let passed = of_part().filter(|check| check.status == Status::Passed).count();
    writeln!(
        out,
        "\n  {BOLD}Part {} · {title}{BOLD:#}   {DIM}{passed} of {}{DIM:#}",
        index.unwrap_or(0) + 1,
        of_part().count()
    )
}

fn write_line(out: &mut dyn Write, check: &CheckReport) -> io::Result<()> {
    let message = visible(check.message.as_deref().unwrap_or_default());
    match check.status {
        Status::Passed => writeln!(out, "  {GREEN}✓{GREEN:#} {}", check.title),
        Status::Failed => writeln!(out, "  {RED}✗ {}{RED:#}", check.title),
        Status::Skipped => writeln!(out, "  {DIM}· {}  ({message}){DIM:#}", check.title),
        Status::NotYet => writeln!(out, "  {YELLOW}… {}{YELLOW:#}  {DIM}(not yet: {message}){DIM:#}", check.title),
        Status::NotApplicable => writeln!(out, "  {DIM}- {}  (not applicable: {message}){DIM:#}", check.title),
        Status::Fault => writeln!(out, "  {YELLOW}! {}{YELLOW:#}", check.title),
    }
}

/// One failure in full: what was tried, what was expected, what came back, why, where to read.
pub(crate) fn write_failure(
    out: &mut dyn Write,
    report: &Report,
    check: &CheckReport,
    lab: u8,
    context: Context<'_>,
) -> io::Result<()> {
    writeln!(out, "{RED}✗ {}{RED:#}   {DIM}{}{DIM:#}", check.title, check.id)?;
    if let Some(message) = &check.message {
        writeln!(out, "{}", indent(message, "  "))?;
    }
    writeln!(out)?;
    if let Some(request) = &check.request {
        field(out, "tried", request)?;
    }
    if let (Some(expected), Some(actual)) = (&check.expected, &check.actual) {
        field(out, "expected", expected)?;
        field(out, "actual", actual)?;
    }
    if !check.trace.is_empty() {
        field(out, "why", &check.trace.join("\n"))?;
    }
    field(out, "read", &format!("book/src/{}", check.chapter.replacen(".html", ".md", 1)))?;
    if !check.hints.is_empty() {
        field(out, "stuck?", &format!("{} hint {lab}", context.command))?;
    }
    // The checker's own commands and the compiler need no cloud.
    let needs_cloud = check.request.as_ref().is_some_and(|request| !request.starts_with(context.command));
    if needs_cloud
        && matches!(report.target.as_str(), "embedded" | "dynamodb-local")
        && !check.id.ends_with("/compiles")
    {
        let cloud = format!("{} cloud {lab} --seed {}{}", context.command, report.seed, context.tables);
        field(
            out,
            "repeat",
            &format!("{cloud}\nthen, in a second terminal, the exports that it prints and what was tried"),
        )?;
    }
    writeln!(out)
}

/// What a failure looks like from outside: what was tried and what came back, without what the checker knows of the cause.
///
/// # Errors
/// What the stream says.
pub fn write_symptom(out: &mut dyn Write, check: &CheckReport) -> io::Result<()> {
    writeln!(out, "{RED}✗ {}{RED:#}   {DIM}{}{DIM:#}\n", check.title, check.id)?;
    let fields = [("tried", &check.request), ("expected", &check.expected), ("actual", &check.actual)];
    for (name, text) in fields {
        if let Some(text) = text {
            field(out, name, text)?;
        }
    }
    // A failure that only says in words what is wrong has no other symptom.
    if let (None, Some(message)) = (&check.actual, &check.message) {
        field(out, "actual", message)?;
    }
    writeln!(out)
}

/// A name, and beside it a text of one line or more.
pub(crate) fn field(out: &mut dyn Write, name: &str, text: &str) -> io::Result<()> {
    let mut lines = text.lines().map(visible);
    writeln!(out, "  {DIM}{name:<9}{DIM:#} {}", lines.next().unwrap_or_default())?;
    for line in lines {
        writeln!(out, "  {:<9} {line}", "")?;
    }
    Ok(())
}

fn write_summary(out: &mut dyn Write, lab: &LabReport, number: u8, context: Context<'_>) -> io::Result<()> {
    let (failed, skipped) = (lab.count(Status::Failed), lab.count(Status::Skipped));
    let score = format!("{} of {} points", lab.score, lab.max_score);
    if lab.all_passed() {
        let not_applicable = lab.count(Status::NotApplicable);
        let rest = if not_applicable > 0 { format!(" · {not_applicable} not applicable here") } else { String::new() };
        let what = context.part.map_or_else(|| format!("Lab {number}"), |part| format!("Part {part} of lab {number}"));
        if lab.count(Status::Passed) == 0 {
            return writeln!(out, "{what}: nothing was checked{rest}");
        }
        return writeln!(out, "{GREEN}{what} passed{GREEN:#} · {score}{rest}");
    }
    let mut counts = vec![format!("{} passed", lab.count(Status::Passed))];
    for (count, name) in [
        (failed, "failed"),
        (skipped, "waiting"),
        (lab.count(Status::NotYet), "not yet"),
        (lab.count(Status::Fault), "broken by a fault"),
    ] {
        if count > 0 {
            counts.push(format!("{count} {name}"));
        }
    }
    writeln!(out, "{} · {score}", counts.join(", "))
}

/// A text with each line set in.
pub(crate) fn indent(text: &str, by: &str) -> String {
    text.lines().map(|line| format!("{by}{}", visible(line))).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::SCHEMA;

    #[test]
    fn what_a_lab_printed_cannot_move_the_cursor() {
        let text = "\x1b[2Jdone\rLab 1 passed\n\u{9b}1A".to_owned();
        let check = CheckReport {
            id: "s3-hosting/bucket".to_owned(),
            part: "keys".to_owned(),
            title: "a title".to_owned(),
            status: Status::Failed,
            score: 0,
            max_score: 1,
            seconds: 0.0,
            request: Some(text.clone()),
            expected: Some(text.clone()),
            actual: Some(text.clone()),
            message: Some(text.clone()),
            hints: Vec::new(),
            chapter: "01-s3-hosting.html#keys".to_owned(),
            trace: vec![text.clone()],
        };
        let lab = LabReport {
            lab: "01-s3-hosting".to_owned(),
            title: "A website on S3".to_owned(),
            score: 0,
            max_score: 1,
            seconds: 0.0,
            checks: vec![check],
            notices: vec![text],
        };
        let report = Report { schema: SCHEMA.to_owned(), target: "embedded".to_owned(), seed: 1, labs: vec![lab] };
        let mut out = anstream::StripStream::new(Vec::new());
        write(&mut out, &report, Context::default()).expect("memory holds it");
        // The checker's own colours are taken off; the lab's sequences were no sequences, so they are still there.
        let out = String::from_utf8(out.into_inner()).expect("UTF-8");
        assert!(!out.contains(|char: char| char.is_control() && char != '\n'), "{out:?}");
        assert_eq!(out.matches("\\u{1b}[2Jdone\\u{d}Lab 1 passed").count(), 6, "{out}");
    }
}
