//! A key that is not the file's path: which file it stands for, and what was done to it.

/// The key under which a file was stored instead of its own.
pub(super) fn instead_of<'a>(wanted: &str, extra: &[&'a String]) -> Option<&'a String> {
    let plain = |key: &str| key.replace('\\', "/").replace("%2F", "/").replace("%20", " ").to_ascii_lowercase();
    let name = |key: &str| plain(key).rsplit('/').next().map(str::to_owned);
    let by = |same: &dyn Fn(&str) -> bool| extra.iter().copied().find(|key| same(key));
    by(&|key| plain(key) == plain(wanted))
        .or_else(|| by(&|key| plain(key).ends_with(&plain(wanted))))
        .or_else(|| by(&|key| name(key) == name(wanted)))
        .or_else(|| extra.iter().copied().max_by_key(|key| alike(wanted, key)).filter(|key| alike(wanted, key) >= 6))
}

/// How many characters two keys share at their beginnings and ends.
fn alike(left: &str, right: &str) -> usize {
    let same = |left: &mut dyn Iterator<Item = char>, right: &mut dyn Iterator<Item = char>| {
        left.zip(right).take_while(|(left, right)| left == right).count()
    };
    let shorter = left.chars().count().min(right.chars().count());
    let both = same(&mut left.chars(), &mut right.chars()) + same(&mut left.chars().rev(), &mut right.chars().rev());
    both.min(shorter)
}

/// What was done to a key, in words.
pub(super) fn what_changed(wanted: &str, found: &str) -> Option<String> {
    let text = if found.contains('\\') {
        "The key has backslashes: they are your system's separator, not S3's.".to_owned()
    } else if found.strip_prefix('/') == Some(wanted) {
        "The key begins with a slash. S3 keeps it: the address would need two.".to_owned()
    } else if found.contains('%') && !wanted.contains(&found[found.find('%')?..(found.find('%')? + 3).min(found.len())])
    {
        "The key is percent-encoded. The SDK encodes keys on the way; give it the plain one.".to_owned()
    } else if let Some(prefix) = found.strip_suffix(wanted) {
        format!("The key has `{prefix}` in front: keys are relative to the published folder.")
    } else if wanted.rsplit('/').next() == Some(found) {
        "The folders are lost: a key holds the whole path.".to_owned()
    } else if found.eq_ignore_ascii_case(wanted) {
        "Upper and lower case changed: keys are case-sensitive.".to_owned()
    } else if found.chars().count() == wanted.chars().count() && found != wanted {
        "Characters of the key were replaced. S3 takes all of them, and the SDK encodes them for the wire.".to_owned()
    } else {
        return None;
    };
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_done_to_a_key_is_named() {
        let wanted = "css/my style.css";
        let said = |found: &str| what_changed(wanted, found).unwrap_or_default();
        assert!(said("css\\my style.css").contains("backslashes"));
        assert!(said("/css/my style.css").contains("slash"));
        assert!(said("site/css/my style.css").contains("`site/`"));
        assert!(said("css/my%20style.css").contains("percent-encoded"));
        assert!(said("my style.css").contains("folders are lost"));
        assert!(said("CSS/my style.css").contains("case"));
        assert!(said("css/my+style.css").contains("replaced"));
        assert_eq!(said("other"), "");
    }

    #[test]
    fn the_key_that_stands_instead_is_found() {
        let extra = ["a/b.txt".to_owned(), "style.css".to_owned(), "site/js/app.mjs".to_owned()];
        let extra: Vec<&String> = extra.iter().collect();
        assert_eq!(instead_of("css/style.css", &extra).map(String::as_str), Some("style.css"));
        assert_eq!(instead_of("js/app.mjs", &extra).map(String::as_str), Some("site/js/app.mjs"));
        assert_eq!(instead_of("none.txt", &extra), None);
        let replaced = ["notes/tea+cake.txt".to_owned(), "notes/h_llo.txt".to_owned()];
        let replaced: Vec<&String> = replaced.iter().collect();
        assert_eq!(instead_of("notes/tea cake.txt", &replaced).map(String::as_str), Some("notes/tea+cake.txt"));
        assert_eq!(instead_of("notes/h\u{e9}llo.txt", &replaced).map(String::as_str), Some("notes/h_llo.txt"));
    }
}
