//! The ids, codes and secrets that pools make up: the same ones in each run of the cloud, one after the other.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::request_id::letters;

const LOWER: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789";
const MIXED: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const HEXADECIMAL: &[u8] = b"0123456789abcdef";

/// Gives each thing an id of its own.
#[derive(Debug, Default)]
pub(crate) struct Ids {
    next: AtomicU64,
}

impl Ids {
    fn text(&self, length: usize, alphabet: &[u8]) -> String {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        // Far from the requests' own ids, which are made in the same way.
        letters(number.wrapping_mul(0xD134_2543_DE82_EF95).wrapping_add(0x636F_676E), length, alphabet)
    }

    /// A user's `sub`, a token's `jti`: a UUID of version 4.
    pub(crate) fn uuid(&self) -> String {
        let digits = self.text(32, HEXADECIMAL);
        format!("{}-{}-4{}-8{}-{}", &digits[..8], &digits[8..12], &digits[13..16], &digits[17..20], &digits[20..])
    }

    /// A code of six digits.
    pub(super) fn digits(&self) -> String {
        self.text(6, b"0123456789")
    }

    /// What stands after the underscore of a pool's id.
    pub(super) fn pool(&self) -> String {
        self.text(9, MIXED)
    }

    /// A client's id.
    pub(super) fn client(&self) -> String {
        self.text(26, LOWER)
    }

    /// A client's secret: <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserPoolClientType.html>
    /// allows up to 64 letters; those that AWS makes have 51 or 52.
    pub(super) fn secret(&self) -> String {
        self.text(52, LOWER)
    }

    /// A temporary password that every policy takes, in `length` letters or more.
    pub(super) fn password(&self, length: usize) -> String {
        format!("{}aA1!", self.text(length.max(8) - 4, MIXED))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_have_the_forms_of_aws_and_differ() {
        let ids = Ids::default();
        let uuid = ids.uuid();
        assert_eq!(uuid.len(), 36);
        assert_eq!((&uuid[14..15], &uuid[19..20]), ("4", "8"));
        assert_ne!(ids.uuid(), uuid);
        assert_eq!(ids.digits().len(), 6);
        assert_ne!(ids.digits(), ids.digits());
        assert_eq!(ids.client().len(), 26);
        assert_eq!(Ids::default().uuid(), uuid);
    }
}
