//! The book of a release: its listings expanded, and without the chapters that only make sense with the solutions.

use std::path::Path;

use super::include;
use crate::course::Root;
use crate::starters::Files;
use crate::stop::Stop;

/// The chapters that are the authors' alone, below `book/src/`, and what they include.
///
/// *Wrong answers* says of each check which mistake it catches, and names folders that no release holds; *How it is
/// built* explains those folders; *Give the course to a class* is about making the release itself. The other chapters
/// of that part stay, because they hold no secret and the students' chapters lean on them: how a lab is checked, with
/// verdicts and exit codes; how AWS behaves here; the app's contract.
const AUTHORS: [&str; 4] = [
    "authors/giving-to-a-class.md",
    "authors/how-it-is-built.md",
    "authors/wrong-answers.md",
    "authors/wrong-answers-table.md",
];

/// Adds the book.
///
/// # Errors
/// A fault when a file cannot be read or an include leads nowhere.
pub(super) fn add(root: &Root, release: &mut Files) -> Result<(), Stop> {
    let book = root.path().join("book");
    for (path, bytes) in super::shipped(&book)? {
        let source = path.strip_prefix("src/");
        // What mdBook builds lies in `book/book`.
        if path.starts_with("book/") || source.is_some_and(|source| AUTHORS.contains(&source)) {
            continue;
        }
        let bytes = match (source, String::from_utf8(bytes)) {
            (Some("SUMMARY.md"), Ok(summary)) => students_summary(&summary).into_bytes(),
            (Some(source), Ok(page)) if is_page(source) => {
                let folder = book.join(&path);
                let folder = folder.parent().unwrap_or(&book);
                include::expand(&page, folder)
                    .map_err(|problem| Stop::fault(format!("book/{path}: {problem}")))?
                    .into_bytes()
            }
            (_, Ok(text)) => text.into_bytes(),
            (_, Err(binary)) => binary.into_bytes(),
        };
        release.insert(format!("book/{path}"), bytes);
    }
    Ok(())
}

fn is_page(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|extension| extension == "md")
}

/// The summary without the authors' chapters.
fn students_summary(summary: &str) -> String {
    let kept = summary.lines().filter(|line| !AUTHORS.iter().any(|chapter| line.contains(&format!("]({chapter})"))));
    let mut lines: Vec<&str> = kept.collect();
    // A part's title with no chapter left below it would be an empty part.
    let mut index = 0;
    while index < lines.len() {
        let next = lines[index + 1..].iter().find(|line| !line.trim().is_empty());
        if index > 0 && lines[index].starts_with("# ") && next.is_none_or(|next| next.starts_with("# ")) {
            lines.remove(index);
        } else {
            index += 1;
        }
    }
    lines.join("\n").trim_end().to_owned() + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_authors_chapters_leave_the_summary_and_an_empty_part_goes_with_them() {
        let summary = "# Summary\n\n# Labs\n\n- [One](01.md)\n\n# Authors\n\n- [Wrong](authors/wrong-answers.md)\n\
                       - [How](authors/how-it-is-built.md)\n\n# Reference\n\n- [Contract](authors/app-contract.md)\n";
        assert_eq!(
            students_summary(summary),
            "# Summary\n\n# Labs\n\n- [One](01.md)\n\n\n\n# Reference\n\n- [Contract](authors/app-contract.md)\n"
        );
        let last = "# Summary\n\n- [One](01.md)\n\n# Authors\n\n- [Wrong](authors/wrong-answers.md)\n";
        assert_eq!(students_summary(last), "# Summary\n\n- [One](01.md)\n");
    }
}
