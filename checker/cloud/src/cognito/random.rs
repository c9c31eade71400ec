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
    let number = bytes.iter().fold(0_u128, |number, byte| number << 8 | u128::from(*byte));
    let version_and_variant = 0x4000_8000_0000_0000_0000;
    let digits = format!("{:032x}", number & !0xf000_c000_0000_0000_0000 | version_and_variant);
    [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]].join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uuid_has_its_version_and_its_variant() {
        assert_eq!(uuid_of(&[0xff; 16]), "ffffffff-ffff-4fff-bfff-ffffffffffff");
        assert_eq!(uuid_of(&[0; 16]), "00000000-0000-4000-8000-000000000000");
        assert_ne!(uuid(), uuid());
    }
}
