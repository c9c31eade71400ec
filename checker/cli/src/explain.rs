//! Errors of AWS that students meet in the labs, and what is behind them.

/// An error, its cause, and the way out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Explanation {
    /// AWS's error code, or the words by which people know it.
    pub code: &'static str,
    /// Words that must all stand in a text for this explanation to fit; upper and lower case are the same.
    words: &'static [&'static str],
    /// Why AWS answers so.
    pub cause: &'static str,
    /// What to do.
    pub remedy: &'static str,
    /// Page and section below `book/src/`.
    pub read: &'static str,
}

/// All that the course explains. Of several that fit, those with more words come first, and hide the ones they refine.
pub const ALL: &[Explanation] = &[
    Explanation {
        code: "IllegalLocationConstraintException",
        words: &["IllegalLocationConstraint"],
        cause: "The request to make a bucket names no region, or another one than the region it was sent to.",
        remedy: "Outside us-east-1, send a CreateBucketConfiguration whose location constraint is the client's region.",
        read: "01-s3-hosting.md#keys",
    },
    Explanation {
        code: "InvalidLocationConstraint",
        words: &["InvalidLocationConstraint"],
        cause: "us-east-1 was named as location constraint, or a region that does not exist.",
        remedy: "In us-east-1 leave the CreateBucketConfiguration out.",
        read: "01-s3-hosting.md#keys",
    },
    Explanation {
        code: "BucketAlreadyOwnedByYou",
        words: &["BucketAlreadyOwnedByYou"],
        cause: "The bucket is yours already. Outside us-east-1 S3 says so with 409.",
        remedy: "Take this one code as success, and no other 409.",
        read: "01-s3-hosting.md#keys",
    },
    Explanation {
        code: "BucketAlreadyExists",
        words: &["BucketAlreadyExists"],
        cause: "Another account has a bucket of this name; names are shared by all of AWS.",
        remedy: "Stop, and choose another name.",
        read: "01-s3-hosting.md#keys",
    },
    Explanation {
        code: "AccessControlListNotSupported",
        words: &["AccessControlListNotSupported"],
        cause: "ACLs are off in the bucket: its object ownership is BucketOwnerEnforced, as in every new bucket.",
        remedy: "Lab 1: put the ownership controls before the first ACL. From lab 2 on: use no ACL.",
        read: "01-s3-hosting.md#public-objects",
    },
    Explanation {
        code: "public ACLs are prevented by BlockPublicAcls",
        words: &["BlockPublicAcls"],
        cause: "The public access block refuses requests that set a public ACL.",
        remedy: "Switch BlockPublicAcls off before the first ACL. If the bucket's flag is off, look at the account's.",
        read: "01-s3-hosting.md#public-objects",
    },
    Explanation {
        code: "public policies are prevented by BlockPublicPolicy",
        words: &["BlockPublicPolicy"],
        cause: "The public access block refuses a bucket policy that lets everyone in.",
        remedy: "Switch BlockPublicPolicy and RestrictPublicBuckets off before the policy is put.",
        read: "02-bucket-policy.md#apply",
    },
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
        cause: "The event is no JSON. The AWS CLI, version 2, takes a payload for Base64.",
        remedy: "aws lambda invoke --payload fileb://event.json …, or --cli-binary-format raw-in-base64-out before a text.",
        read: "03-iam-role.md#read",
    },
    Explanation {
        code: "The role defined for the function cannot be assumed by Lambda",
        words: &["cannot be assumed by Lambda"],
        cause: "The role's trust policy does not let Lambda in: it names another service, an account or a user, or there is no such role.",
        remedy: "Trust policy: Principal {\"Service\": \"lambda.amazonaws.com\"}, Action sts:AssumeRole. On AWS a role that was made a few seconds ago is not ready: try again.",
        read: "03-iam-role.md#assume",
    },
    Explanation {
        code: "Has prohibited field Resource",
        words: &["prohibited field Resource"],
        cause: "The trust policy has a Resource. It is about the role that it stands in, so it needs none.",
        remedy: "Take the Resource out. What the role may do belongs into a policy of its own.",
        read: "03-iam-role.md#assume",
    },
    Explanation {
        code: "Policy document should not specify a principal",
        words: &["should not specify a principal"],
        cause: "A policy that is attached to a role or user has a Principal. It is about whom it is attached to, so it needs none.",
        remedy: "Take the Principal out. Who may assume the role is said in its trust policy, who may read a bucket in the bucket's.",
        read: "03-iam-role.md#least-privilege",
    },
    Explanation {
        code: "Has prohibited field Principal",
        words: &["prohibited field Principal"],
        cause: "A policy that is attached to a role or user has a Principal. It is about whom it is attached to, so it needs none.",
        remedy: "Take the Principal out. Who may assume the role is said in its trust policy, who may read a bucket in the bucket's.",
        read: "03-iam-role.md#least-privilege",
    },
    Explanation {
        code: "AssumeRole policy may only specify STS AssumeRole actions",
        words: &["only specify STS AssumeRole"],
        cause: "The trust policy names another action. It says who may take the role on, and nothing else.",
        remedy: "Write sts:AssumeRole. Who may call a function is told by the function's own policy.",
        read: "03-iam-role.md#assume",
    },
    Explanation {
        code: "Invalid principal in a trust policy: SERVICE",
        words: &["Invalid principal", "\"SERVICE\""],
        cause: "AWS has no service of this name.",
        remedy: "Write its full name, such as lambda.amazonaws.com.",
        read: "03-iam-role.md#assume",
    },
    Explanation {
        code: "Invalid principal: STAR",
        words: &["invalid principal", "\"STAR\""],
        cause: "The trust policy has \"Principal\": \"*\", which IAM does not take for a role.",
        remedy: "Name who may assume the role: {\"Service\": \"lambda.amazonaws.com\"}.",
        read: "03-iam-role.md#assume",
    },
    Explanation {
        code: "Policy document must be version 2012-10-17 or greater",
        words: &["must be version 2012-10-17"],
        cause: "The policy has no Version, or the old one. Without it the language of 2008 would hold.",
        remedy: "Start the policy with \"Version\": \"2012-10-17\". It names the language: do not put today's date there.",
        read: "how-a-request-is-judged.md#counts",
    },
    Explanation {
        code: "The policy failed legacy parsing",
        words: &["failed legacy parsing"],
        cause: "An ARN has too few colons, the Effect is in wrong letters, or a date in a condition is none.",
        remedy: "An ARN has five colons before the resource's name: arn:aws:s3:::BUCKET/KEY. Effect is Allow or Deny.",
        read: "who-is-who-in-iam.md#names",
    },
    Explanation {
        code: "Syntax errors in policy",
        words: &["Syntax errors in policy"],
        cause: "It is no JSON, or an element is missing, misspelt or of the wrong type. Names are case-sensitive.",
        remedy: "Version and Statement; in each statement Effect, Action and Resource.",
        read: "how-a-request-is-judged.md#counts",
    },
    Explanation {
        code: "must be in ARN format or \"*\"",
        words: &["must be in ARN format"],
        cause: "The Resource is a plain name. From a template this comes of !Ref where the ARN is wanted, or of ${…} without !Sub.",
        remedy: "Write the ARN: arn:aws:s3:::BUCKET/data/*. In a template: !Sub \"${ChatDataBucket.Arn}/data/*\".",
        read: "03-iam-role.md#least-privilege",
    },
    Explanation {
        code: "must be prefaced by a vendor",
        words: &["prefaced by a vendor"],
        cause: "An action has no service in front.",
        remedy: "Write the service, one colon, the action: s3:GetObject.",
        read: "how-a-request-is-judged.md#counts",
    },
    Explanation {
        code: "Policy statement must contain resources",
        words: &["must contain resources"],
        cause: "A statement has no Resource, or an empty one.",
        remedy: "Name the ARNs that the actions act on.",
        read: "how-a-request-is-judged.md#counts",
    },
    Explanation {
        code: "Policy statement must contain actions",
        words: &["must contain actions"],
        cause: "A statement has no Action, or an empty one.",
        remedy: "Name the actions: s3:GetObject.",
        read: "how-a-request-is-judged.md#counts",
    },
    Explanation {
        code: "does not exist or is not attachable",
        words: &["is not attachable"],
        cause: "There is no managed policy with this ARN. Some of AWS's own have a path: service-role/AWSLambdaBasicExecutionRole.",
        remedy: "Copy the ARN from the AWS managed policy reference; one of your own is arn:aws:iam::ACCOUNT:policy/NAME.",
        read: "03-iam-role.md#assume",
    },
    Explanation {
        code: "ARN is not valid",
        words: &["ValidationError", "ARN ", "is not valid"],
        cause: "A policy's name stands where its ARN belongs.",
        remedy: "Write arn:aws:iam::aws:policy/… for AWS's own policies; in a template, !Ref of an AWS::IAM::ManagedPolicy is its ARN.",
        read: "03-iam-role.md#least-privilege",
    },
    Explanation {
        code: "LimitExceeded: a quota of IAM",
        words: &["Cannot exceed quota"],
        cause: "A trust policy may have 2,048 characters, a managed policy 6,144, a role 10 managed policies. White space is not counted.",
        remedy: "Name prefixes with * instead of every resource, or split the policy.",
        read: "how-a-request-is-judged.md#counts",
    },
    Explanation {
        code: "s3:ListBucket denied while reading an object",
        words: &["s3:ListBucket", "no identity-based policy allows"],
        cause: "The key does not exist, and who may not list the bucket may not know that either: 403 in place of 404.",
        remedy: "Look at the key first. To get 404, allow s3:ListBucket on the bucket's own ARN, arn:aws:s3:::BUCKET without /*.",
        read: "03-iam-role.md#least-privilege",
    },
    Explanation {
        code: "because no identity-based policy allows",
        words: &["no identity-based policy allows"],
        cause: "No policy of the caller allows the action on the resource. Of a function these are the policies of its role.",
        remedy: "Compare action and resource in the message with the role's statements, letter by letter. A policy that is defined and not attached counts for nothing.",
        read: "03-iam-role.md#least-privilege",
    },
    Explanation {
        code: "with an explicit deny in an identity-based policy",
        words: &["explicit deny", "identity-based"],
        cause: "A Deny statement of the caller fits. No Allow helps against it.",
        remedy: "Find the Deny in the policies of the user or role; `cargo checker cloud` names it in its log.",
        read: "how-a-request-is-judged.md#deny",
    },
    Explanation {
        code: "with an explicit deny in a resource-based policy",
        words: &["explicit deny", "resource-based"],
        cause: "A Deny statement of the bucket's policy fits. No Allow helps against it.",
        remedy: "Read the bucket's policy: aws s3api get-bucket-policy --bucket BUCKET.",
        read: "how-a-request-is-judged.md#deny",
    },
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
        words: &["Missing", "Authentication", "Token"],
        cause: "The request is not signed. API Gateway says the same where no route fits.",
        remedy: "Sign it with credentials; from API Gateway: compare stage, path and method.",
        read: "how-a-request-is-judged.md#who",
    },
    Explanation {
        code: "NoSuchEntity",
        words: &["NoSuchEntity"],
        cause: "IAM has no role, user or policy of this name.",
        remedy: "Names are case-sensitive. Does the command go where the role was made: AWS_ENDPOINT_URL set or not?",
        read: "who-is-who-in-iam.md#names",
    },
    Explanation {
        code: "MalformedPolicyDocument",
        words: &["MalformedPolicyDocument"],
        cause: "IAM does not take the policy.",
        remedy: "The message says what is wrong; the check that reads the policy names line, column and the fix.",
        read: "how-a-request-is-judged.md#counts",
    },
    Explanation {
        code: "first byte must be '{'",
        words: &["first byte must be"],
        cause: "Something stands before the policy's first brace: a byte order mark, a blank, a comment; or it is no JSON.",
        remedy: "Save the file as UTF-8 without byte order mark. `cargo checker check 2 --part statement` names the place.",
        read: "02-bucket-policy.md#statement",
    },
    Explanation {
        code: "This policy contains invalid Json",
        words: &["invalid Json"],
        cause: "A comma too many or too few, or quotation marks that are not the straight double ones.",
        remedy: "`cargo checker check 2 --part statement` names line and column.",
        read: "02-bucket-policy.md#statement",
    },
    Explanation {
        code: "Policy has invalid resource",
        words: &["Policy has invalid resource"],
        cause: "The Resource names another bucket, has a region or an account in it, or is no ARN.",
        remedy: "Write arn:aws:s3:::BUCKET/*, with this bucket's name.",
        read: "02-bucket-policy.md#statement",
    },
    Explanation {
        code: "Action does not apply to any resource(s)",
        words: &["Action does not apply"],
        cause: "An action on objects stands beside the bucket's own ARN, or the other way round.",
        remedy: "Objects are arn:aws:s3:::BUCKET/*, the bucket is arn:aws:s3:::BUCKET.",
        read: "02-bucket-policy.md#statement",
    },
    Explanation {
        code: "Policy has invalid action",
        words: &["Policy has invalid action"],
        cause: "S3 has no action of this name, or the prefix s3: is missing.",
        remedy: "Reading an object is s3:GetObject.",
        read: "02-bucket-policy.md#statement",
    },
    Explanation {
        code: "Invalid principal in policy",
        words: &["Invalid principal"],
        cause: "The user, role or account does not exist, or its ARN is misspelt. A group can be no principal.",
        remedy: "For everyone, signed in or not, write \"*\".",
        read: "02-bucket-policy.md#statement",
    },
    Explanation {
        code: "MalformedPolicy",
        words: &["MalformedPolicy"],
        cause: "S3 does not take the policy: an element is missing, misspelt, or has a value that does not exist.",
        remedy: "`cargo checker check 2 --part statement` names line, column and the fix.",
        read: "02-bucket-policy.md#statement",
    },
    Explanation {
        code: "NoSuchBucketPolicy",
        words: &["NoSuchBucketPolicy"],
        cause: "The bucket has no policy: none was put, or the put was refused.",
        remedy: "Put it, and read what S3 answers: aws s3api put-bucket-policy --bucket BUCKET --policy file://policy.json.",
        read: "02-bucket-policy.md#apply",
    },
    Explanation {
        code: "The IndexDocument Suffix is not well formed",
        words: &["IndexDocument", "suffix"],
        cause: "The index document's suffix is empty or has a slash in it.",
        remedy: "It is a file name: index.html.",
        read: "01-s3-hosting.md#website",
    },
    Explanation {
        code: "NoSuchWebsiteConfiguration",
        words: &["NoSuchWebsiteConfiguration"],
        cause: "The bucket has no website configuration.",
        remedy: "Put one: index document and error document.",
        read: "01-s3-hosting.md#website",
    },
    Explanation {
        code: "NoSuchBucket",
        words: &["NoSuchBucket"],
        cause: "No bucket has this name, at this endpoint.",
        remedy: "Compare the name, and look where the request went: AWS_ENDPOINT_URL set or not.",
        read: "01-s3-hosting.md#keys",
    },
    Explanation {
        code: "NoSuchKey",
        words: &["NoSuchKey"],
        cause: "The bucket has no object with this key. Upper and lower case count, and so does a slash in front.",
        remedy: "List the keys: aws s3 ls s3://BUCKET --recursive.",
        read: "01-s3-hosting.md#keys",
    },
    Explanation {
        code: "PermanentRedirect",
        words: &["PermanentRedirect"],
        cause: "The bucket is in another region than the request was sent to.",
        remedy: "Use the bucket's region: aws s3api get-bucket-location --bucket BUCKET.",
        read: "01-s3-hosting.md#keys",
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
    Explanation {
        code: "InvalidBucketName",
        words: &["InvalidBucketName"],
        cause: "The name has an upper-case letter or an underscore, or is shorter than 3 or longer than 63 characters.",
        remedy: "Lower-case letters, digits, hyphens and periods; a letter or digit at both ends.",
        read: "01-s3-hosting.md#keys",
    },
    Explanation {
        code: "IncorrectEndpoint",
        words: &["IncorrectEndpoint"],
        cause: "The bucket is in another region than the website's address says.",
        remedy: "S3's answer names the right endpoint.",
        read: "01-s3-hosting.md#website",
    },
    Explanation {
        code: "InvalidBucketAclWithObjectOwnership",
        words: &["InvalidBucketAclWithObjectOwnership"],
        cause: "ACLs cannot be switched off while the bucket's own ACL grants something to others.",
        remedy: "Set the bucket's ACL to private, then switch ACLs off.",
        read: "02-bucket-policy.md#apply",
    },
    Explanation {
        code: "AccessDenied",
        words: &["AccessDenied"],
        cause: "No policy and no ACL allows the request, or something denies it. The message names the action and the resource.",
        remedy: "Without credentials: is the object public? With credentials: is the bucket yours?",
        read: "01-s3-hosting.md#public-objects",
    },
];

