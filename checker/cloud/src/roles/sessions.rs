//! Sessions: who acts under a role, with which credentials, for how long.

use std::hash::{BuildHasher as _, RandomState};
use std::sync::Arc;
use std::time::SystemTime;

use http::StatusCode;

use super::{Entities, Role, Roles, names};
use crate::ServiceError;
use crate::identity::{AccessKey, Credentials, Identity};
use crate::request_id;

/// A role that somebody has assumed.
#[derive(Clone, Debug)]
pub struct Session {
    /// The role.
    pub role_name: String,
    /// What the session is called: of a Lambda function, its name.
    pub name: String,
    /// The session's credentials.
    pub credentials: Credentials,
    /// When the credentials end; `None` for never.
    pub expires: Option<SystemTime>,
}

impl Roles {
    /// Lets a service assume a role, as Lambda does for each function: temporary credentials that never expire by
    /// themselves. The role's policies are looked at anew for each request.
    ///
    /// <https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html>
    ///
    /// # Errors
    ///
    /// When the role does not exist or its trust policy does not let the service assume it: for `lambda.amazonaws.com`
    /// the `InvalidParameterValueException` of `CreateFunction`, for others `AccessDenied`. The hint says why.
    pub fn assume_role_for_service(
        &self,
        service: &str,
        role_arn: &str,
        session_name: &str,
    ) -> Result<Credentials, ServiceError> {
        let mut entities = self.write();
        let Some(role) = entities.roles.values().find(|role| role.arn == role_arn).cloned() else {
            return Err(cannot_be_assumed(service, role_arn, &format!("there is no role {role_arn}")));
        };
        let request =
            iam::Request::new(iam::Principal::service(service), "sts:AssumeRole", role_arn, self.account.as_str());
        let decision = iam::evaluate(&request, &[], Some(&role.trust));
        if !decision.is_allowed() {
            let why = explain_trust(service, &role, &decision);
            return Err(cannot_be_assumed(service, role_arn, &why));
        }
        let credentials = self.new_credentials(&mut entities, &role, session_name);
        let session = Session {
            role_name: role.name,
            name: session_name.to_owned(),
            credentials: credentials.clone(),
            expires: None,
        };
        entities.sessions.insert(credentials.access_key_id.clone(), Arc::new(session));
        Ok(credentials)
    }

    fn new_credentials(&self, entities: &mut Entities, role: &Role, session_name: &str) -> Credentials {
        const BASE32: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        const BASE64: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let number = entities.next_id();
        Credentials {
            // The letters say that no account of AWS ever had it.
            access_key_id: format!("ASIACOURSELABS{}", request_id::letters(number, 6, BASE32)),
            // One function must not be able to work out another's.
            secret_access_key: request_id::letters(unpredictable(), 40, BASE64),
            session_token: Some(format!("IQoJb3JpZ2luX2Vj{}", request_id::letters(unpredictable(), 200, BASE64))),
            arn: format!("arn:aws:sts::{}:assumed-role/{}/{session_name}", self.account, role.name),
            account: self.account.clone(),
        }
    }

    /// Sets when a session's credentials end; `None` for never. Unknown access keys are left alone.
    pub fn set_expiry(&self, access_key_id: &str, expires: Option<SystemTime>) {
        let mut entities = self.write();
        if let Some(session) = entities.sessions.get_mut(access_key_id) {
            Arc::make_mut(session).expires = expires;
        }
    }

    /// Ends a session: its credentials are unknown from now on.
    pub fn end_session(&self, access_key_id: &str) {
        self.write().sessions.remove(access_key_id);
    }

    /// The session with an access key.
    #[must_use]
    pub fn session(&self, access_key_id: &str) -> Option<Arc<Session>> {
        self.read().sessions.get(access_key_id).cloned()
    }

    /// What an access key of a session proves, with the policies that the role has now.
    pub(crate) fn access_key(&self, access_key_id: &str) -> Option<AccessKey> {
        let entities = self.read();
        let session = entities.sessions.get(access_key_id)?;
        let role = entities.roles.get(&session.role_name)?;
        let identity = self.identity(&entities, role, session);
        Some(AccessKey {
            identity: Arc::new(identity),
            secret: session.credentials.secret_access_key.clone(),
            session_token: session.credentials.session_token.clone(),
            expires: session.expires,
        })
    }

