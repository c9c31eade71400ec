//! Part 1: the user pool and the site as its client.

use super::LabCheck;

pub(super) fn checks() -> Vec<LabCheck> {
    Vec::new()
}
