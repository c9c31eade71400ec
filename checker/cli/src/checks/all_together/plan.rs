//! The steps, in order. A report has all of them, those too that were not tried.

/// One step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Planned {
    /// Its id, without `all-together/`.
    pub(super) slug: &'static str,
    /// The lab to mend when it fails.
    pub(super) lab: u8,
    /// The part of the report: the lab's slug, or [`WALK`].
    pub(super) part: &'static str,
    /// What holds when it passes.
    pub(super) title: &'static str,
}

/// The part of the steps in the browser.
pub(super) const WALK: &str = "walk";

const fn at(lab: u8, part: &'static str, slug: &'static str, title: &'static str) -> Planned {
    Planned { slug, lab, part, title }
}

/// All steps.
pub(super) const PLAN: [Planned; 36] = [
    at(1, "s3-hosting", "s3-hosting-builds", "it is there, and compiles"),
    at(1, "s3-hosting", "s3-hosting-publishes", "its program makes the bucket and uploads the site"),
    at(1, "s3-hosting", "s3-hosting-serves", "the website shows the chat and its data"),
    at(2, "bucket-policy", "bucket-policy-builds", "it is there, and compiles"),
    at(2, "bucket-policy", "bucket-policy-applies", "its program puts the policy on the bucket"),
    at(2, "bucket-policy", "bucket-policy-serves", "without ACLs the website shows the same"),
    at(3, "iam-role", "iam-role-builds", "it is there, and compiles"),
    at(3, "iam-role", "iam-role-deploys", "sam deploy makes the stack"),
    at(3, "iam-role", "iam-role-answers", "its function reads the list from the data bucket"),
    at(4, "proxy-lambda", "proxy-lambda-builds", "it is there, and compiles"),
    at(4, "proxy-lambda", "proxy-lambda-deploys", "sam deploy updates the stack"),
    at(4, "proxy-lambda", "proxy-lambda-list", "its API answers with the list from the bucket of lab 3"),
    at(4, "proxy-lambda", "proxy-lambda-unknown", "a conversation that is not there is 404"),
    at(5, "dynamodb", "dynamodb-builds", "it is there, and compiles"),
    at(5, "dynamodb", "dynamodb-deploys", "sam deploy updates the stack"),
    at(5, "dynamodb", "dynamodb-loads", "its loader fills the tables"),
    at(5, "dynamodb", "dynamodb-list", "its API answers with the list from the tables"),
    at(5, "dynamodb", "dynamodb-posts", "a new message is stored and shown"),
    at(6, "models", "models-builds", "it is there, and compiles"),
    at(6, "models", "models-deploys", "sam deploy updates the stack"),
    at(6, "models", "models-keeps", "its API shows what lab 5 stored"),
    at(6, "models", "models-posts", "a new message is answered with 204 and shown"),
    at(6, "models", "models-refuses", "a message that is no text is 400"),
    at(7, "cognito", "cognito-builds", "it is there, and compiles"),
    at(7, "cognito", "cognito-deploys", "sam deploy updates the stack"),
    at(7, "cognito", "cognito-refuses", "its API answers nobody who is not signed in"),
    at(7, "cognito", "cognito-configures", "SiteConfig is the site's config.js"),
    at(7, WALK, "walk-ada-joins", "Ada signs up and confirms with the code of her letter"),
    at(7, WALK, "walk-ada-signs-in", "Ada signs in, and has no conversations yet"),
    at(7, WALK, "walk-grace-joins", "Grace signs up, confirms and signs in, in another browser"),
    at(7, WALK, "walk-ada-starts", "Ada chooses Grace of the users and starts a conversation"),
    at(7, WALK, "walk-ada-writes", "Ada writes a message"),
    at(7, WALK, "walk-grace-answers", "Grace finds the conversation, reads it and answers"),
    at(7, WALK, "walk-ada-reads", "Ada reads the answer"),
    at(
        7,
        WALK,
        "walk-charles-is-kept-out",
        "Charles signs in; the conversation is not in his list, nor there by its address",
    ),
    at(7, WALK, "walk-ada-signs-out", "Ada signs out, and the site asks who she is"),
];

/// The step of a slug.
pub(super) fn planned(slug: &str) -> Option<&'static Planned> {
    PLAN.iter().find(|step| step.slug == slug)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::course::LABS;

    #[test]
    fn steps_have_ids_of_their_own_and_stand_in_the_order_of_the_labs() {
        let slugs: BTreeSet<_> = PLAN.iter().map(|step| step.slug).collect();
        assert_eq!(slugs.len(), PLAN.len());
        assert!(PLAN.iter().map(|step| step.lab).is_sorted());
        for step in &PLAN {
            let lab = LABS.iter().find(|lab| lab.slug == step.part);
            assert!(step.part == WALK || lab.is_some_and(|lab| lab.number == step.lab), "{}", step.slug);
            assert!(step.slug.starts_with(step.part), "{}", step.slug);
        }
    }
}
