//! `ListUsers`: pages, a filter on one attribute, a choice of attributes.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsers.html>

use std::ops::Bound;

use serde_json::{Value, json};

use crate::ServiceError;
use crate::cognito::refusal::{invalid_parameter, no_pool};
use crate::cognito::request::{FILTER, Members, PAGINATION_TOKEN, USER_POOL_ID};
use crate::cognito::{User, UserPool, UserPools};

/// The most users of a page, and how many it has where nothing else is asked for.
const LARGEST_PAGE: i64 = 60;

/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsers.html>
pub(super) fn list_users(pools: &UserPools, request: &Value) -> Result<Value, ServiceError> {
    let mut members = Members::of(request)?;
    let pool_id = members.required("UserPoolId", USER_POOL_ID);
    let limit = members.optional_integer("Limit", 0, LARGEST_PAGE);
    let token = members.optional("PaginationToken", PAGINATION_TOKEN);
    let filter = members.optional("Filter", FILTER);
    let wanted = members.texts("AttributesToGet");
    members.check()?;
    let pools = pools.read();
    let pool = pools.get(&pool_id).ok_or_else(|| no_pool(&pool_id))?;
    let given = filter.unwrap_or_default();
    let filter = if given.trim().is_empty() { None } else { Some(Filter::parse(&given)?) };
    let after = token.map(|token| Token::parse(&token, &given)).transpose()?;
    let limit = limit.filter(|limit| *limit > 0).unwrap_or(LARGEST_PAGE);
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let start = after.map_or(Bound::Unbounded, Bound::Excluded);
    let found = pool.users.range::<String, _>((start, Bound::Unbounded));
    let mut found = found.filter(|(_, user)| filter.as_ref().is_none_or(|filter| filter.takes(user)));
    let page: Vec<(&String, &User)> = found.by_ref().take(limit).collect();
    check_wanted(pool, &wanted, &page)?;
    let users: Vec<Value> = page.iter().map(|(_, user)| shown(user, &wanted)).collect();
    let mut answer = json!({"Users": users});
    if let (Some((last, _)), Some(_)) = (page.last(), found.next()) {
        answer["PaginationToken"] = json!(Token::of(last, &given));
    }
    Ok(answer)
}

fn shown(user: &User, wanted: &[String]) -> Value {
    let mut shown = user.shown("Attributes");
    if let (false, Some(attributes)) = (wanted.is_empty(), shown["Attributes"].as_array_mut()) {
        attributes.retain(|attribute| wanted.iter().any(|wanted| attribute["Name"] == **wanted));
    }
    shown
}

/// "Amazon Cognito returns an error if not all users in the results have set a value for the attribute you request":
/// attributes that can be searched, and required ones, always pass.
fn check_wanted(pool: &UserPool, wanted: &[String], page: &[(&String, &User)]) -> Result<(), ServiceError> {
    for name in wanted {
        let schema = pool.settings.schema.iter().find(|schema| schema.name == *name);
        let passes = SEARCHABLE.contains(&name.as_str()) || schema.is_some_and(|schema| schema.required);
        let is_set = || page.iter().all(|(_, user)| user.attribute(name).is_some());
        if schema.is_none() || !(passes || is_set()) {
            return Err(invalid_parameter("One or more requested attributes do not exist."));
        }
    }
    Ok(())
}

/// Where a page ended. A token goes only with the filter that it was made for.
struct Token;

impl Token {
    fn of(last: &str, filter: &str) -> String {
        base64_simd::STANDARD.encode_to_string(json!([last, filter]).to_string())
    }

    fn parse(token: &str, filter: &str) -> Result<String, ServiceError> {
        let read = || {
            let text = base64_simd::STANDARD.decode_to_vec(token).ok()?;
            let (last, of): (String, String) = serde_json::from_slice(&text).ok()?;
            (of == filter).then_some(last)
        };
        read().ok_or_else(|| invalid_parameter("Invalid pagination token."))
    }
}

