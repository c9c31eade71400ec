//! The time of a proof: `Tue Sep 5 00:09:40 UTC 2017`.

use std::time::SystemTime;

use time::format_description::BorrowedFormatItem;
use time::macros::format_description;
use time::{OffsetDateTime, PrimitiveDateTime};

/// The pattern `EEE MMM d HH:mm:ss z yyyy` of Java, in English. The day has no leading zero
/// (<https://github.com/qwigo/warrant/pull/12>).
const FORMAT: &[BorrowedFormatItem<'_>] = format_description!(
    "[weekday repr:short] [month repr:short] [day padding:none] [hour]:[minute]:[second] UTC [year]"
);

/// A time in the form that both sides sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::cognito) struct Timestamp(pub(super) String);

impl Timestamp {
    pub(super) fn new(time: SystemTime) -> Self {
        Self(OffsetDateTime::from(time).format(FORMAT).unwrap_or_default())
    }

    /// Reads what a client sent; `None` where it is not of the form. What counts is the moment, written anew: a day with
    /// a leading zero or a wrong weekday is read, and then the proof does not fit, as on AWS
    /// (<https://github.com/ministackorg/ministack/pull/1758>). The moment is not compared with the clock: no page says
    /// that AWS does.
    pub(in crate::cognito) fn parse(text: &str) -> Option<Self> {
        PrimitiveDateTime::parse(text, FORMAT).ok().map(|time| Self::new(time.assume_utc().into()))
    }
}
