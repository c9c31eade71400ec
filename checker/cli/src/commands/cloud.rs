//! `checker cloud`: serve the embedded cloud until Ctrl-C.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use cloud::{Cloud, Config, StartError};

use crate::artefacts::{self, BuildError, Finished, Overlay, Program, Source, environment};
use crate::checks::s3_hosting::{Folder, bucket_name};
use crate::checks::{bucket_policy, cognito, dynamodb, iam_role, models, proxy_lambda};
use crate::course::{self, Lab, Root};
use crate::harness::{Ground as _, Seed};
use crate::stop::{Stop, told_to_end, unless_interrupted};
use crate::target::{API_PORT, CLOUD_PORT, Target, WEBSITE_PORT};

/// What `checker cloud` takes.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Run this lab's program in the cloud first
    lab: Option<String>,
    /// The solution's program instead of yours
    #[arg(long)]
    solutions: bool,
    /// The port of all services [default: 4566, or the next free one]
    #[arg(long, value_name = "N")]
    port: Option<u16>,
    /// Your region
    #[arg(long, value_name = "REGION", default_value = cloud::DEFAULT_REGION)]
    region: String,
    /// Publish what the check with this seed publishes, instead of site/
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    #[command(flatten)]
    dynamodb: super::dynamodb::Options,
}

/// How many ports after the first are tried.
const NEXT_PORTS: u16 = 20;

/// A lab that stands in the cloud.
pub(super) struct Shown {
    /// The bucket with the site.
    bucket: String,
    /// The address of the lab's API on this machine, where it has one.
    api: Option<String>,
    /// What the lab's program printed, or what its stack gives out.
    pub(super) said: String,
    /// What did not work, in words.
    pub(super) failure: Option<String>,
}

impl Shown {
    /// After a run of a lab's program.
    fn after(bucket: String, finished: &Finished) -> Self {
        let how = || format!("the program {}; the cloud holds what it did before", finished.ended_how());
        let said = format!("{}{}", finished.stderr, finished.stdout);
        Self { bucket, api: None, said, failure: (!finished.success()).then(how) }
    }
}

impl Shown {
    /// A stack that stands.
    fn stack(bucket: String, api: Option<String>, outputs: &[(String, String)], refused: &[String]) -> Self {
        let width = outputs.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
        let said = outputs.iter().map(|(name, value)| format!("{name:<width$} {value}\n")).collect::<Vec<_>>().concat();
        let failure = (!refused.is_empty()).then(|| {
            format!("\nAWS would roll the stack back; here what could be made stands:\n{}", refused.join("\n"))
        });
        Self { bucket, api, said, failure }
    }
}

/// A lab that is ready to be shown.
pub(super) struct Ready {
    lab: &'static Lab,
    program: Program,
    /// The folder with the lab's files.
    files: PathBuf,
}

pub(crate) async fn run(root: &Root, arguments: &Arguments) -> Result<ExitCode, Stop> {
    let lab = arguments.lab.as_deref().map(course::find).transpose()?;
    arguments.dynamodb.place()?;
    let ready = match lab {
        Some(lab) => Some(build(root, lab, arguments.solutions).await?),
        None => None,
    };
    // Held to the end: what it opened goes with it.
    let tables = unless_interrupted(arguments.dynamodb.open(root)).await?;
    let target = Target::Embedded(tables.tables.clone());
    let cloud = start(arguments, &target).await?;
    // An invented folder stays until the end: the student runs the program on it again.
    let folder = published(root, lab, arguments.seed)?;
    let mut failed = false;
    if let Some(ready) = ready {
        match unless_interrupted(Box::pin(show(&cloud, &ready, &folder, arguments.seed))).await {
            Ok(Shown { bucket, api, said, failure }) => {
                anstream::print!("{said}");
                if let Some(failure) = &failure {
                    anstream::println!("{failure}");
                }
                if let Some(api) = api {
                    anstream::println!("\napi       {api}   (the stage's address, on this machine)");
                }
                serve_website(&cloud, &bucket, &folder.path).await?;
                failed = failure.is_some();
            }
            // What stands in the lab's files may be mended while the cloud is there.
            Err(Stop::Usage(message)) => {
                anstream::println!("{message}\nThe program was not run; the cloud is empty.\n");
                failed = true;
            }
            Err(fault) => return Err(fault),
        }
    }
    print_exports(&cloud);
    anstream::println!("\nServing until Ctrl-C. Nothing is kept when it ends.");
    let broke = tokio::select! {
        () = told_to_end() => None,
        why = target.breaks() => Some(why),
    };
    cloud.shutdown().await;
    if let Some(why) = broke {
        return Err(Stop::fault(why));
    }
    Ok(ExitCode::from(u8::from(failed)))
}

pub(super) async fn build(root: &Root, lab: &'static Lab, solutions: bool) -> Result<Ready, Stop> {
    let source = if solutions { Source::Solution } else { Source::Student };
    let overlay = Overlay::prepare(root, lab, &source)?;
    match artefacts::build(root, &overlay, |_| {}).await {
        Ok(program) => Ok(Ready { lab, program, files: overlay.folder }),
        Err(BuildError::Stop(stop)) => Err(stop),
        Err(BuildError::Code(errors)) => Err(Stop::usage(format!("the lab does not compile:\n{errors}"))),
    }
}

