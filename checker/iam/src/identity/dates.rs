//! The dates that IAM stores in a condition, which are more than those that can ever hold.
//!
//! What is taken and what is not follows the documents in moto's public tests (`tests/test_iam/test_iam_policies.py`).

/// Whether IAM stores the text as the value of a `Date…` operator.
pub(super) fn is_storable(text: &str) -> bool {
    // A policy variable is known with the request only.
    if text.contains("${") || text.parse::<i64>().is_ok() {
        return true;
    }
    let (date, time) = match text.split_once(['T', 't']) {
        Some((date, time)) => (date, Some(time)),
        None => (text, None),
    };
    let mut parts = date.strip_prefix('-').unwrap_or(date).split('-');
    let year = parts.next().is_some_and(|year| !year.is_empty() && digits(year, 9));
    let month = parts.next().is_none_or(|month| within(month, 1, 12));
    let day = parts.next().is_none_or(|day| within(day, 1, 31));
    year && month && day && parts.next().is_none() && time.is_none_or(|time| time.is_empty() || is_time(time))
}

fn is_time(text: &str) -> bool {
    let (clock, zone) = match text.find(['Z', 'z', '+', '-']) {
        Some(at) => text.split_at(at),
        None => (text, ""),
    };
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
    let mut parts = clock.split(':');
    let hour = parts.next().is_some_and(|hour| within(hour, 0, 23));
    let minute = parts.next().is_none_or(|minute| within(minute, 0, 59));
    let second = parts.next().is_none_or(|second| within(second, 0, 59));
    hour && minute && second && parts.next().is_none() && !fraction.is_empty() && digits(fraction, 9) && is_zone(zone)
}

fn is_zone(text: &str) -> bool {
    let Some(offset) = text.strip_prefix(['+', '-']) else {
        return matches!(text, "" | "Z" | "z");
    };
    let (hours, minutes) = offset.split_once(':').unwrap_or((offset, "00"));
    hours.len() == 2 && minutes.len() == 2 && within(hours, 0, 23) && within(minutes, 0, 59)
}

fn digits(text: &str, most: usize) -> bool {
    text.len() <= most && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn within(text: &str, least: u32, most: u32) -> bool {
    digits(text, 2) && text.parse().is_ok_and(|number: u32| (least..=most).contains(&number))
}
