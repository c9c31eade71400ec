//! `aws-cognito-srp` signs in.

use crate::pool::Pool;

const PASSWORD: &str = "Correct-horse-1";

/// Each user has a salt of its own, each sign-in numbers of its own. One in two has its top bit set: what either side pads in
/// another way shows here. It was run with five hundred sign-ins too, for numbers that begin with a zero byte.
#[test]
fn users_sign_in_and_with_a_wrong_password_nobody() {
    let pool = Pool::new(false);
    for number in 0..10 {
        let name = format!("user-{number}");
        pool.add_user(&name, PASSWORD);
        for _ in 0..2 {
            pool.sign_in(&name, PASSWORD).unwrap_or_else(|error| panic!("{name}: {error}"));
        }
        let refused = pool.sign_in(&name, "Wrong-horse-1").expect_err("refused");
        assert_eq!(refused.to_string(), "NotAuthorizedException: Incorrect username or password.");
    }
}

#[test]
fn names_and_passwords_of_any_letters_do() {
    let pool = Pool::new(false);
    for (name, password) in [("zoë", "Pässwörd-🔑-1"), ("O\"Brien", "a b:C d1!"), ("日本", "Correct-horse-1")] {
        pool.add_user(name, password);
        pool.sign_in(name, password).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}

#[test]
fn the_secret_hash_of_a_client_with_a_secret_is_the_crates() {
    let pool = Pool::new(true);
    pool.add_user("ann", PASSWORD);
    assert!(pool.sign_in("ann", PASSWORD).is_ok());
}
