//! The text of a message: what JSON can carry, word for word.

use serde_json::Value;

use super::super::Session;
use super::super::answer::path;
use super::board::{Board, Posted};
use crate::harness::Outcome;

/// How many characters a message may have at least.
const LONGEST: usize = 4_000;

pub(super) async fn words(session: &Session) -> Outcome {
    let board = Board::open(session).await?;
    let id = &board.lively.id;
    let mut times = Vec::new();
    for (what, text) in texts(&session.setting.seed.source("words").name()) {
        let json = Value::from(&*text).to_string();
        for (form, body) in forms(&text, json) {
            let posted = board.send("POST", &path(id), &[], Some(&body)).await?;
            if posted.asked.answer.status != 200 {
                return posted
                    .asked
                    .failure(format!("A message is not taken: {what}{form}."))
                    .compared("200", posted.asked.shown())
                    .fail();
            }
            kept(&posted, &text, &format!("{what}{form}"))?;
            times.push((posted.time(), what, text.clone()));
        }
    }
    let (asked, messages) = board.messages(id).await?;
    for (time, what, text) in times {
        let found = messages.iter().find(|message| message["time"].as_u64() == time);
        let found = found.and_then(|message| message["message"].as_str()).unwrap_or_default();
        if found != text {
            let (expected, found) = parted(&text, found);
            return asked
                .failure(format!("A message comes back with another text than it was sent with: {what}."))
                .exactly(expected, found)
                .fail();
        }
    }
    Ok(())
}

/// Whether answer and item have the text.
fn kept(posted: &Posted, text: &str, what: &str) -> Outcome {
    let item = posted.change.added.messages.first().and_then(|item| item["Message"]["S"].as_str()).unwrap_or_default();
    let body = posted.asked.json().unwrap_or_default();
    let answer = body["message"].as_str().unwrap_or_default();
    for (place, found) in [("stored", item), ("answered", answer)] {
        if found != text {
            let (expected, found) = parted(text, found);
            return posted
                .asked
                .failure(format!("A message is {place} with another text than it was sent with: {what}."))
                .exactly(expected, found)
                .fail();
        }
    }
    Ok(())
}

/// What is sent: what it is about, and the text. A word of this run stands in each.
pub(in crate::checks) fn texts(word: &str) -> [(&'static str, String); 9] {
    let long: String = "a\u{e9}\u{20ac}\u{1f600}".chars().cycle().take(LONGEST).collect();
    [
        ("quotes and backslashes", format!("She said \"{word}\", and saved it in C:\\new\\table.")),
        ("line ends and a tab", format!("{word}\none line\r\nand\tanother\u{2028}end")),
        (
            "emoji of several parts, letters beyond the first 65,536",
            format!("{word} \u{1f469}\u{200d}\u{1f467} \u{1f1e9}\u{1f1ea} \u{1d49e}\u{1d4bd} \u{65e5}\u{672c}"),
        ),
        ("a letter and its accent as two characters", format!("{word} cafe\u{301}")),
        ("markup", format!("<b>{word}</b> &amp; <script>alert('x')</script> <img src=x>")),
        (
            "percent escapes and signs of other languages",
            format!("{word} 100%25 a+b ${{x}} {{{{y}}}} ' OR '1'='1 $input.path('$')"),
        ),
        ("blanks at both ends", format!("  {word} \t ")),
        ("a text that is JSON itself", format!("{{\"message\":\"{word}\",\"time\":1}}")),
        ("4,000 characters, of one to four bytes each", long),
    ]
}

/// The forms in which JSON can write a text.
pub(in crate::checks) fn forms(text: &str, json: String) -> Vec<(&'static str, String)> {
    let mut forms = vec![("", json)];
    if text.contains('\u{1f1e9}') {
        forms.push((", each written as \\u and four digits", escaped(text)));
    }
    if text.contains('\t') {
        forms.push((", with blanks and a line end around the JSON", format!(" {} \n", forms[0].1)));
    }
    forms
}

/// A JSON string in ASCII alone, as many libraries write it.
fn escaped(text: &str) -> String {
    use std::fmt::Write as _;
    let mut json = String::from("\"");
    for unit in text.encode_utf16() {
        let _ = write!(json, "\\u{unit:04x}");
    }
    json + "\""
}

/// Two texts as JSON from shortly before where they part.
pub(in crate::checks) fn parted(expected: &str, found: &str) -> (String, String) {
    const BEFORE: usize = 20;
    const SHOWN: usize = 60;
    let same = expected.chars().zip(found.chars()).take_while(|(left, right)| left == right).count();
    let skipped = same.saturating_sub(BEFORE);
    let part = |text: &str| {
        let shown: String = text.chars().skip(skipped).take(SHOWN).collect();
        let before = if skipped > 0 { format!("… after {skipped} characters: ") } else { String::new() };
        let count = text.chars().count();
        let after = if skipped + SHOWN < count { format!(" … of {count}") } else { String::new() };
        format!("{before}{}{after}", Value::from(shown))
    };
    (part(expected), part(found))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_a_text_is_json_of_it() {
        for (what, text) in texts("amber-1") {
            let json = Value::from(&*text).to_string();
            for (form, body) in forms(&text, json) {
                assert_eq!(serde_json::from_str::<String>(&body).unwrap(), text, "{what}{form}");
            }
        }
        assert_eq!(texts("")[8].1.chars().count(), 4_000);
    }

    #[test]
    fn of_long_texts_the_place_where_they_part_is_shown() {
        let long = "x".repeat(100);
        let (expected, found) = parted(&format!("{long}y"), &long);
        assert_eq!(expected, format!("… after 80 characters: \"{}y\"", "x".repeat(20)));
        assert_eq!(found, format!("… after 80 characters: \"{}\"", "x".repeat(20)));
        assert_eq!(parted("a\nb", "ab"), ("\"a\\nb\"".to_owned(), "\"ab\"".to_owned()));
    }
}
