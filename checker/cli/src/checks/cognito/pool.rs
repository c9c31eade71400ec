//! Part 1: the user pool and the site as its client.

mod declared;
mod elsewhere;
mod existence;
mod newcomer;
mod sign_in;
mod sign_up;

use super::LabCheck;
use crate::harness::{Check, Need};

pub(super) fn checks() -> Vec<LabCheck> {
    let mut checks = of_the_template();
    checks.extend(of_signing_up());
    checks.extend(of_signing_in());
    checks
}

fn of_the_template() -> Vec<LabCheck> {
    vec![
        Check {
            id: "cognito/template-accepted",
            part: "pool",
            title: "template.yaml is a template that AWS takes, with the api.yaml that it includes",
            points: 1,
            needs: Need::Artefact,
            after: &[],
            hints: &[
                "The message names a file and a line. What is wrong stands there, or just before it.",
                "A name that is misspelt is unknown to AWS: the nearest one that it knows is named too.",
                "What the API demands of its callers stands in api.yaml. With a definition that is included, SAM takes no Auth.",
            ],
            run: |session| Box::pin(async { session.setting.stack(&[]).map(|_| ()) }),
        },
        Check {
            id: "cognito/pool",
            part: "pool",
            title: "the stack has a user pool, and a client of it",
            points: 1,
            needs: Need::Artefact,
            after: &["cognito/template-accepted"],
            hints: &[
                "The pool holds the users. Who asks it something does so as one of its clients: the site is one.",
                "Two resources: AWS::Cognito::UserPool and AWS::Cognito::UserPoolClient, whose UserPoolId is the first: !Ref ChatUserPool.",
            ],
            run: |session| Box::pin(async { declared::declared(session) }),
        },
        Check {
            id: "cognito/outputs",
            part: "pool",
            title: "the outputs UserPoolId and UserPoolClientId name them",
            points: 1,
            needs: Need::Artefact,
            after: &["cognito/pool"],
            hints: &[
                "The site must know both, and AWS makes them up. Outputs say what they are.",
                "Of both resources !Ref gives the id: Value: !Ref ChatUserPool.",
            ],
            run: |session| Box::pin(async { declared::outputs(session) }),
        },
        Check {
            id: "cognito/pool-made",
            part: "pool",
            title: "Cognito makes both as the template has them",
            points: 1,
            needs: Need::Program,
            after: &["cognito/pool"],
            hints: &[
                "The template is well formed, and Cognito itself refuses what it says: its words are in the message.",
                "Some settings exclude each other. The page of the resource in the CloudFormation reference says which.",
            ],
            run: |session| Box::pin(declared::made(session)),
        },
    ]
}

fn of_signing_up() -> Vec<LabCheck> {
    vec![
        Check {
            id: "cognito/no-secret",
            part: "pool",
            title: "the site's client needs no secret",
            points: 1,
            needs: Need::Writes,
            after: &["cognito/pool-made"],
            hints: &[
                "A client with a secret must prove in each request that it has it. What a browser has, everybody has.",
                "GenerateSecret: false, or nothing at all. A client that has a secret keeps it: CloudFormation makes another one.",
            ],
            run: |session| Box::pin(sign_up::no_secret(session)),
        },
        Check {
            id: "cognito/sign-up",
            part: "pool",
            title: "anybody can sign up",
            points: 1,
            needs: Need::Writes,
            after: &["cognito/no-secret"],
            hints: &[
                "A pool can be open to all, or have only users that an administrator makes.",
                "AdminCreateUserConfig with AllowAdminCreateUserOnly: true closes it. Without it the pool is open.",
            ],
            run: |session| Box::pin(sign_up::sign_up(session)),
        },
        Check {
            id: "cognito/user-name",
            part: "pool",
            title: "with a name of their own, by which the others know them",
            points: 1,
            needs: Need::Writes,
            after: &["cognito/sign-up"],
            hints: &[
                "UsernameAttributes: [email] makes the address the only name, and cognito:username a UUID that nobody knows.",
                "Leave UsernameAttributes out. Who shall be able to sign in with the address too is an alias: AliasAttributes: [email].",
            ],
            run: |session| Box::pin(sign_up::user_name(session)),
        },
        Check {
            id: "cognito/password",
            part: "pool",
            title: "with a password of at least eight characters",
            points: 1,
            needs: Need::Writes,
            after: &["cognito/user-name"],
            hints: &[
                "Policies, PasswordPolicy says what a password must have.",
                "MinimumLength: 8. Less is allowed, and guessed sooner.",
            ],
            run: |session| Box::pin(sign_up::password(session)),
        },
        Check {
            id: "cognito/email-required",
            part: "pool",
            title: "nobody without an e-mail address",
            points: 1,
            needs: Need::Writes,
            after: &["cognito/user-name"],
            hints: &[
                "An attribute is optional unless the pool's Schema says otherwise, and stays as it is when the pool is made.",
                "Schema: an entry with Name: email, AttributeDataType: String, Required: true.",
            ],
            run: |session| Box::pin(sign_up::email_required(session)),
        },
        Check {
            id: "cognito/code",
            part: "pool",
            title: "a new user gets a code by e-mail, and is confirmed by it",
            points: 2,
            needs: Need::Writes,
            after: &["cognito/user-name"],
            hints: &[
                "A new user is unconfirmed, and cannot sign in. Only what the pool verifies gets a code.",
                "AutoVerifiedAttributes: [email]. `checker cloud 7` shows in its outbox what the pool sends.",
            ],
            run: |session| Box::pin(sign_up::code(session)),
        },
    ]
}

fn of_signing_in() -> Vec<LabCheck> {
    vec![
        Check {
            id: "cognito/sign-in",
            part: "pool",
            title: "the site can sign users in, and no password crosses the network",
            points: 2,
            needs: Need::Writes,
            after: &["cognito/code", "cognito/password"],
            hints: &[
                "The site signs in by SRP. A client does only what ExplicitAuthFlows lists.",
                "ExplicitAuthFlows: [ALLOW_USER_SRP_AUTH, ALLOW_REFRESH_TOKEN_AUTH].",
            ],
            run: |session| Box::pin(sign_in::sign_in(session)),
        },
        Check {
            id: "cognito/stay-signed-in",
            part: "pool",
            title: "they stay signed in when the hour of a token is over",
            points: 1,
            needs: Need::Writes,
            after: &["cognito/sign-in"],
            hints: &[
                "An ID token counts for an hour. The refresh token gets a new one, without the password.",
                "That is a flow too: ALLOW_REFRESH_TOKEN_AUTH in ExplicitAuthFlows.",
            ],
            run: |session| Box::pin(sign_in::stays(session)),
        },
        Check {
            id: "cognito/existence",
            part: "pool",
            title: "nobody can find out who is a user",
            points: 2,
            needs: Need::Writes,
            after: &["cognito/sign-in"],
            hints: &[
                "Another error for an unknown name than for a wrong password tells whoever tries names which of them are users.",
                "The client decides: PreventUserExistenceErrors.",
                "PreventUserExistenceErrors: ENABLED. A client that a template makes without it tells.",
            ],
            run: |session| Box::pin(existence::existence(session)),
        },
        Check {
            id: "cognito/pool-elsewhere",
            part: "pool",
            title: "it works in another region, and the pool has the prefix before its name",
            points: 1,
            needs: Need::Writes,
            after: &["cognito/sign-in"],
            hints: &[
                "Two students of one account have two pools. The prefix tells them apart.",
                "UserPoolName: !Sub ${NamePrefix}ChatPool.",
            ],
            run: |session| Box::pin(elsewhere::elsewhere(session)),
        },
    ]
}
