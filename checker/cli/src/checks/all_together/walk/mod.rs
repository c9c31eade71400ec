//! The walk: three people at the finished app, each in a browser of their own; without a browser the same over HTTP.

mod in_browser;
mod over_http;
mod people;

use std::path::{Path, PathBuf};

use aws_sdk_s3::primitives::ByteStream;

use super::app::App;
use super::fault;
use super::steps::{Halted, Steps, Told};
use crate::checks::site_config::SiteConfig;
use crate::harness::{Failure, Verdict};
use crate::stop::Stop;
use crate::webdriver::{self, Driver};

use in_browser::InBrowser;
use over_http::OverHttp;
use people::{Refused, Visitor};

/// What Ada and Grace write. The page must show it as it is.
const HELLO: &str = "Shall we look at \"Notes, G\" together? <b>1843</b>";
const ANSWER: &str = "Yes: it's the one with Bernoulli's numbers.";

/// The site's key of its settings.
const CONFIG: &str = "config.js";

/// Makes the folder of the screenshots, and takes those of an earlier run away.
///
/// # Errors
/// A fault when that cannot be done.
pub(super) fn prepare(pictures: &Path) -> Result<(), Stop> {
    std::fs::create_dir_all(pictures).map_err(|error| Stop::io("cannot make", pictures, &error))?;
    let entries = std::fs::read_dir(pictures).map_err(|error| Stop::io("cannot read", pictures, &error))?;
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        let name = path.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
        let is_picture = path.extension().is_some_and(|extension| extension == "png");
        // Only what is named as below: the folder may be anybody's.
        if is_picture && name.split_once("-walk-").is_some_and(|(number, _)| number.parse::<u8>().is_ok()) {
            std::fs::remove_file(&path).map_err(|error| Stop::io("cannot remove", &path, &error))?;
        }
    }
    Ok(())
}

/// Uploads the `config.js` that the stack gives out, with the addresses of this machine in it: API Gateway's host over plain
/// HTTP, since the cloud has no certificate for it, and Cognito's likewise.
pub(super) async fn configure(app: &App<'_>) -> Result<((), Told), Verdict> {
    const NAME: &str = "SiteConfig";
    let command = "aws cloudformation describe-stacks --stack-name chat";
    let expected = "an output SiteConfig, a script that sets ChatApp";
    let stack = app.stack()?;
    let Some(given) = stack.output(NAME) else {
        return Failure::new("The stack does not give the site's config.js out.")
            .tried(command)
            .compared(expected, "no such output")
            .fail();
    };
    let refuse = |why: &str| Failure::new(why).tried(command).compared(expected, given);
    let endpoint = SiteConfig::read(given).map_err(refuse)?.api_endpoint;
    let api = stack.output("ApiEndpoint").unwrap_or_default();
    if endpoint.trim_end_matches('/') != api {
        return refuse("apiEndpoint is not the address of this stack's API, which the output ApiEndpoint gives.")
            .fail();
    }
    let region = app.cloud.region();
    let local = given.replace("https://", "http://");
    let script = format!("{local}\nglobalThis.ChatApp.userPoolEndpoint = '{}/';\n", cognito(region));
    let put = app.s3.put_object().bucket(&app.bucket).key(CONFIG).content_type("text/javascript; charset=utf-8");
    let put = Box::pin(put.body(ByteStream::from(script.into_bytes())).send()).await;
    put.map_err(|error| fault(format!("{CONFIG} cannot be uploaded: {error:?}")))?;
    Ok(((), Told::new(format!("aws s3 cp config.js s3://{}/config.js", app.bucket), expected, given)))
}

/// Where Cognito is asked, over plain HTTP.
fn cognito(region: &str) -> String {
    format!("http://cognito-idp.{region}.amazonaws.com")
}

/// Walks the app.
pub(super) async fn walk(app: &App<'_>, steps: &mut Steps, pictures: &Path) -> Result<(), Halted> {
    let (driver, three) = match open(app).await {
        Ok(opened) => opened,
        Err(webdriver::Error::Missing(missing)) => return without_browser(app, steps, pictures, &missing).await,
        Err(error) => return steps.take("walk-ada-joins", async { Err(fault(error)) }).await,
    };
    let [ada, grace, charles] = three;
    let mut three = Three { app, pictures, ada, grace, charles };
    let walked = three.walk(steps).await;
    for visitor in [&three.ada, &three.grace, &three.charles] {
        visitor.close().await;
    }
    driver.stop().await.map_err(|error| Stop::fault(error.to_string()))?;
    walked
}

