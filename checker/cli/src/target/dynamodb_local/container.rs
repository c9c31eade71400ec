//! DynamoDB Local in a container of this run, which is gone when the run is over.
//!
//! Each container carries the run's id as a label, and the run holds a lock on a file of that name. What a checker that was
//! killed (-9) left is told by that: its lock is free. The next checker of the same course takes it away.

use std::collections::HashMap;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

use futures::StreamExt as _;
use testcontainers::bollard::Docker;
use testcontainers::bollard::errors::Error as DockerError;
use testcontainers::bollard::models::PortBinding;
use testcontainers::bollard::query_parameters::{
    ListContainersOptionsBuilder, LogsOptionsBuilder, RemoveContainerOptionsBuilder, WaitContainerOptions,
};
use testcontainers::core::IntoContainerPort as _;
use testcontainers::core::client::docker_client_instance;
use testcontainers::runners::AsyncRunner as _;
use testcontainers::{ContainerAsync, ContainerRequest, GenericImage, ImageExt as _, TestcontainersError};
use tokio::task::JoinHandle;

use super::docker::{LABEL, else_to_do};
use super::to_its_end;
use crate::report::status_line::StatusLine;
use crate::stop::Stop;

/// The port in the container. <https://hub.docker.com/r/amazon/dynamodb-local>
const PORT: u16 = 8000;

/// How long the engine may take until it answers at all.
const ENGINE_WITHIN: Duration = Duration::from_secs(10);

/// How long a container that has no port may take to have ended.
const ENDED_WITHIN: Duration = Duration::from_secs(2);

type Starting = JoinHandle<Result<ContainerAsync<GenericImage>, TestcontainersError>>;

/// A container of this run. Dropping it removes the container, whatever became of it.
pub(super) struct Container {
    docker: Docker,
    mark: Mark,
    starting: Option<Starting>,
    started: Option<ContainerAsync<GenericImage>>,
    port: u16,
}

impl std::fmt::Debug for Container {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Container")
            .field("run", &self.mark.run)
            .field("port", &self.port)
            .finish_non_exhaustive()
    }
}

impl Container {
    /// Starts a container of an image; its port is open on loopback alone. What runs in it may not answer yet.
    pub(super) async fn start(image: &str, marks: &Path) -> Result<Self, Stop> {
        let docker =
            engine().await.map_err(|why| Stop::fault(format!("no Docker engine answers ({why}): {}", else_to_do())))?;
        remove_left(&docker, marks).await;
        let request = request(image);
        if docker.inspect_image(image).await.is_err() {
            pull(image).await?;
        }
        let mark = Mark::new(marks)?;
        let request = request.with_label(LABEL, &mark.run);
        // In a task of its own: who is interrupted must not leave a container that is made a moment later.
        let starting = tokio::spawn(async move { request.start().await });
        let mut container = Self { docker, mark, starting: Some(starting), started: None, port: 0 };
        let Err(why) = container.finish_start().await else { return Ok(container) };
        // A program that ends at once has no port any more, which says little.
        match tokio::time::timeout(ENDED_WITHIN, container.ended()).await {
            Ok(ended) if !ended.is_empty() => Err(ended_early(image, &ended)),
            _ => Err(Stop::fault(format!("Docker cannot start a container of {image}: {why}"))),
        }
    }

    async fn finish_start(&mut self) -> Result<(), String> {
        if let Some(starting) = &mut self.starting {
            let started = starting.await.map_err(|error| error.to_string())?;
            self.starting = None;
            let started = self.started.insert(started.map_err(|error| error.to_string())?);
            self.port = started.get_host_port_ipv4(PORT.tcp()).await.map_err(|error| error.to_string())?;
        }
        Ok(())
    }

