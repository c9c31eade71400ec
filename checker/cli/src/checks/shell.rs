//! Commands as a reader can type them.

/// A word for a shell, quoted where it must be.
pub(super) fn quote(word: &str) -> String {
    let plain = word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._/".contains(&byte));
    if plain { word.to_owned() } else { format!("\"{word}\"") }
}
