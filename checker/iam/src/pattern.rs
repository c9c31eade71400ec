//! Wildcards: `*` for any run of characters, `?` for exactly one.
//!
//! Matching walks the text once and keeps the set of reachable places in the pattern, so its cost is at most the
//! product of both lengths, whatever the pattern.

/// One piece of a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Token {
    /// This very character.
    Literal(char),
    /// `?`.
    One,
    /// `*`.
    Run,
}

/// A compiled pattern.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Pattern(pub(crate) Vec<Token>);

impl Pattern {
    /// Compiles a text in which `*` and `?` are wildcards.
    pub(crate) fn new(text: &str) -> Self {
        Self(text.chars().map(token).collect())
    }

    /// Whether the pattern fits the whole text.
    pub(crate) fn matches(&self, text: &str) -> bool {
        run(&self.0, text.chars(), |_, _| true)
    }

    /// Whether the pattern, taken as an ARN of the `Resource` element, fits the ARN `text`.
    ///
    /// A `*` stays within its segment of the ARN unless it is the segment's last character; then it may reach across
    /// colons. A `?` is a character of its segment. Segments that are missing at the end count as `*`
    /// (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html>).
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html#reference_policies_elements_resource_wildcards>
    pub(crate) fn matches_resource(&self, text: &str) -> bool {
        if self.0 == [Token::Run] {
            return true;
        }
        let mut tokens = self.0.clone();
        let mut colons = colons(&tokens);
        if colons >= 2 {
            while colons < 5 && tokens.last() != Some(&Token::Run) {
                tokens.extend([Token::Literal(':'), Token::Run]);
                colons += 1;
            }
        }
        let confined: Vec<bool> = {
            let mut seen = 0;
            (0..tokens.len())
                .map(|index| {
                    seen += usize::from(tokens[index] == Token::Literal(':'));
                    let last = matches!(tokens.get(index + 1), None | Some(Token::Literal(':')));
                    seen < 5 && !(last && tokens[index] == Token::Run)
                })
                .collect()
        };
        run(&tokens, text.chars(), |place, found| found != ':' || !confined[place])
    }

    /// Whether the pattern fits the ARN `text` segment by segment, as the ARN condition operators compare.
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN>
    pub(crate) fn matches_arn(&self, text: &str) -> bool {
        let actual: Vec<&str> = text.splitn(6, ':').collect();
        let expected: Vec<&[Token]> = self.0.splitn(6, |token| *token == Token::Literal(':')).collect();
        actual.len() == 6
            && expected.len() == 6
            && expected.iter().zip(actual).all(|(tokens, text)| run(tokens, text.chars(), |_, _| true))
    }

    /// The characters of a pattern without wildcards.
    pub(crate) fn literal(&self) -> String {
        self.0
            .iter()
            .map(|token| match token {
                Token::Literal(character) => *character,
                Token::One => '?',
                Token::Run => '*',
            })
            .collect()
    }
}

/// The piece that a character of a pattern stands for.
pub(crate) fn token(character: char) -> Token {
    match character {
        '*' => Token::Run,
        '?' => Token::One,
        other => Token::Literal(other),
    }
}

fn colons(tokens: &[Token]) -> usize {
    tokens.iter().filter(|token| **token == Token::Literal(':')).count()
}

/// Runs the pattern over the text; `takes` says whether the wildcard at a place may stand for a character.
fn run(tokens: &[Token], text: impl Iterator<Item = char>, takes: impl Fn(usize, char) -> bool) -> bool {
    let mut reached = vec![false; tokens.len() + 1];
    let mut next = reached.clone();
    reached[0] = true;
    skip_runs(tokens, &mut reached);
    for found in text {
        next.fill(false);
        for (place, token) in tokens.iter().enumerate() {
            if reached[place] {
                match token {
                    Token::Literal(expected) => next[place + 1] |= *expected == found,
                    Token::One => next[place + 1] |= takes(place, found),
                    Token::Run => next[place] |= takes(place, found),
                }
            }
        }
        skip_runs(tokens, &mut next);
        std::mem::swap(&mut reached, &mut next);
    }
    reached[tokens.len()]
}

