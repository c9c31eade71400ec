//! `COGNITO_USER_POOLS`: a token that one of some user pools signed.
//!
//! Without scopes the method wants an ID token, with scopes an access token that has one of them. Whether the user signed
//! out since is never asked: a token counts until it expires.
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-enable-cognito-user-pool.html>

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::cache::CacheKey;
use super::claims::Token;
use super::{Caller, Refused};
use crate::apigateway::definition::{Authorizer, DEFAULT_TTL};
use crate::apigateway::execution::context::{AuthorizerContext, RequestContext};
use crate::apigateway::execution::gateway_response::GatewayFault;
use crate::apigateway::execution::journal::{Journal, masked};
use crate::apigateway::matches_selection_pattern;
use crate::cognito::{Refusal, TokenUse};
use crate::state::State;

/// What may stand before a token. That clients send it is documented; in which spellings it is taken is not.
/// <https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-accessing-resources-api-gateway-and-lambda.html>
const BEARER: &str = "Bearer ";

/// An authorizer at work for one method of one stage.
struct Asked<'a> {
    state: &'a State,
    authorizer: &'a Authorizer,
    /// The method's scopes.
    scopes: &'a [String],
    stage_variables: &'a BTreeMap<String, String>,
}

/// Lets a caller in whose token counts, and hands its claims on.
pub(super) fn authorize(
    caller: &Caller<'_>,
    context: &mut RequestContext,
    journal: &mut Journal,
) -> Result<(), Refused> {
    let Caller { state, target, request, route, .. } = caller;
    let Some(authorizer) = target.definition.authorizer(route.method) else {
        let why = "the method's authorizer is not there: it was deleted, or never made";
        return Err(Refused::new(GatewayFault::authorizer_configuration("Invalid authorizer"), why));
    };
    let asked =
        Asked { state, authorizer, scopes: &route.method.authorization_scopes, stage_variables: &target.variables };
    let header = authorizer.header().unwrap_or("Authorization");
    let token = match request.header_values(header).as_slice() {
        &[value] if !value.is_empty() => value.strip_prefix(BEARER).unwrap_or(value),
        [] | [_] => return Err(Refused::unauthorized(asked.no_token(&request.method, header))),
        several => {
            let why = format!("{} headers {header} came, and one token is wanted", several.len());
            return Err(Refused::unauthorized(why));
        }
    };
    let key = CacheKey {
        api_id: target.api_id.clone(),
        stage: target.stage.clone(),
        deployment_id: target.deployment_id.clone(),
        authorizer_id: authorizer.id.clone(),
        token: format!("{} {token}", asked.token_use().as_str()),
    };
    let now = state.cognito.now();
    let kept = state.apigateway.authorizer_cache.get(&key, now);
    let token = match kept {
        Some(token) if token.is_expired(now) => {
            return Err(expired("the token has expired: sign in again, or refresh it"));
        }
        Some(token) => token,
        None => {
            let token = asked.verified(token)?;
            let ttl = authorizer.ttl.unwrap_or(DEFAULT_TTL);
            state.apigateway.authorizer_cache.put(key, token.clone(), ttl, now);
            token
        }
    };
    asked.check_scopes(&token)?;
    journal.decision = None;
    context.authorizer = Some(AuthorizerContext { claims: token.texts() });
    Ok(())
}

