//! Policy variables: `${aws:username}`, `${key, 'default'}`, `${*}`, `${?}`, `${$}`.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html>

use crate::document::Version;
use crate::pattern::{Pattern, Token, token};
use crate::request::Context;

/// Compiles `text`, replacing its variables by the request's values; in language version `2008-10-17` a variable is
/// plain text. A value's own `*` and `?` are no wildcards. `None` if the request does not carry a variable that has no
/// default: the pattern then matches nothing.
pub(crate) fn compile(text: &str, version: Version, context: &Context, wildcards: bool) -> Option<Pattern> {
    let plain = |character| {
        if wildcards { token(character) } else { Token::Literal(character) }
    };
    let mut tokens = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        if version == Version::V2012
            && let Some((inside, after)) = rest.strip_prefix("${").and_then(closed)
        {
            tokens.extend(resolve(inside, context)?.chars().map(Token::Literal));
            rest = after;
        } else {
            tokens.push(plain(character));
            rest = &rest[character.len_utf8()..];
        }
    }
    Some(Pattern(tokens))
}

/// Splits at the brace that closes a variable; a quoted default may hold a brace.
fn closed(text: &str) -> Option<(&str, &str)> {
    let mut quoted = false;
    for (index, character) in text.char_indices() {
        match character {
            '\'' => quoted = !quoted,
            '}' if !quoted => return Some((&text[..index], &text[index + 1..])),
            _ => {}
        }
    }
    None
}

fn resolve(inside: &str, context: &Context) -> Option<String> {
    if let "*" | "?" | "$" = inside {
        return Some(inside.to_owned());
    }
    let (key, default) = match inside.split_once(',') {
        Some((key, default)) => (key, default.trim().strip_prefix('\'').and_then(|text| text.strip_suffix('\''))),
        None => (inside, None),
    };
    match context.get(key.trim()) {
        Some([value]) => Some(value.clone()),
        _ => default.map(str::to_owned),
    }
}

/// Whether a text holds a policy variable of the newer language version.
pub(crate) fn holds_variable(text: &str, version: Version) -> bool {
    version == Version::V2012 && text.split_once("${").is_some_and(|(_, rest)| closed(rest).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_replaced_as_plain_text() {
        let mut context = Context::new();
        context.set("aws:username", "a*b");
        context.set("aws:PrincipalTag/team", "red");
        context.set_all("aws:TagKeys", ["one".to_owned(), "two".to_owned()]);
        let table = [
            ("home/${aws:username}/*", "home/a*b/x", true),
            ("home/${aws:username}/*", "home/aXb/x", false),
            ("home/${AWS:UserName}/*", "home/a*b/x", true),
            ("${aws:PrincipalTag/team}", "red", true),
            ("${aws:userid, 'anonymous'}", "anonymous", true),
            ("${aws:userid, '}'}", "}", true),
            ("${aws:username, 'nobody'}", "a*b", true),
            ("${*}", "*", true),
            ("${*}", "x", false),
            ("${?}${$}", "?$", true),
            ("${aws:username", "${aws:username", true),
            ("$5", "$5", true),
        ];
        for (pattern, text, fits) in table {
            let compiled = compile(pattern, Version::V2012, &context, true).expect(pattern);
            assert_eq!(compiled.matches(text), fits, "{pattern} on {text}");
        }
        for unknown in ["${aws:userid}", "x${}y", "${aws:TagKeys}", "${aws:userid, anonymous}"] {
            assert_eq!(compile(unknown, Version::V2012, &context, true), None, "{unknown}");
        }
    }

    #[test]
    fn the_old_language_knows_no_variables() {
        let context = Context::new();
        let compiled = compile("${aws:username}", Version::V2008, &context, true).expect("plain");
        assert!(compiled.matches("${aws:username}"));
        assert!(!holds_variable("${aws:username}", Version::V2008));
        assert!(holds_variable("${aws:username}", Version::V2012));
    }
}
