//! One method of a definition with its integration, each template with its place in the file. The definition may be
//! unfinished: nothing else in it is looked at.

use std::collections::BTreeMap;
use std::path::Path;

use cloud::apigateway::path_parameters;
use cloud::template::{Entry, Node};
use percent_encoding::percent_decode_str;

use crate::stop::Stop;

const INTEGRATION: &str = "x-amazon-apigateway-integration";

/// A template, and where its text stands.
#[derive(Debug, Clone)]
pub(crate) struct Placed {
    /// The media type that it is for.
    pub(crate) media_type: String,
    /// The template.
    pub(crate) text: String,
    /// The line of the file before the template's first, where the text stands there line by line (a block scalar).
    pub(crate) before: Option<usize>,
    /// `api.yaml:34`.
    pub(crate) place: String,
}

/// An integration response.
#[derive(Debug, Clone)]
pub(crate) struct Response {
    /// The pattern; `None` for the default one.
    pub(crate) pattern: Option<String>,
    /// The status, as text.
    pub(crate) status: String,
    /// Its templates.
    pub(crate) templates: Vec<Placed>,
}

/// A method with its integration.
#[derive(Debug, Clone, Default)]
pub(crate) struct Operation {
    /// The path, as the file has it.
    pub(crate) resource: String,
    /// What the path that was asked for has in place of its parameters, decoded.
    pub(crate) path_parameters: BTreeMap<String, String>,
    /// `aws`, `aws_proxy`, `mock`.
    pub(crate) kind: String,
    /// `when_no_match` where nothing is written.
    pub(crate) passthrough: String,
    /// In the order of the file.
    pub(crate) request_templates: Vec<Placed>,
    /// In the order of the file.
    pub(crate) responses: Vec<Response>,
}

impl Operation {
    /// Reads a method of the file: an `OpenAPI` definition, or else a template by itself, which takes every request.
    ///
    /// # Errors
    /// A usage error: the file is not there, is no YAML, has no such method, or the method no integration.
    pub(crate) fn read(path: &Path, method: &str, asked: &str) -> Result<Self, Stop> {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let text =
            std::fs::read_to_string(path).map_err(|error| Stop::usage(format!("{}: {error}", path.display())))?;
        let extension = path.extension().map(std::ffi::OsStr::to_ascii_lowercase);
        if !extension.is_some_and(|extension| ["yaml", "yml", "json"].iter().any(|known| extension == *known)) {
            return Ok(Self::alone(name, text, asked));
        }
        let document = Node::parse(&text, &name).map_err(|wrong| {
            let wrong: Vec<String> = wrong.iter().map(ToString::to_string).collect();
            Stop::usage(format!("{name} cannot be read:\n{}", wrong.join("\n")))
        })?;
        let Some(paths) = document.get("paths").and_then(Node::entries) else {
            return Err(Stop::usage(format!(
                "{name} has no paths: give the file of the API's definition, api.yaml, or a file with nothing but a template"
            )));
        };
        let asked = asked.split('?').next().unwrap_or(asked);
        let (resource, operation) = find(paths, method, asked).ok_or_else(|| {
            let known: Vec<String> = paths
                .iter()
                .flat_map(|path| methods(path).map(move |(name, _)| format!("{name} {}", path.key)))
                .collect();
            Stop::usage(format!("{name} has no {} {asked}; it has {}", method.to_ascii_uppercase(), known.join(", ")))
        })?;
        let integration = operation.get(INTEGRATION).ok_or_else(|| {
            Stop::usage(format!("{} {resource} has no {INTEGRATION} ({})", method.to_ascii_uppercase(), operation.at))
        })?;
        let word = |key: &str, default: &str| {
            integration.get(key).and_then(Node::scalar).unwrap_or_else(|| default.to_owned()).to_ascii_lowercase()
        };
        let templates = |node: Option<&Node>| -> Vec<Placed> {
            let entries = node.and_then(Node::entries).unwrap_or_default().iter();
            entries.filter_map(|entry| placed(entry, &text)).collect()
        };
        let responses = integration.get("responses").and_then(Node::entries).unwrap_or_default();
        Ok(Self {
            resource: resource.to_owned(),
            path_parameters: decoded(resource, asked),
            kind: word("type", "no type"),
            passthrough: word("passthroughBehavior", "when_no_match"),
            request_templates: templates(integration.get("requestTemplates")),
            responses: responses
                .iter()
                .map(|entry| Response {
                    pattern: Some(entry.key.clone()).filter(|pattern| pattern != "default" && !pattern.is_empty()),
                    status: entry.value.get("statusCode").and_then(Node::scalar).unwrap_or_default(),
                    templates: templates(entry.value.get("responseTemplates")),
                })
                .collect(),
        })
    }

    /// A template in a file of its own.
    fn alone(name: String, text: String, asked: &str) -> Self {
        let template = Placed { media_type: String::new(), text, before: Some(0), place: name };
        Self {
            resource: asked.to_owned(),
            kind: "aws".to_owned(),
            request_templates: vec![template],
            ..Self::default()
        }
    }

    /// The template for a media type. One in a file of its own is for each.
    pub(crate) fn request_template(&self, media_type: &str) -> Option<&Placed> {
        for_media_type(&self.request_templates, media_type)
    }
}

