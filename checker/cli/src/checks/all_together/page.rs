//! The page of a run: every step with what was tried, and the screenshots. It names nothing outside its folder.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::Found;
use super::terminal::heading;
use crate::report::{CheckReport, Status};
use crate::stop::Stop;

/// The page's file.
const FILE: &str = "index.html";
/// Its style.
const STYLE: &str = include_str!("page.css");

/// Writes the page into the folder that holds the screenshots, and returns its path.
///
/// # Errors
/// A fault when it cannot be written.
pub fn write(found: &Found, folder: &Path) -> Result<PathBuf, Stop> {
    let path = folder.join(FILE);
    std::fs::write(&path, page(found)).map_err(|error| Stop::io("cannot write", &path, &error))?;
    Ok(path)
}

fn page(found: &Found) -> String {
    let mut page = format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src 'self'; style-src 'unsafe-inline'\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>The whole app</title>\n<style>\n{STYLE}</style>\n"
    );
    for lab in &found.report.labs {
        let _ = writeln!(page, "<h1>{}</h1>", escape(&lab.title));
        let passed = lab.count(Status::Passed);
        let _ = writeln!(
            page,
            "<p>{passed} of {} steps passed · target {} · seed {}</p>",
            lab.checks.len(),
            escape(&found.report.target),
            found.report.seed
        );
        for notice in &lab.notices {
            let _ = writeln!(page, "<p class=\"note\">{}</p>", escape(notice));
        }
        let mut part = "";
        for step in &lab.checks {
            if step.part != part {
                if !part.is_empty() {
                    page.push_str("</ol>\n");
                }
                part = &step.part;
                let _ = writeln!(page, "<h2>{}</h2>\n<ol>", escape(&heading(part)));
            }
            page.push_str(&item(step, found));
        }
        page.push_str("</ol>\n");
    }
    page.push_str("</html>\n");
    page
}

fn item(step: &CheckReport, found: &Found) -> String {
    let (class, mark) = match step.status {
        Status::Passed => ("passed", "✓"),
        Status::Failed => ("failed", "✗"),
        Status::Fault => ("fault", "!"),
        Status::Skipped | Status::NotYet | Status::NotApplicable => ("skipped", "·"),
    };
    let mut item = format!("<li class=\"{class}\"><p><b>{mark}</b> {}</p>\n", escape(&step.title));
    if let Some(message) = &step.message {
        let _ = writeln!(item, "<p class=\"message\">{}</p>", escape(message));
    }
    let why = Some(step.trace.join("\n")).filter(|text| !text.is_empty());
    let fields = [("tried", &step.request), ("expected", &step.expected), ("actual", &step.actual), ("why", &why)];
    let fields: Vec<_> = fields.into_iter().filter_map(|(name, text)| Some((name, text.as_ref()?))).collect();
    if !fields.is_empty() {
        item.push_str("<dl>\n");
        for (name, text) in fields {
            let _ = writeln!(item, "<dt>{name}</dt><dd>{}</dd>", escape(text));
        }
        item.push_str("</dl>\n");
    }
    for (_, file) in found.pictures.iter().filter(|(id, _)| *id == step.id) {
        let file = escape(&file.display().to_string());
        let _ = writeln!(item, "<img src=\"{file}\" alt=\"What the browser shows after this step\" loading=\"lazy\">");
    }
    item.push_str("</li>\n");
    item
}

/// Text as it stands in HTML, between tags and between quotes.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            char => escaped.push(char),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::super::steps::{Steps, Told};
    use super::*;
    use crate::harness::Failure;
    use crate::report::status_line::StatusLine;
    use crate::report::{LabReport, Report, SCHEMA};

    #[tokio::test]
    async fn what_a_lab_says_stays_text_and_nothing_is_loaded_from_outside() {
        const TEXT: &str = "</dd><script src='https://example.com/x.js'></script>\"&amp;";
        let mut steps = Steps::new(StatusLine::new());
        let _ = steps.take("s3-hosting-builds", async { Ok(((), Told::new(TEXT, TEXT, TEXT))) }).await;
        let failed = Failure::new(TEXT).tried(TEXT).compared(TEXT, TEXT).because(TEXT);
        let _ = steps.take::<()>("s3-hosting-publishes", async { failed.fail() }).await;
        steps.picture("s3-hosting-publishes", PathBuf::from("02-\"x.png"));
        steps.note(TEXT);
        let (checks, notices, pictures) = steps.finish();
        let lab = LabReport {
            lab: "all-together".to_owned(),
            title: TEXT.to_owned(),
            score: 1,
            max_score: 2,
            seconds: 0.0,
            checks,
            notices,
        };
        let report = Report { schema: SCHEMA.to_owned(), target: TEXT.to_owned(), seed: 7, labs: vec![lab] };
        let page = page(&Found { report, pictures });
        assert!(!page.contains("<script"), "{page}");
        assert_eq!(page.matches("&lt;script").count(), 11, "{page}");
        assert!(page.contains("<img src=\"02-&quot;x.png\""), "{page}");
        // What it loads are its own pictures: the one address in it is text.
        assert_eq!(page.matches("src=\"").count(), 1);
        assert!(!page.contains("url(") && !page.contains("<link") && !page.contains("@import"));
    }
}
