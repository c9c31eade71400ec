//! `capacity.toml`: the student's own numbers, prices, and what they compute from them.

use std::ops::RangeInclusive;
use std::path::Path;

use toml_edit::{Document, Item, Value};

use crate::harness::Failure;

/// The file.
pub(super) const CAPACITY: &str = "capacity.toml";

/// The smallest item that has the lab's attributes: their names, one letter of an id, the time, and one letter of a sender.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html>
pub(super) const SMALLEST_ITEM: u64 = 46;
/// The largest that `DynamoDB` takes.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-items>
const LARGEST_ITEM: u64 = 400 * 1024;
/// What a page of a query holds, in bytes.
const PAGE: u64 = 1024 * 1024;
/// More than any chat has.
const MOST: u64 = 1_000_000_000_000;

/// What the student's chat is like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Numbers {
    /// The size of an item of Chat-Messages.
    pub(super) message_bytes: u64,
    /// How many a conversation has.
    pub(super) messages: u64,
    /// How many conversations a list has.
    pub(super) conversations: u64,
    /// In the busiest second.
    pub(super) second: Traffic,
    /// In a month.
    pub(super) month: Traffic,
}

/// How often what is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Traffic {
    /// A message is posted.
    pub(super) posts: u64,
    /// A conversation is opened.
    pub(super) opens: u64,
    /// The list is shown.
    pub(super) lists: u64,
}

/// In US dollars.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Prices {
    /// Of a write capacity unit, for an hour.
    pub(super) write_unit_hour: f64,
    /// Of a read capacity unit, for an hour.
    pub(super) read_unit_hour: f64,
    /// How many hours a month is taken for.
    pub(super) hours_per_month: f64,
    /// Of a million write request units.
    pub(super) million_write_requests: f64,
    /// Of a million read request units.
    pub(super) million_read_requests: f64,
}

/// The student's file, as far as it is TOML.
#[derive(Debug)]
pub(super) struct CapacityFile {
    text: String,
    document: Document<String>,
}

/// A value of the file, and the line that it stands in.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Answer {
    /// The value, as it is written.
    pub(super) written: String,
    /// The number, if it is one.
    pub(super) number: Option<f64>,
    /// The text, if it is one.
    pub(super) text: Option<String>,
    /// From 1.
    pub(super) line: usize,
}

impl CapacityFile {
    /// Reads the file of a lab's folder.
    ///
    /// # Errors
    /// A failure when there is none, or when it is no TOML: with the line.
    pub(super) fn read(folder: &Path) -> Result<Self, Failure> {
        let bytes = std::fs::read(folder.join(CAPACITY)).map_err(|_| {
            Failure::new(format!("{CAPACITY} is not there."))
                .compared(format!("the file {CAPACITY} in the lab's folder"), "no such file")
                .because("`cargo checker reset 5` puts the starter back, and keeps what you wrote aside")
        })?;
        let text = String::from_utf8(bytes)
            .map_err(|_| Failure::new(format!("{CAPACITY} is no UTF-8 text. Save it as UTF-8 in your editor.")))?;
        Self::parse(text)
    }

    fn parse(text: String) -> Result<Self, Failure> {
        let document = Document::parse(text.clone()).map_err(|error| {
            let line = line_at(&text, error.span().map_or(0, |span| span.start));
            let shown = text.lines().nth(line - 1).unwrap_or_default();
            Failure::new(format!("{CAPACITY}:{line}: this is no TOML."))
                .compared("TOML", error.message().lines().next().unwrap_or_default())
                .because(format!("{CAPACITY}:{line}\n  {shown}"))
        })?;
        Ok(Self { text, document })
    }

    fn value(&self, table: &str, name: &str) -> Result<Answer, Failure> {
        let item = self.document.get(table).and_then(Item::as_table_like).and_then(|table| table.get(name));
        let Some(item) = item else {
            let line = self.document.get(table).and_then(Item::span).map(|span| line_at(&self.text, span.start));
            let place = line.map_or_else(|| CAPACITY.to_owned(), |line| format!("{CAPACITY}:{line}"));
            return Err(Failure::new(format!("{place}: [{table}] has no {name}."))
                .compared(format!("{name} = …, below [{table}]"), "it is not there"));
        };
        let line = line_at(&self.text, item.span().map_or(0, |span| span.start));
        let value = item.as_value();
        #[expect(clippy::cast_precision_loss, reason = "no number of a chat is that large")]
        let number = value.and_then(|value| value.as_float().or_else(|| value.as_integer().map(|whole| whole as f64)));
        let written = value.map_or_else(String::new, |value| value.clone().decorated("", "").to_string());
        Ok(Answer { written, number, text: value.and_then(Value::as_str).map(str::to_owned), line })
    }

