//! Part 4: the site on the API.

use cloud::STUDENT_ACCOUNT;
use cloud::template::Stack;

use super::cors::readable;
use super::function::{LIST_PATH, path};
use super::proxy::{NO_PERMISSION, answers, permitted};
use super::{LabCheck, Session, resources};
use crate::checks::browser::may_read;
use crate::checks::resources::{rest_api, stage as stage_of};
use crate::checks::site_config::SiteConfig;
use crate::checks::template_file::{Deployment, TEMPLATE};
use crate::harness::{Check, Failure, Need, Outcome, Verdict};

/// The parameter that names the stage.
const PARAMETER: &str = "StageName";

pub(super) fn checks() -> Vec<LabCheck> {
    vec![
        Check {
            id: "proxy-lambda/stage-parameter",
            part: "site",
            title: "who deploys chooses the stage's name",
            points: 1,
            needs: Need::Artefact,
            after: &["proxy-lambda/api-accepted"],
            hints: &[
                "A parameter StageName of type String, with a default, beside the three others.",
                "StageName: !Ref StageName, in ChatApi.",
            ],
            run: |session| Box::pin(async { stage_parameter(session) }),
        },
        Check {
            id: "proxy-lambda/api-endpoint",
            part: "site",
            title: "the stack says where its API is",
            points: 1,
            needs: Need::Artefact,
            after: &["proxy-lambda/stage-parameter"],
            hints: &[
                "https://ID.execute-api.REGION.amazonaws.com/STAGE: the id is known only when the API is made.",
                "!Sub https://${ChatApi}.execute-api.${AWS::Region}.amazonaws.com/${StageName}",
            ],
            run: |session| Box::pin(async { api_endpoint(session) }),
        },
        Check {
            id: "proxy-lambda/site-config",
            part: "site",
            title: "the stack gives out the site's config.js",
            points: 2,
            needs: Need::Artefact,
            after: &["proxy-lambda/api-endpoint"],
            hints: &[
                "The site looks at globalThis.ChatApp, and in it for apiEndpoint. site/config.js shows the form.",
                "A script's const is not seen from outside; globalThis.ChatApp = { … } is.",
                "!Sub in front of a text in double quotes, and in it the address in single quotes.",
            ],
            run: |session| Box::pin(async { site_config(session) }),
        },
        Check {
            id: "proxy-lambda/site-sequence",
            part: "site",
            title: "the site shows the list, each conversation, and an error, as a browser lets it",
            points: 2,
            needs: Need::Http,
            after: &["proxy-lambda/allow-origin", "proxy-lambda/allow-origin-errors"],
            hints: &[
                "`cargo checker cloud 4` serves the site on your API. Open the browser's tools, F12: the console says why an answer is kept back.",
                "The page wants JSON of the form that the app's contract gives, and for an error a status and a message.",
            ],
            run: |session| Box::pin(site_sequence(session)),
        },
        Check {
            id: "proxy-lambda/elsewhere",
            part: "site",
            title: "it works in another deployment: another stage, prefix and region",
            points: 2,
            needs: Need::Program,
            after: &["proxy-lambda/site-config", "proxy-lambda/site-sequence", "proxy-lambda/any-stage"],
            hints: &[
                "Something is written out that differs from one deployment to the next.",
                "Look for the stage's name, the region, the account and the function's name, in the template, in api.yaml and in the code.",
            ],
            run: |session| Box::pin(elsewhere(session)),
        },
    ]
}

/// The stack as somebody else deploys it.
fn deployed_as(session: &Session, stage: &str, prefix: &str, region: &str, seed: u64) -> Result<Stack, Verdict> {
    let site = format!("{prefix}chat-site");
    let parameters = [(PARAMETER, stage), ("NamePrefix", prefix), ("SiteBucket", &site)];
    let deployment = Deployment { parameters: &parameters, account: STUDENT_ACCOUNT, region, seed };
    session.setting.template()?.resolve(&deployment).map_err(|mut failure| {
        failure.request = Some(command(stage, prefix));
        failure.into()
    })
}

fn command(stage: &str, prefix: &str) -> String {
    format!("sam deploy --parameter-overrides {PARAMETER}={stage} NamePrefix={prefix}")
}

/// Two deployments, each with its stage and its region.
fn two<'a>(session: &'a Session, stages: &'a [String; 2]) -> Result<[(&'a str, &'a str, Stack); 2], Verdict> {
    let (region, other) = (session.setting.region.as_str(), session.setting.other_region());
    let seed = session.setting.seed.0;
    Ok([
        (&stages[0], region, deployed_as(session, &stages[0], "", region, seed)?),
        (&stages[1], other, deployed_as(session, &stages[1], &session.setting.prefix(), other, !seed)?),
    ])
}

fn stages(session: &Session) -> [String; 2] {
    [session.stage(), "prod".to_owned()]
}

fn stage_parameter(session: &Session) -> Outcome {
    for (stage, _, stack) in two(session, &stages(session))? {
        let Some(made) = stage_of(&stack) else {
            return Failure::new("The API has no stage.").compared(stage, "none").fail();
        };
        if made.name != stage {
            return Failure::new(format!("The parameter {PARAMETER} is there, and the stage has another name."))
                .tried(command(stage, ""))
                .compared(stage, &made.name)
                .because(session.setting.template()?.excerpt(&made.at))
                .fail();
        }
    }
    Ok(())
}

