//! A function: its configuration, checked as `CreateFunction` checks it, and what it has at run time.
//!
//! <https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html>

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, SystemTime};

use http::StatusCode;
use tokio::sync::Semaphore;

use super::environment;
use super::log::FunctionLog;
use super::permission::ResourcePolicy;
use super::sandbox::Sandbox;
use super::stand_in::StandIn;
use crate::service_error::ServiceError;

/// What a function is made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewFunction {
    /// The function's name.
    pub name: String,
    /// The ARN of its execution role.
    pub role: String,
    /// The executable that AWS would find as `bootstrap` in the deployment package.
    pub bootstrap: PathBuf,
    /// `_HANDLER`; an OS-only runtime leaves it to the bootstrap.
    pub handler: String,
    /// The runtime: `provided.al2023`.
    pub runtime: String,
    /// In MB, 128 to 10,240.
    pub memory_size: u32,
    /// In seconds, 1 to 900.
    pub timeout: u32,
    /// The function's own environment variables.
    pub environment: BTreeMap<String, String>,
    /// How many invocations may run at once; `None` for as many as there is room for.
    pub reserved_concurrency: Option<u32>,
}

impl NewFunction {
    /// A function with Lambda's defaults: 128 MB, 3 seconds.
    #[must_use]
    pub fn new(name: impl Into<String>, role: impl Into<String>, bootstrap: impl Into<PathBuf>) -> Self {
        Self {
            name: name.into(),
            role: role.into(),
            bootstrap: bootstrap.into(),
            handler: "bootstrap".to_owned(),
            runtime: "provided.al2023".to_owned(),
            memory_size: 128,
            timeout: 3,
            environment: BTreeMap::new(),
            reserved_concurrency: None,
        }
    }

    /// Refuses what `CreateFunction` refuses before it looks at the role itself.
    pub(super) fn check(&self, account: &str) -> Result<(), ServiceError> {
        let mut faults = Vec::new();
        let mut fault = |value: &str, member: &str, constraint: &str| {
            faults.push(format!("Value '{value}' at '{member}' failed to satisfy constraint: {constraint}"));
        };
        if !is_name(&self.name) {
            fault(
                &self.name,
                "functionName",
                &format!("Member must satisfy regular expression pattern: {NAME_PATTERN}"),
            );
        }
        if self.name.len() > 64 {
            fault(&self.name, "functionName", "Member must have length less than or equal to 64");
        }
        let role_account = role_account(&self.role);
        if role_account.is_none() {
            fault(&self.role, "role", &format!("Member must satisfy regular expression pattern: {ROLE_PATTERN}"));
        }
        for (value, member, least, most) in
            [(self.memory_size, "memorySize", 128, 10_240), (self.timeout, "timeout", 1, 900)]
        {
            if value < least {
                let constraint = format!("Member must have value greater than or equal to {least}");
                fault(&value.to_string(), member, &constraint);
            } else if value > most {
                fault(&value.to_string(), member, &format!("Member must have value less than or equal to {most}"));
            }
        }
        if self.handler.is_empty() || self.handler.chars().any(char::is_whitespace) {
            fault(&self.handler, "handler", r"Member must satisfy regular expression pattern: [^\s]+");
        }
        if self.handler.len() > 128 {
            fault(&self.handler, "handler", "Member must have length less than or equal to 128");
        }
        if !faults.is_empty() {
            let errors = if faults.len() == 1 { "error" } else { "errors" };
            let message = format!("{} validation {errors} detected: {}", faults.len(), faults.join("; "));
            return Err(ServiceError::new("ValidationException", StatusCode::BAD_REQUEST, message));
        }
        if !matches!(self.runtime.as_str(), "provided.al2023" | "provided.al2") {
            return Err(ServiceError::not_emulated(&format!("the runtime {}", self.runtime))
                .with_hint("a function written in Rust runs on provided.al2023"));
        }
        environment::check(&self.environment)?;
        if role_account != Some(account) {
            let message = "Cross-account pass role is not allowed.";
            return Err(ServiceError::new("AccessDeniedException", StatusCode::FORBIDDEN, message));
        }
        Ok(())
    }
}

/// <https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html#lambda-CreateFunction-request-Role>
const ROLE_PATTERN: &str = r"arn:(aws[a-zA-Z-]*)?:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+";

/// <https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html#lambda-CreateFunction-request-FunctionName>
const NAME_PATTERN: &str = r"(arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:)?(\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\$LATEST|[a-zA-Z0-9-_]+))?";

/// Letters, digits, hyphens and underscores.
pub(super) fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_'))
}

/// The account in a role's ARN; `None` for what is none.
fn role_account(arn: &str) -> Option<&str> {
    let rest = arn.strip_prefix("arn:")?;
    let (partition, rest) = rest.split_once(":iam::")?;
    let (account, name) = rest.split_once(":role")?;
    let name = name.strip_prefix('/').unwrap_or(name);
    let partition =
        partition.strip_prefix("aws").is_some_and(|rest| rest.chars().all(|c| c.is_ascii_alphabetic() || c == '-'));
    let digits = account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
    let known = |letter: char| letter.is_ascii_alphanumeric() || "_+=,.@-/".contains(letter);
    (partition && digits && !name.is_empty() && name.chars().all(known)).then_some(account)
}

