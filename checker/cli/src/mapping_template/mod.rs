//! Mapping templates by themselves, for `checker template`: which one a request meets, and what each reference in it gave.
//!
//! ```text
//! api.yaml ─ operation ─▶ template ─┐
//! event.json ─ event ─▶ request ────┴─▶ rendered ─▶ shown
//! ```

mod event;
mod operation;
mod shown;

pub(crate) use event::Event;
pub(crate) use operation::{Operation, Response, for_media_type};
pub(crate) use shown::{Side, show};
