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
    if name.as_ref().is_some_and(|name| name.starts_with(&prefix)) {
        return Ok(());
    }
    Failure::new("The pool has the same name in every deployment: nobody can tell the pools of two students apart.")
        .tried(format!("sam deploy --parameter-overrides NamePrefix={prefix}"))
        .compared(format!("UserPoolName: {prefix}ChatPool"), name.unwrap_or_else(|| "none".to_owned()))
        .because(lines(session, pool, &["UserPoolName"])?)
        .fail()
}
