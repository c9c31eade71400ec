//! Lock files cut out of the workspace's own, so that all builds have the versions that the checker was built with: a
//! starter's, and that of a workspace without the solutions.

use std::collections::{BTreeMap, BTreeSet};

use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table, value};

/// Packages by name and version.
type Packages = BTreeMap<(String, String), Table>;

/// The part of the workspace's lock file that a lab with this manifest needs.
///
/// # Errors
/// In words, when a file does not parse or the lock file lacks a dependency.
pub(super) fn prune(manifest: &str, lock: &str) -> Result<String, String> {
    let manifest: DocumentMut = manifest.parse().map_err(|error| format!("the lab's Cargo.toml: {error}"))?;
    let package = manifest.get("package").ok_or("the lab's Cargo.toml has no [package]")?;
    let (name, version) =
        (package["name"].as_str().unwrap_or_default(), package["version"].as_str().unwrap_or_default());
    let direct = match of_solution(name, lock)? {
        Some(direct) => direct,
        None => named(&manifest),
    };
    let mut kept = reached(lock, &direct)?;

    let mut lab = Table::new();
    lab["name"] = value(name);
    lab["version"] = value(version);
    lab["dependencies"] = array(direct.into_iter());
    kept.insert((name.to_owned(), version.to_owned()), lab);
    Ok(write(kept))
}

/// What the solution of this lab depends on, as the lock file has it: with the version where there are several.
fn of_solution(lab: &str, lock: &str) -> Result<Option<Vec<String>>, String> {
    let lock: DocumentMut = lock.parse().map_err(|error| format!("Cargo.lock: {error}"))?;
    let solution = format!("{lab}-solution");
    let packages = lock.get("package").and_then(Item::as_array_of_tables);
    let found = packages.into_iter().flatten().find(|package| text(package, "name") == solution);
    let dependencies = found.and_then(|package| package.get("dependencies")).and_then(Item::as_array);
    Ok(dependencies.map(|entries| entries.iter().filter_map(|entry| entry.as_str().map(str::to_owned)).collect()))
}

/// What a manifest depends on, by name.
fn named(manifest: &DocumentMut) -> Vec<String> {
    let tables = ["dependencies", "build-dependencies"].map(|table| manifest.get(table).and_then(Item::as_table));
    let mut names: Vec<String> = tables.into_iter().flatten().flatten().map(|(name, _)| name.to_owned()).collect();
    names.sort();
    names
}

/// The part of the workspace's lock file that these members need, themselves included; their versions get the build
/// metadata `edition`.
///
/// # Errors
/// In words, when the lock file does not parse or lacks a package.
pub(crate) fn keep(members: &[String], edition: &str, lock: &str) -> Result<String, String> {
    let mut kept = reached(lock, members)?;
    for ((name, version), package) in &mut kept {
        if members.contains(name) {
            package["version"] = value(format!("{version}+{edition}"));
        }
    }
    Ok(write(kept))
}

/// These packages, and all that they depend on.
fn reached(lock: &str, from: &[String]) -> Result<Packages, String> {
    let lock: DocumentMut = lock.parse().map_err(|error| format!("Cargo.lock: {error}"))?;
    let mut by_name: BTreeMap<&str, Vec<&Table>> = BTreeMap::new();
    for package in lock.get("package").and_then(Item::as_array_of_tables).into_iter().flatten() {
        by_name.entry(text(package, "name")).or_default().push(package);
    }
    let mut kept = Packages::new();
    let mut open: Vec<String> = from.to_vec();
    let mut seen = BTreeSet::new();
    while let Some(name) = open.pop() {
        if !seen.insert(name.clone()) {
            continue;
        }
        // An entry is `name`, or `name version` where the lock file holds several versions.
        let mut words = name.split(' ');
        let (bare, version) = (words.next().unwrap_or_default(), words.next());
        let found = by_name
            .get(bare)
            .into_iter()
            .flatten()
            .find(|package| version.is_none_or(|version| text(package, "version") == version));
        let package = found.ok_or_else(|| format!("Cargo.lock has no `{name}`: run `cargo generate-lockfile`"))?;
        kept.insert((bare.to_owned(), text(package, "version").to_owned()), (*package).clone());
        if let Some(dependencies) = package.get("dependencies").and_then(Item::as_array) {
            open.extend(dependencies.iter().filter_map(|entry| entry.as_str().map(str::to_owned)));
        }
    }
    Ok(kept)
}

