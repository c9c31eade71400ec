//! The HTML page of an error.

use std::fmt::Write as _;

use super::error::WebsiteError;

/// Writes the page as AWS does, byte by byte.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/CustomErrorDocSupport.html>; line ends and all by the lengths
/// in public logs, such as the 454 bytes of <https://github.com/red-4/curious-moon/issues/36>.
pub(super) fn html(
    error: &WebsiteError,
    error_document: Option<&WebsiteError>,
    request_id: &str,
    host_id: &str,
) -> String {
    let title = error.status_line();
    let mut page =
        format!("<html>\n<head><title>{title}</title></head>\n<body>\n<h1>{title}</h1>\n<ul>\n{}", list(error));
    // Writing to a String cannot fail.
    let _ = write!(page, "<li>RequestId: {request_id}</li>\n<li>HostId: {host_id}</li>\n</ul>\n");
    if let Some(error) = error_document {
        let heading = "An Error Occurred While Attempting to Retrieve a Custom Error Document";
        let _ = write!(page, "<h3>{heading}</h3>\n<ul>\n{}</ul>\n", list(error));
    }
    page.push_str("<hr/>\n</body>\n</html>\n");
    page
}

fn list(error: &WebsiteError) -> String {
    let first = [("Code", &error.code), ("Message", &error.message)];
    let further = error.elements.iter().map(|(name, value)| (*name, value));
    first.into_iter().chain(further).fold(String::new(), |mut list, (name, value)| {
        let _ = writeln!(list, "<li>{name}: {}</li>", escape(value));
        list
    })
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_is_as_long_as_on_aws() {
        // Of curious-moon#36 above.
        let host_id = "WmV3udycwEVh4tqYRZOB+KPoMtMykGlBAf3YIAb8m4mcFMssxaefPKirl8HWUe8vZFzD9RL3CaA=";
        let denied = WebsiteError::access_denied("");
        assert_eq!(html(&denied, Some(&denied), "F23A7B642D0839A9", host_id).len(), 454);
        // Of a request without a bucket, as S3 answered it in September 2020.
        let host_id = "n8pAd75u2fmtAt154fHQQbm6yjCkj3sFlHk+kKdZcRiFzUF2GVAjuya8xjhrzvU+gz7RayA4mZo=";
        assert_eq!(html(&WebsiteError::no_bucket_named(), None, "93A1C57B295047D7", host_id).len(), 348);
    }

    #[test]
    fn a_key_cannot_break_out_of_the_page() {
        let missing = WebsiteError::no_such_key("<script>\"&\"</script>", "");
        let page = html(&missing, None, "", "");
        assert!(page.contains("<li>Key: &lt;script&gt;&quot;&amp;&quot;&lt;/script&gt;</li>\n"), "{page}");
    }
}
