//! The folder that the student's program publishes: invented for each run, or the real site where it is deployed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::harness::Seed;
use crate::starters;
use crate::stop::Stop;

/// The size of the largest file: more than a program reads at once.
const LARGE: usize = 300_000;
/// The names of files of a kind that nobody knows.
pub(super) const UNKNOWN: [&str; 2] = ["LICENSE", "backup.chat-7"];

/// A folder to publish, and what must come of it.
#[derive(Debug)]
pub struct Folder {
    /// Where it is.
    pub path: PathBuf,
    /// The bytes of each file that must be published, by its key.
    pub files: BTreeMap<String, Vec<u8>>,
    /// Files that must not be published, by path.
    pub hidden: Vec<String>,
    /// A file whose bytes another run changes.
    pub changing: String,
    /// A key that no file has.
    pub missing: String,
    // Removed when the checks are done.
    _made: Option<TempDir>,
}

impl Folder {
    /// Invents a small site: folders, spaces, an ampersand, a percent sign, letters beyond ASCII, binary and empty files.
    ///
    /// # Errors
    /// A fault when it cannot be written.
    pub fn invent(seed: Seed) -> Result<Self, Stop> {
        let mut source = seed.source("site");
        let page = |title: &str| {
            format!("<!doctype html><html lang=\"en\"><title>{title}</title><h1>{title}</h1></html>\n").into_bytes()
        };
        let (id, changing) = (source.name(), format!("js/{}.js", source.name()));
        let files: BTreeMap<String, Vec<u8>> = [
            ("index.html".to_owned(), page(&format!("Chats of {}", source.name()))),
            ("error.html".to_owned(), page(&format!("Nothing here, {}", source.name()))),
            (format!("{}/index.html", "help"), page(&format!("Help by {}", source.name()))),
            ("css/style.css".to_owned(), format!("main {{ color: #{:06x} }}\n", source.bytes(1)[0]).into_bytes()),
            ("js/app.mjs".to_owned(), format!("export const name = \"{}\";\n", source.name()).into_bytes()),
            (changing.clone(), format!("console.log(\"7 {}\");\n", source.name()).into_bytes()),
            ("data/conversations.json".to_owned(), format!("[{{\"id\":\"{id}\"}}]\n").into_bytes()),
            (format!("data/conversations/{id}.json"), format!("{{\"id\":\"{id}\",\"messages\":[]}}\n").into_bytes()),
            ("img/logo.svg".to_owned(), b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n".to_vec()),
            ("img/PHOTO.JPG".to_owned(), source.bytes(600)),
            ("img/icon.png".to_owned(), source.bytes(300)),
            ("favicon.ico".to_owned(), source.bytes(64)),
            (format!("notes/tea & cake, 100% {}.txt", source.word()), b"with spaces\n".to_vec()),
            ("notes/h\u{e9}llo w\u{f6}rld.txt".to_owned(), "h\u{e9}llo\n".as_bytes().to_vec()),
            ("notes/empty.txt".to_owned(), Vec::new()),
            // More than one read, more than one dot, no extension, one that nobody knows, upper case that is no photo.
            ("img/large.png".to_owned(), source.bytes(LARGE)),
            (format!("js/{}.min.js", source.word()), b"console.log(\"small\");\n".to_vec()),
            (format!("data/conversations/room-2.{}.json", source.bytes(1)[0]), b"{\"messages\":[]}\n".to_vec()),
            ("notes/v1.2/READ.TXT".to_owned(), b"read me\n".to_vec()),
            (format!("notes/{}", UNKNOWN[0]), b"Anyone may use this.\n".to_vec()),
            (format!("notes/v1.2/{}", UNKNOWN[0]), b"Anyone may use this.\n".to_vec()),
            (format!("notes/{}", UNKNOWN[1]), source.bytes(80)),
        ]
        .into();
        let hidden = [".DS_Store", "img/.hidden.png", ".git/config"].map(str::to_owned).to_vec();

        let made = tempfile::Builder::new()
            .prefix("site-")
            .tempdir()
            .map_err(|error| Stop::io("cannot write", &std::env::temp_dir(), &error))?;
        let path = made.path().to_path_buf();
        for (key, bytes) in files
            .iter()
            .map(|(key, bytes)| (key, bytes.as_slice()))
            .chain(hidden.iter().map(|key| (key, &b"not yours"[..])))
        {
            write(&path.join(key), bytes)?;
        }
        let missing = format!("nothing/{}.html", source.name());
        Ok(Self { path, files, hidden, changing, missing, _made: Some(made) })
    }

    /// The chat web app: what a deployed website must hold.
    ///
    /// # Errors
    /// A fault when it cannot be read.
    pub fn of_site(site: &Path, seed: Seed) -> Result<Self, Stop> {
        let mut folder = Self::as_given(site, seed)?;
        // The student uploads a configuration of their own over the one that is given.
        folder.files.remove("config.js");
        Ok(folder)
    }

    /// The chat web app as it stands in the course's folder.
    ///
    /// # Errors
    /// A fault when it cannot be read.
    pub fn as_given(site: &Path, seed: Seed) -> Result<Self, Stop> {
        let mut files = starters::read_folder(site)?;
        files.retain(|path, _| !path.split('/').any(|name| name.starts_with('.')));
        let missing = format!("nothing/{}.html", seed.source("missing").name());
        Ok(Self { path: site.to_path_buf(), files, hidden: Vec::new(), changing: String::new(), missing, _made: None })
    }

    /// Changes one file; its size stays.
    ///
    /// # Errors
    /// A fault when it cannot be written.
    pub fn change(&self) -> Result<Vec<u8>, Stop> {
        let mut bytes = self.files.get(&self.changing).cloned().unwrap_or_default();
        for byte in bytes.iter_mut().filter(|byte| byte.is_ascii_digit()) {
            *byte = b'0' + (*byte - b'0' + 1) % 10;
        }
        write(&self.path.join(&self.changing), &bytes)?;
        Ok(bytes)
    }
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Stop> {
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent).map_err(|error| Stop::io("cannot write", parent, &error))?;
    }
    std::fs::write(path, bytes).map_err(|error| Stop::io("cannot write", path, &error))
}
