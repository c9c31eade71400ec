//! Part 2: the data into the tables.

use std::fmt::Write as _;

use cloud::TraceEvent;

use super::loaded::{Compared, shortened};
use super::loader::{FLOOD, Load, Loads, Twice};
use super::pauses::{Judged, judge};
use super::resources::{CONVERSATIONS, MESSAGES};
use super::{LabCheck, Session};
use crate::harness::{Check, Failure, Need, Outcome};

/// How many requests a failure shows.
const SHOWN: usize = 6;
/// What a batch is answered of which nothing is taken.
const THROTTLED: &str = "ProvisionedThroughputExceededException";

pub(super) fn checks() -> Vec<LabCheck> {
    vec![
        Check {
            id: "dynamodb/load-items",
            part: "load",
            title: "each participant and each message becomes an item of the right form",
            points: 2,
            needs: Need::Program,
            after: &[],
            hints: &[
                "Try the loader on site/data against `cargo checker cloud 5`; `aws dynamodb scan` shows what came of it.",
                "An item is a map from names to values, and each value says its type: AttributeValue::S is text, AttributeValue::N a number, given as text.",
                "Chat-Conversations: ConversationId and Username. Chat-Messages: ConversationId, Timestamp (N, milliseconds as the file has them), Sender, Message.",
            ],
            run: |session| Box::pin(items(session)),
        },
        Check {
            id: "dynamodb/load-batches",
            part: "load",
            title: "many items are written, up to 25 with one request",
            points: 2,
            needs: Need::Program,
            after: &["dynamodb/load-items"],
            hints: &[
                "BatchWriteItem takes 25 items at most, and refuses a longer batch as a whole.",
                "`chunks(25)` of a slice gives pieces of 25, and a last one with what remains.",
                "Nor does a batch take one key twice: a name that stands twice in a file is one item. A BTreeSet holds each name once.",
            ],
            run: |session| Box::pin(batches(session)),
        },
        Check {
            id: "dynamodb/load-again",
            part: "load",
            title: "loading twice changes nothing",
            points: 1,
            needs: Need::Program,
            after: &["dynamodb/load-batches"],
            hints: &[
                "An item that is put takes the place of the one with its key. The same item in the same place is no change.",
                "So what is in an item must come from the file alone, and nothing has to be asked or emptied before.",
            ],
            run: |session| Box::pin(again(session)),
        },
        Check {
            id: "dynamodb/load-unprocessed",
            part: "load",
            title: "what a table did not take is written again, and nothing else",
            points: 3,
            needs: Need::Program,
            after: &["dynamodb/load-batches"],
            hints: &[
                "An answer without an error may still say that a part was not written: unprocessed_items, by table.",
                "Those, and no others, go into the next request. They have the form of request_items already.",
                "Where not one item of a batch was taken, DynamoDB answers with ProvisionedThroughputExceededException: then all of them are left.",
            ],
            run: |session| Box::pin(unprocessed(session)),
        },
        Check {
            id: "dynamodb/load-back-off",
            part: "load",
            title: "before each repeat it waits, and longer each time",
            points: 2,
            needs: Need::Program,
            after: &["dynamodb/load-unprocessed"],
            hints: &[
                "A table of one unit writes one KB a second. Who asks again at once is refused again, and takes capacity from others.",
                "Wait with tokio::time::sleep before a repeat, and double the pause each time: exponential back-off.",
            ],
            run: |session| Box::pin(back_off(session)),
        },
        Check {
            id: "dynamodb/load-ends",
            part: "load",
            title: "when the table takes nothing any more, it gives up and says so",
            points: 2,
            needs: Need::Program,
            after: &["dynamodb/load-back-off"],
            hints: &[
                "Count the requests in a row that wrote nothing, and stop after some of them.",
                "What is left over is no success: the program ends with another exit code than 0, and says how many items are left.",
            ],
            run: |session| Box::pin(ends(session)),
        },
        Check {
            id: "dynamodb/load-refused",
            part: "load",
            title: "any other refusal ends it at once, with AWS's words",
            points: 1,
            needs: Need::Program,
            after: &["dynamodb/load-items"],
            hints: &[
                "A table that is not there, a permission that is missing: these do not go away by waiting.",
                "Only ProvisionedThroughputExceededException is worth a repeat. Return every other error, with `?` or `Err`.",
            ],
            run: |session| Box::pin(refused(session)),
        },
    ]
}

