//! What a role may do beyond what the function needs. A list of requests finds what somebody thought of; so the policies
//! themselves say what else to ask: each thing that they allow is asked about.

use cloud::STUDENT_ACCOUNT;
use iam::{Effect, NamedPolicy, Policy, Position, Statement};

use super::Session;
use super::resources;
use super::scene::Scene;
use crate::checks::role::{command, decided, documents, place, place_of};
use crate::checks::template_file::TemplateFile;
use crate::harness::{Failure, Outcome, Verdict};

/// Actions on objects that are no reading.
const ON_OBJECTS: [&str; 11] = [
    "s3:PutObject",
    "s3:DeleteObject",
    "s3:PutObjectAcl",
    "s3:DeleteObjectVersion",
    "s3:PutObjectTagging",
    "s3:DeleteObjectTagging",
    "s3:PutObjectRetention",
    "s3:PutObjectLegalHold",
    "s3:AbortMultipartUpload",
    "s3:RestoreObject",
    "s3:BypassGovernanceRetention",
];
/// Actions on buckets that are no listing of objects.
const ON_BUCKETS: [&str; 13] = [
    "s3:PutBucketPolicy",
    "s3:DeleteBucket",
    "s3:CreateBucket",
    "s3:DeleteBucketPolicy",
    "s3:PutBucketAcl",
    "s3:PutBucketPublicAccessBlock",
    "s3:PutLifecycleConfiguration",
    "s3:PutReplicationConfiguration",
    "s3:PutBucketNotification",
    "s3:PutBucketVersioning",
    "s3:PutBucketCORS",
    "s3:GetBucketPolicy",
    "s3:GetBucketAcl",
];
/// What writes a log, and what `AWSLambdaBasicExecutionRole` allows.
const LOG: &str = "logs:";

/// What is asked about one role.
struct Asked<'a> {
    scene: &'a Scene,
    template: TemplateFile,
    role: String,
    /// The data bucket's ARN, and its policy.
    bucket: String,
    of_bucket: Option<NamedPolicy>,
    /// A word of this run, which no policy can know.
    word: String,
}

/// That the role may do nothing else.
pub(super) async fn no_more_than_needed(session: &Session) -> Outcome {
    let scene = session.own().await?;
    let role = resources::role(&scene.stack, "")?;
    let mut source = session.setting.seed.source("what else");
    let asked = Asked {
        scene,
        template: session.setting.template()?,
        role: role.name.clone(),
        bucket: format!("arn:aws:s3:::{}", scene.bucket),
        of_bucket: bucket_policy(scene).await?,
        word: source.name(),
    };
    let mut allowed = Vec::new();
    for (name, policy) in documents(&scene.cloud, &role.name)? {
        let broken = |error: iam::ParseError| Verdict::Fault(format!("{name} does not parse: {}", error.message));
        let statements = Policy::parse(&policy).map_err(broken)?.statements.into_iter();
        let allows = statements.filter(|statement| statement.effect == Effect::Allow);
        allowed.extend(allows.map(|statement| (name.clone(), statement)));
    }
    // First what is wrong whatever it names.
    for (name, statement) in &allowed {
        asked.all_but(name, statement)?;
    }
    let region = &session.setting.region;
    let list = format!("{}/data/conversations.json", asked.bucket);
    let other = format!("arn:aws:s3:::payroll-{}", source.name());
    for foreign in &session.data.foreign {
        asked.refused("s3:GetObject", &format!("{}/{foreign}", asked.bucket))?;
    }
    asked.refused("s3:GetObject", &format!("{other}/data/conversations.json"))?;
    asked.refused("s3:ListBucket", &other)?;
    for action in ON_OBJECTS {
        asked.refused(action, &list)?;
    }
    for action in ON_BUCKETS {
        asked.refused(action, &asked.bucket)?;
    }
    asked.refused("dynamodb:Scan", &format!("arn:aws:dynamodb:{region}:{STUDENT_ACCOUNT}:table/Chat-Messages"))?;
    let log = format!("arn:aws:logs:{region}:{STUDENT_ACCOUNT}:log-group:/aws/lambda/{}", asked.word);
    asked.refused("logs:DeleteLogGroup", &log)?;
    for (name, statement) in &allowed {
        asked.statement(name, statement)?;
    }
    Ok(())
}

