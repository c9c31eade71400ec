//! Renders many templates: each line of the input is `{"template": "…", "variables": {…}}`, and each line of the output
//! `{"text": "…"}` or `{"error": "…"}`. `agreement/compare.py` asks it.

use std::io::{BufRead, Write};

use serde_json::{Value as Json, json};
use vtl::{Error, Limits, Template, Variables};

fn main() -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let line: Json = serde_json::from_str(&line?)?;
        let answer = match render(&line) {
            Ok(text) => json!({"text": text}),
            Err(error) => json!({"error": error.to_string()}),
        };
        writeln!(out, "{answer}")?;
    }
    Ok(())
}

fn render(line: &Json) -> Result<String, Error> {
    let mut variables = Variables::new();
    for (name, value) in line.get("variables").and_then(Json::as_object).into_iter().flatten() {
        variables.set(name, value.clone());
    }
    let template = line.get("template").and_then(Json::as_str).unwrap_or_default();
    Template::parse(template)?.render(&variables, &Limits::default())
}
