//! The stack as somebody else deploys it.

use cloud::template::Stack;
use cloud::template::view::{ManagedPolicyProperties, RoleProperties};

use super::super::Session;
use super::super::board::Board;
use super::created::usable;
use crate::checks::resources::stage;
use crate::harness::{Failure, Outcome};

/// What the role and its policy are called without a prefix. A name that `CloudFormation` makes is another each time.
const NAMES: [&str; 2] = ["chat-lambda-data", "chat-dynamodb-access"];

pub(super) async fn elsewhere(session: &Session) -> Outcome {
    let board = Board::of(session, session.elsewhere().await?)?;
    let (region, prefix) = (session.setting.other_region(), session.setting.prefix());
    let place = format!("in the region {region}, with the prefix {prefix} and under the stage prod");
    usable(session, &board, &place).await?;
    named_by_the_deployment(session, &board.scene.stack)
}

/// That the stage is called as whoever deploys wants it, and that no name is taken when a second student deploys.
fn named_by_the_deployment(session: &Session, stack: &Stack) -> Outcome {
    let prefix = session.setting.prefix();
    let tried = format!("sam deploy --parameter-overrides StageName=prod NamePrefix={prefix}");
    if let Some(stage) = stage(stack).filter(|stage| stage.name != "prod") {
        return Failure::new("The stage is not called as the parameter StageName has it.")
            .tried(tried)
            .exactly("prod", stage.name)
            .because(session.setting.template()?.excerpt(&stage.at))
            .fail();
    }
    let endpoint = stack.output("ApiEndpoint").unwrap_or_default().trim_end_matches('/').to_owned();
    if !endpoint.ends_with("/prod") {
        return Failure::new("The output ApiEndpoint is not the address of the stage.")
            .tried(tried)
            .compared("https://….amazonaws.com/prod", endpoint)
            .fail();
    }
    for resource in &stack.resources {
        let role = RoleProperties::new(resource).map(|role| role.name);
        let name = role.or_else(|| ManagedPolicyProperties::new(resource).map(|policy| policy.name));
        let Some(name) = name.filter(|name| NAMES.contains(&name.as_str())) else { continue };
        return Failure::new(format!(
            "{name} has the same name in every deployment: two students of one account cannot both have it."
        ))
        .tried(tried)
        .exactly(format!("{prefix}{name}"), name)
        .because(session.setting.template()?.excerpt(&resource.at))
        .fail();
    }
    Ok(())
}
