//! `AWS::Serverless::SimpleTable` → a table of `DynamoDB`.
//!
//! <https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-simpletable.html>

use super::super::nearest::nearest;
use super::super::node::Node;
use super::super::sections::Declared;
use super::Transform;

impl Transform<'_> {
    /// Puts out the table.
    pub(super) fn simple_table(&mut self, declared: &Declared) {
        let at = &declared.at;
        let empty = Node::map(at, []);
        let properties = declared.properties.as_ref().unwrap_or(&empty).clone();
        let key = properties.get("PrimaryKey");
        let mut name = Node::text(at, "id");
        let mut kind = Node::text(at, "S");
        if let Some(key) = key {
            for part in ["Name", "Type"].iter().filter(|part| key.get(part).is_none()) {
                self.report.error(&key.at, format!("PrimaryKey needs {part}."));
            }
            if let Some(given) = key.get("Name") {
                name = given.clone();
            }
            if let Some(given) = key.get("Type") {
                let written = given.as_str().unwrap_or_default();
                match written {
                    "String" | "Number" | "Binary" => kind = Node::text(&given.at, &written[..1]),
                    _ => {
                        let near = nearest(written, ["String", "Number", "Binary"]);
                        self.report.unknown(
                            &given.at,
                            "The Type of PrimaryKey must be String, Number or Binary.",
                            near,
                        );
                    }
                }
            }
        }
        let attribute = Node::map(at, [("AttributeName", name.clone()), ("AttributeType", kind)]);
        let hash = Node::map(at, [("AttributeName", name), ("KeyType", Node::text(at, "HASH"))]);
        let mut made = Node::map(
            at,
            [("AttributeDefinitions", Node::list(at, vec![attribute])), ("KeySchema", Node::list(at, vec![hash]))],
        );
        match properties.get("ProvisionedThroughput") {
            Some(throughput) => made.set("ProvisionedThroughput", throughput.clone()),
            None => made.set("BillingMode", Node::text(at, "PAY_PER_REQUEST")),
        }
        for name in ["TableName", "SSESpecification", "PointInTimeRecoverySpecification"] {
            if let Some(value) = properties.get(name) {
                made.set(name, value.clone());
            }
        }
        let mut table = Self::generated(declared, &declared.logical_id, "AWS::DynamoDB::Table", made);
        table.depends_on.clone_from(&declared.depends_on);
        self.out.push(table);
    }
}
