//! How a request names a function: by name, partial ARN or full ARN, with or without a qualifier.
//!
//! <https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#lambda-Invoke-request-FunctionName>

use http::StatusCode;

use super::errors;
use super::function::is_name;
use crate::service_error::ServiceError;

/// <https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#lambda-Invoke-request-FunctionName>
const PATTERN: &str = r"(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:)?(\d{12}:)?(function:)?([a-zA-Z0-9-_\.]+)(:(\$LATEST(\.PUBLISHED)?|[a-zA-Z0-9-_]+))?";

/// A function as a request names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FunctionName {
    pub(super) account: String,
    pub(super) name: String,
    /// A version or an alias.
    pub(super) qualifier: Option<String>,
}

impl FunctionName {
    /// Reads the name in a request to one region by a caller of one account.
    ///
    /// # Errors
    ///
    /// `ValidationException` for what is no name; `ResourceNotFoundException` for another region's function.
    pub(super) fn parse(
        text: &str,
        qualifier: Option<&str>,
        region: &str,
        account: &str,
    ) -> Result<Self, ServiceError> {
        let invalid = || {
            let constraint = format!("Member must satisfy regular expression pattern: {PATTERN}");
            errors::validation(text, "functionName", &constraint)
        };
        let parts: Vec<&str> = text.split(':').collect();
        let (asked_region, asked_account, rest) = match parts.as_slice() {
            ["arn", _, "lambda", region, account, "function", rest @ ..] => (*region, *account, rest),
            [asked, "function", rest @ ..] if is_account(asked) => (region, *asked, rest),
            ["function", rest @ ..] if !rest.is_empty() => (region, account, rest),
            rest => (region, account, rest),
        };
        let (name, own) = match rest {
            [name] => (*name, None),
            [name, own] => (*name, Some(*own)),
            _ => return Err(invalid()),
        };
        let is_version = |text: &str| text == "$LATEST" || is_name(text);
        if !is_name(name) || !is_account(asked_account) || own.is_some_and(|own| !is_version(own)) {
            return Err(invalid());
        }
        if asked_region != region {
            let message = format!("Functions from '{asked_region}' are not reachable in this region ('{region}')");
            return Err(ServiceError::new("ResourceNotFoundException", StatusCode::NOT_FOUND, message));
        }
        if let (Some(own), Some(qualifier)) = (own, qualifier)
            && own != qualifier
        {
            let message = "The derived qualifier from the function name does not match the specified qualifier.";
            return Err(ServiceError::new("InvalidParameterValueException", StatusCode::BAD_REQUEST, message));
        }
        let qualifier = own.or(qualifier).map(str::to_owned);
        Ok(Self { account: asked_account.to_owned(), name: name.to_owned(), qualifier })
    }

    /// The function's ARN, with the qualifier where one is named.
    pub(super) fn arn(&self, region: &str) -> String {
        let arn = format!("arn:aws:lambda:{region}:{}:function:{}", self.account, self.name);
        match &self.qualifier {
            Some(qualifier) => format!("{arn}:{qualifier}"),
            None => arn,
        }
    }
}

fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str, qualifier: Option<&str>) -> Result<String, String> {
        let parsed = FunctionName::parse(text, qualifier, "eu-central-1", "111122223333");
        parsed.map(|name| name.arn("eu-central-1")).map_err(|error| error.code.into_owned())
    }

    #[test]
    fn every_form_names_the_same_function() {
        let arn = "arn:aws:lambda:eu-central-1:111122223333:function:hello";
        for text in ["hello", "function:hello", "111122223333:function:hello", arn] {
            assert_eq!(parse(text, None).as_deref(), Ok(arn), "{text}");
        }
        let latest = format!("{arn}:$LATEST");
        for (text, qualifier) in
            [("hello:$LATEST", None), ("hello", Some("$LATEST")), (latest.as_str(), Some("$LATEST"))]
        {
            assert_eq!(parse(text, qualifier).as_deref(), Ok(latest.as_str()), "{text}");
        }
    }

    #[test]
    fn what_names_no_function_is_refused() {
        for text in ["", "a b", "arn:aws:lambda:eu-central-1:111122223333:function:", "arn:aws:s3:::bucket", "a:b:c:d"]
        {
            assert_eq!(parse(text, None), Err("ValidationException".to_owned()), "{text}");
        }
        assert_eq!(parse("hello:1", Some("2")), Err("InvalidParameterValueException".to_owned()));
        assert_eq!(
            parse("arn:aws:lambda:us-east-1:111122223333:function:hello", None),
            Err("ResourceNotFoundException".to_owned())
        );
    }
}
