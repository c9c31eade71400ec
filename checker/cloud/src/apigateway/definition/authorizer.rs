//! Authorizers: who decides whether a caller may call a method.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/api/API_Authorizer.html>

use std::time::Duration;

/// How long the result of an authorizer is kept where nothing else is set.
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-authorizer.html>
pub const DEFAULT_TTL: Duration = Duration::from_mins(5);

/// What kind of authorizer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthorizerKind {
    /// A Lambda function that gets one header.
    Token,
    /// A Lambda function that gets the request's parameters.
    Request,
    /// API Gateway itself, with the keys of user pools.
    CognitoUserPools,
}

impl AuthorizerKind {
    /// As the API shows it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Token => "TOKEN",
            Self::Request => "REQUEST",
            Self::CognitoUserPools => "COGNITO_USER_POOLS",
        }
    }

    /// Reads a name, in capitals or in small letters.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        [Self::Token, Self::Request, Self::CognitoUserPools]
            .into_iter()
            .find(|kind| kind.name().eq_ignore_ascii_case(name))
    }

    /// The authorization type of the methods that use one: `CUSTOM`, `COGNITO_USER_POOLS`.
    #[must_use]
    pub fn authorization_type(self) -> &'static str {
        match self {
            Self::Token | Self::Request => "CUSTOM",
            Self::CognitoUserPools => "COGNITO_USER_POOLS",
        }
    }
}

/// An authorizer. Lambda's are kept and shown, and not emulated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authorizer {
    /// Six letters and digits.
    pub id: String,
    /// Its name, which is unique in its API.
    pub name: String,
    /// Its kind.
    pub kind: AuthorizerKind,
    /// `x-amazon-apigateway-authtype`, of no effect.
    pub auth_type: Option<String>,
    /// The ARNs of the user pools whose tokens it takes; `${stageVariables.NAME}` may stand in them.
    pub provider_arns: Vec<String>,
    /// Where the token stands: `method.request.header.Authorization`.
    pub identity_source: Option<String>,
    /// A regular expression for the `aud` claim of a token.
    pub identity_validation_expression: Option<String>,
    /// How long a result is kept; `None` for [`DEFAULT_TTL`]. Zero for not at all.
    pub ttl: Option<Duration>,
    /// Of a Lambda authorizer: how its function is called.
    pub uri: Option<String>,
}

impl Authorizer {
    /// The header that the token stands in: `Authorization`. `None` where the identity source is none of a header.
    #[must_use]
    pub fn header(&self) -> Option<&str> {
        self.identity_source.as_deref()?.strip_prefix(HEADER_SOURCE)
    }
}

/// What an identity source begins with that is a header.
const HEADER_SOURCE: &str = "method.request.header.";

/// Whether a text has the form of a user pool's ARN, and why not; a stage's variable may stand in it.
/// <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncognitouserpools.html>
///
/// # Errors
///
/// What to write instead.
pub(crate) fn check_user_pool_arn(arn: &str) -> Result<(), String> {
    if arn.contains("${stageVariables.") {
        return Ok(());
    }
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    if let &["arn", partition, "cognito-idp", region, account, resource] = parts.as_slice() {
        let named = resource.strip_prefix("userpool/").and_then(|id| id.split_once('_'));
        if partition.starts_with("aws")
            && account.len() == 12
            && account.bytes().all(|digit| digit.is_ascii_digit())
            && named.is_some_and(|(of, name)| {
                of == region && !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
            })
        {
            return Ok(());
        }
    }
    let is_id = !arn.contains(':') && arn.contains('_');
    Err(if is_id {
        format!(
            "{arn} is the pool's id (what !Ref gives); here stands its ARN, arn:aws:cognito-idp:REGION:ACCOUNT:userpool/ID: \
             Fn::GetAtt: [THE_POOL, Arn]"
        )
    } else if arn.contains(['$', '{']) {
        format!("{arn} holds what was to be replaced: text with ${{…}} stands below Fn::Sub")
    } else {
        format!(
            "{arn} is not the ARN of a user pool, arn:aws:cognito-idp:REGION:ACCOUNT:userpool/ID: Fn::GetAtt: [THE_POOL, Arn]"
        )
    })
}

/// Whether an identity source is the header of a request. The words around are those of other mappings.
///
/// # Errors
///
/// API Gateway's words, and what to do.
pub(crate) fn check_identity_source(kind: AuthorizerKind, source: Option<&str>) -> Result<(), (String, String)> {
    if kind == AuthorizerKind::Request {
        return Ok(());
    }
    let header = source.and_then(|source| source.strip_prefix(HEADER_SOURCE));
    let is_name = |name: &str| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
    };
    if header.is_some_and(is_name) {
        return Ok(());
    }
    let source = source.unwrap_or("null");
    let hint = "the token comes in a header: method.request.header.Authorization";
    Err((format!("Invalid mapping expression specified: {source}"), hint.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_arn_of_a_pool_is_one() {
        let good = "arn:aws:cognito-idp:eu-central-1:111122223333:userpool/eu-central-1_Ab3dEf9hI";
        assert_eq!(check_user_pool_arn(good), Ok(()));
        assert_eq!(check_user_pool_arn("arn:aws:cognito-idp:eu-central-1:1:userpool/${stageVariables.pool}"), Ok(()));
        for (wrong, hint) in [
            ("eu-central-1_Ab3dEf9hI", "is the pool's id"),
            ("", "is not the ARN"),
            ("arn:aws:cognito-idp:eu-central-1:111122223333:userpool/us-east-1_Ab3dEf9hI", "is not the ARN"),
            ("arn:aws:cognito-idp:eu-central-1:111122223333:userpool/eu-central-1_", "is not the ARN"),
            ("arn:aws:lambda:eu-central-1:111122223333:function:x", "is not the ARN"),
            ("arn:aws:cognito-idp:${AWS::Region}:${AWS::AccountId}:userpool/${Pool}", "Fn::Sub"),
        ] {
            let said = check_user_pool_arn(wrong).expect_err(wrong);
            assert!(said.contains(hint), "{said}");
        }
    }

    #[test]
    fn a_token_comes_in_a_header() {
        let check = |source| check_identity_source(AuthorizerKind::CognitoUserPools, source);
        assert_eq!(check(Some("method.request.header.Authorization")), Ok(()));
        for wrong in [None, Some(""), Some("method.request.header."), Some("method.request.querystring.token")] {
            assert!(check(wrong).is_err(), "{wrong:?}");
        }
    }
}
