//! Numbers: integers and decimals, compared exactly.

use std::cmp::Ordering;

/// Compares two decimal numbers; `None` if one of them is no number.
pub(super) fn compare(left: &str, right: &str) -> Option<Ordering> {
    Some(Decimal::parse(left)?.cmp(&Decimal::parse(right)?))
}

/// A decimal number in its shortest form.
#[derive(PartialEq, Eq)]
struct Decimal<'text> {
    negative: bool,
    whole: &'text str,
    fraction: &'text str,
}

impl<'text> Decimal<'text> {
    fn parse(text: &'text str) -> Option<Self> {
        let text = text.trim();
        let (negative, digits) = match text.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if digits.len() == digits.matches('.').count() || !all_digits(whole) || !all_digits(fraction) {
            return None;
        }
        let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
        let zero = whole.is_empty() && fraction.is_empty();
        Some(Self { negative: negative && !zero, whole, fraction })
    }

    fn size(&self, other: &Self) -> Ordering {
        (self.whole.len(), self.whole, self.fraction).cmp(&(other.whole.len(), other.whole, other.fraction))
    }

    fn cmp(&self, other: &Self) -> Ordering {
        match (self.negative, other.negative) {
            (false, false) => self.size(other),
            (true, true) => other.size(self),
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_ordered_exactly() {
        let table = [
            ("1", "1.000", Some(Ordering::Equal)),
            ("-0", "0", Some(Ordering::Equal)),
            (".5", "0.50", Some(Ordering::Equal)),
            ("5.", "5", Some(Ordering::Equal)),
            ("10", "9", Some(Ordering::Greater)),
            ("-10", "-9", Some(Ordering::Less)),
            ("0.1", "0.09", Some(Ordering::Greater)),
            ("-1", "0.5", Some(Ordering::Less)),
            ("123456789012345678901234567891", "123456789012345678901234567890", Some(Ordering::Greater)),
            ("", "1", None),
            (".", "1", None),
            ("1.2.3", "1", None),
            ("1e3", "1", None),
            ("--1", "1", None),
            ("NaN", "1", None),
        ];
        for (left, right, order) in table {
            assert_eq!(compare(left, right), order, "{left} with {right}");
        }
    }
}