/// The template for a media type.
pub(crate) fn for_media_type<'a>(templates: &'a [Placed], media_type: &str) -> Option<&'a Placed> {
    templates
        .iter()
        .find(|template| template.media_type.is_empty() || template.media_type.eq_ignore_ascii_case(media_type))
}

/// The methods of a path by their names, `ANY` for the extension.
fn methods(path: &Entry) -> impl Iterator<Item = (String, &Node)> {
    const VERBS: [&str; 7] = ["get", "put", "post", "delete", "options", "head", "patch"];
    let entries = path.value.entries().unwrap_or_default().iter();
    entries.filter_map(|entry| match entry.key.as_str() {
        "x-amazon-apigateway-any-method" => Some(("ANY".to_owned(), &entry.value)),
        verb if VERBS.contains(&verb) => Some((verb.to_ascii_uppercase(), &entry.value)),
        _ => None,
    })
}

/// The path as it is written, or else the one that takes it: the one with the fewest parameters, a greedy one last.
fn find<'a>(paths: &'a [Entry], method: &str, asked: &str) -> Option<(&'a str, &'a Node)> {
    let method = method.to_ascii_uppercase();
    let mut fitting: Vec<&Entry> = paths
        .iter()
        .filter(|path| path.key == asked || (path.key.contains('{') && !path_parameters(&path.key, asked).is_empty()))
        .collect();
    fitting.sort_by_key(|path| (path.key != asked, path.key.contains("+}"), path.key.matches('{').count()));
    fitting.into_iter().find_map(|path| {
        let own = methods(path).find(|(name, _)| *name == method);
        let any = || methods(path).find(|(name, _)| name == "ANY");
        own.or_else(any).map(|(_, operation)| (path.key.as_str(), operation))
    })
}

fn decoded(resource: &str, asked: &str) -> BTreeMap<String, String> {
    if resource == asked {
        return BTreeMap::new();
    }
    let decode = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    path_parameters(resource, asked).into_iter().map(|(name, value)| (name, decode(&value))).collect()
}

/// A template with its place. A block scalar keeps its lines, so each line of it has one in the file.
fn placed(entry: &Entry, file: &str) -> Option<Placed> {
    let text = entry.value.scalar()?;
    let at = &entry.value.at;
    let first = text.lines().position(|line| !line.trim().is_empty());
    let lines: Vec<&str> = file.lines().collect();
    // The position is that of the `|`, or of the text's first character.
    let same = |before: usize| {
        let Some(first) = first else { return false };
        let wanted = text.lines().nth(first).unwrap_or_default();
        lines.get(before + first).is_some_and(|line| line.trim() == wanted.trim())
    };
    let skipped = first.unwrap_or_default();
    let before = [at.line, at.line.saturating_sub(1), at.line.saturating_sub(1 + skipped)]
        .into_iter()
        .find(|&before| same(before));
    Some(Placed { media_type: entry.key.clone(), text, before, place: format!("{}:{}", at.file, at.line) })
}

#[cfg(test)]
mod tests {
    use super::*;

    const API: &str = r#"
paths:
  /conversations/{id}:
    get:
      x-amazon-apigateway-integration:
        passthroughBehavior: never
        type: aws
        requestTemplates:
          application/json: |

            {
              "id": "$input.params('id')"
            }
          text/plain: '"$input.body"'
        responses:
          default: { statusCode: "200" }
          "NotFound:.*":
            statusCode: "404"
            responseTemplates: { application/json: "{}" }
  /{proxy+}:
    x-amazon-apigateway-any-method:
      x-amazon-apigateway-integration: { type: aws_proxy }
"#;

    fn read(method: &str, path: &str) -> Result<Operation, Stop> {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("api.yaml");
        std::fs::write(&file, API).expect("written");
        Operation::read(&file, method, path)
    }

    #[test]
    fn a_method_is_found_by_its_path_and_by_one_that_it_takes() {
        let written = read("GET", "/conversations/{id}").expect("there");
        assert!(written.path_parameters.is_empty());
        let asked = read("get", "/conversations/lunch%20club?x=1").expect("there");
        assert_eq!(asked.resource, "/conversations/{id}");
        assert_eq!(asked.path_parameters["id"], "lunch club");
        assert_eq!(asked.passthrough, "never");
        assert_eq!(asked.responses[1].pattern.as_deref(), Some("NotFound:.*"));
        assert_eq!(read("POST", "/conversations/x").expect("by the proxy").kind, "aws_proxy");
    }

    #[test]
    fn a_block_knows_the_line_of_the_file() {
        let operation = read("GET", "/conversations/{id}").expect("there");
        let template = operation.request_template("application/json").expect("there");
        // Line 3 of the template, with `$input`, is line 12 of the file.
        assert_eq!(template.before, Some(9), "{template:?}");
        assert_eq!(operation.request_template("text/plain").expect("there").before, None);
    }

    #[test]
    fn what_is_not_there_is_told_with_what_is() {
        let text = API.replace("  /{proxy+}:\n    x-amazon-apigateway-any-method:\n", "  /other:\n    post:\n");
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("api.yaml");
        std::fs::write(&file, text).expect("written");
        let stop = Operation::read(&file, "get", "/elsewhere").expect_err("no such path");
        assert_eq!(stop.to_string(), "api.yaml has no GET /elsewhere; it has GET /conversations/{id}, POST /other");
    }
}
