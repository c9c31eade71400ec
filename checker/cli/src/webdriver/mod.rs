//! A `WebDriver` client, as small as the checker needs it: <https://www.w3.org/TR/webdriver2/>.
//!
//! The crates there are change the features of crates that the labs share.
//!
//! ```text
//! Driver, a chromedriver process ─▶ Browser, a Chromium of its own ─▶ Element
//! ```

mod browser;
mod driver;
mod element;

pub use browser::Browser;
pub use driver::Driver;
pub use element::Element;

/// Why the browser did not do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// There is no chromedriver, or no Chromium; which.
    #[error("{0}")]
    Missing(String),
    /// The browser refuses a command: an element that is not there, a page that does not load.
    /// <https://www.w3.org/TR/webdriver2/#errors>
    #[error("{error}: {message}")]
    Refused {
        /// The error's name: `no such element`.
        error: String,
        /// What chromedriver says about it.
        message: String,
    },
    /// Chromedriver does not start, does not answer, or answers what nobody understands.
    #[error("{0}")]
    Broken(String),
}
