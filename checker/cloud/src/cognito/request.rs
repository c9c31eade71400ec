//! The members of a request, with the constraints that AWS's API model puts on them.
//!
//! All faults of a request are told at once, as the API does: `2 validation errors detected: …; …`.

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
pub(crate) const CLIENT_ID: Text = Text { shortest: 1, longest: 128, pattern: Some(r"[\w+]+"), shown: false };
/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SignUp.html>
pub(crate) const USERNAME: Text =
    Text { shortest: 1, longest: 128, pattern: Some(r"[\p{L}\p{M}\p{S}\p{N}\p{P}]+"), shown: false };
/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SignUp.html>
pub(crate) const PASSWORD: Text = Text { shortest: 0, longest: 256, pattern: Some(r"[\S]+.*[\S]+"), shown: false };
/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmSignUp.html>
pub(crate) const CODE: Text = Text { shortest: 1, longest: 2048, pattern: Some(r"[\S]+"), shown: true };
/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SignUp.html>
pub(crate) const SECRET_HASH: Text = Text { shortest: 1, longest: 128, pattern: Some(r"[\w+=/]+"), shown: false };
/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsers.html>
pub(crate) const USER_POOL_ID: Text =
    Text { shortest: 1, longest: 55, pattern: Some(r"[\w-]+_[0-9a-zA-Z]+"), shown: true };
/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUser.html>
pub(crate) const TOKEN: Text =
    Text { shortest: 0, longest: usize::MAX, pattern: Some(r"[A-Za-z0-9-_=.]+"), shown: false };
/// Any text.
pub(crate) const ANY: Text = Text { shortest: 0, longest: usize::MAX, pattern: None, shown: true };

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
            self.missing(name);
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
                    attributes.push((attribute.to_owned(), text("Value").unwrap_or_default().to_owned()))
                }
                None => self.missing(&format!("{}.{}.member.name", member(name), index + 1)),
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
        let name = member(name);
        self.faults.push(format!("Value at '{name}' failed to satisfy constraint: Member must not be null"));
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
            self.faults.push(format!("{shown} at '{member}' failed to satisfy constraint: {constraint}"))
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

fn is_whole_match(pattern: &str, text: &str) -> bool {
    // Java's \w knows ASCII only, and `.` no end of a line.
    let pattern = pattern.replace(r"\w", "A-Za-z0-9_").replace("[[", "[").replace("]]", "]");
    Regex::new(&format!(r"\A(?:{pattern})\z")).is_ok_and(|regex| regex.is_match(text).unwrap_or_default())
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
