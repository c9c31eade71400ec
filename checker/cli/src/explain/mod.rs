//! Errors of AWS that students meet in the labs, and what is behind them: one table for each service, and the search.

mod api_gateway;
mod cognito;
mod credentials;
mod dynamodb;
mod iam;
mod lambda;
mod s3;
#[cfg(test)]
mod tests;

/// An error, its cause, and the way out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Explanation {
    /// AWS's error code, or the words by which people know it.
    pub code: &'static str,
    /// Words that must all stand in a text for this explanation to fit; upper and lower case are the same.
    words: &'static [&'static str],
    /// Why AWS answers so.
    pub cause: &'static str,
    /// What to do.
    pub remedy: &'static str,
    /// Page and section below `book/src/`.
    pub read: &'static str,
}

const TABLES: [&[Explanation]; 7] =
    [s3::TABLE, lambda::TABLE, iam::TABLE, credentials::TABLE, api_gateway::TABLE, dynamodb::TABLE, cognito::TABLE];

/// Explanations that say nothing where another fits as well: the text then names the reason itself, or a code that begins
/// like theirs.
const GENERAL: &[&str] = &[
    "AccessDenied",
    "MalformedPolicy",
    "MalformedPolicyDocument",
    "NoSuchBucket",
    "NoSuchEntity",
    "SignatureDoesNotMatch",
    "Invalid principal in policy",
    "because no identity-based policy allows",
    "expired token",
    "TooManyRequestsException",
    "Unauthorized",
    "Runtime exited with error: signal: killed",
    "no credentials",
    "Forbidden",
    "Internal server error",
    "Missing Authentication Token",
    "Invalid mapping expression",
    "Invalid model specified",
    "Invalid model schema specified",
    "No 'Access-Control-Allow-Origin' header is present",
    "Response to preflight request doesn't pass access control check",
    "Request header field is not allowed by Access-Control-Allow-Headers",
    "ValidationException",
    "One or more parameter values were invalid",
];

/// All that the course explains, service by service.
pub fn all() -> impl Iterator<Item = &'static Explanation> {
    TABLES.into_iter().flatten()
}

/// What is behind a text. A general explanation is left out where a more exact one fits.
#[must_use]
pub fn explain(text: &str) -> Vec<Explanation> {
    let text = text.to_lowercase();
    let fits = |explanation: &&Explanation| explanation.words.iter().all(|word| text.contains(&word.to_lowercase()));
    let mut found: Vec<Explanation> = all().filter(fits).copied().collect();
    for general in GENERAL {
        if found.len() > 1 {
            found.retain(|explanation| explanation.code != *general);
        }
    }
    found
}
