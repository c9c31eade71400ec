//! How much a template may cost.

/// Bounds of a rendering; what exceeds one is an [`Error`](crate::Error).
///
/// The default holds API Gateway's own two quotas, and bounds of ours so that no template hangs or eats memory.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html>
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a template: 300 KB in API Gateway.
    pub template_bytes: usize,
    /// Rounds of one `#foreach`: 1,000 in API Gateway.
    pub foreach_rounds: usize,
    /// Levels of directives, macros and values in one another.
    pub depth: usize,
    /// Units of work, each about that of copying one byte: a reference costs 20, an item of a list 40.
    pub steps: u64,
    /// Bytes of the result, and of any text on the way: API Gateway takes a payload of 10 MB.
    pub output_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            template_bytes: 300 * 1024,
            foreach_rounds: 1_000,
            depth: 64,
            steps: 100_000_000,
            output_bytes: 10 * 1024 * 1024,
        }
    }
}
