//! A line of a student's file with a mark below the place that a message is about.

/// How much of a line is shown, in characters.
const WIDTH: usize = 100;

/// `template.yaml:9:19`, then the line and the mark; line and column count from 1.
pub(super) fn excerpt(file: &str, text: &str, line: usize, column: usize) -> String {
    let whole = text.lines().nth(line.saturating_sub(1)).unwrap_or_default();
    let trimmed = whole.trim_start();
    let cut = whole.chars().count() - trimmed.chars().count();
    let shown: String = trimmed.chars().filter(|&char| !char.is_control() && char != '\u{feff}').take(WIDTH).collect();
    let before = column.saturating_sub(1 + cut).min(WIDTH);
    format!("{file}:{line}:{column}\n  {shown}\n  {:before$}^", "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_is_marked_below_the_line() {
        let text = "{\n    \"Effect\": \"allow\"\n}";
        assert_eq!(excerpt("policy.json", text, 2, 15), "policy.json:2:15\n  \"Effect\": \"allow\"\n            ^");
    }
}
