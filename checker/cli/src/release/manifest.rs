//! The manifests of a release: the workspace without the solutions, and crates without what is left out of them.

use toml_edit::{DocumentMut, Item, Value, value};

/// What a release adds to the version: `0.2.0+student`. `checker --version` says the edition by it, and Cargo, which
/// tells the packages of one target directory apart by name and version, does not take one edition's build for the other's.
pub(super) const EDITION: &str = "student";

/// The members that go into a release, as the workspace's manifest names them: all but the solutions.
///
/// # Errors
/// In words, when the manifest does not parse or has no members.
pub(super) fn members(workspace: &str) -> Result<Vec<String>, String> {
    let workspace = parse(workspace)?;
    let members = workspace.get("workspace").and_then(|table| table.get("members")?.as_array());
    let members = members.ok_or("the workspace's Cargo.toml has no `members`")?;
    let kept = members.iter().filter_map(Value::as_str).filter(|member| !is_solution(member));
    Ok(kept.map(str::to_owned).collect())
}

/// The workspace's manifest without the solutions among its members, and with the edition in its version. All else stays
/// as it is.
///
/// # Errors
/// In words, when the manifest does not parse or has no version.
pub(super) fn workspace(text: &str) -> Result<String, String> {
    let mut workspace = parse(text)?;
    for key in ["members", "default-members"] {
        let array = workspace.get_mut("workspace").and_then(|table| table.get_mut(key)?.as_array_mut());
        if let Some(array) = array {
            array.retain(|member| !member.as_str().is_some_and(is_solution));
            array.fmt();
        }
    }
    let version = workspace.get_mut("workspace").and_then(|table| table.get_mut("package")?.get_mut("version"));
    let version = version.ok_or("the workspace's Cargo.toml has no `version`")?;
    *version = value(format!("{}+{EDITION}", version.as_str().unwrap_or_default()));
    Ok(workspace.to_string())
}

/// A crate's manifest without its benchmarks and tests that Cargo would look for in vain; those are files that no
/// release holds.
///
/// # Errors
/// In words, when the manifest does not parse.
pub(super) fn member(text: &str, tests: bool) -> Result<String, String> {
    let mut manifest = parse(text)?;
    manifest.remove("bench");
    if !tests {
        manifest.remove("test");
    }
    Ok(format!("{}\n", manifest.to_string().trim_end()))
}

/// The name of a package, which has the workspace's version.
///
/// # Errors
/// In words, when the manifest does not parse, or has no name or a version of its own.
pub(super) fn package_name(text: &str) -> Result<String, String> {
    let manifest = parse(text)?;
    let package = manifest.get("package");
    let name = package.and_then(|package| package.get("name")).and_then(Item::as_str);
    let name = name.ok_or("a Cargo.toml has no package name")?;
    let version = package.and_then(|package| package.get("version")?.get("workspace"));
    if version.and_then(Item::as_bool) != Some(true) {
        return Err(format!("the Cargo.toml of {name} has no `version.workspace = true`"));
    }
    Ok(name.to_owned())
}

fn is_solution(member: &str) -> bool {
    member.split('/').next() == Some("solutions")
}

fn parse(manifest: &str) -> Result<DocumentMut, String> {
    manifest.parse().map_err(|error| format!("Cargo.toml: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORKSPACE: &str = "# why\n[workspace]\nresolver = \"3\"\nmembers = [\"solutions/01-a\", \"checker/cli\", \"solutions/02-b\"]\ndefault-members = [\"checker/cli\"]\n\n# kept\n[workspace.package]\nversion = \"1.0.0\"\n";

    #[test]
    fn the_solutions_are_no_members_and_all_else_stays() {
        assert_eq!(members(WORKSPACE).unwrap(), ["checker/cli"]);
        let wanted = WORKSPACE
            .replace("\"solutions/01-a\", \"checker/cli\", \"solutions/02-b\"", "\"checker/cli\"")
            .replace("1.0.0", "1.0.0+student");
        assert_eq!(workspace(WORKSPACE).unwrap(), wanted);
    }

    #[test]
    fn a_manifest_without_members_is_said() {
        assert_eq!(members("[workspace]\n").unwrap_err(), "the workspace's Cargo.toml has no `members`");
        assert!(workspace("[workspace").unwrap_err().starts_with("Cargo.toml: "));
    }

    #[test]
    fn a_crate_names_no_benchmark_and_no_test_that_is_left_out() {
        let crate_ = "[package]\nname = \"a\"\nversion.workspace = true\n\n[[test]]\nname = \"t\"\nharness = false\n\n[lints]\nworkspace = true\n\n[[bench]]\nname = \"b\"\n";
        assert_eq!(
            member(crate_, true).unwrap(),
            "[package]\nname = \"a\"\nversion.workspace = true\n\n[[test]]\nname = \"t\"\nharness = false\n\n[lints]\nworkspace = true\n"
        );
        assert_eq!(
            member(crate_, false).unwrap(),
            "[package]\nname = \"a\"\nversion.workspace = true\n\n[lints]\nworkspace = true\n"
        );
        assert_eq!(package_name(crate_).unwrap(), "a");
        let own = package_name("[package]\nname = \"a\"\nversion = \"1.0.0\"\n").unwrap_err();
        assert_eq!(own, "the Cargo.toml of a has no `version.workspace = true`");
    }
}
