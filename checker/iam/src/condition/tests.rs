use super::*;
use crate::document::Policy;

fn decide(condition: &str, keys: &[(&str, &[&str])]) -> bool {
    let text = format!(r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Condition":{condition}}}}}"#);
    let policy = Policy::parse(&text).expect(condition);
    let mut context = Context::new();
    for (key, values) in keys {
        context.set_all(key, values.iter().map(|value| (*value).to_owned()));
    }
    policy.statements[0].conditions.iter().all(|condition| holds(condition, policy.version, &context))
}

#[test]
fn single_values_are_compared_by_type() {
    let table: [(&str, &str, &str, bool); 62] = [
        ("StringEquals", "a", "a", true),
        ("StringEquals", "a", "A", false),
        ("StringEquals", "a*", "ab", false),
        ("StringEquals", "a*", "a*", true),
        ("StringNotEquals", "a", "b", true),
        ("StringNotEquals", "a", "a", false),
        ("StringEqualsIgnoreCase", "Ab", "aB", true),
        ("StringNotEqualsIgnoreCase", "Ab", "aB", false),
        ("StringLike", "home/?*", "home/x", true),
        ("StringLike", "home/?*", "home/", false),
        ("StringLike", "Home", "home", false),
        ("StringNotLike", "a*", "abc", false),
        ("StringNotLike", "a*", "bc", true),
        ("NumericEquals", "10", "10.0", true),
        ("NumericEquals", "10", "ten", false),
        ("NumericNotEquals", "10", "9", true),
        ("NumericNotEquals", "10", "10", false),
        ("NumericLessThan", "10", "9.99", true),
        ("NumericLessThan", "10", "10", false),
        ("NumericLessThanEquals", "10", "10", true),
        ("NumericGreaterThan", "-1", "0", true),
        ("NumericGreaterThan", "9007199254740992", "9007199254740993", true),
        ("NumericGreaterThanEquals", "1", "x", false),
        ("DateEquals", "2024-02-29", "2024-02-29T00:00:00Z", true),
        ("DateNotEquals", "2024-02-29", "2024-02-29T00:00:01Z", true),
        ("DateLessThan", "2024-01-01T00:00:00Z", "2023-12-31T23:59:59.999Z", true),
        ("DateLessThan", "2024-01-01T00:00:00Z", "never", false),
        ("DateLessThanEquals", "1704067200", "2024-01-01T00:00:00Z", true),
        ("DateGreaterThan", "2024-01-01T00:00:00+02:00", "2023-12-31T22:30:00Z", true),
        ("DateGreaterThanEquals", "2024", "2024-01-01T00:00:00Z", true),
        ("DateGreaterThan", "2024-01", "2024-01-01T00:00:00Z", false),
        ("Bool", "true", "true", true),
        ("Bool", "True", "true", true),
        ("Bool", "false", "true", false),
        ("BinaryEquals", "QmluYXJ5", "QmluYXJ5", true),
        ("BinaryEquals", "QmluYXJ5", "QmluYXJ6", false),
        ("BinaryEquals", "no base64!", "no base64!", false),
        ("IpAddress", "203.0.113.0/24", "203.0.113.255", true),
        ("IpAddress", "203.0.113.0/24", "203.0.114.0", false),
        ("IpAddress", "203.0.113.7", "203.0.113.7", true),
        ("IpAddress", "203.0.113.7", "203.0.113.8", false),
        ("IpAddress", "0.0.0.0/0", "1.2.3.4", true),
        ("IpAddress", "0.0.0.0/0", "::1", false),
        ("IpAddress", "2001:DB8:1234:5678::/64", "2001:db8:1234:5678::9", true),
        ("IpAddress", "2001:DB8:1234:5678::/64", "2001:db8:1234:5679::9", false),
        ("NotIpAddress", "10.0.0.0/8", "10.1.1.1", false),
        ("NotIpAddress", "10.0.0.0/8", "11.1.1.1", true),
        ("ArnEquals", "arn:aws:s3:::b", "arn:aws:s3:::b", true),
        ("ArnEquals", "arn:aws:s3:::*", "arn:aws:s3:::b", true),
        ("ArnLike", "arn:aws:lambda:*:1:function:f*", "arn:aws:lambda:eu-west-1:1:function:fn", true),
        ("ArnLike", "arn:aws:lambda:*:function:f*", "arn:aws:lambda:eu-west-1:1:function:fn", false),
        ("ArnNotEquals", "arn:aws:s3:::b", "arn:aws:s3:::b", false),
        ("ArnNotLike", "arn:aws:s3:::b*", "arn:aws:s3:::c", true),
        ("Null", "true", "present", false),
        ("Null", "false", "present", true),
        ("StringEqualsIfExists", "a", "b", false),
        ("StringEqualsIfExists", "a", "a", true),
        ("StringNotEqualsIfExists", "a", "a", false),
        ("ForAnyValue:StringEquals", "a", "a", true),
        ("ForAnyValue:StringEquals", "a", "b", false),
        ("ForAllValues:StringEquals", "a", "a", true),
        ("ForAllValues:StringEquals", "a", "b", false),
    ];
    for (operator, policy, request, holds) in table {
        let condition = format!(r#"{{"{operator}":{{"test:Key":"{policy}"}}}}"#);
        assert_eq!(decide(&condition, &[("TEST:key", &[request])]), holds, "{operator} {policy} on {request}");
    }
}

#[test]
fn a_missing_key_fails_unless_negated_or_if_exists() {
    let table = [
        ("StringEquals", false),
        ("StringNotEquals", true),
        ("StringNotLike", true),
        ("ArnNotLike", true),
        ("NumericNotEquals", true),
        ("DateNotEquals", true),
        ("NotIpAddress", true),
        ("IpAddress", false),
        ("Bool", false),
        ("BinaryEquals", false),
        ("StringEqualsIfExists", true),
        ("StringNotEqualsIfExists", true),
        ("ForAllValues:StringEquals", true),
        ("ForAllValues:StringNotEquals", true),
        ("ForAnyValue:StringEquals", false),
        ("ForAnyValue:StringNotEquals", false),
        ("ForAnyValue:StringEqualsIfExists", true),
    ];
    for (operator, holds) in table {
        let condition = format!(r#"{{"{operator}":{{"test:Key":"true"}}}}"#);
        assert_eq!(decide(&condition, &[]), holds, "{operator}");
    }
    assert!(decide(r#"{"Null":{"test:Key":"true"}}"#, &[]));
    assert!(decide(r#"{"Null":{"test:Key":true}}"#, &[("test:Key", &[])]));
    assert!(!decide(r#"{"Null":{"test:Key":"false"}}"#, &[]));
    assert!(decide(r#"{"Null":{"test:Key":["true","false"]}}"#, &[]));
}

#[test]
fn values_are_alternatives_and_keys_and_operators_must_all_hold() {
    let two = r#"{"StringEquals":{"k:A":["x","y"],"k:B":"z"},"Bool":{"k:C":true}}"#;
    assert!(decide(two, &[("k:A", &["y"]), ("k:B", &["z"]), ("k:C", &["true"])]));
    assert!(!decide(two, &[("k:A", &["y"]), ("k:B", &["q"]), ("k:C", &["true"])]));
    assert!(!decide(two, &[("k:A", &["y"]), ("k:B", &["z"]), ("k:C", &["false"])]));
    let neither = r#"{"StringNotEquals":{"k:A":["x","y"]}}"#;
    assert!(!decide(neither, &[("k:A", &["y"])]));
    assert!(decide(neither, &[("k:A", &["z"])]));
    assert!(!decide(r#"{"StringEquals":{"k:A":[]}}"#, &[("k:A", &["z"])]));
}

#[test]
fn sets_are_compared_as_the_documentation_says() {
    let attributes =
        |operator: &str| format!(r#"{{"{operator}":{{"dynamodb:Attributes":["PostDateTime","Message","Tags"]}}}}"#);
    let both: &[(&str, &[&str])] = &[("dynamodb:Attributes", &["PostDateTime", "UserName"])];
    let known: &[(&str, &[&str])] = &[("dynamodb:Attributes", &["PostDateTime", "Message"])];
    let other: &[(&str, &[&str])] = &[("dynamodb:Attributes", &["ID", "UserName"])];
    let table = [
        ("ForAllValues:StringEquals", false, true, false),
        ("ForAnyValue:StringEquals", true, true, false),
        ("ForAllValues:StringNotEquals", false, false, true),
        ("ForAnyValue:StringNotEquals", true, false, true),
    ];
    for (operator, mixed, all, none) in table {
        assert_eq!(decide(&attributes(operator), both), mixed, "{operator} mixed");
        assert_eq!(decide(&attributes(operator), known), all, "{operator} all");
        assert_eq!(decide(&attributes(operator), other), none, "{operator} none");
    }
}

#[test]
fn an_empty_string_is_no_value_to_null_and_to_sets() {
    let empty: &[(&str, &[&str])] = &[("k:A", &[""])];
    assert!(decide(r#"{"Null":{"k:A":"true"}}"#, empty));
    assert!(!decide(r#"{"Null":{"k:A":"false"}}"#, empty));
    assert!(decide(r#"{"ForAllValues:StringEquals":{"k:A":"x"}}"#, empty));
    assert!(!decide(r#"{"ForAnyValue:StringEquals":{"k:A":""}}"#, empty));
    assert!(decide(r#"{"StringEquals":{"k:A":""}}"#, empty));
    assert!(!decide(r#"{"ForAllValues:StringEquals":{"k:A":"x"}}"#, &[("k:A", &["", "y"])]));
}

#[test]
fn variables_stand_in_for_the_requests_values() {
    let name: (&str, &[&str]) = ("aws:username", &["ada"]);
    let prefix = r#"{"StringLike":{"s3:prefix":["","home/${aws:username}/*"]}}"#;
    assert!(decide(prefix, &[name, ("s3:prefix", &["home/ada/x"])]));
    assert!(!decide(prefix, &[name, ("s3:prefix", &["home/bob/x"])]));
    assert!(decide(prefix, &[("s3:prefix", &[""])]));
    assert!(!decide(prefix, &[("s3:prefix", &["home/${aws:username}/x"])]));
    let own = r#"{"StringNotEquals":{"k:Owner":"${aws:username}"}}"#;
    assert!(decide(own, &[name, ("k:Owner", &["bob"])]));
    assert!(decide(own, &[("k:Owner", &["bob"])]), "nothing equals a variable without a value");
    let same = r#"{"StringEquals":{"k:Owner":"${aws:username}"}}"#;
    assert!(!decide(same, &[("k:Owner", &["bob"])]));
    assert!(!decide(same, &[("k:Owner", &[""])]), "no value is not the empty one");
    let number = r#"{"NumericEquals":{"k:N":"${k:M}"}}"#;
    assert!(!decide(number, &[("k:N", &["1"]), ("k:M", &["1"])]), "numbers take no variables");
}
