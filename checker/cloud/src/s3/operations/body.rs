//! Request bodies: read whole, and checked against what the request says of them.

use bytes::{Bytes, BytesMut};
use futures::StreamExt as _;
use http::HeaderMap;
use s3s::checksum::ChecksumHasher;
use s3s::crypto::{Checksum as _, Crc32, Crc32c, Crc64Nvme, Md5, Sha1, Sha256};
use s3s::dto::StreamingBlob;
use s3s::{S3Error, S3ErrorCode, S3Result, TrailingHeaders};

use crate::s3::error;
use crate::s3::model::Checksums;

/// A body with what was computed of it.
pub(super) struct Body {
    pub(super) bytes: Bytes,
    /// The MD5 in hexadecimal: the `ETag` of what is made from this body.
    pub(super) md5: String,
    pub(super) checksums: Checksums,
}

/// Reads a body and verifies `Content-MD5` and the checksums in headers and trailers.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html>
///
/// # Errors
///
/// `BadDigest`, `InvalidDigest`, `XAmzContentSHA256Mismatch`, `SignatureDoesNotMatch`, `IncompleteBody`.
pub(super) async fn read(
    blob: Option<StreamingBlob>,
    headers: &HeaderMap,
    trailers: Option<&TrailingHeaders>,
) -> S3Result<Body> {
    let mut bytes = BytesMut::new();
    if let Some(mut blob) = blob {
        while let Some(chunk) = blob.next().await {
            bytes.extend_from_slice(&chunk.map_err(|fault| broken(fault.as_ref()))?);
        }
    }
    let bytes = bytes.freeze();
    let md5 = Md5::checksum(&bytes);
    if let Some(expected) = headers.get("content-md5") {
        let expected = base64_simd::STANDARD.decode_to_vec(expected.as_bytes()).unwrap_or_default();
        if expected.len() != md5.as_ref().len() {
            return Err(error::new(S3ErrorCode::InvalidDigest, "The Content-MD5 you specified was invalid."));
        }
        if expected != md5.as_ref() {
            return Err(S3Error::new(S3ErrorCode::BadDigest));
        }
    }
    let mut expected = Checksums::default();
    expected.take_from(headers);
    if let Some(trailers) = trailers {
        trailers.read(|trailers| expected.take_from(trailers));
    }
    let checksums = verify(&bytes, &expected)?;
    Ok(Body { md5: hexadecimal(md5.as_ref()), bytes, checksums })
}

/// Bytes that no client sent: a copy.
pub(super) fn copied(bytes: Bytes) -> Body {
    Body { md5: hexadecimal(Md5::checksum(&bytes).as_ref()), checksums: full_object(&bytes), bytes }
}

/// The checksum that S3 computes by itself where the uploader chose none.
pub(super) fn full_object(bytes: &[u8]) -> Checksums {
    Checksums {
        crc64nvme: Some(base64_simd::STANDARD.encode_to_string(Crc64Nvme::checksum(bytes))),
        ..Checksums::default()
    }
}

/// The `ETag` of a multipart upload: the MD5 of its parts' MD5s, and how many they are.
pub(super) fn multipart_etag<'a>(etags: impl Iterator<Item = &'a str>) -> String {
    let mut md5 = Md5::new();
    let mut parts = 0_usize;
    for etag in etags {
        let bytes: Vec<u8> = (0..etag.len() / 2)
            .filter_map(|index| u8::from_str_radix(etag.get(index * 2..index * 2 + 2)?, 16).ok())
            .collect();
        md5.update(&bytes);
        parts += 1;
    }
    format!("{}-{parts}", hexadecimal(md5.finalize().as_ref()))
}

fn hexadecimal(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |value: u8| char::from(DIGITS[usize::from(value)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

impl Checksums {
    fn take_from(&mut self, headers: &HeaderMap) {
        for (value, name) in [
            (&mut self.crc32, "x-amz-checksum-crc32"),
            (&mut self.crc32c, "x-amz-checksum-crc32c"),
            (&mut self.crc64nvme, "x-amz-checksum-crc64nvme"),
            (&mut self.sha1, "x-amz-checksum-sha1"),
            (&mut self.sha256, "x-amz-checksum-sha256"),
        ] {
            if let Some(sent) = headers.get(name).and_then(|sent| sent.to_str().ok()) {
                *value = Some(sent.to_owned());
            }
        }
    }
}

fn verify(bytes: &[u8], expected: &Checksums) -> S3Result<Checksums> {
    let mut hasher = ChecksumHasher {
        crc32: expected.crc32.as_ref().map(|_| Crc32::new()),
        crc32c: expected.crc32c.as_ref().map(|_| Crc32c::new()),
        crc64nvme: expected.crc64nvme.as_ref().map(|_| Crc64Nvme::new()),
        sha1: expected.sha1.as_ref().map(|_| Sha1::new()),
        sha256: expected.sha256.as_ref().map(|_| Sha256::new()),
    };
    hasher.update(bytes);
    let computed = hasher.finalize();
    let mut any = false;
    for (name, expected, computed) in [
        ("CRC32", &expected.crc32, computed.checksum_crc32),
        ("CRC32C", &expected.crc32c, computed.checksum_crc32c),
        ("CRC64NVME", &expected.crc64nvme, computed.checksum_crc64nvme),
        ("SHA1", &expected.sha1, computed.checksum_sha1),
        ("SHA256", &expected.sha256, computed.checksum_sha256),
    ] {
        any |= expected.is_some();
        if *expected != computed {
            return Err(error::new(
                S3ErrorCode::BadDigest,
                format!("The {name} you specified did not match the calculated checksum."),
            ));
        }
    }
    if any { Ok(expected.clone()) } else { Ok(full_object(bytes)) }
}

/// `s3s` verifies the signature of a body while it is read; its errors are known by their text only.
fn broken(fault: &(dyn std::error::Error + Send + Sync)) -> S3Error {
    let text = fault.to_string();
    if text.contains("Sha256Mismatch") {
        return error::custom(
            "XAmzContentSHA256Mismatch",
            http::StatusCode::BAD_REQUEST,
            "The provided 'x-amz-content-sha256' header does not match what was computed.",
        );
    }
    S3Error::new(if text.contains("SignatureMismatch") {
        S3ErrorCode::SignatureDoesNotMatch
    } else {
        S3ErrorCode::IncompleteBody
    })
}
