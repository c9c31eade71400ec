//! `checker practice`: a lab with one fault in it, made of a wrong answer over the solution. The student finds it.

use std::path::Path;
use std::process::ExitCode;

use clap::Args;
use serde::Deserialize;

use super::COMMAND;
use super::reset::move_aside;
use super::solution;
use crate::artefacts::{Source, overlay};
use crate::assess;
use crate::checks::Setting;
use crate::course::{self, Lab, Root};
use crate::harness::Seed;
use crate::progress::{Practice, Progress};
use crate::report::terminal::{self, Context};
use crate::report::{CheckReport, LabReport, Report, SCHEMA, Status};
use crate::starters::{self, Files, marker, read_text};
use crate::stop::Stop;
use crate::target::{Tables, Target};

/// What `checker practice` takes.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "they are switches of a command line")]
pub(crate) struct Arguments {
    /// The lab
    lab: String,
    /// Show what the checker knows of the cause
    #[arg(long)]
    hint: bool,
    /// Show the fault
    #[arg(long, conflicts_with = "hint")]
    give_up: bool,
    /// Another fault; the copy with the one before is kept aside
    #[arg(long, conflicts_with_all = ["hint", "give_up"])]
    another: bool,
    /// Though the lab is not passed: the copy holds most of its answer
    #[arg(long)]
    yes: bool,
}

/// `expect.toml` of a wrong answer, as far as a student is told of it.
#[derive(Deserialize)]
struct Fault {
    mistake: String,
}

pub(crate) async fn run(root: &Root, arguments: &Arguments) -> Result<ExitCode, Stop> {
    let lab = course::find(&arguments.lab)?;
    let names = faults(root, lab)?;
    let mut progress = Progress::read(&root.progress())?;
    let practice = progress.practice(lab.folder);
    let lies_there = root.practice(lab).is_dir();
    let current = practice.current.clone().filter(|name| lies_there && names.contains(name));
    match current {
        Some(name) if arguments.give_up => {
            give_up(root, lab, &name)?;
            practice.current = None;
        }
        Some(name) if !arguments.another => {
            let report = assess(root, lab).await?;
            if !report.all_passed() {
                show(lab, &report, arguments.hint)?;
                return Ok(ExitCode::from(1));
            }
            practice.found.insert(name.clone());
            practice.current = None;
            let found = practice.found.len();
            anstream::println!("Found and mended. The fault was: {}", mistake(root, lab, &name)?);
            anstream::println!(
                "\n{found} of the {} faults that the course knows for this lab. One more: {COMMAND} practice {}",
                names.len(),
                lab.number
            );
        }
        _ if arguments.hint || arguments.give_up => {
            return Err(Stop::usage(format!(
                "nothing lies in labs/practice: begin with {COMMAND} practice {}",
                lab.number
            )));
        }
        _ => {
            if !arguments.yes && !solution::passed(root, lab)? {
                return Err(Stop::usage(format!(
                    "lab {0} is not passed yet, and the copy holds most of its answer. To practise all the same: {COMMAND} practice {0} --yes",
                    lab.number
                )));
            }
            begin(root, lab, &names, practice)?;
            let report = assess(root, lab).await?;
            show(lab, &report, false)?;
        }
    }
    progress.write(&root.progress())?;
    Ok(ExitCode::SUCCESS)
}

/// The wrong answers of a lab.
fn faults(root: &Root, lab: &Lab) -> Result<Vec<String>, Stop> {
    let folder = root.solution(lab)?.join("wrong");
    let entries = std::fs::read_dir(&folder).map_err(|error| Stop::io("cannot read", &folder, &error))?;
    let mut names: Vec<String> = entries.flatten().filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort();
    Ok(names)
}

fn mistake(root: &Root, lab: &Lab, name: &str) -> Result<String, Stop> {
    let path = root.solution(lab)?.join("wrong").join(name).join("expect.toml");
    let fault: Fault = toml_edit::de::from_str(&read_text(&path)?)
        .map_err(|error| Stop::fault(format!("{}: {error}", path.display())))?;
    Ok(fault.mistake)
}

/// Puts a fault that was not found yet into the practice folder; when all were found, any.
fn begin(root: &Root, lab: &Lab, names: &[String], practice: &mut Practice) -> Result<(), Stop> {
    let before = practice.current.take();
    let others: Vec<&String> = names.iter().filter(|&name| Some(name) != before.as_ref()).collect();
    let open: Vec<&String> = others.iter().copied().filter(|&name| !practice.found.contains(name)).collect();
    let pool = if open.is_empty() { others } else { open };
    let name = Seed::fresh()
        .source("practice")
        .choose(&pool)
        .ok_or_else(|| Stop::fault(format!("lab {} has no other wrong answer", lab.number)))?;

    let folder = root.practice(lab);
    if let Some(aside) = move_aside(root, &folder, &format!("practice-{}", lab.folder))? {
        anstream::println!("kept aside: {}", aside.display());
    }
    starters::write(&folder, &files(root, lab, name, &folder)?)?;
    practice.current = Some((*name).clone());
    anstream::println!(
        "labs/practice/{0} is a finished lab with one fault in it. Find it, mend it, and ask again: {COMMAND} practice {1}\n\
         --hint shows what the checker knows of the cause, --give-up the fault, --another puts another one there.\n",
        lab.folder,
        lab.number
    );
    Ok(())
}

