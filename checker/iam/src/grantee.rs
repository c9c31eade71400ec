//! Whether a `Principal` or `NotPrincipal` element covers the principal of a request.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>

use crate::document::{Effect, PrincipalElement, PrincipalKind};
use crate::principal::Principal;

/// How a principal is covered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cover {
    /// By its own name, as a service, or as one of everyone.
    Direct,
    /// Through its account: that only lets the account's own policies grant the access.
    Account,
}

/// How the element covers the principal; `None` if it does not.
pub(crate) fn cover(element: &PrincipalElement, principal: &Principal, effect: Effect) -> Option<Cover> {
    if element.negated {
        return (!excepted(element, principal, effect)).then_some(Cover::Direct);
    }
    let covers = element.values.iter().filter_map(|(kind, text)| named(*kind, &text.value, principal));
    covers.max_by_key(|cover| *cover == Cover::Direct)
}

fn named(kind: PrincipalKind, text: &str, principal: &Principal) -> Option<Cover> {
    let fits = match kind {
        PrincipalKind::Everyone => true,
        PrincipalKind::Aws if text == "*" => true,
        PrincipalKind::Aws => {
            if account_of(text).is_some_and(|account| principal.account() == Some(account)) {
                let own = matches!(principal, Principal::Root { .. });
                return Some(if own { Cover::Direct } else { Cover::Account });
            }
            names(principal).iter().any(|name| name == text)
        }
        PrincipalKind::Service => matches!(principal, Principal::Service(name) if name == text),
        // No request of ours comes from an identity provider, and no request carries a canonical id.
        PrincipalKind::Federated | PrincipalKind::CanonicalUser => false,
    };
    fits.then_some(Cover::Direct)
}

/// The account that a principal value stands for: its twelve digits, or the ARN of its root.
fn account_of(text: &str) -> Option<&str> {
    let account = match text.strip_prefix("arn:aws:iam::") {
        Some(rest) => rest.strip_suffix(":root")?,
        None => text,
    };
    is_account(account).then_some(account)
}

/// Whether a text is an account id.
fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a text has the form of a service's name, such as `lambda.amazonaws.com`.
pub(crate) fn is_service(text: &str) -> bool {
    text.ends_with(".amazonaws.com") || text.ends_with(".amazonaws.com.cn")
}

/// An account id, or the ARN of something that can make requests.
pub(crate) fn is_aws_principal(text: &str) -> bool {
    if is_account(text) {
        return true;
    }
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    let &["arn", "aws" | "aws-cn" | "aws-us-gov", service, "", account, name] = &parts[..] else {
        return false;
    };
    // An origin access identity of CloudFront is a user of the account `cloudfront`.
    if name.contains(['*', '?']) || !(is_account(account) || account == "cloudfront") {
        return false;
    }
    let named = |kind: &str| name.strip_prefix(kind).is_some_and(|rest| !rest.is_empty() && !rest.ends_with('/'));
    match service {
        "iam" => name == "root" || named("user/") || named("role/"),
        "sts" => {
            named("federated-user/")
                || (named("assumed-role/") && name.split('/').filter(|part| !part.is_empty()).count() == 3)
        }
        _ => false,
    }
}

/// What is wrong with a value that is no [`is_aws_principal`], as the end of a sentence.
pub(crate) fn why_no_aws_principal(text: &str) -> &'static str {
    if is_service(text) {
        "is a service, which stands under `Service` and not under `AWS`"
    } else if text.contains(['*', '?']) {
        "has a wildcard; only \"*\" alone can stand for many, a user, role or session is named in full"
    } else if text.contains(":group/") {
        "is a group, which cannot sign a request; name its users"
    } else {
        "is no principal: write an account id, or the ARN of an account's root, a user, a role or a session"
    }
}

/// The ARNs by which a policy can name the principal itself, most general first.
fn names(principal: &Principal) -> Vec<String> {
    let mut names = Vec::new();
    if let Principal::AssumedRole { account, path, role, .. } = principal {
        let role = Principal::Role { account: account.clone(), path: path.clone(), name: role.clone() };
        names.extend(role.arn());
    }
    names.extend(principal.arn());
    names
}

/// Whether `NotPrincipal` leaves the principal out.
///
/// With `Deny`, AWS looks at the account, then the role, then the session: each of them must be listed. With `Allow`,
/// which AWS advises against, one of them is enough.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html>
fn excepted(element: &PrincipalElement, principal: &Principal, effect: Effect) -> bool {
    let listed = |kinds: &[PrincipalKind], fits: &dyn Fn(&str) -> bool| {
        element.values.iter().any(|(kind, text)| kinds.contains(kind) && fits(&text.value))
    };
    if listed(&[PrincipalKind::Everyone, PrincipalKind::Aws], &|text| text == "*") {
        return true;
    }
    let Some(account) = principal.account() else {
        return matches!(principal, Principal::Service(name)
            if listed(&[PrincipalKind::Service], &|text| text == name));
    };
    let mut layers = vec![listed(&[PrincipalKind::Aws], &|text| account_of(text) == Some(account))];
    if !matches!(principal, Principal::Root { .. }) {
        layers.extend(names(principal).iter().map(|name| listed(&[PrincipalKind::Aws], &|text| text == name)));
    }
    match effect {
        Effect::Deny => layers.iter().all(|listed| *listed),
        Effect::Allow => layers.iter().any(|listed| *listed),
    }
}

#[cfg(test)]
mod tests;