/// Writes the lock file; `name version` becomes `name` where only one version is left, as Cargo writes it.
fn write(packages: Packages) -> String {
    let mut versions: BTreeMap<String, usize> = BTreeMap::new();
    for (name, _) in packages.keys() {
        *versions.entry(name.clone()).or_default() += 1;
    }
    let single = |entry: &str| {
        let bare = entry.split(' ').next().unwrap_or(entry);
        if versions.get(bare) == Some(&1) { bare.to_owned() } else { entry.to_owned() }
    };
    let mut list = ArrayOfTables::new();
    for (index, mut table) in packages.into_values().enumerate() {
        if let Some(dependencies) = table.get("dependencies").and_then(Item::as_array) {
            let shortened: Vec<_> = dependencies.iter().filter_map(|entry| entry.as_str().map(&single)).collect();
            table["dependencies"] = array(shortened.into_iter());
        }
        table.set_position(Some(isize::try_from(index).unwrap_or_default() + 1));
        table.decor_mut().clear();
        table.decor_mut().set_prefix("\n");
        list.push(table);
    }
    let mut out = DocumentMut::new();
    out["version"] = value(4);
    out["package"] = Item::ArrayOfTables(list);
    format!("# This file is automatically @generated by Cargo.\n# It is not intended for manual editing.\n{out}")
}

fn array(entries: impl Iterator<Item = String>) -> Item {
    let mut array = Array::new();
    for entry in entries {
        array.push(entry);
    }
    for entry in array.iter_mut() {
        entry.decor_mut().set_prefix("\n ");
    }
    array.set_trailing("\n");
    array.set_trailing_comma(true);
    value(array)
}

fn text<'a>(table: &'a Table, key: &str) -> &'a str {
    table.get(key).and_then(Item::as_str).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = "version = 4\n\n[[package]]\nname = \"a\"\nversion = \"1.0.0\"\ndependencies = [\n \"c 2.0.0\",\n]\n\n[[package]]\nname = \"b\"\nversion = \"1.0.0\"\ndependencies = [\n \"c 1.0.0\",\n]\n\n[[package]]\nname = \"c\"\nversion = \"1.0.0\"\n\n[[package]]\nname = \"c\"\nversion = \"2.0.0\"\n";

    #[test]
    fn only_what_the_lab_needs_is_kept() {
        let manifest = "[package]\nname = \"lab\"\nversion = \"0.1.0\"\n\n[dependencies]\na = \"1\"\n";
        insta::assert_snapshot!(prune(manifest, LOCK).unwrap(), @r#"
        # This file is automatically @generated by Cargo.
        # It is not intended for manual editing.
        version = 4

        [[package]]
        name = "a"
        version = "1.0.0"
        dependencies = [
         "c",
        ]

        [[package]]
        name = "c"
        version = "2.0.0"

        [[package]]
        name = "lab"
        version = "0.1.0"
        dependencies = [
         "a",
        ]
        "#);
    }

    #[test]
    fn of_several_versions_the_lab_has_that_of_its_solution() {
        let lock = format!(
            "{LOCK}\n[[package]]\nname = \"lab-solution\"\nversion = \"0.1.0\"\ndependencies = [\n \"c 2.0.0\",\n]\n"
        );
        let manifest = "[package]\nname = \"lab\"\nversion = \"0.1.0\"\n\n[build-dependencies]\nc = \"2\"\n";
        let pruned = prune(manifest, &lock).unwrap();
        assert!(pruned.contains("name = \"c\"\nversion = \"2.0.0\"\n"), "{pruned}");
        assert!(!pruned.contains("1.0.0") && pruned.contains("dependencies = [\n \"c\",\n]"), "{pruned}");
    }

    #[test]
    fn members_are_kept_with_what_they_need() {
        let kept = keep(&["b".to_owned()], "student", LOCK).unwrap();
        let names = kept.lines().filter(|line| line.starts_with("name") || line.starts_with("version"));
        let wanted =
            ["version = 4", "name = \"b\"", "version = \"1.0.0+student\"", "name = \"c\"", "version = \"1.0.0\""];
        assert_eq!(names.collect::<Vec<_>>(), wanted);
        assert!(kept.contains("dependencies = [\n \"c\",\n]\n"), "{kept}");
        // Where nothing is left out, it is Cargo's own file again.
        let all = keep(&["a", "b"].map(str::to_owned), "student", LOCK).unwrap();
        assert!(all.replace("+student", "").ends_with(LOCK), "{all}");
    }

    #[test]
    fn a_missing_package_is_named() {
        let manifest = "[package]\nname = \"lab\"\nversion = \"0.1.0\"\n\n[dependencies]\nz = \"1\"\n";
        assert_eq!(prune(manifest, LOCK).unwrap_err(), "Cargo.lock has no `z`: run `cargo generate-lockfile`");
    }
}
