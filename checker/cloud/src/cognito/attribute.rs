//! The attributes that a pool's users can have, and what they may hold.
//!
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html>

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::refusal::{invalid_parameter, not_authorized};
use super::setting::{flag, integer, text};
use super::{Client, PoolSettings};
use crate::ServiceError;

/// The type of an attribute's value; every value is sent as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttributeKind {
    /// Any text.
    String,
    /// Digits.
    Number,
    /// A time.
    DateTime,
    /// `true` or `false`.
    Boolean,
}

impl AttributeKind {
    fn as_str(self) -> &'static str {
        match self {
            Self::String => "String",
            Self::Number => "Number",
            Self::DateTime => "DateTime",
            Self::Boolean => "Boolean",
        }
    }
}

/// One attribute of a pool's schema.
///
/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SchemaAttributeType.html>
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttributeSchema {
    /// Its name: `email`, `custom:team`.
    pub name: String,
    /// Its type.
    pub kind: AttributeKind,
    /// Whether it can be changed once it is set.
    pub mutable: bool,
    /// Whether each user must have it.
    pub required: bool,
    /// The shortest and the longest text, or the smallest and the largest number.
    pub bounds: (Option<i64>, Option<i64>),
}

/// The attributes that every pool has, by what they hold.
const TEXTS: [&str; 17] = [
    "address",
    "birthdate",
    "email",
    "family_name",
    "gender",
    "given_name",
    "locale",
    "middle_name",
    "name",
    "nickname",
    "phone_number",
    "picture",
    "preferred_username",
    "profile",
    "sub",
    "website",
    "zoneinfo",
];
/// Only the pool and its administrators set them.
const VERIFIED: [&str; 2] = ["email_verified", "phone_number_verified"];

/// The schema of a pool that asks for nothing of its own.
pub(super) fn standard() -> Vec<AttributeSchema> {
    let of = |name: &str, kind, bounds| AttributeSchema {
        name: name.to_owned(),
        kind,
        mutable: name != "sub",
        required: name == "sub",
        bounds,
    };
    let texts = TEXTS.iter().map(|name| {
        let bounds = match *name {
            "birthdate" => (Some(10), Some(10)),
            "sub" => (Some(1), Some(2048)),
            _ => (Some(0), Some(2048)),
        };
        of(name, AttributeKind::String, bounds)
    });
    let verified = VERIFIED.iter().map(|name| of(name, AttributeKind::Boolean, (None, None)));
    texts.chain(verified).chain([of("updated_at", AttributeKind::Number, (Some(0), None))]).collect()
}

/// Puts what `CreateUserPool` asks for into the schema.
///
/// # Errors
///
/// `InvalidParameterException` for what AWS does not let a pool have.
pub(super) fn add(schema: &mut Vec<AttributeSchema>, asked: &Value) -> Result<(), ServiceError> {
    let name = text(asked, "Name").unwrap_or_default();
    let (required, mutable) = (flag(asked, "Required"), flag(asked, "Mutable"));
    let kind = match text(asked, "AttributeDataType").as_deref() {
        Some("Number") => Some(AttributeKind::Number),
        Some("DateTime") => Some(AttributeKind::DateTime),
        Some("Boolean") => Some(AttributeKind::Boolean),
        Some("String") => Some(AttributeKind::String),
        _ => None,
    };
    let of_text =
        asked.get("StringAttributeConstraints").map(|of| (integer(of, "MinLength"), integer(of, "MaxLength")));
    let of_number =
        asked.get("NumberAttributeConstraints").map(|of| (integer(of, "MinValue"), integer(of, "MaxValue")));
    let bounds = of_text.or(of_number);
    if let Some(known) = schema.iter_mut().find(|known| known.name == name) {
        if kind.is_some_and(|kind| kind != known.kind) || flag(asked, "DeveloperOnlyAttribute") {
            return Err(invalid_parameter(format!(
                "You can not change AttributeDataType or set developerOnlyAttribute for standard schema attribute {name}"
            )));
        }
        known.required = required || name == "sub";
        known.mutable = asked.get("Mutable").map_or(known.mutable, |_| mutable);
        known.bounds = bounds.unwrap_or(known.bounds);
        return Ok(());
    }
    if required {
        return Err(invalid_parameter("Required custom attributes are not supported currently."));
    }
    let Some(kind) = kind else {
        return Err(invalid_parameter(
            "Invalid AttributeDataType input, consider using the provided AttributeDataType enum.",
        ));
    };
    if let (Some(least), Some(most)) = bounds.unwrap_or_default()
        && most < least
    {
        let of = if kind == AttributeKind::Number { "value" } else { "length" };
        return Err(invalid_parameter(format!("user.custom:{name}: Max {of} cannot be less than min {of}.")));
    }
    schema.push(AttributeSchema {
        name: format!("custom:{name}"),
        kind,
        mutable,
        required,
        bounds: bounds.unwrap_or_default(),
    });
    Ok(())
}

