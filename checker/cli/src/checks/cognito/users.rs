//! Part 5: whom a conversation can be started with.

mod answer;
mod failure;
mod method;
mod pages;
mod pool;
mod role;
mod who;

pub(super) use answer::names;

use super::LabCheck;
use crate::checks::models::integration::OfFunction;
use crate::harness::{Check, Need};

/// The method of this part.
const GET_USERS: OfFunction = OfFunction { method: "GET", path: "/users", function: "chat-users-GET" };
/// The path of the users.
pub(super) const USERS_PATH: &str = "/users";

pub(super) fn checks() -> Vec<LabCheck> {
    let mut checks = of_the_method();
    checks.extend(of_the_names());
    checks.extend(of_the_role());
    checks
}

fn of_the_method() -> Vec<LabCheck> {
    vec![
        Check {
            id: "cognito/users-method",
            part: "users",
            title: "GET /users has a function of its own, and its 200 the model of a list of names",
            points: 1,
            needs: Need::Artefact,
            after: &["cognito/api-accepted"],
            hints: &[
                "As GET /conversations has it: a path, a method with its integration, a function with its event.",
                "type: aws, and ChatUsersGet in the uri. The function's name is !Sub ${NamePrefix}chat-users-GET.",
                "UserList, under components and schemas: type: array, items: { type: string, minLength: 1 }.",
            ],
            run: |session| Box::pin(async { method::method(session) }),
        },
        Check {
            id: "cognito/users-preflight",
            part: "users",
            title: "the site's page may ask for the users: OPTIONS /users",
            points: 1,
            needs: Need::Http,
            after: &["cognito/users-method", "cognito/preflight"],
            hints: &[
                "Each path has an OPTIONS of its own. A GET with the header Authorization has a preflight.",
                "The one of /conversations, copied: a mock, security: [], and the three headers.",
            ],
            run: |session| Box::pin(method::preflight(session)),
        },
        Check {
            id: "cognito/users-signed-in",
            part: "users",
            title: "who is not signed in learns no names: 401",
            points: 1,
            needs: Need::Http,
            after: &["cognito/users-method", "cognito/kept-out"],
            hints: &[
                "A new method has no authorizer until it names one.",
                "security: [{ Cognito: [] }] stands at the method, beside responses.",
            ],
            run: |session| Box::pin(method::signed_in(session)),
        },
    ]
}

