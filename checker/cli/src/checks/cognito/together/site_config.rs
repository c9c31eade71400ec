//! The output `SiteConfig`, in this deployment and in another.

use cloud::template::Stack;

use super::super::Session;
use super::super::resources::{client, pool};
use crate::checks::resources::{rest_api, stage};
use crate::checks::site_config::SiteConfig;
use crate::checks::template_file::TEMPLATE;
use crate::harness::{Failure, Outcome};

pub(super) fn site_config(session: &Session) -> Outcome {
    let setting = &session.setting;
    is_whole(&setting.stack(&[])?, &setting.region, "")?;
    let region = setting.other_region();
    is_whole(
        &setting.stack_elsewhere()?,
        region,
        &format!("In the region {region}, with a prefix and the stage prod: "),
    )
}

/// That the output names what a stack has made. `before` stands before what is said where it does not.
fn is_whole(stack: &Stack, region: &str, before: &str) -> Outcome {
    let (pool, client) = (&pool(stack)?.physical_id, &client(stack)?.physical_id);
    let stage = stage(stack).map(|stage| stage.name).unwrap_or_default();
    let endpoint = format!("https://{}.execute-api.{region}.amazonaws.com/{stage}", rest_api(stack)?.id);
    let expected = format!(
        "globalThis.ChatApp = {{\n  apiEndpoint: '{endpoint}', canPost: true,\n  region: '{region}', userPoolId: '{pool}', clientId: '{client}'\n}};"
    );
    let failure = |message: &str, found: &str| {
        Failure::new(format!("{before}{message}"))
            .tried("aws cloudformation describe-stacks --stack-name chat --query \"Stacks[0].Outputs\"")
            .compared(&expected, found)
    };
    let Some(found) = stack.output("SiteConfig") else {
        return failure(&format!("{TEMPLATE} has no output SiteConfig."), "none").fail();
    };
    let config = match SiteConfig::read(found) {
        Ok(config) => config,
        Err(why) => return failure(why, found).fail(),
    };
    if config.api_endpoint.trim_end_matches('/') != endpoint {
        return failure("apiEndpoint in SiteConfig is not the address of the stage.", found).fail();
    }
    if config.can_post.as_deref() != Some("true") {
        return failure("canPost in SiteConfig is not true: the site shows no field for a message.", found).fail();
    }
    for (name, value, wanted, what) in [
        ("region", &config.region, region, "the stack's region"),
        ("userPoolId", &config.user_pool_id, pool, "the id of the stack's user pool"),
        ("clientId", &config.client_id, client, "the id of the pool's client"),
    ] {
        match value.as_deref() {
            Some(value) if value == wanted => {}
            Some(_) => return failure(&format!("{name} in SiteConfig is not {what}."), found).fail(),
            None => {
                let message =
                    format!("ChatApp in SiteConfig has no {name} that is a text: the site cannot sign anybody in.");
                return failure(&message, found).fail();
            }
        }
    }
    Ok(())
}
