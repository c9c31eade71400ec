//! Who uses the chat in a run: made up, so that no name can be known beforehand.

use crate::harness::Seed;

/// Somebody, before they have signed up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::checks) struct Person {
    /// The user name.
    pub(in crate::checks) name: String,
    /// The e-mail address, in which the name does not stand.
    pub(in crate::checks) email: String,
    /// A password that AWS's default policy takes, and one that wants more characters.
    pub(in crate::checks) password: String,
}

/// The people of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct People {
    /// Takes part in three conversations.
    pub(super) user: Person,
    /// Takes part in one of them, and in one that is not the user's.
    pub(super) friend: Person,
    /// Takes part in none.
    pub(super) stranger: Person,
    /// Has a name in which stands what JSON escapes, and an apostrophe, which it does not. Takes part in one conversation.
    pub(super) quoted: Person,
}

/// A password with all kinds of characters, and more of them than NIST advises for the least: 15.
/// <https://pages.nist.gov/800-63-4/sp800-63b.html#passwordver>
pub(super) fn password(name: &str) -> String {
    format!("Aa1-{name}-and-some-more")
}

impl Person {
    /// Somebody who is in one check only.
    pub(super) fn of(seed: Seed, purpose: &str) -> Self {
        let mut source = seed.source(purpose);
        let (name, email) = (source.name(), format!("{}@example.com", source.name()));
        Self { name, email, password: password(&source.name()) }
    }
}

impl People {
    /// Makes up the people of a run with this seed.
    pub(super) fn invent(seed: Seed) -> Self {
        let mut source = seed.source("people");
        let mut person = |name: Option<&str>| {
            let own = source.name();
            let name = name.map_or(own, |name| format!("{}-{name}", source.word()));
            let (email, password) = (format!("{}@example.com", source.name()), password(&source.name()));
            Person { name, email, password }
        };
        Self { user: person(None), friend: person(None), stranger: person(None), quoted: person(Some("o'n\"e\\il")) }
    }
}
