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
pub(crate) fn cover(
    element: &PrincipalElement,
    principal: &Principal,
    effect: Effect,
) -> Option<Cover> {
    if element.negated {
        return (!excepted(element, principal, effect)).then_some(Cover::Direct);
    }
    let covers = element
        .values
        .iter()
        .filter_map(|(kind, text)| named(*kind, &text.value, principal));
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

/// An account id, or the ARN of something that can make requests.
pub(crate) fn is_aws_principal(text: &str) -> bool {
    if is_account(text) {
        return true;
    }
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    let &[
        "arn",
        "aws" | "aws-cn" | "aws-us-gov",
        service,
        "",
        account,
        name,
    ] = &parts[..]
    else {
        return false;
    };
    // An origin access identity of CloudFront is a user of the account `cloudfront`.
    if name.contains(['*', '?']) || !(is_account(account) || account == "cloudfront") {
        return false;
    }
    let named = |kind: &str| {
        name.strip_prefix(kind)
            .is_some_and(|rest| !rest.is_empty() && !rest.ends_with('/'))
    };
    match service {
        "iam" => name == "root" || named("user/") || named("role/"),
        "sts" => {
            named("federated-user/")
                || (named("assumed-role/")
                    && name.split('/').filter(|part| !part.is_empty()).count() == 3)
        }
        _ => false,
    }
}

/// The ARNs by which a policy can name the principal itself, most general first.
fn names(principal: &Principal) -> Vec<String> {
    let mut names = Vec::new();
    if let Principal::AssumedRole {
        account,
        path,
        role,
        ..
    } = principal
    {
        let role = Principal::Role {
            account: account.clone(),
            path: path.clone(),
            name: role.clone(),
        };
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
        element
            .values
            .iter()
            .any(|(kind, text)| kinds.contains(kind) && fits(&text.value))
    };
    if listed(&[PrincipalKind::Everyone, PrincipalKind::Aws], &|text| {
        text == "*"
    }) {
        return true;
    }
    let Some(account) = principal.account() else {
        return matches!(principal, Principal::Service(name)
            if listed(&[PrincipalKind::Service], &|text| text == name));
    };
    let mut layers = vec![listed(&[PrincipalKind::Aws], &|text| {
        account_of(text) == Some(account)
    })];
    if !matches!(principal, Principal::Root { .. }) {
        layers.extend(
            names(principal)
                .iter()
                .map(|name| listed(&[PrincipalKind::Aws], &|text| text == name)),
        );
    }
    match effect {
        Effect::Deny => layers.iter().all(|listed| *listed),
        Effect::Allow => layers.iter().any(|listed| *listed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Policy;

    fn element(json: &str) -> PrincipalElement {
        let text = format!(r#"{{"Statement":{{"Effect":"Deny",{json}}}}}"#);
        Policy::parse(&text)
            .expect(json)
            .statements
            .remove(0)
            .principal
            .expect(json)
    }

    #[test]
    fn principals_are_recognised() {
        let user = Principal::user("111122223333", "ada");
        let deep = Principal::User {
            account: "111122223333".into(),
            path: "/team/red/".into(),
            name: "ada".into(),
        };
        let session = Principal::assumed_role("111122223333", "chat", "fn");
        let root = Principal::root("111122223333");
        let service = Principal::service("lambda.amazonaws.com");
        let table = [
            (r#""*""#, &Principal::Anonymous, Some(Cover::Direct)),
            (r#"{"AWS":"*"}"#, &Principal::Anonymous, Some(Cover::Direct)),
            (r#"{"AWS":"*"}"#, &user, Some(Cover::Direct)),
            (r#"{"AWS":"111122223333"}"#, &Principal::Anonymous, None),
            (r#"{"AWS":"111122223333"}"#, &user, Some(Cover::Account)),
            (
                r#"{"AWS":"arn:aws:iam::111122223333:root"}"#,
                &session,
                Some(Cover::Account),
            ),
            (
                r#"{"AWS":"arn:aws:iam::111122223333:root"}"#,
                &root,
                Some(Cover::Direct),
            ),
            (r#"{"AWS":"444455556666"}"#, &user, None),
            (
                r#"{"AWS":"arn:aws:iam::111122223333:user/ada"}"#,
                &user,
                Some(Cover::Direct),
            ),
            (
                r#"{"AWS":"arn:aws:iam::111122223333:user/Ada"}"#,
                &user,
                None,
            ),
            (
                r#"{"AWS":"arn:aws:iam::111122223333:user/team/red/ada"}"#,
                &deep,
                Some(Cover::Direct),
            ),
            (
                r#"{"AWS":"arn:aws:iam::111122223333:user/ada"}"#,
                &deep,
                None,
            ),
            (
                r#"{"AWS":["444455556666","arn:aws:iam::111122223333:role/chat"]}"#,
                &session,
                Some(Cover::Direct),
            ),
            (
                r#"{"AWS":"arn:aws:sts::111122223333:assumed-role/chat/fn"}"#,
                &session,
                Some(Cover::Direct),
            ),
            (
                r#"{"AWS":"arn:aws:sts::111122223333:assumed-role/chat/other"}"#,
                &session,
                None,
            ),
            (
                r#"{"AWS":["111122223333","arn:aws:iam::111122223333:user/ada"]}"#,
                &user,
                Some(Cover::Direct),
            ),
            (
                r#"{"Service":"lambda.amazonaws.com"}"#,
                &service,
                Some(Cover::Direct),
            ),
            (r#"{"Service":"apigateway.amazonaws.com"}"#, &service, None),
            (r#"{"AWS":"lambda.amazonaws.com"}"#, &service, None),
            (r#"{"Federated":"graph.facebook.com"}"#, &user, None),
        ];
        for (json, principal, expected) in table {
            let element = element(&format!(r#""Principal":{json}"#));
            assert_eq!(
                cover(&element, principal, Effect::Allow),
                expected,
                "{json} on {principal}"
            );
        }
    }

    #[test]
    fn not_principal_needs_every_layer_to_except() {
        let session = Principal::assumed_role("111122223333", "chat", "fn");
        let full = r#"{"AWS":["arn:aws:iam::111122223333:root","arn:aws:iam::111122223333:role/chat",
            "arn:aws:sts::111122223333:assumed-role/chat/fn"]}"#;
        let part = r#"{"AWS":"arn:aws:iam::111122223333:role/chat"}"#;
        let table = [
            (full, &session, Effect::Deny, false),
            (part, &session, Effect::Deny, true),
            (part, &session, Effect::Allow, false),
            (part, &Principal::Anonymous, Effect::Deny, true),
            (r#""*""#, &Principal::Anonymous, Effect::Deny, false),
            (
                r#"{"AWS":"111122223333"}"#,
                &Principal::root("111122223333"),
                Effect::Deny,
                false,
            ),
            (
                r#"{"Service":"a.amazonaws.com"}"#,
                &Principal::service("a.amazonaws.com"),
                Effect::Deny,
                false,
            ),
            (
                r#"{"Service":"a.amazonaws.com"}"#,
                &Principal::service("b.amazonaws.com"),
                Effect::Deny,
                true,
            ),
        ];
        for (json, principal, effect, covered) in table {
            let element = element(&format!(r#""NotPrincipal":{json}"#));
            assert_eq!(
                cover(&element, principal, effect).is_some(),
                covered,
                "{json} on {principal}"
            );
        }
    }
}
