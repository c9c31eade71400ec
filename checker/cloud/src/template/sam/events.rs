//! A function's `Events` → permissions, rules, notifications, methods of an API.
//!
//! <https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-eventsource.html>

use super::super::nearest::nearest;
use super::super::node::{Entry, Node, Value};
use super::super::schema::{self, Validator};
use super::super::sections::Declared;
use super::{IMPLICIT_API, ManagedMethod, Transform};

const METHODS: [&str; 8] = ["any", "delete", "get", "head", "options", "patch", "post", "put"];

impl Transform<'_> {
    /// Puts out what the events of a function need.
    pub(super) fn events(&mut self, function: &Declared, events: Option<&Node>) {
        let Some(events) = events else { return };
        let Some(entries) = events.entries() else { return };
        for event in entries {
            let Some(kind) = event.value.get("Type").and_then(Node::as_str) else {
                self.report.error(&event.key_at, format!("The event {} needs a Type.", event.key));
                continue;
            };
            let Some(shape) = schema::sam().events.get(kind) else {
                let near = nearest(kind, schema::sam().events.keys().map(String::as_str));
                let at = event.value.get("Type").map_or(&event.key_at, |node| &node.at);
                self.report.unknown(at, format!("There is no event type {kind}."), near);
                continue;
            };
            let empty = Node::map(&event.value.at, []);
            let mut properties = event.value.get("Properties").unwrap_or(&empty).clone();
            if kind == "Api" && properties.get("RestApiId").is_none() {
                // Without one, SAM makes an API; the shape asks for it, because SAM fills it in first.
                properties.set("RestApiId", Node::reference(&event.key_at, IMPLICIT_API));
            }
            Validator {
                resource_type: &format!("{kind} event"),
                resource_at: &event.key_at,
                root: shape,
                strict: true,
                hint: &|_| None,
                report: self.report,
            }
            .properties(Some(&properties));
            match kind {
                "Api" => self.api_event(function, event, &properties),
                "S3" => self.s3_event(function, event, &properties),
                "Schedule" | "EventBridgeRule" | "CloudWatchEvent" => self.rule_event(function, event, &properties),
                "ScheduleV2" => self.schedule_event(function, event, &properties),
                _ => {
                    self.report.note(&event.key_at, format!("Events of type {kind}: known to AWS, not emulated here."));
                }
            }
        }
    }

    /// `AWS::Lambda::Permission` for a service to call the function.
    fn permission(
        &mut self,
        function: &Declared,
        logical_id: &str,
        principal: &str,
        source: [Option<Node>; 2],
        at: &Entry,
    ) {
        let at = &at.key_at;
        let mut properties = Node::map(
            at,
            [
                ("Action", Node::text(at, "lambda:InvokeFunction")),
                ("FunctionName", Node::reference(at, &function.logical_id)),
                ("Principal", Node::text(at, principal)),
            ],
        );
        for (name, value) in ["SourceArn", "SourceAccount"].into_iter().zip(source) {
            if let Some(value) = value {
                properties.set(name, value);
            }
        }
        let permission = Self::generated(function, logical_id, "AWS::Lambda::Permission", properties);
        self.out.push(permission);
    }

    /// An `Api` event: the permission for exactly its path and method; on an API that SAM manages, the method too.
    fn api_event(&mut self, function: &Declared, event: &Entry, properties: &Node) {
        let (Some(path), Some(method)) =
            (properties.get("Path").and_then(Node::as_str), properties.get("Method").and_then(Node::as_str))
        else {
            return;
        };
        let lower = method.to_lowercase();
        if !METHODS.contains(&lower.as_str()) {
            let at = properties.get("Method").map_or(&event.key_at, |node| &node.at);
            self.report.unknown(at, format!("There is no method {method}."), nearest(&lower, METHODS));
            return;
        }
        let Some(rest_api) = properties.get("RestApiId") else { return };
        let id = rest_api.get("Ref").unwrap_or(rest_api).as_str().map(ToOwned::to_owned);
        let suffix = match id.as_deref() {
            None => "AllStages".to_owned(),
            Some(IMPLICIT_API) if self.resource(IMPLICIT_API).is_none() => "Prod".to_owned(),
            Some(id) => {
                let Some(api) = self.resource(id) else {
                    let names = self.declared.iter().map(|resource| resource.logical_id.as_str());
                    let near = nearest(id, names);
                    self.report.unknown(
                        &rest_api.at,
                        format!("RestApiId must name an API of this template, and there is no resource {id}."),
                        near,
                    );
                    return;
                };
                let stage = api.properties.as_ref().and_then(|properties| properties.get("StageName"));
                stage.and_then(Node::as_str).unwrap_or("Stage").to_owned()
            }
        };
        // API Gateway drops a slash at a path's end.
        let path = if path.len() > 1 { path.strip_suffix('/').unwrap_or(path) } else { path };
        let verb = if lower == "any" { "*".to_owned() } else { lower.to_uppercase() };
        // In an ARN of a method, a path parameter is any text.
        let in_arn = parameters_as_stars(path);
        let at = &event.key_at;
        let text = format!(
            "arn:${{AWS::Partition}}:execute-api:${{AWS::Region}}:${{AWS::AccountId}}:${{__ApiId__}}/${{__Stage__}}/{verb}{in_arn}"
        );
        let variables = Node::map(at, [("__ApiId__", rest_api.clone()), ("__Stage__", Node::text(at, "*"))]);
        let source = Node::map(at, [("Fn::Sub", Node::list(at, vec![Node::text(at, text), variables]))]);
        let logical_id = format!("{}{}Permission{suffix}", function.logical_id, event.key);
        self.permission(function, &logical_id, "apigateway.amazonaws.com", [Some(source), None], event);
        if let Some(id) = id.filter(|id| self.is_managed(id)) {
            let method = ManagedMethod {
                path: path.to_owned(),
                method: lower,
                function: function.logical_id.clone(),
                at: at.clone(),
            };
            self.methods.entry(id).or_default().push(method);
        }
    }

    /// Whether SAM writes an API's definition: it has none of its own.
    fn is_managed(&self, id: &str) -> bool {
        let Some(api) = self.resource(id) else { return id == IMPLICIT_API };
        let properties = api.properties.as_ref();
        api.resource_type == "AWS::Serverless::Api"
            && ["DefinitionBody", "DefinitionUri"]
                .iter()
                .all(|name| properties.and_then(|node| node.get(name)).is_none())
    }

    /// An `S3` event: the permission, and the bucket's notification, which waits for it.
    fn s3_event(&mut self, function: &Declared, event: &Entry, properties: &Node) {
        let Some(bucket) = properties.get("Bucket") else { return };
        let name = bucket.get("Ref").and_then(Node::as_str);
        let Some(id) =
            name.filter(|name| self.resource(name).is_some_and(|found| found.resource_type == "AWS::S3::Bucket"))
        else {
            self.report.error(&bucket.at, "S3 events must reference an S3 bucket in the same template, by !Ref.");
            return;
        };
        let at = &event.key_at;
        let permission = format!("{}{}Permission", function.logical_id, event.key);
        let account = Node::reference(at, "AWS::AccountId");
        self.permission(function, &permission, "s3.amazonaws.com", [None, Some(account)], event);
        let Some(kinds) = properties.get("Events") else { return };
        for kind in kinds.items().unwrap_or(std::slice::from_ref(kinds)) {
            let mut configuration = Node::map(
                at,
                [("Function", Node::attribute(at, &function.logical_id, "Arn")), ("Event", kind.clone())],
            );
            if let Some(filter) = properties.get("Filter") {
                configuration.set("Filter", filter.clone());
            }
            self.notifications.entry(id.to_owned()).or_default().push((configuration, permission.clone()));
        }
    }

    /// Puts the notifications of `S3` events into their buckets.
    pub(super) fn notify_buckets(&mut self) {
        for (id, added) in std::mem::take(&mut self.notifications) {
            let Some(bucket) = self.out.iter_mut().find(|resource| resource.logical_id == id) else { continue };
            let at = bucket.at.clone();
            let mut properties = bucket.properties.take().unwrap_or_else(|| Node::map(&at, []));
            let mut notification =
                properties.get("NotificationConfiguration").cloned().unwrap_or_else(|| Node::map(&at, []));
            let mut list = match notification.get("LambdaConfigurations").map(|node| node.value.clone()) {
                Some(Value::List(items)) => items,
                _ => Vec::new(),
            };
            for (configuration, permission) in added {
                bucket.depends_on.push(Node::text(&configuration.at, permission));
                list.push(configuration);
            }
            notification.set("LambdaConfigurations", Node::list(&at, list));
            properties.set("NotificationConfiguration", notification);
            bucket.properties = Some(properties);
        }
    }

    /// A `Schedule` or an event pattern: a rule of `EventBridge` with the function as its target, and the permission.
    fn rule_event(&mut self, function: &Declared, event: &Entry, properties: &Node) {
        let at = &event.key_at;
        let rule = format!("{}{}", function.logical_id, event.key);
        let mut target = Node::map(
            at,
            [
                ("Arn", Node::attribute(at, &function.logical_id, "Arn")),
                ("Id", Node::text(at, format!("{rule}LambdaTarget").chars().take(64).collect::<String>())),
            ],
        );
        let mut made = Node::map(at, []);
        for (sam, rule_name) in [
            ("Schedule", "ScheduleExpression"),
            ("Pattern", "EventPattern"),
            ("EventBusName", "EventBusName"),
            ("Name", "Name"),
            ("RuleName", "Name"),
            ("Description", "Description"),
            ("State", "State"),
        ] {
            if let Some(value) = properties.get(sam) {
                made.set(rule_name, value.clone());
            }
        }
        if let Some(enabled) = properties.get("Enabled").and_then(Node::as_bool) {
            made.set("State", Node::text(at, if enabled { "ENABLED" } else { "DISABLED" }));
        }
        for name in ["Input", "InputPath", "InputTransformer", "RetryPolicy", "DeadLetterConfig"] {
            if let Some(value) = properties.get(name) {
                target.set(name, value.clone());
            }
        }
        made.set("Targets", Node::list(at, vec![target]));
        let made = Self::generated(function, &rule, "AWS::Events::Rule", made);
        self.out.push(made);
        let source = Node::attribute(at, &rule, "Arn");
        self.permission(function, &format!("{rule}Permission"), "events.amazonaws.com", [Some(source), None], event);
    }

    /// A `ScheduleV2`: a schedule of `EventBridge` Scheduler, which calls under a role of its own.
    fn schedule_event(&mut self, function: &Declared, event: &Entry, properties: &Node) {
        let at = &event.key_at;
        let schedule = format!("{}{}", function.logical_id, event.key);
        let role = format!("{schedule}Role");
        let arn = Node::attribute(at, &function.logical_id, "Arn");
        let role_arn = properties.get("RoleArn").cloned();
        let mut target = Node::map(
            at,
            [("Arn", arn.clone()), ("RoleArn", role_arn.clone().unwrap_or_else(|| Node::attribute(at, &role, "Arn")))],
        );
        for name in ["Input", "RetryPolicy", "DeadLetterConfig"] {
            if let Some(value) = properties.get(name) {
                target.set(name, value.clone());
            }
        }
        let window = Node::map(at, [("Mode", Node::text(at, "OFF"))]);
        let name = properties.get("Name").cloned().unwrap_or_else(|| Node::text(at, schedule.as_str()));
        let mut made = Node::map(
            at,
            [
                ("Name", name),
                ("FlexibleTimeWindow", properties.get("FlexibleTimeWindow").cloned().unwrap_or(window)),
                ("Target", target),
            ],
        );
        for name in [
            "ScheduleExpression",
            "ScheduleExpressionTimezone",
            "Description",
            "State",
            "StartDate",
            "EndDate",
            "GroupName",
            "KmsKeyArn",
        ] {
            if let Some(value) = properties.get(name) {
                made.set(name, value.clone());
            }
        }
        if role_arn.is_none() {
            let statement = |service: &str| {
                serde_json::json!({"Version": "2012-10-17", "Statement": [
                {"Effect": "Allow", "Action": ["sts:AssumeRole"], "Principal": {"Service": [service]}}]})
            };
            let mut allow =
                Node::from_json(at, &serde_json::json!({"Effect": "Allow", "Action": "lambda:InvokeFunction"}));
            allow.set("Resource", arn);
            let document =
                Node::map(at, [("Version", Node::text(at, "2012-10-17")), ("Statement", Node::list(at, vec![allow]))]);
            let policy =
                Node::map(at, [("PolicyName", Node::text(at, format!("{role}Policy"))), ("PolicyDocument", document)]);
            let properties = Node::map(
                at,
                [
                    ("AssumeRolePolicyDocument", Node::from_json(at, &statement("scheduler.amazonaws.com"))),
                    ("Policies", Node::list(at, vec![policy])),
                ],
            );
            let role = Self::generated(function, &role, "AWS::IAM::Role", properties);
            self.out.push(role);
        }
        let made = Self::generated(function, &schedule, "AWS::Scheduler::Schedule", made);
        self.out.push(made);
    }
}

/// `/conversations/{id}` → `/conversations/*`.
fn parameters_as_stars(path: &str) -> String {
    let mut out = String::new();
    let mut rest = path;
    while let Some((before, parameter)) = rest.split_once('{') {
        out.push_str(before);
        out.push('*');
        rest = parameter.split_once('}').map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    out
}
