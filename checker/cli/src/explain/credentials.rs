//! What any service says of a request whose signature or credentials are not in order.

use super::Explanation;

pub(super) const TABLE: &[Explanation] = &[
    Explanation {
        code: "The security token included in the request is invalid",
        words: &["security token", "is invalid"],
        cause: "AWS does not know the access key, or a temporary key came without its session token, or with another one.",
        remedy: "Set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN from one place; unset the last one for a user's own key.",
        read: "before-you-start.md#the-offline-way",
    },
    Explanation {
        code: "The provided token is malformed or otherwise invalid",
        words: &["token is malformed"],
        cause: "The session token does not belong to the access key. A user's own key has none.",
        remedy: "Set all three variables from one place, or unset AWS_SESSION_TOKEN.",
        read: "before-you-start.md#the-offline-way",
    },
    Explanation {
        code: "expired token",
        words: &["token", "expired"],
        cause: "The credentials were temporary, and their time is over.",
        remedy: "Get new ones: sign in again, or let the SDK fetch them.",
        read: "before-you-start.md#the-offline-way",
    },
    Explanation {
        code: "Signature expired",
        words: &["Signature expired"],
        cause: "The clock of the machine that signed is behind, or the request waited too long.",
        remedy: "Set the clock by the network.",
        read: "how-a-request-is-judged.md#who",
    },
    Explanation {
        code: "Signature not yet current",
        words: &["Signature not yet current"],
        cause: "The clock of the machine that signed is ahead.",
        remedy: "Set the clock by the network.",
        read: "how-a-request-is-judged.md#who",
    },
    Explanation {
        code: "MissingAuthenticationToken",
        words: &["MissingAuthenticationToken", "operation"],
        cause: "The request to the service is not signed.",
        remedy: "Sign it with credentials: set the variables that `cargo checker cloud` prints, or sign in to AWS.",
        read: "how-a-request-is-judged.md#who",
    },
    Explanation {
        code: "SignatureDoesNotMatch",
        words: &["SignatureDoesNotMatch"],
        cause: "The secret key that signed is not the one that belongs to the access key.",
        remedy: "Set both again, from one place; a line break or a space at the end is enough to break it.",
        read: "before-you-start.md#the-offline-way",
    },
    Explanation {
        code: "InvalidAccessKeyId",
        words: &["InvalidAccessKeyId"],
        cause: "AWS does not know the access key. The embedded cloud's keys open nothing on AWS, and the other way round.",
        remedy: "Look where the request went: AWS_ENDPOINT_URL set or not, and whose keys are set.",
        read: "before-you-start.md#the-offline-way",
    },
    Explanation {
        code: "no credentials",
        words: &["credentials", "no "],
        cause: "Neither the environment nor ~/.aws has credentials.",
        remedy: "Set the variables that `cargo checker cloud` prints.",
        read: "before-you-start.md#the-offline-way",
    },
];