impl AttributeSchema {
    /// As `DescribeUserPool` shows it.
    pub(super) fn shown(&self) -> Value {
        let mut shown = json!({
            "Name": self.name,
            "AttributeDataType": self.kind.as_str(),
            "DeveloperOnlyAttribute": false,
            "Mutable": self.mutable,
            "Required": self.required,
        });
        let mut bounds = serde_json::Map::new();
        let (least, most, member) = match self.kind {
            AttributeKind::String => ("MinLength", "MaxLength", "StringAttributeConstraints"),
            AttributeKind::Number => ("MinValue", "MaxValue", "NumberAttributeConstraints"),
            AttributeKind::DateTime | AttributeKind::Boolean => return shown,
        };
        for (name, bound) in [(least, self.bounds.0), (most, self.bounds.1)] {
            bounds.extend(bound.map(|bound| (name.to_owned(), json!(bound.to_string()))));
        }
        shown[member] = Value::Object(bounds);
        shown
    }

    /// What is wrong with a value, in AWS's words.
    fn fault(&self, value: &str) -> Option<String> {
        let Self { name, bounds: (least, most), .. } = self;
        let length = i64::try_from(value.encode_utf16().count()).unwrap_or(i64::MAX);
        match self.kind {
            AttributeKind::String if least.is_some_and(|least| length < least) => {
                Some(format!("{name}: String must be longer than {}", least.unwrap_or_default()))
            }
            AttributeKind::String if most.is_some_and(|most| length > most) => {
                Some(format!("{name}: String must be shorter than {}", most.unwrap_or_default()))
            }
            AttributeKind::Boolean if !["true", "false"].contains(&value) => {
                Some(format!("{name}: The value must be true or false"))
            }
            AttributeKind::Number => {
                let within =
                    |number: i64| least.is_none_or(|least| number >= least) && most.is_none_or(|most| number <= most);
                let is_fit = value.parse().is_ok_and(within);
                (!is_fit).then(|| format!("{name}: Number is out of bounds"))
            }
            _ => None,
        }
    }
}

/// Who sets attributes.
#[derive(Clone, Copy, Debug)]
pub(super) enum Writer<'a> {
    /// A user who signs up by a client.
    SignUp(&'a Client),
    /// A user who is signed in by a client.
    User(&'a Client),
    /// Whoever IAM allows it, for a user who is made.
    NewByAdmin,
    /// Whoever IAM allows it.
    Admin,
}

/// Looks at attributes that are to be set.
///
/// # Errors
///
/// What AWS answers: all faults against the schema in one message, a line each.
pub(super) fn check(
    settings: &PoolSettings,
    attributes: &BTreeMap<String, String>,
    writer: Writer<'_>,
) -> Result<(), ServiceError> {
    for name in attributes.keys() {
        let writable = |client: &Client| {
            let own = &client.settings.write_attributes;
            !VERIFIED.contains(&name.as_str()) && (own.is_empty() || own.contains(name))
        };
        if let Writer::SignUp(client) | Writer::User(client) = writer
            && !writable(client)
        {
            return Err(not_authorized("A client attempted to write unauthorized attribute"));
        }
    }
    let mut faults = Vec::new();
    for (name, value) in attributes {
        let Some(schema) = settings.schema.iter().find(|schema| schema.name == *name) else {
            faults.push(format!("{name}: Attribute does not exist in the schema."));
            continue;
        };
        if !schema.mutable && (matches!(writer, Writer::User(_) | Writer::Admin) || name == "sub") {
            faults.push(format!("user.{name}: Attribute cannot be updated."));
        }
        faults.extend(schema.fault(value));
    }
    if let Writer::SignUp(_) = writer {
        let missing = |schema: &&AttributeSchema| {
            schema.required && schema.name != "sub" && !attributes.contains_key(&schema.name)
        };
        let told = |schema: &AttributeSchema| format!("{0}: The attribute {0} is required", told_as(&schema.name));
        faults.extend(settings.schema.iter().filter(missing).map(told));
    }
    if !faults.is_empty() {
        return Err(invalid_parameter(format!("Attributes did not conform to the schema: {}\n", faults.join("\n"))));
    }
    check_forms(attributes)
}

fn check_forms(attributes: &BTreeMap<String, String>) -> Result<(), ServiceError> {
    if attributes.get("email").is_some_and(|value| !value.is_empty() && !is_email(value)) {
        return Err(invalid_parameter("Invalid email address format."));
    }
    if attributes.get("phone_number").is_some_and(|value| !value.is_empty() && !is_phone_number(value)) {
        return Err(invalid_parameter("Invalid phone number format."));
    }
    Ok(())
}

/// Inside, a pool's users are those of SCIM (RFC 7643); refusals name their attributes so (public logs).
fn told_as(name: &str) -> &str {
    match name {
        "name" => "name.formatted",
        "given_name" => "name.givenName",
        "family_name" => "name.familyName",
        "middle_name" => "name.middleName",
        "email" => "emails",
        "phone_number" => "phoneNumbers",
        _ => name,
    }
}

/// Whether a text is an e-mail address, as far as Cognito looks: something, `@`, a domain with a dot.
pub(super) fn is_email(text: &str) -> bool {
    let allowed = |letter: char| !letter.is_whitespace() && !letter.is_control();
    text.split_once('@').is_some_and(|(local, domain)| {
        !local.is_empty()
            && !domain.contains('@')
            && domain.contains('.')
            && domain.split('.').all(|label| !label.is_empty())
            && text.chars().all(allowed)
    })
}

/// A plus sign and digits.
/// <https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html>
pub(super) fn is_phone_number(text: &str) -> bool {
    text.strip_prefix('+')
        .is_some_and(|digits| (1..=15).contains(&digits.len()) && digits.bytes().all(|digit| digit.is_ascii_digit()))
}
