//! `ListUsers`, as the lab's function asks it.

use serde_json::{Value, json};

use super::scene::Scene;

async fn list(scene: &Scene, members: Value) -> Value {
    scene.admin("ListUsers", super::scene::with(json!({"UserPoolId": scene.pool}), &members)).await.ok()
}

fn names(page: &Value) -> Vec<&str> {
    let users = page["Users"].as_array().expect("users");
    users.iter().map(|user| user["Username"].as_str().expect("a name")).collect()
}

#[tokio::test]
async fn pages_join_without_gap_or_repetition_and_the_last_has_no_token() {
    let scene = Scene::start().await;
    let all: Vec<String> = (0..65).map(|number| format!("user-{number:02}")).collect();
    for name in &all {
        scene.admin_of("AdminCreateUser", name, json!({"MessageAction": "SUPPRESS"})).await.ok();
    }
    // Without a limit a page has 60.
    let first = list(&scene, json!({})).await;
    assert_eq!(names(&first).len(), 60);
    let second = list(&scene, json!({"PaginationToken": first["PaginationToken"]})).await;
    assert_eq!(second.get("PaginationToken"), None);
    assert_eq!([names(&first), names(&second)].concat(), all);

    let mut seen = Vec::new();
    let mut token = Value::Null;
    loop {
        let page = list(&scene, json!({"Limit": 13, "PaginationToken": token})).await;
        seen.extend(names(&page).into_iter().map(str::to_owned));
        token = page["PaginationToken"].clone();
        if token.is_null() {
            break;
        }
    }
    assert_eq!(seen, all);
}

#[tokio::test]
async fn a_filter_compares_one_attribute() {
    let scene = Scene::start().await;
    for name in ["ada", "adele", "bob"] {
        scene.confirmed(name).await;
    }
    scene.sign_up("adrian").await.ok();
    scene.admin_of("AdminDisableUser", "bob", json!({})).await.ok();
    let table = [
        (r#"username = "ada""#, vec!["ada"]),
        (r#"username ^= "ad""#, vec!["ada", "adele", "adrian"]),
        (r#"email = "bob@example.com""#, vec!["bob"]),
        (r#"email ^= "ade""#, vec!["adele"]),
        (r#"cognito:user_status = "confirmed""#, vec!["ada", "adele", "bob"]),
        (r#"cognito:user_status = "UNCONFIRMED""#, vec!["adrian"]),
        (r#"status = "Disabled""#, vec!["bob"]),
        (r#"status = "disabled""#, vec![]),
        (r#"name = "ada""#, vec![]),
        ("", vec!["ada", "adele", "adrian", "bob"]),
    ];
    for (filter, expected) in table {
        assert_eq!(names(&list(&scene, json!({"Filter": filter})).await), expected, "{filter}");
    }
    let page = list(&scene, json!({"Filter": r#"username ^= "ad""#, "Limit": 2})).await;
    assert_eq!(names(&page), ["ada", "adele"]);
    let other = json!({"UserPoolId": scene.pool, "PaginationToken": page["PaginationToken"]});
    assert_eq!(scene.admin("ListUsers", other).await.refused().1, "Invalid pagination token.");
}

#[tokio::test]
async fn a_user_is_shown_with_status_dates_and_the_attributes_asked_for() {
    let scene = Scene::start().await;
    scene.confirmed("ada").await;
    let page = list(&scene, json!({})).await;
    let user = &page["Users"][0];
    assert_eq!(
        (&user["Username"], &user["UserStatus"], &user["Enabled"]),
        (&json!("ada"), &json!("CONFIRMED"), &json!(true))
    );
    assert!(user["UserCreateDate"].is_f64() && user["UserLastModifiedDate"].is_f64(), "{user}");
    let shown: Vec<&str> =
        user["Attributes"].as_array().expect("a list").iter().filter_map(|of| of["Name"].as_str()).collect();
    assert_eq!(shown, ["sub", "email", "email_verified"]);
    let page = list(&scene, json!({"AttributesToGet": ["email"]})).await;
    assert_eq!(page["Users"][0]["Attributes"], json!([{"Name": "email", "Value": "ada@example.com"}]));
    // Not every user has one.
    for name in ["zoneinfo", "custom:team"] {
        let asked = json!({"UserPoolId": scene.pool, "AttributesToGet": [name]});
        let words = "One or more requested attributes do not exist.";
        assert_eq!(scene.admin("ListUsers", asked).await.refused(), ("InvalidParameterException", words), "{name}");
    }
}
