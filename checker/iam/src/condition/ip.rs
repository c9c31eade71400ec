//! IP addresses and CIDR ranges (RFC 4632).

use std::net::IpAddr;

/// A range of addresses of one family.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Range {
    network: IpAddr,
    prefix: u32,
}

impl Range {
    /// Reads `address` or `address/prefix`; without a prefix the range is the address alone.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text, None),
        };
        let network: IpAddr = address.parse().ok()?;
        let width = if network.is_ipv4() { 32 } else { 128 };
        let prefix = match prefix {
            Some(digits) if digits.bytes().all(|byte| byte.is_ascii_digit()) => digits.parse().ok()?,
            Some(_) => return None,
            None => width,
        };
        (prefix <= width).then_some(Self { network, prefix })
    }

    /// Whether the address lies in the range.
    pub(crate) fn contains(&self, address: &str) -> bool {
        address.parse().is_ok_and(|address| self.covers(address, self.prefix))
    }

    /// Whether the range is too broad to limit anything: wider than /8 for IPv4 or /32 for IPv6.
    /// The page excepts private ranges, none of which is wider than /8.
    ///
    /// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status>
    pub(crate) fn is_broad(&self) -> bool {
        match self.network {
            IpAddr::V4(_) => self.prefix < 8,
            IpAddr::V6(_) => self.prefix < 32,
        }
    }

    fn covers(&self, address: IpAddr, prefix: u32) -> bool {
        match (self.network, address) {
            (IpAddr::V4(network), IpAddr::V4(address)) => {
                let mask = u32::MAX.checked_shl(32 - prefix).unwrap_or(0);
                network.to_bits() & mask == address.to_bits() & mask
            }
            (IpAddr::V6(network), IpAddr::V6(address)) => {
                let mask = u128::MAX.checked_shl(128 - prefix).unwrap_or(0);
                network.to_bits() & mask == address.to_bits() & mask
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_strictly() {
        for good in ["1.2.3.4", "1.2.3.4/32", "0.0.0.0/0", "::/0", "2001:DB8::/32"] {
            assert!(Range::parse(good).is_some(), "{good}");
        }
        for bad in ["", "1.2.3", "1.2.3.4/33", "1.2.3.4/", "1.2.3.4/+8", "::/129", "1.2.3.256", "a/b", " 1.2.3.4"] {
            assert!(Range::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn breadth_follows_block_public_access() {
        for (text, broad) in [
            ("0.0.0.0/1", true),
            ("16.0.0.0/7", true),
            ("16.0.0.0/8", false),
            ("10.0.0.0/8", false),
            ("203.0.113.0/24", false),
            ("::/0", true),
            ("2001::/31", true),
            ("2001:db8::/32", false),
        ] {
            assert_eq!(Range::parse(text).expect(text).is_broad(), broad, "{text}");
        }
    }
}
