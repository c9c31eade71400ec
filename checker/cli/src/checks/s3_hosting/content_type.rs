//! Part 2: the content type of each file.

use super::folder::UNKNOWN;
use super::{LabCheck, Object, Session};
use crate::harness::{Check, Failure, Need, Outcome};

/// Media types that a browser takes for an extension.
/// <https://developer.mozilla.org/en-US/docs/Web/HTTP/Guides/MIME_types/Common_types>
const TYPES: [(&str, &[&str]); 11] = [
    ("html", &["text/html"]),
    ("css", &["text/css"]),
    ("js", &["text/javascript", "application/javascript"]),
    ("mjs", &["text/javascript", "application/javascript"]),
    ("json", &["application/json"]),
    ("txt", &["text/plain"]),
    ("svg", &["image/svg+xml"]),
    ("png", &["image/png"]),
    ("jpg", &["image/jpeg"]),
    ("ico", &["image/x-icon", "image/vnd.microsoft.icon"]),
    ("", &["application/octet-stream", "binary/octet-stream"]),
];

/// Other names that a browser takes for a script, old and not to be recommended.
/// <https://mimesniff.spec.whatwg.org/#javascript-mime-type>
const OLD_SCRIPTS: [&str; 6] = [
    "application/ecmascript",
    "application/x-ecmascript",
    "application/x-javascript",
    "text/ecmascript",
    "text/x-ecmascript",
    "text/x-javascript",
];

/// The media type that a site should give a key.
pub(super) fn of_key(key: &str) -> &'static str {
    let extension = key.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase()).unwrap_or_default();
    let known = TYPES.iter().find(|(own, _)| *own == extension);
    known.and_then(|(_, types)| types.first()).copied().unwrap_or("application/octet-stream")
}

pub(super) fn checks() -> Vec<LabCheck> {
    vec![
        Check {
            id: "s3-hosting/content-type-header",
            part: "content-type",
            title: "the content type stands in its own header, and in no other",
            points: 1,
            needs: Need::Http,
            after: &["s3-hosting/keys"],
            hints: &[
                "S3 keeps two kinds of metadata with an object: its own headers, and yours under x-amz-meta-.",
                "`.content_type(…)` of the put request sets the header; `.metadata(…)` only adds x-amz-meta-… to it.",
                "`.content_encoding(…)` says how the bytes are compressed, and has nothing to do with letters.",
            ],
            run: |session| Box::pin(content_type_header(session)),
        },
        Check {
            id: "s3-hosting/content-type-pages",
            part: "content-type",
            title: "pages and styles have their content types",
            points: 1,
            needs: Need::Http,
            after: &["s3-hosting/content-type-header"],
            hints: &[
                "A browser offers a page as a download when it does not come as text/html.",
                "Match on the extension: html is text/html, css is text/css, txt is text/plain.",
                "Then use the function: in `put_object`, `.content_type(content_type(key))`.",
            ],
            run: |session| Box::pin(of_extensions(session, &["html", "css", "txt"])),
        },
        Check {
            id: "s3-hosting/content-type-modules",
            part: "content-type",
            title: "scripts and ES modules have a JavaScript type",
            points: 1,
            needs: Need::Http,
            after: &["s3-hosting/content-type-header"],
            hints: &[
                "A browser refuses a module that does not come with a JavaScript type, and the page stays empty.",
                "Both js and mjs are text/javascript.",
            ],
            run: |session| Box::pin(of_extensions(session, &["js", "mjs"])),
        },
        Check {
            id: "s3-hosting/content-type-images",
            part: "content-type",
            title: "data and images have their content types",
            points: 1,
            needs: Need::Http,
            after: &["s3-hosting/content-type-header"],
            hints: &[
                "An SVG that does not come as image/svg+xml is not drawn.",
                "json is application/json, svg image/svg+xml, png image/png, jpg image/jpeg, ico image/x-icon.",
            ],
            run: |session| Box::pin(of_extensions(session, &["json", "svg", "png", "ico"])),
        },
        Check {
            id: "s3-hosting/extension-case",
            part: "content-type",
            title: "PHOTO.JPG is as much an image as photo.jpg, READ.TXT as much text as read.txt",
            points: 1,
            needs: Need::Program,
            after: &["s3-hosting/content-type-images"],
            hints: &[
                "Cameras and old systems write extensions in upper case.",
                "Compare the extension in lower case: `extension.to_ascii_lowercase()`. The key itself stays as it is.",
            ],
            run: |session| Box::pin(extension_case(session)),
        },
        Check {
            id: "s3-hosting/content-type-unknown",
            part: "content-type",
            title: "a file of an unknown kind, or without extension, is just bytes",
            points: 1,
            needs: Need::Program,
            after: &["s3-hosting/content-type-images"],
            hints: &[
                "Not every name has a dot in it, and a dot in a folder's name begins no extension.",
                "For every other extension, and for none, the function returns application/octet-stream.",
            ],
            run: |session| Box::pin(unknown(session)),
        },
    ]
}

