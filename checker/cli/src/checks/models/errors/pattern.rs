//! Why no integration response was chosen by a function's error: what is odd about the patterns.
//! <https://docs.aws.amazon.com/apigateway/latest/api/API_IntegrationResponse.html>

use super::super::integration::OfFunction;
use super::super::methods::Defined;
use super::super::way::Way;
use crate::checks::api_file::INTEGRATION;

/// What is odd about the patterns of a method whose integration responses become `status`, with their lines, where its
/// function failed with this.
pub(super) fn remarks(defined: &Defined<'_>, of: &OfFunction, status: u16, way: &Way) -> Vec<String> {
    let (Some(method), Some(message)) = (defined.method(of.method, of.path), way.function_error()) else {
        return Vec::new();
    };
    let error_type = way.error_type().unwrap_or_default();
    let status = status.to_string();
    if !method.responses.contains_key(&status) {
        let line = format!("the method declares no response {status}");
        return std::iter::once(line).chain(defined.at(of.method, of.path, &["responses"])).collect();
    }
    let responses = || method.integration.iter().flat_map(|integration| &integration.responses);
    if !responses().any(|response| response.status == status) {
        return vec![format!("the method declares {status}, and no integration response has it as its statusCode")];
    }
    let of_status = responses().filter(|response| response.status == status);
    let patterns = of_status.filter_map(|response| response.selection_pattern.as_deref());
    let told = patterns.filter_map(|pattern| Some((pattern, odd(pattern, message, &error_type)?)));
    told.flat_map(|(pattern, line)| std::iter::once(line).chain(place(defined, of, pattern))).collect()
}

/// The line of a pattern.
fn place(defined: &Defined<'_>, of: &OfFunction, pattern: &str) -> Option<String> {
    let method = of.method.to_ascii_lowercase();
    let responses = defined.node(&["paths", of.path, &method, INTEGRATION, "responses"])?;
    let entry = responses.entries()?.iter().find(|entry| entry.key == pattern)?;
    defined.excerpt_at(&entry.key_at)
}

/// What is odd about one pattern.
fn odd(pattern: &str, message: &str, error_type: &str) -> Option<String> {
    let of_status = pattern.len() >= 3 && pattern.starts_with(|char: char| char.is_ascii_digit());
    let starless = pattern.trim_end_matches('*');
    let bare = pattern.trim_start_matches(".*").trim_end_matches(".*");
    let why = if of_status && pattern.chars().all(|char| char.is_ascii_digit() || "\\d{}[]-x".contains(char)) {
        "is a status: a pattern is compared with errorMessage, and Lambda's own status is 200 for errors too".to_owned()
    } else if message.contains('\n') && pattern.contains('.') && !pattern.contains("\\n") {
        "ends at the first line end: . does not stand for it".to_owned()
    } else if !pattern.ends_with(".*") && starless != pattern && message.contains(starless) {
        "repeats its last letter: any text is .*, with a point".to_owned()
    } else if message.contains(pattern) && pattern != message {
        format!("is only a part of the message: a pattern must match all of it, as {pattern}.* does")
    } else if error_type.contains(bare) && !message.contains(bare) && !bare.is_empty() {
        "is in errorType: a pattern is compared with errorMessage alone".to_owned()
    } else if message.to_lowercase().contains(&bare.to_lowercase()) && !message.contains(bare) && !bare.is_empty() {
        "differs in small and capital letters".to_owned()
    } else if pattern.ends_with(".*")
        && !pattern.starts_with(".*")
        && message.contains(bare)
        && !message.starts_with(bare)
    {
        "must match from the beginning, and the message begins otherwise".to_owned()
    } else if !bare.is_empty()
        && bare.chars().all(|char| char.is_alphanumeric() || " _:-".contains(char))
        && !message.contains(bare)
    {
        format!("looks for {bare:?}, and errorMessage has no such text")
    } else {
        return None;
    };
    Some(format!("the pattern \"{pattern}\" {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_odd_about_a_pattern_is_told() {
        const MESSAGE: &str = "NotFound: there is no such conversation";
        let told = |pattern: &str, message: &str, kind: &str| odd(pattern, message, kind).unwrap_or_default();
        for (pattern, says) in [
            ("404", "is a status"),
            ("4\\d{2}", "is a status"),
            ("NotFound", "only a part"),
            ("NotFound*", "repeats its last letter"),
            ("notfound.*", "small and capital"),
            ("there is.*", "from the beginning"),
        ] {
            assert!(told(pattern, MESSAGE, "").contains(says), "{pattern}: {}", told(pattern, MESSAGE, ""));
        }
        assert!(told(".*Missing.*", MESSAGE, "chat::Missing").contains("errorType"));
        assert!(told("BadRequest:.*", MESSAGE, "").contains("no such text"));
        assert!(told(".+", "one\ntwo", "").contains("line end"));
        for pattern in ["NotFound:.*", "(\\n|.)+", ".*NotFound.*"] {
            assert_eq!(odd(pattern, MESSAGE, "dyn Error"), None, "{pattern}");
        }
    }
}
