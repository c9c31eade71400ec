//! How a plain (unquoted) scalar is read: YAML 1.1, which `CloudFormation` and the SAM CLI speak.
//!
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html>: YAML 1.1, without timestamps;
//! so `Version: 2012-10-17` is text. The forms are those of <https://yaml.org/type/>, as `PyYAML` reads them.

use super::node::Value;

/// A plain scalar's value, and what its author may not have meant.
pub(crate) fn plain(text: &str) -> (Value, Option<String>) {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return (Value::Null, None),
        "true" | "True" | "TRUE" => return (Value::Bool(true), None),
        "false" | "False" | "FALSE" => return (Value::Bool(false), None),
        "yes" | "Yes" | "YES" | "on" | "On" | "ON" => return (Value::Bool(true), Some(boolean(text, true))),
        "no" | "No" | "NO" | "off" | "Off" | "OFF" => return (Value::Bool(false), Some(boolean(text, false))),
        _ => {}
    }
    if let Some(number) = integer(text).or_else(|| float(text)) {
        let surprise = (number != text && !text.starts_with('+'))
            .then(|| format!("YAML 1.1 reads {text} as the number {number}; put it in quotes if text is meant."));
        return (Value::Number(number), surprise);
    }
    (Value::String(text.to_owned()), None)
}

fn boolean(text: &str, value: bool) -> String {
    format!("YAML 1.1 reads {text} as {value}; put it in quotes if text is meant.")
}

fn integer(text: &str) -> Option<String> {
    let (sign, digits) = match text.strip_prefix(['-', '+']) {
        Some(rest) => (if text.starts_with('-') { "-" } else { "" }, rest),
        None => ("", text),
    };
    if digits.is_empty() || digits.len() > 60 || !digits.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let clean = digits.replace('_', "");
    let value = if digits == "0" {
        0
    } else if let Some(binary) = clean.strip_prefix("0b") {
        u128::from_str_radix(binary, 2).ok()?
    } else if let Some(hexadecimal) = clean.strip_prefix("0x") {
        u128::from_str_radix(hexadecimal, 16).ok()?
    } else if clean.len() > 1 && clean.starts_with('0') && !clean.contains(':') {
        u128::from_str_radix(&clean, 8).ok()?
    } else if clean.contains(':') {
        sexagesimal(&clean)?
    } else {
        clean.parse().ok()?
    };
    Some(format!("{sign}{value}"))
}

/// `1:30` is 90: base 60, meant for times.
fn sexagesimal(text: &str) -> Option<u128> {
    let mut parts = text.split(':');
    let first = parts.next()?;
    if first.starts_with('0') {
        return None;
    }
    let mut value: u128 = first.parse().ok()?;
    for part in parts {
        let digit: u128 = part.parse().ok().filter(|digit| *digit < 60 && part.len() <= 2)?;
        value = value.checked_mul(60)?.checked_add(digit)?;
    }
    Some(value)
}

fn float(text: &str) -> Option<String> {
    let digits = text.trim_start_matches(['-', '+']);
    let plain = !digits.is_empty()
        && text.len() - digits.len() <= 1
        && digits.len() <= 60
        && digits.contains('.')
        && digits.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        && digits.chars().any(|c| c.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | 'e' | 'E' | '+' | '-'));
    let value: f64 = plain.then(|| text.parse().ok())??;
    // 1.0 stays 1.0: CloudFormation hands the text on.
    Some(if text.contains(['e', 'E']) { value.to_string() } else { text.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        match plain(text).0 {
            Value::Null => "null".to_owned(),
            Value::Bool(value) => format!("bool {value}"),
            Value::Number(number) => format!("number {number}"),
            Value::String(text) => format!("text {text}"),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn plain_scalars_are_read_as_yaml_1_1() {
        for (text, value) in [
            ("2012-10-17", "text 2012-10-17"),
            ("yes", "bool true"),
            ("Off", "bool false"),
            ("y", "text y"),
            ("0777", "number 511"),
            ("0789", "text 0789"),
            ("012345670123", "number 1402433619"),
            ("111122223333", "number 111122223333"),
            ("0x1F", "number 31"),
            ("1:30", "number 90"),
            ("09:30", "text 09:30"),
            ("1_000", "number 1000"),
            ("3.0.1", "text 3.0.1"),
            ("3.0", "number 3.0"),
            ("-7", "number -7"),
            ("-", "text -"),
            (".", "text ."),
            ("", "null"),
            ("~", "null"),
            ("arn:aws:s3:::x", "text arn:aws:s3:::x"),
        ] {
            assert_eq!(shown(text), value, "{text}");
        }
    }

    #[test]
    fn a_value_that_surprises_is_told() {
        assert!(plain("no").1.is_some_and(|text| text.contains("reads no as false")));
        assert!(plain("0777").1.is_some_and(|text| text.contains("the number 511")));
        assert!(plain("true").1.is_none());
        assert!(plain("30").1.is_none());
    }
}
