//! The members of a request, with the constraints that AWS's API model puts on them.
//!
//! All faults of a request are told at once, as the API does: `2 validation errors detected: …; …`.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use fancy_regex::Regex;
use serde_json::{Map, Value};

use super::refusal::{invalid_parameter, refused};
use crate::ServiceError;

/// What a text must be.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Text {
    shortest: usize,
    longest: usize,
    /// A regular expression for the whole text.
    pattern: Option<&'static str>,
    /// Whether a message repeats the value: AWS never repeats what is sensitive.
    shown: bool,
}

/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SignUp.html>
pub(crate) const CLIENT_ID: Text = Text { shortest: 1, longest: 128, pattern: Some(r"[\w+]+"), shown: true };
/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SignUp.html>
pub(crate) const USERNAME: Text =
    Text { shortest: 1, longest: 128, pattern: Some(r"[\p{L}\p{M}\p{S}\p{N}\p{P}]+"), shown: false };
/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SignUp.html>
pub(crate) const PASSWORD: Text = Text { shortest: 0, longest: 256, pattern: Some(r"^[\S]+.*[\S]+$"), shown: false };
/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmSignUp.html>
pub(crate) const CODE: Text = Text { shortest: 1, longest: 2048, pattern: Some(r"[\S]+"), shown: true };
/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SignUp.html>
pub(crate) const SECRET_HASH: Text = Text { shortest: 1, longest: 128, pattern: Some(r"[\w+=/]+"), shown: false };
/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsers.html>
pub(crate) const USER_POOL_ID: Text =
    Text { shortest: 1, longest: 55, pattern: Some(r"[\w-]+_[0-9a-zA-Z]+"), shown: true };
/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RespondToAuthChallenge.html>
pub(crate) const SESSION: Text = Text { shortest: 20, longest: 2048, pattern: None, shown: false };
/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUser.html>
pub(crate) const TOKEN: Text =
    Text { shortest: 0, longest: usize::MAX, pattern: Some(r"[A-Za-z0-9-_=.]+"), shown: false };
/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsers.html>
pub(crate) const PAGINATION_TOKEN: Text =
    Text { shortest: 1, longest: usize::MAX, pattern: Some(r"[\S]+"), shown: true };
/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsers.html>
pub(crate) const FILTER: Text = Text { shortest: 0, longest: 256, pattern: None, shown: true };
/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPool.html>
pub(crate) const NAME: Text = Text { shortest: 1, longest: 128, pattern: Some(r"[\w\s+=,.@-]+"), shown: true };
/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUserPools.html>
pub(crate) const MAX_RESULTS: i64 = 60;

/// Reads a request and collects what is wrong with it.
#[derive(Debug)]
pub(crate) struct Members<'a> {
    request: &'a Map<String, Value>,
    faults: Vec<String>,
    /// A member of another type than it must be; then nothing else counts.
    unreadable: Option<ServiceError>,
}

impl<'a> Members<'a> {
    /// # Errors
    ///
    /// `SerializationException` for what is no object.
    pub(crate) fn of(request: &'a Value) -> Result<Self, ServiceError> {
        let request = request.as_object().ok_or_else(|| refused("SerializationException", ""))?;
        Ok(Self { request, faults: Vec::new(), unreadable: None })
    }

    /// A text that must be there; empty where it is not, and then [`check`](Self::check) refuses.
    pub(crate) fn required(&mut self, name: &str, text: Text) -> String {
        let given = self.optional(name, text);
        if given.is_none() {
            self.null(&member(name), text.shown);
        }
        given.unwrap_or_default()
    }

    pub(crate) fn optional(&mut self, name: &str, text: Text) -> Option<String> {
        let given = self.of_type(name, "String", Value::as_str)?;
        self.constrain(&member(name), given, text);
        Some(given.to_owned())
    }

    pub(crate) fn optional_integer(&mut self, name: &str, smallest: i64, largest: i64) -> Option<i64> {
        let given = self.of_type(name, "Integer", Value::as_i64)?;
        let (member, shown) = (member(name), given);
        if given > largest {
            self.fault(&shown, &member, &format!("Member must have value less than or equal to {largest}"));
        } else if given < smallest {
            self.fault(&shown, &member, &format!("Member must have value greater than or equal to {smallest}"));
        }
        Some(given)
    }

