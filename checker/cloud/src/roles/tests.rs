use super::*;
use crate::ServiceError;
use crate::config::STUDENT_ACCOUNT;

const LAMBDA: &str = "lambda.amazonaws.com";
const LOGS: &str = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";

fn roles() -> Roles {
    Roles::new(&AccountId::new(STUDENT_ACCOUNT))
}

fn trust(principal: &str) -> String {
    format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{principal},"Action":"sts:AssumeRole"}}]}}"#
    )
}

fn lambda() -> String {
    trust(r#"{"Service":"lambda.amazonaws.com"}"#)
}

fn read() -> String {
    r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}"#.to_owned()
}

fn create(roles: &Roles, name: &str, trust_policy: &str) -> Result<Role, ServiceError> {
    roles.create_role(&CreateRole { name, trust_policy, ..CreateRole::default() })
}

fn brief<T: std::fmt::Debug>(result: Result<T, ServiceError>) -> (u16, String) {
    let refused = result.expect_err("refused");
    (refused.status.as_u16(), refused.to_string())
}

fn text(status: u16, text: &str) -> (u16, String) {
    (status, text.to_owned())
}

#[test]
fn a_role_is_made_once_and_removed_when_it_is_bare() {
    let roles = roles();
    let role = create(&roles, "chat", &lambda()).expect("a role");
    assert_eq!(role.arn, "arn:aws:iam::111122223333:role/chat");
    assert!(role.id.starts_with("AROA") && role.id.len() == 21, "{}", role.id);
    assert_eq!(
        brief(create(&roles, "chat", &lambda())),
        text(409, "EntityAlreadyExists: Role with name chat already exists.")
    );
    assert_eq!(brief(roles.get_role("none")), text(404, "NoSuchEntity: The role with name none cannot be found."));
    roles.attach_role_policy("chat", LOGS).expect("attached");
    roles.put_role_policy("chat", "read", &read()).expect("a policy");
    let still = "DeleteConflict: Cannot delete entity, must detach all policies first.";
    assert_eq!(brief(roles.delete_role("chat")), text(409, still));
    roles.detach_role_policy("chat", LOGS).expect("detached");
    let still = "DeleteConflict: Cannot delete entity, must delete policies first.";
    assert_eq!(brief(roles.delete_role("chat")), text(409, still));
    roles.delete_role_policy("chat", "read").expect("gone");
    assert_eq!(
        brief(roles.delete_role_policy("chat", "read")),
        text(404, "NoSuchEntity: The role policy with name read cannot be found.")
    );
    roles.delete_role("chat").expect("gone");
    assert!(roles.get_role("chat").is_err());
}

#[test]
fn names_and_paths_follow_their_patterns() {
    let roles = roles();
    let at = |member: &str, constraint: &str| {
        text(
            400,
            &format!(
                "ValidationError: 1 validation error detected: Value at '{member}' failed to satisfy constraint: Member \
                 must {constraint}"
            ),
        )
    };
    let pattern = r"satisfy regular expression pattern: [\w+=,.@-]+";
    assert_eq!(brief(create(&roles, "chat role", &lambda())), at("roleName", pattern));
    let long = "x".repeat(65);
    assert_eq!(brief(create(&roles, &long, &lambda())), at("roleName", "have length less than or equal to 64"));
    assert_eq!(
        brief(create(&roles, "chat", "")),
        at("assumeRolePolicyDocument", "have length greater than or equal to 1")
    );
    assert_eq!(brief(roles.create_policy("a/b", None, None, &read())), at("policyName", pattern));
    let path = CreateRole { name: "chat", path: Some("app"), trust_policy: &lambda(), description: None };
    assert_eq!(roles.create_role(&path).expect_err("a path").code, "ValidationError");
    let path = CreateRole { path: Some("/app/"), ..path };
    assert_eq!(roles.create_role(&path).expect("a role").arn, "arn:aws:iam::111122223333:role/app/chat");
}

