//! What a rendering may still spend.

use crate::Limits;

/// What one node costs; a step is about the work of copying one byte.
pub(crate) const NODE: u64 = 20;
/// What one item of a list or entry of a map costs that is made, looked at or compared.
pub(crate) const ITEM: u64 = 40;

pub(crate) struct Budget<'l> {
    pub(crate) limits: &'l Limits,
    steps: u64,
}

impl<'l> Budget<'l> {
    pub(crate) fn new(limits: &'l Limits) -> Self {
        Self { limits, steps: limits.steps }
    }

    pub(crate) fn spend(&mut self, steps: u64) -> Result<(), String> {
        let rest = self.steps.checked_sub(steps);
        self.steps = rest.unwrap_or(0);
        rest.map(|_| ())
            .ok_or_else(|| format!("the template does too much: it was stopped after {} steps", self.limits.steps))
    }

    /// The work of making or reading so many bytes.
    pub(crate) fn spend_bytes(&mut self, bytes: usize) -> Result<(), String> {
        self.spend(u64::try_from(bytes).unwrap_or(u64::MAX))
    }

    /// The work of going through so many items.
    pub(crate) fn spend_items(&mut self, items: usize) -> Result<(), String> {
        self.spend(u64::try_from(items).unwrap_or(u64::MAX).saturating_mul(ITEM))
    }

    /// Whether a text of so many bytes may be made.
    pub(crate) fn allow_text(&self, bytes: usize) -> Result<(), String> {
        if bytes <= self.limits.output_bytes {
            return Ok(());
        }
        Err(format!("a text of more than {} bytes", self.limits.output_bytes))
    }
}
