//! Scenarios: who may do what, decided by which statement, and told in which words.

use iam::{Mismatch, NamedPolicy, Outcome, Policy, PolicySource, Principal, Request, evaluate};

const ACCOUNT: &str = "111122223333";
const OTHER: &str = "444455556666";
const KEY: &str = "arn:aws:s3:::site/data/conversations.json";

fn named(name: &str, text: &str) -> NamedPolicy {
    NamedPolicy::new(name, Policy::parse(text).unwrap_or_else(|error| panic!("{name}: {error}")))
}

fn statement(elements: &str) -> String {
    format!("{{\"Version\":\"2012-10-17\",\"Statement\":[{{{elements}}}]}}")
}

fn identity(elements: &str) -> NamedPolicy {
    named("chat-s3-access", &statement(elements))
}

fn bucket(elements: &str) -> NamedPolicy {
    named("the bucket policy", &statement(elements))
}

fn get(principal: Principal) -> Request {
    Request::new(principal, "s3:GetObject", KEY, ACCOUNT)
}

const READS: &str = r#""Sid":"Read","Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::site/*""#;
const DENIES: &str = r#""Sid":"Stop","Effect":"Deny","Action":"s3:*","Resource":"*""#;

fn function() -> Principal {
    Principal::assumed_role(ACCOUNT, "chat-lambda-data", "Chat-API-proxy")
}

