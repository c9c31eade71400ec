//! From JSON to a [`Policy`]: the grammar of the language.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html>

use crate::document::{
    Condition, Effect, Elements, Policy, Position, PrincipalElement, PrincipalKind, Spanned, Statement, Version,
};
use crate::error::{ParseError, ParseErrorKind};
use crate::grantee::is_service;
use crate::json::{self, Json, Member, Node};
use crate::operator::{self, Operator};
use crate::spelling::nearest;

const POLICY_ELEMENTS: [&str; 3] = ["Version", "Id", "Statement"];
const STATEMENT_ELEMENTS: [&str; 9] =
    ["Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"];
const PRINCIPAL_KINDS: [&str; 4] = ["AWS", "Service", "Federated", "CanonicalUser"];

/// Parses a policy text.
pub(crate) fn parse(text: &str) -> Result<Policy, ParseError> {
    let root = json::read(text)?;
    let position = root.position;
    let Json::Object(members) = root.value else {
        return Err(wrong_type("the policy", "an object", &root));
    };
    let (mut version, mut id, mut statements) = (Version::default(), None, None);
    for Member { name, node } in members {
        match name.value.as_str() {
            "Version" => version = parse_version(&node)?,
            "Id" => id = Some(text_of("Id", node)?),
            "Statement" => statements = Some(parse_statements(node)?),
            _ => return Err(unknown_element(&name, "a policy", &POLICY_ELEMENTS)),
        }
    }
    let statements = statements.ok_or_else(|| missing("Statement", position, "a policy"))?;
    Ok(Policy { version, id, statements })
}

fn parse_version(node: &Node) -> Result<Version, ParseError> {
    let written = match &node.value {
        Json::String(text) if text == "2012-10-17" => return Ok(Version::V2012),
        Json::String(text) if text == "2008-10-17" => return Ok(Version::V2008),
        Json::String(text) | Json::Number(text) => text.clone(),
        other => other.kind().to_owned(),
    };
    Err(ParseError {
        message: format!(
            "`{written}` is no version of the policy language: it is not a date of yours, write \"2012-10-17\""
        ),
        kind: ParseErrorKind::UnknownVersion(written),
        position: node.position,
    })
}

fn parse_statements(node: Node) -> Result<Vec<Statement>, ParseError> {
    match node.value {
        Json::Array(items) if items.is_empty() => Err(empty("Statement", node.position)),
        Json::Array(items) => items.into_iter().map(parse_statement).collect(),
        Json::Object(_) => Ok(vec![parse_statement(node)?]),
        _ => Err(wrong_type("`Statement`", "a list of objects", &node)),
    }
}

fn parse_statement(node: Node) -> Result<Statement, ParseError> {
    let position = node.position;
    let Json::Object(members) = node.value else {
        return Err(wrong_type("a statement", "an object", &node));
    };
    let (mut sid, mut effect, mut conditions) = (None, None, Vec::new());
    let (mut principal, mut action, mut resource) = (None, None, None);
    for Member { name, node } in members {
        match name.value.as_str() {
            "Sid" => sid = Some(text_of("Sid", node)?),
            "Effect" => effect = Some(parse_effect(&node)?),
            "Principal" | "NotPrincipal" => {
                once(principal.is_some(), "Principal", &name)?;
                principal = Some(parse_principal(&name, node)?);
            }
            "Action" | "NotAction" => {
                once(action.is_some(), "Action", &name)?;
                action = Some(parse_elements(&name, node)?);
            }
            "Resource" | "NotResource" => {
                once(resource.is_some(), "Resource", &name)?;
                resource = Some(parse_elements(&name, node)?);
            }
            "Condition" => conditions = parse_conditions(node)?,
            _ => return Err(unknown_element(&name, "a statement", &STATEMENT_ELEMENTS)),
        }
    }
    let effect = effect.ok_or_else(|| missing("Effect", position, "a statement"))?;
    Ok(Statement { sid, effect, principal, action, resource, conditions, position })
}

/// An element and its `Not…` twin exclude each other.
fn once(taken: bool, element: &'static str, name: &Spanned<String>) -> Result<(), ParseError> {
    if !taken {
        return Ok(());
    }
    Err(ParseError {
        kind: ParseErrorKind::BothForms(element),
        position: name.position,
        message: format!("a statement has either `{element}` or `Not{element}`, not both"),
    })
}

fn parse_effect(node: &Node) -> Result<Effect, ParseError> {
    let written = match &node.value {
        Json::String(text) if text == "Allow" => return Ok(Effect::Allow),
        Json::String(text) if text == "Deny" => return Ok(Effect::Deny),
        Json::String(text) => text.clone(),
        _ => return Err(wrong_type("`Effect`", "\"Allow\" or \"Deny\"", node)),
    };
    let hint =
        nearest(&written, &["Allow", "Deny"]).map_or(String::new(), |near| format!("; did you mean \"{near}\"?"));
    Err(ParseError {
        message: format!("`Effect` is \"Allow\" or \"Deny\", letter by letter, not \"{written}\"{hint}"),
        kind: ParseErrorKind::UnknownEffect(written),
        position: node.position,
    })
}

