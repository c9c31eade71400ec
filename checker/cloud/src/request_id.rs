//! The two identifiers that AWS puts on every answer.

use std::sync::atomic::{AtomicU64, Ordering};

/// Gives each request its own identifiers, the same ones in each run.
#[derive(Debug, Default)]
pub(crate) struct RequestIds {
    next: AtomicU64,
}

impl RequestIds {
    /// The next `x-amz-request-id` (16 characters) and `x-amz-id-2` (76 characters).
    pub(crate) fn next(&self) -> (String, String) {
        let seed = self.next.fetch_add(1, Ordering::Relaxed);
        let request_id = letters(seed, 16, b"0123456789ABCDEFGHJKMNPQRSTVWXYZ");
        let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let mut host_id = letters(!seed, 75, alphabet);
        host_id.push('=');
        (request_id, host_id)
    }

    /// The next `x-amzn-RequestId`, which services other than S3 give: a UUID.
    pub(crate) fn next_uuid(&self) -> String {
        let seed = self.next.fetch_add(1, Ordering::Relaxed);
        let digits = letters(seed, 32, b"0123456789abcdef");
        [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]].join("-")
    }

    /// The next `x-amzn-RequestId` of `DynamoDB`: 52 letters and digits, of which all its requests share the end.
    pub(crate) fn next_of_dynamodb(&self) -> String {
        let seed = self.next.fetch_add(1, Ordering::Relaxed);
        format!("{}VV4KQNSO5AEMVJF66Q9ASUAAJG", letters(seed, 26, b"0123456789ABCDEFGHIJKLMNOPQRSTUV"))
    }
}

/// A text of a length that follows from a number.
pub(crate) fn letters(seed: u64, length: usize, alphabet: &[u8]) -> String {
    let mut state = seed;
    (0..length)
        .map(|_| {
            // SplitMix64: neighbouring seeds give unlike texts.
            state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let mut mixed = state;
            mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            let index = usize::try_from((mixed ^ (mixed >> 31)) % alphabet.len() as u64).unwrap_or_default();
            char::from(alphabet[index])
        })
        .collect()
}
