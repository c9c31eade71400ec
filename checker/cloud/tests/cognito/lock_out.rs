//! The lock after five wrong passwords, on a clock that does not wait.

use std::time::Duration;

use super::scene::{PASSWORD, Scene};

const WRONG: &str = "Wrong-horse-1";

fn locked() -> Result<(), (String, String)> {
    Err(("NotAuthorizedException".to_owned(), "Password attempts exceeded".to_owned()))
}

fn wrong() -> Result<(), (String, String)> {
    Err(("NotAuthorizedException".to_owned(), "Incorrect username or password.".to_owned()))
}

#[tokio::test]
async fn five_wrong_passwords_lock_for_a_second_and_each_further_one_for_twice_as_long() {
    let scene = Scene::start().await;
    scene.confirmed("ada").await;
    for _ in 0..5 {
        assert_eq!(scene.try_password("ada", WRONG).await, wrong());
    }
    assert_eq!(scene.try_password("ada", PASSWORD).await, locked());
    scene.wait(Duration::from_secs(1));
    assert_eq!(scene.try_password("ada", WRONG).await, wrong());
    // What is tried meanwhile is refused, be it right or wrong, and does not count.
    assert_eq!(scene.try_password("ada", PASSWORD).await, locked());
    assert_eq!(scene.try_password("ada", WRONG).await, locked());
    scene.wait(Duration::from_secs(2));
    assert_eq!(scene.try_password("ada", PASSWORD).await, Ok(()));
    // The right one begins anew.
    for _ in 0..4 {
        assert_eq!(scene.try_password("ada", WRONG).await, wrong());
    }
    assert_eq!(scene.try_password("ada", PASSWORD).await, Ok(()));
}

#[tokio::test]
async fn a_lock_says_nothing_about_who_is_there() {
    let scene = Scene::start().await;
    for _ in 0..5 {
        assert_eq!(scene.try_password("nobody", WRONG).await, wrong());
    }
    assert_eq!(scene.try_password("nobody", WRONG).await, locked());
}