/// A browser for each of the three.
async fn open<'a>(app: &'a App<'a>) -> Result<(Driver, [InBrowser<'a>; 3]), webdriver::Error> {
    let mut driver = Driver::start().await?;
    // All of AWS's hosts are the cloud's one port, which tells them apart by their names; nothing else is anywhere.
    let port = app.cloud.port();
    let rules =
        format!("--host-resolver-rules=MAP *.amazonaws.com 127.0.0.1:{port}, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1");
    let [ada, grace, charles] = people::all(app.seed);
    let ada = InBrowser::new(app, driver.open(&[&rules]).await?, ada);
    let grace = InBrowser::new(app, driver.open(&[&rules]).await?, grace);
    let charles = InBrowser::new(app, driver.open(&[&rules]).await?, charles);
    Ok((driver, [ada, grace, charles]))
}

/// The same steps, asked of the APIs as the site asks them.
async fn without_browser(app: &App<'_>, steps: &mut Steps, pictures: &Path, missing: &str) -> Result<(), Halted> {
    steps.note(format!(
        "{missing}, so the walk went over HTTP: what the pages show was not looked at. With Chromium and chromedriver \
         installed it goes through a real browser."
    ));
    let [ada, grace, charles] = people::all(app.seed).map(|person| OverHttp::new(app, person));
    Three { app, pictures, ada, grace, charles }.walk(steps).await
}

/// The three, and where they are.
struct Three<'a, V> {
    app: &'a App<'a>,
    pictures: &'a Path,
    ada: V,
    grace: V,
    charles: V,
}

impl<V: Visitor> Three<'_, V> {
    async fn walk(&mut self, steps: &mut Steps) -> Result<(), Halted> {
        let Self { app, pictures, ada, grace, charles } = self;
        let place = Place { app, pictures };

        let joined = place.at(steps, "walk-ada-joins", ada, async |ada: &mut V| {
            join(app, ada).await?;
            Ok((
                (),
                Told::new(ada.url(), "a letter with a code, and with the code an account", "the account is confirmed"),
            ))
        });
        joined.await?;
        let signed_in = place.at(steps, "walk-ada-signs-in", ada, async |ada: &mut V| {
            let list = ada.sign_in().await?;
            is_empty(ada, &list)?;
            Ok(((), Told::new(ada.url(), "an empty list, and her name", "an empty list, and her name")))
        });
        signed_in.await?;
        let joined = place.at(steps, "walk-grace-joins", grace, async |grace: &mut V| {
            join(app, grace).await?;
            let list = grace.sign_in().await?;
            is_empty(grace, &list)?;
            Ok(((), Told::new(grace.url(), "an empty list, and her name", "an empty list, and her name")))
        });
        joined.await?;
        let other = grace.person().name.clone();
        let started = place.at(steps, "walk-ada-starts", ada, async |ada: &mut V| {
            let id = ada.start_with(&other).await?;
            Ok((id, Told::new(ada.url(), "a conversation of the two", "a conversation of the two")))
        });
        let id = started.await?;
        let wrote = place.at(steps, "walk-ada-writes", ada, async |ada: &mut V| {
            let texts = ada.write(&id, HELLO).await?;
            shows(ada, &texts, &[HELLO])
        });
        wrote.await?;
        let answered = place.at(steps, "walk-grace-answers", grace, async |grace: &mut V| {
            let list = grace.list().await?;
            if list != [id.as_str()] {
                let actual = format!("{} conversations", list.len());
                let failure = Failure::new("Grace's list does not show the conversation that Ada started with her.");
                return failure.tried(grace.url()).compared("this one conversation", actual).fail();
            }
            let texts = grace.read(&id).await?;
            shows(grace, &texts, &[HELLO])?;
            let texts = grace.write(&id, ANSWER).await?;
            shows(grace, &texts, &[HELLO, ANSWER])
        });
        answered.await?;
        let read = place.at(steps, "walk-ada-reads", ada, async |ada: &mut V| {
            let texts = ada.read(&id).await?;
            shows(ada, &texts, &[HELLO, ANSWER])
        });
        read.await?;
        let kept_out = place.at(steps, "walk-charles-is-kept-out", charles, async |charles: &mut V| {
            join(app, charles).await?;
            let list = charles.sign_in().await?;
            is_empty(charles, &list)?;
            match charles.peek(&id).await? {
                Refused::NotThere => Ok(((), Told::new(charles.url(), "404, as if it were not there", "404"))),
                Refused::Not(actual) => Failure::new("Charles, who takes no part in the conversation, is answered.")
                    .tried(charles.url())
                    .compared("404, as if it were not there", actual)
                    .fail(),
            }
        });
        kept_out.await?;
        let signed_out = place.at(steps, "walk-ada-signs-out", ada, async |ada: &mut V| {
            ada.sign_out(&id).await?;
            let expected = "the form to sign in, also at the conversation's address";
            Ok(((), Told::new(ada.url(), expected, expected)))
        });
        signed_out.await
    }
}

