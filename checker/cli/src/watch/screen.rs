//! The terminal of the watch loop: raw mode while it runs, one whole screen for each event.

use std::io::{self, IsTerminal, Write};

use anstyle::{AnsiColor, Style};
use crossterm::cursor::MoveTo;
use crossterm::queue;
use crossterm::terminal::{Clear, ClearType, disable_raw_mode, enable_raw_mode};

use crate::commands::COMMAND;
use crate::report::terminal::{self, Context};
use crate::report::{LabReport, Report, SCHEMA, Status};
use crate::stop::Stop;

use super::state::{Question, State};

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const GREEN: Style = AnsiColor::Green.on_default();
const YELLOW: Style = AnsiColor::Yellow.on_default();

/// The terminal in raw mode; as it was before when this is dropped.
#[derive(Debug)]
pub(super) struct Screen {
    last: Vec<u8>,
    /// The options that say where the tables are kept, for the commands that are shown.
    tables: String,
}

impl Screen {
    /// Takes the terminal.
    pub(super) fn open(tables: String) -> Result<Self, Stop> {
        if !(io::stdout().is_terminal() && io::stdin().is_terminal()) {
            return Err(Stop::usage(format!("watch wants a terminal; `{COMMAND} check` wants none")));
        }
        enable_raw_mode().map_err(|error| Stop::fault(format!("the terminal gives no single keys: {error}")))?;
        Ok(Self { last: Vec::new(), tables })
    }

    /// Draws everything anew, unless nothing is different.
    pub(super) fn show(&mut self, state: &State) -> Result<(), Stop> {
        let broken = |error: io::Error| Stop::fault(format!("the terminal cannot be written: {error}"));
        let mut text = Vec::new();
        draw(&mut text, state, &self.tables).map_err(broken)?;
        let mut size =
            crossterm::terminal::size().map_or_else(|_| Vec::new(), |(w, h)| format!("{w}x{h}").into_bytes());
        size.extend_from_slice(&text);
        if size == self.last {
            return Ok(());
        }
        self.last = size;
        let mut out = io::stdout().lock();
        // Escape codes that move the cursor are not colours: they do not go through the colour filter.
        queue!(out, Clear(ClearType::All), Clear(ClearType::Purge), MoveTo(0, 0)).map_err(broken)?;
        let mut out = anstream::AutoStream::auto(out);
        // In raw mode a line feed alone does not go back to the first column.
        let text = String::from_utf8_lossy(&text).replace('\n', "\r\n");
        out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(broken)
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        let _ = disable_raw_mode();
        println!();
    }
}

fn draw(out: &mut Vec<u8>, state: &State, tables: &str) -> io::Result<()> {
    let lab = state.lab;
    writeln!(out, "{BOLD}Lab {} · {}{BOLD:#}   {DIM}labs/{}{DIM:#}\n", lab.number, lab.title, lab.folder)?;
    draw_parts(out, state)?;
    if let Some(part) = state.congratulate {
        writeln!(out, "{GREEN}✓ Part {} · {} passed. Well done!{GREEN:#}", state.index(part) + 1, part.title)?;
        if let Some(open) = state.open_part() {
            let section = lab.chapter(open.slug).replacen(".html", ".md", 1);
            writeln!(
                out,
                "  Next: Part {} · {}.\n  read      book/src/{section}\n  open      {}",
                state.index(open) + 1,
                open.title,
                open.file
            )?;
        }
        writeln!(out)?;
    }
    if let Some(report) = &state.report {
        draw_report(out, state, report, tables)?;
    }
    if let Some(note) = &state.note {
        writeln!(out, "{YELLOW}{note}{YELLOW:#}\n")?;
    }
    if state.running {
        writeln!(out, "{DIM}checking …{DIM:#}")?;
    }
    match state.question {
        Some(Question::Reset) => {
            write!(out, "Put the starter back? What is there is kept aside.  [y] yes   [any other key] no")
        }
        None => write!(out, "[h] hint   [n] next lab   [r] reset   [q] quit   {DIM}save a file to check again{DIM:#}"),
    }
}

/// One line a part: done, open, still to come.
fn draw_parts(out: &mut Vec<u8>, state: &State) -> io::Result<()> {
    let open = state.open_part().map(|part| state.index(part));
    for (index, part) in state.lab.parts.iter().enumerate() {
        let title = part.title;
        let line = match open {
            _ if state.report.is_none() => format!("{DIM}· {title}{DIM:#}"),
            Some(open) if index == open => format!("{BOLD}▸ {title}{BOLD:#}   {DIM}{}{DIM:#}", part.file),
            Some(open) if index > open => format!("{DIM}· {title}{DIM:#}"),
            _ => format!("{GREEN}✓{GREEN:#} {title}"),
        };
        writeln!(out, "  {line}")?;
    }
    writeln!(out)
}

fn draw_report(out: &mut Vec<u8>, state: &State, report: &LabReport, tables: &str) -> io::Result<()> {
    for notice in &report.notices {
        writeln!(out, "{YELLOW}note{YELLOW:#}  {notice}\n")?;
    }
    if report.all_passed() {
        writeln!(
            out,
            "{GREEN}{BOLD}Lab {} passed: {} of {} points.{BOLD:#}{GREEN:#}",
            state.lab.number, report.score, report.max_score
        )?;
        let next = if state.next_lab().is_some() { " Then [n] for the next lab." } else { " That was the last lab." };
        return writeln!(out, "Look at it: {COMMAND} cloud {}{tables}.{next}\n", state.lab.number);
    }
    let Some(shown) = state.shown() else { return Ok(()) };
    let whole = Report { schema: SCHEMA.to_owned(), target: "embedded".to_owned(), seed: state.seed, labs: Vec::new() };
    terminal::write_failure(out, &whole, shown, state.lab.number, Context { part: None, command: COMMAND, tables })?;
    for (index, hint) in shown.hints.iter().take(state.hints).enumerate() {
        writeln!(out, "  {YELLOW}hint {}{YELLOW:#}    {hint}", index + 1)?;
    }
    if state.hints > 0 {
        writeln!(out)?;
    }
    let (failed, waiting) = (report.count(Status::Failed), report.count(Status::Skipped));
    let more = failed.saturating_sub(1) + waiting;
    let counts = format!("{} passed, {more} more to come", report.count(Status::Passed));
    writeln!(out, "{DIM}{counts} · {} of {} points · {:.1} s{DIM:#}\n", report.score, report.max_score, report.seconds)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::course::LABS;
    use crate::watch::state::tests::report;

    fn plain(state: &State) -> String {
        let mut out = Vec::new();
        draw(&mut out, state, "").expect("memory holds it");
        anstream::adapter::strip_str(&String::from_utf8(out).expect("UTF-8")).to_string()
    }

    #[test]
    fn before_the_first_run_the_parts_stand_there() {
        insta::assert_snapshot!(plain(&State::new(&LABS[0])));
    }

    #[test]
    fn a_part_that_passes_opens_the_next() {
        let mut state = State::new(&LABS[0]);
        state.take(7, report(&["s3-hosting/extension-case", "s3-hosting/endpoint"]));
        state.take(7, report(&["s3-hosting/endpoint"]));
        state.running = false;
        state.hints = 1;
        insta::assert_snapshot!(plain(&state));
    }

    #[test]
    fn a_lab_that_passes_is_said_and_a_question_waits_for_an_answer() {
        let mut state = State::new(&LABS[0]);
        state.take(7, report(&[]));
        state.running = false;
        state.question = Some(Question::Reset);
        insta::assert_snapshot!(plain(&state));
    }
}