fn api_endpoint(session: &Session) -> Outcome {
    for (stage, region, stack) in two(session, &stages(session))? {
        let wanted = endpoint(&stack, stage, region)?;
        let Some(found) = stack.output("ApiEndpoint") else {
            return Failure::new(format!("{TEMPLATE} has no output ApiEndpoint."))
                .tried("aws cloudformation describe-stacks --stack-name chat --query \"Stacks[0].Outputs\"")
                .compared(format!("ApiEndpoint: {wanted}"), "none")
                .fail();
        };
        if found.trim_end_matches('/') != wanted {
            return Failure::new("The output ApiEndpoint is not the address of the stage.")
                .tried("aws cloudformation describe-stacks --stack-name chat --query \"Stacks[0].Outputs\"")
                .exactly(wanted, found)
                .fail();
        }
    }
    Ok(())
}

/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-call-api.html>
fn endpoint(stack: &Stack, stage: &str, region: &str) -> Result<String, Verdict> {
    let api = rest_api(stack)?;
    Ok(format!("https://{}.execute-api.{region}.amazonaws.com/{stage}", api.id))
}

fn site_config(session: &Session) -> Outcome {
    for (stage, region, stack) in two(session, &stages(session))? {
        let wanted = endpoint(&stack, stage, region)?;
        let expected = format!("globalThis.ChatApp = {{ apiEndpoint: '{wanted}' }};");
        let failure = |message: &str, found: &str| {
            Failure::new(message)
                .tried("aws cloudformation describe-stacks --stack-name chat --query \"Stacks[0].Outputs\"")
                .exactly(&expected, found)
        };
        let Some(found) = stack.output("SiteConfig") else {
            return failure(&format!("{TEMPLATE} has no output SiteConfig."), "none").fail();
        };
        match SiteConfig::read(found) {
            Err(why) => return failure(why, found).fail(),
            Ok(config) if config.api_endpoint.trim_end_matches('/') != wanted => {
                return failure("apiEndpoint in SiteConfig is not the address of the stage.", found).fail();
            }
            Ok(_) => {}
        }
    }
    Ok(())
}

/// What the site's pages ask for, one after the other, and how they read it.
async fn site_sequence(session: &Session) -> Outcome {
    let api = session.api().await?;
    let blocked = |why: &str| {
        format!(
            "the browser's console: Access to fetch from origin '{}' has been blocked by CORS policy: {why}",
            api.origin
        )
    };
    let list = api.get(LIST_PATH).await?;
    if let Err(why) = may_read(&list.answer, &api.origin) {
        return list
            .failure("The page with the list gets nothing to show.")
            .compared("the list", list.shown())
            .because(blocked(&why))
            .fail();
    }
    let entries = list.json();
    let Some(entries) = entries.as_ref().and_then(serde_json::Value::as_array).filter(|_| list.answer.status == 200)
    else {
        return list
            .failure("The page wants a list, and gets something else.")
            .compared("200 [{\"id\": …}]", list.shown())
            .fail();
    };
    for entry in entries {
        let id = entry["id"].as_str().unwrap_or_default();
        let asked = api.get(&path(id)).await?;
        let whole = asked.json().unwrap_or_default();
        let shaped = whole["id"] == entry["id"] && whole["participants"].is_array() && whole["messages"].is_array();
        let read = may_read(&asked.answer, &api.origin);
        if let (true, Ok(())) = (shaped && asked.answer.status == 200, &read) {
            continue;
        }
        return asked
            .failure(format!("The page of the conversation `{id}`, which the list has, cannot be shown."))
            .compared("200 {\"id\", \"participants\", \"last\", \"messages\"}", asked.shown())
            .because_of(read.err().map(|why| blocked(&why)))
            .fail();
    }
    let asked = api.get(&path(&session.data.unknown)).await?;
    let message = asked.json().is_some_and(|body| body["message"].is_string());
    if let Err(why) = may_read(&asked.answer, &api.origin) {
        return asked
            .failure("The page cannot say that there is no such conversation.")
            .compared("404", asked.shown())
            .because(blocked(&why))
            .fail();
    }
    if asked.answer.status != 404 || !message {
        return asked
            .failure("The page cannot say that there is no such conversation.")
            .compared("404 {\"message\":\"…\"}", asked.shown())
            .fail();
    }
    Ok(())
}

async fn elsewhere(session: &Session) -> Outcome {
    let scene = session.elsewhere().await?;
    let api = scene.api(&session.http)?;
    let before = format!(
        "In the region {}, with the prefix {} and under the stage {}: ",
        session.setting.other_region(),
        session.setting.prefix(),
        session.stage()
    );
    answers(session, &api, &before).await.map_err(|verdict| match verdict {
        Verdict::Failed(failure) if failure.trace.iter().any(|line| line.contains(NO_PERMISSION)) => {
            failure.because_of(permitted(&scene.stack, &scene.function.name)).into()
        }
        other => other,
    })?;
    let asked = api.get(LIST_PATH).await?;
    readable(&asked, &api.origin, &format!("{before}the answer is kept from the page of that deployment's site."))?;
    let first = resources::function(&session.setting.stack(&[])?)?.name;
    if scene.function.name == first {
        return Failure::new(
            "The function has the same name in every deployment: two students of one account cannot both have it.",
        )
        .tried(command(&session.stage(), &session.setting.prefix()))
        .exactly(format!("{}{}", session.setting.prefix(), resources::FUNCTION), first)
        .fail();
    }
    Ok(())
}

impl Session {
    /// The stack as a second student deploys it.
    pub(super) fn second(&self) -> Result<Stack, Verdict> {
        deployed_as(self, &self.stage(), &self.setting.prefix(), self.setting.other_region(), !self.setting.seed.0)
    }
}