/// Where the steps are taken.
struct Place<'a> {
    app: &'a App<'a>,
    pictures: &'a Path,
}

impl Place<'_> {
    /// Takes a step with one of the three, and keeps what their browser then shows.
    async fn at<V: Visitor, T>(
        &self,
        steps: &mut Steps,
        slug: &'static str,
        visitor: &mut V,
        work: impl AsyncFnOnce(&mut V) -> Result<(T, Told), Verdict>,
    ) -> Result<T, Halted> {
        let number = steps.number();
        let (since, logs) = (self.app.cloud.trace_len(), self.app.watched().next_log_events());
        let taken = steps.take(slug, async {
            match work(visitor).await {
                Err(Verdict::Failed(failure)) => Err(self.judged(failure, since, &logs)),
                ended => ended,
            }
        });
        let ended = taken.await;
        // A browser that is gone shows nothing any more; the step itself says so.
        if let Some(image) = visitor.picture().await {
            let file = PathBuf::from(format!("{number:02}-{slug}.png"));
            let path = self.pictures.join(&file);
            std::fs::write(&path, image).map_err(|error| Stop::io("cannot write", &path, &error))?;
            steps.picture(slug, file);
        }
        ended
    }

    /// A failure with what was refused; where this cloud lacks a part of AWS, it is no failure of the lab.
    fn judged(&self, failure: Failure, since: usize, logs: &[u64]) -> Verdict {
        let lacking = self.app.cloud.trace_since(since).into_iter().find(|event| event.status == 501);
        if let Some(said) = lacking.and_then(|event| event.error_message) {
            return Verdict::Fault(said);
        }
        let mut why = failure.trace.clone();
        // The page asks again where a token might have expired: twice the same is said once.
        for line in self.refusals(since).into_iter().chain(self.app.watched().why(since, logs)) {
            if !why.contains(&line) {
                why.push(line);
            }
        }
        Verdict::Failed(Failure { trace: why, ..failure })
    }

    /// What the API and Cognito refused since then.
    fn refusals(&self, since: usize) -> Vec<String> {
        let refused = self.app.cloud.trace_since(since).into_iter().filter(|event| event.status >= 400);
        let asked = refused.filter(|event| event.api.is_some() || event.service.starts_with("cognito"));
        let told = asked.map(|event| {
            let what = event.operation.unwrap_or_else(|| format!("{} {}", event.method, event.uri));
            format!("{} {what} {}", event.status, event.error_message.unwrap_or_default()).trim_end().to_owned()
        });
        told.collect()
    }
}

/// Signs up, takes the code of the letter, and confirms.
async fn join(app: &App<'_>, visitor: &mut impl Visitor) -> Result<(), Verdict> {
    visitor.sign_up().await?;
    let person = visitor.person();
    let letters = app.cloud.cognito().outbox();
    let letter = letters.iter().rev().find(|letter| letter.to == person.email);
    let Some(letter) = letter else {
        return Failure::new("The user pool sent no letter with a code: AutoVerifiedAttributes must hold email.")
            .tried(visitor.url())
            .compared(format!("a letter to {}", person.email), "an empty outbox")
            .fail();
    };
    visitor.confirm(&letter.code).await
}

fn is_empty(visitor: &impl Visitor, list: &[String]) -> Result<(), Verdict> {
    if list.is_empty() {
        return Ok(());
    }
    Failure::new(format!("The list of {} shows conversations of others.", visitor.person().name))
        .tried(visitor.url())
        .compared("no conversations", list.join(", "))
        .fail()
}

/// A conversation shows these messages, in this order.
fn shows(visitor: &impl Visitor, texts: &[String], expected: &[&str]) -> Result<((), Told), Verdict> {
    let (actual, expected_words) = (texts.join("\n"), expected.join("\n"));
    if texts == expected {
        return Ok(((), Told::new(visitor.url(), expected_words, actual)));
    }
    let actual = if texts.is_empty() { "no message".to_owned() } else { actual };
    Failure::new("The conversation shows other messages.").tried(visitor.url()).compared(expected_words, actual).fail()
}
