//! The pool as somebody else deploys it.

use cloud::template::Node;

use super::super::Session;
use super::super::resources::{lines, pool};
use super::newcomer::Newcomer;
use crate::harness::{Failure, Outcome};

pub(super) async fn elsewhere(session: &Session) -> Outcome {
    let scene = session.elsewhere().await?;
    let newcomer = Newcomer::at(session, scene, "elsewhere")?;
    newcomer.joins().await?;
    let prefix = session.setting.prefix();
    let pool = pool(&scene.chat.stack)?;
    let name = pool.properties.get("UserPoolName").and_then(Node::scalar);
    let expected = format!("{prefix}ChatPool");
    let message = match &name {
        Some(name) if *name == expected => return Ok(()),
        Some(name) if name.starts_with(&prefix) => "The pool has another name than the course's.",
        Some(_) => "The pool has the same name in every deployment: nobody can tell the pools of two students apart.",
        None => "The pool has no name of its own, so CloudFormation makes one up.",
    };
    Failure::new(message)
        .tried(format!("sam deploy --parameter-overrides NamePrefix={prefix}"))
        .compared(format!("UserPoolName: {expected}"), name.unwrap_or_else(|| "none".to_owned()))
        .because(lines(session, pool, &["UserPoolName"])?)
        .fail()
}
