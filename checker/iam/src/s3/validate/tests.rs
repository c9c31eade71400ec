use super::*;

fn policy(elements: &str) -> String {
    format!("{{\"Version\":\"2012-10-17\",\"Statement\":[{{\"Effect\":\"Allow\",{elements}}}]}}")
}

const READ: &str = r#""Action":"s3:GetObject","Resource":"arn:aws:s3:::site/*""#;

#[test]
fn sound_policies_are_taken() {
    let table = [
        format!(r#""Principal":"*",{READ}"#),
        r#""Principal":{"AWS":"*"},"Action":"*","Resource":"arn:aws:s3:::site/*""#.to_owned(),
        r#""Principal":{"AWS":["111122223333","arn:aws:iam::111122223333:user/a/b"]},"Action":["s3:ListBucket","s3:GetObject"],
            "Resource":["arn:aws:s3:::site","arn:aws:s3:::site/*"]"#
            .to_owned(),
        r#""Principal":{"AWS":"arn:aws:sts::111122223333:assumed-role/chat/fn"},"Action":"s3:get*","Resource":"arn:aws:s3:::site/x""#
            .to_owned(),
        r#""Principal":{"Service":"cloudfront.amazonaws.com"},"Action":"s3:Get*","Resource":"arn:aws:s3:::sit*"#.to_owned()
            + "\"",
        r#""Principal":"*","NotAction":"s3:DeleteObject","NotResource":"arn:aws:s3:::site/private/*""#.to_owned(),
        r#""Principal":"*","Action":"s3:ListBucket","Resource":"arn:aws:s3:::site","Condition":{"StringLike":{"s3:prefix":"a/*"}}"#
            .to_owned(),
        format!(r#""Principal":"*",{READ},"Condition":{{"IpAddress":{{"aws:SourceIp":"203.0.113.0/24"}}}}"#),
        r#""Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::site/*","Condition":{"StringEquals":{"s3:x-amz-acl":"private"}}"#
            .to_owned(),
    ];
    for elements in table {
        let text = policy(&elements);
        assert!(validate(&text, "site").is_ok(), "{text}: {:?}", validate(&text, "site"));
    }
}

#[test]
fn faulty_policies_are_refused_in_aws_words() {
    let table = [
        (String::new(), "Policies must be valid JSON and the first byte must be '{'", "empty"),
        ("\n{}".to_owned(), "Policies must be valid JSON and the first byte must be '{'", "Statement"),
        (format!("\n{}", policy(READ)), "Policies must be valid JSON and the first byte must be '{'", "white space"),
        ("\u{feff}{}".to_owned(), "Policies must be valid JSON and the first byte must be '{'", "byte order mark"),
        ("{\u{201c}Version\u{201d}:1}".to_owned(), "This policy contains invalid Json", "typographic"),
        ("{}".to_owned(), "Missing required field Statement", "Statement"),
        (policy(READ), "Missing required field Principal", "Principal"),
        (policy(r#""Principal":"*","Resource":"arn:aws:s3:::site/*""#), "Missing required field Action", "Action"),
        (policy(r#""Principal":"*","Action":"s3:GetObject""#), "Missing required field Resource", "Resource"),
        (
            policy(r#""Principal":"*","Action":[],"Resource":"arn:aws:s3:::site/*""#),
            "Missing required field Action cannot be empty!",
            "empty",
        ),
        (policy(&format!(r#""Principal":{{"AWS":"ada"}},{READ}"#)), "Invalid principal in policy", "\"ada\""),
        (
            policy(&format!(r#""Principal":{{"AWS":"arn:aws:iam::111122223333:user/*"}},{READ}"#)),
            "Invalid principal in policy",
            "has a wildcard",
        ),
        (
            policy(&format!(r#""Principal":{{"AWS":"arn:aws:iam::111122223333:group/g"}},{READ}"#)),
            "Invalid principal in policy",
            "group/g",
        ),
        (
            policy(&format!(r#""Principal":{{"AWS":"arn:aws:sts::111122223333:assumed-role/chat"}},{READ}"#)),
            "Invalid principal in policy",
            "session",
        ),
        (policy(&format!(r#""Principal":{{"Service":"lambda"}},{READ}"#)), "Invalid principal in policy", "service"),
        (
            policy(r#""Principal":"*","Action":"s3:GetObjekt","Resource":"arn:aws:s3:::site/*""#),
            "Policy has invalid action",
            "did you mean \"s3:GetObject\"?",
        ),
        (
            policy(r#""Principal":"*","Action":"GetObject","Resource":"arn:aws:s3:::site/*""#),
            "Policy has invalid action",
            "did you mean \"s3:GetObject\"?",
        ),
        (
            policy(r#""Principal":"*","Action":"dynamodb:GetItem","Resource":"arn:aws:s3:::site/*""#),
            "Policy has invalid action",
            "no action of S3",
        ),
        (
            policy(r#""Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::other/*""#),
            "Policy has invalid resource",
            "arn:aws:s3:::site",
        ),
        (policy(r#""Principal":"*","Action":"s3:GetObject","Resource":"*""#), "Policy has invalid resource", "no ARN"),
        (
            policy(r#""Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::*/*""#),
            "Policy has invalid resource",
            "not in this bucket",
        ),
        (
            policy(r#""Principal":"*","Action":"s3:GetObject","Resource":"site/*""#),
            "Policy has invalid resource",
            "no ARN",
        ),
        (
            policy(r#""Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::site""#),
            "Action does not apply to any resource(s) in statement",
            "it needs \"arn:aws:s3:::site/*\"",
        ),
        (
            policy(r#""Principal":"*","Action":["s3:GetObject","s3:ListBucket"],"Resource":"arn:aws:s3:::site/*""#),
            "Action does not apply to any resource(s) in statement",
            "\"s3:ListBucket\" acts on the bucket",
        ),
        (
            policy(&format!(r#""Principal":"*",{READ},"Condition":{{"StringLike":{{"s3:prefix":"a"}}}}"#)),
            "Conditions do not apply to combination of actions and resources in statement",
            "s3:GetObject does not carry",
        ),
        (
            policy(&format!(r#""Principal":"*",{READ},"Condition":{{"StringLike":{{"s3:x-acl":"a"}}}}"#)),
            "Policy has an invalid condition key",
            "s3:x-acl",
        ),
        (
            policy(&format!(r#""Principal":"*",{READ},"Condition":{{"IpAddress":{{"aws:SourceIp":"1.2.3"}}}}"#)),
            "Invalid IP address in Conditions",
            "1.2.3",
        ),
        (
            policy(&format!(r#""Principal":"*",{READ},"Condition":{{"StringsEqual":{{"aws:Referer":"x"}}}}"#)),
            "Invalid Condition type : StringsEqual",
            "StringEquals",
        ),
        (
            format!(
                r#"{{"Statement":[{{"Sid":"a","Effect":"Allow","Principal":"*",{READ}}},{{"Sid":"a","Effect":"Deny","Principal":"*",{READ}}}]}}"#
            ),
            "The Statement Ids in the policy are not unique",
            "\"a\"",
        ),
    ];
    for (text, message, detail) in table {
        let error = validate(&text, "site").expect_err(&text);
        assert_eq!(error.message, message, "{text}");
        assert!(error.detail.contains(detail), "{text}: {}", error.detail);
    }
}

#[test]
fn a_fault_is_placed_at_the_value() {
    let text = "{\n  \"Statement\": [{\n    \"Effect\": \"Allow\", \"Principal\": \"*\",\n    \"Action\": [\"s3:GetObject\",\n               \"s3:Foo\"],\n    \"Resource\": \"arn:aws:s3:::site/*\"\n  }]\n}";
    let error = validate(text, "site").expect_err("no such action");
    assert_eq!((error.position.line, error.position.column), (5, 16));
}

#[test]
fn principals_that_do_not_exist_are_refused() {
    let text = policy(&format!(r#""Principal":{{"AWS":"arn:aws:iam::111122223333:user/gone"}},{READ}"#));
    assert!(validate(&text, "site").is_ok());
    let error = validate_with(&text, "site", |arn| !arn.ends_with("/gone")).expect_err("gone");
    assert_eq!(error.message, "Invalid principal in policy");
    assert!(error.detail.contains("does not exist"));
}

#[test]
fn white_space_does_not_count_towards_the_size() {
    let sound = policy(&format!(r#""Principal":"*",{READ}"#));
    let spaced = sound.replace(',', &format!(",{}", " ".repeat(MAX_POLICY_BYTES)));
    assert!(validate(&spaced, "site").is_ok());
    let long = sound.replace("s3:GetObject", &format!("s3:GetObject{}", "*".repeat(MAX_POLICY_BYTES)));
    let error = validate(&long, "site").expect_err("long");
    assert_eq!(error.message, "Normalized policy document exceeds the maximum allowed size of 20480 bytes");
}
