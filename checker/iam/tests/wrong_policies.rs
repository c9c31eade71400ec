//! What a student reads who gets a bucket policy wrong: the message of `PutBucketPolicy`, what it leaves out, the place;
//! and, if S3 takes the policy all the same, who may do what by which statement.

use iam::{NamedPolicy, Principal, Request, evaluate, is_public, s3};

const ACCOUNT: &str = "111122223333";

/// The policy that makes a site public, as the lab has it; each case spoils one place of it.
const SOUND: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "PublicRead",
      "Effect": "Allow",
      "Principal": "*",
      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::ada-site/*"
    }
  ]
}
"#;

fn spoilt(from: &str, to: &str) -> String {
    let text = SOUND.replacen(from, to, 1);
    assert_ne!(text, SOUND, "{from} is not in the policy");
    text
}

fn refusals(cases: &[(&str, &str, &str)]) -> String {
    let refusal = |(name, from, to): &(&str, &str, &str)| {
        let error = s3::validate(&spoilt(from, to), "ada-site").expect_err(name);
        format!("{name}\n  {}: {}\n  {}", error.position, error.message, error.detail)
    };
    cases.iter().map(refusal).collect::<Vec<_>>().join("\n")
}

/// What becomes of a visitor's and a student's requests over HTTP under a policy that S3 takes.
fn decisions(text: &str) -> String {
    let policy = s3::validate(text, "ada-site").expect("S3 takes it");
    let public = if is_public(&policy) { "public" } else { "not public" };
    let policy = NamedPolicy::new("the bucket policy", policy);
    let page = "arn:aws:s3:::ada-site/index.html";
    let asked = [
        ("visitor reads", Principal::Anonymous, "s3:GetObject", page),
        ("visitor writes", Principal::Anonymous, "s3:PutObject", page),
        ("student reads", Principal::user(ACCOUNT, "student"), "s3:GetObject", page),
    ];
    let answers = asked.map(|(name, principal, action, resource)| {
        let request = Request::new(principal, action, resource, ACCOUNT).with("aws:SecureTransport", "false");
        format!("  {name}: {}", evaluate(&request, &[], Some(&policy)).explain())
    });
    format!("{public}\n{}", answers.join("\n"))
}

#[test]
fn texts_that_are_no_policy() {
    insta::assert_snapshot!(refusals(&[
        ("lower-case name", r#""Effect""#, r#""effect""#),
        ("lower-case value", r#""Allow""#, r#""allow""#),
        ("a word of one's own", r#""Effect""#, r#""Effects""#),
        ("typographic quotation marks", r#""Allow""#, "\u{201c}Allow\u{201d}"),
        ("typographic quotation marks round a name", r#""Effect""#, "\u{201c}Effect\u{201d}"),
        ("byte order mark", "{\n  \"Version", "\u{feff}{\n  \"Version"),
        ("line before the brace", "{\n  \"Version", "\n{\n  \"Version"),
        ("comma too many", r#"site/*""#, r#"site/*","#),
        ("comma too few", r#""Allow","#, r#""Allow""#),
        ("comment", r#""Principal""#, r#"// everyone
      "Principal""#),
        ("date of one's own", "2012-10-17", "2026-11-22"),
        ("principal as a bare text", r#""Principal": "*""#, r#""Principal": "arn:aws:iam::111122223333:root""#),
        ("account as a number", r#""Principal": "*""#, r#""Principal": {"AWS": 111122223333}"#),
        ("statement missing", r#""Statement""#, r#""Statements""#),
    ]), @r#"
    lower-case name
      line 6, column 7: Unknown field effect
      a statement has no element `effect`: names are case-sensitive, write `Effect`
    lower-case value
      line 6, column 17: Invalid effect: allow
      `Effect` is "Allow" or "Deny", letter by letter, not "allow"; did you mean "Allow"?
    a word of one's own
      line 6, column 7: Unknown field Effects
      a statement has no element `Effects`: did you mean `Effect`?
    typographic quotation marks
      line 6, column 17: This policy contains invalid Json
      expected a value, but there is the typographic quotation mark “; JSON takes only the straight "
    typographic quotation marks round a name
      line 6, column 7: This policy contains invalid Json
      expected a name in double quotes, but there is the typographic quotation mark “; JSON takes only the straight "
    byte order mark
      line 1, column 1: Policies must be valid JSON and the first byte must be '{'
      the file starts with a byte order mark; save it as UTF-8 without one
    line before the brace
      line 1, column 1: Policies must be valid JSON and the first byte must be '{'
      white space stands before the {
    comma too many
      line 10, column 5: This policy contains invalid Json
      the comma before this `}` is one too many
    comma too few
      line 7, column 7: This policy contains invalid Json
      expected a comma or }, but there is `"`
    comment
      line 7, column 7: This policy contains invalid Json
      expected a name in double quotes, but there is a comment, which JSON does not have
    date of one's own
      line 2, column 14: The policy must contain a valid version string
      `2026-11-22` is no version of the policy language: it is not a date of yours, write "2012-10-17"
    principal as a bare text
      line 7, column 20: Invalid policy syntax.
      as a bare text `Principal` can only be "*"; write {"AWS": "arn:aws:iam::111122223333:root"}
    account as a number
      line 7, column 28: Invalid policy syntax.
      a principal must be a string or a list of strings, not a number
    statement missing
      line 3, column 3: Unknown field Statements
      a policy has no element `Statements`: did you mean `Statement`?
    "#);
}

#[test]
fn policies_that_s3_refuses() {
    insta::assert_snapshot!(refusals(&[
        ("region in the ARN", "s3:::ada", "s3:eu-central-1::ada"),
        ("account in the ARN", "s3:::ada", "s3::111122223333:ada"),
        ("region and account in the ARN", "s3:::ada", "s3:eu-central-1:111122223333:ada"),
        ("colon missing", "s3:::ada", "s3::ada"),
        ("bucket without /*", "ada-site/*", "ada-site"),
        ("another bucket", "ada-site/*", "bob-site/*"),
        ("placeholder", "ada-site/*", "YOUR-BUCKET/*"),
        ("placeholder of a template", "ada-site/*", "${BUCKET}/*"),
        ("name instead of an ARN", "arn:aws:s3:::ada-site/*", "ada-site/*"),
        ("URI instead of an ARN", "arn:aws:s3:::ada-site/*", "s3://ada-site/*"),
        ("every bucket", "arn:aws:s3:::ada-site/*", "*"),
        ("action without its service", "s3:GetObject", "GetObject"),
        ("action with a full stop", "s3:GetObject", "s3.GetObject"),
        ("action that S3 does not have", "s3:GetObject", "s3:ReadObject"),
        ("list of the bucket's objects", "s3:GetObject", "s3:ListBucket"),
        ("service as an AWS principal", r#""*""#, r#"{"AWS": "s3.amazonaws.com"}"#),
        ("user with a wildcard", r#""*""#, r#"{"AWS": "arn:aws:iam::111122223333:user/*"}"#),
        ("placeholder in a principal", r#""*""#, r#"{"AWS": "arn:aws:iam::YOUR-ACCOUNT:root"}"#),
        ("group as a principal", r#""*""#, r#"{"AWS": "arn:aws:iam::111122223333:group/developers"}"#),
        ("condition of another action", r#"site/*""#, r#"site/*",
      "Condition": {"StringEquals": {"s3:prefix": "a"}}"#),
    ]), @r#"
    region in the ARN
      line 9, column 19: Policy has invalid resource
      "arn:aws:s3:eu-central-1::ada-site/*" names a region; an ARN of S3 has no region and no account, write "arn:aws:s3:::ada-site/*"
    account in the ARN
      line 9, column 19: Policy has invalid resource
      "arn:aws:s3::111122223333:ada-site/*" names an account; an ARN of S3 has no region and no account, write "arn:aws:s3:::ada-site/*"
    region and account in the ARN
      line 9, column 19: Policy has invalid resource
      "arn:aws:s3:eu-central-1:111122223333:ada-site/*" names a region and an account; an ARN of S3 has no region and no account, write "arn:aws:s3:::ada-site/*"
    colon missing
      line 9, column 19: Policy has invalid resource
      "arn:aws:s3::ada-site/*" has too few colons, three stand before the bucket's name; write "arn:aws:s3:::ada-site/*"
    bucket without /*
      line 8, column 17: Action does not apply to any resource(s) in statement
      "s3:GetObject" acts on objects, but Resource (line 9) names only the bucket; it needs "arn:aws:s3:::ada-site/*"
    another bucket
      line 9, column 19: Policy has invalid resource
      "bob-site" is another bucket; this one is "arn:aws:s3:::ada-site/*"
    placeholder
      line 9, column 19: Policy has invalid resource
      "YOUR-BUCKET" can be no bucket's name, which has small letters, digits, dots and hyphens; if it is a placeholder, put in this bucket: "arn:aws:s3:::ada-site/*"
    placeholder of a template
      line 9, column 19: Policy has invalid resource
      "${BUCKET}" can be no bucket's name, which has small letters, digits, dots and hyphens; if it is a placeholder, put in this bucket: "arn:aws:s3:::ada-site/*"
    name instead of an ARN
      line 9, column 19: Policy has invalid resource
      "ada-site/*" is no ARN; write "arn:aws:s3:::ada-site/*"
    URI instead of an ARN
      line 9, column 19: Policy has invalid resource
      "s3://ada-site/*" is no ARN; write "arn:aws:s3:::ada-site/*"
    every bucket
      line 9, column 19: Policy has invalid resource
      "*" is no ARN of this bucket; its own is "arn:aws:s3:::ada-site", that of its objects "arn:aws:s3:::ada-site/*"
    action without its service
      line 8, column 17: Policy has invalid action
      "GetObject" is no action of S3 that a bucket policy can name; did you mean "s3:GetObject"?
    action with a full stop
      line 8, column 17: Policy has invalid action
      "s3.GetObject" is no action of S3 that a bucket policy can name; did you mean "s3:GetObject"?
    action that S3 does not have
      line 8, column 17: Policy has invalid action
      "s3:ReadObject" is no action of S3 that a bucket policy can name; did you mean "s3:GetObject"?
    list of the bucket's objects
      line 8, column 17: Action does not apply to any resource(s) in statement
      "s3:ListBucket" acts on the bucket, but Resource (line 9) names only objects; it needs "arn:aws:s3:::ada-site"
    service as an AWS principal
      line 7, column 28: Invalid principal in policy
      "s3.amazonaws.com" is a service, which stands under `Service` and not under `AWS`
    user with a wildcard
      line 7, column 28: Invalid principal in policy
      "arn:aws:iam::111122223333:user/*" has a wildcard; only "*" alone can stand for many, a user, role or session is named in full
    placeholder in a principal
      line 7, column 28: Invalid principal in policy
      "arn:aws:iam::YOUR-ACCOUNT:root" is no principal: write an account id, or the ARN of an account's root, a user, a role or a session
    group as a principal
      line 7, column 28: Invalid principal in policy
      "arn:aws:iam::111122223333:group/developers" is a group, which cannot sign a request; name its users
    condition of another action
      line 10, column 38: Conditions do not apply to combination of actions and resources in statement
      s3:GetObject does not carry the key s3:prefix
    "#);
}

#[test]
fn every_action_is_too_many() {
    insta::assert_snapshot!(decisions(&spoilt("s3:GetObject", "s3:*")), @r#"
    public
      visitor reads: allowed by statement "PublicRead" (line 4) of the bucket policy
      visitor writes: allowed by statement "PublicRead" (line 4) of the bucket policy
      student reads: allowed by statement "PublicRead" (line 4) of the bucket policy
    "#);
}

#[test]
fn the_accounts_root_is_not_everyone() {
    let root = spoilt(r#""*""#, r#"{"AWS": "arn:aws:iam::111122223333:root"}"#);
    insta::assert_snapshot!(decisions(&root), @r#"
    not public
      visitor reads: denied: no resource-based policy allows it; nearest is statement "PublicRead" (line 4) of the bucket policy, but its Principal does not cover the caller
      visitor writes: denied: no resource-based policy allows it
      student reads: denied: no identity-based policy allows it, and statement "PublicRead" (line 4) of the bucket policy allows it only together with one
    "#);
}

#[test]
fn a_service_is_not_everyone() {
    let service = spoilt(r#""*""#, r#"{"Service": "s3.amazonaws.com"}"#);
    insta::assert_snapshot!(decisions(&service), @r#"
    not public
      visitor reads: denied: no resource-based policy allows it; nearest is statement "PublicRead" (line 4) of the bucket policy, but its Principal does not cover the caller
      visitor writes: denied: no resource-based policy allows it
      student reads: denied: no identity-based policy allows it; nearest is statement "PublicRead" (line 4) of the bucket policy, but its Principal does not cover the caller
    "#);
}

#[test]
fn a_site_over_http_fails_a_demand_for_tls() {
    let tls = spoilt(
        r#"site/*""#,
        r#"site/*",
      "Condition": {"Bool": {"aws:SecureTransport": "true"}}"#,
    );
    insta::assert_snapshot!(decisions(&tls), @r#"
    public
      visitor reads: denied: no resource-based policy allows it; nearest is statement "PublicRead" (line 4) of the bucket policy, but its condition Bool on aws:SecureTransport (line 10) fails: the request carries "false"
      visitor writes: denied: no resource-based policy allows it
      student reads: denied: no identity-based policy allows it; nearest is statement "PublicRead" (line 4) of the bucket policy, but its condition Bool on aws:SecureTransport (line 10) fails: the request carries "false"
    "#);
}

#[test]
fn a_site_over_http_is_denied_by_a_deny_without_tls() {
    let statement = r#""Statement": [
    {
      "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::ada-site/*",
      "Condition": {"Bool": {"aws:SecureTransport": "false"}}
    },"#;
    insta::assert_snapshot!(decisions(&spoilt(r#""Statement": ["#, statement)), @r#"
    public
      visitor reads: denied by statement 1 (line 4) of the bucket policy
      visitor writes: denied by statement 1 (line 4) of the bucket policy
      student reads: denied by statement 1 (line 4) of the bucket policy
    "#);
}

#[test]
fn one_file_is_not_the_site() {
    let other = spoilt("ada-site/*", "ada-site/start.html");
    insta::assert_snapshot!(decisions(&other), @r#"
    public
      visitor reads: denied: no resource-based policy allows it; nearest is statement "PublicRead" (line 4) of the bucket policy, but its Resource does not cover the resource
      visitor writes: denied: no resource-based policy allows it
      student reads: denied: no identity-based policy allows it; nearest is statement "PublicRead" (line 4) of the bucket policy, but its Resource does not cover the resource
    "#);
}
