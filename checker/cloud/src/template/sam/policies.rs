//! The role that SAM makes for a function, and what `Policies` may hold.
//!
//! <https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html#sam-function-policies>

use super::super::intrinsic;
use super::super::nearest::nearest;
use super::super::node::{Node, Value};
use super::super::schema;
use super::super::sections::Declared;
use super::Transform;

impl Transform<'_> {
    /// The properties of the role: trust for Lambda, `AWSLambdaBasicExecutionRole`, and `Policies`.
    pub(super) fn role(&mut self, declared: &Declared, properties: &Node) -> Node {
        let at = &declared.at;
        let mut managed = vec![self.managed("service-role/AWSLambdaBasicExecutionRole", declared)];
        if properties.get("VpcConfig").is_some() {
            managed.push(self.managed("service-role/AWSLambdaVPCAccessExecutionRole", declared));
        }
        let tracing = properties.get("Tracing");
        if tracing.is_some_and(|tracing| tracing.as_str() != Some("Disabled")) {
            managed.push(self.managed("AWSXRayDaemonWriteAccess", declared));
        }
        let mut inline = Vec::new();
        if let Some(policies) = properties.get("Policies") {
            let items = policies.items().unwrap_or(std::slice::from_ref(policies));
            for (index, policy) in items.iter().enumerate() {
                self.policy(declared, index, policy, &mut managed, &mut inline);
            }
        }
        let trust = serde_json::json!({
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Allow", "Action": ["sts:AssumeRole"], "Principal": {"Service": ["lambda.amazonaws.com"]}}],
        });
        let trust = properties.get("AssumeRolePolicyDocument").cloned().unwrap_or_else(|| Node::from_json(at, &trust));
        let mut role =
            Node::map(at, [("AssumeRolePolicyDocument", trust), ("ManagedPolicyArns", Node::list(at, managed))]);
        if !inline.is_empty() {
            role.set("Policies", Node::list(at, inline));
        }
        for (sam, iam) in [("RolePath", "Path"), ("PermissionsBoundary", "PermissionsBoundary")] {
            if let Some(value) = properties.get(sam) {
                role.set(iam, value.clone());
            }
        }
        role
    }

    fn managed(&self, path: &str, declared: &Declared) -> Node {
        Node::text(&declared.at, format!("arn:{}:iam::aws:policy/{path}", self.inputs.partition))
    }

    fn policy(
        &mut self,
        declared: &Declared,
        index: usize,
        policy: &Node,
        managed: &mut Vec<Node>,
        inline: &mut Vec<Node>,
    ) {
        let named = |document: Node| {
            let name = format!("{}RolePolicy{index}", declared.logical_id);
            Node::map(&policy.at, [("PolicyName", Node::text(&policy.at, name)), ("PolicyDocument", document)])
        };
        if let Some(name) = policy.as_str() {
            let arn = schema::managed_policy(name)
                .map(|path| format!("arn:{}:iam::aws:policy/{path}", self.inputs.partition));
            let arn = arn.unwrap_or_else(|| name.to_owned());
            if !managed.iter().any(|known| known.as_str() == Some(&arn)) {
                managed.push(Node::text(&policy.at, arn));
            }
            return;
        }
        if let Some((function, argument)) = intrinsic::call(policy) {
            // `Fn::If` around a policy: each branch is what it is alone.
            if let ("Fn::If", [condition, branches @ ..]) = (function, argument.items().unwrap_or_default())
                && branches.iter().any(|branch| branch.get("Statement").is_some())
            {
                let branch =
                    |node: &Node| if node.get("Statement").is_some() { named(node.clone()) } else { node.clone() };
                let items = std::iter::once(condition.clone()).chain(branches.iter().map(branch)).collect();
                inline.push(Node::map(&policy.at, [("Fn::If", Node::list(&argument.at, items))]));
                return;
            }
            managed.push(policy.clone());
            return;
        }
        if policy.get("Statement").is_some() {
            inline.push(named(policy.clone()));
            return;
        }
        match policy.entries() {
            Some([entry]) => {
                let Some(template) = schema::policy_template(&entry.key) else {
                    let near = schema::nearest_policy_template(&entry.key);
                    let near = near.as_deref().or_else(|| nearest(&entry.key, ["Statement"]));
                    let message = format!("{} is neither a SAM policy template nor a policy with a Statement.", entry.key);
                    self.report.unknown(&entry.key_at, message, near);
                    return;
                };
                let given = entry.value.entries().unwrap_or_default();
                for parameter in given.iter().filter(|parameter| !template.parameters.contains(&parameter.key)) {
                    let near = nearest(&parameter.key, template.parameters.iter().map(String::as_str));
                    self.report.unknown(&parameter.key_at, format!("{} has no parameter {}.", entry.key, parameter.key), near);
                }
                for parameter in template.parameters.iter().filter(|name| entry.value.get(name).is_none()) {
                    self.report.error(&entry.key_at, format!("{} needs the parameter {parameter}.", entry.key));
                }
                let definition = Node::from_json(&entry.key_at, &template.definition);
                inline.push(named(filled(definition, &entry.value)));
            }
            _ => self.report.error(
                &policy.at,
                "Policies holds names or ARNs of managed policies, SAM policy templates, and policies with a Statement.",
            ),
        }
    }
}

/// A policy template's text with its parameters put in.
fn filled(node: Node, parameters: &Node) -> Node {
    if let Some(("Ref", name)) = intrinsic::call(&node)
        && let Some(value) = name.as_str().and_then(|name| parameters.get(name))
    {
        return value.clone();
    }
    let Node { value, at } = node;
    let value = match value {
        Value::List(items) => Value::List(items.into_iter().map(|item| filled(item, parameters)).collect()),
        Value::Map(entries) => Value::Map(
            entries
                .into_iter()
                .map(|mut entry| {
                    entry.value = filled(entry.value, parameters);
                    entry
                })
                .collect(),
        ),
        other => other,
    };
    Node { value, at }
}
