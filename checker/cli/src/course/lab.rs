//! Which labs there are. A lab is in this table once it can be checked.

use crate::stop::Stop;

/// One lab of the course.
#[derive(Debug, PartialEq, Eq)]
pub struct Lab {
    /// Its number, from 1.
    pub number: u8,
    /// What check ids begin with: `s3-hosting`.
    pub slug: &'static str,
    /// The folder's name below `labs/` and `solutions/`: `01-s3-hosting`.
    pub folder: &'static str,
    /// The title, as the book has it.
    pub title: &'static str,
    /// Its parts, in the order in which a student does them.
    pub parts: &'static [Part],
}

/// One part of a lab: one idea, one section of the chapter, one group of checks.
#[derive(Debug, PartialEq, Eq)]
pub struct Part {
    /// What `--part` takes: `content-type`.
    pub slug: &'static str,
    /// The title, as the chapter has it.
    pub title: &'static str,
    /// The file that the student edits, relative to the lab's folder.
    pub file: &'static str,
}

impl Lab {
    /// The book's page of this lab, with the section of one part.
    #[must_use]
    pub fn chapter(&self, part: &str) -> String {
        format!("{}.html#{part}", self.folder)
    }

    /// The part with this slug.
    #[must_use]
    pub fn part(&self, slug: &str) -> Option<&'static Part> {
        self.parts.iter().find(|part| part.slug == slug)
    }
}

/// Every lab that the checker knows.
pub static LABS: [Lab; 7] = [
    Lab {
        number: 1,
        slug: "s3-hosting",
        folder: "01-s3-hosting",
        title: "A website on S3",
        parts: &[
            Part { slug: "keys", title: "A bucket and its keys", file: "src/keys.rs" },
            Part { slug: "content-type", title: "Content types", file: "src/content_type.rs" },
            Part { slug: "public-objects", title: "Public objects", file: "src/public_objects.rs" },
            Part { slug: "website", title: "The website", file: "src/website.rs" },
        ],
    },
    Lab {
        number: 2,
        slug: "bucket-policy",
        folder: "02-bucket-policy",
        title: "A bucket policy",
        parts: &[
            Part { slug: "statement", title: "A statement", file: "policy.json" },
            Part { slug: "apply", title: "From ACLs to the policy", file: "src/apply.rs" },
            Part { slug: "later-file", title: "A file uploaded later", file: "src/upload.rs" },
            Part { slug: "refusals", title: "What stays refused", file: "predictions.toml" },
        ],
    },
    Lab {
        number: 3,
        slug: "iam-role",
        folder: "03-iam-role",
        title: "A role for a function",
        parts: &[
            Part { slug: "assume", title: "A role that Lambda may assume", file: "template.yaml" },
            Part { slug: "read", title: "A function that reads", file: "src/data.rs" },
            Part { slug: "least-privilege", title: "Just the right permissions", file: "template.yaml" },
            Part { slug: "events", title: "Other events, and what is missing", file: "src/event.rs" },
        ],
    },
    Lab {
        number: 4,
        slug: "proxy-lambda",
        folder: "04-proxy-lambda",
        title: "An API in front of the function",
        parts: &[
            Part { slug: "function", title: "A function that answers HTTP", file: "src/handler.rs" },
            Part { slug: "proxy", title: "Every path to the function", file: "api.yaml" },
            Part { slug: "cors", title: "What a browser wants to see", file: "api.yaml" },
            Part { slug: "site", title: "The site on the API", file: "template.yaml" },
        ],
    },
    Lab {
        number: 5,
        slug: "dynamodb",
        folder: "05-dynamodb",
        title: "The data in DynamoDB",
        parts: &[
            Part { slug: "tables", title: "Tables, keys and an index", file: "template.yaml" },
            Part { slug: "load", title: "Loading the data", file: "src/load.rs" },
            Part { slug: "conversation", title: "One conversation", file: "src/conversation.rs" },
            Part { slug: "list", title: "The list by the index", file: "src/list.rs" },
            Part { slug: "post", title: "A new message", file: "src/post.rs" },
            Part { slug: "capacity", title: "Capacity and cost", file: "capacity.toml" },
        ],
    },
    Lab {
        number: 6,
        slug: "models",
        folder: "06-models",
        title: "Out of proxy mode",
        parts: &[
            Part { slug: "first-method", title: "One method leaves the proxy", file: "api.yaml" },
            Part { slug: "by-id", title: "A second method, by analogy", file: "api.yaml" },
            Part { slug: "response-models", title: "Models of the answers", file: "api.yaml" },
            Part { slug: "post", title: "A validated message", file: "api.yaml" },
            Part { slug: "errors", title: "Errors become statuses", file: "api.yaml" },
            Part { slug: "independent", title: "On your own", file: "src/create_conversation.rs" },
        ],
    },
    Lab {
        number: 7,
        slug: "cognito",
        folder: "07-cognito",
        title: "Users and who they are",
        parts: &[
            Part { slug: "pool", title: "A user pool", file: "template.yaml" },
            Part { slug: "authorizer", title: "Only who is signed in", file: "api.yaml" },
            Part { slug: "claims", title: "Who asks", file: "api.yaml" },
            Part { slug: "membership", title: "Who takes part", file: "src/get_conversation.rs" },
            Part { slug: "users", title: "Who else is there", file: "src/list_users.rs" },
            Part { slug: "together", title: "The whole app", file: "template.yaml" },
        ],
    },
];

/// Finds a lab by number (`1`, `01`), slug (`s3-hosting`) or folder name (`01-s3-hosting`, also `labs/01-s3-hosting/`).
///
/// # Errors
/// A usage error that names the labs there are.
pub fn find(name: &str) -> Result<&'static Lab, Stop> {
    let last = name.trim_end_matches(['/', '\\']).rsplit(['/', '\\']).next().unwrap_or(name);
    LABS.iter().find(|lab| last == lab.slug || last == lab.folder || last.parse() == Ok(lab.number)).ok_or_else(|| {
        let known: Vec<_> = LABS.iter().map(|lab| format!("{} ({})", lab.number, lab.slug)).collect();
        Stop::usage(format!("there is no lab `{name}`; the labs are: {}", known.join(", ")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lab_is_found_by_number_slug_and_folder() {
        for name in ["1", "01", "s3-hosting", "01-s3-hosting", "labs/01-s3-hosting/"] {
            assert_eq!(find(name).expect(name).number, 1, "{name}");
        }
    }

    #[test]
    fn an_unknown_lab_names_the_known_ones() {
        let stop = find("hosting").expect_err("no such lab");
        assert_eq!(
            stop.to_string(),
            "there is no lab `hosting`; the labs are: 1 (s3-hosting), 2 (bucket-policy), 3 (iam-role), 4 (proxy-lambda), 5 (dynamodb), 6 (models), 7 (cognito)"
        );
    }
}