#[test]
fn trust_policies_name_what_exists() {
    let roles = roles();
    let refused = create(&roles, "chat", &trust(r#"{"Service":"lamda.amazonaws.com"}"#)).expect_err("a slip");
    assert_eq!(
        refused.to_string(),
        "MalformedPolicyDocument: Invalid principal in policy: \"SERVICE\":\"lamda.amazonaws.com\""
    );
    assert!(refused.hint.expect("a hint").contains("did you mean lambda.amazonaws.com?"));
    assert_eq!(refused.position.map(|position| position.line), Some(1));
    let other = trust(r#"{"AWS":"arn:aws:iam::111122223333:role/other"}"#);
    assert_eq!(
        brief(create(&roles, "chat", &other)),
        text(
            400,
            "MalformedPolicyDocument: Invalid principal in policy: \"AWS\":\"arn:aws:iam::111122223333:role/other\""
        )
    );
    create(&roles, "other", &lambda()).expect("a role");
    create(&roles, "chat", &other).expect("a role that another may assume");
    for sound in [r#"{"AWS":"arn:aws:iam::111122223333:user/student"}"#, r#"{"AWS":"444455556666"}"#] {
        roles.update_assume_role_policy("chat", &trust(sound)).expect(sound);
    }
}

#[test]
fn sizes_are_counted_without_white_space() {
    let roles = roles();
    let padded = |length: usize| {
        let bare = r#"{"Version":"2012-10-17","Statement":{"Sid":"","Effect":"Allow","Action":"s3:*","Resource":"*"}}"#;
        let sid = "x".repeat(length - bare.len());
        bare.replace(r#""Sid":"""#, &format!("\n\t \"Sid\" : \"{sid}\""))
    };
    roles.create_policy("fits", None, None, &padded(6_144)).expect("just fits");
    assert_eq!(
        brief(roles.create_policy("large", None, None, &padded(6_145))),
        text(409, "LimitExceeded: Cannot exceed quota for PolicySize: 6144")
    );
    create(&roles, "chat", &lambda()).expect("a role");
    roles.put_role_policy("chat", "first", &padded(6_000)).expect("fits");
    roles.put_role_policy("chat", "second", &padded(4_240)).expect("just fits");
    assert_eq!(
        brief(roles.put_role_policy("chat", "second", &padded(4_241))),
        text(409, "LimitExceeded: Maximum policy size of 10240 bytes exceeded for role chat")
    );
    let conditions = format!(r#""sts:AssumeRole","Condition":{{"StringEquals":{{"a":"{}"}}}}"#, "x".repeat(2_048));
    let large = lambda().replace("\"sts:AssumeRole\"", &conditions);
    assert_eq!(
        brief(create(&roles, "large", &large)),
        text(409, "LimitExceeded: Cannot exceed quota for ACLSizePerRole: 2048")
    );
}

#[test]
fn only_policies_that_exist_are_attached() {
    let roles = roles();
    create(&roles, "chat", &lambda()).expect("a role");
    let wrong = "arn:aws:iam::aws:policy/AWSLambdaBasicExecutionRole";
    let refused = roles.attach_role_policy("chat", wrong).expect_err("a wrong path");
    assert_eq!(refused.to_string(), format!("NoSuchEntity: Policy {wrong} does not exist or is not attachable."));
    assert_eq!(refused.hint.as_deref(), Some(&*format!("did you mean {LOGS}?")));
    let none = "arn:aws:iam::111122223333:policy/none";
    assert_eq!(
        brief(roles.attach_role_policy("chat", none)),
        text(404, &format!("NoSuchEntity: Policy {none} does not exist or is not attachable."))
    );
    assert_eq!(brief(roles.delete_policy(none)), text(404, &format!("NoSuchEntity: Policy {none} was not found.")));
    assert_eq!(
        brief(roles.attach_role_policy("chat", "AWSLambdaBasicExecutionRole")),
        text(400, "ValidationError: ARN AWSLambdaBasicExecutionRole is not valid.")
    );
    assert_eq!(brief(roles.get_policy("nothing")), text(400, "ValidationError: Invalid ARN:  Could not be parsed!"));
    assert_eq!(
        roles.attach_role_policy("chat", "arn:aws:iam::aws:policy/ReadOnlyAccess").expect_err("by name").code,
        "NotImplemented"
    );
    let own = roles.create_policy("own", None, None, &read()).expect("a policy").arn;
    assert_eq!(
        brief(roles.create_policy("own", Some("/other/"), None, &read())),
        text(409, "EntityAlreadyExists: A policy called own already exists. Duplicate names are not allowed.")
    );
    roles.attach_role_policy("chat", &own).expect("attached");
    roles.attach_role_policy("chat", &own).expect("once more is no fault");
    assert_eq!(roles.get_role("chat").expect("the role").attached, std::slice::from_ref(&own));
    assert_eq!(
        brief(roles.delete_policy(&own)),
        text(409, "DeleteConflict: Cannot delete a policy attached to entities.")
    );
    for number in 1..10 {
        let arn = roles.create_policy(&format!("p{number}"), None, None, &read()).expect("a policy").arn;
        roles.attach_role_policy("chat", &arn).expect("up to ten");
    }
    assert_eq!(
        brief(roles.attach_role_policy("chat", LOGS)),
        text(409, "LimitExceeded: Cannot exceed quota for PoliciesPerRole: 10")
    );
}

#[test]
fn lambda_assumes_what_the_trust_policy_lets_it() {
    let roles = roles();
    let role = create(&roles, "chat", &lambda()).expect("a role");
    let session = roles.assume_role_for_service(LAMBDA, &role.arn, "fn").expect("a session");
    assert_eq!(session.arn, "arn:aws:sts::111122223333:assumed-role/chat/fn");
    assert!(session.access_key_id.starts_with("ASIA") && session.access_key_id.len() == 20, "{session:?}");
    assert_eq!((session.secret_access_key.len(), session.session_token.is_some()), (40, true));
    let second = roles.assume_role_for_service(LAMBDA, &role.arn, "fn").expect("another session");
    assert_ne!(session.access_key_id, second.access_key_id);
    assert_eq!(roles.session(&session.access_key_id).expect("known").role_name, "chat");

    let refused =
        text(400, "InvalidParameterValueException: The role defined for the function cannot be assumed by Lambda.");
    for (trust_policy, why) in [
        (trust(r#"{"Service":"ec2.amazonaws.com"}"#), "names Service ec2.amazonaws.com, not lambda.amazonaws.com"),
        (trust(r#"{"AWS":"arn:aws:iam::111122223333:root"}"#), "names AWS arn:aws:iam::111122223333:root"),
        (
            lambda().replace(
                "\"sts:AssumeRole\"",
                r#""sts:AssumeRole","Condition":{"Bool":{"aws:SecureTransport":"true"}}"#,
            ),
            "its condition Bool on aws:SecureTransport",
        ),
        (lambda().replace("Allow", "Deny"), "is denied by statement 1"),
    ] {
        roles.update_assume_role_policy("chat", &trust_policy).expect("stored");
        let answer = roles.assume_role_for_service(LAMBDA, &role.arn, "fn");
        let hint = answer.as_ref().expect_err("refused").hint.clone().expect("a hint");
        assert!(hint.contains(why), "{hint}");
        assert_eq!(brief(answer), refused);
    }
    assert_eq!(brief(roles.assume_role_for_service(LAMBDA, "arn:aws:iam::111122223333:role/none", "fn")), refused);
    assert!(roles.session(&session.access_key_id).is_some(), "sessions outlive a change of the trust policy");
    roles.delete_role("chat").expect("bare");
    assert!(roles.session(&session.access_key_id).is_none(), "and end with the role");
}

#[test]
fn a_role_can_be_asked_without_a_request() {
    let roles = roles();
    create(&roles, "chat", &lambda()).expect("a role");
    roles.put_role_policy("chat", "read", &read().replace("\"*\"", "\"arn:aws:s3:::b/data/*\"")).expect("a policy");
    let decide = |key: &str| roles.decide("chat", "fn", "s3:GetObject", &format!("arn:aws:s3:::b/{key}"), None);
    assert_eq!(decide("data/a").expect("a role").explain(), "allowed by statement 1 (line 1) of read");
    assert_eq!(
        decide("a").expect("a role").explain(),
        "denied: no identity-based policy allows it; nearest is statement 1 (line 1) of read, but its Resource does not \
         cover the resource"
    );
    assert_eq!(brief(roles.decide("none", "fn", "s3:GetObject", "*", None)).0, 404);
}
