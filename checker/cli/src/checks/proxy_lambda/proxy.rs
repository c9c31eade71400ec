//! Part 2: every path to the function, and the permission to call it.

use cloud::apigateway::definition::IntegrationType;
use cloud::template::Stack;
use cloud::template::view::PermissionProperties;
use cloud::{OTHER_ACCOUNT, STUDENT_ACCOUNT};
use reqwest::Method;

use super::function::{LIST_PATH, NO_ID, path};
use super::{LabCheck, Session, resources};
use crate::checks::api::{Api, Asked, short};
use crate::checks::api_file::{API, INTEGRATION, doubts, imported, place};
use crate::checks::resources::{rest_api, stage};
use crate::checks::template_file::{Deployment, TEMPLATE};
use crate::harness::{Check, Failure, Need, Outcome};
use crate::target::Target;

pub(super) fn checks() -> Vec<LabCheck> {
    vec![
        Check {
            id: "proxy-lambda/api-accepted",
            part: "proxy",
            title: "api.yaml is a definition that API Gateway takes",
            points: 1,
            needs: Need::Artefact,
            after: &["proxy-lambda/template-accepted"],
            hints: &[
                "API Gateway reads the definition when the stack is made, and refuses what it cannot use.",
                "The uri of an integration is no ARN of a function: arn:aws:apigateway:REGION:lambda:path/2015-03-31/functions/FUNCTION-ARN/invocations.",
                "A fixed value is in single quotes inside those of YAML, \"'*'\"; and a header that an integration's response sets is declared under `headers` of the method's response.",
            ],
            run: |session| Box::pin(async { api_accepted(session) }),
        },
        Check {
            id: "proxy-lambda/integration",
            part: "proxy",
            title: "the API hands requests on to the function, in proxy mode",
            points: 2,
            needs: Need::Artefact,
            after: &["proxy-lambda/api-accepted"],
            hints: &[
                "/{proxy+} takes every path, x-amazon-apigateway-any-method every method; what is done with them is the integration.",
                "type: aws_proxy, and httpMethod: POST. That is the method with which Lambda is called, not the caller's.",
                "The uri ends in functions/${ChatApiProxy.Arn}/invocations, with ${AWS::Region} before it; Fn::Sub puts both in.",
            ],
            run: |session| Box::pin(async { integration(session) }),
        },
        Check {
            id: "proxy-lambda/permission",
            part: "proxy",
            title: "API Gateway may call the function",
            points: 2,
            needs: Need::Artefact,
            after: &["proxy-lambda/integration"],
            hints: &[
                "A function is called only by whom its own policy lets in. Nobody is in it at first.",
                "An event of type Api puts API Gateway in, for just one path and one method.",
                "RestApiId: !Ref ChatApi, Path: /{proxy+}, Method: any. The path is spelt as in api.yaml, the method covers what api.yaml covers.",
            ],
            run: |session| Box::pin(permission(session)),
        },
        Check {
            id: "proxy-lambda/api-answers",
            part: "proxy",
            title: "the API answers with the list, and with each conversation",
            points: 2,
            needs: Need::Http,
            after: &["proxy-lambda/permission", "proxy-lambda/content-type", "proxy-lambda/no-query"],
            hints: &[
                "Try the command that is shown, against `cargo checker cloud 4`. Its live page shows the request's way, step by step.",
                "403 Missing Authentication Token: no method takes the path. 500: API Gateway could not call the function. 502: it could not use the answer.",
            ],
            run: |session| Box::pin(api_answers(session)),
        },
        Check {
            id: "proxy-lambda/api-unknown",
            part: "proxy",
            title: "what is not there is answered as an error of the caller",
            points: 1,
            needs: Need::Http,
            after: &["proxy-lambda/api-answers", "proxy-lambda/unsafe-id", "proxy-lambda/other-requests"],
            hints: &[
                "Through the API an unknown conversation is 404, with a message.",
                "502 means that the function failed, 500 that it said so or was not called. The log says which.",
            ],
            run: |session| Box::pin(api_unknown(session)),
        },
    ]
}

fn api_accepted(session: &Session) -> Outcome {
    imported(&session.setting, &session.setting.stack(&[])?)?;
    Ok(())
}

fn integration(session: &Session) -> Outcome {
    let own = session.setting.stack(&[])?;
    integrated(session, &own, &session.setting.region, "")?;
    // What is written out, be it account, region or name, is right in one deployment only.
    let prefix = session.setting.prefix();
    let region = session.setting.other_region();
    let deployment = Deployment {
        parameters: &[("NamePrefix", prefix.as_str())],
        account: OTHER_ACCOUNT,
        region,
        seed: !session.setting.seed.0,
    };
    let second = session.setting.template()?.resolve(&deployment)?;
    integrated(session, &second, region, &format!("In another account, in the region {region}, with a prefix: "))
}

