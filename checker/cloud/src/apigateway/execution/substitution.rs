//! Plain text with `$context.x` and `$stageVariables.x` in it: all that the templates of gateway responses and the
//! addresses of integrations need. Mapping templates are Velocity, and [`mapping`](super::mapping)'s work.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html>

/// A reference in a template: `$context.requestId`, `$input.params('id')`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reference<'template> {
    /// `context.requestId`, `input.params`.
    pub(super) name: &'template str,
    /// What stands between the parentheses, as written.
    pub(super) arguments: Option<&'template str>,
}

/// Replaces each reference by its value; `None` leaves it as it is written.
pub(super) fn substitute(template: &str, value: impl Fn(Reference<'_>) -> Option<String>) -> String {
    let mut text = String::with_capacity(template.len());
    let mut rest = template;
    while let Some(at) = rest.find('$') {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        let read = read(rest);
        let replaced = read.and_then(|(reference, length)| Some((value(reference)?, length)));
        let length = if let Some((value, length)) = replaced {
            text.push_str(&value);
            length
        } else {
            text.push('$');
            1
        };
        rest = &rest[length..];
    }
    text.push_str(rest);
    text
}

/// Reads the reference that a text begins with, and how long it is.
fn read(text: &str) -> Option<(Reference<'_>, usize)> {
    let mut at = 1;
    let braced = text[at..].starts_with('{');
    at += usize::from(braced);
    let start = at;
    let is_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '_' || letter == '-';
    loop {
        let part = text[at..].find(|letter| !is_name(letter)).unwrap_or(text.len() - at);
        if part == 0 || !text[at..].starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '_') {
            return None;
        }
        at += part;
        let mut following = text[at..].chars();
        if following.next() == Some('.') && following.next().is_some_and(|letter| letter.is_ascii_alphabetic()) {
            at += 1;
        } else {
            break;
        }
    }
    let name = &text[start..at];
    let mut arguments = None;
    if text[at..].starts_with('(') {
        let end = at + text[at..].find(')')?;
        arguments = Some(&text[at + 1..end]);
        at = end + 1;
    }
    if braced {
        if !text[at..].starts_with('}') {
            return None;
        }
        at += 1;
    }
    Some((Reference { name, arguments }, at))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(reference: Reference<'_>) -> Option<String> {
        match (reference.name, reference.arguments) {
            ("context.requestId", None) => Some("42".to_owned()),
            ("input.params", Some("'id'" | "\"id\"")) => Some("seven".to_owned()),
            _ => None,
        }
    }

    #[test]
    fn references_are_replaced_and_all_else_stays() {
        for (template, expected) in [
            (r#"{"id":"$context.requestId"}"#, r#"{"id":"42"}"#),
            ("${context.requestId}x", "42x"),
            ("$context.requestId.", "42."),
            ("$input.params('id')/$input.params(\"id\")", "seven/seven"),
            ("costs 5$, $ and $other.thing", "costs 5$, $ and $other.thing"),
            ("ä$context.requestIdä", "ä42ä"),
            ("${context.requestId", "${context.requestId"),
            ("$input.params('id'", "$input.params('id'"),
        ] {
            assert_eq!(substitute(template, value), expected, "{template}");
        }
    }
}
