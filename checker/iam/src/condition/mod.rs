//! Whether a condition holds for a request.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>

mod binary;
mod date;
pub(crate) mod ip;
mod numeric;

use std::cmp::Ordering;

use crate::document::{Condition, Version};
use crate::operator::{Comparison, Operator, Quantifier};
use crate::pattern::Pattern;
use crate::request::Context;
use crate::variable;

/// Decides one operator on one key. Several values of the policy are alternatives; with a negated operator none of
/// them may match.
///
/// A value whose variable the request does not carry is null, which equals nothing: a negated operator matches it
/// (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-no-value>).
///
/// To `Null` and to the set operators an empty string is no value
/// (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html>);
/// the other operators compare it, as `"s3:prefix": ""` needs.
pub(crate) fn holds(condition: &Condition, version: Version, context: &Context) -> bool {
    let operator = &condition.operator.value;
    let found = context.get(&condition.key.value).unwrap_or_default();
    let blank = found.iter().all(String::is_empty);
    if operator.comparison == Comparison::Null {
        let absent = if blank { "true" } else { "false" };
        return condition.values.iter().any(|value| value.value.eq_ignore_ascii_case(absent));
    }
    if found.is_empty() || (blank && operator.quantifier.is_some()) {
        return match operator.quantifier {
            Some(Quantifier::All) => true,
            Some(Quantifier::Any) => operator.if_exists,
            None => operator.negated || operator.if_exists,
        };
    }
    let values = condition.values.iter().filter_map(|value| compile(operator, &value.value, version, context));
    let expected: Vec<Pattern> = values.collect();
    let matches = |text: &String| expected.iter().any(|pattern| compare(operator.comparison, pattern, text));
    match (operator.quantifier, operator.negated) {
        (Some(Quantifier::All), false) => found.iter().all(matches),
        (Some(Quantifier::All) | None, true) => !found.iter().any(matches),
        (Some(Quantifier::Any) | None, false) => found.iter().any(matches),
        (Some(Quantifier::Any), true) => !found.iter().all(matches),
    }
}

fn compile(operator: &Operator, value: &str, version: Version, context: &Context) -> Option<Pattern> {
    let wildcards = matches!(operator.comparison, Comparison::StringLike | Comparison::Arn);
    let version = if operator.takes_variables() { version } else { Version::V2008 };
    variable::compile(value, version, context, wildcards)
}

/// Compares a value of the policy with a value of the request. A value that does not fit the operator's type matches
/// nothing.
fn compare(comparison: Comparison, expected: &Pattern, actual: &str) -> bool {
    let numeric = || numeric::compare(actual, &expected.literal());
    let date = || date::compare(actual, &expected.literal());
    match comparison {
        Comparison::StringEquals | Comparison::StringLike => expected.matches(actual),
        Comparison::StringEqualsIgnoreCase => expected.literal().to_lowercase() == actual.to_lowercase(),
        Comparison::NumericEquals => numeric() == Some(Ordering::Equal),
        Comparison::NumericLessThan => numeric() == Some(Ordering::Less),
        Comparison::NumericLessThanEquals => numeric().is_some_and(Ordering::is_le),
        Comparison::NumericGreaterThan => numeric() == Some(Ordering::Greater),
        Comparison::NumericGreaterThanEquals => numeric().is_some_and(Ordering::is_ge),
        Comparison::DateEquals => date() == Some(Ordering::Equal),
        Comparison::DateLessThan => date() == Some(Ordering::Less),
        Comparison::DateLessThanEquals => date().is_some_and(Ordering::is_le),
        Comparison::DateGreaterThan => date() == Some(Ordering::Greater),
        Comparison::DateGreaterThanEquals => date().is_some_and(Ordering::is_ge),
        Comparison::Bool => expected.literal().eq_ignore_ascii_case(actual),
        Comparison::BinaryEquals => {
            binary::decode(&expected.literal()).is_some_and(|bytes| binary::decode(actual) == Some(bytes))
        }
        Comparison::IpAddress => ip::Range::parse(&expected.literal()).is_some_and(|range| range.contains(actual)),
        Comparison::Arn => expected.matches_arn(actual),
        Comparison::Null => false,
    }
}

#[cfg(test)]
mod tests;
