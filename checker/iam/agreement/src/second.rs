//! A case as `iam-rs` takes it.

use iam::Principal;
use iam_rs::{Arn, Context, ContextValue, Decision, IAMPolicy, IAMRequest, PrincipalId, evaluate_policies};

use crate::table::{Answer, Case};

/// What `iam-rs` answers; `None` if the case is out of its scope.
///
/// It knows one account, no root user that needs no policy, no anonymous caller, and no resource but an ARN; a session
/// stands as its ARN.
pub(crate) fn answer(case: &Case) -> Option<Answer> {
    let request = &case.request;
    let principal = match &request.principal {
        Principal::Anonymous | Principal::Root { .. } => return None,
        Principal::Service(name) => iam_rs::Principal::Service(PrincipalId::String(name.clone())),
        caller if caller.account() != Some(&request.resource_account) => return None,
        caller => iam_rs::Principal::Aws(PrincipalId::String(caller.arn()?)),
    };
    let resource = Arn::parse(&request.resource).ok()?;
    let texts = [&case.identity, &case.resource];
    let policies: Result<Vec<IAMPolicy>, _> =
        texts.into_iter().flatten().map(|text| IAMPolicy::from_json(text)).collect();
    let Ok(policies) = policies else {
        return Some(Answer::Refused);
    };
    let request = IAMRequest::new_with_context(principal, request.action.clone(), resource, context(case));
    Some(match evaluate_policies(&policies, &request) {
        Ok(Decision::Allow) => Answer::Allow,
        Ok(Decision::Deny) => Answer::Deny,
        Ok(Decision::NotApplicable) => Answer::None,
        Err(_) => Answer::Refused,
    })
}

/// The case's keys, and those that follow from the caller; booleans as `iam-rs` has them, everything else as text.
fn context(case: &Case) -> Context {
    let caller = &case.request.principal;
    let mut context = Context::new();
    if let Some(arn) = caller.identity_arn() {
        context.insert("aws:PrincipalArn".to_owned(), ContextValue::String(arn));
    }
    let kind = match caller {
        Principal::User { name, .. } => {
            context.insert("aws:username".to_owned(), ContextValue::String(name.clone()));
            "User"
        }
        Principal::Service(name) => {
            context.insert("aws:PrincipalServiceName".to_owned(), ContextValue::String(name.clone()));
            "Service"
        }
        _ => "AssumedRole",
    };
    context.insert("aws:PrincipalType".to_owned(), ContextValue::String(kind.to_owned()));
    for (key, values) in &case.keys {
        let booleans: Option<Vec<bool>> = values.iter().map(|value| value.parse().ok()).collect();
        let value = match (&values[..], booleans.as_deref()) {
            ([_], Some([value])) => ContextValue::Boolean(*value),
            ([value], _) => ContextValue::String(value.clone()),
            ([_, ..], Some(values)) => ContextValue::BooleanList(values.to_vec()),
            (values, _) => ContextValue::StringList(values.to_vec()),
        };
        context.insert(key.clone(), value);
    }
    context
}