    /// A whole number of `[numbers]`.
    fn own(&self, name: &str, range: RangeInclusive<u64>) -> Result<u64, Failure> {
        let value = self.value("numbers", name)?;
        let fail = |message: String, expected: String| {
            Err(Failure::new(format!("{CAPACITY}:{}: {message}", value.line))
                .compared(expected, format!("{name} = {}", value.written)))
        };
        let (least, most) = (*range.start(), *range.end());
        let wanted = if most == MOST {
            "a whole number, greater than 0".to_owned()
        } else {
            format!("a whole number from {least} to {most}")
        };
        match value.number {
            Some(0.0) => fail(format!("{name} is still 0: put in a number of your own."), wanted),
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "just looked at")]
            Some(number) if number.fract() == 0.0 && range.contains(&(number.max(0.0) as u64)) => Ok(number as u64),
            Some(_) if name == "message_bytes" => fail(
                format!(
                    "no item of Chat-Messages has this size: the names of its attributes alone take 36 bytes, and {LARGEST_ITEM} is the most that DynamoDB takes."
                ),
                wanted,
            ),
            _ => fail(format!("{name} is no number that a chat can have."), wanted),
        }
    }

    /// The student's own numbers.
    ///
    /// # Errors
    /// A failure that names the first that is blank, or that no chat can have.
    pub(super) fn numbers(&self) -> Result<Numbers, Failure> {
        let many = 1..=MOST;
        let traffic = |time: &str| -> Result<Traffic, Failure> {
            Ok(Traffic {
                posts: self.own(&format!("posts_per_{time}"), many.clone())?,
                opens: self.own(&format!("opens_per_{time}"), many.clone())?,
                lists: self.own(&format!("lists_per_{time}"), many.clone())?,
            })
        };
        let numbers = Numbers {
            message_bytes: self.own("message_bytes", SMALLEST_ITEM..=LARGEST_ITEM)?,
            messages: self.own("messages", many.clone())?,
            conversations: self.own("conversations", many.clone())?,
            second: traffic("second")?,
            month: traffic("month")?,
        };
        let all = numbers.message_bytes.saturating_mul(numbers.messages);
        if all >= PAGE {
            let line = self.value("numbers", "messages")?.line;
            return Err(Failure::new(format!(
                "{CAPACITY}:{line}: so many messages do not fit into one page of a query, and each page is rounded up by itself. Take fewer, or smaller ones."
            ))
            .compared(
                format!("less than {PAGE} bytes together"),
                format!("{} × {} bytes = {all} bytes", numbers.messages, numbers.message_bytes),
            ));
        }
        Ok(numbers)
    }

    /// The prices.
    ///
    /// # Errors
    /// A failure that names the first that cannot be one.
    pub(super) fn prices(&self) -> Result<Prices, Failure> {
        let price = |name: &str, us_east_1: f64| {
            let value = self.value("prices", name)?;
            // No region is so much cheaper or dearer: the price of another unit.
            match value.number.filter(|number| (us_east_1 / 8.0..=us_east_1 * 8.0).contains(number)) {
                Some(number) => Ok(number),
                None => Err(Failure::new(format!("{CAPACITY}:{}: {name} is no price that DynamoDB has.", value.line))
                    .compared(
                        format!("about {us_east_1}, which is that of us-east-1"),
                        format!("{name} = {}", value.written),
                    )),
            }
        };
        let hours = self.value("prices", "hours_per_month")?;
        let Some(hours_per_month) = hours.number.filter(|hours| (672.0..=744.0).contains(hours)) else {
            return Err(Failure::new(format!("{CAPACITY}:{}: no month has so many hours.", hours.line))
                .compared("672 to 744; AWS reckons with 730", format!("hours_per_month = {}", hours.written)));
        };
        Ok(Prices {
            write_unit_hour: price("write_unit_hour", 0.000_65)?,
            read_unit_hour: price("read_unit_hour", 0.000_13)?,
            hours_per_month,
            million_write_requests: price("million_write_requests", 0.625)?,
            million_read_requests: price("million_read_requests", 0.125)?,
        })
    }

    /// An answer.
    ///
    /// # Errors
    /// A failure when it is not there, or a `"?"` still.
    pub(super) fn answer(&self, name: &str) -> Result<Answer, Failure> {
        let value = self.value("answers", name)?;
        if value.text.as_deref() == Some("?") {
            return Err(Failure::new(format!("{CAPACITY}:{}: {name} is not answered yet.", value.line))
                .compared(format!("{name} = a value of yours"), format!("{name} = \"?\"")));
        }
        Ok(value)
    }

    /// An answer that is a number.
    ///
    /// # Errors
    /// A failure when it is none.
    pub(super) fn number(&self, name: &str) -> Result<(f64, usize), Failure> {
        let value = self.answer(name)?;
        let Some(number) = value.number.filter(|number| number.is_finite()) else {
            let quotes = if value.text.is_some() { " A number stands without quotes." } else { "" };
            return Err(Failure::new(format!("{CAPACITY}:{}: {name} is no number.{quotes}", value.line))
                .compared(format!("{name} = a number"), format!("{name} = {}", value.written)));
        };
        Ok((number, value.line))
    }
}

