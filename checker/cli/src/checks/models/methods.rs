//! The methods of the student's API, as API Gateway imports them, each with its place in `api.yaml`.

use cloud::apigateway::definition::{ApiDefinition, Integration, Method};
use cloud::template::view::RestApiProperties;
use cloud::template::{Node, Stack};

use super::Session;
use crate::checks::api_file::{INTEGRATION, doubts, imported, place};
use crate::harness::{Failure, Verdict};

/// The path of the list.
pub(super) const LIST: &str = "/conversations";
/// The path of one conversation, as `api.yaml` has it.
pub(super) const BY_ID: &str = "/conversations/{id}";

/// The definition, with where it came from.
#[derive(Debug)]
pub(super) struct Defined<'a> {
    session: &'a Session,
    /// What the template makes of the API.
    pub(super) api: RestApiProperties,
    /// As API Gateway imports it.
    pub(super) definition: ApiDefinition,
    /// What is doubtful in it: for a failure that it may explain.
    pub(super) doubts: Vec<String>,
}

impl<'a> Defined<'a> {
    /// Reads the student's definition.
    ///
    /// # Errors
    /// A failure when the template or the definition is refused.
    pub(super) fn of(session: &'a Session) -> Result<Self, Verdict> {
        Self::of_stack(session, &session.setting.stack(&[])?)
    }

    /// Reads the definition of a stack that the student's template became.
    ///
    /// # Errors
    /// A failure when the definition is refused.
    pub(super) fn of_stack(session: &'a Session, stack: &Stack) -> Result<Self, Verdict> {
        let (api, definition) = imported(&session.setting, stack)?;
        Ok(Self { session, api, definition, doubts: doubts(stack) })
    }

    /// A method, where its path has one of its own.
    pub(super) fn method(&self, name: &str, path: &str) -> Option<&Method> {
        self.definition.at_path(path)?.methods.get(name)
    }

    /// A method with its integration.
    ///
    /// # Errors
    /// A failure when the path has no such method of its own, or nothing stands behind it.
    pub(super) fn integrated(&self, name: &str, path: &str) -> Result<(&Method, &Integration), Verdict> {
        let Some(method) = self.method(name, path) else {
            let found: Vec<_> = self
                .definition
                .resources
                .iter()
                .flat_map(|resource| resource.methods.keys().map(move |method| format!("{method} {}", resource.path)))
                .collect();
            return Failure::new(format!("{name} {path} has no method of its own."))
                .compared(format!("paths: {path}: {}:", name.to_ascii_lowercase()), found.join(", "))
                .because_of(self.doubts.clone())
                .fail();
        };
        match &method.integration {
            Some(integration) => Ok((method, integration)),
            None => Failure::new(format!("{name} {path} has no integration: nothing is behind it."))
                .compared(INTEGRATION, "none")
                .because_of(self.at(name, path, &[]))
                .because_of(self.doubts.clone())
                .fail(),
        }
    }

    /// The lines of `api.yaml` where a method stands, or the part of it below these keys.
    pub(super) fn at(&self, name: &str, path: &str, keys: &[&str]) -> Option<String> {
        let position = place(self.api.body.as_ref()?, path, name, keys)?;
        Some(self.session.setting.template().ok()?.excerpt(&position))
    }

    /// The node of the definition below these keys.
    pub(super) fn node(&self, keys: &[&str]) -> Option<&Node> {
        keys.iter().try_fold(self.api.body.as_ref()?, |node, key| node.get(key))
    }

    /// The lines of `api.yaml` at a node.
    pub(super) fn excerpt(&self, node: &Node) -> Option<String> {
        Some(self.session.setting.template().ok()?.excerpt(&node.at))
    }
}
