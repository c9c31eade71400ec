//! Whatever stands in a policy file, the crate answers and does not panic. The mutations are pseudo-random and fixed.

use iam::{Context, NamedPolicy, Policy, Principal, Request, evaluate, identity, is_public, s3, trust};

const SEEDS: [&str; 4] = [
    r#"{"Version":"2012-10-17","Id":"x","Statement":[{"Sid":"Read","Effect":"Allow","Principal":"*",
        "Action":["s3:GetObject","s3:List*"],"Resource":["arn:aws:s3:::site/*","arn:aws:s3:::site"]}]}"#,
    r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","NotPrincipal":{"AWS":["111122223333",
        "arn:aws:iam::111122223333:user/ada"],"Service":"lambda.amazonaws.com"},"NotAction":"s3:*",
        "NotResource":"arn:aws:s3:::site/${aws:username, 'é'}/*","Condition":{
        "StringLike":{"s3:prefix":["","home/${aws:username}/*"]},"NumericLessThanEquals":{"s3:max-keys":10},
        "DateGreaterThan":{"aws:CurrentTime":"2024-02-29T12:00:00.5+01:30"},"Bool":{"aws:SecureTransport":false},
        "IpAddress":{"aws:SourceIp":["203.0.113.0/24","2001:DB8::/32"]},"Null":{"aws:TokenIssueTime":"true"},
        "BinaryEquals":{"k:b":"QmluYXJ5"},"ForAnyValue:ArnLikeIfExists":{"aws:SourceArn":"arn:aws:s3:::*"}}}}"#,
    r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},
        "Action":"sts:AssumeRole"}}"#,
    r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"dynamodb:Query",
        "Resource":"arn:aws:dynamodb:*:*:table/t/index/*"}}"#,
];

const PIECES: [&str; 24] = [
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\\",
    "*",
    "?",
    "${",
    "'",
    "/",
    "::",
    "é",
    "\u{201c}",
    "\u{feff}",
    "\u{0}",
    "-",
    "99999999999999999999",
    "Not",
    "IfExists",
    "null",
    "\n",
];

/// A xorshift generator: the same numbers in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(limit).expect("fits")).expect("fits")
    }
}

fn mutated(numbers: &mut Numbers) -> String {
    let mut text: Vec<char> = SEEDS[numbers.below(SEEDS.len())].chars().collect();
    for _ in 0..=numbers.below(4) {
        let place = numbers.below(text.len());
        match numbers.below(4) {
            0 => {
                let end = (place + numbers.below(12)).min(text.len());
                text.drain(place..end);
            }
            1 => {
                let end = (place + numbers.below(40)).min(text.len());
                let copy = text[place..end].to_vec();
                let target = numbers.below(text.len());
                text.splice(target..target, copy);
            }
            2 => text.truncate(place.max(1)),
            _ => {
                text.splice(place..place, PIECES[numbers.below(PIECES.len())].chars());
            }
        }
        if text.is_empty() {
            text.push('{');
        }
    }
    text.into_iter().collect()
}

fn requests() -> Vec<Request> {
    let mut context = Context::new();
    for (key, value) in [
        ("s3:prefix", "home/ada/x"),
        ("s3:max-keys", "9"),
        ("aws:CurrentTime", "2024-03-01T00:00:00Z"),
        ("aws:SecureTransport", "true"),
        ("aws:SourceIp", "203.0.113.9"),
        ("k:b", "QmluYXJ5"),
        ("aws:SourceArn", "arn:aws:s3:::site"),
    ] {
        context.set(key, value);
    }
    [
        Principal::Anonymous,
        Principal::user("111122223333", "ada"),
        Principal::assumed_role("444455556666", "chat", "fn"),
        Principal::service("lambda.amazonaws.com"),
    ]
    .into_iter()
    .map(|principal| Request {
        context: context.clone(),
        ..Request::new(principal, "s3:GetObject", "arn:aws:s3:::site/ada/x", "111122223333")
    })
    .collect()
}

#[test]
fn mutated_policies_are_answered() {
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    let requests = requests();
    let (mut parsed, mut stored) = (0, 0);
    for _ in 0..15_000 {
        let text = mutated(&mut numbers);
        match Policy::parse(&text) {
            Ok(policy) => {
                parsed += 1;
                let _ = is_public(&policy);
                let named = NamedPolicy::new("mutated", policy);
                for request in &requests {
                    let decision = evaluate(request, std::slice::from_ref(&named), Some(&named));
                    assert_eq!(decision.is_allowed(), decision.denied_message(request).is_none());
                    assert!(!decision.explain().is_empty());
                }
            }
            Err(error) => {
                let lines = text.split('\n').count();
                assert!((1..=lines).contains(&error.position.line), "{error}: {text:?}");
                let line = text.split('\n').nth(error.position.line - 1).expect("a line");
                assert!((1..=line.chars().count() + 1).contains(&error.position.column), "{error}: {text:?}");
                assert!(!error.message.is_empty() && !error.aws_message().is_empty());
                assert!(s3::validate(&text, "site").is_err(), "{text:?}");
                assert!(identity::validate(&text).is_err() && trust::validate(&text).is_err(), "{text:?}");
                continue;
            }
        }
        stored += usize::from(s3::validate(&text, "site").is_ok());
        stored += usize::from(identity::validate(&text).is_ok());
        stored += usize::from(trust::validate(&text).is_ok());
    }
    assert!(parsed > 500 && stored > 50, "the mutations leave too little whole: {parsed}, {stored}");
}

/// Each of these took seconds before patterns and variables were read in one walk.
#[test]
fn hostile_sizes_are_answered_quickly() {
    let long = "a".repeat(10_000);
    let stars = "*a".repeat(5_000);
    let arn = format!("arn:aws:s3:::{stars}");
    let open = format!("{}'}}", "${".repeat(9_000));
    for (action, resource) in
        [("s3:GetObject", &stars), ("s3:GetObject", &arn), ("s3:GetObject", &open), (&format!("s3:{stars}"), &stars)]
    {
        let text = format!(
            r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Principal":"*","Action":"{action}","Resource":"{resource}"}}}}"#
        );
        assert!(s3::validate(&text, "site").is_err());
        let policy = NamedPolicy::new("hostile", Policy::parse(&text).expect("valid"));
        let request = Request::new(Principal::Anonymous, format!("s3:{long}b"), format!("arn:aws:s3:::{long}b"), "1");
        assert!(!evaluate(&request, &[], Some(&policy)).is_allowed());
    }
    for text in ["[".repeat(100_000), "{\"a\":".repeat(100_000), format!("{{\"Statement\":{}", "[".repeat(100_000))] {
        assert!(Policy::parse(&text).is_err());
    }
}
