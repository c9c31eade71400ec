//! An AWS of our own, in this process: S3 with its website endpoint, IAM, Lambda, API Gateway and `DynamoDB`, on loopback,
//! in memory.
//!
//! A wrong lab must fail here the way it fails on AWS; what is not emulated answers `NotImplemented`.

pub mod apigateway;
pub mod cognito;
mod config;
mod dispatch;
mod dynamodb;
mod identity;
pub mod lambda;
mod live_page;
mod logs;
mod query;
mod request_id;
pub mod roles;
mod s3;
mod s3_control;
mod server;
mod service_error;
mod sigv4;
mod stack;
mod state;
pub mod template;
mod trace;
mod xml;

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

pub use config::{Config, DEFAULT_REGION, OTHER_ACCOUNT, STUDENT_ACCOUNT, STUDENT_USER};
pub use dynamodb::{ConnectError, DynamoDb, DynamoDbLocal, Throttle, Throttled};
pub use identity::{ADMINISTRATOR_ACCESS, AccountId, Credentials, Identity, Principal};
pub use roles::Roles;
pub use s3::is_valid_bucket_name;
pub use service_error::ServiceError;
pub use stack::{Code, CreateFailed, ReplacementRefused, new_function};
pub use trace::{ApiExecution, FunctionRun, Step, StepName, TableRequest, TraceEvent};

use server::Listener;
use state::State;

/// Why a cloud, or a website's own port, did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Another program listens on the port.
    #[error("port {port} is in use")]
    PortInUse {
        /// The port that was asked for.
        port: u16,
    },
    /// The system refused the socket.
    #[error("cannot listen on loopback: {0}")]
    Listen(#[source] io::Error),
}

/// A running cloud. Dropping it closes its ports.
#[derive(Debug)]
pub struct Cloud {
    state: Arc<State>,
    listener: Listener,
    /// Ports of one website or one API.
    own_ports: Mutex<Vec<Listener>>,
    functions: Functions,
}

/// Ends all functions' processes with the cloud, however that ends.
#[derive(Debug)]
struct Functions(Arc<State>);

impl Drop for Functions {
    fn drop(&mut self) {
        self.0.lambda.clear();
    }
}

impl Cloud {
    /// Starts a cloud with no buckets on loopback.
    ///
    /// # Errors
    ///
    /// [`StartError::PortInUse`] where another program has the port.
    pub async fn start(config: Config) -> Result<Self, StartError> {
        let state = Arc::new(State::new(&config));
        let listener = Listener::bind(config.port).await?;
        state.lambda.listens_at(format!("http://{}", listener.address()));
        let listener = listener.serve_cloud(state.clone());
        let functions = Functions(state.clone());
        Ok(Self { state, listener, own_ports: Mutex::new(Vec::new()), functions })
    }

    /// The port of all services.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.listener.address().port()
    }

    /// The endpoint URL for SDKs and the AWS CLI.
    #[must_use]
    pub fn endpoint(&self) -> String {
        format!("http://127.0.0.1:{}", self.port())
    }

    /// The address of the page that shows each request as it comes. What stands after the `#` is a secret: it lets the
    /// page run a *Test* of a method of an API, which HTML files in buckets may not.
    #[must_use]
    pub fn live_page(&self) -> String {
        format!("{}{}#{}", self.endpoint(), live_page::PATH, self.state.token.as_str())
    }

    /// The student's region.
    #[must_use]
    pub fn region(&self) -> &str {
        &self.state.region
    }

    /// IAM user `student`, whom the student's own programs act as.
    #[must_use]
    pub fn student(&self) -> &Credentials {
        self.state.identities.student()
    }

    /// An administrator of another account, who can take a bucket name.
    #[must_use]
    pub fn other_account(&self) -> &Credentials {
        self.state.identities.other_account()
    }

    /// IAM: roles, policies, role sessions. They can change while the cloud runs, and count from the next request on.
    #[must_use]
    pub fn iam(&self) -> &Roles {
        &self.state.roles
    }

    /// All requests so far, in order; the oldest are dropped after 10,000.
    #[must_use]
    pub fn trace(&self) -> Vec<TraceEvent> {
        self.state.trace.since(0)
    }

    /// How many requests were answered so far.
    #[must_use]
    pub fn trace_len(&self) -> usize {
        self.state.trace.len()
    }

    /// The requests from number `from` on: with an earlier [`trace_len`](Self::trace_len), those since then.
    #[must_use]
    pub fn trace_since(&self, from: usize) -> Vec<TraceEvent> {
        self.state.trace.since(from)
    }

    /// Gives one bucket's website a port of its own, because browsers cannot resolve AWS's host names here.
    ///
    /// # Errors
    ///
    /// [`StartError::PortInUse`] where another program has the port.
    pub async fn serve_website(&self, bucket: &str, port: Option<u16>) -> Result<SocketAddr, StartError> {
        let listener = Listener::bind(port).await?;
        let listener = listener.serve_website(self.state.clone(), bucket.to_owned());
        let address = listener.address();
        self.state.websites.send_modify(|websites| {
            websites.insert(bucket.to_owned(), address);
        });
        self.own_ports.lock().unwrap_or_else(PoisonError::into_inner).push(listener);
        Ok(address)
    }

    /// Gives one API a port of its own, because browsers cannot resolve AWS's host names here:
    /// `http://127.0.0.1:PORT/STAGE/…`, another origin than the website's.
    ///
    /// # Errors
    ///
    /// [`StartError::PortInUse`] where another program has the port.
    pub async fn serve_api(&self, api_id: &str, port: Option<u16>) -> Result<SocketAddr, StartError> {
        let listener = Listener::bind(port).await?.serve_api(self.state.clone(), api_id);
        let address = listener.address();
        self.state.api_ports.send_modify(|ports| {
            ports.insert(api_id.to_owned(), address);
        });
        self.own_ports.lock().unwrap_or_else(PoisonError::into_inner).push(listener);
        Ok(address)
    }

    /// Closes all ports and ends all functions; requests under way are cut. No process is left when this returns.
    pub async fn shutdown(self) {
        let own_ports = self.own_ports.into_inner().unwrap_or_else(PoisonError::into_inner);
        for listener in own_ports {
            listener.close().await;
        }
        self.listener.close().await;
        self.functions.0.lambda.shutdown().await;
    }
}
