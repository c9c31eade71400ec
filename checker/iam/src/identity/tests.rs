use super::*;

fn policy(elements: &str) -> String {
    format!("{{\"Version\":\"2012-10-17\",\"Statement\":{{{elements}}}}}")
}

const LIST: &str = r#""Effect":"Allow","Action":"s3:ListBucket""#;
const ON_BUCKET: &str = r#""Effect":"Allow","Resource":"arn:aws:s3:::example_bucket""#;

#[test]
fn faulty_documents_are_refused_in_aws_words() {
    let syntax = "Syntax errors in policy.";
    let legacy = "The policy failed legacy parsing";
    let version = "Policy document must be version 2012-10-17 or greater.";
    let resources = "Policy statement must contain resources.";
    let actions = "Policy statement must contain actions.";
    let vendor = "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.";
    let colon = "Actions/Condition can contain only one colon.";
    let table = [
        ("This is not a json document".to_owned(), syntax),
        (format!("{{\"Statement\":{{{LIST},\"Resource\":\"*\"}}}}"), version),
        (format!("{{\"Version\":\"2008-10-17\",\"Statement\":{{{LIST},\"Resource\":\"*\"}}}}"), version),
        (format!("{{\"Version\":\"2013-10-17\",\"Statement\":{{{LIST},\"Resource\":\"*\"}}}}"), syntax),
        (r#"{"Version":"2012-10-17"}"#.to_owned(), syntax),
        (r#"{"Version":"2012-10-17","Statement":["afd"]}"#.to_owned(), syntax),
        (r#"{"Version":"2012-10-17","Statement":[]}"#.to_owned(), syntax),
        (policy(&format!("{LIST},\"Extra field\":1")), syntax),
        (policy(r#""Effect":"invalid","Action":"s3:ListBucket","Resource":"*""#), syntax),
        (policy(r#""Effect":"denY","Action":"s3:ListBucket","Resource":"*""#), legacy),
        (policy(r#""Action":"s3:ListBucket","Resource":"*""#), syntax),
        (policy(r#""Effect":"Allow""#), actions),
        (policy(ON_BUCKET), actions),
        (policy(&format!("{ON_BUCKET},\"Action\":[]")), actions),
        (policy(&format!("{ON_BUCKET},\"Action\":\"invalid\"")), vendor),
        (policy(r#""Effect":"Allow","Action":"invalid""#), vendor),
        (policy(&format!("{ON_BUCKET},\"NotAction\":\"\"")), vendor),
        (policy(&format!("{ON_BUCKET},\"Action\":\"a a:ListBucket\"")), "Vendor a a is not valid"),
        (policy(&format!("{ON_BUCKET},\"Action\":\"s3:List:Bucket\"")), colon),
        (policy(LIST), resources),
        (policy(&format!("{LIST},\"Resource\":[]")), resources),
        (
            policy(&format!("{LIST},\"Resource\":\"invalid resource\"")),
            "Resource invalid resource must be in ARN format or \"*\".",
        ),
        (policy(&format!("{LIST},\"Resource\":\"\"")), "Resource  must be in ARN format or \"*\"."),
        (
            policy(r#""Effect":"Allow","Action":"s:3:ListBucket","Resource":"sdfsadf""#),
            "Resource sdfsadf must be in ARN format or \"*\".",
        ),
        (
            policy(&format!("{LIST},\"Resource\":\"a:bsdfdsafsad\"")),
            "Partition \"bsdfdsafsad\" is not valid for resource \"arn:bsdfdsafsad:*:*:*:*\".",
        ),
        (
            policy(&format!("{LIST},\"Resource\":\"a:b:cadfsdf\"")),
            "Partition \"b\" is not valid for resource \"arn:b:cadfsdf:*:*:*\".",
        ),
        (
            policy(&format!("{LIST},\"Resource\":\"a:b:c:d:e:f:g:h\"")),
            "Partition \"b\" is not valid for resource \"arn:b:c:d:e:f:g:h\".",
        ),
        (
            policy(&format!("{LIST},\"Resource\":\"aws:s3:::example_bucket\"")),
            "Partition \"s3\" is not valid for resource \"arn:s3:::example_bucket:*\".",
        ),
        (
            policy(&format!("{LIST},\"Resource\":\"arn:aws:iam:::example_bucket\"")),
            "IAM resource path must either be \"*\" or start with user/, federated-user/, role/, group/, \
             instance-profile/, mfa/, server-certificate/, policy/, sms-mfa/, saml-provider/, oidc-provider/, report/, \
             access-report/.",
        ),
        (policy(&format!("{LIST},\"Resource\":\"arn:aws:s3::example_bucket\"")), legacy),
        (policy(r#""Effect":"Allow","Resource":"arn:aws:s3::example_bucket""#), legacy),
        (policy(&format!("{LIST},\"Resource\":\"arn:aws::::example_bucket\"")), legacy),
        (policy(&format!("{LIST},\"Resource\":\"arn:aws::fdsasf\"")), legacy),
        (
            policy(&format!("{LIST},\"Resource\":\"arn:aws\"")),
            "Resource vendor must be fully qualified and cannot contain regexes.",
        ),
        (
            policy(&format!("{LIST},\"Resource\":\"arn:aws:iam:us-east-1::example_bucket\"")),
            "IAM resource arn:aws:iam:us-east-1::example_bucket cannot contain region information.",
        ),
        (
            policy(&format!("{LIST},\"Resource\":\"arn:aws:s3:us-east-1::example_bucket\"")),
            "Resource arn:aws:s3:us-east-1::example_bucket can not contain region information.",
        ),
        (policy(&format!("{LIST},\"Resource\":\"*\",\"NotResource\":\"*\"")), syntax),
        (policy(&format!("{LIST},\"Resource\":\"*\",\"Condition\":{{\"x\":{{\"a\":\"1\"}}}}")), syntax),
        (
            format!(
                "{{\"Version\":\"2012-10-17\",\"Statement\":[{{\"Sid\":\"sdf\",{LIST},\"Resource\":\"*\"}},\
                 {{\"Sid\":\"sdf\",\"Effect\":\"Allow\"}}]}}"
            ),
            "Statement IDs (SID) in a single policy must be unique.",
        ),
        (
            policy(&format!("{LIST},\"Resource\":\"*\",\"Principal\":\"*\"")),
            "Policy document should not specify a principal.",
        ),
        (
            policy(&format!("\"Sid\":\"read data\",{LIST},\"Resource\":\"*\"")),
            "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression \
             [0-9A-Za-z]*",
        ),
        (policy(&format!("\"Sid\":[],{LIST},\"Resource\":\"*\"")), syntax),
        (r#"{"Version":"2012-10-17","Id":{},"Statement":{"Effect":"Allow"}}"#.to_owned(), syntax),
        (policy(&format!("{LIST},\"Resource\":{{\"a\":\"*\"}}")), syntax),
        (policy(&format!("{LIST},\"Resource\":[\"adfdf\",{{}}]")), syntax),
        (policy(&format!("{LIST},\"NotAction\":\"*\",\"Resource\":\"*\"")), syntax),
        (policy(&format!("{LIST},\"Resource\":\"*\",\"NotResource\":[]")), syntax),
        (policy(&format!("{ON_BUCKET},\"Action\":[[]]")), syntax),
        (policy(&format!("{ON_BUCKET},\"Action\":{{}}")), syntax),
        (policy(&format!("{LIST},\"Resource\":\"*\",\"Condition\":[]")), syntax),
        (policy(&format!("{LIST},\"Resource\":\"*\",\"Condition\":\"a\"")), syntax),
        (policy(&format!("{LIST},\"Resource\":\"*\",\"Condition\":{{\"a\":\"b\"}}")), syntax),
        (policy(&format!("{LIST},\"Resource\":\"*\",\"Condition\":{{\"DateLessThan\":\"b\"}}")), syntax),
        (policy(&format!("{LIST},\"Resource\":\"*\",\"Condition\":{{\"DateLessThan\":{{\"a\":{{}}}}}}")), syntax),
        (
            policy(&format!(
                "{LIST},\"Resource\":\"*\",\"Condition\":{{\"ForAnyValue::StringEqualsIfExists\":{{\"a\":\"b\"}}}}"
            )),
            syntax,
        ),
        (policy(r#""Effect":"aLLow","Resource":"arn:aws:s3:us-east-1::example_bucket""#), legacy),
        (policy(&format!("{LIST},\"NotResource\":\"arn:aws:s3::example_bucket\"")), legacy),
        // The version comes before the older parser's complaints.
        (r#"{"Statement":{"Effect":"denY","Action":"s3:*","Resource":"*"}}"#.to_owned(), version),
        (
            format!(
                "{{\"Statement\":{{{LIST},\"Resource\":\"*\",\"Condition\":{{\"DateLessThan\":{{\"a\":\"x\"}}}}}}}}"
            ),
            version,
        ),
        (
            policy(&format!(
                "{LIST},\"Resource\":[\"arn:error:s3:::example_bucket\",\"arn:error:s3::example_bucket\"]"
            )),
            "Partition \"error\" is not valid for resource \"arn:error:s3:::example_bucket\".",
        ),
    ];
    for (text, message) in table {
        assert_eq!(validate(&text).expect_err(&text).message, message, "{text}");
    }
}

#[test]
fn sound_documents_are_taken() {
    for elements in [
        r#""Effect":"Allow","Action":"s3:GetObjekt","Resource":"*""#,
        r#""Effect":"Allow","Action":"iam: asdf safdsf af ","Resource":"arn:aws:s3:::example_bucket""#,
        r#""Effect":"Allow","Action":"*","Resource":["arn:aws:s3:::example_bucket","*"]"#,
        r#""Effect":"Allow","Action":"s3:ListBucket","Resource":"arn:aws:fdsasf""#,
        r#""Effect":"Allow","Action":"s3:ListBucket","Resource":"arn:aws:iam:::user/example_bucket""#,
        r#""Effect":"Allow","Action":"s3-s:ListBucket","Resource":"arn:aws:ec2:us-east-1::example_bucket""#,
        r#""Effect":"Deny","Action":"s3:*","NotResource":["arn:aws:s3:::HRBucket/Payroll/*"]"#,
        r#""Effect":"Allow","Action":"s3:ListBucket","Resource":"*","Condition":{}"#,
        r#""Effect":"Allow","Action":"s3:ListBucket","Resource":"*","Condition":{"DateGreaterThan":{"a":[]}}"#,
        r#""Effect":"Allow","Action":"dynamodb:Query","Resource":"arn:aws:dynamodb:*:*:table/t/index/*""#,
    ] {
        let text = policy(elements);
        assert!(validate(&text).is_ok(), "{text}: {:?}", validate(&text));
    }
}

#[test]
fn dates_are_stored_as_iams_older_parser_reads_them() {
    let with = |date: &str| {
        validate(&policy(&format!(
            "{LIST},\"Resource\":\"*\",\"Condition\":{{\"DateLessThanEquals\":{{\"a\":\"{date}\"}}}}"
        )))
    };
    for date in [
        "2017-07-01T00:00:00Z",
        "2016-12-13T21:20:37.593194+00:00",
        "2016-12-13t2:00:00.593194+23",
        "-292275054",
        "01T",
        "${aws:PrincipalTag/until}",
    ] {
        assert!(with(date).is_ok(), "{date}: {:?}", with(date));
    }
    for date in [
        "sdfdsf",
        "234-13",
        "2016-12-13t2:00:00.593194+1",
        "2016-12-13t2:00:00.1999999999+10:59",
        "9223372036854775808",
    ] {
        assert_eq!(with(date).expect_err(date).message, "The policy failed legacy parsing", "{date}");
    }
}

#[test]
fn faults_are_placed_and_explained() {
    let text = "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": {\n    \"Effect\": \"Allow\",\n    \"Principal\": \"*\",\n    \
                \"Action\": \"s3:*\",\n    \"Resource\": \"*\"\n  }\n}";
    let fault = validate(text).expect_err("a principal");
    assert_eq!((fault.position.line, fault.position.column), (5, 5));
    assert!(fault.detail.contains("role's trust policy"), "{}", fault.detail);
}

#[test]
fn actions_that_no_service_has_are_noted_and_stored() {
    let noted = |action: &str| {
        let text = policy(&format!("\"Effect\":\"Allow\",\"Action\":\"{action}\",\"Resource\":\"*\""));
        notes(&validate(&text).expect(action)).into_iter().map(|note| note.message).collect::<Vec<_>>()
    };
    for sound in ["s3:GetObject", "s3:getobject", "s3:Get*", "s3:*", "*", "dynamodb:Query", "logs:PutLogEvents", "x:y"]
    {
        assert_eq!(noted(sound), [""; 0], "{sound}");
    }
    for (slip, meant) in [
        ("s3:GetObjekt", "s3:GetObject"),
        ("s3:GetObjects", "s3:GetObject"),
        ("dynamodb:BatchWriteItems", "dynamodb:BatchWriteItem"),
        ("sts:AssumeRol", "sts:AssumeRole"),
    ] {
        let told = noted(slip);
        assert!(told.len() == 1 && told[0].ends_with(&format!("did you mean {meant}?")), "{told:?}");
    }
    assert_eq!(noted("s3:Fetch*").len(), 1);
}

#[test]
fn an_inline_policy_may_be_of_the_older_version() {
    for version in ["", "\"Version\":\"2008-10-17\","] {
        let text = format!("{{{version}\"Statement\":[{{{LIST},\"Resource\":\"*\"}}]}}");
        assert!(validate(&text).is_err(), "{text}");
        assert_eq!(validate_inline(&text).expect(&text).version, Version::V2008, "{text}");
    }
    let principal = format!("{{\"Statement\":[{{{LIST},\"Resource\":\"*\",\"Principal\":\"*\"}}]}}");
    assert!(validate_inline(&principal).is_err());
}
