//! One feature set per shared crate in every build: otherwise each package compiles the SDKs again.

use std::collections::BTreeMap;
use std::process::Command;

use checker::course::LABS;

/// Each crate's features as Cargo resolves them when just this package is built.
fn features(package: &str, edges: &str) -> BTreeMap<String, String> {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--package", package, "--edges", edges, "--prefix", "none", "--format", "{p}\t{f}"])
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let mut features: BTreeMap<String, String> = BTreeMap::new();
    for line in text.lines().filter(|line| !line.contains("(/")) {
        let (name, set) = line.split_once('\t').expect("the format's tab");
        let set = set.trim_end_matches(" (*)");
        let all = features.entry(name.to_owned()).or_default();
        if set.len() > all.len() {
            set.clone_into(all); // a proc macro's own build may have fewer; the larger one is the shared one
        }
    }
    features
}

#[test]
fn shared_crates_have_one_feature_set_in_every_build() {
    let mut problems = Vec::new();
    for (build, edges) in [("cargo run", "normal,build"), ("cargo test", "normal,build,dev")] {
        let checker = features("checker", edges);
        for lab in &LABS {
            for (name, set) in features(&format!("{}-solution", lab.slug), "normal,build") {
                if let Some(shared) = checker.get(&name).filter(|shared| **shared != set) {
                    problems
                        .push(format!("{name}: {build} of the checker has [{shared}], lab {} has [{set}]", lab.number));
                }
            }
        }
    }
    assert!(
        problems.is_empty(),
        "add the missing features to [workspace.dependencies] and to the lab's Cargo.toml:\n{}",
        problems.join("\n")
    );
}

#[test]
fn the_checker_links_no_sdk_but_s3_and_those_of_aws_config() {
    let allowed = ["aws-sdk-s3", "aws-sdk-sts"];
    let sdks: Vec<_> =
        features("checker", "normal,build").into_keys().filter(|name| name.starts_with("aws-sdk-")).collect();
    let others: Vec<_> =
        sdks.iter().filter(|name| !allowed.contains(&name.split(' ').next().unwrap_or(name))).collect();
    assert!(others.is_empty(), "{others:?}");
}
