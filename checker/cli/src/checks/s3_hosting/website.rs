//! Part 4: the bucket as a website.

use reqwest::Method;

use super::scene::Scene;
use super::{LabCheck, Refusals, Session, website_host};
use crate::harness::{Check, Failure, Need, Outcome};

pub(super) fn checks() -> Vec<LabCheck> {
    vec![
        Check {
            id: "s3-hosting/index-document",
            part: "website",
            title: "the website answers with the index document, in folders too",
            points: 2,
            needs: Need::Http,
            after: &["s3-hosting/public-read"],
            hints: &[
                "A bucket is no website until it has a website configuration.",
                "The index document's suffix is a file name, `index.html`: no slash. S3 looks for it in every folder.",
            ],
            run: |session| Box::pin(index_document(session)),
        },
        Check {
            id: "s3-hosting/error-document",
            part: "website",
            title: "a page that is not there shows error.html, and still says that it is an error",
            points: 1,
            needs: Need::Http,
            after: &["s3-hosting/index-document"],
            hints: &[
                "The website configuration has an error document besides the index document.",
                "Its key is the key of an object that you uploaded: `error.html`.",
            ],
            run: |session| Box::pin(error_document(session)),
        },
        Check {
            id: "s3-hosting/endpoint",
            part: "website",
            title: "the program prints the website's address",
            points: 1,
            needs: Need::Program,
            after: &["s3-hosting/index-document"],
            hints: &[
                "`enable` returns the address, and main.rs prints it.",
                "The address has the bucket and the region in it, is plain HTTP, and ends in amazonaws.com.",
            ],
            run: |session| Box::pin(endpoint(session)),
        },
        Check {
            id: "s3-hosting/endpoint-us-east-1",
            part: "website",
            title: "the address is right in the regions that write it with a dash",
            points: 1,
            needs: Need::Program,
            after: &["s3-hosting/endpoint", "s3-hosting/bucket-us-east-1"],
            hints: &[
                "Old regions write s3-website-REGION, newer ones s3-website.REGION.",
                "`DASH_REGIONS` in src/website.rs lists the old ones.",
            ],
            run: |session| Box::pin(endpoint_us_east_1(session)),
        },
        Check {
            id: "s3-hosting/settings-refused",
            part: "website",
            title: "an ACL or a website configuration that S3 refuses is an error",
            points: 1,
            needs: Need::Program,
            after: &["s3-hosting/index-document"],
            hints: &[
                "On real AWS a setting may be refused because it needs a moment, or because your account forbids it.",
                "End each call with `.await?`: `let _ = ….await` and `.ok()` throw the error away.",
            ],
            run: |session| Box::pin(settings_refused(session)),
        },
    ]
}

async fn index_document(session: &Session) -> Outcome {
    if session.program().is_ok()
        && let Some(stop) = session.first().await?.stopped_in("website")
    {
        return stop.fail();
    }
    let folders =
        session.folder.files.keys().filter_map(|key| Some((format!("/{}", key.strip_suffix("index.html")?), key)));
    for (path, key) in folders {
        let answer = session.website(Method::GET, &path).await?;
        if answer.status != 200 {
            return Failure::new(format!("The website does not answer {path} with the index document."))
                .tried(session.curl(&path))
                .compared(format!("200, with the bytes of {key}"), answer.summary())
                .because_of(session.why_refused().await)
                .fail();
        }
        if answer.body != session.folder.files[key] {
            return Failure::new(format!("The website answers {path} with something else than {key}."))
                .tried(session.curl(&path))
                .exactly(first_line(&session.folder.files[key]), first_line(&answer.body))
                .fail();
        }
    }
    Ok(())
}

async fn error_document(session: &Session) -> Outcome {
    let path = format!("/{}", session.folder.missing);
    let answer = session.website(Method::GET, &path).await?;
    let wanted = session.folder.files.get("error.html").cloned().unwrap_or_default();
    if (400..500).contains(&answer.status) && answer.body == wanted {
        return Ok(());
    }
    let instead = session.folder.files.iter().find(|(_, bytes)| answer.body == **bytes).map(|(key, _)| key);
    let found = if let Some(key) = instead {
        format!("{}, with the bytes of {key}", answer.status)
    } else {
        let text = String::from_utf8_lossy(&answer.body);
        // S3 says so itself when the configured document is not to be had.
        let custom = if text.contains("An Error Occurred While Attempting to Retrieve a Custom Error Document") {
            "; S3 could not get the error document that the configuration names"
        } else {
            ""
        };
        format!("{}{custom}", answer.summary())
    };
    // Nobody may list the bucket, so a key that is not there is 403, not 404.
    Failure::new("A page that is not there does not show error.html.")
        .tried(session.curl(&path))
        .compared("403 or 404, with the bytes of error.html", found)
        .because_of(session.why_refused().await)
        .fail()
}

async fn endpoint(session: &Session) -> Outcome {
    printed(session.first().await?)?;
    printed(session.elsewhere(false).await?)
}

async fn endpoint_us_east_1(session: &Session) -> Outcome {
    printed(session.us_east_1().await?)?;
    printed(session.elsewhere(true).await?)
}

async fn settings_refused(session: &Session) -> Outcome {
    session.ends_badly_without(Refusals::Settings).await
}

fn printed(scene: &Scene) -> Outcome {
    let wanted = format!("http://{}", website_host(&scene.bucket, &scene.region));
    let found = scene.run.finished.stdout.lines().find_map(|line| line.strip_prefix("website:")).map(str::trim);
    let same = found.is_some_and(|found| found.trim_end_matches('/') == wanted);
    if same {
        return Ok(());
    }
    let message = match found {
        Some(found) if found.starts_with("https:") => "Website endpoints speak plain HTTP only.",
        Some(_) => "The printed address is not the website's.",
        None => "The program did not print the website's address.",
    };
    let failure = Failure::new(message).tried(&scene.run.command);
    match found {
        Some(found) => failure.exactly(wanted, found).fail(),
        None => failure.compared(wanted, "no line that begins with `website:`").fail(),
    }
}

fn first_line(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).lines().next().unwrap_or_default().chars().take(120).collect()
}