/// The line of a place in a text, from 1.
fn line_at(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|&byte| byte == b'\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "[numbers]\nmessage_bytes = 250\nmessages = 120\nconversations = 5\nposts_per_second = 4\n\
        opens_per_second = 6\nlists_per_second = 3\nposts_per_month = 30000\nopens_per_month = 150000\nlists_per_month = 9\n\
        [prices]\nwrite_unit_hour = 0.00065\nread_unit_hour = 0.00013\nhours_per_month = 730\n\
        million_write_requests = 0.625\nmillion_read_requests = 0.125\n[answers]\nput_message = \"?\"\n";

    fn message(old: &str, new: &str) -> String {
        assert!(FILE.contains(old), "{old}");
        let file = CapacityFile::parse(FILE.replacen(old, new, 1));
        let read = file.and_then(|file| Ok((file.numbers()?, file.prices()?, file.number("put_message")?)));
        read.expect_err("a fault").message
    }

    #[test]
    fn a_fault_is_placed() {
        for (old, new, starts) in [
            ("messages = 120", "messages = 120 of them", "capacity.toml:3: this is no TOML."),
            ("messages = 120", "messages = 0", "capacity.toml:3: messages is still 0"),
            ("messages = 120", "messages = -3", "capacity.toml:3: messages is no number that a chat can have."),
            ("messages = 120", "messages = \"many\"", "capacity.toml:3: messages is no number that a chat can have."),
            ("messages = 120", "messages = 5000", "capacity.toml:3: so many messages do not fit"),
            ("message_bytes = 250", "message_bytes = 20", "capacity.toml:2: no item of Chat-Messages has this size"),
            ("conversations = 5\n", "", "capacity.toml:1: [numbers] has no conversations."),
            ("hours_per_month = 730", "hours_per_month = 24", "capacity.toml:14: no month has so many hours."),
            ("0.625", "0.000000625", "capacity.toml:15: million_write_requests is no price"),
            ("[prices]", "[price]", "capacity.toml: [prices] has no hours_per_month."),
            ("x", "x", ""),
        ]
        .into_iter()
        .filter(|(old, ..)| *old != "x")
        {
            let message = message(old, new);
            assert!(message.starts_with(starts), "{new}: {message}");
        }
        assert_eq!(message("\"?\"", "\"?\""), "capacity.toml:18: put_message is not answered yet.");
        assert_eq!(
            message("\"?\"", "\"1\""),
            "capacity.toml:18: put_message is no number. A number stands without quotes."
        );
    }

    #[test]
    fn numbers_are_read() {
        let numbers = CapacityFile::parse(FILE.to_owned()).expect("TOML").numbers().expect("numbers");
        assert_eq!((numbers.message_bytes, numbers.second.opens, numbers.month.lists), (250, 6, 9));
    }
}
