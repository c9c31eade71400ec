//! The words for each refusal of a user pool, as the reader gets them: recorded in `refusals.snap`.

use std::fmt::Write as _;

use serde_json::json;

use crate::sign_in::{NOTICE, at, click, fill, open, refused, willing};
use crate::stand_in::{Answer, StandIn};
use crate::user_pool::{preflight, refusal};
use crate::webdriver::{Browser, in_browser};

/// The pool's refusals: where they come from, and Cognito's words.
const REFUSALS: [(&str, &str, &str); 35] = [
    ("sign-up", "UsernameExistsException", "User already exists"),
    (
        "sign-up",
        "InvalidPasswordException",
        "Password did not conform with policy: Password must have symbol characters",
    ),
    ("sign-up", "InvalidParameterException", "Invalid email address format."),
    ("sign-up", "InvalidParameterException", "Username should be an email."),
    (
        "sign-up",
        "InvalidParameterException",
        "Username cannot be of email format, since user pool is configured for email alias.",
    ),
    (
        "sign-up",
        "InvalidParameterException",
        "1 validation error detected: Value at 'username' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+",
    ),
    (
        "sign-up",
        "InvalidParameterException",
        "1 validation error detected: Value at 'password' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\S]+.*[\\S]+",
    ),
    ("sign-up", "NotAuthorizedException", "SignUp is not permitted for this user pool"),
    (
        "sign-up",
        "NotAuthorizedException",
        "Client 1h57kf5cpq17m0eml12example is configured with secret but SECRET_HASH was not received",
    ),
    ("sign-up", "ResourceNotFoundException", "User pool client 1h57kf5cpq17m0eml12example does not exist."),
    ("sign-up", "CodeDeliveryFailureException", "Could not send the code."),
    (
        "sign-up",
        "LimitExceededException",
        "Exceeded daily email limit for the operation or the account. If a higher limit is required, please configure your user pool to use your own Amazon SES configuration for sending email.",
    ),
    ("confirm", "CodeMismatchException", "Invalid verification code provided, please try again."),
    ("confirm", "ExpiredCodeException", "Invalid code provided, please request a code again."),
    ("confirm", "AliasExistsException", "An account with the given email already exists."),
    ("confirm", "NotAuthorizedException", "User cannot be confirmed. Current status is CONFIRMED"),
    ("confirm", "TooManyFailedAttemptsException", "Too many failed attempts."),
    ("resend", "InvalidParameterException", "User is already confirmed."),
    ("resend", "InvalidParameterException", "Cannot resend codes. Auto verification not turned on."),
    ("resend", "LimitExceededException", "Attempt limit exceeded, please try after some time."),
    (
        "forgot",
        "InvalidParameterException",
        "Cannot reset password for the user as there is no registered/verified email or phone_number",
    ),
    ("forgot", "UserNotFoundException", "Username/client id combination not found."),
    ("reset", "InvalidPasswordException", "Password did not conform with policy: Password not long enough"),
    ("sign-in", "NotAuthorizedException", "Incorrect username or password."),
    ("sign-in", "NotAuthorizedException", "Password attempts exceeded"),
    ("sign-in", "NotAuthorizedException", "Temporary password has expired and must be reset by an administrator."),
    ("sign-in", "NotAuthorizedException", "User is disabled."),
    ("sign-in", "UserNotFoundException", "User does not exist."),
    ("sign-in", "PasswordResetRequiredException", "Password reset required for the user"),
    ("sign-in", "InvalidParameterException", "USER_SRP_AUTH is not enabled for the client."),
    ("sign-in", "InvalidParameterException", "USER_SRP_AUTH flow not enabled for this client"),
    ("sign-in", "ResourceNotFoundException", "User pool eu-central-1_a1B2c3D4e does not exist."),
    ("sign-in", "TooManyRequestsException", "Rate exceeded"),
    ("sign-in", "InternalErrorException", "Something went wrong"),
    ("sign-in", "SomethingNewException", "Nobody knows yet"),
];

#[tokio::test]
#[ignore = "needs chromium and chromedriver: .ci/run has a stage for it"]
async fn every_refusal_has_its_words() {
    let pool = StandIn::start(willing).await;
    let (_api, site) = open(&pool).await;
    in_browser(async move |browser: Browser| {
        browser.go(&site.at("sign-in.html")).await;
        browser.find(&at("sign-in-name")).await;
        let everywhere = "for (const input of document.querySelectorAll('form input')) input.value = 'something';";
        browser.run(everywhere, json!([])).await;
        let mut all = String::new();
        for (form, code, message) in REFUSALS {
            pool.answer(move |asked| if asked.method == "OPTIONS" { preflight() } else { refusal(code, message) });
            let shows = if form == "resend" { "confirm" } else { form };
            if form == "reset" {
                click(&browser, "show-forgot").await;
            }
            click(&browser, &format!("show-{shows}")).await;
            click(&browser, form).await;
            let text = refused(&browser, code).await;
            assert!(text.contains(&format!("Cognito says {message}")), "{text}");
            let field = browser.focused().await.attribute("data-field").await.unwrap_or_default();
            let _ = writeln!(all, "=== {form}: {code}: {message}\n{text}\n(at: {field})\n");
        }
        for (name, answer) in [("no JSON", Answer::json(200, "<html>").cors()), ("no CORS", Answer::json(400, "{}"))] {
            pool.answer(move |asked| if asked.method == "OPTIONS" { preflight() } else { answer.clone() });
            click(&browser, "show-confirm").await;
            click(&browser, "confirm").await;
            let text = browser.find(NOTICE).await.text().await;
            let _ = writeln!(all, "=== {name}\n{text}\n");
        }
        let address = pool.address.to_string();
        let text = all.replace(&address, "$POOL");
        insta::with_settings!({ snapshot_path => ".", prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!("refusals", text);
        });
    })
    .await;
}

#[tokio::test]
#[ignore = "needs chromium and chromedriver: .ci/run has a stage for it"]
async fn a_pool_that_is_silent_is_said_for_each_way_of_asking() {
    let pool = StandIn::start(willing).await;
    let (_api, site) = open(&pool).await;
    let address = pool.address;
    drop(pool);
    in_browser(async move |browser: Browser| {
        browser.go(&site.at("sign-in.html")).await;
        fill(&browser, &[("sign-in-name", "amina"), ("sign-in-password", "Tea&Cake1")]).await;
        click(&browser, "sign-in").await;
        let text = refused(&browser, "network").await;
        assert!(
            text.starts_with("No answer came from Cognito") && text.contains(&format!("curl -i http://{address}/")),
            "{text}"
        );
        click(&browser, "show-forgot").await;
        click(&browser, "forgot").await;
        refused(&browser, "network").await;
    })
    .await;
}
