//! More users than one answer of `ListUsers` holds.
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsers.html>

use std::collections::BTreeSet;

use super::super::Session;
use super::super::caller::Caller;
use super::super::people::Person;
use super::USERS_PATH;
use super::answer;
use super::pool::Pool;
use crate::harness::Outcome;

/// Two pages and one more.
const MANY: usize = 121;

pub(super) async fn all(session: &Session) -> Outcome {
    // A pool of its own: with so many users every other answer would be long.
    let scene = session.deploy().await?;
    let person = &session.people.user;
    let caller = Caller::of(session, &scene, person).await?;
    let pool = Pool::of(session, &scene)?;
    let mut source = session.setting.seed.source("many users");
    let mut wanted = BTreeSet::new();
    for number in 0..MANY {
        let (name, email) = (format!("{number}-{}", source.name()), format!("{}@example.com", source.name()));
        pool.add(&Person { name: name.clone(), email, password: person.password.clone() })?;
        wanted.insert(name);
    }
    let reply = caller.get(USERS_PATH).await?;
    let found: BTreeSet<String> = answer::names(session, &reply)?.into_iter().collect();
    let missing = wanted.difference(&found).count();
    if missing == 0 {
        return Ok(());
    }
    reply
        .failure(format!("There are {MANY} other users in the pool, and {missing} of them are not found."))
        .compared(format!("{MANY} names"), format!("{} names", found.len()))
        .fail()
}
