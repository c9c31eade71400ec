//! Any policies and any request: what must hold of every decision.

#![no_main]

mod generator;

use arbitrary::{Result, Unstructured};
use iam::{Decision, Effect, NamedPolicy, Outcome, Policy, PolicySource, Request, Statement, Version, evaluate};
use libfuzzer_sys::fuzz_target;
use serde_json::json;

/// Statements of the caller's policy and of the resource's.
struct Sides {
    version: Version,
    identity: Vec<Statement>,
    resource: Vec<Statement>,
}

impl Sides {
    fn decide(&self, request: &Request) -> Decision {
        let policy = |name: &str, statements: &[Statement]| {
            let policy = Policy { version: self.version, id: None, statements: statements.to_vec() };
            (!statements.is_empty()).then(|| NamedPolicy::new(name, policy))
        };
        let (own, at) = (policy("the identity's", &self.identity), policy("the resource's", &self.resource));
        evaluate(request, own.as_slice(), at.as_ref())
    }

    fn with(&self, source: PolicySource, statement: Statement) -> Self {
        let mut sides = Self { identity: self.identity.clone(), resource: self.resource.clone(), ..*self };
        match source {
            PolicySource::Identity => sides.identity.push(statement),
            PolicySource::Resource => sides.resource.push(statement),
        }
        sides
    }

    fn without(&self, source: PolicySource, index: usize) -> Self {
        let mut sides = Self { identity: self.identity.clone(), resource: self.resource.clone(), ..*self };
        match source {
            PolicySource::Identity => sides.identity.remove(index),
            PolicySource::Resource => sides.resource.remove(index),
        };
        sides
    }

    fn reversed(&self) -> Self {
        let reverse = |statements: &[Statement]| statements.iter().rev().cloned().collect();
        Self { identity: reverse(&self.identity), resource: reverse(&self.resource), ..*self }
    }
}

/// Who denied does not matter, if the same statements are turned round.
fn kind(decision: &Decision) -> u8 {
    match decision.outcome {
        Outcome::Allowed { .. } => 0,
        Outcome::ExplicitDeny { .. } => 1,
        Outcome::ImplicitDeny { .. } => 2,
    }
}

fn check(u: &mut Unstructured<'_>) -> Result<()> {
    let request = generator::request(u)?;
    let version = *u.choose(&[Version::V2012, Version::V2008])?;
    let mut sides = Sides { version, identity: Vec::new(), resource: Vec::new() };
    for _ in 0..u.int_in_range(0..=3)? {
        sides.identity.push(generator::statement(u, false)?);
    }
    for _ in 0..u.int_in_range(0..=3)? {
        sides.resource.push(generator::statement(u, true)?);
    }
    let decision = sides.decide(&request);

    // The answer is whole: a sentence, a message if and only if it is denied, a step for every statement.
    assert!(!decision.explain().is_empty());
    assert_eq!(decision.is_allowed(), decision.denied_message(&request).is_none());
    assert_eq!(decision.is_allowed(), iam::s3::denied_message(&decision, &request).is_none());
    assert_eq!(decision.trace.len(), sides.identity.len() + sides.resource.len());

    // A deny that fits wins, and only such a one is an explicit deny.
    let denies = decision.trace.iter().any(|step| step.effect == Effect::Deny && step.mismatch.is_none());
    assert_eq!(denies, kind(&decision) == 1);
    // Nothing allows but an Allow that fits, or the root user's own right.
    let allows = decision.trace.iter().any(|step| step.effect == Effect::Allow && step.mismatch.is_none());
    let root = matches!(request.principal, iam::Principal::Root { .. });
    assert!(!decision.is_allowed() || allows || root);
    if let Some(place) = &decision.deciding {
        let step = decision.trace.iter().find(|step| step.place == *place).expect("a statement of the policies");
        assert!(step.mismatch.is_none());
    }

    // A statement that does not fit could as well not stand there.
    for step in decision.trace.iter().filter(|step| step.mismatch.is_some()) {
        assert_eq!(sides.without(step.place.source, step.place.index).decide(&request).outcome, decision.outcome);
    }
    // Nor does one matter that is about something else, whatever its effect.
    let literal = |elements| generator::parsed(&elements).expect("a statement");
    for effect in ["Allow", "Deny"] {
        let other = literal(json!({"Effect": effect, "Principal": "*", "Action": "unrelated:\u{1}", "Resource": "*"}));
        for source in [PolicySource::Identity, PolicySource::Resource] {
            assert_eq!(sides.with(source, other.clone()).decide(&request).outcome, decision.outcome);
        }
    }
    // One more Allow never denies what was allowed; one more Deny never allows what was denied.
    let source = *u.choose(&[PolicySource::Identity, PolicySource::Resource])?;
    let more = generator::statement(u, source == PolicySource::Resource)?;
    let widened = sides.with(source, Statement { effect: Effect::Allow, ..more.clone() }).decide(&request);
    assert!(!decision.is_allowed() || widened.is_allowed());
    let narrowed = sides.with(source, Statement { effect: Effect::Deny, ..more }).decide(&request);
    assert!(decision.is_allowed() || !narrowed.is_allowed());
    // A Deny of everything to everyone is the end of it, on either side.
    let stop = literal(json!({"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*"}));
    for source in [PolicySource::Identity, PolicySource::Resource] {
        assert_eq!(kind(&sides.with(source, stop.clone()).decide(&request)), 1);
    }
    // The order of the statements does not matter, nor the case of the action.
    assert_eq!(kind(&sides.reversed().decide(&request)), kind(&decision));
    let mut shouted = request.clone();
    shouted.action = shouted.action.to_ascii_uppercase();
    assert_eq!(sides.decide(&shouted).outcome, decision.outcome);
    Ok(())
}

fuzz_target!(|data: &[u8]| {
    // Too few bytes are no finding.
    let _ = check(&mut Unstructured::new(data));
});
