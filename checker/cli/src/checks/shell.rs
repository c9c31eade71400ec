//! Commands as a reader can type them.

/// A word for a shell, quoted where it must be.
pub(super) fn quote(word: &str) -> String {
    let plain = word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._/".contains(&byte));
    match word {
        _ if plain => word.to_owned(),
        // JSON, above all.
        _ if word.contains('"') => format!("'{}'", word.replace('\'', "'\\''")),
        _ => format!("\"{word}\""),
    }
}

#[cfg(test)]
mod tests {
    use super::quote;

    #[test]
    fn a_word_reaches_the_program_as_it_is() {
        assert_eq!(quote("a-b/c.json"), "a-b/c.json");
        assert_eq!(quote("tea & cake"), "\"tea & cake\"");
        assert_eq!(quote("{\"id\":\"it's\"}"), "'{\"id\":\"it'\\''s\"}'");
    }
}
