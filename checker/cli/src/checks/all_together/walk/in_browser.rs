//! A person in a browser, under the website's real host name, over plain HTTP as S3 serves websites.

use serde_json::{Value, json};

use super::super::app::App;
use super::super::fault;
use super::people::{Person, Refused, Visitor};
use crate::harness::{Failure, Verdict};
use crate::target::http::encode_segment;
use crate::webdriver::{Browser, Error};

/// The window, in CSS pixels: wide enough for the page, small enough for a screenshot in a report.
const WINDOW: (u32, u32) = (900, 670);

/// What the pages mark.
const TEXT: &str = "[data-testid=message] [data-testid=text]";
const INPUT: &str = "[data-testid=message-input]";
/// What a page says when something is refused.
const REFUSALS: &str =
    "[data-testid=notice], [data-testid=error], [data-testid=warning], [data-testid=module-fallback]";

/// One of the three, with a browser of their own.
#[derive(Debug)]
pub(super) struct InBrowser<'a> {
    app: &'a App<'a>,
    browser: Browser,
    person: Person,
    url: String,
}

impl<'a> InBrowser<'a> {
    pub(super) fn new(app: &'a App<'a>, browser: Browser, person: Person) -> Self {
        Self { app, browser, person, url: format!("{}/", app.website()) }
    }

    /// Ends the browser.
    pub(super) async fn close(&self) {
        self.browser.close().await;
    }

    /// Goes to a page of the site; `mark` makes the address another one, so that the page is loaded and not only scrolled.
    async fn go(&mut self, page: &str) -> Result<(), Verdict> {
        self.url = format!("{}/{page}", self.app.website());
        let went = self.browser.go(&self.url).await;
        self.saw(went, "the page loads").await
    }

    /// What the browser gave, or why the page is not as it should be: what it shows, and what its console says.
    async fn saw<T>(&self, result: Result<T, Error>, expected: &str) -> Result<T, Verdict> {
        let error = match result {
            Ok(value) => return Ok(value),
            Err(error @ (Error::Missing(_) | Error::Broken(_))) => return Err(fault(error)),
            Err(error) => error,
        };
        // As it is rendered, line by line.
        let script = "return [...document.querySelectorAll(arguments[0])].map((element) => element.innerText);";
        let notices = self.browser.run(script, json!([REFUSALS])).await.unwrap_or_default();
        let notices: Vec<String> = serde_json::from_value(notices).unwrap_or_default();
        let lines = notices.iter().flat_map(|text| text.lines()).filter(|line| !line.trim().is_empty());
        let notices: Vec<&str> = lines.collect();
        let actual = if notices.is_empty() { format!("nothing of the kind ({error})") } else { notices.join("\n") };
        let console = self.browser.console_errors().await.unwrap_or_default();
        Failure::new(format!("{}'s page does not show what it should.", self.person.name))
            .tried(&self.url)
            .compared(expected, actual)
            .because_of(console.into_iter().map(|line| format!("console  {line}")))
            .fail()
    }

    /// Waits until an element can be seen.
    async fn shown(&self, css: &str, what: &str) -> Result<(), Verdict> {
        let expression = format!("document.querySelector({})?.checkVisibility()", Value::from(css));
        let shown = self.browser.eventually(&expression).await;
        self.saw(shown, what).await
    }

    /// Clicks on an element, once it can be seen.
    async fn click(&self, id: &str, what: &str) -> Result<(), Verdict> {
        let css = marked(id);
        self.shown(&css, what).await?;
        let clicked = async { self.browser.find(&css).await?.click().await };
        self.saw(clicked.await, what).await
    }

    /// Types into a field, in place of what it holds.
    async fn fill(&self, id: &str, text: &str) -> Result<(), Verdict> {
        let (css, what) = (marked(id), format!("the field {id}"));
        self.shown(&css, &what).await?;
        let filled = async {
            let field = self.browser.find(&css).await?;
            field.clear().await?;
            field.enter(text).await
        };
        self.saw(filled.await, &what).await
    }

    /// The list, once it is loaded.
    async fn loaded_list(&self) -> Result<Vec<String>, Verdict> {
        self.shown("[data-testid=conversations], #view [data-testid=empty]", "the list of conversations").await?;
        let ids = self.browser.attributes("[data-testid=conversation]", "data-id").await;
        self.saw(ids, "the list of conversations").await
    }

    /// The texts of the conversation, once it is loaded.
    async fn loaded_texts(&self) -> Result<Vec<String>, Verdict> {
        self.shown(&format!("{TEXT}, #view [data-testid=empty]"), "the conversation").await?;
        let texts = self.browser.texts(TEXT).await;
        self.saw(texts, "the messages").await
    }

    async fn where_it_is(&mut self) -> Result<(), Verdict> {
        let address = self.browser.address().await;
        self.url = self.saw(address, "a page").await?;
        Ok(())
    }
}

fn marked(id: &str) -> String {
    format!("[data-testid={id}]")
}

