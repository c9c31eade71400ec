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
    for general in ["AccessDenied", "MalformedPolicy", "NoSuchBucket"] {
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
    }

    #[test]
    fn what_s3_has_against_a_policy_comes_before_the_code() {
        let pasted = "An error occurred (MalformedPolicy) when calling the PutBucketPolicy operation: ";
        assert_eq!(codes(&format!("{pasted}Policy has invalid resource")), ["Policy has invalid resource"]);
        assert_eq!(codes(&format!("{pasted}Unknown field effect")), ["MalformedPolicy"]);
        assert_eq!(codes("NoSuchBucketPolicy: The bucket policy does not exist"), ["NoSuchBucketPolicy"]);
    }

    #[test]
    fn an_unknown_text_is_not_guessed_at() {
        assert_eq!(codes("segmentation fault"), [""; 0]);
    }
}
