//! Part 1: the tables, their keys, the index.

use super::scene::refused;
use super::{LabCheck, Session, resources};
use crate::checks::function::start;
use crate::harness::{Check, Need, Outcome};

pub(super) fn checks() -> Vec<LabCheck> {
    vec![Check {
        id: "dynamodb/tables-made",
        part: "tables",
        title: "DynamoDB makes both tables as the template wants them",
        points: 2,
        needs: Need::Artefact,
        after: &[],
        hints: &[
            "DynamoDB looks at a table's definition when it is made, and refuses one that does not fit together.",
            "AttributeDefinitions names the attributes that are keys of the table or of an index, and no others.",
        ],
        run: |session| Box::pin(tables_made(session)),
    }]
}

async fn tables_made(session: &Session) -> Outcome {
    let stack = session.stack(&[])?;
    for name in [resources::CONVERSATIONS, resources::MESSAGES] {
        resources::table(&stack, name)?;
    }
    let (cloud, _) = start(&session.setting, &session.setting.region).await?;
    let mut tables = stack.clone();
    tables.resources.retain(|resource| resource.resource_type == "AWS::DynamoDB::Table");
    match cloud.deploy(&tables, &|_| None).first() {
        Some(failed) => Err(refused(failed).into()),
        None => Ok(()),
    }
}
