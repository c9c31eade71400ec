//! From the path of a request to a file of the book, and what a page gets in addition.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use percent_encoding::percent_decode_str;

/// The file that a request's path names, if it is a file inside the book's folder. `/` at the end names `index.html`.
///
/// `book` is canonical. A path that leads out, by `..`, by an encoded separator or by a symbolic link, names nothing.
pub(super) fn file(book: &Path, path: &str) -> Option<PathBuf> {
    let mut file = book.to_path_buf();
    let mut names = path.strip_prefix('/')?.split('/').peekable();
    while let Some(name) = names.next() {
        let name = percent_decode_str(name).decode_utf8().ok()?;
        if name.is_empty() && names.peek().is_none() {
            file.push("index.html");
        } else if is_plain(&name) {
            file.push(&*name);
        } else {
            return None;
        }
    }
    let file = file.canonicalize().ok()?;
    (file.starts_with(book) && file.is_file()).then_some(file)
}

/// A name that stays where it is put, on any system: `\` separates and `:` names drives and streams on Windows.
fn is_plain(name: &str) -> bool {
    !name.is_empty()
        && name != "."
        && name != ".."
        && !name.contains(['/', '\\', ':'])
        && !name.contains(char::is_control)
}

/// What mdBook writes, and what stands beside the pages: media type, then the extensions of it.
const MEDIA_TYPES: [(&str, &[&str]); 14] = [
    ("text/html; charset=utf-8", &["html"]),
    ("text/javascript; charset=utf-8", &["js", "mjs"]),
    ("text/css; charset=utf-8", &["css"]),
    ("text/plain; charset=utf-8", &["txt", "md", "toml", "rs", "nojekyll"]),
    ("font/woff2", &["woff2"]),
    ("font/woff", &["woff"]),
    ("image/png", &["png"]),
    ("image/svg+xml", &["svg"]),
    ("image/x-icon", &["ico"]),
    ("image/jpeg", &["jpg", "jpeg"]),
    ("image/gif", &["gif"]),
    ("image/webp", &["webp"]),
    ("application/json", &["json"]),
    ("application/pdf", &["pdf"]),
];

/// The `Content-Type` of a file of the book.
pub(super) fn content_type(file: &Path) -> &'static str {
    let extension = file.extension().and_then(OsStr::to_str).unwrap_or_default();
    let found = MEDIA_TYPES.iter().find(|(_, extensions)| extensions.contains(&extension));
    found.map_or("application/octet-stream", |(media_type, _)| media_type)
}

/// A page with the module that renews it and shows the badges. The module is told which book the page is of.
pub(super) fn with_live(page: &str, version: &str) -> String {
    let Some((before, after)) = page.split_once("</head>") else { return page.to_owned() };
    format!(
        "{before}<link rel=\"stylesheet\" href=\"/_checker/live.css\">\n        \
         <script type=\"module\" src=\"/_checker/live.mjs?book={version}\"></script>\n    </head>{after}"
    )
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn book() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        for name in ["book/index.html", "book/authors/a page.html", "book/..html", "secret.txt", "bookish/x.html"] {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, name).unwrap();
        }
        let book = folder.path().join("book").canonicalize().unwrap();
        (folder, book)
    }

    #[test]
    fn a_path_names_a_file_of_the_book() {
        let (_folder, book) = book();
        assert_eq!(file(&book, "/"), Some(book.join("index.html")));
        assert_eq!(file(&book, "/index.html"), Some(book.join("index.html")));
        assert_eq!(file(&book, "/authors/a%20page.html"), Some(book.join("authors/a page.html")));
        assert_eq!(file(&book, "/..html"), Some(book.join("..html")), "this is a name like any other");
        for path in ["/missing.html", "/authors", "/authors/", "//index.html", "/authors//a%20page.html", "", "*"] {
            assert_eq!(file(&book, path), None, "{path}");
        }
    }

    #[test]
    fn no_path_leads_out_of_the_book() {
        let (_folder, book) = book();
        for path in [
            "/../secret.txt",
            "/%2e%2e/secret.txt",
            "/.%2E/secret.txt",
            "/..%2fsecret.txt",
            "/%2e%2e%2fsecret.txt",
            "/authors/../../secret.txt",
            "/..\\secret.txt",
            "/..%5csecret.txt",
            "/%252e%252e/secret.txt",
            "/../bookish/x.html",
            "/%00",
            "/index.html%00.png",
            "/C:%5csecret.txt",
            "/index.html::$DATA",
            "//etc/passwd",
            "/%2fetc%2fpasswd",
            "/%ff",
        ] {
            assert_eq!(file(&book, path), None, "{path}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_that_leads_out_is_no_page() {
        let (folder, book) = book();
        std::os::unix::fs::symlink(folder.path().join("secret.txt"), book.join("link.txt")).unwrap();
        std::os::unix::fs::symlink(folder.path().join("bookish"), book.join("linked")).unwrap();
        std::os::unix::fs::symlink(book.join("index.html"), book.join("inside.html")).unwrap();
        assert_eq!(file(&book, "/link.txt"), None);
        assert_eq!(file(&book, "/linked/x.html"), None);
        assert_eq!(file(&book, "/inside.html"), Some(book.join("index.html")));
    }

    #[test]
    fn a_page_gets_one_script_that_is_a_file() {
        let page = "<html><head><title>T</title></head><body><code>&lt;/head></code></body></html>";
        let live = with_live(page, "7-1");
        assert_eq!(live.matches("<script").count(), 1);
        assert!(live.contains("<script type=\"module\" src=\"/_checker/live.mjs?book=7-1\"></script>"), "{live}");
        assert!(live.find("<script").unwrap() < live.find("</head>").unwrap(), "{live}");
        assert!(live.ends_with("<body><code>&lt;/head></code></body></html>"), "{live}");
        assert_eq!(with_live("<p>a piece", "7-1"), "<p>a piece");
    }

    #[test]
    fn modules_and_fonts_have_their_types() {
        for (name, expected) in [
            ("a/b.html", "text/html; charset=utf-8"),
            ("toc-1.js", "text/javascript; charset=utf-8"),
            ("x.woff2", "font/woff2"),
            ("x.svg", "image/svg+xml"),
            ("LICENSE", "application/octet-stream"),
        ] {
            assert_eq!(content_type(Path::new(name)), expected, "{name}");
        }
    }
}
