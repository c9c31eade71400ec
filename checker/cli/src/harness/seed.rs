//! The seed: fresh names and texts for each run, and the same ones again with `--seed`.

use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

/// What all invented data of a run is made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seed(pub u64);

/// Words for names: short, lower-case ASCII, valid in a bucket name.
const WORDS: [&str; 16] = [
    "amber", "birch", "cedar", "delta", "ember", "fjord", "grove", "heron", "iris", "juniper", "kelp", "lark", "maple",
    "north", "ocean", "pine",
];

impl Seed {
    /// A seed that no earlier run had, short enough to type.
    #[must_use]
    pub fn fresh() -> Self {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self(
            fastrand::Rng::with_seed(u64::try_from(now.as_nanos() % u128::from(u64::MAX)).unwrap_or(1))
                .u64(1..1_000_000),
        )
    }

    /// A source of invented data for one purpose; the same seed and purpose always give the same.
    #[must_use]
    pub fn source(self, purpose: &str) -> Source {
        // FNV-1a: two purposes of one seed must not share their names.
        let salt = purpose
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        Source(fastrand::Rng::with_seed(self.0 ^ salt))
    }
}

impl fmt::Display for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Invented data.
#[derive(Debug)]
pub struct Source(fastrand::Rng);

impl Source {
    /// A word.
    pub fn word(&mut self) -> &'static str {
        WORDS[self.0.usize(..WORDS.len())]
    }

    /// A name that no one else has: `maple-3f09ac`.
    pub fn name(&mut self) -> String {
        format!("{}-{:06x}", self.word(), self.0.u32(..0x100_0000))
    }

    /// One of several; none of none.
    pub fn choose<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        (!of.is_empty()).then(|| &of[self.0.usize(..of.len())])
    }

    /// Bytes of every value, so that no text encoding holds them.
    pub fn bytes(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| self.0.u8(..)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_seed_gives_the_same_names_and_another_gives_others() {
        let names = |seed| {
            let mut source = Seed(seed).source("bucket");
            (source.name(), source.name())
        };
        assert_eq!(names(7), names(7));
        assert_ne!(names(7), names(8));
        assert_ne!(Seed(7).source("bucket").name(), Seed(7).source("site").name());
    }
}