fn integrated(session: &Session, stack: &Stack, region: &str, before: &str) -> Outcome {
    let (api, definition) = imported(&session.setting, stack)?;
    let function = resources::function(stack)?;
    let template = session.setting.template()?;
    for path in [LIST_PATH.to_owned(), path(session.data.plain().0)] {
        let Some((resource, name, method)) = definition.method_for("GET", &path) else {
            let paths: Vec<_> = definition
                .resources
                .iter()
                .flat_map(|resource| resource.methods.keys().map(move |method| format!("{method} {}", resource.path)))
                .collect();
            return Failure::new(format!("{before}No method of the API takes GET {path}."))
                .compared("a method that takes it", format!("{API} has {}", paths.join(", ")))
                .because_of(doubts(stack))
                .fail();
        };
        let at = |keys: &[&str]| {
            let position = api.body.as_ref().and_then(|body| place(body, &resource.path, name, keys));
            position.map(|position| template.excerpt(&position))
        };
        let Some(integration) = &method.integration else {
            return Failure::new(format!("{before}{name} {} has no integration: nothing is behind it.", resource.path))
                .compared(INTEGRATION, "none")
                .because_of(at(&[]))
                .because_of(doubts(stack))
                .fail();
        };
        let tried = format!("GET {path}");
        if integration.kind != IntegrationType::AwsProxy {
            return Failure::new(format!("{before}{name} {} is not in proxy mode.", resource.path))
                .tried(tried)
                .compared("type: aws_proxy", format!("type: {}", integration.kind.name().to_ascii_lowercase()))
                .because_of(at(&[INTEGRATION, "type"]))
                .fail();
        }
        if integration.http_method.as_deref() != Some("POST") {
            let found = integration.http_method.clone().unwrap_or_else(|| "none".to_owned());
            return Failure::new(format!("{before}Lambda is called by POST, whatever the caller's method is. API Gateway would call it by {found}, and every request would fail with 500."))
                .tried(tried)
                .exactly("httpMethod: POST", format!("httpMethod: {found}"))
                .because_of(at(&[INTEGRATION, "httpMethod"]))
                .fail();
        }
        let wanted =
            format!("arn:aws:apigateway:{region}:lambda:path/2015-03-31/functions/{}/invocations", function.arn);
        let found = integration.uri.clone().unwrap_or_default();
        if found != wanted {
            return Failure::new(format!("{before}The integration's uri is not that of the stack's function."))
                .tried(tried)
                .exactly(wanted, found)
                .because_of(at(&[INTEGRATION, "uri"]))
                .fail();
        }
    }
    Ok(())
}

const INVOKE: &str = "lambda:InvokeFunction";
const API_GATEWAY: &str = "apigateway.amazonaws.com";
pub(in crate::checks) const NO_PERMISSION: &str = "Invalid permissions on Lambda function";

async fn permission(session: &Session) -> Outcome {
    let scene = session.bare().await?;
    let api = scene.api(&session.http)?;
    let (_, definition) = imported(&session.setting, &scene.stack)?;
    let body = Some("\"Hello\"");
    let conversation = path(session.data.plain().0);
    for (method, path, body) in [
        (Method::GET, LIST_PATH, None),
        (Method::GET, conversation.as_str(), None),
        (Method::POST, conversation.as_str(), body),
    ] {
        // Who has a method for GET alone needs no permission for another.
        let Some((resource, _, known)) = definition.method_for(method.as_str(), path) else { continue };
        if known.integration.as_ref().is_none_or(|integration| integration.kind != IntegrationType::AwsProxy) {
            continue;
        }
        let asked = api.ask(method.as_str(), path, &[], body).await?;
        if !asked.why.iter().any(|line| line.contains(NO_PERMISSION)) {
            continue;
        }
        let function = resources::function(&scene.stack)?;
        let stage = stage(&scene.stack).map(|stage| stage.name).unwrap_or_default();
        let rest_api = rest_api(&scene.stack)?;
        let source = format!(
            "arn:aws:execute-api:{}:{STUDENT_ACCOUNT}:{}/{stage}/{method}{}",
            session.setting.region, rest_api.id, resource.path
        );
        return asked
            .failure("API Gateway may not call the function, and answers 500.")
            .compared("the function is called", asked.shown())
            .because(format!("the request comes from {source}"))
            .because_of(permitted(&scene.stack, &function.name))
            .fail();
    }
    closed_to_others(session, &scene.stack)
}

