//! The name that stood for everybody until now.

use super::super::Session;
use crate::checks::api_file::INTEGRATION;
use crate::checks::dynamodb::USER;
use crate::checks::models::methods::Defined;
use crate::harness::{Failure, Outcome};

pub(super) fn nowhere(session: &Session) -> Outcome {
    let defined = Defined::of(&session.setting)?;
    for resource in &defined.definition.resources {
        for (name, method) in &resource.methods {
            let templates = method.integration.iter().flat_map(|integration| &integration.request_templates);
            let Some((media, template)) = templates.into_iter().find(|(_, template)| names_it(template)) else {
                continue;
            };
            let line = template.lines().find(|line| names_it(line)).unwrap_or_default().trim();
            return Failure::new(format!(
                "The template of {name} {} still has a name of its own: {USER}.",
                resource.path
            ))
            .compared("who asks is the claim of the token alone", line)
            .because_of(defined.at(name, &resource.path, &[INTEGRATION, "requestTemplates", media]))
            .fail();
        }
    }
    Ok(())
}

/// Whether a template has the name outside its comments.
fn names_it(template: &str) -> bool {
    template.lines().any(|line| line.split("##").next().unwrap_or_default().contains(USER))
}

#[cfg(test)]
mod tests {
    use super::names_it;

    #[test]
    fn a_comment_is_no_name() {
        assert!(names_it("{\n\"username\": \"Student\" }") && names_it("#if(!$name)Student#end"));
        assert!(!names_it("## no Student any more\n{ \"username\": \"$name\" }"));
    }
}