/// "You can only search for the following standard attributes."
const SEARCHABLE: [&str; 10] = [
    "username",
    "email",
    "phone_number",
    "name",
    "given_name",
    "family_name",
    "preferred_username",
    "cognito:user_status",
    "status",
    "sub",
];

/// `email ^= "ada"`.
/// <https://docs.aws.amazon.com/cognito/latest/developerguide/how-to-manage-user-accounts.html#cognito-user-pools-searching-for-users-using-listusers-api>
#[derive(Debug, PartialEq, Eq)]
struct Filter {
    attribute: String,
    is_prefix: bool,
    value: String,
}

impl Filter {
    fn parse(text: &str) -> Result<Self, ServiceError> {
        let wrong = || invalid_parameter("Error while parsing filter");
        let (attribute, value) = text.split_once('=').ok_or_else(wrong)?;
        let is_prefix = attribute.ends_with('^');
        let attribute = attribute.trim_end_matches('^').trim().trim_matches('"');
        let value = value.trim();
        let value = value.strip_prefix('"').and_then(|value| value.strip_suffix('"')).ok_or_else(wrong)?;
        let value = unescaped(value).ok_or_else(wrong)?;
        if attribute.is_empty() || attribute.contains(char::is_whitespace) {
            return Err(wrong());
        }
        if !SEARCHABLE.contains(&attribute) {
            return Err(invalid_parameter(format!("Invalid search attribute: {attribute}")));
        }
        Ok(Self { attribute: attribute.to_owned(), is_prefix, value })
    }

    fn takes(&self, user: &User) -> bool {
        match self.attribute.as_str() {
            "username" => self.matches(&user.username),
            // "case-insensitive"
            "cognito:user_status" => {
                let lower =
                    Self { value: self.value.to_lowercase(), attribute: String::new(), is_prefix: self.is_prefix };
                lower.matches(&user.status.as_str().to_lowercase())
            }
            "status" => self.matches(if user.enabled { "Enabled" } else { "Disabled" }),
            name => user.attribute(name).is_some_and(|value| self.matches(value)),
        }
    }

    fn matches(&self, value: &str) -> bool {
        if self.is_prefix { value.starts_with(&self.value) } else { value == self.value }
    }
}

/// A quotation mark inside is `\"`; `None` where one is not escaped.
fn unescaped(text: &str) -> Option<String> {
    let mut plain = String::with_capacity(text.len());
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => plain.push(letters.next()?),
            '"' => return None,
            _ => plain.push(letter),
        }
    }
    Some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_is_an_attribute_a_kind_and_a_quoted_value() {
        let parsed = |text: &str| Filter::parse(text).map(|filter| (filter.attribute, filter.is_prefix, filter.value));
        let of = |attribute: &str, is_prefix, value: &str| Ok((attribute.to_owned(), is_prefix, value.to_owned()));
        assert_eq!(parsed(r#"email = "a@b.example""#), of("email", false, "a@b.example"));
        assert_eq!(parsed(r#"given_name^="Jon""#), of("given_name", true, "Jon"));
        assert_eq!(parsed(r#"name = "a \"b\" \\""#), of("name", false, r#"a "b" \"#));
        assert_eq!(parsed(r#"cognito:user_status = "CONFIRMED""#), of("cognito:user_status", false, "CONFIRMED"));
        for wrong in ["email", "email = a", r#"email = "a" or "b""#, r#" = "a""#, r#"email > "a""#] {
            assert_eq!(parsed(wrong).expect_err(wrong).message, "Error while parsing filter");
        }
        let custom = parsed(r#"custom:team = "a""#).expect_err("refused");
        assert_eq!(custom.message, "Invalid search attribute: custom:team");
    }

    #[test]
    fn a_token_goes_with_its_filter_only() {
        let token = Token::of("ada", "f");
        assert_eq!(Token::parse(&token, "f").as_deref(), Ok("ada"));
        assert_eq!(Token::parse(&token, "").expect_err("refused").message, "Invalid pagination token.");
        assert_eq!(Token::parse("x", "f").expect_err("refused").message, "Invalid pagination token.");
    }
}
