//! The site's `config.js` as a stack gives it out, read as a browser would read it.

/// What a script of the form of `config.js` sets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SiteConfig {
    /// Where the API is.
    pub(super) api_endpoint: String,
    /// What stands for `canPost`, as written: `true`, or `'true'`, which is a text.
    pub(super) can_post: Option<String>,
    /// The user pool's region.
    pub(super) region: Option<String>,
    /// The user pool.
    pub(super) user_pool_id: Option<String>,
    /// The user pool's client.
    pub(super) client_id: Option<String>,
}

impl SiteConfig {
    /// Reads a script.
    ///
    /// # Errors
    /// Why the site would find no address in it.
    pub(super) fn read(script: &str) -> Result<Self, &'static str> {
        let script = &without_comments(script)?;
        let lacks = "SiteConfig sets no ChatApp: the site finds nothing in it.";
        let (before, after) = script.split_once("ChatApp").ok_or(lacks)?;
        let declared = before.trim_end().rsplit([';', '\n', '}']).next().unwrap_or_default().trim();
        if matches!(declared, "const" | "let") {
            return Err("A const or let of a script is no member of globalThis, where the site looks for ChatApp.");
        }
        let object = after.trim_start().strip_prefix('=').map(str::trim_start).ok_or(lacks)?;
        let object = object.strip_prefix('{').ok_or("ChatApp is no object: { apiEndpoint: '…' }.")?;
        let value = member(object, "apiEndpoint").ok_or("ChatApp in SiteConfig has no apiEndpoint.")?;
        let text = "apiEndpoint is a text: it stands in quotes.";
        let quote = value.chars().next().filter(|quote| ['\'', '"', '`'].contains(quote)).ok_or(text)?;
        let (address, rest) = value[1..].split_once(quote).ok_or(text)?;
        if !rest.contains('}') {
            return Err("The object of ChatApp is never closed.");
        }
        let can_post = member(object, "canPost").map(|value| {
            let end = value.find([',', '}', ';', '\n']).unwrap_or(value.len());
            value[..end].trim().to_owned()
        });
        let text = |name: &str| member(object, name).and_then(quoted);
        Ok(Self {
            api_endpoint: address.to_owned(),
            can_post,
            region: text("region"),
            user_pool_id: text("userPoolId"),
            client_id: text("clientId"),
        })
    }
}

/// A text in quotes, without them.
fn quoted(value: &str) -> Option<String> {
    let quote = value.chars().next().filter(|quote| ['\'', '"', '`'].contains(quote))?;
    Some(value[1..].split_once(quote)?.0.to_owned())
}

/// What stands behind a member's name and its colon.
fn member<'a>(object: &'a str, name: &str) -> Option<&'a str> {
    let (_, value) = object.split_once(name)?;
    // Set later by itself, `ChatApp.canPost = true`, is as good.
    Some(value.trim_start_matches(['\'', '"']).trim_start().strip_prefix([':', '='])?.trim_start())
}

/// A script without its comments.
///
/// # Errors
/// Brackets that do not fit together: a browser refuses the whole script.
fn without_comments(script: &str) -> Result<String, &'static str> {
    let (mut kept, mut open, mut quote) = (String::new(), Vec::new(), None);
    let mut rest = script.chars().peekable();
    while let Some(char) = rest.next() {
        match (quote, char) {
            (Some(_), '\\') => kept.extend([Some(char), rest.next()].into_iter().flatten()),
            (Some(begun), _) => {
                quote = (begun != char).then_some(begun);
                kept.push(char);
            }
            (None, '/') if rest.peek() == Some(&'/') => while rest.next_if(|&next| next != '\n').is_some() {},
            (None, '/') if rest.peek() == Some(&'*') => {
                rest.next();
                let mut before = None;
                for next in rest.by_ref() {
                    if (before, next) == (Some('*'), '/') {
                        break;
                    }
                    before = Some(next);
                }
            }
            (None, _) => {
                match char {
                    '\'' | '"' | '`' => quote = Some(char),
                    '{' => open.push('}'),
                    '(' => open.push(')'),
                    '[' => open.push(']'),
                    '}' | ')' | ']' if open.pop() != Some(char) => {
                        return Err("SiteConfig has a bracket too many: a browser refuses the whole script.");
                    }
                    _ => {}
                }
                kept.push(char);
            }
        }
    }
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_is_read_as_a_browser_reads_it() {
        for script in [
            "globalThis.ChatApp = { apiEndpoint: 'https://x/dev' };",
            "/* ChatApp */ globalThis.ChatApp = { // the API\n apiEndpoint: 'https://x/dev', }; // }",
            "window.ChatApp={\"apiEndpoint\":\"https://x/dev\",\"region\":\"\"}",
            "// the site's\nvar ChatApp = {\n  region: 'eu',\n  apiEndpoint: `https://x/dev`,\n};",
        ] {
            assert_eq!(
                SiteConfig::read(script).map(|config| config.api_endpoint).as_deref(),
                Ok("https://x/dev"),
                "{script}"
            );
        }
        for (script, says) in [
            ("https://x/dev", "sets no ChatApp"),
            ("const ChatApp = { apiEndpoint: 'https://x/dev' };", "const or let"),
            ("globalThis.ChatApp = 'https://x/dev';", "no object"),
            ("globalThis.ChatApp = { endpoint: 'https://x/dev' };", "has no apiEndpoint"),
            ("globalThis.ChatApp = { apiEndpoint: https://x/dev };", "in quotes"),
            ("globalThis.ChatApp = { apiEndpoint: 'https://x/dev' ", "never closed"),
            ("globalThis.ChatApp = { apiEndpoint: 'https://x/dev' }});", "a bracket too many"),
            ("// globalThis.ChatApp = { apiEndpoint: 'https://x/dev' };", "sets no ChatApp"),
        ] {
            let why = SiteConfig::read(script).expect_err(script);
            assert!(why.contains(says), "{script}: {why}");
        }
    }

    #[test]
    fn what_the_site_signs_in_with_are_texts() {
        let read = |members: &str| {
            let script = format!("globalThis.ChatApp = {{ apiEndpoint: 'https://x/dev', {members} }};");
            let SiteConfig { region, user_pool_id, client_id, .. } = SiteConfig::read(&script).expect(members);
            (region, user_pool_id, client_id)
        };
        let all = (Some("eu".to_owned()), Some("eu_A1".to_owned()), Some("abc".to_owned()));
        assert_eq!(read("region: 'eu', userPoolId: \"eu_A1\",\n clientId:`abc`"), all);
        assert_eq!(read("userPoolId: eu_A1, // clientId: 'abc'\nregion: ''"), (Some(String::new()), None, None));
    }

    #[test]
    fn what_lets_the_site_write_is_read_as_it_is_written() {
        for (members, written) in [
            ("apiEndpoint: 'https://x/dev', canPost: true", Some("true")),
            ("canPost : false, apiEndpoint: 'https://x/dev'", Some("false")),
            ("\"apiEndpoint\": 'https://x/dev',\n\"canPost\":'true',\n", Some("'true'")),
            ("apiEndpoint: 'https://x/dev', // canPost: true\n", None),
        ] {
            let config = SiteConfig::read(&format!("globalThis.ChatApp = {{ {members} }};")).expect(members);
            assert_eq!(config.can_post.as_deref(), written, "{members}");
        }
        let later = "var ChatApp = { apiEndpoint: 'https://x/dev' }; ChatApp.canPost = true;";
        assert_eq!(SiteConfig::read(later).expect(later).can_post.as_deref(), Some("true"));
    }
}
