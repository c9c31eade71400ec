//! Part 6: capacity and cost.

use super::LabCheck;

pub(super) fn checks() -> Vec<LabCheck> {
    Vec::new()
}
