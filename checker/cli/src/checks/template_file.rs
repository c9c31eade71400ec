//! A lab's template: read, and resolved as a deployment would.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use cloud::STUDENT_ACCOUNT;
use cloud::template::{Diagnostic, Inputs, Position, Severity, Stack, Template};

use super::excerpt::excerpt;
use crate::harness::{Failure, Seed};
use crate::stop::Stop;

/// The file's name, the first that SAM looks for.
pub(super) const TEMPLATE: &str = "template.yaml";
/// The name of the course's stack.
const STACK: &str = "chat";
/// How many further errors are told beside the first.
const FURTHER: usize = 4;

/// What a deployment brings to the template.
#[derive(Debug, Clone)]
pub(super) struct Deployment<'a> {
    /// Parameters that are given; the others have their defaults.
    pub(super) parameters: &'a [(&'a str, &'a str)],
    /// The account.
    pub(super) account: &'a str,
    /// The region.
    pub(super) region: &'a str,
    /// What made-up names follow from.
    pub(super) seed: u64,
}

/// The student's template.
#[derive(Debug, Clone)]
pub(super) struct TemplateFile {
    folder: PathBuf,
    text: String,
}

/// The stack that the template of a lab's folder becomes as it is, in a region: what `checker cloud` deploys.
///
/// # Errors
/// A usage error when there is no template, or AWS would refuse it.
pub(super) fn stack_of(folder: &Path, region: &str, seed: Option<Seed>) -> Result<Stack, Stop> {
    let seed = seed.map_or(0, |seed| seed.0);
    let deployment = Deployment { parameters: &[], account: STUDENT_ACCOUNT, region, seed };
    TemplateFile::read(folder)
        .and_then(|template| template.resolve(&deployment))
        .map_err(|failure| Stop::usage(format!("{}\n{}", failure.message, failure.actual)))
}

impl TemplateFile {
    /// Reads the template of a lab's folder.
    ///
    /// # Errors
    /// A failure when there is none, or when it is not UTF-8.
    pub(super) fn read(folder: &Path) -> Result<Self, Failure> {
        let bytes = std::fs::read(folder.join(TEMPLATE)).map_err(|_| {
            Failure::new(format!("{TEMPLATE} is not there."))
                .compared(format!("the file {TEMPLATE} in the lab's folder"), "no such file")
        })?;
        let text = String::from_utf8(bytes)
            .map_err(|_| Failure::new(format!("{TEMPLATE} is no UTF-8 text. Save it as UTF-8 in your editor.")))?;
        Ok(Self { folder: folder.to_path_buf(), text })
    }

    /// The stack that the template becomes.
    ///
    /// # Errors
    /// A failure that names the first thing for which AWS refuses the template, with its place, and counts the others.
    pub(super) fn resolve(&self, deployment: &Deployment<'_>) -> Result<Stack, Failure> {
        let parameters: BTreeMap<String, String> =
            deployment.parameters.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect();
        let folder = self.folder.clone();
        let include = move |name: &str| {
            // Nothing outside the lab's folder is read.
            let plain = Path::new(name).components().all(|part| matches!(part, std::path::Component::Normal(_)));
            if !plain {
                return Err("only files in the lab's folder can be included".to_owned());
            }
            std::fs::read_to_string(folder.join(name)).map_err(|error| error.to_string())
        };
        let inputs = Inputs {
            stack_name: STACK.to_owned(),
            account: deployment.account.to_owned(),
            region: deployment.region.to_owned(),
            partition: "aws".to_owned(),
            parameters,
            seed: deployment.seed,
            include: &include,
        };
        Template::parse(&self.text, TEMPLATE)
            .and_then(|template| template.resolve(&inputs))
            .map_err(|diagnostics| self.refused(&diagnostics))
    }

    fn refused(&self, diagnostics: &[Diagnostic]) -> Failure {
        let mut errors = diagnostics.iter().filter(|told| told.severity == Severity::Error);
        let Some(first) = errors.next() else { return Failure::new(format!("{TEMPLATE} cannot be resolved.")) };
        let nearest = first.nearest.as_ref().map(|near| format!(" Did you mean {near}?")).unwrap_or_default();
        // A warning often says what led to an error: a `${…}` that nothing replaces.
        let warnings = diagnostics.iter().filter(|told| told.severity == Severity::Warning && told.at == first.at);
        let further: Vec<String> = warnings.chain(errors).map(ToString::to_string).collect();
        let mut failure = Failure::new(format!("AWS would not take {}: {}{nearest}", first.at.file, first.message))
            .tried("sam validate --lint")
            .compared("a template that CloudFormation takes", self.excerpt(&first.at));
        if !first.path.is_empty() {
            failure = failure.because(format!("at {}", first.path));
        }
        let more = further.len().saturating_sub(FURTHER);
        failure = failure.because_of(further.into_iter().take(FURTHER));
        if more > 0 { failure.because(format!("and {more} more")) } else { failure }
    }

    /// A line of the template, or of a file that it includes, with a mark below the place.
    pub(super) fn excerpt(&self, at: &Position) -> String {
        if *at.file == *TEMPLATE {
            return excerpt(TEMPLATE, &self.text, at.line, at.column);
        }
        match std::fs::read_to_string(self.folder.join(&*at.file)) {
            Ok(text) => excerpt(&at.file, &text, at.line, at.column),
            Err(_) => at.to_string(),
        }
    }
}
