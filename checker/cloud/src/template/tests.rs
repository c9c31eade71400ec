//! What stands in the tables, against what is computed.

use std::collections::BTreeMap;

use super::{Inputs, Template};

#[test]
fn every_attribute_that_is_computed_is_one_that_aws_has() {
    for file in ["api-included.yaml", "tables.yaml", "user-pool.yaml", "bucket-and-policy.yaml", "schedule-events.yaml"]
    {
        let Ok(text) =
            std::fs::read_to_string(format!("{}/tests/templates/accepted/{file}", env!("CARGO_MANIFEST_DIR")))
        else {
            panic!("{file}");
        };
        let include = |_: &str| Ok("openapi: 3.0.1\npaths: {}\n".to_owned());
        let stack = Template::parse(&text, file).expect("right").resolve(&Inputs {
            stack_name: "chat".to_owned(),
            account: "111122223333".to_owned(),
            region: "eu-central-1".to_owned(),
            partition: "aws".to_owned(),
            parameters: BTreeMap::new(),
            seed: 1,
            include: &include,
        });
        for resource in stack.expect("right").resources {
            let Some(shape) = super::schema::resource(&resource.resource_type) else { continue };
            for attribute in resource.attributes.keys() {
                assert!(
                    shape.attributes.contains(attribute),
                    "{} {attribute}: {:?}",
                    resource.resource_type,
                    shape.attributes
                );
            }
        }
    }
}
