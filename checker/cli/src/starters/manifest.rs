//! A starter's `Cargo.toml`: a lab is a package of its own, so what the solution takes from the workspace is written out.

use toml_edit::{DocumentMut, InlineTable, Item, Value};

/// Replaces each `name.workspace = true` by the workspace's own entry.
///
/// # Errors
/// In words, when a manifest does not parse or the workspace has no such entry.
pub(super) fn expand(manifest: &str, workspace: &str) -> Result<String, String> {
    let mut manifest: DocumentMut = manifest.parse().map_err(|error| format!("not TOML: {error}"))?;
    let workspace: DocumentMut = workspace.parse().map_err(|error| format!("the workspace's Cargo.toml: {error}"))?;
    for table in ["dependencies", "dev-dependencies"] {
        let Some(dependencies) = manifest.get_mut(table).and_then(Item::as_table_like_mut) else { continue };
        for (name, item) in dependencies.iter_mut() {
            if item.get("workspace").and_then(Item::as_bool) != Some(true) {
                continue;
            }
            let shared = &workspace["workspace"]["dependencies"];
            let shared = shared.get(name.get()).ok_or_else(|| format!("the workspace has no dependency `{}`", name.get()))?;
            *item = Item::Value(inline(shared).ok_or_else(|| format!("the workspace's `{}` is neither text nor table", name.get()))?);
        }
        // `name.workspace = true` is a dotted key; an inline value wants a plain one.
        if let Some(table) = manifest.get_mut(table).and_then(Item::as_table_mut) {
            let entries: Vec<_> = table.iter().map(|(name, item)| (name.to_owned(), item.clone())).collect();
            for (name, item) in entries {
                let prefix = table.key(&name).and_then(|key| key.leaf_decor().prefix().cloned());
                if let Some(mut key) = table.key_mut(&name) {
                    key.fmt();
                    key.leaf_decor_mut().set_suffix(" ");
                    if let Some(prefix) = prefix {
                        key.leaf_decor_mut().set_prefix(prefix);
                    }
                }
                table[&name] = item;
            }
        }
    }
    Ok(manifest.to_string())
}

fn inline(shared: &Item) -> Option<Value> {
    let mut value = match shared {
        Item::Value(Value::InlineTable(table)) => Value::InlineTable(table.clone()),
        Item::Value(text @ Value::String(_)) => text.clone(),
        Item::Table(table) => Value::InlineTable(InlineTable::from_iter(
            table.iter().filter_map(|(name, item)| Some((name.to_owned(), item.as_value()?.clone()))),
        )),
        _ => return None,
    };
    value.decor_mut().set_prefix(" ");
    value.decor_mut().set_suffix("");
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORKSPACE: &str = "[workspace.dependencies]\n# why\ntokio = { version = \"1\", features = [\"full\"] }\nbytes = \"1.10\"\n";

    #[test]
    fn workspace_entries_are_written_out_and_comments_stay() {
        let manifest = "[package]\nname = \"lab\"\n\n[dependencies]\n# given\ntokio.workspace = true\nbytes.workspace = true\n";
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