    pub(crate) fn flag(&mut self, name: &str) -> bool {
        self.of_type(name, "Boolean", Value::as_bool).unwrap_or_default()
    }

    /// One of some words; where it is none of them, [`check`](Self::check) refuses.
    pub(crate) fn one_of(&mut self, name: &str, words: &[&str]) -> Option<String> {
        let given = self.of_type(name, "String", Value::as_str)?;
        if !words.contains(&given) {
            let constraint = format!("Member must satisfy enum value set: [{}]", words.join(", "));
            self.fault(&given, &member(name), &constraint);
        }
        Some(given.to_owned())
    }

    pub(crate) fn texts(&mut self, name: &str) -> Vec<String> {
        let items = self.of_type(name, "List", Value::as_array).map_or(&[][..], Vec::as_slice);
        items.iter().filter_map(Value::as_str).map(str::to_owned).collect()
    }

    /// `[{"Name": …, "Value": …}]`, the form of attributes.
    pub(crate) fn attributes(&mut self, name: &str) -> Vec<(String, String)> {
        let items = self.of_type(name, "List", Value::as_array).map_or(&[][..], Vec::as_slice);
        let mut attributes = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            let text = |part: &str| item.get(part).and_then(Value::as_str);
            match text("Name") {
                Some(attribute) => {
                    attributes.push((attribute.to_owned(), text("Value").unwrap_or_default().to_owned()));
                }
                None => self.null(&format!("{}.{}.member.name", member(name), index + 1), true),
            }
        }
        attributes
    }

    /// A map of texts: `AuthParameters`.
    pub(crate) fn map(&mut self, name: &str) -> Option<&'a Map<String, Value>> {
        self.of_type(name, "Map", Value::as_object)
    }

    /// A member that must be there, and is not.
    pub(crate) fn missing(&mut self, name: &str) {
        self.null(&member(name), true);
    }

    fn null(&mut self, member: &str, shown: bool) {
        let value = if shown { "Value null" } else { "Value" };
        self.faults.push(format!("{value} at '{member}' failed to satisfy constraint: Member must not be null"));
    }

    /// # Errors
    ///
    /// `InvalidParameterException` with all that was found.
    pub(crate) fn check(self) -> Result<(), ServiceError> {
        if let Some(unreadable) = self.unreadable {
            return Err(unreadable);
        }
        match self.faults.as_slice() {
            [] => Ok(()),
            [one] => Err(invalid_parameter(format!("1 validation error detected: {one}"))),
            all => Err(invalid_parameter(format!("{} validation errors detected: {}", all.len(), all.join("; ")))),
        }
    }

    fn of_type<T>(&mut self, name: &str, kind: &str, read: impl Fn(&'a Value) -> Option<T>) -> Option<T> {
        let value = self.request.get(name).filter(|value| !value.is_null())?;
        let read = read(value);
        if read.is_none() {
            let message = format!(
                "{} can not be converted to a{} {kind}",
                type_of(value),
                if kind == "Integer" { "n" } else { "" }
            );
            self.unreadable.get_or_insert_with(|| refused("SerializationException", message));
        }
        read
    }

    fn constrain(&mut self, member: &str, given: &str, text: Text) {
        let length = given.encode_utf16().count();
        let shown = if text.shown { format!("Value '{given}'") } else { "Value".to_owned() };
        let mut broken = |constraint: String| {
            self.faults.push(format!("{shown} at '{member}' failed to satisfy constraint: {constraint}"));
        };
        if length < text.shortest {
            broken(format!("Member must have length greater than or equal to {}", text.shortest));
        }
        if length > text.longest {
            broken(format!("Member must have length less than or equal to {}", text.longest));
        }
        if let Some(pattern) = text.pattern
            && !is_whole_match(pattern, given)
        {
            broken(format!("Member must satisfy regular expression pattern: {pattern}"));
        }
    }

    fn fault(&mut self, value: &dyn std::fmt::Display, member: &str, constraint: &str) {
        self.faults.push(format!("Value '{value}' at '{member}' failed to satisfy constraint: {constraint}"));
    }
}