/// A request in one line: what, into which table, how many items, what came back.
fn line(event: &TraceEvent) -> String {
    let request = event.table_request.as_deref().cloned().unwrap_or_default();
    let operation = event.operation.as_deref().unwrap_or("a request");
    let plural = if request.items == 1 { "" } else { "s" };
    let mut text = format!(
        "{operation} {}, {} item{plural} \u{2192} {}",
        request.tables.join(" and "),
        request.items,
        event.status
    );
    if let Some(code) = &event.error_code {
        let _ = write!(text, " {code}");
    }
    // Of a lack of capacity the code says all.
    let told = event.error_code.as_deref() == Some(THROTTLED);
    if let Some(message) = event.error_message.as_ref().filter(|_| !told) {
        let _ = write!(text, ": {}", middle_out(message));
    }
    if request.unprocessed > 0 {
        let _ = write!(text, ", {} unprocessed", request.unprocessed);
    }
    text
}

/// The first of some requests, and that there are more.
fn lines<'a>(events: impl Iterator<Item = &'a TraceEvent>) -> Vec<String> {
    let mut lines: Vec<String> = events.take(SHOWN + 1).map(line).collect();
    if lines.len() > SHOWN {
        "…".clone_into(&mut lines[SHOWN]);
    }
    lines
}

/// A run that did not end well, though it should have.
fn stopped(load: &Load) -> Failure {
    const WANTED: &str = "the loader ends with exit code 0";
    let Some(finished) = &load.finished else {
        return Failure::new("Your loader asks again and again: the checker stopped it.")
            .tried(&load.command)
            .compared(WANTED, format!("more than {FLOOD} requests, and no end"))
            .because_of(lines(load.requests.iter()));
    };
    let refusal = load.requests.iter().rev().find(|event| event.status >= 400);
    let message = match (finished.panic(), refusal) {
        (Some(panic), _) => format!("Your loader panicked at {panic}"),
        (None, Some(event)) => {
            format!("Your loader stopped when DynamoDB refused {}.", event.operation.as_deref().unwrap_or("a request"))
        }
        (None, None) => format!("Your loader {}.", finished.ended_how()),
    };
    Failure::new(message)
        .tried(&load.command)
        .compared(WANTED, with_words(finished.ended_how(), &finished.last_words(4)))
        .because_of(refusal.map(line))
        .because_of(refusal.and_then(about_keys))
}

/// What a refusal of an item's key is about: the message does not say which attribute it has in mind.
fn about_keys(event: &TraceEvent) -> Option<String> {
    let message = event.error_message.as_deref()?;
    let keys = ["key element does not match", "Type mismatch for key", "Missing the key", "missing key"];
    keys.iter().any(|words| message.contains(words)).then(|| {
        format!(
            "an item has the table's keys, with their types: of {CONVERSATIONS} ConversationId (S) and Username (S), of {MESSAGES} ConversationId (S) and Timestamp (N)"
        )
    })
}

fn with_words(ended: String, words: &str) -> String {
    let words: Vec<String> = words.lines().map(middle_out).collect();
    if words.is_empty() { ended } else { format!("{ended}:\n{}", words.join("\n")) }
}

/// Beginning and end of a long line: of a batch that is too long, AWS's message repeats the whole request.
fn middle_out(line: &str) -> String {
    const KEPT_FIRST: usize = 120;
    const KEPT_LAST: usize = 160;
    let chars: Vec<char> = line.chars().collect();
    if chars.len() <= KEPT_FIRST + KEPT_LAST {
        return line.to_owned();
    }
    let text = |chars: &[char]| chars.iter().collect::<String>();
    format!("{} … {}", text(&chars[..KEPT_FIRST]), text(&chars[chars.len() - KEPT_LAST..]))
}

fn succeeded(load: &Load) -> Outcome {
    match &load.finished {
        Some(finished) if finished.success() => Ok(()),
        _ => stopped(load).fail(),
    }
}

async fn items(session: &Session) -> Outcome {
    let load = session.loads.few(&session.setting).await?;
    succeeded(load)?;
    Compared::participants(load).check(load)?;
    Compared::messages(load).check(load)
}

