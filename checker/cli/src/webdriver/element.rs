//! An element of the page that a browser shows.

use reqwest::Method;
use serde_json::{Value, json};

use super::{Browser, Error};

/// An element of the page that is shown.
#[derive(Debug, Clone)]
pub struct Element {
    browser: Browser,
    id: String,
}

impl Element {
    pub(super) fn new(browser: Browser, id: &str) -> Self {
        Self { browser, id: id.to_owned() }
    }

    async fn ask(&self, what: &str) -> Result<Value, Error> {
        self.browser.command(Method::GET, &format!("/element/{}/{what}", self.id), None).await
    }

    async fn tell(&self, what: &str, body: &Value) -> Result<(), Error> {
        self.browser.command(Method::POST, &format!("/element/{}/{what}", self.id), Some(body)).await.map(|_| ())
    }

    /// The text as it is rendered.
    ///
    /// # Errors
    /// When the page no longer has the element.
    pub async fn text(&self) -> Result<String, Error> {
        Ok(self.ask("text").await?.as_str().unwrap_or_default().to_owned())
    }

    /// An attribute; `None` where it has none of the name.
    ///
    /// # Errors
    /// When the page no longer has the element.
    pub async fn attribute(&self, name: &str) -> Result<Option<String>, Error> {
        Ok(self.ask(&format!("attribute/{name}")).await?.as_str().map(str::to_owned))
    }

    /// True when somebody who looks at the page can see it.
    ///
    /// # Errors
    /// When the page no longer has the element.
    pub async fn is_shown(&self) -> Result<bool, Error> {
        Ok(self.ask("displayed").await? == Value::Bool(true))
    }

    /// Types into the element.
    ///
    /// # Errors
    /// When it takes no keys.
    pub async fn enter(&self, text: &str) -> Result<(), Error> {
        self.tell("value", &json!({ "text": text })).await
    }

    /// Empties a field.
    ///
    /// # Errors
    /// When it is no field, or cannot be changed.
    pub async fn clear(&self) -> Result<(), Error> {
        self.tell("clear", &json!({})).await
    }

    /// Clicks on it.
    ///
    /// # Errors
    /// When it is hidden, or something lies over it.
    pub async fn click(&self) -> Result<(), Error> {
        self.tell("click", &json!({})).await
    }
}