fn is_whole_match(pattern: &'static str, text: &str) -> bool {
    static KNOWN: LazyLock<Mutex<HashMap<&'static str, Regex>>> = LazyLock::new(Mutex::default);
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(regex) = known.get(pattern) {
        return regex.is_match(text).unwrap_or_default();
    }
    // Java's \w knows ASCII only, and `.` no end of a line.
    let ascii = pattern.replace(r"\w", "A-Za-z0-9_").replace("[[", "[").replace("]]", "]");
    Regex::new(&format!(r"\A(?:{ascii})\z"))
        .is_ok_and(|regex| known.entry(pattern).or_insert(regex).is_match(text).unwrap_or_default())
}

/// `UserPoolId` is told as `userPoolId`.
fn member(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "NULL_VALUE",
        Value::Bool(true) => "TRUE_VALUE",
        Value::Bool(false) => "FALSE_VALUE",
        Value::Number(_) => "NUMBER_VALUE",
        Value::String(_) => "STRING_VALUE",
        Value::Array(_) => "START_ARRAY",
        Value::Object(_) => "START_OBJECT",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn refused(request: &Value) -> String {
        let mut members = Members::of(request).expect("an object");
        members.required("ClientId", CLIENT_ID);
        members.required("Username", USERNAME);
        members.optional_integer("Limit", 0, 60);
        members.one_of("MessageAction", &["RESEND", "SUPPRESS"]);
        members.attributes("UserAttributes");
        members.check().expect_err("refused").to_string()
    }

    #[test]
    fn all_faults_are_told_and_no_sensitive_value() {
        assert_eq!(
            refused(&json!({"ClientId": "a b", "Username": " "})),
            "InvalidParameterException: 2 validation errors detected: Value 'a b' at 'clientId' failed to satisfy \
             constraint: Member must satisfy regular expression pattern: [\\w+]+; Value at 'username' failed to satisfy \
             constraint: Member must satisfy regular expression pattern: [\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+"
        );
        assert_eq!(
            refused(&json!({"ClientId": "a"})),
            "InvalidParameterException: 1 validation error detected: Value at 'username' failed to satisfy constraint: \
             Member must not be null"
        );
        let long = "n".repeat(129);
        assert!(refused(&json!({"ClientId": "a", "Username": long})).ends_with("less than or equal to 128"));
        assert!(refused(&json!({"Username": "a"})).contains("Value null at 'clientId'"));
    }

    #[test]
    fn numbers_words_and_lists_have_their_constraints() {
        let with = |name: &str, value: Value| refused(&json!({"ClientId": "a", "Username": "a", name: value}));
        assert!(with("Limit", json!(61)).ends_with(
            "Value '61' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 60"
        ));
        assert!(
            with("MessageAction", json!("SEND")).ends_with("Member must satisfy enum value set: [RESEND, SUPPRESS]")
        );
        assert!(with("UserAttributes", json!([{"Value": "a"}])).contains("'userAttributes.1.member.name'"));
    }

    #[test]
    fn a_member_of_another_type_cannot_be_read() {
        let refused = refused(&json!({"ClientId": 1, "Username": ""}));
        assert_eq!(refused, "SerializationException: NUMBER_VALUE can not be converted to a String");
    }

    #[test]
    fn java_knows_no_letters_but_the_latin_ones() {
        assert!(is_whole_match(r"[\w-]+_[0-9a-zA-Z]+", "eu-central-1_AbCdEf123"));
        assert!(!is_whole_match(r"[\w-]+_[0-9a-zA-Z]+", "eu-central-1-AbCdEf123"));
        assert!(!is_whole_match(r"[\w+]+", "\u{e4}"));
        assert!(is_whole_match(r"^[\S]+.*[\S]+$", "a b"));
        assert!(!is_whole_match(r"^[\S]+.*[\S]+$", "a "));
    }
}
