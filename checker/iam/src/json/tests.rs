use super::*;

#[test]
fn faults_are_placed_and_explained() {
    let table = [
        ("", 1, 1, "the policy is empty"),
        ("\u{feff}{}", 1, 1, "byte order mark"),
        ("[]", 1, 1, "a policy starts with {"),
        ("{\n  \u{201c}Version\u{201d}: 1}", 2, 3, "typographic quotation mark"),
        ("{\"a\": \u{201c}b\u{201d}}", 1, 7, "typographic quotation mark"),
        ("{'a': 1}", 1, 2, "single quote"),
        ("{\"a\": 1,\n}", 2, 1, "the comma before this `}` is one too many"),
        ("{\"a\": [1,]}", 1, 10, "the comma before this `]` is one too many"),
        ("{\"a\": 1 \"b\": 2}", 1, 9, "expected a comma or }"),
        ("{\"a\" 1}", 1, 6, "a colon after the name"),
        ("{ // no\n}", 1, 3, "a comment"),
        ("{\"a\": \"b\n\"}", 1, 9, "closing"),
        ("{\"a\": \"b", 1, 7, "never closed"),
        ("{\"a\": \"\\x\"}", 1, 8, "escape"),
        ("{\"a\": \"\\ud800x\"}", 1, 8, "escape"),
        ("{\"a\": 012345678901}", 1, 19, "may not start with 0"),
        ("{\"a\": 1}}", 1, 9, "ends before this `}`"),
        ("{\"a\": tru}", 1, 7, "expected a value"),
    ];
    for (text, line, column, part) in table {
        let error = read(text).expect_err(text);
        assert_eq!((error.position.line, error.position.column), (line, column), "{text}: {error}");
        assert!(error.message.contains(part), "{text}: {error}");
    }
}

#[test]
fn a_doubled_name_is_reported_where_it_stands_the_second_time() {
    let error = read("{\"a\": 1,\n \"b\": {\"c\": 1, \"c\": 2}}").expect_err("doubled");
    assert_eq!(error.kind, ParseErrorKind::DuplicateElement("c".to_owned()));
    assert_eq!((error.position.line, error.position.column), (2, 16));
    assert!(read("{\"a\": {\"c\": 1}, \"b\": {\"c\": 2}}").is_ok());
}

#[test]
fn strings_and_numbers_keep_their_values() {
    let node = read(r#"{"a": ["x\u00e9\ud83d\ude00\n\/", -1.50e+3, true, null]}"#).expect("valid");
    let Json::Object(members) = node.value else { panic!("object") };
    let Json::Array(items) = &members[0].node.value else { panic!("array") };
    assert!(matches!(&items[0].value, Json::String(text) if text == "x\u{e9}\u{1f600}\n/"));
    assert!(matches!(&items[1].value, Json::Number(text) if text == "-1.50e+3"));
    assert!(matches!(&items[2].value, Json::Bool(true)));
    assert!(matches!(&items[3].value, Json::Null));
    assert_eq!(items[1].position.column, 35);
}

#[test]
fn deep_nesting_is_an_error_and_no_overflow() {
    let deep = format!("{{\"a\":{}", "[".repeat(1_000_000));
    let error = read(&deep).expect_err("deep");
    assert!(error.message.contains("nested"), "{error}");
    assert!(read(&"{\"a\":".repeat(1_000_000)).is_err());
}

/// Mutates policies in a fixed pseudo-random way and compares with `serde_json`.
#[test]
fn the_reader_takes_what_serde_json_takes() {
    let seeds = [
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:*"],"Resource":"*"}]}"#,
        r#"{"a": [1, -2.5e+3, true, false, null, "\u00e9\ud83d\ude00\n"], "b": {"c": {}, "d": []}}"#,
    ];
    let pieces =
        ["{", "}", "[", "]", ",", ":", "\"", "\\", "0", "-", ".", "e", "\\u12", "true", " ", "\n", "\u{201c}", "\u{1}"];
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut below = |limit: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % u64::try_from(limit).expect("small")).expect("small")
    };
    for round in 0..20_000 {
        let mut text: Vec<char> = seeds[round % seeds.len()].chars().collect();
        for _ in 0..=below(3) {
            let place = below(text.len());
            let end = (place + below(4)).min(text.len());
            text.splice(place..end, pieces[below(pieces.len())].chars());
        }
        let text: String = text.into_iter().collect();
        match (read(&text), serde_json::from_str::<serde_json::Value>(&text)) {
            (Ok(_), Ok(_)) | (Err(_), Err(_)) => {}
            (Ok(_), Err(error)) => assert!(error.to_string().contains("out of range"), "{text}: {error}"),
            (Err(error), Ok(_)) => assert!(
                matches!(error.kind, ParseErrorKind::DuplicateElement(_) | ParseErrorKind::NotAnObject),
                "{text}: {error}"
            ),
        }
    }
}
