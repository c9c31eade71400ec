//! The book: every check names a section that is there, and every link inside the book leads somewhere.

mod course;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use checker::checks;
use checker::course::LABS;

/// `mdbook build book` writes here; `.ci/run` calls it before these tests.
fn built() -> PathBuf {
    course::original().join("book/book")
}

/// What stands between two marks, each time that it does.
fn between<'a>(text: &'a str, open: &str, close: &str) -> Vec<&'a str> {
    text.split(open).skip(1).filter_map(|after| after.split(close).next()).collect()
}

fn pages(folder: &Path) -> BTreeMap<String, String> {
    let files = checker::starters::read_folder(folder).expect("run `mdbook build book` first");
    let html = |(path, bytes): (String, Vec<u8>)| {
        let is_page = Path::new(&path).extension().is_some_and(|extension| extension == "html");
        is_page.then(|| (path, String::from_utf8(bytes).expect("UTF-8")))
    };
    files.into_iter().filter_map(html).collect()
}

fn ids(page: &str) -> BTreeSet<&str> {
    between(page, " id=\"", "\"").into_iter().collect()
}

#[test]
fn every_check_names_a_section_of_its_chapter() {
    for lab in &LABS {
        let chapter = std::fs::read_to_string(course::original().join(format!("book/src/{}.md", lab.folder)))
            .expect("the lab's chapter");
        for check in checks::list(lab) {
            assert!(chapter.contains(&format!("{{#{}}}", check.part)), "{}: no section {{#{}}}", check.id, check.part);
        }
    }
}

#[test]
fn the_chapter_speaks_of_every_part_by_its_command() {
    for lab in &LABS {
        let chapter = std::fs::read_to_string(course::original().join(format!("book/src/{}.md", lab.folder)))
            .expect("the lab's chapter");
        for part in lab.parts {
            let command = format!("cargo checker check {} --part {}", lab.number, part.slug);
            assert!(chapter.contains(&command), "{}: `{command}` is not in the chapter", lab.folder);
        }
    }
}

/// The facts page says of each behaviour which test shows it: `s3::buckets::name` is `name` in `tests/s3/buckets.rs`.
#[test]
fn every_fact_about_aws_names_a_test_that_is_there() {
    let page =
        std::fs::read_to_string(course::original().join("book/src/authors/aws-behaviour.md")).expect("the facts page");
    let mut facts = 0;
    for row in page.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| fact")) {
        let last = row.trim_end_matches([' ', '|']).rsplit(" | ").next().unwrap_or_default();
        let tests: Vec<&str> = between(last, "`", "`").into_iter().filter(|text| text.contains("::")).collect();
        // Or the row says why it has none.
        let reason = last.strip_prefix("none: ").is_some_and(|reason| reason.len() > 20);
        assert!(reason || !tests.is_empty(), "no test for: {row}");
        for test in tests {
            let (module, name) = test.rsplit_once("::").expect("a path");
            let file = course::original().join(format!("checker/cloud/tests/{}.rs", module.replace("::", "/")));
            let source =
                std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{test}: {}: {error}", file.display()));
            assert!(source.contains(&format!("fn {name}(")), "{test} is not in {}", file.display());
        }
        facts += 1;
    }
    assert!(facts > 40, "{facts} facts");
}

#[test]
#[ignore = "reads the built book: .ci/run has a stage for it"]
fn every_link_inside_the_book_leads_somewhere() {
    let pages = pages(&built());
    assert!(pages.contains_key("index.html"), "the book is built");
    let mut problems = Vec::new();
    for (name, page) in
        pages.iter().filter(|(name, _)| *name != "print.html" && *name != "404.html" && *name != "toc.html")
    {
        for link in between(page, "href=\"", "\"").into_iter().chain(between(page, "src=\"", "\"")) {
            if link.contains("://") || link.starts_with("mailto:") || link.starts_with("data:") || link.is_empty() {
                continue;
            }
            let (path, fragment) = link.split_once('#').unwrap_or((link, ""));
            let target = if path.is_empty() { name.clone() } else { resolve(name, path) };
            if !built().join(&target).is_file() {
                problems.push(format!("{name}: {link} leads nowhere"));
            } else if !fragment.is_empty() && pages.get(&target).is_some_and(|page| !ids(page).contains(fragment)) {
                problems.push(format!("{name}: {link} names no section"));
            }
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
#[ignore = "reads the built book: .ci/run has a stage for it"]
fn every_answer_is_included() {
    for (name, page) in pages(&built()) {
        // One page explains the syntax itself.
        let unexpanded = page.matches("{{#include").count();
        assert!(
            unexpanded == 0 || name.ends_with("how-it-is-built.html") || name == "print.html",
            "{name}: an include was not expanded"
        );
        assert!(
            !page.contains("ANCHOR_END") || name.ends_with("how-it-is-built.html") || name == "print.html",
            "{name}: an anchor shows"
        );
    }
}

/// A link's path relative to the page that holds it.
fn resolve(page: &str, link: &str) -> String {
    let mut names: Vec<&str> = page.split('/').collect();
    names.pop();
    for name in link.split('/') {
        match name {
            ".." => {
                names.pop();
            }
            "." | "" => {}
            other => names.push(other),
        }
    }
    names.join("/")
}

#[test]
fn every_explanation_names_a_page_and_section_that_is_there() {
    for explanation in checker::explain::all() {
        let (page, section) = explanation.read.split_once('#').expect("a section");
        let text = std::fs::read_to_string(course::original().join("book/src").join(page)).expect(page);
        let slug = |line: &str| line.trim_start_matches('#').trim().to_lowercase().replace(' ', "-");
        let there = text.contains(&format!("{{#{section}}}"))
            || text.lines().any(|line| line.starts_with('#') && slug(line) == section);
        assert!(there, "{}: no section {section} in {page}", explanation.code);
    }
}
