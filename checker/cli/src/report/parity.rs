//! The same checks on several targets, side by side. `checker/parity/v1`, whose JSON Schema the book publishes.

use std::collections::BTreeMap;
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use serde::Serialize;

use super::visible::visible;
use super::{CheckReport, Report, Status};

/// The name of this form.
pub const PARITY_SCHEMA: &str = "checker/parity/v1";

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const GREEN: Style = AnsiColor::Green.on_default();
const RED: Style = AnsiColor::Red.on_default().bold();
const YELLOW: Style = AnsiColor::Yellow.on_default();

/// What one call of `checker check --parity` found.
#[derive(Debug, Clone, Serialize, PartialEq)]
pub struct Parity {
    /// Always [`PARITY_SCHEMA`].
    pub schema: String,
    /// What all invented data was made from, the same on each target.
    pub seed: u64,
    /// The targets, in the order of the columns; those that were not asked too.
    pub targets: Vec<Column>,
    /// One row a check, in the order in which they ran.
    pub checks: Vec<Row>,
    /// Where the targets do not say the same.
    pub differences: Vec<Difference>,
}

/// One target.
#[derive(Debug, Clone, Serialize, PartialEq, Eq)]
pub struct Column {
    /// The name in the report.
    pub name: String,
    /// Why it was not asked, if it was not.
    pub missing: Option<String>,
}

/// One check.
#[derive(Debug, Clone, Serialize, PartialEq, Eq)]
pub struct Row {
    /// `<lab's slug>/<name>`.
    pub id: String,
    /// The lab's folder.
    pub lab: String,
    /// What holds when it passes.
    pub title: String,
    /// What came of it, one entry a target that was asked.
    pub verdicts: Vec<TargetVerdict>,
}

/// What came of a check on one target.
#[derive(Debug, Clone, Serialize, PartialEq, Eq)]
pub struct TargetVerdict {
    /// The target's name.
    pub target: String,
    /// What came of it.
    pub status: Status,
    /// What is wrong, or why there is no verdict.
    pub message: Option<String>,
}

/// A check of which the targets do not say the same.
#[derive(Debug, Clone, Serialize, PartialEq, Eq)]
pub struct Difference {
    /// `<lab's slug>/<name>`.
    pub check: String,
    /// True where it is no contradiction: a target cannot answer, and says why.
    pub explained: bool,
    /// Why, or what each target says.
    pub explanation: String,
}

impl Parity {
    /// Puts reports of the same checks side by side. `missing` are the targets that were not asked, with the reason.
    #[must_use]
    pub fn of(reports: &[Report], missing: Vec<Column>) -> Self {
        let asked = reports.iter().map(|report| Column { name: report.target.clone(), missing: None });
        let mut rows: Vec<Row> = Vec::new();
        for report in reports {
            for (lab, check) in report.labs.iter().flat_map(|lab| lab.checks.iter().map(move |check| (lab, check))) {
                let verdict = TargetVerdict::of(&report.target, check);
                match rows.iter_mut().find(|row| row.id == check.id) {
                    Some(row) => row.verdicts.push(verdict),
                    None => rows.push(Row {
                        id: check.id.clone(),
                        lab: lab.lab.clone(),
                        title: check.title.clone(),
                        verdicts: vec![verdict],
                    }),
                }
            }
        }
        // That the lab compiles is no question to a target.
        rows.retain(|row| {
            !row.id.ends_with("/compiles") || row.verdicts.iter().any(|one| one.status != Status::Passed)
        });
        Self {
            schema: PARITY_SCHEMA.to_owned(),
            seed: reports.first().map_or(0, |report| report.seed),
            targets: asked.chain(missing).collect(),
            differences: rows.iter().filter_map(Row::difference).collect(),
            checks: rows,
        }
    }