/// The policy of the data bucket, which must let nobody in whom the account does not know.
async fn bucket_policy(scene: &Scene) -> Result<Option<NamedPolicy>, Verdict> {
    let Ok(answer) = scene.s3.get_bucket_policy().bucket(&scene.bucket).send().await else { return Ok(None) };
    let Some(policy) = answer.policy().and_then(|text| Policy::parse(text).ok()) else { return Ok(None) };
    if iam::is_public(&policy) {
        return Err(Failure::new("The policy of the data bucket is public: the data are everybody's.")
            .tried(format!("aws s3api get-bucket-policy-status --bucket {}", scene.bucket))
            .compared("IsPublic false", "IsPublic true")
            .into());
    }
    Ok(Some(NamedPolicy::new(format!("the bucket policy of {}", scene.bucket), policy)))
}

impl Asked<'_> {
    fn refused(&self, action: &str, resource: &str) -> Outcome {
        let ours =
            resource == self.bucket || resource.strip_prefix(&self.bucket).is_some_and(|key| key.starts_with('/'));
        let decision =
            self.scene.decide_with(&self.role, action, resource, self.of_bucket.as_ref().filter(|_| ours))?;
        if !decision.is_allowed() {
            return Ok(());
        }
        Failure::new(format!("The role may do more than the function needs: {action} on {resource}."))
            .tried(command(&self.role, action, resource, 3))
            .compared("denied", decided(&decision))
            .because_of(place(&self.scene.stack, &self.template, &decision))
            .fail()
    }

    /// A statement that names what it does *not* allow.
    fn all_but(&self, policy: &str, statement: &Statement) -> Outcome {
        let negated = [("Action", &statement.action), ("Resource", &statement.resource)];
        let negated = negated.into_iter().find_map(|(name, elements)| {
            elements.as_ref().filter(|elements| elements.negated).map(|elements| (name, elements.position))
        });
        let Some((name, position)) = negated else { return Ok(()) };
        self.too_much(policy, position, &format!("Not{name} with Allow is everything but what it names"), name)
    }

    /// A statement that allows something, by what it names.
    fn statement(&self, policy: &str, statement: &Statement) -> Outcome {
        let (Some(actions), Some(resources)) = (&statement.action, &statement.resource) else { return Ok(()) };
        for action in &actions.patterns {
            let name = action.value.to_ascii_lowercase();
            if name.starts_with(LOG) || name.starts_with('*') {
                continue;
            }
            if !name.starts_with("s3:") {
                let expected = "actions of S3, and those that write a log";
                return self.too_much(policy, action.position, &action.value, expected);
            }
            // Whether GetObject* is too much is a matter of taste: it reads.
            let reads = ["s3:getobject", "s3:listbucket"].iter().any(|reading| name.starts_with(reading));
            if !reads && !name.contains(['*', '?']) {
                return self.too_much(policy, action.position, &action.value, "s3:GetObject and s3:ListBucket");
            }
        }
        resources.patterns.iter().try_for_each(|resource| self.resource(&resource.value))
    }

    /// Something that a pattern fits, asked about.
    fn resource(&self, pattern: &str) -> Outcome {
        let place = pattern.rsplit_once(":::").map_or(pattern, |(_, place)| place);
        let place = place.replace('*', &self.word).replace('?', "x");
        let resource = format!("arn:aws:s3:::{place}");
        if !place.contains('/') {
            if resource != self.bucket {
                self.refused("s3:ListBucket", &resource)?;
            }
            return ON_BUCKETS.iter().try_for_each(|action| self.refused(action, &resource));
        }
        if !resource.starts_with(&format!("{}/data/", self.bucket)) {
            self.refused("s3:GetObject", &resource)?;
        }
        ON_OBJECTS.iter().try_for_each(|action| self.refused(action, &resource))
    }

    fn too_much(&self, policy: &str, position: Position, what: &str, expected: &str) -> Outcome {
        let found = place_of(&self.scene.stack, &self.template, policy, position);
        Failure::new(format!("The role may do more than the function needs: {what}."))
            .compared(expected, found.unwrap_or_else(|| policy.to_owned()))
            .because(format!("in the policy {policy}"))
            .fail()
    }
}
