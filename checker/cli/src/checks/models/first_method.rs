//! Part 1: `GET /conversations` leaves the proxy.

mod list;
mod user;

pub(super) use user::{holds, renamed};

use super::LabCheck;
use super::integration::OfFunction;
use super::methods::{Defined, LIST};
use crate::checks::dynamodb::answer::LIST_PATH;
use crate::harness::{Check, Need};

/// The method of this part.
pub(super) const GET_LIST: OfFunction = OfFunction { method: "GET", path: LIST, function: "chat-conversations-GET" };

pub(super) fn checks() -> Vec<LabCheck> {
    of_the_files().into_iter().chain(of_the_answer()).collect()
}

fn of_the_files() -> Vec<LabCheck> {
    vec![
        Check {
            id: "models/template-accepted",
            part: "first-method",
            title: "template.yaml is a template that AWS takes, with the api.yaml that it includes",
            points: 1,
            needs: Need::Artefact,
            after: &[],
            hints: &[
                "The message names a file and a line. What is wrong stands there, or just before it.",
                "YAML counts spaces: what belongs to a method is indented by two more than the method.",
                "A text that holds {, :, # or a quote wants quotes of YAML around it, or a | before it and lines of its own.",
            ],
            run: |session| Box::pin(async { session.setting.stack(&[]).map(|_| ()) }),
        },
        Check {
            id: "models/api-accepted",
            part: "first-method",
            title: "api.yaml is a definition that API Gateway takes",
            points: 1,
            needs: Need::Artefact,
            after: &["models/template-accepted"],
            hints: &[
                "API Gateway reads the definition when the stack is made, and refuses what it cannot use.",
                "What an integration response sets, the method declares before: the status under responses, the header under its headers.",
                "A fixed value is in single quotes inside those of YAML: \"'*'\".",
            ],
            run: |session| Box::pin(async { Defined::of(&session.setting).map(|_| ()) }),
        },
        Check {
            id: "models/list-method",
            part: "first-method",
            title: "GET /conversations is out of proxy mode",
            points: 2,
            needs: Need::Artefact,
            after: &["models/api-accepted"],
            hints: &[
                "A path and method of their own win over /{proxy+}. What is done with the request is the integration's type.",
                "aws_proxy hands the request over as it is. aws lets templates make the event, and the API make the answer.",
            ],
            run: |session| Box::pin(async { GET_LIST.out_of_proxy_mode(&session.setting) }),
        },
        Check {
            id: "models/list-function",
            part: "first-method",
            title: "it asks the function chat-conversations-GET, wherever the stack is made",
            points: 1,
            needs: Need::Artefact,
            after: &["models/list-method"],
            hints: &[
                "The uri of the integration names the function, and region and account with it.",
                "Fn::Sub puts in what differs: ${AWS::Region}, and ${ChatConversationsGet.Arn}.",
                "httpMethod is the method with which Lambda is called: POST, for a GET too.",
            ],
            run: |session| Box::pin(async { GET_LIST.names_its_function(&session.setting) }),
        },
    ]
}

fn of_the_answer() -> Vec<LabCheck> {
    vec![
        Check {
            id: "models/list-permission",
            part: "first-method",
            title: "API Gateway may call it",
            points: 1,
            needs: Need::Program,
            after: &["models/list-function"],
            hints: &[
                "A function is called only by whom its own policy lets in, and each method has a function of its own now.",
                "The function's event of type Api lets in one method of one path: Path: /conversations, Method: get.",
            ],
            run: |session| Box::pin(async { GET_LIST.permitted(session, session.own().await?, LIST_PATH).await }),
        },
        Check {
            id: "models/list",
            part: "first-method",
            title: "it is answered with the list itself, as the tables hold it",
            points: 3,
            needs: Need::Http,
            after: &["models/list-permission"],
            hints: &[
                "Try the command that is shown, against `cargo checker cloud 6`. Its live page shows what each template made.",
                "What the function returns is the body now. statusCode and headers are the API's: the integration response has them.",
                "requestTemplates wants the key application/json: a request without Content-Type counts as that. The event is what the template gives, and must be JSON that the function can read.",
            ],
            run: |session| Box::pin(list::list(session)),
        },
        Check {
            id: "models/list-user",
            part: "first-method",
            title: "the template says whose list is wanted, and the function lists that user's",
            points: 2,
            needs: Need::Program,
            after: &["models/list"],
            hints: &[
                "Who asks is Student, until lab 7. Then the template alone will know it, from the token.",
                "A member of the event is enough: {\"username\": \"Student\"}. The function takes the name from there.",
                "Event in src/list_conversations.rs has a field for each member of the event that is wanted.",
            ],
            run: |session| Box::pin(user::user(session)),
        },
        Check {
            id: "models/list-readable",
            part: "first-method",
            title: "the site's page may read it",
            points: 1,
            needs: Need::Http,
            after: &["models/list"],
            hints: &[
                "The function sends no headers any more. The API does, in two places.",
                "The method response declares Access-Control-Allow-Origin, under headers of \"200\".",
                "The integration response sets it: responseParameters, method.response.header.Access-Control-Allow-Origin: \"'*'\".",
            ],
            run: |session| Box::pin(list::readable(session)),
        },
        Check {
            id: "models/list-elsewhere",
            part: "first-method",
            title: "it works in another region, under another name, in another stage",
            points: 1,
            needs: Need::Program,
            after: &["models/list"],
            hints: &[
                "Somebody else deploys the same files with another NamePrefix, StageName and region.",
                "Tables have the prefix too: !Ref gives a name as it is there.",
            ],
            run: |session| Box::pin(list::elsewhere(session)),
        },
    ]
}
