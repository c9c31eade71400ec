//! Given, as in lab 6: many items with one request.

use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::ProvideErrorMetadata;
use aws_sdk_dynamodb::types::{PutRequest, WriteRequest};

use crate::Error;
use crate::data::Item;

/// How many items DynamoDB takes with one request.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html>
pub const BATCH: usize = 25;
/// How long to wait before what was not taken is written again. Each further time it is twice as long.
pub const FIRST_PAUSE: Duration = Duration::from_millis(50);
/// How many requests in a row may write nothing before it is given up.
pub const IN_VAIN: usize = 6;

/// Writes all items to a table with `BatchWriteItem`. When the rest of a batch is given up, it stops, and that is an error.
pub async fn write(client: &Client, table: &str, items: &[Item]) -> Result<(), Error> {
    for batch in items.chunks(BATCH) {
        let left = write_batch(client, table, batch).await?;
        if left > 0 {
            return Err(format!("{left} of {} items were not written to {table}", batch.len()).into());
        }
    }
    Ok(())
}

/// Writes the items of one batch, and returns how many are left over when it gives up.
async fn write_batch(client: &Client, table: &str, batch: &[Item]) -> Result<usize, Error> {
    let put = |item: &Item| {
        let put = PutRequest::builder().set_item(Some(item.clone())).build()?;
        Ok(WriteRequest::builder().put_request(put).build())
    };
    let mut open = batch.iter().map(put).collect::<Result<Vec<_>, Error>>()?;
    let (mut pause, mut in_vain) = (FIRST_PAUSE, 0);
    loop {
        let left = match client.batch_write_item().request_items(table, open.clone()).send().await {
            Ok(answer) => answer.unprocessed_items.and_then(|mut tables| tables.remove(table)).unwrap_or_default(),
            Err(error) if error.code() == Some("ProvisionedThroughputExceededException") => open.clone(),
            Err(error) => return Err(error.into()),
        };
        in_vain = if left.len() < open.len() { 0 } else { in_vain + 1 };
        if left.is_empty() || in_vain == IN_VAIN {
            return Ok(left.len());
        }
        open = left;
        tokio::time::sleep(pause).await;
        pause *= 2;
    }
}