/// The whole lab with the fault: what is given, the solution without its marks, the wrong answer's files.
fn files(root: &Root, lab: &Lab, name: &str, folder: &Path) -> Result<Files, Stop> {
    let mut files = starters::of(root, lab)?;
    files.extend(answer(root, lab)?);
    let wrong = starters::read_folder(&root.solution(lab)?.join("wrong").join(name))?;
    files.extend(wrong.into_iter().filter(|(path, _)| path != "expect.toml"));
    // Run by hand in its folder, it is another package to Cargo than the student's own lab.
    overlay::tell_apart(&mut files, folder);
    Ok(files)
}

/// The solution's files that count, as a reader sees them.
fn answer(root: &Root, lab: &Lab) -> Result<Files, Stop> {
    let unmarked = |bytes: Vec<u8>| match String::from_utf8(bytes) {
        Ok(text) if text.contains("ANCHOR") => marker::answer(&text).into_bytes(),
        Ok(text) => text.into_bytes(),
        Err(binary) => binary.into_bytes(),
    };
    Ok(overlay::answer_files(root, lab)?.into_iter().map(|(path, bytes)| (path, unmarked(bytes))).collect())
}

async fn assess(root: &Root, lab: &'static Lab) -> Result<LabReport, Stop> {
    let setting =
        Setting::new(Target::Embedded(Tables::Embedded), Seed::fresh(), cloud::DEFAULT_REGION.to_owned(), root.site());
    assess::lab(root, lab, &Source::Practice, setting, None).await
}

/// The first failure: from outside, or with all that the checker knows.
fn show(lab: &Lab, report: &LabReport, everything: bool) -> Result<(), Stop> {
    let printed = |error: std::io::Error| Stop::fault(format!("the report cannot be printed: {error}"));
    let mut out = anstream::stdout().lock();
    let Some(first) = report.checks.iter().find(|check| matches!(check.status, Status::Failed | Status::Fault)) else {
        return Ok(());
    };
    // Code that does not compile says so itself.
    if everything || first.max_score == 0 {
        let whole = Report { schema: SCHEMA.to_owned(), target: "practice".to_owned(), seed: 0, labs: Vec::new() };
        let context = Context { part: None, command: COMMAND, tables: "" };
        // The check's hints lead to the answer, not to a fault in it.
        let first = CheckReport { hints: Vec::new(), ..first.clone() };
        return terminal::write_failure(&mut out, &whole, &first, lab.number, context).map_err(printed);
    }
    terminal::write_symptom(&mut out, first).map_err(printed)
}

/// Shows the fault: in words, and the lines that are not as in the solution.
fn give_up(root: &Root, lab: &Lab, name: &str) -> Result<(), Stop> {
    anstream::println!("The fault: {}\n", mistake(root, lab, name)?);
    let right = answer(root, lab)?;
    for (path, bytes) in starters::read_folder(&root.solution(lab)?.join("wrong").join(name))? {
        if path == "expect.toml" {
            continue;
        }
        let solution = right.get(&path).map(|bytes| String::from_utf8_lossy(bytes)).unwrap_or_default();
        anstream::println!("{path}\n{}", differing(&String::from_utf8_lossy(&bytes), &solution));
    }
    Ok(())
}

/// The lines between the first and the last difference: those of the wrong text with `-`, those of the right one with `+`.
fn differing(wrong: &str, right: &str) -> String {
    let (wrong, right): (Vec<&str>, Vec<&str>) = (wrong.lines().collect(), right.lines().collect());
    let start = wrong.iter().zip(&right).take_while(|(left, right)| left == right).count();
    let most = wrong.len().min(right.len()) - start;
    let end = wrong.iter().rev().zip(right.iter().rev()).take(most).take_while(|(left, right)| left == right).count();
    let lines = |sign: &str, lines: &[&str]| lines.iter().flat_map(|line| [sign, line, "\n"]).collect::<String>();
    lines("- ", &wrong[start..wrong.len() - end]) + &lines("+ ", &right[start..right.len() - end])
}

#[cfg(test)]
mod tests {
    use super::differing;

    #[test]
    fn the_lines_that_differ_are_shown_and_no_others() {
        assert_eq!(differing("a\nb\nc\n", "a\nx\nc\n"), "- b\n+ x\n");
        assert_eq!(differing("a\nc\n", "a\nb\nc\n"), "+ b\n");
        assert_eq!(differing("a\na\n", "a\n"), "- a\n");
        assert_eq!(differing("a\n", "a\n"), "");
    }
}