    /// 0 when nothing failed and the targets agree as far as they can answer, 3 when something outside the labs broke, else 1.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        let statuses = || self.checks.iter().flat_map(|row| &row.verdicts).map(|verdict| verdict.status);
        if statuses().any(|status| status == Status::Fault) {
            return 3;
        }
        let well = statuses().all(|status| matches!(status, Status::Passed | Status::NotApplicable));
        u8::from(!well || self.differences.iter().any(|difference| !difference.explained))
    }

    /// Writes the table, and below it what the targets do not agree on.
    ///
    /// # Errors
    /// What the stream says.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let asked: Vec<&str> =
            self.targets.iter().filter(|target| target.missing.is_none()).map(|target| target.name.as_str()).collect();
        let first = self.checks.iter().map(|row| row.id.len()).max().unwrap_or_default().max("check".len());
        // A word is padded to the longest that stands below the target's name; the last column is not.
        let padded = |name: &str, word: &str| {
            let words = self.checks.iter().map(|row| row.word(name).0.len());
            let width = if asked.last() == Some(&name) { 0 } else { words.max().unwrap_or_default().max(name.len()) };
            " ".repeat(width.saturating_sub(word.len()))
        };
        write!(out, "{BOLD}{:<first$}{BOLD:#}", "check")?;
        for name in &asked {
            write!(out, "   {BOLD}{name}{BOLD:#}{}", padded(name, name))?;
        }
        writeln!(out)?;
        for row in &self.checks {
            write!(out, "{:<first$}", row.id)?;
            for name in &asked {
                let (word, style) = row.word(name);
                write!(out, "   {style}{word}{style:#}{}", padded(name, word))?;
            }
            writeln!(out)?;
        }
        writeln!(out)?;
        for column in &self.targets {
            if let Some(why) = &column.missing {
                writeln!(out, "{YELLOW}not asked{YELLOW:#}  {}: {}", column.name, visible(why))?;
            }
        }
        self.write_differences(out)
    }

    fn write_differences(&self, out: &mut dyn Write) -> io::Result<()> {
        // One reason is often that of many checks.
        let mut explained: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for difference in &self.differences {
            if difference.explained {
                explained.entry(&difference.explanation).or_default().push(&difference.check);
            }
        }
        for (why, checks) in explained {
            writeln!(out, "{DIM}explained{DIM:#}  {}: {}", visible(why), checks.join(", "))?;
        }
        for difference in self.differences.iter().filter(|difference| !difference.explained) {
            writeln!(out, "{RED}differs{RED:#}    {}", difference.check)?;
            for line in difference.explanation.lines() {
                writeln!(out, "           {}", visible(line))?;
            }
        }
        let open = self.differences.iter().filter(|difference| !difference.explained).count();
        let asked = self.targets.iter().filter(|target| target.missing.is_none()).count();
        let checks = self.checks.len();
        match (asked, open) {
            (0 | 1, _) => {
                writeln!(out, "{checks} checks on one target: there is nothing to compare · seed {}", self.seed)
            }
            (_, 0) => writeln!(out, "{GREEN}{asked} targets agree{GREEN:#} on {checks} checks · seed {}", self.seed),
            (_, open) => {
                writeln!(out, "{RED}{asked} targets disagree{RED:#} on {open} of {checks} checks · seed {}", self.seed)
            }
        }
    }
}

impl TargetVerdict {
    fn of(target: &str, check: &CheckReport) -> Self {
        Self { target: target.to_owned(), status: check.status, message: check.message.clone() }
    }

    fn told(&self) -> String {
        let (word, _) = word(self.status);
        match &self.message {
            Some(message) => format!("{} {word}: {}", self.target, message.lines().next().unwrap_or_default()),
            None => format!("{} {word}", self.target),
        }
    }
}

impl Row {
    /// What came of it on a target, in a word.
    fn word(&self, target: &str) -> (&'static str, Style) {
        let verdict = self.verdicts.iter().find(|verdict| verdict.target == target);
        verdict.map_or(("not asked", DIM), |verdict| word(verdict.status))
    }

    fn difference(&self) -> Option<Difference> {
        let cannot = |verdict: &&TargetVerdict| verdict.status == Status::NotApplicable;
        let mut answers = self.verdicts.iter().filter(|verdict| !cannot(verdict));
        let agreed = answers.next().is_none_or(|first| answers.all(|other| other.status == first.status));
        let without: Vec<String> = self.verdicts.iter().filter(cannot).map(TargetVerdict::told).collect();
        if agreed && (without.is_empty() || without.len() == self.verdicts.len()) {
            return None;
        }
        let told: Vec<String> = self.verdicts.iter().map(TargetVerdict::told).collect();
        Some(Difference {
            check: self.id.clone(),
            explained: agreed,
            explanation: if agreed { without.join("; ") } else { told.join("\n") },
        })
    }
}