/// Whom the template lets call the function, line by line.
pub(super) fn permitted(stack: &Stack, function: &str) -> Vec<String> {
    let given = stack.resources.iter().filter_map(|resource| {
        let permission = PermissionProperties::new(resource)?;
        let action = if permission.action == INVOKE { String::new() } else { format!("{} to ", permission.action) };
        let of = permission.source_arn.unwrap_or_else(|| "any".to_owned());
        let about = if permission.function_name.contains(function) {
            String::new()
        } else {
            format!(", on {}", permission.function_name)
        };
        Some(format!("{} permits {action}{} from {of}{about}", resource.at, permission.principal))
    });
    let given: Vec<String> = given.collect();
    if given.is_empty() { vec![format!("{TEMPLATE} permits nobody to call the function")] } else { given }
}

/// A service without a source is let in for whatever anybody makes of it, in any account.
/// <https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html>
fn closed_to_others(session: &Session, stack: &Stack) -> Outcome {
    let region = &session.setting.region;
    let api = rest_api(stack)?.id;
    for resource in &stack.resources {
        let Some(permission) = PermissionProperties::new(resource) else { continue };
        if permission.source_arn.is_some() || permission.source_account.is_some() {
            continue;
        }
        let (message, found) = match permission.principal.as_str() {
            "*" => ("Everybody may call the function, from any account, past the API.", "everybody"),
            API_GATEWAY => {
                ("Every API may call the function, also one that somebody makes in another account.", API_GATEWAY)
            }
            _ => continue,
        };
        return Failure::new(message)
            .tried("aws lambda get-policy --function-name Chat-API-proxy")
            .compared(
                format!("{API_GATEWAY} from arn:aws:execute-api:{region}:{STUDENT_ACCOUNT}:{api}/…"),
                format!("{found} from any"),
            )
            .because(session.setting.template()?.excerpt(&resource.at))
            .fail();
    }
    Ok(())
}

/// Compares an answer's status and JSON with what is expected.
pub(super) fn is(asked: &Asked, expected: &serde_json::Value, message: &str) -> Outcome {
    if asked.answer.status == 200 && asked.json().as_ref() == Some(expected) {
        return Ok(());
    }
    let name =
        asked.answer.header("x-amzn-errortype").map(|kind| format!("API Gateway made this answer itself: {kind}"));
    asked
        .failure(message)
        .because_of(name)
        .exactly(format!("200 {}", short(&expected.to_string())), asked.shown())
        .fail()
}

async fn api_answers(session: &Session) -> Outcome {
    if let Target::Embedded(_) = session.setting.target {
        let api = rest_api(&session.setting.stack(&[])?)?;
        if api.endpoint_type == "PRIVATE" {
            return Failure::new(
                "The API is a private one: nobody outside a VPC reaches it, and no browser of a reader.",
            )
            .compared("EndpointConfiguration, Type: REGIONAL", "Type: PRIVATE")
            .fail();
        }
    }
    answers(session, &session.api().await?, "").await
}

/// Whether an API gives out all that it is expected to hold.
pub(super) async fn answers(session: &Session, api: &Api<'_>, before: &str) -> Outcome {
    let asked = api.get(LIST_PATH).await?;
    is(&asked, &session.data.list, &format!("{before}GET {LIST_PATH} is not answered with the list."))?;
    let media = asked.answer.header("content-type").unwrap_or("none").to_owned();
    if media.split(';').next().is_none_or(|media| !media.trim().eq_ignore_ascii_case("application/json")) {
        return asked
            .failure(format!("{before}The answer to GET {LIST_PATH} does not say that it is JSON."))
            .compared("Content-Type: application/json", format!("Content-Type: {media}"))
            .fail();
    }
    for (id, whole) in &session.data.conversations {
        let asked = api.get(&path(id)).await?;
        is(&asked, whole, &format!("{before}GET of the conversation `{id}` is not answered with it."))?;
    }
    Ok(())
}

async fn api_unknown(session: &Session) -> Outcome {
    let api = session.api().await?;
    let (folder, name) = &session.data.folder;
    for (what, path) in [
        ("an id that no conversation has", path(&session.data.unknown)),
        ("an id with an encoded slash in it", format!("{LIST_PATH}/{folder}%2F{name}")),
    ] {
        let asked = api.get(&path).await?;
        let says =
            asked.json().is_some_and(|body| body["message"].as_str().is_some_and(|text| !text.trim().is_empty()));
        if !NO_ID.contains(&asked.answer.status) || !says {
            return asked
                .failure(format!("A GET of {what} is not answered with 404 and a message."))
                .compared("404 {\"message\":\"…\"}", asked.shown())
                .fail();
        }
    }
    let asked = api
        .ask("POST", &path(session.data.plain().0), &[("Content-Type", "application/json")], Some("\"Hello\""))
        .await?;
    if !(400..500).contains(&asked.answer.status) {
        return asked
            .failure("Nothing can be written yet, and a POST is not answered as an error of the caller.")
            .compared("405, 404 or 403", asked.shown())
            .fail();
    }
    Ok(())
}
