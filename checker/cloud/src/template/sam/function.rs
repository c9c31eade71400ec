//! `AWS::Serverless::Function` → function, role, permissions.
//!
//! <https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html>

use super::super::nearest::nearest;
use super::super::node::{Node, Value};
use super::super::sections::Declared;
use super::super::stack::LocalCode;
use super::Transform;

/// Properties that SAM hands on as they are.
const PASSED_ON: [&str; 20] = [
    "Architectures",
    "CodeSigningConfigArn",
    "Description",
    "DurableConfig",
    "Environment",
    "EphemeralStorage",
    "FileSystemConfigs",
    "FunctionName",
    "Handler",
    "ImageConfig",
    "KmsKeyArn",
    "Layers",
    "LoggingConfig",
    "MemorySize",
    "PackageType",
    "RecursiveLoop",
    "ReservedConcurrentExecutions",
    "Runtime",
    "Timeout",
    "VpcConfig",
];
/// What `sam build` knows. <https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/building-custom-runtimes.html>
const BUILD_METHODS: [&str; 6] = ["dotnet7", "esbuild", "go1.x", "makefile", "python-uv", "rust-cargolambda"];

impl Transform<'_> {
    /// Puts out what SAM makes of a function.
    pub(super) fn function(&mut self, declared: &Declared) {
        let empty = Node::map(&declared.at, []);
        let properties = declared.properties.as_ref().unwrap_or(&empty).clone();
        let id = &declared.logical_id;
        let mut made = Node::map(&declared.at, []);
        for name in PASSED_ON {
            if let Some(value) = properties.get(name) {
                made.set(name, value.clone());
            }
        }
        let (code, local) = self.code(declared, &properties);
        made.set("Code", code);
        if let Some(role) = properties.get("Role") {
            made.set("Role", role.clone());
            if let Some(policies) = properties.get("Policies") {
                self.report.warning(&policies.at, "Role is given, so SAM makes no role and Policies means nothing.");
            }
        } else {
            let role = format!("{id}Role");
            made.set("Role", Node::attribute(&declared.at, &role, "Arn"));
            let role_properties = self.role(declared, &properties);
            let role = Self::generated(declared, &role, "AWS::IAM::Role", role_properties);
            self.out.push(role);
        }
        made.set("Tags", Self::tags(declared, properties.get("Tags")));
        let mut function = Self::generated(declared, id, "AWS::Lambda::Function", made);
        function.depends_on.clone_from(&declared.depends_on);
        function.metadata.clone_from(&declared.metadata);
        function.code = local;
        self.out.push(function);
        if properties.get("AutoPublishAlias").is_some() {
            self.alias(declared, &properties);
        }
        self.events(declared, properties.get("Events"));
    }

    /// The code's place, and, where `sam build` builds it, how.
    fn code(&mut self, declared: &Declared, properties: &Node) -> (Node, Option<LocalCode>) {
        let at = &declared.at;
        let image = properties.get("PackageType").and_then(Node::as_str) == Some("Image");
        if !image {
            for needed in ["Runtime", "Handler"] {
                if properties.get(needed).is_none() {
                    self.report.error(at, format!("The function {} needs {needed}.", declared.logical_id));
                }
            }
        }
        if let Some(code) = properties.get("InlineCode") {
            return (Node::map(&code.at, [("ZipFile", code.clone())]), None);
        }
        if let Some(uri) = properties.get("ImageUri").filter(|_| image) {
            return (Node::map(&uri.at, [("ImageUri", uri.clone())]), None);
        }
        let Some(uri) = properties.get("CodeUri") else {
            let message =
                format!("The function {} needs CodeUri, the folder with its code, or InlineCode.", declared.logical_id);
            self.report.error(at, message);
            return (Node::map(at, [("S3Bucket", Node::text(at, "code")), ("S3Key", Node::text(at, "code"))]), None);
        };
        if let Value::Map(_) = uri.value {
            let mut code = Node::map(&uri.at, []);
            for (sam, lambda) in [("Bucket", "S3Bucket"), ("Key", "S3Key"), ("Version", "S3ObjectVersion")] {
                match uri.get(sam) {
                    Some(value) => code.set(lambda, value.clone()),
                    None if sam == "Version" => {}
                    None => {
                        self.report.error(&uri.at, format!("CodeUri as a map needs Bucket and Key; {sam} is missing."));
                    }
                }
            }
            return (code, None);
        }
        let text = uri.scalar().unwrap_or_default();
        if let Some((bucket, key)) = text.strip_prefix("s3://").and_then(|rest| rest.split_once('/')) {
            return (
                Node::map(&uri.at, [("S3Bucket", Node::text(&uri.at, bucket)), ("S3Key", Node::text(&uri.at, key))]),
                None,
            );
        }
        let local = self.build(declared, properties, text, uri);
        // `sam deploy` uploads what was built; bucket and key are its own affair.
        let bucket = Node::text(&uri.at, "aws-sam-cli-managed-default");
        let key = Node::text(&uri.at, format!("{}/{}", self.inputs.stack_name, declared.logical_id));
        (Node::map(&uri.at, [("S3Bucket", bucket), ("S3Key", key)]), Some(local))
    }

    fn build(&mut self, declared: &Declared, properties: &Node, uri: String, at: &Node) -> LocalCode {
        let metadata = declared.metadata.as_ref();
        let method = metadata.and_then(|metadata| metadata.get("BuildMethod"));
        let build_method = method.and_then(Node::scalar);
        let runtime = properties.get("Runtime").and_then(Node::as_str).unwrap_or_default();
        match (&build_method, method) {
            (Some(written), Some(node)) if !BUILD_METHODS.contains(&written.as_str()) => {
                // A method may also be a runtime's name.
                if let Some(near) = nearest(written, BUILD_METHODS) {
                    self.report.warning(&node.at, format!("sam build knows no BuildMethod {written}; {near} is one."));
                }
            }
            (None, _) if runtime.starts_with("provided") => self.report.warning(
                &declared.at,
                "Without Metadata with BuildMethod: rust-cargolambda, sam build looks for a Makefile.",
            ),
            _ => {}
        }
        let binary = metadata.and_then(|metadata| metadata.get("BuildProperties")).and_then(|node| node.get("Binary"));
        LocalCode { uri, build_method, binary: binary.and_then(Node::scalar), at: at.at.clone() }
    }

    /// A map of tags → the list that `CloudFormation` takes, with SAM's own.
    fn tags(declared: &Declared, tags: Option<&Node>) -> Node {
        let at = &declared.at;
        let tag = |key: &str, value: Node| Node::map(at, [("Key", Node::text(at, key)), ("Value", value)]);
        let mut list = vec![tag("lambda:createdBy", Node::text(at, "SAM"))];
        for entry in tags.and_then(Node::entries).unwrap_or_default() {
            list.push(tag(&entry.key, entry.value.clone()));
        }
        Node::list(at, list)
    }

    /// `AutoPublishAlias`: a version and an alias that can be referred to. Calls reach the function itself here.
    fn alias(&mut self, declared: &Declared, properties: &Node) {
        let at = &declared.at;
        let id = &declared.logical_id;
        let name = properties.get("AutoPublishAlias").cloned().unwrap_or_else(|| Node::text(at, "live"));
        let version = format!("{id}Version");
        let alias = format!("{id}Alias{}", name.as_str().unwrap_or_default());
        let function = Node::map(at, [("FunctionName", Node::reference(at, id))]);
        let mut alias_properties = function.clone();
        alias_properties.set("FunctionVersion", Node::text(at, "1"));
        alias_properties.set("Name", name);
        let made = [
            Self::generated(declared, &version, "AWS::Lambda::Version", function),
            Self::generated(declared, &alias, "AWS::Lambda::Alias", alias_properties),
        ];
        self.out.extend(made);
        self.aliases.insert(format!("{id}.Version"), version);
        self.aliases.insert(format!("{id}.Alias"), alias);
    }
}
