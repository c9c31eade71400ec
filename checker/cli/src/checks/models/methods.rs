//! The methods of the student's API, as API Gateway imports them, each with its place in `api.yaml`.

use cloud::apigateway::definition::{ApiDefinition, Integration, Method};
use cloud::template::view::RestApiProperties;
use cloud::template::{Node, Position, Stack};

use crate::checks::Setting;
use crate::checks::api_file::{INTEGRATION, doubts, imported, place};
use crate::harness::{Failure, Verdict};

/// The path of the list.
pub(in crate::checks) const LIST: &str = "/conversations";
/// The path of one conversation, as `api.yaml` has it.
pub(in crate::checks) const BY_ID: &str = "/conversations/{id}";

/// The definition, with where it came from.
#[derive(Debug)]
pub(in crate::checks) struct Defined<'a> {
    setting: &'a Setting,
    /// What the template makes of the API.
    pub(in crate::checks) api: RestApiProperties,
    /// As API Gateway imports it.
    pub(in crate::checks) definition: ApiDefinition,
    /// What is doubtful in it: for a failure that it may explain.
    pub(in crate::checks) doubts: Vec<String>,
}

impl<'a> Defined<'a> {
    /// Reads the student's definition.
    ///
    /// # Errors
    /// A failure when the template or the definition is refused.
    pub(in crate::checks) fn of(setting: &'a Setting) -> Result<Self, Verdict> {
        Self::of_stack(setting, &setting.stack(&[])?)
    }

    /// Reads the definition of a stack that the student's template became.
    ///
    /// # Errors
    /// A failure when the definition is refused.
    pub(in crate::checks) fn of_stack(setting: &'a Setting, stack: &Stack) -> Result<Self, Verdict> {
        let (api, definition) = imported(setting, stack)?;
        Ok(Self { setting, api, definition, doubts: doubts(stack) })
    }

    /// A method, where its path has one of its own.
    pub(in crate::checks) fn method(&self, name: &str, path: &str) -> Option<&Method> {
        self.definition.at_path(path)?.methods.get(name)
    }

    /// A method with its integration.
    ///
    /// # Errors
    /// A failure when the path has no such method of its own, or nothing stands behind it.
    pub(in crate::checks) fn integrated(&self, name: &str, path: &str) -> Result<(&Method, &Integration), Verdict> {
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
    pub(in crate::checks) fn at(&self, name: &str, path: &str, keys: &[&str]) -> Option<String> {
        let position = place(self.api.body.as_ref()?, path, name, keys)?;
        Some(self.setting.template().ok()?.excerpt(&position))
    }

    /// Whether a method has this key itself.
    pub(in crate::checks) fn says(&self, name: &str, path: &str, key: &str) -> bool {
        let own = |keys: &[&str]| self.api.body.as_ref().and_then(|body| place(body, path, name, keys));
        own(&[key]) != own(&[])
    }

    /// The node of the definition below these keys.
    pub(in crate::checks) fn node(&self, keys: &[&str]) -> Option<&Node> {
        keys.iter().try_fold(self.api.body.as_ref()?, |node, key| node.get(key))
    }

    /// The lines of `api.yaml` at a node.
    pub(in crate::checks) fn excerpt(&self, node: &Node) -> Option<String> {
        self.excerpt_at(&node.at)
    }

    /// The lines of `api.yaml` at a place.
    pub(in crate::checks) fn excerpt_at(&self, at: &Position) -> Option<String> {
        Some(self.setting.template().ok()?.excerpt(at))
    }
}