/// What is behind a text, the most exact explanation first.
#[must_use]
pub fn explain(text: &str) -> Vec<Explanation> {
    let text = text.to_lowercase();
    let fits = |explanation: &&Explanation| explanation.words.iter().all(|word| text.contains(&word.to_lowercase()));
    let mut found: Vec<Explanation> = ALL.iter().filter(fits).copied().collect();
    // These say nothing where the text itself names the reason, or a code that begins like them.
    let generals = [
        "AccessDenied",
        "MalformedPolicy",
        "MalformedPolicyDocument",
        "NoSuchBucket",
        "NoSuchEntity",
        "SignatureDoesNotMatch",
        "Invalid principal in policy",
        "because no identity-based policy allows",
        "Runtime exited with error: signal: killed",
    ];
    for general in generals {
        if found.len() > 1 {
            found.retain(|explanation| explanation.code != general);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(text: &str) -> Vec<&'static str> {
        explain(text).into_iter().map(|explanation| explanation.code).collect()
    }

    #[test]
    fn an_error_is_found_in_what_a_tool_prints_around_it() {
        let pasted = "An error occurred (AccessControlListNotSupported) when calling the PutObjectAcl operation: The bucket does not allow ACLs";
        assert_eq!(codes(pasted), ["AccessControlListNotSupported"]);
    }

    #[test]
    fn the_reason_that_a_refusal_names_comes_before_the_code() {
        let pasted = "AccessDenied: User: arn:aws:iam::111122223333:user/student is not authorized to perform: s3:PutObjectAcl on resource: \"arn:aws:s3:::b/k\" because public ACLs are prevented by the BlockPublicAcls setting in S3 Block Public Access.";
        assert_eq!(codes(pasted), ["public ACLs are prevented by BlockPublicAcls"]);
        assert_eq!(codes("403 AccessDenied: Access Denied"), ["AccessDenied"]);
        let pasted = "(AccessDenied) when calling the GetObject operation: User: arn:aws:iam::111122223333:user/intern is not authorized to perform: s3:GetObject on resource: \"arn:aws:s3:::b/k\" because no identity-based policy allows the s3:GetObject action";
        assert_eq!(codes(pasted), ["because no identity-based policy allows"]);
        let pasted = "AccessDenied … with an explicit deny in a resource-based policy";
        assert_eq!(codes(pasted), ["with an explicit deny in a resource-based policy"]);
    }

    #[test]
    fn what_s3_has_against_a_policy_comes_before_the_code() {
        let pasted = "An error occurred (MalformedPolicy) when calling the PutBucketPolicy operation: ";
        assert_eq!(codes(&format!("{pasted}Policy has invalid resource")), ["Policy has invalid resource"]);
        assert_eq!(codes(&format!("{pasted}Unknown field effect")), ["MalformedPolicy"]);
        assert_eq!(codes("NoSuchBucketPolicy: The bucket policy does not exist"), ["NoSuchBucketPolicy"]);
    }

    #[test]
    fn what_lambda_says_of_a_function_is_told_by_its_words() {
        let failed = |kind: &str, message: &str| {
            codes(&format!("{{\"errorType\":\"{kind}\",\"errorMessage\":\"RequestId: 8f5 Error: {message}\"}}"))
        };
        assert_eq!(failed("Sandbox.Timedout", "Task timed out after 3.00 seconds"), ["Sandbox.Timedout"]);
        let killed = "Runtime exited with error: signal: killed";
        assert_eq!(failed("Runtime.OutOfMemory", killed), ["Runtime.OutOfMemory"]);
        assert_eq!(codes(&format!("RequestId: 8f5 Error: {killed}")), [killed]);
        assert_eq!(failed("Runtime.ExitError", "Runtime exited with error: exit status 101"), ["Runtime.ExitError"]);
        assert_eq!(
            codes("(TooManyRequestsException) when calling Invoke: Rate Exceeded."),
            ["TooManyRequestsException"]
        );
    }

    #[test]
    fn what_iam_says_is_told_by_its_words() {
        let created = "An error occurred (MalformedPolicyDocument) when calling the CreateRole operation: ";
        let trust = format!("{created}Invalid principal in policy: \"SERVICE\":\"lamda.amazonaws.com\"");
        assert_eq!(codes(&trust), ["Invalid principal in a trust policy: SERVICE"]);
        assert_eq!(codes(&format!("{created}Has prohibited field Resource")), ["Has prohibited field Resource"]);
        assert_eq!(codes(&format!("{created}Something new")), ["MalformedPolicyDocument"]);
        let wrong = "NoSuchEntity: Policy arn:aws:iam::aws:policy/AWSLambdaBasicExecutionRole does not exist or is not attachable.";
        assert_eq!(codes(wrong), ["does not exist or is not attachable"]);
        assert_eq!(
            codes("InvalidParameterValueException: The role defined for the function cannot be assumed by Lambda."),
            ["The role defined for the function cannot be assumed by Lambda"]
        );
        let token = "InvalidClientTokenId: The security token included in the request is invalid.";
        assert_eq!(codes(token), ["The security token included in the request is invalid"]);
    }

    #[test]
    fn a_denied_function_reads_what_its_role_lacks() {
        let denied = |action: &str, reason: &str| {
            format!(
                "AccessDenied: User: arn:aws:sts::111122223333:assumed-role/r/f is not authorized to perform: {action} on \
                 resource: \"arn:aws:s3:::b\" {reason}"
            )
        };
        let none =
            |action: &str| denied(action, &format!("because no identity-based policy allows the {action} action"));
        assert_eq!(codes(&none("s3:GetObject")), ["because no identity-based policy allows"]);
        assert_eq!(codes(&none("s3:ListBucket")), ["s3:ListBucket denied while reading an object"]);
        assert_eq!(
            codes(&denied("s3:GetObject", "with an explicit deny in an identity-based policy")),
            ["with an explicit deny in an identity-based policy"]
        );
    }

    #[test]
    fn an_unknown_text_is_not_guessed_at() {
        assert_eq!(codes("segmentation fault"), [""; 0]);
    }
}
