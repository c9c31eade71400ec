//! Names and ids that AWS makes up, computed from the seed: the same run gives the same names.

const LOWER: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789";
const MIXED: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const HEXADECIMAL: &[u8] = b"0123456789abcdef";

/// Makes the names of one stack.
#[derive(Clone, Debug)]
pub(crate) struct Names {
    stack: String,
    seed: u64,
}

impl Names {
    pub(crate) fn new(stack: &str, seed: u64) -> Self {
        Self { stack: stack.to_owned(), seed }
    }

    /// `<stack>-<LogicalId>-<suffix>`, as `CloudFormation` names what has no name, cut to what the service takes.
    /// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html>
    pub(crate) fn physical(&self, logical_id: &str, longest: usize) -> String {
        let suffix = self.text(logical_id, "name", 12, MIXED);
        self.join(logical_id, &suffix, longest)
    }

    /// The same for a service that knows small letters only.
    pub(crate) fn physical_lower(&self, logical_id: &str, longest: usize) -> String {
        let suffix = self.text(logical_id, "name", 12, LOWER);
        self.join(logical_id, &suffix, longest).to_lowercase()
    }

    fn join(&self, logical_id: &str, suffix: &str, longest: usize) -> String {
        let room = longest.saturating_sub(suffix.len() + 2);
        let logical: String = logical_id.chars().take(room / 2).collect();
        let stack: String = self.stack.chars().take(room - logical.chars().count()).collect();
        format!("{stack}-{logical}-{suffix}")
    }

    /// An id of small letters and digits, as API Gateway makes them.
    pub(crate) fn id(&self, logical_id: &str, purpose: &str, length: usize) -> String {
        self.text(logical_id, purpose, length, LOWER)
    }

    /// An id of letters of both sizes and digits.
    pub(crate) fn mixed_id(&self, logical_id: &str, purpose: &str, length: usize) -> String {
        self.text(logical_id, purpose, length, MIXED)
    }

    /// An id of hexadecimal digits.
    pub(crate) fn hexadecimal_id(&self, logical_id: &str, purpose: &str, length: usize) -> String {
        self.text(logical_id, purpose, length, HEXADECIMAL)
    }

    /// A UUID in form.
    pub(crate) fn uuid(&self, purpose: &str) -> String {
        let digits = self.text("", purpose, 32, HEXADECIMAL);
        [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]].join("-")
    }

    fn text(&self, logical_id: &str, purpose: &str, length: usize, alphabet: &[u8]) -> String {
        let mut state = self.seed;
        for part in [self.stack.as_str(), logical_id, purpose] {
            state = fnv(state, part);
        }
        let mut random = fastrand::Rng::with_seed(state);
        (0..length).map(|_| char::from(alphabet[random.usize(..alphabet.len())])).collect()
    }
}

/// FNV-1a over a text and its end, on top of an earlier state: stable over versions, unlike the standard library's.
pub(crate) fn fnv(state: u64, text: &str) -> u64 {
    text.bytes()
        .chain([0xff])
        .fold(state ^ 0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_cloudformations_form_and_depend_on_the_seed() {
        let names = Names::new("chat", 7);
        let name = names.physical("ChatFunction", 64);
        assert!(name.starts_with("chat-ChatFunction-") && name.len() == 18 + 12, "{name}");
        assert_eq!(name, Names::new("chat", 7).physical("ChatFunction", 64));
        assert_ne!(name, Names::new("chat", 8).physical("ChatFunction", 64));
        assert!(names.physical(&"L".repeat(200), 64).len() <= 64);
        assert!(names.physical_lower("ChatDataBucket", 63).starts_with("chat-chatdatabucket-"));
    }
}
