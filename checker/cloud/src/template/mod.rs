//! `CloudFormation` and SAM templates: text → resources with names, ARNs and resolved properties. Nothing is made here.
//!
//! ```text
//! text ─ parser ─▶ tree ─ sections ─▶ Template ─ sam, include ─▶ AWS's own types
//!      ─ references, schema ─▶ checked ─ conditions, evaluate, attributes ─▶ Stack
//! ```
//!
//! Each type and property gets one of three verdicts: known and emulated; known to AWS, but not emulated (accepted, one
//! note); unknown to AWS (an error with file, line, column and the nearest name). What SAM does is the contract,
//! `aws-sam-translator` and `cfn-lint` are the oracles (`checker/cloud/tests/templates/compare.py`).

mod attributes;
mod conditions;
mod diagnostic;
mod evaluate;
mod include;
mod intrinsic;
pub(crate) mod names;
pub(crate) mod nearest;
mod node;
mod parameters;
mod parser;
mod references;
mod sam;
mod scalar;
mod schema;
mod sections;
mod stack;
pub mod view;

pub use diagnostic::{Diagnostic, Severity};
pub use node::{Entry, Node, Position, Value};
pub use sections::Template;
pub use stack::{Include, Inputs, LocalCode, Output, Resource, Stack};
