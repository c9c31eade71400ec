//! The parameters of a Query request.

use std::collections::HashMap;

/// Parameters of the address and of the form in the body.
#[derive(Debug)]
pub(crate) struct Form(HashMap<String, String>);

impl Form {
    /// Reads both; what is no text is read as well as it can be.
    pub(super) fn read(query: &str, body: &[u8]) -> Self {
        let body = String::from_utf8_lossy(body);
        let pairs = query.split('&').chain(body.split('&')).filter_map(|pair| pair.split_once('='));
        Self(pairs.map(|(name, value)| (decode(name), decode(value))).collect())
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }
}

fn decode(text: &str) -> String {
    let text = text.replace('+', " ");
    percent_encoding::percent_decode_str(&text).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_of_address_and_body_are_decoded() {
        let form = Form::read("Version=2011-06-15", b"Action=GetRole&RoleName=a%2Bb+c&x");
        assert_eq!(form.get("Version"), Some("2011-06-15"));
        assert_eq!(form.get("RoleName"), Some("a+b c"));
        assert_eq!(form.get("x"), None);
    }
}