    /// Where it is to be asked.
    pub(super) fn endpoint(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Waits until the container has ended by itself; how, and its last lines, for a message.
    pub(super) async fn ended(&self) -> String {
        let Some(started) = &self.started else { return String::new() };
        let mut waited = std::pin::pin!(self.docker.wait_container(started.id(), None::<WaitContainerOptions>));
        let code = match waited.next().await {
            Some(Ok(waited)) => waited.status_code,
            Some(Err(DockerError::DockerContainerWaitError { code, .. })) => code,
            _ => return String::new(),
        };
        let options = LogsOptionsBuilder::new().stdout(true).stderr(true).tail("3").build();
        let mut logs = std::pin::pin!(self.docker.logs(started.id(), Some(options)));
        let mut last = Vec::new();
        while let Some(Ok(line)) = logs.next().await {
            last.extend(line.to_string().lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()));
        }
        let last = last.join("; ");
        if last.is_empty() { format!(" (exit code {code})") } else { format!(" (exit code {code}: {last})") }
    }
}

impl Drop for Container {
    fn drop(&mut self) {
        let (docker, starting) = (self.docker.clone(), self.starting.take());
        let (run, path) = (self.mark.run.clone(), self.mark.path.clone());
        to_its_end(async move {
            if let Some(starting) = starting {
                let _ = starting.await;
            }
            let Ok(made) = labelled(&docker, Some(&run)).await else { return };
            for id in made.into_keys() {
                remove(&docker, &id).await;
            }
            // What is still there after all is told by the mark to the next checker.
            if labelled(&docker, Some(&run)).await.is_ok_and(|left| left.is_empty()) {
                let _ = std::fs::remove_file(path);
            }
        });
        self.started = None;
    }
}

/// The engine that `DOCKER_HOST`, or the default socket, leads to.
///
/// # Errors
/// Why it cannot be asked.
pub(super) async fn engine() -> Result<Docker, String> {
    let docker = docker_client_instance().await.map_err(|error| error.to_string())?;
    let negotiated = tokio::time::timeout(ENGINE_WITHIN, docker.negotiate_version()).await;
    negotiated
        .map_err(|_| format!("it has not answered within {} s", ENGINE_WITHIN.as_secs()))?
        .map_err(|error| in_one_line(&error))
}

