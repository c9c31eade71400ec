//! `AWS::Serverless::Api` → REST API, deployment, stage.
//!
//! <https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-api.html>

use super::super::names::fnv;
use super::super::node::{Entry, Node, Position, Value};
use super::super::sections::Declared;
use super::{IMPLICIT_API, ManagedMethod, Transform};

/// What SAM writes into a definition, so the definition must be there to read.
const INTO_DEFINITION: [&str; 4] = ["Auth", "Cors", "GatewayResponses", "Models"];

impl Transform<'_> {
    /// Puts out what SAM makes of an API.
    pub(super) fn api(&mut self, declared: &Declared) {
        let empty = Node::map(&declared.at, []);
        let properties = declared.properties.as_ref().unwrap_or(&empty).clone();
        self.check_definition(declared, &properties);
        let methods = self.methods.remove(&declared.logical_id).unwrap_or_default();
        self.rest_api(declared, &properties, &methods);
    }

    /// The API that SAM makes for `Api` events without a `RestApiId`.
    pub(super) fn implicit_api(&mut self) {
        let Some(methods) = self.methods.remove(IMPLICIT_API) else { return };
        let Some(first) = methods.first() else { return };
        let at = first.at.clone();
        let declared = Declared {
            logical_id: IMPLICIT_API.to_owned(),
            at: at.clone(),
            resource_type: "AWS::Serverless::Api".to_owned(),
            properties: None,
            condition: None,
            depends_on: Vec::new(),
            metadata: None,
            deletion_policy: None,
            ignore_globals: None,
            generated_from: None,
            code: None,
        };
        let properties = Node::map(&at, [("StageName", Node::text(&at, "Prod"))]);
        self.rest_api(&declared, &properties, &methods);
    }

    fn check_definition(&mut self, declared: &Declared, properties: &Node) {
        let body = properties.get("DefinitionBody");
        let uri = properties.get("DefinitionUri");
        if let (Some(body), Some(_)) = (body, uri) {
            self.report.error(&body.at, "Specify either DefinitionUri or DefinitionBody, not both.");
        }
        if let Some(version) = properties.get("OpenApiVersion") {
            let text = version.scalar().unwrap_or_default();
            if text != "2.0" && !text.starts_with("3.0") && !text.starts_with("3.1") {
                self.report.error(&version.at, format!("OpenApiVersion must be of the form '3.0.1', and is {text}."));
            }
        } else {
            self.report.warning(
                &declared.at,
                "Without OpenApiVersion, SAM makes a second stage named Stage; OpenApiVersion: '3.0.1' avoids it.",
            );
        }
        let readable = match (body, uri) {
            (None, None) => true,
            (Some(body), _) => {
                body.get("paths").is_some() && (body.get("openapi").is_some() || body.get("swagger").is_some())
            }
            (None, Some(_)) => false,
        };
        for name in INTO_DEFINITION {
            let Some(entry) = properties.entries().and_then(|entries| entries.iter().find(|entry| entry.key == name))
            else {
                continue;
            };
            if !readable {
                let there = if name == "Auth" {
                    " There an authorizer is one of components.securitySchemes, and security on each operation names it."
                } else {
                    ""
                };
                let message = format!(
                    "{name} works only with a definition that stands in the template itself: SAM cannot write into an \
                     included file. Write it into that file.{there}"
                );
                self.report.error(&entry.key_at, message);
            }
        }
    }

    fn rest_api(&mut self, declared: &Declared, properties: &Node, methods: &[ManagedMethod]) {
        let at = &declared.at;
        let id = &declared.logical_id;
        let mut made = Node::map(at, []);
        for name in
            ["Name", "Description", "BinaryMediaTypes", "MinimumCompressionSize", "FailOnWarnings", "Mode", "Policy"]
        {
            if let Some(value) = properties.get(name) {
                made.set(name, value.clone());
            }
        }
        if let Some(endpoint) = properties.get("EndpointConfiguration") {
            // SAM: a text, or a map with Type; CloudFormation: a map with the list Types.
            let kind = endpoint.get("Type").unwrap_or(endpoint);
            if kind.as_str().is_some() || super::super::intrinsic::is_call(kind) {
                made.set(
                    "EndpointConfiguration",
                    Node::map(&endpoint.at, [("Types", Node::list(&kind.at, vec![kind.clone()]))]),
                );
            }
        }
        let body = match properties.get("DefinitionBody") {
            Some(body) => Some(body.clone()),
            None if properties.get("DefinitionUri").is_some() => None,
            None => Some(self.managed_definition(at, properties, methods)),
        };
        let mut digest = 0;
        match body {
            Some(body) => {
                digest = self.digest(fnv(digest, &body.to_json().to_string()), &body);
                made.set("Body", body);
            }
            None => self
                .report
                .note(at, "DefinitionUri: known to AWS, not emulated here; use DefinitionBody with AWS::Include."),
        }
        let mut rest_api = Self::generated(declared, id, "AWS::ApiGateway::RestApi", made);
        rest_api.depends_on.clone_from(&declared.depends_on);
        rest_api.metadata.clone_from(&declared.metadata);

        let deployment_id = format!("{id}Deployment{:010x}", digest & 0xff_ffff_ffff);
        let mut deployment = Node::map(at, [("RestApiId", Node::reference(at, id))]);
        if properties.get("OpenApiVersion").is_none() {
            deployment.set("StageName", Node::text(at, "Stage"));
        }
        let deployment = Self::generated(declared, &deployment_id, "AWS::ApiGateway::Deployment", deployment);

        let name = properties.get("StageName").cloned().unwrap_or_else(|| Node::text(at, "Prod"));
        let literal = name.as_str().unwrap_or_default();
        let stage_id = if literal.chars().all(|c| c.is_ascii_alphanumeric()) {
            format!("{id}{literal}Stage")
        } else {
            format!("{id}Stage{:010x}", fnv(0, literal) & 0xff_ffff_ffff)
        };
        let mut stage = Node::map(
            at,
            [
                ("RestApiId", Node::reference(at, id)),
                ("DeploymentId", Node::reference(at, &deployment_id)),
                ("StageName", name),
            ],
        );
        for name in [
            "Variables",
            "MethodSettings",
            "AccessLogSetting",
            "TracingEnabled",
            "CacheClusterEnabled",
            "CacheClusterSize",
        ] {
            if let Some(value) = properties.get(name) {
                stage.set(name, value.clone());
            }
        }
        let stage = Self::generated(declared, &stage_id, "AWS::ApiGateway::Stage", stage);
        self.aliases.insert(format!("{id}.Stage"), stage_id);
        self.aliases.insert(format!("{id}.Deployment"), deployment_id);
        self.out.extend([rest_api, deployment, stage]);
    }

    /// With what the included files hold: `sam package` uploads each under a name made of its content, so another content
    /// is another `Location`, and thus another deployment.
    fn digest(&self, state: u64, node: &Node) -> u64 {
        match &node.value {
            Value::List(items) => items.iter().fold(state, |state, item| self.digest(state, item)),
            Value::Map(entries) => entries.iter().fold(state, |state, entry| {
                let location = entry.value.get("Parameters").and_then(|parameters| parameters.get("Location"));
                match location.and_then(Node::as_str).filter(|_| entry.key == "Fn::Transform") {
                    Some(file) => fnv(state, &(self.inputs.include)(file).unwrap_or_default()),
                    None => self.digest(state, &entry.value),
                }
            }),
            _ => state,
        }
    }

    /// The definition that SAM writes itself: a proxy to a function for each event.
    fn managed_definition(&mut self, at: &Position, properties: &Node, methods: &[ManagedMethod]) -> Node {
        let text = |value: &str| Node::text(at, value);
        let mut paths: Vec<Entry> = Vec::new();
        for ManagedMethod { path, method, function, at } in methods {
            let key = if method == "any" { "x-amazon-apigateway-any-method" } else { method };
            let uri = format!(
                "arn:${{AWS::Partition}}:apigateway:${{AWS::Region}}:lambda:path/2015-03-31/functions/${{{function}.Arn}}/invocations"
            );
            let integration = Node::map(
                at,
                [
                    ("type", Node::text(at, "aws_proxy")),
                    ("httpMethod", Node::text(at, "POST")),
                    ("uri", Node::map(at, [("Fn::Sub", Node::text(at, uri))])),
                ],
            );
            let operation =
                Node::map(at, [("x-amazon-apigateway-integration", integration), ("responses", Node::map(at, []))]);
            match paths.iter_mut().find(|entry| entry.key == *path) {
                Some(entry) if entry.value.get(key).is_some() => {
                    self.report
                        .error(at, format!("API method \"{method}\" defined multiple times for path \"{path}\"."));
                }
                Some(entry) => entry.value.set(key, operation),
                None => paths.push(Entry {
                    key: path.clone(),
                    key_at: at.clone(),
                    value: Node::map(at, [(key, operation)]),
                }),
            }
        }
        let version = match properties.get("OpenApiVersion") {
            Some(version) => ("openapi", version.clone()),
            None => ("swagger", text("2.0")),
        };
        let title = properties.get("Name").cloned().unwrap_or_else(|| Node::reference(at, "AWS::StackName"));
        let info = Node::map(at, [("version", text("1.0")), ("title", title)]);
        Node::map(at, [version, ("info", info), ("paths", Node { value: Value::Map(paths), at: at.clone() })])
    }
}
