//! Labs 3 to 7: one stack, deployed and updated.

use aws_sdk_s3::primitives::ByteStream;
use serde_json::json;

use super::super::app::App;
use super::super::build::{Built, build};
use super::super::steps::{Halted, Steps, Told};
use super::super::{fault, walk};
use super::published::{ended, write_data};
use super::requests::{ends_with, first, given, is_refused, list_is, of_user, path, post, posts};
use crate::checks::dynamodb::resources::TableNames;
use crate::checks::{function, resources};
use crate::harness::{Failure, Verdict};
use crate::stop::Stop;

/// Lab 5's loader: `src/bin/load.rs`.
const LOADER: &str = "load";
/// What is written at the stops of labs 5 and 6.
const AT_LAB_5: &str = "Is anybody there? (from lab 5)";
const AT_LAB_6: &str = "Still here, \"in quotes\" (from lab 6)";
/// An id that nobody has.
const UNKNOWN: &str = "nobody-started-this";

/// Lab 3: the function reads the data bucket.
pub(in super::super) async fn function(app: &mut App<'_>, steps: &mut Steps) -> Result<(), Halted> {
    let lab = steps.take("iam-role-builds", build(app, "iam-role")).await?;
    steps.take("iam-role-deploys", app.deploy(&lab)).await?;
    steps
        .take("iam-role-answers", async {
            put_data(app).await?;
            let function = resources::function(app.stack()?, "chat-data")?;
            let ran = function::invoke(&app.cloud, &function, &json!({})).await?;
            let expected = "the JSON of data/conversations.json";
            if ran.failed {
                return Err(ran.failure(expected).into());
            }
            let given = app.site.get("data/conversations.json").and_then(|bytes| serde_json::from_slice(bytes).ok());
            if ran.json() != given {
                return Failure::new("The function answers something else than the list.")
                    .tried(&ran.command)
                    .compared(expected, &ran.payload)
                    .because_of(ran.log_lines())
                    .fail();
            }
            Ok(((), Told::new(&ran.command, expected, expected)))
        })
        .await
}

/// Lab 4: the API in front of the function.
pub(in super::super) async fn proxy(app: &mut App<'_>, steps: &mut Steps) -> Result<(), Halted> {
    let lab = steps.take("proxy-lambda-builds", build(app, "proxy-lambda")).await?;
    steps.take("proxy-lambda-deploys", app.deploy(&lab)).await?;
    steps.take("proxy-lambda-list", async { Ok(((), list_is(&app.api()?, &given(app)?).await?)) }).await?;
    steps
        .take("proxy-lambda-unknown", async {
            let api = app.api()?;
            let asked = api.get(&path(UNKNOWN)).await?;
            Ok(((), is_refused(&api, &asked, 404, "A conversation that is not there is answered otherwise.")?))
        })
        .await
}

/// Lab 5: the tables, and new messages.
pub(in super::super) async fn tables(app: &mut App<'_>, steps: &mut Steps) -> Result<(), Halted> {
    let lab = steps.take("dynamodb-builds", build(app, "dynamodb")).await?;
    steps.take("dynamodb-deploys", app.deploy(&lab)).await?;
    steps.take("dynamodb-loads", load(app, &lab)).await?;
    let list = of_user(given(app).map_err(|verdict| Stop::fault(format!("{verdict:?}")))?);
    steps.take("dynamodb-list", async { Ok(((), list_is(&app.api()?, &list).await?)) }).await?;
    steps.take("dynamodb-posts", async { Ok(((), posts(&app.api()?, first(&list)?, AT_LAB_5, 200).await?)) }).await
}

/// Lab 6: a function for each method, on the tables as lab 5 left them.
pub(in super::super) async fn models(app: &mut App<'_>, steps: &mut Steps) -> Result<(), Halted> {
    let lab = steps.take("models-builds", build(app, "models")).await?;
    steps.take("models-deploys", app.deploy(&lab)).await?;
    let list = of_user(given(app).map_err(|verdict| Stop::fault(format!("{verdict:?}")))?);
    steps.take("models-keeps", async { Ok(((), ends_with(&app.api()?, first(&list)?, AT_LAB_5).await?)) }).await?;
    steps.take("models-posts", async { Ok(((), posts(&app.api()?, first(&list)?, AT_LAB_6, 204).await?)) }).await?;
    steps
        .take("models-refuses", async {
            let api = app.api()?;
            let asked = post(&api, first(&list)?, &json!({ "message": "no text" })).await?;
            Ok(((), is_refused(&api, &asked, 400, "A message that fits no model is not refused.")?))
        })
        .await
}

/// Lab 7: users.
pub(in super::super) async fn users(app: &mut App<'_>, steps: &mut Steps) -> Result<(), Halted> {
    let lab = steps.take("cognito-builds", build(app, "cognito")).await?;
    steps.take("cognito-deploys", app.deploy(&lab)).await?;
    steps
        .take("cognito-refuses", async {
            let api = app.api()?;
            let asked = api.get("/conversations").await?;
            Ok(((), is_refused(&api, &asked, 401, "Who is not signed in gets an answer.")?))
        })
        .await?;
    steps.take("cognito-configures", walk::configure(app)).await
}

/// Puts the site's data into the data bucket, as the student does by hand.
async fn put_data(app: &App<'_>) -> Result<(), Verdict> {
    let bucket = resources::data_bucket(app.stack()?, "chat-data")?;
    for (key, bytes) in app.site.iter().filter(|(key, _)| key.starts_with("data/")) {
        let put = app.s3.put_object().bucket(&bucket).key(key).content_type("application/json");
        if let Err(error) = Box::pin(put.body(ByteStream::from(bytes.clone())).send()).await {
            let status = error.raw_response().map_or(0, |answer| answer.status().as_u16());
            return Failure::new(format!(
                "Nobody can put the data into {bucket}, the bucket that DataBucketName names."
            ))
            .tried(format!("aws s3 cp site/{key} s3://{bucket}/{key}"))
            .compared("200", status.to_string())
            .fail();
        }
    }
    Ok(())
}

/// Runs lab 5's loader on the site's data.
async fn load(app: &App<'_>, lab: &Built) -> Result<((), Told), Verdict> {
    let tables = TableNames::of(app.stack()?)?;
    let program = lab.program.other(LOADER).map_err(|stop| Verdict::Failed(Failure::new(stop.to_string())))?;
    let folder = tempfile::tempdir().map_err(|error| fault(format!("no temporary folder: {error}")))?;
    write_data(app, folder.path())?;
    let path = folder.path().display().to_string();
    let arguments = [path.as_str(), &tables.conversations, &tables.messages];
    let finished = app.run(&program, &arguments, &lab.files).await?;
    ended(&format!("cargo run --bin load-chat -- site/data {} {}", tables.conversations, tables.messages), &finished)
}