fn of_the_names() -> Vec<LabCheck> {
    vec![
        Check {
            id: "cognito/users-private",
            part: "users",
            title: "no e-mail address and no id of the pool is in the answer",
            points: 2,
            needs: Need::Program,
            after: &["cognito/users-signed-in", "cognito/opens"],
            hints: &[
                "Cognito tells the function more than the function may tell: look at what a user of ListUsers has.",
                "Everybody can sign up, so what this answers is public. Take the user name out of each user, and drop the rest.",
            ],
            run: |session| Box::pin(answer::private(session)),
        },
        Check {
            id: "cognito/users-list",
            part: "users",
            title: "the answer is a JSON array of names, as its model says",
            points: 2,
            needs: Need::Program,
            after: &["cognito/users-signed-in", "cognito/opens"],
            hints: &[
                "What the function returns is the answer, as JSON: Vec<String> is an array of strings.",
                "The function asks Cognito in the name of its role. The lines below say what Cognito answered.",
                "USER_POOL_ID: !Ref ChatUserPool, under Environment and Variables, tells it which pool.",
            ],
            run: |session| Box::pin(answer::list(session)),
        },
        Check {
            id: "cognito/users-names",
            part: "users",
            title: "the names of those who can sign in are there, as they sign in",
            points: 1,
            needs: Need::Program,
            after: &["cognito/users-list"],
            hints: &[
                "A conversation is found by user names: UserType has the field username.",
                "The attribute name is another: what somebody is called, if they say so.",
            ],
            run: |session| Box::pin(who::names(session)),
        },
        Check {
            id: "cognito/users-caller",
            part: "users",
            title: "whoever asks is not in the list",
            points: 1,
            needs: Need::Program,
            after: &["cognito/users-names", "cognito/quoted-name"],
            hints: &[
                "The template hands on who asks, as for the list of conversations; the function leaves that name out.",
                "A name may have quotes and apostrophes: escape it in the template as the others do.",
            ],
            run: |session| Box::pin(who::caller(session)),
        },
        Check {
            id: "cognito/users-confirmed",
            part: "users",
            title: "who has signed up and not confirmed the address is not in the list",
            points: 1,
            needs: Need::Program,
            after: &["cognito/users-names"],
            hints: &[
                "Anybody can sign up with any name. Who has not confirmed cannot sign in, and would never read a message.",
                "user_status is Some(UserStatusType::Confirmed). There are more states than two.",
            ],
            run: |session| Box::pin(who::confirmed(session)),
        },
        Check {
            id: "cognito/users-enabled",
            part: "users",
            title: "who has been disabled is not in the list",
            points: 1,
            needs: Need::Program,
            after: &["cognito/users-names"],
            hints: &["A user who is disabled keeps the status CONFIRMED.", "UserType has the field enabled besides."],
            run: |session| Box::pin(who::enabled(session)),
        },
        Check {
            id: "cognito/users-all",
            part: "users",
            title: "all users are found, also where there are more than Cognito answers at a time",
            points: 2,
            needs: Need::Program,
            after: &["cognito/users-names"],
            hints: &[
                "ListUsers answers 60 users at most, and a token for the next ones.",
                "into_paginator().items().send() asks until there is no token left.",
            ],
            run: |session| Box::pin(pages::all(session)),
        },
        Check {
            id: "cognito/users-failure",
            part: "users",
            title: "when Cognito refuses, the answer is 500, says nothing of AWS, and the page may read it",
            points: 1,
            needs: Need::Program,
            after: &["cognito/users-list"],
            hints: &[
                "Every error of a function needs a response, or it becomes the default one.",
                "The pattern (\\n|.)+ of the other methods, with the status 500, a template and Access-Control-Allow-Origin.",
                "In the function the question mark returns the error. No names is another answer.",
            ],
            run: |session| Box::pin(failure::failure(session)),
        },
    ]
}

fn of_the_role() -> Vec<LabCheck> {
    vec![
        Check {
            id: "cognito/users-role",
            part: "users",
            title: "the function has a role of its own, which lists the users of this pool, writes its log, and no more",
            points: 3,
            needs: Need::Program,
            after: &["cognito/users-list"],
            hints: &[
                "It needs no table, and the others need no users: two roles.",
                "One action, cognito-idp:ListUsers, on one resource: !GetAtt ChatUserPool.Arn.",
                "AWSLambdaBasicExecutionRole lets a function write its log. That and this one policy are all.",
            ],
            run: |session| Box::pin(role::own(session)),
        },
        Check {
            id: "cognito/data-role",
            part: "users",
            title: "the functions of the conversations may ask the user pool nothing",
            points: 1,
            needs: Need::Program,
            after: &["cognito/users-list"],
            hints: &[
                "Whoever breaks into one function has what its role allows. The role of the tables stays as it was.",
                "The policy with cognito-idp:ListUsers is attached to the new role alone.",
            ],
            run: |session| Box::pin(role::of_data(session)),
        },
        Check {
            id: "cognito/users-elsewhere",
            part: "users",
            title: "it works in another deployment: another prefix, region and user pool",
            points: 2,
            needs: Need::Program,
            after: &["cognito/users-role", "cognito/users-names"],
            hints: &[
                "Something is written out that differs from one deployment to the next.",
                "Role and policy have names, too: !Sub ${NamePrefix}chat-lambda-users.",
            ],
            run: |session| Box::pin(role::elsewhere(session)),
        },
    ]
}