fn word(status: Status) -> (&'static str, Style) {
    match status {
        Status::Passed => ("passed", GREEN),
        Status::Failed => ("failed", RED),
        Status::Skipped => ("waits", DIM),
        Status::NotYet => ("not yet", YELLOW),
        Status::NotApplicable => ("not applicable", DIM),
        Status::Fault => ("fault", YELLOW),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{LabReport, SCHEMA};

    fn check(id: &str, status: Status, message: Option<&str>) -> CheckReport {
        CheckReport {
            id: format!("dynamodb/{id}"),
            part: "tables".to_owned(),
            title: "a title".to_owned(),
            status,
            score: 0,
            max_score: 1,
            seconds: 0.0,
            request: None,
            expected: None,
            actual: None,
            message: message.map(str::to_owned),
            hints: Vec::new(),
            chapter: String::new(),
            trace: Vec::new(),
        }
    }

    fn report(target: &str, checks: Vec<CheckReport>) -> Report {
        let lab = LabReport {
            lab: "05-dynamodb".to_owned(),
            title: "The data in DynamoDB".to_owned(),
            score: 0,
            max_score: 0,
            seconds: 0.0,
            checks,
            notices: Vec::new(),
        };
        Report { schema: SCHEMA.to_owned(), target: target.to_owned(), seed: 7, labs: vec![lab] }
    }

    fn shown(parity: &Parity) -> String {
        let mut out = anstream::StripStream::new(Vec::new());
        parity.write(&mut out).unwrap();
        String::from_utf8(out.into_inner()).unwrap()
    }

    #[test]
    fn what_a_target_cannot_answer_is_explained_and_no_contradiction() {
        let embedded = report("embedded", vec![check("a", Status::Passed, None), check("b", Status::Passed, None)]);
        let why = Some("it runs your program in a cloud of its own");
        let deployed =
            report("deployed", vec![check("a", Status::Passed, None), check("b", Status::NotApplicable, why)]);
        let missing =
            Column { name: "dynamodb-local".to_owned(), missing: Some("no Docker engine answers".to_owned()) };
        let parity = Parity::of(&[embedded, deployed], vec![missing]);
        assert_eq!(parity.exit_code(), 0);
        insta::assert_snapshot!(shown(&parity), @r"
        check        embedded   deployed
        dynamodb/a   passed     passed
        dynamodb/b   passed     not applicable

        not asked  dynamodb-local: no Docker engine answers
        explained  deployed not applicable: it runs your program in a cloud of its own: dynamodb/b
        2 targets agree on 2 checks · seed 7
        ");
    }

    #[test]
    fn verdicts_that_differ_are_told_with_both_messages() {
        let embedded = report(
            "embedded",
            vec![check("a", Status::Failed, Some("26 items\nin one batch")), check("b", Status::Passed, None)],
        );
        let local = report("dynamodb-local", vec![check("a", Status::Passed, None), check("b", Status::Passed, None)]);
        let parity = Parity::of(&[embedded, local], Vec::new());
        assert_eq!(parity.exit_code(), 1);
        insta::assert_snapshot!(shown(&parity), @r"
        check        embedded   dynamodb-local
        dynamodb/a   failed     passed
        dynamodb/b   passed     passed

        differs    dynamodb/a
                   embedded failed: 26 items
                   dynamodb-local passed
        2 targets disagree on 1 of 2 checks · seed 7
        ");
    }

    #[test]
    fn the_exit_code_is_that_of_the_worst() {
        let of = |left, right| {
            let reports = [
                report("embedded", vec![check("a", left, None)]),
                report("dynamodb-local", vec![check("a", right, None)]),
            ];
            Parity::of(&reports, Vec::new()).exit_code()
        };
        assert_eq!(of(Status::Passed, Status::Passed), 0);
        assert_eq!(of(Status::NotApplicable, Status::Passed), 0);
        assert_eq!(of(Status::Failed, Status::Failed), 1, "they agree, but a check failed");
        assert_eq!(of(Status::Passed, Status::Failed), 1);
        assert_eq!(of(Status::Failed, Status::Fault), 3);
    }
}