fn parse_principal(name: &Spanned<String>, node: Node) -> Result<PrincipalElement, ParseError> {
    let negated = name.value == "NotPrincipal";
    let at = node.position;
    let values = match node.value {
        Json::String(text) if text == "*" => {
            vec![(PrincipalKind::Everyone, Spanned { value: text, position: at })]
        }
        Json::String(text) if text.is_empty() => return Err(empty("Principal", at)),
        Json::String(text) => {
            return Err(ParseError {
                kind: ParseErrorKind::WrongType,
                position: at,
                message: format!(
                    "as a bare text `{}` can only be \"*\"; write {{\"{}\": \"{text}\"}}",
                    name.value,
                    if is_service(&text) { "Service" } else { "AWS" }
                ),
            });
        }
        Json::Object(members) if members.is_empty() => return Err(empty("Principal", at)),
        Json::Object(members) => {
            let mut values = Vec::new();
            for Member { name, node } in members {
                let kind = match name.value.as_str() {
                    "AWS" => PrincipalKind::Aws,
                    "Service" => PrincipalKind::Service,
                    "Federated" => PrincipalKind::Federated,
                    "CanonicalUser" => PrincipalKind::CanonicalUser,
                    _ => return Err(unknown_element(&name, "`Principal`", &PRINCIPAL_KINDS)),
                };
                let position = node.position;
                let texts = texts_of("a principal", node)?;
                if texts.is_empty() {
                    return Err(empty("Principal", position));
                }
                values.extend(texts.into_iter().map(|text| (kind, text)));
            }
            values
        }
        _ => {
            return Err(wrong_type(&format!("`{}`", name.value), "\"*\" or an object", &node));
        }
    };
    Ok(PrincipalElement { negated, values, position: name.position })
}

fn parse_elements(name: &Spanned<String>, node: Node) -> Result<Elements, ParseError> {
    Ok(Elements {
        negated: name.value.starts_with("Not"),
        patterns: texts_of(&format!("`{}`", name.value), node)?,
        position: name.position,
    })
}

fn parse_conditions(node: Node) -> Result<Vec<Condition>, ParseError> {
    let Json::Object(operators) = node.value else {
        return Err(wrong_type("`Condition`", "an object of operators", &node));
    };
    let mut conditions = Vec::new();
    for Member { name, node } in operators {
        let Some(operator) = Operator::parse(&name.value) else {
            return Err(unknown_operator(&name));
        };
        let Json::Object(keys) = node.value else {
            return Err(wrong_type(&format!("`{operator}`"), "an object of condition keys", &node));
        };
        for Member { name: key, node } in keys {
            conditions.push(Condition {
                operator: Spanned { value: operator.clone(), position: name.position },
                key,
                values: condition_values(node)?,
            });
        }
    }
    Ok(conditions)
}

/// Numbers and booleans may stand without quotes.
fn condition_values(node: Node) -> Result<Vec<Spanned<String>>, ParseError> {
    let items = match node.value {
        Json::Array(items) => items,
        value => vec![Node { value, position: node.position }],
    };
    items
        .into_iter()
        .map(|item| {
            let value = match item.value {
                Json::String(text) | Json::Number(text) => text,
                Json::Bool(value) => value.to_string(),
                _ => {
                    return Err(wrong_type("a condition value", "a text, a number or a boolean", &item));
                }
            };
            Ok(Spanned { value, position: item.position })
        })
        .collect()
}

fn text_of(what: &str, node: Node) -> Result<Spanned<String>, ParseError> {
    match node.value {
        Json::String(value) => Ok(Spanned { value, position: node.position }),
        _ => Err(wrong_type(&format!("`{what}`"), "a string", &node)),
    }
}

/// A string, or a list of strings.
fn texts_of(what: &str, node: Node) -> Result<Vec<Spanned<String>>, ParseError> {
    let items = match node.value {
        Json::Array(items) => items,
        value => vec![Node { value, position: node.position }],
    };
    items
        .into_iter()
        .map(|item| match item.value {
            Json::String(value) => Ok(Spanned { value, position: item.position }),
            _ => Err(wrong_type(what, "a string or a list of strings", &item)),
        })
        .collect()
}

fn wrong_type(what: &str, expected: &str, node: &Node) -> ParseError {
    ParseError {
        kind: ParseErrorKind::WrongType,
        position: node.position,
        message: format!("{what} must be {expected}, not {}", node.value.kind()),
    }
}

pub(crate) fn missing(element: &'static str, position: Position, of: &str) -> ParseError {
    ParseError {
        kind: ParseErrorKind::MissingElement(element),
        position,
        message: format!("{of} needs the element `{element}`"),
    }
}

pub(crate) fn empty(element: &'static str, position: Position) -> ParseError {
    ParseError {
        kind: ParseErrorKind::EmptyElement(element),
        position,
        message: format!("`{element}` may not be empty"),
    }
}

fn unknown_element(name: &Spanned<String>, of: &str, known: &[&str]) -> ParseError {
    let written = &name.value;
    let hint = match nearest(written, known) {
        Some(near) if near.eq_ignore_ascii_case(written) => {
            format!("names are case-sensitive, write `{near}`")
        }
        Some(near) => format!("did you mean `{near}`?"),
        None if STATEMENT_ELEMENTS.contains(&written.as_str()) => "it belongs inside a statement".to_owned(),
        None => format!("it has {}", known.join(", ")),
    };
    ParseError {
        kind: ParseErrorKind::UnknownElement(written.clone()),
        position: name.position,
        message: format!("{of} has no element `{written}`: {hint}"),
    }
}

fn unknown_operator(name: &Spanned<String>) -> ParseError {
    let hint = nearest(&name.value, &operator::NAMES).map_or(String::new(), |near| format!("; did you mean `{near}`?"));
    ParseError {
        kind: ParseErrorKind::UnknownOperator(name.value.clone()),
        position: name.position,
        message: format!("there is no condition operator `{}`{hint}", name.value),
    }
}

#[cfg(test)]
mod tests;