impl Asked<'_> {
    fn token_use(&self) -> TokenUse {
        if self.scopes.is_empty() { TokenUse::Id } else { TokenUse::Access }
    }

    /// The token that the method wants, in words.
    fn wanted(&self) -> &'static str {
        match self.token_use() {
            TokenUse::Id => "the ID token",
            TokenUse::Access => "an access token",
        }
    }

    fn no_token(&self, method: &str, header: &str) -> String {
        let name = &self.authorizer.name;
        if method == "OPTIONS" {
            return format!(
                "the preflight came without a header {header}, and the method wants a token (authorizer {name}): browsers \
                 send none with OPTIONS, so OPTIONS needs security: []"
            );
        }
        format!("no header {header} came: the method wants {} there (authorizer {name})", self.wanted())
    }

    /// The ids of the pools whose tokens are taken, and whether each is there.
    fn pools(&self) -> Vec<(String, bool)> {
        let pools = self.state.cognito.read();
        let id = |arn: &String| {
            let arn = substituted(arn, self.stage_variables);
            let id = arn.rsplit('/').next().unwrap_or_default().to_owned();
            let is_there = pools.get(&id).is_some_and(|pool| pool.arn == arn);
            (id, is_there)
        };
        self.authorizer.provider_arns.iter().map(id).collect()
    }

    /// Verifies a token that is not kept.
    fn verified(&self, token: &str) -> Result<Token, Refused> {
        let pools = self.pools();
        let there: Vec<&str> = pools.iter().filter(|(_, is_there)| *is_there).map(|(id, _)| id.as_str()).collect();
        let cognito = &self.state.cognito;
        let verified = match self.token_use() {
            TokenUse::Id => cognito.verify_id(&there, token),
            TokenUse::Access => cognito.verify_access(&there, token),
        };
        let verified = verified.map_err(|refusal| self.refused(&refusal, token, &pools))?;
        let token = Token { claims: verified.claims };
        self.check_audience(&token, &verified.pool_id)?;
        Ok(token)
    }

    /// The token is for a client of the pool, and for one that the authorizer's expression takes.
    fn check_audience(&self, token: &Token, pool_id: &str) -> Result<(), Refused> {
        let claim = match self.token_use() {
            TokenUse::Id => "aud",
            TokenUse::Access => "client_id",
        };
        let client = token.text(claim).unwrap_or_default();
        let pools = self.state.cognito.read();
        if !pools.get(pool_id).is_some_and(|pool| pool.clients.contains_key(client)) {
            let why = format!("the token's {claim} is {client}, which is no app client of the pool {pool_id}");
            return Err(Refused::unauthorized(why));
        }
        let Some(expression) =
            self.authorizer.identity_validation_expression.as_deref().filter(|text| !text.is_empty())
        else {
            return Ok(());
        };
        match token.text("aud") {
            Some(aud) if matches_selection_pattern(expression, aud).unwrap_or_default() => Ok(()),
            Some(aud) => Err(Refused::unauthorized(format!(
                "the token's aud is {aud}, which the authorizer's identityValidationExpression {expression} does not take"
            ))),
            None => Err(Refused::unauthorized(
                "the authorizer has an identityValidationExpression for aud, and an access token has no aud",
            )),
        }
    }

    fn check_scopes(&self, token: &Token) -> Result<(), Refused> {
        if self.scopes.is_empty() || token.scopes().any(|scope| self.scopes.iter().any(|wanted| wanted == scope)) {
            return Ok(());
        }
        let found: Vec<&str> = token.scopes().collect();
        let why = format!(
            "the access token's scopes are [{}], and the method wants one of [{}]",
            found.join(", "),
            self.scopes.join(", ")
        );
        Err(Refused::unauthorized(why))
    }

    fn refused(&self, refusal: &Refusal, token: &str, pools: &[(String, bool)]) -> Refused {
        let why = match refusal {
            Refusal::Expired { .. } => return expired(refusal.to_string()),
            Refusal::Issuer { found, .. } => {
                let named = |(id, _): &&(String, bool)| found == &self.state.cognito.issuer(id);
                if let Some((id, _)) = pools.iter().find(named) {
                    let why =
                        format!("the authorizer {} names the pool {id}, which is not there", self.authorizer.name);
                    return Refused::new(GatewayFault::authorizer_configuration("Invalid user pool"), why);
                }
                let wanted: Vec<&str> = pools.iter().map(|(id, _)| id.as_str()).collect();
                format!(
                    "the token was issued by {found}, and the authorizer {} takes those of the pool {}",
                    self.authorizer.name,
                    wanted.join(" or ")
                )
            }
            Refusal::TokenUse { wanted: TokenUse::Id, found } if found == "access" => {
                "the token is an access token: the method has no scopes, so it wants the ID token".to_owned()
            }
            Refusal::TokenUse { wanted: TokenUse::Access, found } if found == "id" => format!(
                "the token is an ID token: the method has scopes ({}), so it wants the access token",
                self.scopes.join(", ")
            ),
            Refusal::Malformed(_) if token.contains(' ') => {
                "the header holds more than a token: it is the token alone, or \"Bearer \" and the token".to_owned()
            }
            other => other.to_string(),
        };
        Refused::unauthorized(why)
    }
}

/// 401, in words of its own by which clients know to refresh. It has the status of `UNAUTHORIZED`, and is taken for it;
/// `EXPIRED_TOKEN`, with 403, is documented to be that of an AWS authentication token.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html>
fn expired(why: impl Into<String>) -> Refused {
    Refused::new(GatewayFault::new("UNAUTHORIZED", "The incoming token has expired", "UnauthorizedException"), why)
}

/// An ARN with the stage's variables in it.
fn substituted(arn: &str, variables: &BTreeMap<String, String>) -> String {
    variables
        .iter()
        .fold(arn.to_owned(), |arn, (name, value)| arn.replace(&format!("${{stageVariables.{name}}}"), value))
}

/// What a test of an authorizer gives.
#[derive(Debug)]
pub(crate) struct Tested {
    /// 0 for a token that counts, as the API has it.
    pub(crate) status: u16,
    pub(crate) claims: BTreeMap<String, String>,
    pub(crate) log: String,
}

/// `TestInvokeAuthorizer`: an ID token alone can be tested.
/// <https://docs.aws.amazon.com/apigateway/latest/api/API_TestInvokeAuthorizer.html>
pub(crate) fn test(
    state: &State,
    authorizer: &Authorizer,
    headers: &[(String, String)],
    stage_variables: &BTreeMap<String, String>,
) -> Tested {
    let asked = Asked { state, authorizer, scopes: &[], stage_variables };
    let header = authorizer.header().unwrap_or("Authorization");
    let sent = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case(header)).map(|(_, value)| value.as_str());
    let sent = sent.unwrap_or_default();
    let name = &authorizer.name;
    let mut log =
        format!("Execution log for request test-request\nStarting authorizer: {name} for request: test-request\n");
    let _ = writeln!(log, "Incoming identity: {}", masked("authorization", sent));
    let verified = asked.verified(sent.strip_prefix(BEARER).unwrap_or(sent));
    let (status, claims) = match verified {
        Ok(token) => (0, token.texts()),
        Err(refused) => {
            log.push_str("Unauthorized request: test-request\n");
            (refused.fault.status, BTreeMap::new())
        }
    };
    Tested { status, claims, log }
}
