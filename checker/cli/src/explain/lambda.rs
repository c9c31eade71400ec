//! What Lambda says of a function.

use super::Explanation;

pub(super) const TABLE: &[Explanation] = &[
    Explanation {
        code: "Sandbox.Timedout",
        words: &["Task timed out"],
        cause: "The function worked longer than its Timeout, 3 seconds if the template names none: it loops, it waits for somebody, or its work is that much.",
        remedy: "Read the last lines of its log. A call to AWS that hangs has often the wrong region or endpoint. Then raise Timeout; 900 is the most.",
        read: "03-iam-role.md#read",
    },
    Explanation {
        code: "Runtime.OutOfMemory",
        words: &["Runtime.OutOfMemory"],
        cause: "The function had more memory than its MemorySize, 128 MB if the template names none, and was killed.",
        remedy: "Compare Max Memory Used with Memory Size in the REPORT line. Read less at once, or raise MemorySize.",
        read: "authors/aws-behaviour.md#lambda",
    },
    Explanation {
        code: "Runtime exited with error: signal: killed",
        words: &["signal: killed"],
        cause: "The process was killed; in Lambda that is nearly always because it had more memory than its MemorySize.",
        remedy: "Compare Max Memory Used with Memory Size in the REPORT line.",
        read: "authors/aws-behaviour.md#lambda",
    },
    Explanation {
        code: "Runtime.ExitError",
        words: &["Runtime.ExitError"],
        cause: "The bootstrap's process ended while Lambda waited for an answer. 101 is a panic outside of the handler, 0 a main that returned.",
        remedy: "Read the lines before END in the log. In Rust, main ends with lambda_runtime::run(…).await, which never returns.",
        read: "03-iam-role.md#read",
    },
    Explanation {
        code: "Couldn't find valid bootstrap(s)",
        words: &["valid bootstrap"],
        cause: "The deployment package has no file bootstrap that can be run at its root.",
        remedy: "Build it with sam build or cargo lambda build; both name it so. In the offline cloud: the function was not built.",
        read: "03-iam-role.md#building-and-deploying",
    },
    Explanation {
        code: "contains reserved keys",
        words: &["reserved keys"],
        cause: "A variable of Environment has a name that Lambda sets itself, such as AWS_REGION.",
        remedy: "Leave it out of the template: the function finds it set. The message names the keys.",
        read: "03-iam-role.md#read",
    },
    Explanation {
        code: "exceeded the 4KB limit",
        words: &["exceeded the 4KB limit"],
        cause: "All environment variables of a function together have at most 4 KB.",
        remedy: "Put what is large into a file of the package, an object in S3 or a parameter, and its name into the variable.",
        read: "authors/aws-behaviour.md#lambda",
    },
    Explanation {
        code: "Function not found",
        words: &["Function not found"],
        cause: "No function has this name, version or alias, in this region and account.",
        remedy: "Compare the ARN in the message with the stack's outputs, region included.",
        read: "authors/aws-behaviour.md#lambda",
    },
    Explanation {
        code: "TooManyRequestsException",
        words: &["Rate Exceeded"],
        cause: "All slots for this function are taken: its reserved concurrency, or the account's.",
        remedy: "Wait and try again, as the SDKs do. ReservedConcurrentExecutions: 0 in a template switches a function off.",
        read: "authors/aws-behaviour.md#lambda",
    },
    Explanation {
        code: "Function.ResponseSizeTooLarge",
        words: &["ResponseSizeTooLarge"],
        cause: "The answer has more than 6 MB.",
        remedy: "Answer in pages, or put the result into S3 and answer with its place.",
        read: "authors/aws-behaviour.md#lambda",
    },
    Explanation {
        code: "RequestEntityTooLargeException",
        words: &["RequestEntityTooLarge"],
        cause: "The event is too large: 6 MB for a caller that waits, 1 MB for an event that is queued.",
        remedy: "Put the data into S3 and send its place.",
        read: "authors/aws-behaviour.md#lambda",
    },
    Explanation {
        code: "Could not parse request body into json",
        words: &["Could not parse request body into json"],
        cause: "The event is no JSON. The AWS CLI, version 2, takes a payload for Base64. As the 400 of an API: what its mapping template made is no JSON, though the caller's body may be right.",
        remedy: "aws lambda invoke --payload fileb://event.json …, or --cli-binary-format raw-in-base64-out before a text. Of a template look at what it gives, on the live page or by `cargo checker template`: a text without quotation marks, quotation marks around $input.json, a comma after the last element, an escape that JSON does not know (\\').",
        read: "06-models.md#by-id",
    },
];
