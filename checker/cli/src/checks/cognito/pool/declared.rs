//! What the template says of the pool and its client, and what Cognito says to it.

use cloud::template::{Node, Resource, Stack};

use super::super::Session;
use super::super::resources::{CLIENT_OUTPUT, POOL_OUTPUT, client, lines, pool};
use crate::checks::api::refused;
use crate::checks::template_file::TEMPLATE;
use crate::harness::{Failure, Outcome};

pub(super) fn declared(session: &Session) -> Outcome {
    let stack = session.setting.stack(&[])?;
    let (pool, client) = (pool(&stack)?, client(&stack)?);
    let of = client.properties.get("UserPoolId").and_then(Node::scalar).unwrap_or_default();
    if of == pool.physical_id {
        return Ok(());
    }
    Failure::new("The client is not one of the stack's user pool.")
        .compared(format!("UserPoolId: {} ({})", pool.physical_id, pool.logical_id), format!("UserPoolId: {of}"))
        .because(lines(session, client, &["UserPoolId"])?)
        .fail()
}

pub(super) fn outputs(session: &Session) -> Outcome {
    let stack = session.setting.stack(&[])?;
    let of = |name: &str, resource: &Resource| {
        let found = stack.output(name);
        if found == Some(&resource.physical_id) {
            return Ok(());
        }
        Failure::new(format!("The output {name} is not the id of {}.", resource.logical_id))
            .compared(format!("{name}: {}", resource.physical_id), found.unwrap_or("no such output"))
            .because(format!("{TEMPLATE}, Outputs: {}", stack_outputs(&stack)))
            .fail()
    };
    of(POOL_OUTPUT, pool(&stack)?)?;
    of(CLIENT_OUTPUT, client(&stack)?)
}

fn stack_outputs(stack: &Stack) -> String {
    stack.outputs.iter().map(|output| output.name.as_str()).collect::<Vec<_>>().join(", ")
}

pub(super) async fn made(session: &Session) -> Outcome {
    let scene = session.writes().await?;
    let of_cognito = scene.chat.failures.iter().find(|failed| failed.resource_type.starts_with("AWS::Cognito::"));
    of_cognito.map_or(Ok(()), |failed| {
        let mut failure = refused(failed);
        // The place, with its line.
        if let Some(place) = failure.trace.first_mut() {
            *place = session.setting.template()?.excerpt(&failed.at);
        }
        failure.fail()
    })
}
