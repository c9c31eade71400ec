//! Part 2: the content type of each file.

use super::{LabCheck, Object, Session};
use crate::harness::{Check, Failure, Need, Outcome};

/// Media types that a browser takes for an extension.
/// <https://developer.mozilla.org/en-US/docs/Web/HTTP/Guides/MIME_types/Common_types>
const TYPES: [(&str, &[&str]); 10] = [
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
            title: "the content type is the object's own, not user metadata",
            points: 1,
            needs: Need::Http,
            after: &["s3-hosting/keys"],
            hints: &[
                "S3 keeps two kinds of metadata with an object: its own headers, and yours under x-amz-meta-.",
                "`.content_type(…)` of the put request sets the header; `.metadata(…)` only adds x-amz-meta-… to it.",
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
            title: "PHOTO.JPG is as much an image as photo.jpg",
            points: 1,
            needs: Need::Program,
            after: &["s3-hosting/content-type-images"],
            hints: &[
                "Cameras and old systems write extensions in upper case.",
                "Compare the extension in lower case: `extension.to_ascii_lowercase()`. The key itself stays as it is.",
            ],
            run: |session| Box::pin(extension_case(session)),
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
    for key in session.folder.files.keys().filter(|key| key.rsplit_once('.').is_some_and(|(_, own)| own == "JPG")) {
        has_type(session, key, "jpg").await?;
    }
    Ok(())
}

async fn has_type(session: &Session, key: &str, extension: &str) -> Outcome {
    let wanted = TYPES.iter().find(|(own, _)| *own == extension).map_or(&[][..], |(_, types)| types);
    let Some(object) = session.object(key).await? else { return missing(key) };
    let Object { content_type, tried, .. } = object;
    let (essence, parameters) = content_type.split_once(';').unwrap_or((&content_type, ""));
    let essence = essence.trim().to_ascii_lowercase();
    if !wanted.contains(&essence.as_str()) {
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
        Some(charset) if charset != "utf-8" => {
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
