//! What a request consumed: the engine is always asked for all of it, and the client gets what it asked for.
//!
//! <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ConsumedCapacity.html>

use serde_json::{Value, json};

const PARAMETER: &str = "ReturnConsumedCapacity";
const ANSWER: &str = "ConsumedCapacity";

/// What the client asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// Nothing.
    None,
    /// The sum for each table.
    Total,
    /// What the engine is asked for: tables and indexes apart. Also what no operation knows: the engine refuses it.
    AsEngine,
}

impl Wanted {
    /// Reads the request's parameter and asks the engine for all.
    pub(super) fn take(request: &mut Value) -> Self {
        let wanted = match request.get(PARAMETER) {
            None | Some(Value::Null) => Self::None,
            Some(Value::String(mode)) if mode == "NONE" => Self::None,
            Some(Value::String(mode)) if mode == "TOTAL" => Self::Total,
            Some(_) => return Self::AsEngine,
        };
        if let Some(members) = request.as_object_mut() {
            members.insert(PARAMETER.to_owned(), json!("INDEXES"));
        }
        wanted
    }

    /// Leaves in the answer what the client asked for.
    pub(super) fn leave(self, answer: &mut Value) {
        let Some(members) = answer.as_object_mut() else { return };
        match self {
            Self::None => {
                members.shift_remove(ANSWER);
            }
            Self::Total => match members.get_mut(ANSWER) {
                Some(Value::Array(tables)) => tables.iter_mut().for_each(sums),
                Some(table) => sums(table),
                None => {}
            },
            Self::AsEngine => {}
        }
    }
}

/// Takes away the parts: tables and indexes are objects, sums are numbers.
fn sums(table: &mut Value) {
    if let Some(members) = table.as_object_mut() {
        members.retain(|_, member| !member.is_object());
    }
}

/// Units that a table or one of its indexes gave.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Consumed {
    pub(super) table: String,
    /// A global secondary index, which has a capacity of its own; local ones use the table's.
    pub(super) index: Option<String>,
    pub(super) units: f64,
}

/// What an answer of the engine says was consumed.
pub(super) fn consumed(answer: &Value) -> Vec<Consumed> {
    let tables: Vec<&Value> = match answer.get(ANSWER) {
        Some(Value::Array(tables)) => tables.iter().collect(),
        Some(table) => vec![table],
        None => Vec::new(),
    };
    let units = |of: &Value| of["CapacityUnits"].as_f64().unwrap_or_default();
    let mut all = Vec::new();
    for entry in tables {
        let table = entry["TableName"].as_str().unwrap_or_default();
        let mut global = 0.0;
        for (index, of) in entry["GlobalSecondaryIndexes"].as_object().into_iter().flatten() {
            global += units(of);
            all.push(Consumed { table: table.to_owned(), index: Some(index.clone()), units: units(of) });
        }
        all.push(Consumed { table: table.to_owned(), index: None, units: units(entry) - global });
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer() -> Value {
        json!({"Count": 1, "ConsumedCapacity": {
            "TableName": "Chat", "CapacityUnits": 3.0, "Table": {"CapacityUnits": 1.0},
            "GlobalSecondaryIndexes": {"I": {"CapacityUnits": 2.0}},
        }})
    }

    #[test]
    fn a_client_gets_what_it_asked_for() {
        let left = |mode: Option<&str>| {
            let mut request = json!({"TableName": "Chat"});
            if let Some(mode) = mode {
                request["ReturnConsumedCapacity"] = json!(mode);
            }
            let wanted = Wanted::take(&mut request);
            let mut answer = answer();
            wanted.leave(&mut answer);
            (request["ReturnConsumedCapacity"].clone(), answer)
        };
        assert_eq!(left(None), (json!("INDEXES"), json!({"Count": 1})));
        assert_eq!(left(Some("NONE")), left(None));
        let total = json!({"Count": 1, "ConsumedCapacity": {"TableName": "Chat", "CapacityUnits": 3.0}});
        assert_eq!(left(Some("TOTAL")), (json!("INDEXES"), total));
        assert_eq!(left(Some("INDEXES")), (json!("INDEXES"), answer()));
        assert_eq!(left(Some("ALL")).0, json!("ALL"), "the engine refuses it");
    }

    #[test]
    fn a_batch_is_summed_for_each_table() {
        let entry = answer()["ConsumedCapacity"].clone();
        let mut answer = json!({"ConsumedCapacity": [entry.clone(), entry]});
        assert_eq!(consumed(&answer).len(), 4);
        Wanted::Total.leave(&mut answer);
        assert_eq!(answer["ConsumedCapacity"][1], json!({"TableName": "Chat", "CapacityUnits": 3.0}));
    }

    #[test]
    fn table_and_global_index_are_counted_apart() {
        let of =
            |index: Option<&str>, units| Consumed { table: "Chat".to_owned(), index: index.map(str::to_owned), units };
        assert_eq!(consumed(&answer()), [of(Some("I"), 2.0), of(None, 1.0)]);
    }
}
