//! Policy variables: `${aws:username}`, `${key, 'default'}`, `${*}`, `${?}`, `${$}`.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html>

use std::collections::BTreeMap;

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
    let ends = if version == Version::V2012 { ends(text) } else { BTreeMap::new() };
    let mut pattern = Pattern::default();
    let mut at = 0;
    while let Some(character) = text[at..].chars().next() {
        if let Some(end) = ends.get(&at) {
            resolve(&text[at + 2..*end], context)?.chars().for_each(|value| pattern.push(Token::Literal(value)));
            at = end + 1;
        } else {
            pattern.push(plain(character));
            at += character.len_utf8();
        }
    }
    Some(pattern)
}

/// Where each `${` of a text has its brace; a quoted default may hold one. One walk from the end, so that a text full of
/// open variables costs no more than another.
fn ends(text: &str) -> BTreeMap<usize, usize> {
    let mut ends = BTreeMap::new();
    // The next brace that closes: for a reader outside quotation marks, and for one inside.
    let (mut outside, mut inside) = (None, None);
    for (at, character) in text.char_indices().rev() {
        match character {
            '\'' => std::mem::swap(&mut outside, &mut inside),
            '}' => outside = Some(at),
            '$' if text[at..].starts_with("${") => ends.extend(outside.map(|end| (at, end))),
            _ => {}
        }
    }
    ends
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
    version == Version::V2012 && !ends(text).is_empty()
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
            ("${a'${aws:username}", "${a'a*b", true),
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
