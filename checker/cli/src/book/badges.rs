//! The progress of the labs, as the pages of the book show it.

use serde::Serialize;

use crate::checks;
use crate::course::{LABS, Lab};
use crate::progress::Progress;

/// What `/_checker/progress.json` answers.
#[derive(Debug, Serialize, PartialEq, Eq)]
pub(super) struct Badges {
    labs: Vec<LabBadge>,
}

/// One lab's chapter.
#[derive(Debug, Serialize, PartialEq, Eq)]
struct LabBadge {
    /// The chapter's page: `01-s3-hosting.html`.
    page: String,
    /// How many of its checks have passed.
    passed: usize,
    /// How many it has.
    checks: usize,
    parts: Vec<PartBadge>,
}

/// One part's section.
#[derive(Debug, Serialize, PartialEq, Eq)]
struct PartBadge {
    /// The id of the section's heading.
    section: &'static str,
    passed: usize,
    checks: usize,
}

impl Badges {
    /// The badges of every lab. What the file names and the checker does not know counts for nothing.
    pub(super) fn of(progress: &Progress) -> Self {
        Self { labs: LABS.iter().map(|lab| LabBadge::of(lab, progress)).collect() }
    }
}

impl LabBadge {
    fn of(lab: &Lab, progress: &Progress) -> Self {
        let passed = progress.lab(lab.folder).passed;
        let checks = checks::list(lab);
        let part = |section: &'static str| {
            let own = || checks.iter().filter(move |check| check.part == section);
            let passed = own().filter(|check| passed.contains(check.id)).count();
            PartBadge { section, passed, checks: own().count() }
        };
        Self {
            page: format!("{}.html", lab.folder),
            passed: checks.iter().filter(|check| passed.contains(check.id)).count(),
            checks: checks.len(),
            parts: lab.parts.iter().map(|own| part(own.slug)).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn badges(progress: serde_json::Value) -> serde_json::Value {
        serde_json::to_value(Badges::of(&serde_json::from_value(progress).unwrap())).unwrap()
    }

    #[test]
    fn nothing_is_passed_at_first() {
        let badges = badges(json!({}));
        assert_eq!(badges["labs"][0]["page"], "01-s3-hosting.html");
        assert_eq!(badges["labs"][0]["passed"], 0);
        assert_eq!(badges["labs"][0]["checks"], checks::list(&LABS[0]).len());
        assert_eq!(badges["labs"].as_array().unwrap().len(), LABS.len());
    }

    #[test]
    fn checks_that_passed_count_in_their_part_and_unknown_ones_nowhere() {
        let lab = &LABS[0];
        let first: Vec<_> = checks::list(lab).into_iter().filter(|check| check.part == "content-type").collect();
        let mut passed: Vec<_> = first.iter().map(|check| check.id).collect();
        passed.push("s3-hosting/of-another-checker");
        let badges = badges(json!({ "labs": { (lab.folder): { "passed": passed } } }));
        let lab = &badges["labs"][0];
        assert_eq!(lab["passed"], first.len());
        let part = json!({ "section": "content-type", "passed": first.len(), "checks": first.len() });
        assert_eq!(lab["parts"][1], part);
        assert_eq!(lab["parts"][0]["passed"], 0);
    }

    #[test]
    fn the_parts_hold_every_check() {
        let badges = badges(json!({}));
        for lab in badges["labs"].as_array().unwrap() {
            let parts = lab["parts"].as_array().unwrap().iter();
            let sum: u64 = parts.map(|part| part["checks"].as_u64().unwrap()).sum();
            assert_eq!(Some(sum), lab["checks"].as_u64(), "{}", lab["page"]);
        }
    }
}
