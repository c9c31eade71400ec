//! Renders a template with the entries of a JSON object as variables:
//!
//! ```text
//! echo '{"name": "Ada"}' > variables.json
//! echo 'Hello $name' > template.vtl
//! cargo run --package vtl --example render -- template.vtl variables.json
//! ```

use std::error::Error;
use std::process::ExitCode;

use vtl::{Limits, Template, Variables};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [template, variables] = arguments.as_slice() else {
        eprintln!("usage: render TEMPLATE VARIABLES.json");
        return ExitCode::from(2);
    };
    match render(template, variables) {
        Ok(text) => {
            print!("{text}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{template}: {error}");
            ExitCode::FAILURE
        }
    }
}

fn render(template: &str, variables: &str) -> Result<String, Box<dyn Error>> {
    let json: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&std::fs::read_to_string(variables)?)?;
    let mut variables = Variables::new();
    for (name, value) in json {
        variables.set(name, value);
    }
    let template = Template::parse(&std::fs::read_to_string(template)?)?;
    Ok(template.render_traced(&variables, &Limits::default(), &mut |reference| {
        eprintln!("{}: {} = {:?}", reference.position, reference.text, reference.value);
    })?)
}