async fn start(arguments: &Arguments, target: &Target) -> Result<Cloud, Stop> {
    let first = arguments.port.unwrap_or(CLOUD_PORT);
    let last = if arguments.port.is_some() { first } else { first.saturating_add(NEXT_PORTS) };
    for port in first..=last {
        let config = Config {
            region: arguments.region.clone(),
            port: Some(port),
            dynamodb_local: target.dynamodb_local().cloned(),
            ..Config::default()
        };
        match Cloud::start(config).await {
            Ok(cloud) => {
                if port != first {
                    anstream::println!("port {first} is taken, so this is port {port}");
                }
                return Ok(cloud);
            }
            Err(StartError::PortInUse { .. }) => {}
            Err(error) => return Err(Stop::fault(format!("the cloud did not start: {error}"))),
        }
    }
    Err(Stop::fault(match arguments.port {
        Some(port) => format!("port {port} is taken by another program; choose another with --port"),
        None => format!("ports {first} to {last} are all taken; choose one with --port"),
    }))
}

/// The folder that a lab's program publishes: what the check with this seed invents, else the chat web app. From lab 4 on
/// the site is always the chat, and a seed is about its data.
pub(super) fn published(root: &Root, lab: Option<&Lab>, seed: Option<u64>) -> Result<Folder, Stop> {
    match seed.filter(|_| lab.is_none_or(|lab| lab.number < 4)) {
        Some(seed) => Folder::invent(Seed(seed)),
        None => Folder::as_given(&root.site(), Seed(0)),
    }
}

/// Brings the cloud to where the lab starts, and runs its program there, or deploys its template.
pub(super) async fn show(cloud: &Cloud, ready: &Ready, folder: &Folder, seed: Option<u64>) -> Result<Shown, Stop> {
    match ready.lab.slug {
        "bucket-policy" => {
            let files = bucket_policy::Files::new(&ready.files);
            let (bucket, finished) = bucket_policy::show(cloud, &ready.program, &files, folder).await?;
            Ok(Shown::after(bucket, &finished))
        }
        "iam-role" => {
            let stack = iam_role::show(cloud, &ready.program, &ready.files, &folder.files).await?;
            Ok(Shown::stack(stack.site, None, &stack.outputs, &stack.refused))
        }
        "proxy-lambda" => {
            // On the default port, the port that the reports' commands name.
            let first = cloud.port().saturating_add(API_PORT - CLOUD_PORT);
            let stack =
                proxy_lambda::show(cloud, &ready.program, &ready.files, &folder.files, Some(first), seed.map(Seed))
                    .await?;
            Ok(Shown::stack(stack.site, stack.api, &stack.outputs, &stack.refused))
        }
        "dynamodb" => {
            let first = cloud.port().saturating_add(API_PORT - CLOUD_PORT);
            let stack =
                dynamodb::show(cloud, &ready.program, &ready.files, &folder.files, Some(first), seed.map(Seed)).await?;
            Ok(Shown::stack(stack.site, stack.api, &stack.outputs, &stack.refused))
        }
        "models" => {
            let first = cloud.port().saturating_add(API_PORT - CLOUD_PORT);
            let stack =
                models::show(cloud, &ready.program, &ready.files, &folder.files, Some(first), seed.map(Seed)).await?;
            Ok(Shown::stack(stack.site, stack.api, &stack.outputs, &stack.refused))
        }
        "cognito" => {
            let first = cloud.port().saturating_add(API_PORT - CLOUD_PORT);
            let stack =
                cognito::show(cloud, &ready.program, &ready.files, &folder.files, Some(first), seed.map(Seed)).await?;
            Ok(Shown::stack(stack.site, stack.api, &stack.outputs, &stack.refused))
        }
        _ => {
            let bucket = seed.map_or_else(|| "chat-site".to_owned(), |seed| bucket_name(Seed(seed)));
            let home = tempfile::tempdir().map_err(|error| Stop::io("cannot write", &std::env::temp_dir(), &error))?;
            let environment = environment::for_program(home.path(), &cloud.endpoint(), cloud.region(), cloud.student());
            let site = folder.path.display().to_string();
            let args = [bucket.as_str(), &site, "--region", cloud.region()];
            let finished = ready.program.run(&args, &environment, home.path()).await?;
            Ok(Shown::after(bucket, &finished))
        }
    }
}

/// Gives the bucket's website a port of its own, and says where it is.
async fn serve_website(cloud: &Cloud, bucket: &str, folder: &Path) -> Result<(), Stop> {
    let first = cloud.port().saturating_add(WEBSITE_PORT - CLOUD_PORT);
    for port in first..=first.saturating_add(NEXT_PORTS) {
        match cloud.serve_website(bucket, Some(port)).await {
            Ok(address) => {
                anstream::println!(
                    "\nbucket    {bucket}\nfolder    {}\nbrowser   http://{address}/   (the website's address, on this machine)",
                    folder.display()
                );
                return Ok(());
            }
            Err(StartError::PortInUse { .. }) => {}
            Err(error) => return Err(Stop::fault(format!("the website has no port: {error}"))),
        }
    }
    Err(Stop::fault(format!("no port after {first} is free for the website")))
}

/// How a shell sets a variable.
type Form = fn(&str, &str) -> String;

fn print_exports(cloud: &Cloud) {
    let exports = environment::exports(&cloud.endpoint(), cloud.region(), cloud.student());
    anstream::println!("endpoint  {}", cloud.endpoint());
    anstream::println!("live page {}   (each request as it comes, and what decided it)", cloud.live_page());
    anstream::println!("\nFor AWS's own tools, and for programs that use an SDK, in another terminal:\n");
    let forms: [(&str, Form); 3] = [
        ("sh", |name, value| format!("export {name}={value}")),
        ("PowerShell", |name, value| format!("$env:{name}='{value}'")),
        ("cmd", |name, value| format!("set {name}={value}")),
    ];
    for (shell, form) in forms {
        anstream::println!("# {shell}");
        for (name, value) in &exports {
            anstream::println!("{}", form(name, value));
        }
        anstream::println!();
    }
    anstream::println!("These credentials are invented; they open nothing but this cloud.");
}
