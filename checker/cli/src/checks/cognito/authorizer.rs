//! Part 2: who is not signed in is kept out.

mod elsewhere;
mod kept_out;
mod methods;
mod opens;
mod preflight;
mod readable;
mod tokens;

use super::LabCheck;
use crate::checks::models::methods::Defined;
use crate::harness::{Check, Need};

pub(super) fn checks() -> Vec<LabCheck> {
    of_the_methods().into_iter().chain(of_the_page()).collect()
}

fn of_the_methods() -> Vec<LabCheck> {
    vec![
        Check {
            id: "cognito/api-accepted",
            part: "authorizer",
            title: "api.yaml is a definition that API Gateway takes",
            points: 1,
            needs: Need::Artefact,
            after: &["cognito/template-accepted"],
            hints: &[
                "API Gateway reads the definition when the stack is made, and refuses an authorizer that it cannot use.",
                "providerARNs is a list, of ARNs. !Ref of a pool gives its id; its ARN is an attribute.",
                "In the included file short forms do not work: Fn::GetAtt: [ChatUserPool, Arn].",
            ],
            run: |session| Box::pin(async { Defined::of(&session.setting).map(|_| ()) }),
        },
        Check {
            id: "cognito/kept-out",
            part: "authorizer",
            title: "without a token each method answers 401, and nothing is written",
            points: 3,
            needs: Need::Http,
            after: &["cognito/api-accepted", "cognito/pool-made"],
            hints: &[
                "Try the command that is shown, against `cargo checker cloud 7`. Its live page shows who lets the request in.",
                "An authorizer that no method names keeps nobody out: security: [{ Cognito: [] }] in each of them.",
                "Count the methods: get and post, below both paths. The name is that of the scheme, letter for letter.",
            ],
            run: |session| Box::pin(kept_out::kept_out(session)),
        },
        Check {
            id: "cognito/other-tokens",
            part: "authorizer",
            title: "so does each for an access token, one of another pool, one that somebody made",
            points: 2,
            needs: Need::Writes,
            after: &["cognito/kept-out", "cognito/sign-in"],
            hints: &[
                "A sign-in gives three tokens. Who somebody is stands in the ID token; the access token is for what they may do.",
                "Which of the two a method takes depends on its list of scopes: empty, it wants the ID token.",
                "security: [{ Cognito: [] }], and the stack's own pool alone in providerARNs.",
            ],
            run: |session| Box::pin(tokens::others(session)),
        },
        Check {
            id: "cognito/opens",
            part: "authorizer",
            title: "a user's ID token opens each method",
            points: 2,
            needs: Need::Writes,
            after: &["cognito/other-tokens"],
            hints: &[
                "The token is sent as it is, in the header Authorization. The live page says why one is refused.",
                "name: Authorization and in: header say where it stands, providerARNs whose it is: the pool in which the site signs in.",
            ],
            run: |session| Box::pin(opens::opens(session)),
        },
        Check {
            id: "cognito/authorizer-elsewhere",
            part: "authorizer",
            title: "in another region it takes the tokens of the pool there",
            points: 1,
            needs: Need::Writes,
            after: &["cognito/opens", "cognito/pool-elsewhere"],
            hints: &[
                "An ARN that is written out is right in one region, in one account.",
                "Fn::GetAtt: [ChatUserPool, Arn] is right wherever the stack is made.",
            ],
            run: |session| Box::pin(elsewhere::elsewhere(session)),
        },
    ]
}

fn of_the_page() -> Vec<LabCheck> {
    vec![
        Check {
            id: "cognito/options-open",
            part: "authorizer",
            title: "OPTIONS is open to all",
            points: 1,
            needs: Need::Http,
            after: &["cognito/api-accepted", "cognito/pool-made"],
            hints: &[
                "A browser asks by OPTIONS before it sends the token, and never with it.",
                "security: [] at each options: nobody is asked for anything.",
            ],
            run: |session| Box::pin(preflight::open(session)),
        },
        Check {
            id: "cognito/preflight",
            part: "authorizer",
            title: "and lets the site's page send the header Authorization",
            points: 2,
            needs: Need::Http,
            after: &["cognito/options-open"],
            hints: &[
                "A header that is not on every browser's own list is sent only where the answer to OPTIONS names it.",
                "Access-Control-Allow-Headers: \"'Content-Type,Authorization'\", at each options. No browser takes * for Authorization.",
            ],
            run: |session| Box::pin(preflight::header(session)),
        },
        Check {
            id: "cognito/refusal-readable",
            part: "authorizer",
            title: "the site's page may read that it is refused",
            points: 2,
            needs: Need::Http,
            after: &["cognito/kept-out", "cognito/sign-in"],
            hints: &[
                "The 401 is API Gateway's own answer. A page that cannot read it cannot tell an hour that is over from a broken network.",
                "DEFAULT_4XX has the header for all errors of API Gateway but those that are defined themselves: UNAUTHORIZED, EXPIRED_TOKEN.",
                "gatewayresponse.header.Access-Control-Allow-Origin: \"'*'\", below responseParameters of each.",
            ],
            run: |session| Box::pin(readable::refusal(session)),
        },
    ]
}
