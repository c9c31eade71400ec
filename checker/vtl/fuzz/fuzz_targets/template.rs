//! Any text as a template, with values of every kind: read, and rendered within small limits.

#![no_main]

mod values;

use libfuzzer_sys::fuzz_target;
use vtl::{Limits, Position, Template};

/// A place that an editor can jump to: a line of the text, and at most one column behind its end.
fn assert_inside(text: &str, position: Position) {
    let line = text.split('\n').nth(position.line - 1).expect("a line of the text");
    assert!((1..=line.chars().count() + 1).contains(&position.column), "{position}");
}

fuzz_target!(|text: &str| {
    let limits = Limits { steps: 2_000_000, output_bytes: 200_000, ..Limits::default() };
    let template = match Template::parse_with(text, &limits) {
        Ok(template) => template,
        Err(error) => {
            assert_inside(text, error.position());
            assert!(!error.message.is_empty());
            return;
        }
    };
    // A text without any of Velocity's signs is itself.
    let plain = !text.contains(['$', '#']);
    // Being asked what references gave changes nothing.
    let mut told = 0_usize;
    let traced = template.render_traced(&values::variables(), &limits, &mut |reference| {
        assert_inside(text, reference.position);
        assert!(reference.text.starts_with('$'));
        told += 1;
    });
    let rendered = template.render(&values::variables(), &limits);
    assert_eq!(rendered, traced);
    match rendered {
        Ok(out) => {
            assert!(out.len() <= limits.output_bytes);
            assert!(!plain || out == text);
            assert!(told == 0 || text.contains('$'));
        }
        Err(error) => {
            assert_inside(text, error.position());
            assert!(!plain && !error.message.is_empty());
        }
    }
});
