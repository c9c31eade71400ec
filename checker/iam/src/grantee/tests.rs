use super::*;
use crate::document::Policy;

fn element(json: &str) -> PrincipalElement {
    let text = format!(r#"{{"Statement":{{"Effect":"Deny",{json}}}}}"#);
    Policy::parse(&text).expect(json).statements.remove(0).principal.expect(json)
}

#[test]
fn principals_are_recognised() {
    let user = Principal::user("111122223333", "ada");
    let deep = Principal::User { account: "111122223333".into(), path: "/team/red/".into(), name: "ada".into() };
    let session = Principal::assumed_role("111122223333", "chat", "fn");
    let root = Principal::root("111122223333");
    let service = Principal::service("lambda.amazonaws.com");
    let table = [
        (r#""*""#, &Principal::Anonymous, Some(Cover::Direct)),
        (r#"{"AWS":"*"}"#, &Principal::Anonymous, Some(Cover::Direct)),
        (r#"{"AWS":"*"}"#, &user, Some(Cover::Direct)),
        (r#"{"AWS":"111122223333"}"#, &Principal::Anonymous, None),
        (r#"{"AWS":"111122223333"}"#, &user, Some(Cover::Account)),
        (r#"{"AWS":"arn:aws:iam::111122223333:root"}"#, &session, Some(Cover::Account)),
        (r#"{"AWS":"arn:aws:iam::111122223333:root"}"#, &root, Some(Cover::Direct)),
        (r#"{"AWS":"444455556666"}"#, &user, None),
        (r#"{"AWS":"arn:aws:iam::111122223333:user/ada"}"#, &user, Some(Cover::Direct)),
        (r#"{"AWS":"arn:aws:iam::111122223333:user/Ada"}"#, &user, None),
        (r#"{"AWS":"arn:aws:iam::111122223333:user/team/red/ada"}"#, &deep, Some(Cover::Direct)),
        (r#"{"AWS":"arn:aws:iam::111122223333:user/ada"}"#, &deep, None),
        (r#"{"AWS":["444455556666","arn:aws:iam::111122223333:role/chat"]}"#, &session, Some(Cover::Direct)),
        (r#"{"AWS":"arn:aws:sts::111122223333:assumed-role/chat/fn"}"#, &session, Some(Cover::Direct)),
        (r#"{"AWS":"arn:aws:sts::111122223333:assumed-role/chat/other"}"#, &session, None),
        (r#"{"AWS":["111122223333","arn:aws:iam::111122223333:user/ada"]}"#, &user, Some(Cover::Direct)),
        (r#"{"Service":"lambda.amazonaws.com"}"#, &service, Some(Cover::Direct)),
        (r#"{"Service":"apigateway.amazonaws.com"}"#, &service, None),
        (r#"{"AWS":"lambda.amazonaws.com"}"#, &service, None),
        (r#"{"Federated":"graph.facebook.com"}"#, &user, None),
    ];
    for (json, principal, expected) in table {
        let element = element(&format!(r#""Principal":{json}"#));
        assert_eq!(cover(&element, principal, Effect::Allow), expected, "{json} on {principal}");
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
        (r#"{"AWS":"111122223333"}"#, &Principal::root("111122223333"), Effect::Deny, false),
        (r#"{"Service":"a.amazonaws.com"}"#, &Principal::service("a.amazonaws.com"), Effect::Deny, false),
        (r#"{"Service":"a.amazonaws.com"}"#, &Principal::service("b.amazonaws.com"), Effect::Deny, true),
    ];
    for (json, principal, effect, covered) in table {
        let element = element(&format!(r#""NotPrincipal":{json}"#));
        assert_eq!(cover(&element, principal, effect).is_some(), covered, "{json} on {principal}");
    }
}