async fn batches(session: &Session) -> Outcome {
    let load = session.loads.many(&session.setting).await?;
    let participants = load.chat.participants().len();
    let is_twice = |event: &&TraceEvent| {
        event.error_message.as_deref().is_some_and(|message| message.contains("contains duplicates"))
    };
    if let (false, Some(event)) = (ended_well(load), load.requests.iter().find(is_twice)) {
        return Failure::new(
            "A name stands twice among the participants of a file. DynamoDB refuses a batch with one key twice.",
        )
        .tried(&load.command)
        .compared(format!("{participants} items in {CONVERSATIONS}, each participant once"), line(event))
        .fail();
    }
    if let Some(event) = load.requests.iter().find(|event| event.status >= 400 && items_of(event) > 25) {
        return Failure::new(format!("A batch of {} items is refused as a whole: 25 is the most.", items_of(event)))
            .tried(&load.command)
            .compared("at most 25 items with one request", line(event))
            .fail();
    }
    succeeded(load)?;
    Compared::participants(load).check(load)?;
    Compared::messages(load).check(load)?;
    let all = participants + load.chat.messages().len();
    let requests: Vec<&TraceEvent> = load.requests.iter().filter(|event| items_of(event) > 0).collect();
    if requests.len() >= all {
        return Failure::new("Each item has a request of its own. BatchWriteItem writes 25 with one.")
            .tried(&load.command)
            .compared(format!("{all} items with few requests"), format!("{} requests", requests.len()))
            .because_of(lines(requests.into_iter()))
            .fail();
    }
    Ok(())
}

fn ended_well(load: &Load) -> bool {
    load.finished.as_ref().is_some_and(crate::artefacts::Finished::success)
}

fn items_of(event: &TraceEvent) -> usize {
    event.table_request.as_ref().map_or(0, |request| request.items)
}

async fn again(session: &Session) -> Outcome {
    let (first, second) = (session.loads.many(&session.setting).await?, session.loads.again(&session.setting).await?);
    let empties = |event: &&TraceEvent| event.operation.as_deref().is_some_and(|name| name.starts_with("Delete"));
    if second.requests.iter().any(|event| empties(&event)) || second.written_twice().is_some() {
        return Failure::new("The second time the loader empties the tables, and fills them again: whoever asks meanwhile finds nothing.")
            .tried(format!("{0}\n{0}", second.command))
            .compared("each item put in the place of the same item", "items are deleted, or written more than once")
            .because_of(lines(second.requests.iter()))
            .fail();
    }
    if !ended_well(second) {
        let mut failure = stopped(second);
        failure.message = format!("The second time, into tables that hold all items already: {}", failure.message);
        return failure.fail();
    }
    for (table, before, after) in
        [(CONVERSATIONS, &first.conversations, &second.conversations), (MESSAGES, &first.messages, &second.messages)]
    {
        let changed =
            after.iter().find(|item| !before.contains(item)).or(before.iter().find(|item| !after.contains(item)));
        if let Some(item) = changed {
            return Failure::new(format!("{table} holds something else after the second time."))
                .tried(format!("{0}\n{0}", second.command))
                .compared(format!("the same {} items", before.len()), shortened(item))
                .fail();
        }
    }
    Ok(())
}

async fn unprocessed(session: &Session) -> Outcome {
    let load = session.loads.too_little(&session.setting).await?;
    let tried = format!("{}   (tables that take about 12 KB with each request)", load.command);
    if let Some(Twice { table, taken, items }) = load.written_twice() {
        let of: Vec<&TraceEvent> = match table {
            Some(table) => load.writes_to(table).collect(),
            None => load.requests.iter().collect(),
        };
        return Failure::new(
            "Items that are in the table already are written again: only what was left over needs another request.",
        )
        .tried(tried)
        .compared(
            format!("{items} items written into {}", table.unwrap_or("both tables")),
            // Where the checker stops it is a matter of moments.
            format!("more than {items}: {}", if taken > items + 5 { "whole batches again" } else { "some twice" }),
        )
        .because_of(lines(of.into_iter()))
        .fail();
    }
    let (participants, messages) = (Compared::participants(load), Compared::messages(load));
    let (missing, all) = (participants.missing() + messages.missing(), participants.wanted() + messages.wanted());
    if !ended_well(load) {
        let throttled = |event: &&TraceEvent| event.error_code.as_deref() == Some(THROTTLED);
        let mut failure = stopped(load);
        if load.requests.last().as_ref().is_some_and(throttled) {
            "Your loader stopped when a table had no capacity for a moment. It would have had some soon after."
                .clone_into(&mut failure.message);
        }
        failure.request = Some(tried);
        return failure.because(format!("{missing} of {all} items are not in the tables")).fail();
    }
    if missing > 0 {
        let left = load.requests.iter().filter(|event| {
            event.table_request.as_ref().is_some_and(|request| request.unprocessed > 0) || event.status >= 400
        });
        return Failure::new("Items are lost, and the loader says that all went well.")
            .tried(tried)
            .compared(format!("{all} items in the tables"), format!("{missing} of them are not there"))
            .because_of(lines(left))
            .fail();
    }
    participants.check(load)?;
    messages.check(load)
}

