//! Wildcards: `*` for any run of characters, `?` for exactly one.
//!
//! Matching walks the text once and keeps the places of the pattern that are reached, so its cost is at most the product
//! of both lengths, whatever the pattern; a `*` makes the places before it needless, so it is mostly far less.

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
        let mut pattern = Self::default();
        text.chars().for_each(|character| pattern.push(token(character)));
        pattern
    }

    /// Adds a piece; a second `*` in a row adds nothing.
    pub(crate) fn push(&mut self, token: Token) {
        if token != Token::Run || self.0.last() != Some(&Token::Run) {
            self.0.push(token);
        }
    }

    /// Whether the pattern fits the whole text.
    pub(crate) fn matches(&self, text: &str) -> bool {
        run(&self.0, text, |_| None)
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
        // Where the segment of each piece starts, up to the fifth colon.
        let mut segments = Vec::with_capacity(tokens.len());
        let (mut start, mut seen) = (0, 0);
        for (place, token) in tokens.iter().enumerate() {
            if *token == Token::Literal(':') {
                (start, seen) = (place + 1, seen + 1);
            }
            segments.push((seen < 5).then_some(start));
        }
        run(&tokens, text, |place| {
            let last = matches!(tokens.get(place + 1), None | Some(Token::Literal(':')));
            segments[place].filter(|_| !(last && tokens[place] == Token::Run))
        })
    }

    /// Whether the pattern fits the ARN `text` segment by segment, as the ARN condition operators compare.
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN>
    pub(crate) fn matches_arn(&self, text: &str) -> bool {
        let actual: Vec<&str> = text.splitn(6, ':').collect();
        let expected: Vec<&[Token]> = self.0.splitn(6, |token| *token == Token::Literal(':')).collect();
        actual.len() == 6
            && expected.len() == 6
            && expected.iter().zip(actual).all(|(tokens, text)| run(tokens, text, |_| None))
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

/// Runs the pattern over the text. `confined` says of a wildcard's place where its segment starts, if the wildcard may
/// not stand for a colon.
fn run(tokens: &[Token], text: &str, confined: impl Fn(usize) -> Option<usize>) -> bool {
    let mut reached = Vec::new();
    let mut next = Vec::new();
    reach(tokens, 0, &mut reached, &confined);
    for found in text.chars() {
        for &place in &reached {
            match tokens.get(place) {
                Some(Token::Literal(expected)) if *expected == found => reach(tokens, place + 1, &mut next, &confined),
                Some(Token::One) if found != ':' || confined(place).is_none() => {
                    reach(tokens, place + 1, &mut next, &confined);
                }
                Some(Token::Run) if found != ':' || confined(place).is_none() => {
                    reach(tokens, place, &mut next, &confined);
                }
                _ => {}
            }
        }
        std::mem::swap(&mut reached, &mut next);
        next.clear();
        if reached.is_empty() {
            return false;
        }
    }
    reached.last() == Some(&tokens.len())
}

/// Adds a place to the reached ones, which are in order, and those behind it that a `*` reaches by standing for nothing.
///
/// What is reached before a `*` is needless: whatever way it takes leads through that `*`, which can wait there. One that
/// may not stand for a colon can wait only for what is in its own segment.
fn reach(tokens: &[Token], mut place: usize, reached: &mut Vec<usize>, confined: &impl Fn(usize) -> Option<usize>) {
    if reached.last().is_some_and(|last| *last >= place) {
        return;
    }
    while tokens.get(place) == Some(&Token::Run) {
        let needless = confined(place).unwrap_or(0);
        while reached.last().is_some_and(|before| *before >= needless) {
            reached.pop();
        }
        reached.push(place);
        place += 1;
    }
    reached.push(place);
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

    /// Both ways over every pattern and text of a few characters: by the rules as they are written, and by [`run`].
    #[test]
    fn every_short_pattern_fits_what_it_should() {
        fn words(letters: &str, length: usize) -> Vec<String> {
            (0..length).fold(vec![String::new()], |words, _| {
                let longer = words.iter().flat_map(|word| letters.chars().map(move |letter| format!("{word}{letter}")));
                longer.chain([String::new()]).collect()
            })
        }
        fn fits(pattern: &[char], seen: usize, text: &[char]) -> bool {
            let stays = |last: bool| text.first().is_some_and(|found| *found != ':' || seen >= 5 || last);
            match pattern {
                [] => text.is_empty(),
                ['*', rest @ ..] => {
                    let last = matches!(rest, [] | [':', ..]);
                    fits(rest, seen, text) || stays(last) && fits(pattern, seen, &text[1..])
                }
                ['?', rest @ ..] => stays(false) && fits(rest, seen, &text[1..]),
                [expected, rest @ ..] => {
                    text.first() == Some(expected) && fits(rest, seen + usize::from(*expected == ':'), &text[1..])
                }
            }
        }
        let texts: Vec<String> = words("a:", 5);
        let count = words("a:*?", 4).iter().filter(|word| !word.contains("**")).fold(0, |count, word| {
            // Behind five colons a wildcard is free; before them it is not.
            for (prefix, colons) in [("a:a:a:a:a:", 5), ("a:a:a:a:", 4), ("a:a:a:", 3)] {
                let pattern = format!("{prefix}{word}:*");
                let characters: Vec<char> = pattern.chars().collect();
                let complete = characters.iter().filter(|character| **character == ':').count() >= 5;
                for text in texts.iter().filter(|_| complete) {
                    let text = format!("{prefix}{text}");
                    let expected = fits(&characters, 0, &text.chars().collect::<Vec<_>>());
                    assert_eq!(
                        Pattern::new(&pattern).matches_resource(&text),
                        expected,
                        "{pattern} on {text} ({colons})"
                    );
                }
            }
            count + 1
        });
        assert!(count > 200, "{count}");
    }
}
