//! Amazon's `DynamoDB` Local as the engine: tables that lie at an address instead of in this process.
//!
//! <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DynamoDBLocal.html>

mod client;
mod connect;
mod names;
mod tables;
mod words;

use std::collections::BTreeSet;
use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::watch;

use super::refusal::Refusal;
use client::{Client, Reply, Unanswered};
pub use connect::ConnectError;
pub(super) use tables::LocalTables;

/// How often is asked whether a table is made, changed or deleted.
const QUESTIONS: usize = 100;
/// Between two of them.
const PAUSE: Duration = Duration::from_millis(50);

/// A `DynamoDB` Local that answers at an address, for [`Config::dynamodb_local`](crate::Config::dynamodb_local).
///
/// Clones are one handle. Each cloud that is started with it has tables of its own there, named
/// `checker-<run>-<cloud>-<name>`; nobody sees these names but whoever looks at the address itself, and tables that others
/// keep there are neither seen nor touched. A table's own name has 230 characters at most, and 255 on AWS.
///
/// Signatures, IAM, throttling and all that a check can let happen stay before it, as before the embedded engine.
#[derive(Clone)]
pub struct DynamoDbLocal(Arc<Inner>);

struct Inner {
    client: Client,
    /// `checker-<8 hex>-`: what the names of this run's tables begin with.
    prefix: String,
    /// How many clouds were started with this handle.
    clouds: AtomicUsize,
    /// The tables that these clouds made and did not delete, by their names at the address.
    made: Mutex<BTreeSet<String>>,
    fault: watch::Sender<Option<String>>,
}

impl fmt::Debug for DynamoDbLocal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("DynamoDbLocal").field(&self.endpoint()).finish()
    }
}

impl DynamoDbLocal {
    /// The handle of an engine that answers.
    fn new(client: Client) -> Self {
        Self(Arc::new(Inner {
            client,
            prefix: format!("checker-{:08x}-", fastrand::u32(..)),
            clouds: AtomicUsize::new(0),
            made: Mutex::default(),
            fault: watch::Sender::default(),
        }))
    }

    /// Where it listens, such as `http://127.0.0.1:8000`.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        self.0.client.endpoint()
    }

    /// Why it can no longer be used, in one sentence: it stopped answering, or answers what no `DynamoDB` answers. From then
    /// on every request is answered 500 `InternalServerError`, and none is sent.
    #[must_use]
    pub fn fault(&self) -> Option<String> {
        self.0.fault.borrow().clone()
    }

    /// Waits until it can no longer be used, and says why, as [`fault`](Self::fault) does. Nothing is asked meanwhile: the
    /// request of a program or a check finds it out.
    pub async fn faulted(&self) -> String {
        let mut faults = self.0.fault.subscribe();
        loop {
            if let Some(fault) = faults.borrow_and_update().clone() {
                return fault;
            }
            // It cannot close while this handle is there.
            if faults.changed().await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    }

    /// Deletes the tables that this handle's clouds made and left, and nothing else. A cloud does not do it when it ends.
    pub async fn close(&self) {
        let made: Vec<String> = self.made().iter().cloned().collect();
        for table in made {
            // Who does not answer keeps its tables; each further one would take as long to find that out.
            if self.delete(&table).await.is_err() {
                return;
            }
            self.made().remove(&table);
        }
    }

    async fn delete(&self, table: &str) -> Result<(), Unanswered> {
        let request = json!({"TableName": table});
        for _ in 0..QUESTIONS {
            let reply = self.0.client.ask("DeleteTable", &request).await?;
            let kind = reply.body["__type"].as_str().unwrap_or_default();
            if reply.status.is_success() || kind.ends_with("ResourceNotFoundException") {
                break;
            }
            // It is still being made or changed, or is protected from deletion.
            if !kind.ends_with("ResourceInUseException") {
                let unprotect = json!({"TableName": table, "DeletionProtectionEnabled": false});
                self.0.client.ask("UpdateTable", &unprotect).await?;
            }
            tokio::time::sleep(PAUSE).await;
        }
        Ok(())
    }

    /// The tables of one more cloud.
    pub(super) fn tables_of_cloud(&self) -> LocalTables {
        let cloud = self.0.clouds.fetch_add(1, Ordering::Relaxed) + 1;
        LocalTables::new(self.clone(), format!("{}{cloud}-", self.0.prefix))
    }

    /// Asks, and waits for the answer on this thread. Whoever does not answer is out of order.
    fn ask(&self, operation: &str, request: &Value) -> Result<Reply, Refusal> {
        if let Some(fault) = self.fault() {
            return Err(Refusal::fault(&fault));
        }
        let answered = self.0.client.ask_blocking(operation, request);
        answered.map_err(|unanswered| self.out_of_order(&unanswered.to_string()))
    }

    /// Remembers why it can no longer be used, if that is not known yet, and refuses a request for it.
    fn out_of_order(&self, cause: &str) -> Refusal {
        let fault = format!("DynamoDB Local at {} stopped answering: {cause}", self.endpoint());
        self.0.fault.send_if_modified(|known| {
            let first = known.is_none();
            known.get_or_insert_with(|| fault.clone());
            first
        });
        Refusal::fault(&fault)
    }

    /// Lets a moment pass on this thread.
    fn pause(&self) {
        self.0.client.pause(PAUSE);
    }

    fn made(&self) -> std::sync::MutexGuard<'_, BTreeSet<String>> {
        self.0.made.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
