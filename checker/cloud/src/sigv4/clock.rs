//! The time of a signature: `20260711T093000Z`, and how far it may be from the server's.

use std::time::{Duration, SystemTime};

use time::format_description::BorrowedFormatItem;
use time::macros::format_description;
use time::{OffsetDateTime, PrimitiveDateTime};

use super::authorization::Authorization;
use super::refusal::Refusal;

/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html>; the texts of public logs say
/// 5 minutes for most services and 15 for STS.
fn tolerance(service: &str) -> Duration {
    if service == "sts" { Duration::from_mins(15) } else { Duration::from_mins(5) }
}

const BASIC: &[BorrowedFormatItem<'_>] = format_description!("[year][month][day]T[hour][minute][second]Z");

/// Reads a time in ISO 8601's basic format.
pub(super) fn parse(text: &str) -> Option<SystemTime> {
    let time = PrimitiveDateTime::parse(text, BASIC).ok()?;
    // A signer may not count with times before 1970.
    Some(SystemTime::from(time.assume_utc())).filter(|time| *time >= SystemTime::UNIX_EPOCH)
}

/// Writes a time as [`parse`] reads it.
fn basic(time: SystemTime) -> String {
    OffsetDateTime::from(time).format(BASIC).unwrap_or_default()
}

/// A signature counts around the time that it names, and its scope is of the same day.
pub(super) fn check(authorization: &Authorization, now: SystemTime) -> Result<(), Refusal> {
    let date = &authorization.date;
    if !date.starts_with(&authorization.day) {
        let day = &authorization.day;
        return Err(Refusal::Scope(format!(
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '{day}' != \
             '{}', from '{date}'.",
            &date[..8]
        )));
    }
    let tolerance = tolerance(&authorization.service);
    let minutes = tolerance.as_secs() / 60;
    let (oldest, newest) = (now - tolerance, now + tolerance);
    if authorization.time < oldest {
        return Err(Refusal::Clock(format!(
            "Signature expired: {date} is now earlier than {} ({} - {minutes} min.)",
            basic(oldest),
            basic(now)
        )));
    }
    if authorization.time > newest {
        return Err(Refusal::Clock(format!(
            "Signature not yet current: {date} is still later than {} ({} + {minutes} min.)",
            basic(newest),
            basic(now)
        )));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_and_written() {
        let time = parse("20150830T123600Z").expect("a time");
        assert_eq!(time, SystemTime::UNIX_EPOCH + Duration::from_mins(24_015_636));
        assert_eq!(basic(time + Duration::from_millis(700)), "20150830T123600Z");
        for wrong in ["", "20150830", "2015-08-30T12:36:00Z", "20151330T123600Z", "19000830T123600Z", "2015083öT12360Z"]
        {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
}
