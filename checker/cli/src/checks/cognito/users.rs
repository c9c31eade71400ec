//! Part 5: whom a conversation can be started with.

use super::LabCheck;

pub(super) fn checks() -> Vec<LabCheck> {
    Vec::new()
}
