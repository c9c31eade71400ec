//! Which known name a reader probably meant.

/// The known name nearest to `written`, if it is near enough to be a slip.
pub(crate) fn nearest<'name>(written: &str, known: &[&'name str]) -> Option<&'name str> {
    // A long text is no slip of a name, and the distance costs the product of both lengths.
    if written.chars().count() > 64 {
        return None;
    }
    let lower = written.to_lowercase();
    known
        .iter()
        .map(|name| (distance(&lower, &name.to_lowercase()), *name))
        .min_by_key(|(distance, _)| *distance)
        .filter(|(distance, name)| *distance <= name.chars().count() / 3)
        .map(|(_, name)| name)
}

/// The number of characters to insert, delete or replace: the Levenshtein distance.
#[must_use]
pub fn distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (line, source) in from.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = line + 1;
        for (column, target) in to.iter().enumerate() {
            let replaced = diagonal + usize::from(source != *target);
            diagonal = row[column + 1];
            row[column + 1] = replaced.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_recognised_and_other_words_are_not() {
        let known = ["Effect", "Principal", "Action", "Resource"];
        assert_eq!(nearest("effect", &known), Some("Effect"));
        assert_eq!(nearest("Principals", &known), Some("Principal"));
        assert_eq!(nearest("Ressource", &known), Some("Resource"));
        assert_eq!(nearest("Comment", &known), None);
        assert_eq!(nearest(&"x".repeat(100_000), &known), None);
    }
}
