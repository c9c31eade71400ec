//! What nobody can guess: secrets of sign-ins, keys, refresh tokens.

use ring::rand::{SecureRandom as _, SystemRandom};

/// Bytes of the system's random source.
///
/// # Panics
///
/// Where the system has none: a guessable secret in its place would be worse.
pub(super) fn bytes(count: usize) -> Vec<u8> {
    let mut bytes = vec![0; count];
    SystemRandom::new().fill(&mut bytes).expect("the system's random source answers");
    bytes
}

/// A UUID of version 4. <https://www.rfc-editor.org/rfc/rfc9562#section-5.4>
pub(super) fn uuid() -> String {
    uuid_of(&bytes(16))
}

/// The UUID of version 4 with these 122 bits, of 16 bytes.
pub(super) fn uuid_of(bytes: &[u8]) -> String {
    let mut number = bytes.to_vec();
    number[6] = number[6] & 0x0f | 0x40;
    number[8] = number[8] & 0x3f | 0x80;
    let digits: String = number.iter().map(|byte| format!("{byte:02x}")).collect();
    [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]].join("-")
}
