//! No text makes the reader panic, overflow the stack or work without end.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use cloud::template::{Inputs, Template};

fn read(text: &str) -> String {
    let include = |_: &str| Err("nothing is included here".to_owned());
    let inputs = Inputs {
        stack_name: "chat".to_owned(),
        account: "111122223333".to_owned(),
        region: "eu-central-1".to_owned(),
        partition: "aws".to_owned(),
        parameters: BTreeMap::new(),
        seed: 1,
        include: &include,
    };
    match Template::parse(text, "t.yaml").and_then(|template| template.resolve(&inputs)) {
        Ok(_) => "accepted".to_owned(),
        Err(said) => said[0].to_string(),
    }
}

#[test]
fn an_alias_bomb_is_refused() {
    let mut text = "A0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..40 {
        let before = format!("*a{}", level - 1);
        writeln!(text, "A{level}: &a{level} [{}]", vec![before; 10].join(", ")).expect("a text");
    }
    assert!(read(&text).contains("more than 100000 values"), "{}", read(&text));
}

#[test]
fn an_alias_inside_its_own_value_is_refused() {
    assert!(read("Resources: &r\n  B: *r\n").contains("inside the value that it names"));
}

#[test]
fn deep_nesting_is_refused() {
    for text in [
        "[".repeat(100_000),
        "{\"a\":".repeat(100_000),
        (0..2_000).fold(String::new(), |text, depth| text + &" ".repeat(depth) + "a:\n"),
        "- ".repeat(10_000),
        format!("Resources: {}x{}", "!Sub [".repeat(5_000), "]".repeat(5_000)),
    ] {
        assert!(read(&text).contains("error"), "{}", read(&text));
    }
}

/// Each name is the one before, twice: fifty resources would make a name of 2^50 characters.
#[test]
fn texts_that_grow_are_cut_off() {
    let mut text = "Resources:\n  R0: {Type: 'AWS::SNS::Topic'}\n".to_owned();
    text.push_str("  L0: {Type: 'AWS::Logs::LogGroup', Properties: {LogGroupName: xxxxxxxxxxxxxxxx}}\n");
    for level in 1..50 {
        let before = level - 1;
        writeln!(text, "  L{level}: {{Type: 'AWS::Logs::LogGroup', Properties: {{LogGroupName: !Sub '${{L{before}}}${{L{before}}}'}}}}").expect("a text");
    }
    assert!(read(&text).contains("error"));
}

#[test]
fn a_file_over_the_limit_is_refused() {
    assert!(read(&"#".repeat(1_000_001)).contains("takes at most 1000000"));
}

/// Every prefix of a template, and the template with one character replaced.
#[test]
fn broken_texts_are_told_and_nothing_panics() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/templates/accepted/");
    for file in ["lab-3.yaml", "mapping-and-no-value.yaml"] {
        let text = std::fs::read_to_string(format!("{folder}{file}")).expect("a template");
        let places: Vec<usize> = text.char_indices().map(|(index, _)| index).collect();
        for place in places.iter().copied().step_by(7) {
            read(&text[..place]);
        }
        for (place, character) in
            places.iter().copied().step_by(5).zip("!&*{}[]:,-?|>'\"%@`#\t\u{0}\u{2028}é<~".chars().cycle())
        {
            let mut broken = text.clone();
            broken.replace_range(place..=place, &character.to_string());
            read(&broken);
        }
    }
}

/// Sections and attributes of the wrong kind, in every combination.
#[test]
fn values_of_the_wrong_kind_are_told_and_nothing_panics() {
    let wrong =
        ["", "x", "1", "[]", "[x]", "{}", "{a: b}", "!Ref x", "!Sub [a]", "!GetAtt", "!If []", "!Select [0]", "null"];
    let places = [
        "Resources: @",
        "Resources: {R: @}",
        "Resources: {R: {Type: @}}",
        "Parameters: @",
        "Parameters: {P: @}",
        "Parameters: {P: {Type: @, Default: @, AllowedValues: @, AllowedPattern: @}}",
        "Conditions: @",
        "Conditions: {C: @}",
        "Conditions: {C: !And [@, @]}",
        "Mappings: @",
        "Mappings: {M: @}",
        "Mappings: {M: {a: @}}",
        "Outputs: @",
        "Outputs: {O: @}",
        "Outputs: {O: {Value: @, Export: @, Condition: @}}",
        "Globals: @",
        "Globals: {Function: @}",
        "Transform: @",
        "Description: @",
        "Rules: @",
        "Metadata: @",
    ];
    let properties = [
        "FunctionName",
        "CodeUri",
        "Policies",
        "Role",
        "Environment",
        "Events",
        "Tags",
        "Tracing",
        "AutoPublishAlias",
        "VpcConfig",
        "Architectures",
        "InlineCode",
        "PackageType",
    ];
    let good = "\nTransform: AWS::Serverless-2016-10-31\n";
    for value in wrong {
        for place in places {
            read(&place.replace('@', value));
            read(&format!("{}\nResources: {{B: {{Type: 'AWS::S3::Bucket'}}}}\n", place.replace('@', value)));
        }
        for attribute in ["Properties", "DependsOn", "Condition", "Metadata", "DeletionPolicy", "IgnoreGlobals"] {
            for kind in
                ["AWS::IAM::Role", "AWS::Serverless::Function", "AWS::Serverless::Api", "AWS::Serverless::SimpleTable"]
            {
                read(&format!("Resources: {{R: {{Type: '{kind}', {attribute}: {value}}}}}{good}"));
            }
        }
        for property in properties {
            read(&format!(
                "Resources: {{R: {{Type: 'AWS::Serverless::Function', Properties: {{Runtime: a, Handler: b, CodeUri: c, {property}: {value}}}}}}}{good}"
            ));
        }
        for property in
            ["DefinitionBody", "DefinitionUri", "StageName", "Cors", "OpenApiVersion", "EndpointConfiguration"]
        {
            read(&format!(
                "Resources: {{R: {{Type: 'AWS::Serverless::Api', Properties: {{{property}: {value}}}}}}}{good}"
            ));
        }
        for kind in ["Api", "S3", "Schedule", "ScheduleV2", "EventBridgeRule"] {
            for property in ["Path", "Method", "RestApiId", "Bucket", "Events", "Schedule", "Pattern", "RoleArn"] {
                read(&format!(
                    "Resources: {{R: {{Type: 'AWS::Serverless::Function', Properties: {{Runtime: a, Handler: b, CodeUri: c, Events: {{E: {{Type: {kind}, Properties: {{Path: /x, Method: get, {property}: {value}}}}}}}}}}}}}{good}"
                ));
            }
        }
    }
}
