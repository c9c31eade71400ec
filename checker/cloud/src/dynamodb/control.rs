//! The tables for whoever holds the cloud: checks set up what is to happen and look at what is there.

use serde_json::Value;

use super::arn::Arns;
use super::operation::{Kind, Operation};
use super::tables::Behind;
use super::throttle::{Throttle, Throttled};
use crate::state::State;
use crate::{Cloud, ServiceError};

/// The tables of a cloud. What is called here needs no signature and no permission, and leaves no trace.
#[derive(Clone, Copy, Debug)]
pub struct DynamoDb<'a> {
    state: &'a State,
}

impl Cloud {
    /// `DynamoDB`: the tables, and what is to happen to requests.
    #[must_use]
    pub fn dynamodb(&self) -> DynamoDb<'_> {
        DynamoDb { state: &self.state }
    }
}

impl<'a> DynamoDb<'a> {
    pub(crate) fn of(state: &'a State) -> Self {
        Self { state }
    }

    /// Runs an operation as the account's owner; request and answer are those of the API.
    ///
    /// # Errors
    ///
    /// What `DynamoDB` answers, and `NotImplemented` for an operation that is not emulated.
    pub fn call(&self, operation: &str, request: &Value) -> Result<Value, ServiceError> {
        let Some(operation) = Operation::named(operation) else {
            return Err(ServiceError::not_emulated(&format!("dynamodb:{operation}")));
        };
        let arns = Arns::new(&self.state.region, &self.state.account);
        let mut request = request.clone();
        let given = arns.to_names(&mut request);
        let ran = self.state.dynamodb.run(operation, request);
        let mut body = ran.map_err(|refusal| *refusal.with_arns(&arns).error)?.body;
        if operation.kind == Kind::Control {
            arns.describe(&mut body);
        }
        given.to_arns(&mut body);
        Ok(body)
    }

    /// Gives a table, or one of its global secondary indexes, so little capacity that requests are refused:
    /// `ProvisionedThroughputExceededException`, and of a batch `UnprocessedItems` or `UnprocessedKeys`.
    ///
    /// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html#Programming.Errors.BatchOperations>
    pub fn throttle(&self, table: &str, index: Option<&str>, throttled: Throttled, throttle: Throttle) {
        self.state.dynamodb.switches().buckets.set(table, index, throttled, throttle);
    }

    /// Takes the limits of a table and its indexes away.
    pub fn unthrottle(&self, table: &str) {
        self.state.dynamodb.switches().buckets.remove(table);
    }

    /// Lets the indexes of a table lag behind: the next `reads` queries and scans of any of them show the items that are
    /// there now; with 0, none does.
    ///
    /// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html#GSI.Writes>
    ///
    /// # Errors
    ///
    /// `ResourceNotFoundException` for a table that is not there.
    pub fn hold_indexes(&self, table: &str, reads: usize) -> Result<(), ServiceError> {
        let tables = &self.state.dynamodb;
        if reads == 0 {
            tables.switches().behind.remove(table);
            return Ok(());
        }
        let engine = tables.engine().and_then(|engine| engine.copy(table)).map_err(|refusal| *refusal.error)?;
        tables.switches().behind.insert(table.to_owned(), Behind { engine, reads });
        Ok(())
    }

    /// Lets tables that are made from now on be `CREATING` for so many calls of `DescribeTable`, and usable after them.
    ///
    /// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/WorkingWithTables.Basics.html>
    pub fn slow_creation(&self, describes: usize) {
        self.state.dynamodb.switches().creation = describes;
    }

    /// Lets the next queries and scans of a table, or of one of its indexes, return pages of so many items, however many
    /// more there are: the first such page `items[0]`, the next `items[1]`, then pages are as by themselves again. Only
    /// `LastEvaluatedKey` says whether there is more, on a page of any size.
    ///
    /// 0 is an empty page that is not the last, as where a filter takes all that was read. It waits for a request with an
    /// `ExclusiveStartKey`, and its `LastEvaluatedKey` lies between that key and the next item. Items are counted before a
    /// filter, and a smaller `Limit` of the request counts. No sizes takes what is set away.
    ///
    /// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.Pagination.html>
    pub fn end_pages_early(&self, table: &str, index: Option<&str>, items: &[usize]) {
        self.state.dynamodb.switches().pages.set(table, index, items);
    }

    /// Lets somebody else write just before each of the next `times` `PutItem` requests on a table, the `Put`s of a
    /// transaction too: an item with the request's key and these attributes, such as `{"Sender": {"S": "Ada"}}`, in place
    /// of what was there. Without a condition the request then overwrites it; with `attribute_not_exists` it is refused.
    /// With 0, nobody writes.
    ///
    /// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/WorkingWithItems.html#WorkingWithItems.ConditionalUpdate>
    pub fn write_before(&self, table: &str, attributes: &Value, times: usize) {
        self.state.dynamodb.switches().rivals.set(table, attributes, times);
    }
}