    fn identity(&self, entities: &Entities, role: &Role, session: &Session) -> Identity {
        Identity {
            arn: session.credentials.arn.clone(),
            account: self.account.clone(),
            user_id: format!("{}:{}", role.id, session.name),
            role: Some(role.name.clone()),
            principal: iam::Principal::AssumedRole {
                account: self.account.as_str().to_owned(),
                path: role.path.clone(),
                role: role.name.clone(),
                session: session.name.clone(),
            },
            policies: entities.policies_of(role),
        }
    }

    /// Decides what a session of a role would be allowed by the role's own policies and, where there is one, the
    /// resource's policy: what `checker can` asks. The request comes over TLS and carries no other condition key.
    ///
    /// ```
    /// use cloud::roles::CreateRole;
    /// use cloud::{AccountId, Roles, STUDENT_ACCOUNT};
    ///
    /// let roles = Roles::new(&AccountId::new(STUDENT_ACCOUNT));
    /// let trust = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow",
    ///     "Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}}"#;
    /// roles.create_role(&CreateRole { name: "chat", trust_policy: trust, ..CreateRole::default() })?;
    /// let decision = roles.decide("chat", "conversations", "s3:GetObject", "arn:aws:s3:::b/k", None)?;
    /// assert!(!decision.is_allowed());
    /// assert_eq!(decision.explain(), "denied: no identity-based policy allows it");
    /// # Ok::<(), cloud::ServiceError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// `NoSuchEntity` for a role that does not exist.
    pub fn decide(
        &self,
        role_name: &str,
        session_name: &str,
        action: &str,
        resource: &str,
        resource_policy: Option<&iam::NamedPolicy>,
    ) -> Result<iam::Decision, ServiceError> {
        let entities = self.read();
        let role = entities.roles.get(role_name).ok_or_else(|| names::no_such_role(role_name))?;
        let principal = iam::Principal::AssumedRole {
            account: self.account.as_str().to_owned(),
            path: role.path.clone(),
            role: role.name.clone(),
            session: session_name.to_owned(),
        };
        let request =
            iam::Request::new(principal, action, resource, self.account.as_str()).with("aws:SecureTransport", "true");
        Ok(iam::evaluate(&request, &entities.policies_of(role), resource_policy))
    }
}

/// A number that nobody can work out: the standard library keys each hasher by the system's random source.
fn unpredictable() -> u64 {
    RandomState::new().hash_one(SystemTime::now())
}

/// Lambda's text is that of public logs (serverless/serverless#4384, nficano/python-lambda#28 and others).
fn cannot_be_assumed(service: &str, role_arn: &str, why: &str) -> ServiceError {
    let fault = if service == "lambda.amazonaws.com" {
        ServiceError::new(
            "InvalidParameterValueException",
            StatusCode::BAD_REQUEST,
            "The role defined for the function cannot be assumed by Lambda.",
        )
    } else {
        let message = format!("{service} is not authorized to perform: sts:AssumeRole on resource: {role_arn}");
        ServiceError::new("AccessDenied", StatusCode::FORBIDDEN, message)
    };
    fault.with_hint(why)
}

/// Why a trust policy does not let a service in, for a reader who may see it.
fn explain_trust(service: &str, role: &Role, decision: &iam::Decision) -> String {
    if let Some(statement) = &decision.deciding {
        return format!("{service} is denied by {statement}");
    }
    match decision.nearest_miss() {
        // Whom it names says more.
        None | Some((_, iam::Mismatch::Principal)) => {}
        Some((statement, mismatch)) => return format!("{statement} would allow it, but {mismatch}"),
    }
    let named: Vec<String> = role.trust.policy.statements.iter().flat_map(iam::trust::named_principals).collect();
    format!("the trust policy of role {} names {}, not {service}", role.name, named.join(", "))
}