async fn back_off(session: &Session) -> Outcome {
    let setting = &session.setting;
    let load = session.loads.nearly_nothing(setting).await?;
    let usual = session.loads.many(setting).await?;
    let judged = judge(load, usual);
    // Chance is in a pause with jitter: what it shows once is looked at again.
    if matches!(judged, Judged::DoNotGrow { even: false, .. }) {
        let (second, third) = tokio::join!(Loads::play_nearly_nothing(setting), Loads::play_nearly_nothing(setting));
        if [&second?, &third?].into_iter().any(|load| judge(load, usual) == Judged::Grow) {
            return Ok(());
        }
    }
    let (message, expected, found) = match judged {
        Judged::Grow => return Ok(()),
        Judged::AtOnce => (
            "What was left over is sent again at once, without a pause.",
            "a pause before each repeat",
            "the next request comes as soon as the answer is there".to_owned(),
        ),
        Judged::TooFew(repeats) => (
            "The loader gives up before the table has had the time to get capacity back.",
            "some repeats, with pauses that grow",
            format!("{repeats} repeat{}", if repeats == 1 { "" } else { "s" }),
        ),
        Judged::DoNotGrow { first, last, .. } => (
            "The pauses do not grow. If a short one was not enough, the next one should be longer.",
            "pauses that grow from repeat to repeat",
            format!("the first ones last about {first:.1} s, the last ones about {last:.1} s"),
        ),
    };
    Failure::new(message)
        .tried(format!("{}   (a table that soon takes nothing any more)", load.command))
        .compared(expected, found)
        .because_of(lines(load.writes_to(MESSAGES)))
        .fail()
}

async fn ends(session: &Session) -> Outcome {
    let load = session.loads.nearly_nothing(&session.setting).await?;
    let (participants, messages) = (Compared::participants(load), Compared::messages(load));
    let missing = participants.missing() + messages.missing();
    let tried = format!("{}   (a table that soon takes nothing any more)", load.command);
    let wanted = format!("an exit code other than 0, and a message: {missing} items are left over");
    let Some(finished) = &load.finished else { return stopped(load).fail() };
    let words = finished.last_words(4);
    let message = if let Some(panic) = finished.panic() {
        format!("Your loader panicked at {panic}")
    } else if finished.success() {
        "Items are left over, and the loader says that all went well.".to_owned()
    } else if matches!(finished.ended, crate::artefacts::Ended::Exited(_)) {
        // Any wording will do that has the number.
        let told = |text: &str| text.split(|char: char| !char.is_ascii_digit()).any(|word| word == missing.to_string());
        if told(&finished.stdout) || told(&finished.stderr) {
            return Ok(());
        }
        "The loader does not say how many items are left over.".to_owned()
    } else {
        "The loader tries for ever. A table that takes nothing now may take nothing for hours.".to_owned()
    };
    Failure::new(message)
        .tried(tried)
        .compared(wanted, with_words(finished.ended_how(), &words))
        .because_of(lines(load.writes_to(MESSAGES)))
        .fail()
}

async fn refused(session: &Session) -> Outcome {
    const CODE: &str = "ResourceNotFoundException";
    let load = session.loads.without_messages(&session.setting).await?;
    let tried = format!("{}   (there is no table {MESSAGES})", load.command);
    let wanted = format!("an exit code other than 0, and AWS's words: {CODE}: Requested resource not found");
    let refusals: Vec<&TraceEvent> =
        load.requests.iter().filter(|event| event.error_code.as_deref() == Some(CODE)).collect();
    let sent: usize = refusals.iter().map(|event| items_of(event)).sum();
    // A batch may be for both tables.
    let both = refusals.iter().filter_map(|event| event.table_request.as_ref()).any(|request| request.tables.len() > 1);
    let there_are = load.chat.messages().len() + if both { load.chat.participants().len() } else { 0 };
    let (ended, words) = match &load.finished {
        Some(finished) => (finished.ended_how(), finished.last_words(4)),
        None => (format!("more than {FLOOD} requests, and no end"), String::new()),
    };
    let told = words.contains(CODE) || words.contains("Requested resource not found");
    let message = if ended_well(load) {
        "DynamoDB refuses the items, and the loader says that all went well."
    } else if sent > there_are {
        "What DynamoDB refuses for good is sent again. Waiting makes no table."
    } else if !told {
        "The loader does not say what DynamoDB said, so nobody knows what to do."
    } else {
        return Ok(());
    };
    Failure::new(message)
        .tried(tried)
        .compared(wanted, with_words(ended, &words))
        .because_of(lines(refusals.into_iter()))
        .fail()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_long_line_the_ends_are_kept() {
        let long = middle_out(&format!("begins{}ends", "ü".repeat(1_000)));
        assert!(long.starts_with("begins") && long.ends_with("ends") && long.chars().count() < 300, "{long}");
    }
}
