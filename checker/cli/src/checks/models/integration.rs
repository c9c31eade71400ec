//! A method that hands on to a function of its own, out of proxy mode: its type, its address, the permission to call.

use cloud::apigateway::definition::IntegrationType;
use cloud::template::Stack;
use cloud::template::view::{FunctionProperties, PermissionProperties};
use cloud::{OTHER_ACCOUNT, STUDENT_ACCOUNT};

use super::methods::Defined;
use super::scene::Scene;
use super::{Session, way};
use crate::checks::Setting;
use crate::checks::api::Asked;
use crate::checks::api_file::INTEGRATION;
use crate::checks::proxy_lambda::NO_PERMISSION;
use crate::checks::resources::{rest_api, stage};
use crate::checks::template_file::{Deployment, TEMPLATE};
use crate::harness::{Failure, Outcome};

/// A method, and the function that is asked for it.
#[derive(Debug, Clone, Copy)]
pub(in crate::checks) struct OfFunction {
    /// `GET`.
    pub(in crate::checks) method: &'static str,
    /// As `api.yaml` has it.
    pub(in crate::checks) path: &'static str,
    /// The function's name, without the prefix.
    pub(in crate::checks) function: &'static str,
}

impl OfFunction {
    /// Whether the method is out of proxy mode.
    pub(in crate::checks) fn out_of_proxy_mode(&self, setting: &Setting) -> Outcome {
        let defined = Defined::of(setting)?;
        let (_, integration) = defined.integrated(self.method, self.path)?;
        if integration.kind == IntegrationType::Aws {
            return Ok(());
        }
        let message = match integration.kind {
            IntegrationType::AwsProxy => {
                "is still in proxy mode: the function gets the whole request, and must answer with status, headers and body."
            }
            IntegrationType::Mock => "asks no function: API Gateway answers it by itself.",
            _ => "calls no function of Lambda's.",
        };
        Failure::new(format!("{} {} {message}", self.method, self.path))
            .compared("type: aws", format!("type: {}", integration.kind.name().to_ascii_lowercase()))
            .because_of(defined.at(self.method, self.path, &[INTEGRATION, "type"]))
            .fail()
    }

    /// Whether it names its function, in whatever account and region, and under whatever prefix.
    pub(in crate::checks) fn names_its_function(&self, setting: &Setting) -> Outcome {
        self.named_in(setting, &setting.stack(&[])?, &setting.region, "", "")?;
        // What is written out, be it account, region or name, is right in one deployment only.
        let (prefix, region) = (setting.prefix(), setting.other_region());
        let parameters = [("NamePrefix", prefix.as_str())];
        let deployment = Deployment { parameters: &parameters, account: OTHER_ACCOUNT, region, seed: !setting.seed.0 };
        let second = setting.template()?.resolve(&deployment)?;
        let before = format!("In another account, in the region {region}, with a prefix: ");
        self.named_in(setting, &second, region, &prefix, &before)
    }

    fn named_in(&self, setting: &Setting, stack: &Stack, region: &str, prefix: &str, before: &str) -> Outcome {
        let Self { method, path, .. } = self;
        let defined = Defined::of_stack(setting, stack)?;
        let (_, integration) = defined.integrated(method, path)?;
        if integration.http_method.as_deref() != Some("POST") {
            let found = integration.http_method.clone().unwrap_or_else(|| "none".to_owned());
            return Failure::new(format!("{before}Lambda is called by POST, whatever the caller's method is. API Gateway would call it by {found}, and every request would fail with 500."))
                .compared("httpMethod: POST", format!("httpMethod: {found}"))
                .because_of(defined.at(method, path, &[INTEGRATION, "httpMethod"]))
                .fail();
        }
        let name = format!("{prefix}{}", self.function);
        let functions = || stack.resources.iter().filter_map(FunctionProperties::new);
        let Some(function) = functions().find(|function| function.name == name) else {
            let found: Vec<String> = functions().map(|function| function.name).collect();
            return Failure::new(format!("{before}{TEMPLATE} makes no function {name}."))
                .compared(format!("FunctionName: !Sub ${{NamePrefix}}{}", self.function), found.join(", "))
                .fail();
        };
        let wanted =
            format!("arn:aws:apigateway:{region}:lambda:path/2015-03-31/functions/{}/invocations", function.arn);
        let found = integration.uri.clone().unwrap_or_default();
        if found == wanted {
            return Ok(());
        }
        let other = functions().find(|function| found.contains(&format!("{}/", function.arn)));
        let message = match other {
            Some(other) => format!("{before}{method} {path} asks the function {}, not {name}.", other.name),
            None => format!("{before}The uri of {method} {path} is not that of the stack's function {name}."),
        };
        Failure::new(message).exactly(wanted, found).because_of(defined.at(method, path, &[INTEGRATION, "uri"])).fail()
    }

    /// Whether API Gateway may call the function for this method. `asked` is a path that it takes.
    pub(super) async fn permitted(&self, session: &Session, scene: &Scene, asked: &str) -> Outcome {
        let api = scene.api(&session.http)?;
        let (got, _) = way::get(&api, asked).await?;
        self.was_permitted(&session.setting, &scene.stack, &got.asked)
    }

    /// Whether API Gateway could call the function for a request, and no API of somebody else's can.
    pub(in crate::checks) fn was_permitted(&self, setting: &Setting, stack: &Stack, asked: &Asked) -> Outcome {
        if !asked.why.iter().any(|line| line.contains(NO_PERMISSION)) {
            return self.closed_to_others(setting, stack);
        }
        let stage = stage(stack).map(|stage| stage.name).unwrap_or_default();
        let source = format!(
            "arn:aws:execute-api:{}:{STUDENT_ACCOUNT}:{}/{stage}/{}{}",
            setting.region,
            rest_api(stack)?.id,
            self.method,
            self.path
        );
        asked
            .failure(format!("API Gateway may not call the function {}, and answers 500.", self.function))
            .compared("the function is called", asked.shown())
            .because(format!("the request comes from {source}"))
            .because_of(self.permissions(stack))
            .fail()
    }

    /// That no API of somebody else's may call the function: a service without a source is let in for whatever anybody
    /// makes of it, in any account. <https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html>
    pub(in crate::checks) fn closed_to_others(&self, setting: &Setting, stack: &Stack) -> Outcome {
        for resource in &stack.resources {
            let Some(permission) = PermissionProperties::new(resource) else { continue };
            let limited = permission.source_arn.is_some() || permission.source_account.is_some();
            if limited || !permission.function_name.contains(self.function) {
                continue;
            }
            let source = format!("arn:aws:execute-api:{}:{STUDENT_ACCOUNT}:{}/…", setting.region, rest_api(stack)?.id);
            return Failure::new(format!(
                "Every API may call the function {}, also one that somebody makes in another account.",
                self.function
            ))
            .compared(format!("SourceArn: {source}"), "no SourceArn")
            .because(setting.template()?.excerpt(&resource.at))
            .fail();
        }
        Ok(())
    }

    /// Whom the template lets call the function, line by line.
    fn permissions(&self, stack: &Stack) -> Vec<String> {
        let given = stack.resources.iter().filter_map(|resource| {
            let permission = PermissionProperties::new(resource)?;
            let of = permission.source_arn.unwrap_or_else(|| "any".to_owned());
            let line = format!("{} permits {} from {of}", resource.at, permission.principal);
            permission.function_name.contains(self.function).then_some(line)
        });
        let given: Vec<String> = given.collect();
        if given.is_empty() { vec![format!("{TEMPLATE} permits nobody to call {}", self.function)] } else { given }
    }
}