/// A function that can be invoked.
#[derive(Debug)]
pub(crate) struct Function {
    pub(super) configuration: NewFunction,
    pub(super) arn: String,
    pub(super) created: SystemTime,
    pub(super) log: Arc<FunctionLog>,
    pub(super) policy: RwLock<ResourcePolicy>,
    /// The slots of a function with reserved concurrency.
    pub(super) reserved: Option<Arc<Semaphore>>,
    /// What is answered in its place.
    pub(super) stand_in: Mutex<Option<StandIn>>,
    /// Sandboxes that wait for an event.
    idle: Mutex<Vec<Sandbox>>,
}

impl Function {
    pub(super) fn new(configuration: NewFunction, arn: String) -> Self {
        let reserved = configuration.reserved_concurrency.map(|slots| Arc::new(Semaphore::new(slots as usize)));
        Self {
            configuration,
            arn,
            created: SystemTime::now(),
            log: Arc::default(),
            policy: RwLock::default(),
            reserved,
            stand_in: Mutex::default(),
            idle: Mutex::default(),
        }
    }

    /// The same function with another configuration: its log goes on, and who may call it stays.
    pub(super) fn with(&self, configuration: NewFunction) -> Self {
        let policy = self.policy.read().unwrap_or_else(PoisonError::into_inner).clone();
        Self {
            created: self.created,
            log: self.log.clone(),
            policy: RwLock::new(policy),
            ..Self::new(configuration, self.arn.clone())
        }
    }

    pub(super) fn timeout(&self) -> Duration {
        Duration::from_secs(self.configuration.timeout.into())
    }

    /// Takes the sandbox that was used last, for one invocation alone. Those that ended by themselves are forgotten.
    pub(super) fn take_idle(&self) -> Option<Sandbox> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.retain(Sandbox::is_usable);
        idle.pop()
    }

    /// Takes the sandbox that has waited longest.
    pub(super) fn take_oldest(&self) -> Option<Sandbox> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        (!idle.is_empty()).then(|| idle.remove(0))
    }

    pub(super) fn give_back(&self, sandbox: Sandbox) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(sandbox);
    }

    pub(super) fn take_all(&self) -> Vec<Sandbox> {
        std::mem::take(&mut *self.idle.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROLE: &str = "arn:aws:iam::111122223333:role/chat-lambda-data";

    fn refused(change: impl FnOnce(&mut NewFunction)) -> ServiceError {
        let mut function = NewFunction::new("hello", ROLE, "/bootstrap");
        change(&mut function);
        function.check("111122223333").expect_err("refused")
    }

    #[test]
    fn lambdas_defaults_are_taken() {
        assert_eq!(NewFunction::new("hello", ROLE, "/bootstrap").check("111122223333"), Ok(()));
    }

    #[test]
    fn what_is_out_of_range_is_refused_in_lambdas_words() {
        assert_eq!(
            refused(|function| function.memory_size = 127).message,
            "1 validation error detected: Value '127' at 'memorySize' failed to satisfy constraint: Member must have \
             value greater than or equal to 128"
        );
        assert_eq!(
            refused(|function| function.timeout = 901).message,
            "1 validation error detected: Value '901' at 'timeout' failed to satisfy constraint: Member must have \
             value less than or equal to 900"
        );
        let both = refused(|function| {
            function.timeout = 0;
            function.role = "chat-lambda-data".to_owned();
        });
        assert!(both.message.starts_with("2 validation errors detected: "), "{}", both.message);
        assert_eq!(both.code, "ValidationException");
    }

    #[test]
    fn a_role_is_named_by_its_arn_and_of_this_account() {
        for role in
            ["", "chat", "arn:aws:iam::11112222333:role/x", "arn:aws:s3:::bucket", "arn:aws:iam::111122223333:user/x"]
        {
            assert_eq!(refused(|function| role.clone_into(&mut function.role)).code, "ValidationException", "{role}");
        }
        let other = refused(|function| "arn:aws:iam::444455556666:role/x".clone_into(&mut function.role));
        assert_eq!(other.message, "Cross-account pass role is not allowed.");
    }

    #[test]
    fn names_have_letters_digits_hyphens_and_underscores() {
        for name in ["", "a b", "a.b", "ä"] {
            assert_eq!(refused(|function| name.clone_into(&mut function.name)).code, "ValidationException", "{name}");
        }
        let long = refused(|function| function.name = "x".repeat(65));
        assert!(long.message.contains("length less than or equal to 64"), "{}", long.message);
    }

    #[test]
    fn other_runtimes_are_not_emulated() {
        assert_eq!(refused(|function| "nodejs22.x".clone_into(&mut function.runtime)).code, "NotImplemented");
    }
}