#[test]
fn in_one_account_either_side_is_enough_and_a_deny_wins() {
    let public = format!(r#""Principal":"*",{READS}"#);
    let stop = format!(r#""Principal":"*",{DENIES}"#);
    let neither = Outcome::ImplicitDeny { missing: PolicySource::Identity };
    let by = |by| Outcome::Allowed { by };
    let stopped = |source| Outcome::ExplicitDeny { source };
    let (own, at) = (PolicySource::Identity, PolicySource::Resource);
    let table = [
        (None, None, neither),
        (Some(READS), None, by(own)),
        (None, Some(public.as_str()), by(at)),
        (Some(READS), Some(public.as_str()), by(at)),
        (Some(DENIES), Some(public.as_str()), stopped(own)),
        (Some(READS), Some(stop.as_str()), stopped(at)),
        (Some(DENIES), Some(stop.as_str()), stopped(at)),
    ];
    for (own, at, outcome) in table {
        let own: Vec<_> = own.map(identity).into_iter().collect();
        let at = at.map(bucket);
        let decision = evaluate(&get(function()), &own, at.as_ref());
        assert_eq!(decision.outcome, outcome, "{own:?} {at:?}");
        assert_eq!(decision.is_allowed(), matches!(outcome, Outcome::Allowed { .. }));
    }
}

#[test]
fn the_deciding_statement_is_named() {
    let policy = named(
        "the bucket policy of site",
        "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n    {\"Effect\": \"Allow\", \"Principal\": \"*\", \"Action\": \"s3:GetObject\",\n     \"Resource\": \"arn:aws:s3:::site/*\"},\n    {\"Sid\": \"NoData\", \"Effect\": \"Deny\", \"Principal\": \"*\", \"Action\": \"s3:GetObject\",\n     \"Resource\": \"arn:aws:s3:::site/data/*\"}\n  ]\n}",
    );
    let denied = evaluate(&get(Principal::Anonymous), &[], Some(&policy));
    assert_eq!(denied.explain(), "denied by statement \"NoData\" (line 6) of the bucket policy of site");
    let page = Request::new(Principal::Anonymous, "s3:GetObject", "arn:aws:s3:::site/index.html", ACCOUNT);
    let allowed = evaluate(&page, &[], Some(&policy));
    assert_eq!(allowed.explain(), "allowed by statement 1 (line 4) of the bucket policy of site");
    let deciding = allowed.deciding.expect("a statement");
    assert_eq!((deciding.index, deciding.sid, deciding.source), (0, None, PolicySource::Resource));
    assert_eq!(allowed.trace.len(), 2);
    assert_eq!(allowed.trace[1].mismatch, Some(Mismatch::Resource));
}

#[test]
fn across_accounts_both_sides_must_allow() {
    let stranger = Principal::user(OTHER, "mallory");
    let by_account = format!(r#""Principal":{{"AWS":"{OTHER}"}},{READS}"#);
    let by_name = format!(r#""Principal":{{"AWS":"arn:aws:iam::{OTHER}:user/mallory"}},{READS}"#);
    let missing = |missing| Outcome::ImplicitDeny { missing };
    let allowed = Outcome::Allowed { by: PolicySource::Resource };
    let table = [
        (false, None, missing(PolicySource::Identity)),
        (true, None, missing(PolicySource::Resource)),
        (false, Some(&by_account), missing(PolicySource::Identity)),
        (false, Some(&by_name), missing(PolicySource::Identity)),
        (true, Some(&by_account), allowed),
        (true, Some(&by_name), allowed),
    ];
    for (own, at, outcome) in table {
        let own: Vec<_> = own.then(|| identity(READS)).into_iter().collect();
        let at = at.map(|elements| bucket(elements));
        assert_eq!(evaluate(&get(stranger.clone()), &own, at.as_ref()).outcome, outcome, "{own:?} {at:?}");
    }
}

#[test]
fn an_account_principal_delegates_and_does_not_grant() {
    for principal in [ACCOUNT.to_owned(), format!("arn:aws:iam::{ACCOUNT}:root")] {
        let policy = bucket(&format!(r#""Principal":{{"AWS":"{principal}"}},{READS}"#));
        assert!(!evaluate(&get(function()), &[], Some(&policy)).is_allowed(), "{principal}");
        assert!(evaluate(&get(function()), &[identity(READS)], Some(&policy)).is_allowed());
        assert!(evaluate(&get(Principal::root(ACCOUNT)), &[], Some(&policy)).is_allowed());
        let deny = bucket(&format!(r#""Principal":{{"AWS":"{principal}"}},{DENIES}"#));
        assert!(!evaluate(&get(function()), &[identity(READS)], Some(&deny)).is_allowed(), "a Deny reaches everyone");
    }
}

#[test]
fn anonymous_callers_and_services_have_only_the_resources_policy() {
    let missing = Outcome::ImplicitDeny { missing: PolicySource::Resource };
    assert_eq!(evaluate(&get(Principal::Anonymous), &[identity(READS)], None).outcome, missing);
    let invoke = |source: &str| {
        Request::new(
            Principal::service("apigateway.amazonaws.com"),
            "lambda:InvokeFunction",
            "arn:aws:lambda:eu-central-1:111122223333:function:Chat-API-proxy",
            ACCOUNT,
        )
        .with("aws:SourceArn", source)
    };
    let policy = named(
        "the policy of Chat-API-proxy",
        &statement(
            r#""Effect":"Allow","Principal":{"Service":"apigateway.amazonaws.com"},"Action":"lambda:InvokeFunction",
               "Resource":"arn:aws:lambda:eu-central-1:111122223333:function:Chat-API-proxy",
               "Condition":{"ArnLike":{"AWS:SourceArn":"arn:aws:execute-api:eu-central-1:111122223333:api/*/GET/conversations"}}"#,
        ),
    );
    let get = invoke("arn:aws:execute-api:eu-central-1:111122223333:api/prod/GET/conversations");
    assert!(evaluate(&get, &[], Some(&policy)).is_allowed());
    let post = invoke("arn:aws:execute-api:eu-central-1:111122223333:api/prod/POST/conversations");
    let decision = evaluate(&post, &[], Some(&policy));
    assert!(!decision.is_allowed());
    let (_, mismatch) = decision.nearest_miss().expect("nearly");
    assert!(mismatch.to_string().contains("ArnLike on AWS:SourceArn"), "{mismatch}");
}

#[test]
fn a_trust_policy_is_needed_even_in_the_same_account() {
    let role = "arn:aws:iam::111122223333:role/chat-lambda-data";
    let may_assume = identity(r#""Effect":"Allow","Action":"sts:AssumeRole","Resource":"*""#);
    let trust = |principal: &str| {
        named(
            "the trust policy of chat-lambda-data",
            &statement(&format!(r#""Effect":"Allow","Principal":{principal},"Action":"sts:AssumeRole""#)),
        )
    };
    let lambda = trust(r#"{"Service":"lambda.amazonaws.com"}"#);
    let account = trust(r#"{"AWS":"111122223333"}"#);
    let ada = trust(r#"{"AWS":"arn:aws:iam::111122223333:user/ada"}"#);
    let assume = |principal| Request::new(principal, "sts:AssumeRole", role, ACCOUNT);
    assert!(evaluate(&assume(Principal::service("lambda.amazonaws.com")), &[], Some(&lambda)).is_allowed());
    assert!(!evaluate(&assume(Principal::service("ec2.amazonaws.com")), &[], Some(&lambda)).is_allowed());
    let user = assume(Principal::user(ACCOUNT, "ada"));
    assert!(!evaluate(&user, std::slice::from_ref(&may_assume), Some(&lambda)).is_allowed());
    assert!(!evaluate(&user, &[], Some(&account)).is_allowed());
    assert!(evaluate(&user, &[may_assume], Some(&account)).is_allowed());
    assert!(evaluate(&user, &[], Some(&ada)).is_allowed());
}

#[test]
fn the_root_user_needs_no_policy_but_obeys_a_deny() {
    let root = get(Principal::root(ACCOUNT));
    let decision = evaluate(&root, &[], None);
    assert!(decision.is_allowed() && decision.deciding.is_none());
    assert_eq!(decision.explain(), "allowed: the account's root user needs no policy");
    let stop = bucket(&format!(r#""Principal":"*",{DENIES}"#));
    assert!(!evaluate(&root, &[], Some(&stop)).is_allowed());
    let foreign = get(Principal::root(OTHER));
    assert!(!evaluate(&foreign, &[], None).is_allowed());
}

#[test]
fn denials_are_worded_as_aws_words_them() {
    let session = "arn:aws:sts::111122223333:assumed-role/chat-lambda-data/Chat-API-proxy";
    let table = "arn:aws:dynamodb:eu-central-1:111122223333:table/Chat-Messages";
    let query = Request::new(function(), "dynamodb:Query", table, ACCOUNT);
    assert_eq!(
        evaluate(&query, &[], None).denied_message(&query).expect("denied"),
        format!(
            "User: {session} is not authorized to perform: dynamodb:Query on resource: {table} because no \
             identity-based policy allows the dynamodb:Query action"
        )
    );
    let explicit = identity(DENIES);
    let read = get(function());
    let denied = evaluate(&read, &[explicit], None);
    assert_eq!(
        iam::s3::denied_message(&denied, &read).expect("denied"),
        format!(
            "User: {session} is not authorized to perform: s3:GetObject on resource: \"{KEY}\" with an explicit deny in \
             an identity-based policy"
        )
    );
    let stop = bucket(&format!(r#""Principal":"*",{DENIES}"#));
    let denied = evaluate(&read, &[], Some(&stop));
    assert_eq!(denied.reason("s3:GetObject").as_deref(), Some("with an explicit deny in a resource-based policy"));
    for stranger in [Principal::Anonymous, Principal::user(OTHER, "mallory")] {
        let request = get(stranger);
        let denied = evaluate(&request, &[], None);
        assert_eq!(iam::s3::denied_message(&denied, &request).as_deref(), Some("Access Denied"));
    }
    let allowed = evaluate(&read, &[identity(READS)], None);
    assert_eq!(allowed.denied_message(&read), None);
    assert_eq!(allowed.reason("s3:GetObject"), None);
}

#[test]
fn the_nearest_miss_tells_what_to_mend() {
    let table = [
        (
            r#""Sid":"Read","Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::site""#,
            "its Resource does not cover the resource",
        ),
        (
            r#""Sid":"Read","Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"true"}}"#,
            "the request does not carry that key",
        ),
    ];
    for (elements, part) in table {
        let decision = evaluate(&get(function()), &[identity(elements)], None);
        let text = decision.explain();
        assert!(text.contains("statement \"Read\" (line 1) of chat-s3-access") && text.contains(part), "{text}");
    }
    let other = identity(r#""Effect":"Allow","Action":"s3:PutObject","Resource":"*""#);
    let decision = evaluate(&get(function()), &[other], None);
    assert_eq!(decision.explain(), "denied: no identity-based policy allows it");
}

#[test]
fn an_explanation_names_what_allows_only_half() {
    let own = identity(READS);
    let stranger = evaluate(&get(Principal::user(OTHER, "mallory")), std::slice::from_ref(&own), None);
    assert_eq!(
        stranger.explain(),
        "denied: no resource-based policy allows it, and statement \"Read\" (line 1) of chat-s3-access allows it only \
         together with one"
    );
    let everyone = bucket(&format!(r#""Principal":"*",{READS}"#));
    let stranger = evaluate(&get(Principal::user(OTHER, "mallory")), &[], Some(&everyone));
    assert_eq!(stranger.half_allowed().map(|place| place.source), Some(PolicySource::Resource));
    let other = identity(r#""Sid":"Write","Effect":"Allow","Action":"s3:PutObject","Resource":"*""#);
    let none = evaluate(&get(function()), &[other], None);
    assert_eq!(none.half_allowed(), None);
}

#[test]
fn the_nearest_miss_is_the_one_with_a_single_fault() {
    let policy = named(
        "the bucket policy",
        &format!(
            r#"{{"Version":"2012-10-17","Statement":[
              {{"Sid":"Two","Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::site/x",
                "Condition":{{"Bool":{{"aws:SecureTransport":"true"}}}}}},
              {{"Sid":"One","Effect":"Allow","Principal":{{"AWS":"{OTHER}"}},"Action":"s3:GetObject","Resource":"*"}},
              {{"Sid":"Far","Effect":"Allow","Principal":{{"AWS":"{OTHER}"}},"Action":"s3:PutObject","Resource":"*"}}]}}"#
        ),
    );
    let decision = evaluate(&get(Principal::Anonymous), &[], Some(&policy));
    let (place, mismatch) = decision.nearest_miss().expect("nearly");
    assert_eq!((place.sid.as_deref(), mismatch), (Some("One"), &Mismatch::Principal));
    assert_eq!(decision.trace.iter().map(|step| step.otherwise_fits).collect::<Vec<_>>(), [false, true, false]);
}

#[test]
fn negated_elements_and_variables_decide() {
    let user = |name: &str| Principal::user(ACCOUNT, name);
    let home = identity(r#""Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::site/home/${aws:username}/*""#);
    let put = |who, key: &str| Request::new(who, "s3:PutObject", format!("arn:aws:s3:::site/home/{key}"), ACCOUNT);
    let allows =
        |request: &Request, policy: &NamedPolicy| evaluate(request, std::slice::from_ref(policy), None).is_allowed();
    assert!(allows(&put(user("ada"), "ada/x"), &home));
    assert!(!allows(&put(user("ada"), "bob/x"), &home));
    assert!(!allows(&put(function(), "ada/x"), &home), "a session has no aws:username");
    let outside = identity(r#""Effect":"Allow","NotAction":"iam:*","NotResource":"arn:aws:s3:::site/home/*""#);
    assert!(!allows(&put(user("ada"), "ada/x"), &outside));
    assert!(allows(&get(user("ada")), &outside));
    let create = Request::new(user("ada"), "iam:CreateUser", "*", ACCOUNT);
    assert!(!allows(&create, &outside));
    let shouted = identity(r#""Effect":"Allow","Action":"S3:GETOBJECT","Resource":"*""#);
    assert!(allows(&get(user("ada")), &shouted), "actions are compared without regard to case");
}

#[test]
fn an_index_is_a_resource_of_its_own() {
    let table = "arn:aws:dynamodb:eu-central-1:111122223333:table/Chat-Conversations";
    let index = format!("{table}/index/Username-ConversationId-index");
    let only_table = identity(&format!(r#""Effect":"Allow","Action":"dynamodb:Query","Resource":"{table}""#));
    let both =
        identity(&format!(r#""Effect":"Allow","Action":"dynamodb:Query","Resource":["{table}","{table}/index/*"]"#));
    let query = |resource: &str| Request::new(function(), "dynamodb:Query", resource, ACCOUNT);
    assert!(evaluate(&query(table), std::slice::from_ref(&only_table), None).is_allowed());
    assert!(!evaluate(&query(&index), &[only_table], None).is_allowed());
    assert!(evaluate(&query(&index), &[both], None).is_allowed());
}
