//! Part 6: a new conversation, and nothing of the proxy is left.

mod created;
mod elsewhere;
mod policy;
mod proxy;
mod refused;

use super::LabCheck;
use crate::harness::{Check, Need};

pub(super) fn checks() -> Vec<LabCheck> {
    let mut checks = of_a_conversation();
    checks.extend(of_no_conversation());
    checks.extend(of_all());
    checks
}

fn of_a_conversation() -> Vec<LabCheck> {
    vec![
        Check {
            id: "models/create-method",
            part: "independent",
            title: "POST /conversations is a method of its own, and its 200 has a model",
            points: 1,
            needs: Need::Artefact,
            after: &["models/api-accepted"],
            hints: &[
                "All of it has been there before: a method, a function with its event, a template, two models, responses.",
                "The answer is the id: a JSON string. The model ConversationId says so, under components and schemas.",
            ],
            run: |session| Box::pin(async { created::method(session) }),
        },
        Check {
            id: "models/create",
            part: "independent",
            title: "a new conversation has an item for who makes it and for each name, nobody twice",
            points: 3,
            needs: Need::Writes,
            after: &["models/create-method"],
            hints: &[
                "The body is a list of names: [\"Ann\", \"Bob\"]. A template goes through a list by #foreach.",
                "Between two entries stands a comma, after the last one none: #if($foreach.hasNext),#end.",
                "A set has each name once: BTreeSet<String>. Who makes the conversation is in it too.",
            ],
            run: |session| Box::pin(created::created(session)),
        },
        Check {
            id: "models/create-id",
            part: "independent",
            title: "the answer is the id of the new conversation, as its model says, and no other has it",
            points: 2,
            needs: Need::Writes,
            after: &["models/create"],
            hints: &[
                "An id that is made of the names is there again when the same people begin another conversation.",
                "uuid::Uuid::new_v4() is an id that nobody else has. What the function returns is the answer, as JSON.",
            ],
            run: |session| Box::pin(created::id(session)),
        },
        Check {
            id: "models/create-names",
            part: "independent",
            title: "a name may have quotes, apostrophes, line ends, any letters",
            points: 2,
            needs: Need::Writes,
            after: &["models/create"],
            hints: &[
                "Inside #foreach the name is text, without quotes and escapes: JSON wants both again.",
                "\"$util.escapeJavaScript($name).replaceAll(\"\\\\'\", \"'\")\"",
            ],
            run: |session| Box::pin(created::names(session)),
        },
        Check {
            id: "models/create-many",
            part: "independent",
            title: "sixty names make sixty-one items",
            points: 1,
            needs: Need::Writes,
            after: &["models/create-id"],
            hints: &[
                "BatchWriteItem takes 25 items, a transaction 100.",
                "crate::batch::write makes as many requests as it takes.",
            ],
            run: |session| Box::pin(created::many(session)),
        },
        Check {
            id: "models/create-read",
            part: "independent",
            title: "the new conversation is in the list, can be read, and takes messages",
            points: 2,
            needs: Need::Writes,
            after: &["models/create-id", "models/list", "models/conversation", "models/post-stored"],
            hints: &[
                "What the other functions read are the items of Chat-Conversations.",
                "crate::conversation::items makes them: ConversationId and Username, both text.",
            ],
            run: |session| Box::pin(created::read(session)),
        },
    ]
}

fn of_no_conversation() -> Vec<LabCheck> {
    vec![
        Check {
            id: "models/create-refused",
            part: "independent",
            title: "what is no list of names makes no conversation: 400, or 415 where it is not said to be JSON",
            points: 3,
            needs: Need::Writes,
            after: &["models/create"],
            hints: &[
                "A model for the body, and the validator of part 4: type: array, items: { type: string, minLength: 1 }.",
                "API Gateway does not look at minItems of a model that is imported. An empty list is left to the function.",
                "Err(\"BadRequest: …\".into()), and the pattern of part 5 that makes 400 of it. passthroughBehavior: never.",
            ],
            run: |session| Box::pin(refused::refused(session)),
        },
        Check {
            id: "models/create-failure",
            part: "independent",
            title: "when DynamoDB refuses, the answer is 500, and says nothing of AWS",
            points: 1,
            needs: Need::Program,
            after: &["models/create"],
            hints: &[
                "Every error of a function needs a response, or it becomes the default one.",
                "The pattern of part 5 that fits everything: (\\n|.)+. Declare \"500\" at the method.",
            ],
            run: |session| Box::pin(refused::failure(session)),
        },
        Check {
            id: "models/create-site",
            part: "independent",
            title: "the site's page may read each answer: the id, and what was wrong",
            points: 1,
            needs: Need::Program,
            after: &["models/create-refused", "models/create-failure"],
            hints: &[
                "A new method has new answers, 200, 400 and 500, and each is kept from the page unless a header allows it.",
                "Access-Control-Allow-Origin stands on each answer: declared in the method's response, set in the integration's.",
            ],
            run: |session| Box::pin(refused::site(session)),
        },
    ]
}

fn of_all() -> Vec<LabCheck> {
    vec![
        Check {
            id: "models/proxy-gone",
            part: "independent",
            title: "nothing of the proxy is left: no {proxy+}, no function for it",
            points: 1,
            needs: Need::Artefact,
            after: &["models/api-accepted"],
            hints: &[
                "Every method of the API has a function of its own now.",
                "In api.yaml the path /{proxy+} goes, in template.yaml ChatApiProxy and its log group, and src/bin/proxy.rs.",
            ],
            run: |session| Box::pin(async { proxy::gone(session) }),
        },
        Check {
            id: "models/nothing-else",
            part: "independent",
            title: "what the API does not have is answered by API Gateway: 403",
            points: 1,
            needs: Need::Http,
            after: &["models/api-accepted"],
            hints: &[
                "Without {proxy+} API Gateway itself says that there is no such method, in words of its own: Missing Authentication Token.",
                "What is not under paths is not there.",
            ],
            run: |session| Box::pin(proxy::nothing_else(session)),
        },
        Check {
            id: "models/no-more-than-needed",
            part: "independent",
            title: "the role may do what the functions do, and nothing else",
            points: 2,
            needs: Need::Program,
            after: &["models/create"],
            hints: &[
                "What would the functions lose if this were smaller?",
                "Query on both tables and the index, PutItem on Chat-Messages, and what makes a conversation on Chat-Conversations: BatchWriteItem.",
                "A statement for each: in one statement every action goes with every resource.",
            ],
            run: |session| Box::pin(policy::no_more_than_needed(session)),
        },
        Check {
            id: "models/elsewhere",
            part: "independent",
            title: "it works in another deployment: another stage, prefix and region",
            points: 2,
            needs: Need::Program,
            after: &["models/create-read"],
            hints: &[
                "Something is written out that differs from one deployment to the next.",
                "Look for a table's name, the region, the account and the stage: in the policy, in api.yaml, in the code.",
                "Fn::Sub in api.yaml, !Sub and !GetAtt in template.yaml know what things are called in this stack.",
            ],
            run: |session| Box::pin(elsewhere::elsewhere(session)),
        },
    ]
}