async fn content_type_header(session: &Session) -> Outcome {
    for key in session.folder.files.keys() {
        let Some(object) = session.object(key).await? else { return missing(key) };
        if let Some(name) = &object.type_in_metadata {
            return Failure::new("The content type went into the user metadata, where no browser looks.")
                .tried(&object.tried)
                .compared(
                    "the header Content-Type",
                    format!(
                        "x-amz-meta-{}, and Content-Type: {}",
                        name.trim_start_matches("x-amz-meta-"),
                        object.content_type
                    ),
                )
                .fail();
        }
        if let Some(encoding) = &object.encoding {
            return Failure::new(format!("{key} says that it is compressed, and it is not."))
                .tried(&object.tried)
                .compared("no header Content-Encoding", format!("Content-Encoding: {encoding}"))
                .fail();
        }
        if let Some(disposition) = object.disposition.as_ref().filter(|text| text.starts_with("attachment")) {
            return Failure::new(format!("{key} tells the browser to save it and not to show it."))
                .tried(&object.tried)
                .compared("no header Content-Disposition", format!("Content-Disposition: {disposition}"))
                .fail();
        }
    }
    Ok(())
}

async fn of_extensions(session: &Session, extensions: &[&str]) -> Outcome {
    for extension in extensions {
        // Another check is about upper case.
        for key in
            session.folder.files.keys().filter(|key| key.rsplit_once('.').is_some_and(|(_, own)| own == *extension))
        {
            has_type(session, key, extension).await?;
        }
    }
    Ok(())
}

async fn extension_case(session: &Session) -> Outcome {
    for key in session.folder.files.keys() {
        for extension in ["jpg", "txt"] {
            if key.rsplit_once('.').is_some_and(|(_, own)| own != extension && own.eq_ignore_ascii_case(extension)) {
                has_type(session, key, extension).await?;
            }
        }
    }
    Ok(())
}

async fn unknown(session: &Session) -> Outcome {
    for key in session.folder.files.keys().filter(|key| UNKNOWN.iter().any(|name| key.ends_with(name))) {
        has_type(session, key, "").await?;
    }
    Ok(())
}

async fn has_type(session: &Session, key: &str, extension: &str) -> Outcome {
    let wanted = TYPES.iter().find(|(own, _)| *own == extension).map_or(&[][..], |(_, types)| types);
    let Some(object) = session.object(key).await? else { return missing(key) };
    let Object { content_type, tried, .. } = object;
    let (essence, parameters) = content_type.split_once(';').unwrap_or((&content_type, ""));
    let essence = essence.trim().to_ascii_lowercase();
    let old_script = matches!(extension, "js" | "mjs") && OLD_SCRIPTS.contains(&essence.as_str());
    if !wanted.contains(&essence.as_str()) && !old_script {
        let shown = if content_type.is_empty() { "no content type" } else { &content_type };
        return Failure::new(format!("{key} has the wrong content type."))
            .tried(tried)
            .exactly(wanted.join(" or "), shown)
            .fail();
    }
    let charset = parameters.split(';').find_map(|parameter| {
        parameter.trim().to_ascii_lowercase().strip_prefix("charset=").map(|value| value.trim_matches('"').to_owned())
    });
    match charset {
        // Both are UTF-8 to a browser. https://encoding.spec.whatwg.org/#names-and-labels
        Some(charset) if charset != "utf-8" && charset != "utf8" => {
            Failure::new(format!("{key} is UTF-8, but its content type says otherwise."))
                .tried(tried)
                .compared("charset=utf-8, or none", content_type)
                .fail()
        }
        _ => Ok(()),
    }
}

fn missing(key: &str) -> Outcome {
    Failure::new(format!("{key} is not there.")).compared("an object", "none").fail()
}
