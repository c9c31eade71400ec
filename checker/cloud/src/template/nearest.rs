//! Which known name was probably meant.

use iam::spelling::distance;

/// The known name nearest to `written`, if it is near enough to be a slip.
pub(crate) fn nearest<'name>(written: &str, known: impl IntoIterator<Item = &'name str>) -> Option<&'name str> {
    // A long text is no slip of a name, and the distance costs the product of both lengths.
    if written.chars().count() > 80 {
        return None;
    }
    let lower = written.to_lowercase();
    known
        .into_iter()
        .filter(|name| name.len().abs_diff(lower.len()) <= 1 + name.len() / 3)
        .map(|name| (distance(&lower, &name.to_lowercase()), name))
        .min_by_key(|(distance, _)| *distance)
        .filter(|(distance, name)| *distance <= (1 + name.chars().count() / 4).min(5))
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_recognised_and_another_word_is_not() {
        let known = ["Policies", "Path", "AWS::IAM::Role"];
        assert_eq!(nearest("Polices", known), Some("Policies"));
        assert_eq!(nearest("policies", known), Some("Policies"));
        assert_eq!(nearest("AWS::IAM::Roles", known), Some("AWS::IAM::Role"));
        assert_eq!(nearest("Comment", known), None);
        assert_eq!(nearest(&"x".repeat(100_000), known), None);
    }
}