fn in_one_line(error: &DockerError) -> String {
    let text = match std::error::Error::source(error) {
        Some(source) if !error.to_string().contains(&source.to_string()) => format!("{error}: {source}"),
        _ => error.to_string(),
    };
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// That the container of an image has ended by itself, as [`Container::ended`] tells it.
pub(super) fn ended_early(image: &str, ended: &str) -> Stop {
    Stop::fault(format!("the container of {image} ended before it answered{ended}; is it an image of DynamoDB Local?"))
}

/// What is to be started. The image's own command starts DynamoDB Local; its telemetry is switched off.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DynamoDBLocalTelemetry.html>
fn request(image: &str) -> ContainerRequest<GenericImage> {
    let (name, tag) = name_and_tag(image);
    GenericImage::new(name, tag)
        .with_exposed_port(PORT.tcp())
        .with_env_var("DDB_LOCAL_TELEMETRY", "0")
        .with_host_config_modifier(|host| {
            // By default testcontainers opens the port to everybody who reaches this machine.
            let loopback = PortBinding { host_ip: Some("127.0.0.1".to_owned()), host_port: Some("0".to_owned()) };
            host.publish_all_ports = Some(false);
            host.port_bindings = Some(HashMap::from([(format!("{PORT}/tcp"), Some(vec![loopback]))]));
        })
}

/// `amazon/dynamodb-local:3.3.1` in two; a registry may have a port.
fn name_and_tag(image: &str) -> (&str, &str) {
    match image.rsplit_once(':') {
        Some((name, tag)) if !tag.contains('/') => (name, tag),
        _ => (image, "latest"),
    }
}

async fn pull(image: &str) -> Result<(), Stop> {
    let line = StatusLine::new();
    line.show(&format!("pulling {image} (once; some 250 MB)"));
    let pulled = request(image).pull_image().await;
    drop(line);
    pulled.map(|_| ()).map_err(|error| {
        let why = match error {
            TestcontainersError::Client(testcontainers::core::error::ClientError::PullImage { err, .. }) => {
                in_one_line(&err)
            }
            error => error.to_string(),
        };
        Stop::fault(format!(
            "the image {image} cannot be pulled ({why}): pull it where there is a network, name another with \
             --dynamodb-image NAME, or leave the option out: the embedded DynamoDB needs nothing"
        ))
    })
}

/// The containers that carry our label, with their run's id; of one run, or of all.
async fn labelled(docker: &Docker, run: Option<&str>) -> Result<HashMap<String, String>, DockerError> {
    let label = run.map_or_else(|| LABEL.to_owned(), |run| format!("{LABEL}={run}"));
    let filters = HashMap::from([("label", vec![label])]);
    let options = ListContainersOptionsBuilder::new().all(true).filters(&filters).build();
    let found = docker.list_containers(Some(options)).await?;
    let with_run = |labels: Option<HashMap<String, String>>| labels.and_then(|mut labels| labels.remove(LABEL));
    Ok(found.into_iter().filter_map(|found| Some((found.id?, with_run(found.labels)?))).collect())
}

async fn remove(docker: &Docker, id: &str) {
    let options = RemoveContainerOptionsBuilder::new().force(true).v(true).build();
    let _ = docker.remove_container(id, Some(options)).await;
}

/// Removes what checkers of this course left that were killed. A checker at work holds its lock; what another course's
/// checker runs has no mark here.
async fn remove_left(docker: &Docker, marks: &Path) {
    for (id, run) in labelled(docker, None).await.unwrap_or_default() {
        if let Some(left) = Mark::left(marks, &run) {
            remove(docker, &id).await;
            let _ = std::fs::remove_file(&left.path);
        }
    }
}

/// The file whose lock says that the checker of a run lives. The system frees the lock with the process.
#[derive(Debug)]
struct Mark {
    run: String,
    path: PathBuf,
    _locked: File,
}

impl Mark {
    /// The mark of this run.
    fn new(marks: &Path) -> Result<Self, Stop> {
        let run = format!("{:016x}", fastrand::u64(..));
        let path = marks.join(&run);
        let wrong = |error: &std::io::Error| Stop::io("cannot write", &path, error);
        std::fs::create_dir_all(marks).map_err(|error| wrong(&error))?;
        let file = File::create_new(&path).map_err(|error| wrong(&error))?;
        file.lock().map_err(|error| wrong(&error))?;
        Ok(Self { run, path, _locked: file })
    }

    /// The mark that a checker left which lives no more.
    fn left(marks: &Path, run: &str) -> Option<Self> {
        // A label is text of others too, and names a file here.
        if run.len() != 16 || !run.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let path = marks.join(run);
        let file = File::open(&path).ok()?;
        match file.try_lock() {
            Ok(()) => Some(Self { run: run.to_owned(), path, _locked: file }),
            Err(TryLockError::WouldBlock | TryLockError::Error(_)) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tag_of_an_image_is_not_the_port_of_its_registry() {
        assert_eq!(name_and_tag("amazon/dynamodb-local:3.3.1"), ("amazon/dynamodb-local", "3.3.1"));
        assert_eq!(name_and_tag("localhost:5000/dynamodb"), ("localhost:5000/dynamodb", "latest"));
        assert_eq!(name_and_tag("localhost:5000/dynamodb:1"), ("localhost:5000/dynamodb", "1"));
    }

    #[test]
    fn a_run_that_lives_is_not_left() {
        let folder = tempfile::tempdir().unwrap();
        let mark = Mark::new(folder.path()).unwrap();
        assert!(Mark::left(folder.path(), &mark.run).is_none(), "its lock is held");
        assert!(Mark::left(folder.path(), "../../etc/passwd").is_none());
        assert!(Mark::left(folder.path(), "0123456789abcdef").is_none(), "a run of another course has no mark here");
        let run = mark.run.clone();
        drop(mark);
        assert_eq!(Mark::left(folder.path(), &run).map(|left| left.run), Some(run));
    }
}
