//! The starters that are in the program. In the authors' tree there are none: they are made from `solutions/`.
//! `checker release` writes another file in this one's place.

use super::Embedded;

pub(super) static STARTERS: &[Embedded] = &[];
