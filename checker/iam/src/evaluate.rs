//! The evaluation logic.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html>

use crate::condition;
use crate::decision::{DecidingStatement, Decision, Outcome, PolicySource};
use crate::document::{Condition, Effect, Elements, NamedPolicy, Policy, Statement};
use crate::grantee::{self, Cover};
use crate::pattern::Pattern;
use crate::principal::Principal;
use crate::request::{Context, Request};
use crate::trace::{Mismatch, StatementTrace};
use crate::variable;

/// Decides a request by the policies of its caller (`identity`: user, groups, role) and that of its resource.
///
/// * A fitting `Deny` on either side wins.
/// * Within one account an `Allow` on either side is enough. An `Allow` that names only the caller's account is none by
///   itself: it leaves the grant to the account's own policies.
/// * Across accounts both sides must allow.
/// * For an anonymous caller or an AWS service only the resource's policy counts.
/// * `sts:AssumeRole…` needs the role's trust policy (as `resource`) in every case.
/// * The root user of the resource's account needs no `Allow`.
///
/// Service control policies, permissions boundaries and session policies are not part of it.
///
/// Sources: [single account](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics.html),
/// [cross account](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html),
/// [account principals](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-accounts).
#[must_use]
pub fn evaluate(request: &Request, identity: &[NamedPolicy], resource: Option<&NamedPolicy>) -> Decision {
    let context = request.effective_context();
    let mut trace = Vec::new();
    let (mut denied, mut direct, mut by_account, mut by_identity) = (None, None, None, None);
    let resource_side = resource.into_iter().map(|policy| (PolicySource::Resource, policy));
    let identity_side = identity.iter().map(|policy| (PolicySource::Identity, policy));
    for (source, named) in resource_side.chain(identity_side) {
        for (index, statement) in named.policy.statements.iter().enumerate() {
            let place = DecidingStatement {
                source,
                policy: named.name.clone(),
                sid: statement.sid.as_ref().map(|sid| sid.value.clone()),
                index,
                position: statement.position,
            };
            let (cover, misses) = fit(statement, &named.policy, source, request, &context);
            if let (Some(cover), []) = (cover, &misses[..]) {
                let slot = match (statement.effect, source, cover) {
                    (Effect::Deny, ..) => &mut denied,
                    (Effect::Allow, PolicySource::Identity, _) => &mut by_identity,
                    (Effect::Allow, PolicySource::Resource, Cover::Direct) => &mut direct,
                    (Effect::Allow, PolicySource::Resource, Cover::Account) => &mut by_account,
                };
                slot.get_or_insert_with(|| place.clone());
            }
            trace.push(StatementTrace {
                place,
                effect: statement.effect,
                otherwise_fits: misses.len() <= 1,
                mismatch: misses.into_iter().next(),
            });
        }
    }
    let (outcome, deciding) = conclude(request, denied, direct, by_account, by_identity);
    Decision { outcome, deciding, trace }
}

type Place = Option<DecidingStatement>;

fn conclude(
    request: &Request,
    denied: Place,
    direct: Place,
    by_account: Place,
    by_identity: Place,
) -> (Outcome, Place) {
    if let Some(place) = denied {
        return (Outcome::ExplicitDeny { source: place.source }, Some(place));
    }
    let by_resource = (Outcome::Allowed { by: PolicySource::Resource }, direct.clone());
    let missing = |missing| (Outcome::ImplicitDeny { missing }, None);
    let Some(account) = request.principal.account() else {
        return if direct.is_some() { by_resource } else { missing(PolicySource::Resource) };
    };
    let root = matches!(request.principal, Principal::Root { .. });
    let granted_by_identity = by_identity.is_some() || root;
    if account != request.resource_account {
        let place = direct.or(by_account);
        return match (granted_by_identity, &place) {
            (false, _) => missing(PolicySource::Identity),
            (true, None) => missing(PolicySource::Resource),
            (true, Some(_)) => (Outcome::Allowed { by: PolicySource::Resource }, place),
        };
    }
    if direct.is_some() {
        return by_resource;
    }
    if is_assume_role(&request.action) && by_account.is_none() {
        return missing(PolicySource::Resource);
    }
    if granted_by_identity {
        return (Outcome::Allowed { by: PolicySource::Identity }, by_identity);
    }
    missing(PolicySource::Identity)
}

fn is_assume_role(action: &str) -> bool {
    action.get(..14).is_some_and(|start| start.eq_ignore_ascii_case("sts:assumerole"))
}

/// How the statement covers the principal, and everything that does not fit the request: `Principal`, `Action`,
/// `Resource` and the conditions, in this order.
fn fit(
    statement: &Statement,
    policy: &Policy,
    source: PolicySource,
    request: &Request,
    context: &Context,
) -> (Option<Cover>, Vec<Mismatch>) {
    let cover = match source {
        // An identity policy is about the identity that it is attached to.
        PolicySource::Identity => Some(Cover::Direct),
        PolicySource::Resource => statement
            .principal
            .as_ref()
            .and_then(|element| grantee::cover(element, &request.principal, statement.effect)),
    };
    let mut misses = Vec::new();
    if cover.is_none() {
        misses.push(Mismatch::Principal);
    }
    if !statement.action.as_ref().is_some_and(|actions| fits_action(actions, &request.action)) {
        misses.push(Mismatch::Action);
    }
    // Only a trust policy has no resource: it is about the role that it is attached to.
    if let Some(resources) = &statement.resource
        && !fits_resource(resources, policy, &request.resource, context)
    {
        misses.push(Mismatch::Resource);
    }
    // Nothing more is to be learnt from conditions of a statement that is far from fitting.
    if misses.len() <= 1 {
        let failed =
            statement.conditions.iter().filter(|condition| !condition::holds(condition, policy.version, context));
        misses.extend(failed.take(2).map(|condition| mismatch_of(condition, context)));
    }
    (cover, misses)
}

fn mismatch_of(failed: &Condition, context: &Context) -> Mismatch {
    Mismatch::Condition {
        operator: failed.operator.value.name().to_owned(),
        key: failed.key.value.clone(),
        position: failed.key.position,
        found: context.get(&failed.key.value).map(<[String]>::to_vec),
    }
}

/// Actions are compared without regard to case.
fn fits_action(actions: &Elements, action: &str) -> bool {
    let action = action.to_ascii_lowercase();
    let listed =
        actions.patterns.iter().any(|pattern| Pattern::new(&pattern.value.to_ascii_lowercase()).matches(&action));
    listed != actions.negated
}

/// A pattern whose variable the request does not carry matches no resource, in `NotResource` as in `Resource`.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-no-value>
fn fits_resource(resources: &Elements, policy: &Policy, resource: &str, context: &Context) -> bool {
    let listed = resources.patterns.iter().any(|pattern| {
        variable::compile(&pattern.value, policy.version, context, true)
            .is_some_and(|pattern| pattern.matches_resource(resource))
    });
    listed != resources.negated
}
