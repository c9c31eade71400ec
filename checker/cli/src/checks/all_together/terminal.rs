//! What a run found, as a person reads it in a terminal.

use std::io::{self, Write};
use std::path::Path;

use anstyle::{AnsiColor, Style};

use super::Found;
use super::plan::WALK;
use crate::course::LABS;
use crate::report::terminal::{field, indent};
use crate::report::visible::visible;
use crate::report::{CheckReport, LabReport, Status};

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const GREEN: Style = AnsiColor::Green.on_default();
const RED: Style = AnsiColor::Red.on_default().bold();
const YELLOW: Style = AnsiColor::Yellow.on_default();

/// Writes every step in a line, the failure in full, and where the screenshots are.
///
/// # Errors
/// What the stream says.
pub fn write(out: &mut dyn Write, found: &Found, pictures: &Path) -> io::Result<()> {
    for lab in &found.report.labs {
        let report = &found.report;
        writeln!(out, "{BOLD}{}{BOLD:#}   {DIM}target {} · seed {}{DIM:#}", lab.title, report.target, report.seed)?;
        let mut part = "";
        for step in &lab.checks {
            if step.part != part {
                part = &step.part;
                writeln!(out, "\n  {BOLD}{}{BOLD:#}", heading(part))?;
            }
            write_step(out, step)?;
        }
        writeln!(out)?;
        for notice in &lab.notices {
            writeln!(out, "{YELLOW}note{YELLOW:#}  {}\n", visible(notice))?;
        }
        if let Some(step) = lab.checks.iter().find(|step| matches!(step.status, Status::Failed | Status::Fault)) {
            write_failure(out, step)?;
        }
        write_summary(out, lab)?;
    }
    if !found.pictures.is_empty() {
        writeln!(out, "screenshots: {}", visible(&pictures.display().to_string()))?;
    }
    Ok(())
}

/// The title of a part.
pub(super) fn heading(part: &str) -> String {
    match LABS.iter().find(|lab| lab.slug == part) {
        Some(lab) => format!("Lab {} · {}", lab.number, lab.title),
        None if part == WALK => "The walk".to_owned(),
        None => part.to_owned(),
    }
}

fn write_step(out: &mut dyn Write, step: &CheckReport) -> io::Result<()> {
    // Of a step that went well what came back; what went wrong is told in full below.
    let came_back = step.actual.as_ref().filter(|_| step.status == Status::Passed);
    let told: Vec<_> = [came_back, step.request.as_ref()].into_iter().flatten().map(|text| in_a_line(text)).collect();
    let tried = if told.is_empty() { String::new() } else { format!("   {DIM}{}{DIM:#}", told.join("   ")) };
    match step.status {
        Status::Passed => writeln!(out, "  {GREEN}✓{GREEN:#} {}{tried}", step.title),
        Status::Failed => writeln!(out, "  {RED}✗ {}{RED:#}{tried}", step.title),
        Status::Fault => writeln!(out, "  {YELLOW}! {}{YELLOW:#}{tried}", step.title),
        Status::Skipped | Status::NotYet | Status::NotApplicable => writeln!(out, "  {DIM}· {}{DIM:#}", step.title),
    }
}

/// The beginning of a text, as far as it has room in a line.
fn in_a_line(text: &str) -> String {
    const MOST: usize = 72;
    let mut lines = text.lines();
    let first = lines.next().unwrap_or_default();
    // A command is there to be copied.
    let is_command = first.split(' ').next().is_some_and(|word| ["curl", "aws", "cargo", "sam"].contains(&word));
    let most = if is_command || first.starts_with("http") { usize::MAX } else { MOST };
    let mut shown: String = first.chars().take(most).collect();
    if shown.len() < first.len() || lines.next().is_some() {
        shown.push_str(" …");
    }
    visible(&shown).into_owned()
}

fn write_failure(out: &mut dyn Write, step: &CheckReport) -> io::Result<()> {
    let message = step.message.as_deref().unwrap_or_default();
    if step.status == Status::Fault {
        writeln!(out, "{RED}fault{RED:#}  {}: {}", step.id, visible(message))?;
        return writeln!(out, "       This is not a lab's failure.\n");
    }
    writeln!(out, "{RED}✗ {}{RED:#}   {DIM}{}{DIM:#}", step.title, step.id)?;
    writeln!(out, "{}\n", indent(message, "  "))?;
    let fields = [("tried", &step.request), ("expected", &step.expected), ("actual", &step.actual)];
    for (name, text) in fields {
        if let Some(text) = text {
            field(out, name, text)?;
        }
    }
    if !step.trace.is_empty() {
        field(out, "why", &step.trace.join("\n"))?;
    }
    field(out, "read", &format!("book/src/{}", step.chapter.replacen(".html", ".md", 1)))?;
    if !step.hints.is_empty() {
        field(out, "next", &step.hints.join("\n"))?;
    }
    writeln!(out)
}

fn write_summary(out: &mut dyn Write, lab: &LabReport) -> io::Result<()> {
    let passed = lab.count(Status::Passed);
    if lab.all_passed() {
        return writeln!(out, "{GREEN}The whole app works{GREEN:#} · {passed} steps");
    }
    let skipped = lab.checks.iter().find(|step| step.status == Status::Skipped);
    let why = skipped.and_then(|step| step.message.as_deref()).unwrap_or("not tried");
    let mut counts = vec![format!("{passed} passed")];
    for (count, name) in [
        (lab.count(Status::Failed), "failed"),
        (lab.count(Status::Fault), "broken by a fault"),
        (lab.count(Status::Skipped), why),
    ] {
        if count > 0 {
            counts.push(format!("{count} {name}"));
        }
    }
    writeln!(out, "{}", counts.join(", "))
}