/// The page of a conversation. With a mark of its own it is another address than the last one, so the page is loaded again.
fn page_of(id: &str, mark: &str) -> String {
    format!("chat.html?{mark}#{}", encode_segment(id))
}

impl Visitor for InBrowser<'_> {
    fn person(&self) -> &Person {
        &self.person
    }

    fn url(&self) -> String {
        self.url.clone()
    }

    async fn sign_up(&mut self) -> Result<(), Verdict> {
        let emulated = self.browser.emulate(WINDOW.0, WINDOW.1, "light").await;
        self.saw(emulated, "a window").await?;
        self.go("").await?;
        let Person { name, email, password } = self.person.clone();
        self.click("show-sign-up", "the form to sign in, since nobody is signed in").await?;
        self.where_it_is().await?;
        self.fill("sign-up-name", &name).await?;
        self.fill("sign-up-email", &email).await?;
        self.fill("sign-up-password", &password).await?;
        self.click("sign-up", "the button that makes the account").await?;
        self.shown(&marked("confirm-code"), "the account, and a field for the code").await
    }

    async fn confirm(&mut self, code: &str) -> Result<(), Verdict> {
        self.fill("confirm-code", code).await?;
        self.click("confirm", "the button that confirms the account").await?;
        self.shown(&marked("sign-in-name"), "the account confirmed, and the form to sign in").await
    }

    async fn sign_in(&mut self) -> Result<Vec<String>, Verdict> {
        let Person { name, password, .. } = self.person.clone();
        self.fill("sign-in-name", &name).await?;
        self.fill("sign-in-password", &password).await?;
        self.click("sign-in", "the button that signs in").await?;
        let list = self.loaded_list().await?;
        self.where_it_is().await?;
        let expression = format!(
            "document.querySelector('[data-testid=user]')?.textContent.includes({})",
            Value::from(name.as_str())
        );
        let named = self.browser.eventually(&expression).await;
        self.saw(named, &format!("the name {name}")).await?;
        Ok(list)
    }

    async fn list(&mut self) -> Result<Vec<String>, Verdict> {
        self.go("index.html").await?;
        self.loaded_list().await
    }

    async fn start_with(&mut self, name: &str) -> Result<String, Verdict> {
        self.go("index.html").await?;
        self.click("new-conversation", "the button for a new conversation").await?;
        let css = format!("[data-testid=new-with][value={}]", Value::from(name));
        let what = format!("{name} among the users");
        self.shown(&css, &what).await?;
        let ticked = async { self.browser.find(&css).await?.click().await };
        self.saw(ticked.await, &what).await?;
        self.click("new-start", "the button that starts the conversation").await?;
        let opened =
            self.browser.eventually("location.pathname.endsWith('/chat.html') && location.hash.length > 1").await;
        self.saw(opened, "the new conversation's page").await?;
        self.loaded_texts().await?;
        self.where_it_is().await?;
        let id = self.browser.run("return decodeURIComponent(location.hash.slice(1));", json!([])).await;
        let id = self.saw(id, "the new conversation's id").await?;
        id.as_str().map(str::to_owned).ok_or_else(|| fault(format!("an id from the browser: {id}")))
    }

    async fn write(&mut self, id: &str, text: &str) -> Result<Vec<String>, Verdict> {
        self.go(&page_of(id, "write")).await?;
        let before = self.loaded_texts().await?.len();
        self.fill("message-input", text).await?;
        self.click("send", "the button that sends").await?;
        let arrived = format!(
            "document.querySelectorAll('{TEXT}').length > {before} && !document.querySelector('{INPUT}').readOnly"
        );
        let arrived = self.browser.eventually(&arrived).await;
        self.saw(arrived, "the message in the conversation").await?;
        self.loaded_texts().await
    }

    async fn read(&mut self, id: &str) -> Result<Vec<String>, Verdict> {
        self.go(&page_of(id, "read")).await?;
        self.loaded_texts().await
    }

    async fn peek(&mut self, id: &str) -> Result<Refused, Verdict> {
        self.go(&page_of(id, "peek")).await?;
        self.shown(&format!("{TEXT}, #view [data-testid=empty], [data-testid=error]"), "a refusal").await?;
        let reasons = self.browser.attributes("#view [data-testid=error]", "data-reason").await;
        let reasons = self.saw(reasons, "a refusal").await?;
        Ok(match reasons.first().map(String::as_str) {
            Some("404") => Refused::NotThere,
            Some(reason) => Refused::Not(reason.to_owned()),
            None => Refused::Not("the conversation".to_owned()),
        })
    }

    async fn sign_out(&mut self, id: &str) -> Result<(), Verdict> {
        self.go("index.html").await?;
        self.click("sign-out", "the button that signs out").await?;
        self.shown(&marked("sign-in-name"), "the form to sign in").await?;
        self.go(&page_of(id, "back")).await?;
        self.shown(&marked("sign-in-name"), "the form to sign in, at the conversation's address too").await?;
        self.where_it_is().await
    }

    async fn picture(&self) -> Option<Vec<u8>> {
        self.browser.screenshot().await.ok()
    }
}
