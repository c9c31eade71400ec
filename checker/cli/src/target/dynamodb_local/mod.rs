//! Amazon's DynamoDB Local as the place of the tables: one that runs already, or one in a container of this run.
//!
//! What speaks to it is the embedded cloud, behind its own signatures and IAM; a lab's program never sees its address.

#[cfg(feature = "testcontainers")]
mod container;
pub mod docker;
mod endpoint;

use std::path::Path;
use std::time::Duration;

use cloud::DynamoDbLocal;

use super::Tables;
use crate::report::status_line::StatusLine;
use crate::stop::Stop;
#[cfg(feature = "testcontainers")]
use container::Container;

pub use endpoint::Endpoint;

/// The image that `--dynamodb local` starts. <https://hub.docker.com/r/amazon/dynamodb-local>
pub const IMAGE: &str = "amazon/dynamodb-local:3.3.1";

/// How long DynamoDB Local may take until it answers: a JVM on a machine at work takes its time.
#[cfg(feature = "testcontainers")]
const READY_WITHIN: Duration = Duration::from_mins(1);

/// The same of one that runs already, or was started by hand a moment ago.
const ANSWERS_WITHIN: Duration = Duration::from_secs(15);

/// How long taking away what the run made may take; what runs no more is not waited for.
const CLOSED_WITHIN: Duration = Duration::from_secs(15);

/// Where the tables are to be kept, as the command line says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// In the checker's own process.
    Embedded,
    /// In a container of this image, started for this run.
    Image(String),
    /// In a DynamoDB Local that runs already.
    Endpoint(Endpoint),
}

/// A place for tables that is open. Dropping it takes away what the run made there, container or tables, however the run
/// ends: well, with a failure, by Ctrl-C, by a panic.
#[derive(Debug)]
pub struct OpenTables {
    /// For the target.
    pub tables: Tables,
    #[cfg(feature = "testcontainers")]
    container: Option<Container>,
}

impl OpenTables {
    /// Opens a place, and waits until it answers. `marks` is the folder of [`Root::containers`](crate::course::Root::containers).
    ///
    /// # Errors
    /// A fault that says what is missing, and what else to do.
    pub async fn open(place: &Place, marks: &Path) -> Result<Self, Stop> {
        match place {
            Place::Embedded => Ok(Self::over(Tables::Embedded)),
            Place::Endpoint(endpoint) => {
                let local = connect(endpoint.as_str(), ANSWERS_WITHIN).await.map_err(|error| {
                    Stop::fault(format!(
                        "{error}: start DynamoDB Local there, or leave --dynamodb-endpoint out: the embedded DynamoDB \
                         needs nothing"
                    ))
                })?;
                Ok(Self::over(Tables::DynamoDbLocal(local)))
            }
            Place::Image(image) => Self::in_container(image, marks).await,
        }
    }

    fn over(tables: Tables) -> Self {
        Self {
            tables,
            #[cfg(feature = "testcontainers")]
            container: None,
        }
    }

    #[cfg(feature = "testcontainers")]
    async fn in_container(image: &str, marks: &Path) -> Result<Self, Stop> {
        let container = Container::start(image, marks).await?;
        let endpoint = container.endpoint();
        let local = tokio::select! {
            connected = connect(&endpoint, READY_WITHIN) => connected.map_err(|error| Stop::fault(format!(
                "{error}, though the container of {image} runs: where Docker's engine runs on another machine, its ports are \
                 not here; start DynamoDB Local yourself and name it with --dynamodb-endpoint URL"
            )))?,
            ended = container.ended() => return Err(container::ended_early(image, &ended)),
        };
        Ok(Self { tables: Tables::DynamoDbLocal(local), container: Some(container) })
    }

    #[cfg(not(feature = "testcontainers"))]
    #[expect(clippy::unused_async, reason = "with testcontainers it waits for a container")]
    async fn in_container(_: &str, _: &Path) -> Result<Self, Stop> {
        Err(Stop::fault(format!(
            "this checker was built without testcontainers, so it starts no container: build it with `cargo build \
             --package checker --features testcontainers`, or start {IMAGE} yourself and name it with --dynamodb-endpoint \
             URL"
        )))
    }
}

async fn connect(endpoint: &str, within: Duration) -> Result<DynamoDbLocal, impl std::fmt::Display> {
    let line = StatusLine::new();
    let waiting = |since: Duration| line.show(&format!("waiting for DynamoDB Local: {} s", since.as_secs()));
    DynamoDbLocal::connect(endpoint, within, waiting).await
}

impl Drop for OpenTables {
    fn drop(&mut self) {
        #[cfg(feature = "testcontainers")]
        if self.container.is_some() {
            return; // its tables go with it
        }
        if let Tables::DynamoDbLocal(local) = &self.tables {
            let local = local.clone();
            to_its_end(async move { local.close().await });
        }
    }
}

/// Does what must be done even where nobody awaits any more: a future that Ctrl-C dropped, a panic.
fn to_its_end(work: impl Future<Output = ()> + Send + 'static) {
    let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
    let work = async move {
        let _ = tokio::time::timeout(CLOSED_WITHIN, work).await;
    };
    match runtime.runtime_flavor() {
        tokio::runtime::RuntimeFlavor::CurrentThread => drop(runtime.spawn(work)),
        _ => tokio::task::block_in_place(|| runtime.block_on(work)),
    }
}