/// A `*` may also match nothing.
fn skip_runs(tokens: &[Token], reached: &mut [bool]) {
    for (place, token) in tokens.iter().enumerate() {
        if reached[place] && *token == Token::Run {
            reached[place + 1] = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_match() {
        let table = [
            ("", "", true),
            ("", "a", false),
            ("*", "", true),
            ("*", "anything at all", true),
            ("a*", "a", true),
            ("a*b*c", "a-b-b-c", true),
            ("a*b*c", "a-b-c-d", false),
            ("?", "é", true),
            ("?", "", false),
            ("s3:Get*", "s3:GetObject", true),
            ("s3:Get*", "s3:PutObject", false),
            ("s3:Get?bject", "s3:GetObject", true),
            ("**a**", "xxaxx", true),
            ("a", "A", false),
        ];
        for (pattern, text, fits) in table {
            assert_eq!(Pattern::new(pattern).matches(text), fits, "{pattern} on {text}");
        }
    }

    #[test]
    fn a_resource_star_keeps_to_its_segment_unless_it_ends_it() {
        let table = [
            ("*", "arn:aws:s3:::b", true),
            ("arn:aws:s3:::b/*", "arn:aws:s3:::b/x/y:z", true),
            ("arn:aws:s3:::b/*", "arn:aws:s3:::b", false),
            ("arn:aws:s3:::b", "arn:aws:s3:::b/x", false),
            ("arn:aws:s3:::b/a*c", "arn:aws:s3:::b/a:b:c", true),
            ("arn:aws:dynamodb:eu*1:1:table/t", "arn:aws:dynamodb:eu-west-1:1:table/t", true),
            ("arn:aws:dynamodb:e*1:table/t", "arn:aws:dynamodb:eu-west-1:1:table/t", false),
            ("arn:aws:dynamodb:*:table/t", "arn:aws:dynamodb:eu-west-1:1:table/t", false),
            ("arn:aws:dynamodb:*:1:table/t", "arn:aws:dynamodb:eu-west-1:1:table/t", true),
            ("arn:aws:dynamodb:*/t", "arn:aws:dynamodb:eu-west-1:1:table/t", false),
            ("arn:aws:s3*:b", "arn:aws:s3:::b", false),
            ("arn:aws:dynamodb:*", "arn:aws:dynamodb:eu-west-1:1:table/t", true),
            ("arn:aws:sqs", "arn:aws:sqs:eu-west-1:1:q", true),
            ("arn:aws:sqs", "arn:aws:sns:eu-west-1:1:q", false),
            ("arn:aws:s3:::B", "arn:aws:s3:::b", false),
        ];
        for (pattern, text, fits) in table {
            assert_eq!(Pattern::new(pattern).matches_resource(text), fits, "{pattern} on {text}");
        }
    }

    #[test]
    fn arn_conditions_compare_segments() {
        // The documentation's own example.
        let pattern = Pattern::new("arn:aws:someservice:*:111122223333:finance/*");
        let text = "arn:aws:someservice:us-east-2:999999999999:store/abc:111122223333:finance/document.txt";
        assert!(pattern.matches(text));
        assert!(!pattern.matches_arn(text));
        assert!(pattern.matches_arn("arn:aws:someservice:us-east-2:111122223333:finance/a:b"));
        assert!(!Pattern::new("*").matches_arn("arn:aws:s3:::b"));
    }

    #[test]
    fn many_stars_cost_no_more_than_the_product() {
        let pattern = Pattern::new(&"a*".repeat(500));
        assert!(!pattern.matches(&format!("{}b", "a".repeat(499))));
        assert!(pattern.matches(&"a".repeat(5_000)));
    }
}
