//! Dates: the W3C profile of ISO 8601 (<https://www.w3.org/TR/NOTE-datetime>), or seconds since 1970.

use std::cmp::Ordering;

/// Compares two moments; `None` if one of them is no date.
pub(super) fn compare(left: &str, right: &str) -> Option<Ordering> {
    Some(parse(left)?.cmp(&parse(right)?))
}

/// A moment in nanoseconds since 1970.
fn parse(text: &str) -> Option<i128> {
    let text = text.trim();
    let digits = text.strip_prefix('-').unwrap_or(text);
    // Four digits are a year; any other whole number counts seconds.
    if digits.len() != 4 && !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.parse::<i64>().ok().map(|seconds| i128::from(seconds) * 1_000_000_000);
    }
    let (date, time) = match text.split_once('T') {
        Some((date, time)) => (date, Some(time)),
        None => (text, None),
    };
    let mut parts = date.split('-');
    let year = number(parts.next()?, 4)?;
    let month = parts.next().map_or(Some(1), |part| number(part, 2))?;
    let day = parts.next().map_or(Some(1), |part| number(part, 2))?;
    if parts.next().is_some() || !(1..=12).contains(&month) || day < 1 || day > days_in(year, month) {
        return None;
    }
    let of_day = match time {
        Some(_) if date.len() != 10 => return None,
        Some(time) => time_of_day(time)?,
        None => 0,
    };
    Some(i128::from(days_since_1970(year, month, day)) * 86_400_000_000_000 + of_day)
}

/// `hh:mm`, `hh:mm:ss` or `hh:mm:ss.s…` with `Z` or an offset, as nanoseconds in UTC.
fn time_of_day(text: &str) -> Option<i128> {
    let (clock, offset) = if let Some(clock) = text.strip_suffix('Z') {
        (clock, 0)
    } else {
        let at = text.rfind(['+', '-'])?;
        let (hours, minutes) = text[at + 1..].split_once(':')?;
        let minutes = number(hours, 2)? * 60 + number(minutes, 2)?;
        (&text[..at], if text[at..].starts_with('+') { minutes } else { -minutes })
    };
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
    let mut parts = clock.split(':');
    let hour = number(parts.next()?, 2)?;
    let minute = number(parts.next()?, 2)?;
    let second = parts.next().map_or(Some(0), |part| number(part, 2))?;
    if parts.next().is_some() || hour > 23 || minute > 59 || second > 60 || fraction.len() > 9 {
        return None;
    }
    let nanoseconds = format!("{fraction:0<9}");
    let nanoseconds = number(&nanoseconds, 9)?;
    let seconds = hour * 3600 + (minute - offset) * 60 + second;
    Some(i128::from(seconds) * 1_000_000_000 + i128::from(nanoseconds))
}

/// Exactly `width` digits.
fn number(text: &str, width: usize) -> Option<i64> {
    (text.len() == width && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 1970-01-01 to a date of the Gregorian calendar; the year begins in March, so that leap days come last.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_names_its_moment() {
        let second = 1_000_000_000;
        let table = [
            ("1970", Some(0)),
            ("1970-01", Some(0)),
            ("1970-01-02", Some(86_400 * second)),
            ("1969-12-31T23:59Z", Some(-60 * second)),
            ("2000-03-01T00:00:00Z", Some(951_868_800 * second)),
            ("2024-02-29T12:00:00.25+01:30", Some(1_709_202_600 * second + second / 4)),
            ("0", Some(0)),
            ("1709202600", Some(1_709_202_600 * second)),
            ("-5", Some(-5 * second)),
            ("2023-02-29", None),
            ("2023-13-01", None),
            ("2023-1-1", None),
            ("2023-01-01T00:00:00", None),
            ("2023-01-01T24:00:00Z", None),
            ("2023-01T00:00Z", None),
            ("20230101T000000Z", None),
            ("99999999999999999999999999", None),
            ("yesterday", None),
            ("", None),
        ];
        for (text, moment) in table {
            assert_eq!(parse(text), moment, "{text}");
        }
    }
}
