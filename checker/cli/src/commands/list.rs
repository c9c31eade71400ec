//! `checker list`: labs, parts, progress, points.

use std::process::ExitCode;

use anstyle::{AnsiColor, Style};

use super::COMMAND;
use crate::checks;
use crate::course::{LABS, Root};
use crate::harness::Listed;
use crate::progress::Progress;
use crate::stop::Stop;

const BOLD: Style = Style::new().bold();
const GREEN: Style = AnsiColor::Green.on_default();

pub(crate) fn run(root: &Root) -> Result<ExitCode, Stop> {
    let progress = Progress::read(&root.progress())?;
    let mut next = None;
    for lab in &LABS {
        let passed = progress.lab(lab.folder).passed;
        let all = checks::list(lab);
        let points = |part: Option<&str>, only_passed: bool| -> u32 {
            let counts = |check: &&Listed| {
                part.is_none_or(|part| check.part == part) && (!only_passed || passed.contains(check.id))
            };
            all.iter().filter(counts).map(|check| check.points).sum()
        };
        anstream::println!(
            "{BOLD}{} · {}{BOLD:#}   {} of {} points   labs/{}",
            lab.number,
            lab.title,
            points(None, true),
            points(None, false),
            lab.folder
        );
        for part in lab.parts {
            let (have, max) = (points(Some(part.slug), true), points(Some(part.slug), false));
            let done = have == max;
            let mark = if done { format!("{GREEN}✓{GREEN:#}") } else { "·".to_owned() };
            anstream::println!("  {mark} {:<16} {have:>2} of {max:>2}   {}", part.slug, part.title);
            if !done && next.is_none() {
                next = Some((lab, part));
            }
        }
    }
    match next {
        Some((lab, part)) => anstream::println!(
            "\nnext: labs/{}/{}, then {COMMAND} check {} --part {}",
            lab.folder,
            part.file,
            lab.number,
            part.slug
        ),
        None => anstream::println!("\n{GREEN}All labs passed.{GREEN:#}"),
    }
    Ok(ExitCode::SUCCESS)
}
