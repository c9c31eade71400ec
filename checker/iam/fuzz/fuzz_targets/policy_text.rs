//! Any text as a policy: parsed, validated by each service, and asked whether it is public.

#![no_main]

use iam::{Policy, Position, aws_managed, identity, is_public, public_statement, s3, services, trust};
use libfuzzer_sys::fuzz_target;

/// A place that an editor can jump to: a line of the text, and at most one column behind its end.
fn assert_inside(text: &str, position: Position) {
    let line = text.split('\n').nth(position.line - 1).expect("a line of the text");
    assert!((1..=line.chars().count() + 1).contains(&position.column), "{position}");
}

fuzz_target!(|text: &str| {
    let parsed = Policy::parse(text);
    match &parsed {
        Ok(policy) => {
            // Our reader takes nothing that is not JSON.
            assert!(serde_json::from_str::<serde_json::Value>(text).is_ok());
            assert_eq!(is_public(policy), public_statement(policy).is_some());
            assert!(!policy.statements.is_empty());
            for statement in &policy.statements {
                assert_inside(text, statement.position);
            }
        }
        Err(error) => {
            assert_inside(text, error.position);
            assert!(!error.message.is_empty() && !error.aws_message().is_empty());
        }
    }
    // What a service takes is what was parsed; what it refuses comes with a message and a place.
    match s3::validate(text, "ada-site") {
        Ok(policy) => assert_eq!(parsed.as_ref(), Ok(&policy)),
        Err(error) => {
            assert_inside(text, error.position);
            assert!(!error.message.is_empty() && !error.detail.is_empty());
        }
    }
    if let Ok(policy) = identity::validate(text) {
        for note in identity::notes(&policy) {
            assert_inside(text, note.position);
        }
    }
    // Names and ARNs come from students too.
    if let Some(near) = aws_managed::nearest(text) {
        assert!(aws_managed::find(&near.arn()).is_some());
    }
    assert_ne!(services::misspelt_principal(text).as_deref(), Some(text));
    for validated in [identity::validate(text), trust::validate(text)] {
        match validated {
            Ok(policy) => assert_eq!(parsed.as_ref(), Ok(&policy)),
            Err(error) => {
                assert_inside(text, error.position);
                assert!(!error.message.is_empty() && !error.detail.is_empty());
            }
        }
    }
});
