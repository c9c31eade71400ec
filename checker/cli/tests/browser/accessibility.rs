//! Every state of the pages, light and dark, narrow and wide: contrast, names, and nothing that stands out to the side.
//! <https://www.w3.org/TR/WCAG22/#contrast-minimum>

use serde_json::{Value, json};

use crate::api::chat;
use crate::site::{CONVERSATION, Site, TEXT};
use crate::stand_in::{Answer, StandIn};
use crate::webdriver::{Browser, in_browser};

/// The texts whose contrast is below 4.5 : 1, with what they are; the background is the nearest one that is not clear.
pub(crate) const PALE: &str = r"
    const brush = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d', { willReadFrequently: true });
    const rgba = (colour) => {
        brush.clearRect(0, 0, 1, 1);
        brush.fillStyle = colour;
        brush.fillRect(0, 0, 1, 1);
        return [...brush.getImageData(0, 0, 1, 1).data];
    };
    const light = ([r, g, b]) => {
        const part = (value) => ((value /= 255) <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
        return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
    };
    const behind = (element) => {
        for (let at = element; at; at = at.parentElement) {
            const colour = rgba(getComputedStyle(at).backgroundColor);
            if (colour[3] === 255) return colour;
        }
        return [255, 255, 255, 255];
    };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const pale = [];
    while (walker.nextNode()) {
        const text = walker.currentNode.textContent.trim();
        const element = walker.currentNode.parentElement;
        if (!text || !element.checkVisibility()) continue;
        const [a, b] = [light(rgba(getComputedStyle(element).color)), light(behind(element))];
        const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        if (contrast < 4.5) pale.push(`${element.tagName}.${element.className} ${contrast.toFixed(2)}: ${text.slice(0, 40)}`);
    }
    return pale;";

/// What a keyboard reaches and has no name that a screen reader could say.
pub(crate) const NAMELESS: &str = "
    const named = (element) => element.textContent.trim() || element.getAttribute('aria-label') || element.labels?.length;
    return [...document.querySelectorAll('a[href], button, input, textarea, [tabindex=\"0\"]')]
        .filter((element) => !named(element)).map((element) => element.outerHTML);";

pub(crate) const WIDER: &str = "return document.documentElement.scrollWidth > document.documentElement.clientWidth;";

#[tokio::test]
#[ignore = "needs chromium and chromedriver: .ci/run has a stage for it"]
async fn every_state_can_be_read_in_every_form() {
    let api = StandIn::start(|asked| match asked.path.as_str() {
        "/dev/conversations/hidden" => Answer::json(200, "{}"),
        "/dev/conversations/broken" => Answer::json(500, r#"{"message":"Internal server error"}"#).cors(),
        "/dev/conversations/new-here" => {
            Answer::json(200, r#"{"id":"n","participants":["Amina"],"last":0,"messages":[]}"#).cors()
        }
        _ => chat(asked),
    })
    .await;
    let site = Site::publish_on(&api.endpoint()).await;
    site.configure(&json!({ "apiEndpoint": api.endpoint(), "canPost": true })).await;
    in_browser(async move |browser: Browser| {
        for (form, width, height, scheme) in [
            ("wide", 1100, 720, "light"),
            ("wide-dark", 1100, 720, "dark"),
            ("narrow", 390, 844, "light"),
            ("narrow-dark", 390, 844, "dark"),
        ] {
            browser.emulate(width, height, scheme).await;
            for (state, page, shown) in [
                ("list", "", CONVERSATION),
                ("chat", "chat.html#lunch-club", TEXT),
                ("chat-empty", "chat.html#new-here", "[data-testid=empty]"),
                ("chat-unknown", "chat.html#nobody", "[data-reason='404']"),
                ("chat-error", "chat.html#broken", "[data-reason='500']"),
                ("chat-hidden", "chat.html#hidden", "[data-reason=cors]"),
            ] {
                browser.go("about:blank").await;
                browser.go(&site.at(page)).await;
                browser.find(shown).await;
                let name = format!("site-{state}-{form}");
                assert_eq!(browser.run(PALE, json!([])).await, json!([]), "{name}: pale");
                assert_eq!(browser.run(NAMELESS, json!([])).await, json!([]), "{name}: without a name");
                assert_eq!(browser.run(WIDER, json!([])).await, Value::Bool(false), "{name}: to the side");
                assert_eq!(browser.count("main h1, header h1").await, 1, "{name}");
                browser.screenshot(&name).await;
            }
        }
    })
    .await;
}
