//! The preflight of each path.

use super::super::{Session, way};
use crate::checks::browser::{may_send, offers_credentials_to_all};
use crate::checks::dynamodb::answer::{LIST_PATH, path};
use crate::checks::proxy_lambda::readable;
use crate::harness::Outcome;

const ORIGIN: &str = "Access-Control-Allow-Origin";
const HEADERS: &str = "Access-Control-Allow-Headers";

pub(super) async fn preflight(session: &Session) -> Outcome {
    let api = session.api().await?;
    for path in [LIST_PATH.to_owned(), path(&session.data.awkward)] {
        for (method, wanted) in [("POST", &["content-type"][..]), ("GET", &[])] {
            let names = wanted.join(",");
            let mut headers = vec![("Access-Control-Request-Method", method)];
            if !wanted.is_empty() {
                headers.push(("Access-Control-Request-Headers", names.as_str()));
            }
            let (asked, way) = way::ask(&api, "OPTIONS", &path, &headers, None).await?;
            if let Err(why) = may_send(&asked.answer, &api.origin, method, wanted) {
                let header =
                    if asked.answer.headers.contains_key(ORIGIN) && !wanted.is_empty() { HEADERS } else { ORIGIN };
                let own = way
                    .method()
                    .filter(|method| !method.starts_with("OPTIONS "))
                    .map(|other| format!("the path has no OPTIONS of its own: {other} answers"));
                return asked
                    .failure(format!("The site's page may not send a {method} to {path}: its preflight is not answered as a browser wants it."))
                    .compared(format!("200, {ORIGIN}: *, {HEADERS}: Content-Type"), asked.shown_with(header))
                    .because_of(own)
                    .because(format!("the browser's console: {why}"))
                    .fail();
            }
            if offers_credentials_to_all(&asked.answer) {
                return readable(&asked, &api.origin, "");
            }
        }
    }
    Ok(())
}
