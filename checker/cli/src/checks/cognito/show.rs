//! What `checker cloud 7` shows: lab 6's stack and site, whose users sign in.

use std::collections::BTreeMap;
use std::path::Path;

use cloud::Cloud;
use cloud::template::Stack;
use serde_json::json;

use super::data;
use super::people::{People, Person};
use super::resources::{client, pool};
use crate::artefacts::Program;
use crate::checks::models;
use crate::checks::proxy_lambda::Shown;
use crate::checks::template_file::stack_of;
use crate::harness::Seed;
use crate::stop::Stop;

/// As in lab 6; the site's `config.js` names the user pool and its client too, and where Cognito is on this machine. With a
/// seed the people of the check with that seed have signed up: the outputs end with their names and passwords.
///
/// # Errors
/// A usage error when the template does not resolve, a fault when the cloud refuses what is ours.
pub async fn show(
    cloud: &Cloud,
    program: &Program,
    folder: &Path,
    site: &BTreeMap<String, Vec<u8>>,
    first: Option<u16>,
    seed: Option<Seed>,
) -> Result<Shown, Stop> {
    let Some(seed) = seed else { return models::show(cloud, program, folder, site, first, None).await };
    let people = People::invent(seed);
    let data = data::invent(seed, &people);
    let mut shown = models::show_with(cloud, program, folder, site, first, Some((seed, data))).await?;
    let stack = stack_of(folder, cloud.region(), Some(seed))?;
    for person in [&people.user, &people.friend, &people.stranger, &people.quoted] {
        // The pool is the student's, and may take nobody.
        if signed_up(cloud, &stack, person) {
            shown.outputs.push(("user".to_owned(), format!("{}   password {}", person.name, person.password)));
        }
    }
    Ok(shown)
}

/// Makes somebody a user who can sign in, if the stack's pool lets them.
fn signed_up(cloud: &Cloud, stack: &Stack, person: &Person) -> bool {
    let (Ok(pool), Ok(client)) = (pool(stack), client(stack)) else { return false };
    let Person { name, email, password } = person;
    let attributes = json!([{ "Name": "email", "Value": email }]);
    let sign_up =
        json!({ "ClientId": client.physical_id, "Username": name, "Password": password, "UserAttributes": attributes });
    let confirm = json!({ "UserPoolId": pool.physical_id, "Username": name });
    let cognito = cloud.cognito();
    cognito.call("SignUp", &sign_up).is_ok() && cognito.call("AdminConfirmSignUp", &confirm).is_ok()
}
