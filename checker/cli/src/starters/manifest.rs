//! A starter's `Cargo.toml`: a lab is a package of its own, so what the solution takes from the workspace is written out.

use std::fmt::Write as _;

use toml_edit::{DocumentMut, InlineTable, Item, Value};

/// Replaces each line `name.workspace = true` by the workspace's own entry; all other lines stay as they are.
///
/// # Errors
/// In words, when the workspace's manifest does not parse or has no such entry.
pub(super) fn expand(manifest: &str, workspace: &str) -> Result<String, String> {
    let workspace: DocumentMut = workspace.parse().map_err(|error| format!("the workspace's Cargo.toml: {error}"))?;
    let shared = workspace.get("workspace").and_then(|workspace| workspace.get("dependencies"));
    let mut out = String::with_capacity(manifest.len());
    for line in manifest.lines() {
        match line.strip_suffix(".workspace = true") {
            Some(name) => {
                let entry = shared
                    .and_then(|shared| shared.get(name))
                    .ok_or_else(|| format!("the workspace has no dependency `{name}`"))?;
                let entry =
                    inline(entry).ok_or_else(|| format!("the workspace's `{name}` is neither text nor table"))?;
                let _ = write!(out, "{name} = {}", entry.to_string().trim());
            }
            None => out.push_str(line),
        }
        out.push('\n');
    }
    Ok(out)
}

fn inline(entry: &Item) -> Option<Value> {
    match entry {
        Item::Value(value @ (Value::InlineTable(_) | Value::String(_))) => {
            // What stands around the entry in the workspace's manifest is not part of it.
            let mut value = value.clone();
            value.decor_mut().clear();
            Some(value)
        }
        Item::Table(table) => {
            let entries = table.iter().filter_map(|(name, item)| Some((name.to_owned(), item.as_value()?.clone())));
            Some(Value::InlineTable(entries.collect::<InlineTable>()))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORKSPACE: &str =
        "[workspace.dependencies]\n# why\ntokio = { version = \"1\", features = [\"full\"] }\nbytes = \"1.10\"\n";

    #[test]
    fn workspace_entries_are_written_out_and_comments_stay() {
        let manifest =
            "[package]\nname = \"lab\"\n\n[dependencies]\n# given\ntokio.workspace = true\nbytes.workspace = true\n";
        assert_eq!(
            expand(manifest, WORKSPACE).unwrap(),
            "[package]\nname = \"lab\"\n\n[dependencies]\n# given\ntokio = { version = \"1\", features = [\"full\"] }\nbytes = \"1.10\"\n"
        );
    }

    #[test]
    fn an_unknown_entry_is_named() {
        let error = expand("[dependencies]\nnone.workspace = true\n", WORKSPACE).unwrap_err();
        assert_eq!(error, "the workspace has no dependency `none`");
    }
}
