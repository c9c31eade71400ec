//! What `replaceAll` puts in: `$1` is a group, a backslash takes the meaning of the character behind it.
//! <https://docs.oracle.com/javase/8/docs/api/java/util/regex/Matcher.html>, `appendReplacement`.

use regex_lite::Captures;

pub(super) struct Replacement(Vec<Piece>);

enum Piece {
    Text(String),
    /// The digits behind `$`: as many of them count as there are groups for.
    Group(String),
    Name(String),
}

impl Replacement {
    pub(super) fn parse(replacement: &str) -> Result<Self, String> {
        let mut pieces = Vec::new();
        let mut text = String::new();
        let mut rest = replacement.chars().peekable();
        while let Some(character) = rest.next() {
            match character {
                '\\' => text.push(rest.next().ok_or_else(|| {
                    "a replacement that ends in a backslash (Java's IllegalArgumentException)".to_owned()
                })?),
                '$' => {
                    pieces.push(Piece::Text(std::mem::take(&mut text)));
                    if rest.next_if_eq(&'{').is_some() {
                        pieces.push(Piece::Name(rest.by_ref().take_while(|character| *character != '}').collect()));
                        continue;
                    }
                    let mut digits = String::new();
                    while let Some(digit) = rest.next_if(char::is_ascii_digit) {
                        digits.push(digit);
                    }
                    if digits.is_empty() {
                        return Err(
                            "in a replacement a $ is followed by a group's number; write \\$ for a dollar sign \
                                    (Java's IllegalArgumentException)"
                                .to_owned(),
                        );
                    }
                    pieces.push(Piece::Group(digits));
                }
                other => text.push(other),
            }
        }
        pieces.push(Piece::Text(text));
        Ok(Self(pieces))
    }

    /// Writes it for one match; without captures there is only group 0, the match itself.
    pub(super) fn append(
        &self,
        matched: &str,
        captures: Option<&Captures<'_>>,
        out: &mut String,
    ) -> Result<(), String> {
        let groups = captures.map_or(1, Captures::len);
        for piece in &self.0 {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Name(name) => match captures.and_then(|captures| captures.name(name)) {
                    Some(group) => out.push_str(group.as_str()),
                    None => return Err(format!("the pattern has no group {name} (Java's IllegalArgumentException)")),
                },
                Piece::Group(digits) => {
                    let (group, used) = group_number(digits, groups).ok_or_else(|| {
                        format!("the pattern has no group {digits} (Java's IndexOutOfBoundsException)")
                    })?;
                    let text = match captures {
                        Some(captures) => captures.get(group).map_or("", |group| group.as_str()),
                        None => matched,
                    };
                    out.push_str(text);
                    out.push_str(digits.get(used..).unwrap_or_default());
                }
            }
        }
        Ok(())
    }
}

/// The group that the longest beginning of these digits names, and how many digits that are.
fn group_number(digits: &str, groups: usize) -> Option<(usize, usize)> {
    let mut best = None;
    for used in 1..=digits.len().min(9) {
        match digits.get(..used).and_then(|digits| digits.parse::<usize>().ok()).filter(|group| *group < groups) {
            Some(group) => best = Some((group, used)),
            None => break,
        }
    }
    best
}
