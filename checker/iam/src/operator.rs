//! The condition operators and their spelling.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>

use std::fmt;

/// The comparison that an operator makes, without set prefix, negation and `IfExists`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `StringEquals`: case-sensitive, no wildcards.
    StringEquals,
    /// `StringEqualsIgnoreCase`.
    StringEqualsIgnoreCase,
    /// `StringLike`: case-sensitive, with `*` and `?`.
    StringLike,
    /// `NumericEquals`.
    NumericEquals,
    /// `NumericLessThan`.
    NumericLessThan,
    /// `NumericLessThanEquals`.
    NumericLessThanEquals,
    /// `NumericGreaterThan`.
    NumericGreaterThan,
    /// `NumericGreaterThanEquals`.
    NumericGreaterThanEquals,
    /// `DateEquals`.
    DateEquals,
    /// `DateLessThan`.
    DateLessThan,
    /// `DateLessThanEquals`.
    DateLessThanEquals,
    /// `DateGreaterThan`.
    DateGreaterThan,
    /// `DateGreaterThanEquals`.
    DateGreaterThanEquals,
    /// `Bool`.
    Bool,
    /// `BinaryEquals`: both sides in base64.
    BinaryEquals,
    /// `IpAddress`: an address or a CIDR range.
    IpAddress,
    /// `ArnEquals` and `ArnLike`, which do the same.
    Arn,
    /// `Null`: whether the key is absent.
    Null,
}

/// How a key with several values is compared.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantifier {
    /// `ForAllValues:`: every value of the request must match; true if there is none.
    All,
    /// `ForAnyValue:`: at least one value of the request must match; false if there is none.
    Any,
}

/// A condition operator as written in a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operator {
    /// The set prefix.
    pub quantifier: Option<Quantifier>,
    /// The comparison.
    pub comparison: Comparison,
    /// Whether the result is turned round: `StringNotEquals`, `NotIpAddress` and so on.
    pub negated: bool,
    /// Whether a missing key makes the condition true.
    pub if_exists: bool,
    name: String,
}

/// Every operator name without prefix and suffix.
pub(crate) const NAMES: [&str; 27] = [
    "StringEquals",
    "StringNotEquals",
    "StringEqualsIgnoreCase",
    "StringNotEqualsIgnoreCase",
    "StringLike",
    "StringNotLike",
    "NumericEquals",
    "NumericNotEquals",
    "NumericLessThan",
    "NumericLessThanEquals",
    "NumericGreaterThan",
    "NumericGreaterThanEquals",
    "DateEquals",
    "DateNotEquals",
    "DateLessThan",
    "DateLessThanEquals",
    "DateGreaterThan",
    "DateGreaterThanEquals",
    "Bool",
    "BinaryEquals",
    "IpAddress",
    "NotIpAddress",
    "ArnEquals",
    "ArnNotEquals",
    "ArnLike",
    "ArnNotLike",
    "Null",
];

impl Operator {
    /// Reads an operator name; `None` if AWS knows none of that name. Names are case-sensitive.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        let (quantifier, rest) = if let Some(rest) = name.strip_prefix("ForAllValues:") {
            (Some(Quantifier::All), rest)
        } else if let Some(rest) = name.strip_prefix("ForAnyValue:") {
            (Some(Quantifier::Any), rest)
        } else {
            (None, name)
        };
        let (base, if_exists) = match rest.strip_suffix("IfExists") {
            Some(base) => (base, true),
            None => (rest, false),
        };
        let (comparison, negated) = match base {
            "StringEquals" => (Comparison::StringEquals, false),
            "StringNotEquals" => (Comparison::StringEquals, true),
            "StringEqualsIgnoreCase" => (Comparison::StringEqualsIgnoreCase, false),
            "StringNotEqualsIgnoreCase" => (Comparison::StringEqualsIgnoreCase, true),
            "StringLike" => (Comparison::StringLike, false),
            "StringNotLike" => (Comparison::StringLike, true),
            "NumericEquals" => (Comparison::NumericEquals, false),
            "NumericNotEquals" => (Comparison::NumericEquals, true),
            "NumericLessThan" => (Comparison::NumericLessThan, false),
            "NumericLessThanEquals" => (Comparison::NumericLessThanEquals, false),
            "NumericGreaterThan" => (Comparison::NumericGreaterThan, false),
            "NumericGreaterThanEquals" => (Comparison::NumericGreaterThanEquals, false),
            "DateEquals" => (Comparison::DateEquals, false),
            "DateNotEquals" => (Comparison::DateEquals, true),
            "DateLessThan" => (Comparison::DateLessThan, false),
            "DateLessThanEquals" => (Comparison::DateLessThanEquals, false),
            "DateGreaterThan" => (Comparison::DateGreaterThan, false),
            "DateGreaterThanEquals" => (Comparison::DateGreaterThanEquals, false),
            "Bool" => (Comparison::Bool, false),
            "BinaryEquals" => (Comparison::BinaryEquals, false),
            "IpAddress" => (Comparison::IpAddress, false),
            "NotIpAddress" => (Comparison::IpAddress, true),
            "ArnEquals" | "ArnLike" => (Comparison::Arn, false),
            "ArnNotEquals" | "ArnNotLike" => (Comparison::Arn, true),
            "Null" if !if_exists => (Comparison::Null, false),
            _ => return None,
        };
        Some(Self { quantifier, comparison, negated, if_exists, name: name.to_owned() })
    }

    /// The name as written.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether AWS replaces policy variables in this operator's values: string, ARN and boolean comparisons only.
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-conditionelement>
    pub(crate) fn takes_variables(&self) -> bool {
        matches!(
            self.comparison,
            Comparison::StringEquals
                | Comparison::StringEqualsIgnoreCase
                | Comparison::StringLike
                | Comparison::Arn
                | Comparison::Bool
        )
    }
}

impl fmt::Display for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_known_and_case_matters() {
        for name in NAMES {
            let operator = Operator::parse(name).expect(name);
            assert_eq!(operator.negated, name.contains("Not"), "{name}");
            assert!(Operator::parse(&name.to_lowercase()).is_none(), "{name}");
            assert_eq!(Operator::parse(&format!("{name}IfExists")).is_some(), name != "Null", "{name}");
            assert!(Operator::parse(&format!("ForAnyValue:{name}")).is_some(), "{name}");
        }
        let operator = Operator::parse("ForAllValues:StringNotLikeIfExists").expect("all parts");
        assert_eq!(operator.quantifier, Some(Quantifier::All));
        assert!(operator.negated && operator.if_exists);
        assert_eq!(operator.to_string(), "ForAllValues:StringNotLikeIfExists");
    }
}
