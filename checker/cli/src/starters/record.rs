//! What `checker starters` wrote last, so that it never overwrites somebody's work.

use std::collections::BTreeMap;
use std::path::Path;

use crate::stop::Stop;

/// A fingerprint for each file that was written, by its path in the course's folder.
#[derive(Debug, Default)]
pub struct Record(BTreeMap<String, String>);

impl Record {
    /// Reads the record; a missing one says that nothing was written.
    ///
    /// # Errors
    /// A fault when the file cannot be read.
    pub fn read(path: &Path) -> Result<Self, Stop> {
        match std::fs::read_to_string(path) {
            Ok(text) => serde_json::from_str(&text)
                .map(Self)
                .map_err(|error| Stop::fault(format!("{}: {error}", path.display()))),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(Stop::io("cannot read", path, &error)),
        }
    }

    /// Writes the record.
    ///
    /// # Errors
    /// A fault with the path.
    pub fn write(&self, path: &Path) -> Result<(), Stop> {
        let text = serde_json::to_string_pretty(&self.0).map_err(|error| Stop::fault(error.to_string()))?;
        std::fs::write(path, text + "\n").map_err(|error| Stop::io("cannot write", path, &error))
    }

    /// True when the file is just as it was written.
    #[must_use]
    pub fn wrote(&self, name: &str, bytes: &[u8]) -> bool {
        self.0.get(name).is_some_and(|known| *known == fingerprint(bytes))
    }

    /// Notes what was written.
    pub fn take(&mut self, name: String, bytes: &[u8]) {
        self.0.insert(name, fingerprint(bytes));
    }

    /// Notes that a file is gone.
    pub fn forget(&mut self, name: &str) {
        self.0.remove(name);
    }
}

/// A fingerprint of a file's bytes, without carriage returns: FNV-1a, 64 bits. It tells files apart, and guards nothing.
#[must_use]
pub fn fingerprint(bytes: &[u8]) -> String {
    let hash = bytes
        .iter()
        .filter(|&&byte| byte != b'\r')
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    format!("{hash:016x}")
}
