//! Part 6: capacity and cost, on the student's own numbers: by the rules, and measured.

use super::capacity_file::{CAPACITY, CapacityFile, Numbers, Prices};
use super::units::{READ, Units, WRITE, Whole, real};
use super::{LabCheck, Session};
use crate::harness::{Check, Failure, Need, Outcome, Verdict};

pub(super) fn checks() -> Vec<LabCheck> {
    vec![
        Check {
            id: "dynamodb/capacity-numbers",
            part: "capacity",
            title: "capacity.toml has numbers of your own",
            points: 1,
            needs: Need::Artefact,
            after: &[],
            hints: &[
                "Put a number in place of each 0 of [numbers]. A guess is a start; a chat of your own is better.",
                "All messages of one conversation take less than 1 MB here: what does not fit into one page is for a second look.",
            ],
            run: |session| Box::pin(async { read(session).map(|_| ()) }),
        },
        Check {
            id: "dynamodb/capacity-write",
            part: "capacity",
            title: "you know what a new message takes",
            points: 1,
            needs: Need::Artefact,
            after: &["dynamodb/capacity-numbers"],
            hints: &[
                "A write capacity unit is one write of up to 1 KB. A larger item takes one for each KB that it begins.",
                "1 KB is 1,024 bytes. Chat-Messages has no index, so nothing is written twice.",
            ],
            run: |session| Box::pin(write(session)),
        },
        Check {
            id: "dynamodb/capacity-read",
            part: "capacity",
            title: "you know what a query takes",
            points: 2,
            needs: Need::Artefact,
            after: &["dynamodb/capacity-numbers"],
            hints: &[
                "A read capacity unit is up to 4 KB, read consistently. Read eventually consistently, it is enough for twice as much.",
                "A query adds up the sizes of all items that it reads, and rounds the sum up to 4 KB: once, not item by item.",
                "Limit 1 reads one item. Half a unit is a number of units.",
            ],
            run: |session| Box::pin(query(session)),
        },
        Check {
            id: "dynamodb/capacity-provision",
            part: "capacity",
            title: "you know which capacity the busiest second needs",
            points: 1,
            needs: Need::Artefact,
            after: &["dynamodb/capacity-write", "dynamodb/capacity-read"],
            hints: &[
                "How often in that second, times what it takes each time.",
                "A list shows the newest message of every conversation: so many queries with each list.",
                "Add up what opens and lists take, and round up at the end: what is provisioned is a whole number.",
            ],
            run: |session| Box::pin(async { provision(session) }),
        },
        Check {
            id: "dynamodb/capacity-cost",
            part: "capacity",
            title: "you know what it costs, and which way is cheaper",
            points: 2,
            needs: Need::Artefact,
            after: &["dynamodb/capacity-provision"],
            hints: &[
                "Provisioned: units × price of a unit for an hour × hours, for writes and for reads, used or not.",
                "On demand: the units of all requests of the month × the price of a million units ÷ 1,000,000. A unit is what it is above: a request of 4 units is paid for as 4.",
            ],
            run: |session| Box::pin(async { cost(session) }),
        },
    ]
}

fn file(session: &Session) -> Result<CapacityFile, Verdict> {
    let folder = session.setting.files.as_deref();
    let folder = folder.ok_or_else(|| Verdict::Fault("the lab's files were not laid out".to_owned()))?;
    Ok(CapacityFile::read(folder)?)
}

fn read(session: &Session) -> Result<(CapacityFile, Numbers, Prices), Verdict> {
    let file = file(session)?;
    let (numbers, prices) = (file.numbers()?, file.prices()?);
    Ok((file, numbers, prices))
}

/// What another way to reckon gives, and which step is missing there.
type Slip = (f64, &'static str);

/// One answer, as it should be.
struct Expected<'a> {
    name: &'a str,
    /// By the rules.
    value: f64,
    /// How the rules come to it.
    how: String,
    /// What a table counted, and the request that it counted.
    measured: Option<(f64, &'a str)>,
    /// How far another value may be from it.
    tolerance: f64,
    /// What comes out otherwise.
    slips: Vec<Slip>,
}

impl Expected<'_> {
    fn check(self, file: &CapacityFile) -> Outcome {
        let (own, line) = file.number(self.name)?;
        let same = |value: f64| (own - value).abs() <= self.tolerance;
        // Two ways to count: where they part, each is right.
        if same(self.value) || self.measured.is_some_and(|(units, _)| same(units)) {
            return Ok(());
        }
        let name = self.name;
        let message = match self.measured {
            Some((units, _)) => {
                let plural = if units.to_string() == "1" { "" } else { "s" };
                format!("{CAPACITY}:{line}: DynamoDB counted {units} unit{plural}; you wrote {own}.")
            }
            None => format!("{CAPACITY}:{line}: {name} is another number."),
        };
        let shown = if self.tolerance < 0.001 { self.value.to_string() } else { format!("{:.2}", self.value) };
        let mut failure =
            Failure::new(message).compared(format!("{name} = {shown}: {}", self.how), format!("{name} = {own}"));
        if let Some((_, command)) = self.measured {
            failure = failure.tried(command);
        }
        let slip = self.slips.iter().find(|(value, _)| (own - value).abs() <= self.tolerance.max(value.abs() * 0.005));
        failure.because_of(slip.map(|(_, why)| format!("{own} comes out when {why}"))).fail()
    }
}

/// A count of units, which is exact.
const EXACT: f64 = 1e-6;

async fn write(session: &Session) -> Outcome {
    const COMMAND: &str =
        "aws dynamodb put-item --table-name Chat-Messages --item file://message.json --return-consumed-capacity TOTAL";
    let (file, numbers, _) = read(session)?;
    file.number("put_message")?;
    let (units, measured) = (Units::by_rule(&numbers), session.measured(&numbers).await?);
    let bytes = numbers.message_bytes;
    Expected {
        name: "put_message",
        value: units.put,
        how: format!("{bytes} bytes, rounded up to whole KB of {WRITE} bytes"),
        measured: Some((measured.put, COMMAND)),
        tolerance: EXACT,
        slips: vec![
            (real(bytes.div_ceil(1000)), "a KB is taken for 1,000 bytes: it is 1,024"),
            (real(bytes.div_ceil(READ)), "writes are counted by 4 KB, as reads are: a write unit is 1 KB"),
            (real(bytes) / real(WRITE), "nothing is rounded up: what a KB is begun by takes a whole unit"),
            (units.put / 2.0, "a write is halved: only reads can be eventually consistent"),
            (units.put * 2.0, "an index is counted too: Chat-Messages has none"),
        ],
    }
    .check(&file)
}

async fn query(session: &Session) -> Outcome {
    const QUERY: &str = "aws dynamodb query --table-name Chat-Messages --key-condition-expression \"ConversationId = :c\" --expression-attribute-values '{\":c\":{\"S\":\"ID\"}}' --return-consumed-capacity TOTAL";
    const APART: &str = "each item is rounded up by itself: a query is rounded up once, on the sum of its items";
    const NOT_HALVED: &str =
        "nothing is halved: a query is eventually consistent unless it asks for more, and takes half";
    const KB: &str = "reads are counted by 1 KB, as writes are: a read unit is 4 KB";
    const THOUSAND: &str = "a KB is taken for 1,000 bytes: it is 1,024";
    const UNROUNDED: &str = "nothing is rounded up: what 4 KB are begun by is paid for whole";
    let (file, numbers, _) = read(session)?;
    for name in ["open_conversation", "open_conversation_consistent", "newest_message"] {
        file.number(name)?;
    }
    let (units, measured) = (Units::by_rule(&numbers), session.measured(&numbers).await?);
    let (bytes, messages) = (numbers.message_bytes, numbers.messages);
    let all = bytes * messages;
    let each = real(messages * bytes.div_ceil(READ));
    let (consistent, one) = (units.open_consistent, real(bytes.div_ceil(READ)));
    let sum = format!("{messages} × {bytes} bytes = {all} bytes, rounded up to {consistent} × 4 KB");
    Expected {
        name: "open_conversation",
        value: units.open,
        how: format!("{sum}, and half of it"),
        measured: measured.open.map(|units| (units, QUERY)),
        tolerance: EXACT,
        slips: vec![
            (consistent, NOT_HALVED),
            (each / 2.0, APART),
            (each, "each item is rounded up by itself, and nothing is halved: a query is rounded up once, on the sum, and takes half unless it asks for consistency"),
            (real(all.div_ceil(4000)) / 2.0, THOUSAND),
            (real(all.div_ceil(WRITE)), KB),
            (real(all.div_ceil(WRITE)) / 2.0, KB),
            (real(all) / real(READ) / 2.0, UNROUNDED),
            (units.open.ceil(), "it is rounded up once more after it is halved: half a unit is a number of units"),
            (units.newest, "only one message is counted: a query takes what all of them take"),
        ],
    }
    .check(&file)?;
    let consistent_query = format!("{QUERY} --consistent-read");
    Expected {
        name: "open_conversation_consistent",
        value: consistent,
        how: sum,
        measured: measured.open_consistent.map(|units| (units, consistent_query.as_str())),
        tolerance: EXACT,
        slips: vec![
            (units.open, "it is halved: a consistent read takes it all"),
            (each, APART),
            (real(all.div_ceil(4000)), THOUSAND),
            (real(all.div_ceil(WRITE)), KB),
            (real(all) / real(READ), UNROUNDED),
            (consistent * 2.0, "it is read in a transaction, which takes twice as much"),
        ],
    }
    .check(&file)?;
    Expected {
        name: "newest_message",
        value: units.newest,
        how: format!("one item of {bytes} bytes, rounded up to {one} × 4 KB, and half of it"),
        measured: Some((measured.newest, &format!("{QUERY} --limit 1 --no-scan-index-forward"))),
        tolerance: EXACT,
        slips: vec![
            (one, NOT_HALVED),
            (units.open, "all messages are counted: with Limit 1 a query reads one"),
            (consistent, "all messages are counted: with Limit 1 a query reads one"),
            (real(bytes.div_ceil(WRITE)) / 2.0, KB),
            (real(bytes) / real(READ) / 2.0, UNROUNDED),
        ],
    }
    .check(&file)
}

fn provision(session: &Session) -> Outcome {
    let (file, numbers, prices) = read(session)?;
    let units = Units::by_rule(&numbers);
    let whole = Whole::of(&numbers, &units, &prices);
    let second = numbers.second;
    let (posts, opens, lists) = (real(second.posts), real(second.opens), real(second.lists));
    let conversations = real(numbers.conversations);
    Expected {
        name: "write_capacity",
        value: whole.write_capacity,
        how: format!("{posts} posts × {} units", units.put),
        measured: None,
        tolerance: EXACT,
        slips: vec![
            (posts, "each message is counted as one unit, whatever its size"),
            (whole.write_capacity * 2.0, "an index is counted too: Chat-Messages has none"),
        ],
    }
    .check(&file)?;
    let newest = lists * conversations * units.newest;
    Expected {
        name: "read_capacity",
        value: whole.read_capacity,
        how: format!(
            "{opens} opens × {} units + {lists} lists × {conversations} conversations × {} units = {}, as a whole number",
            units.open, units.newest, whole.reads
        ),
        measured: None,
        tolerance: EXACT,
        slips: vec![
            (whole.reads, "it is not rounded up: only whole units can be provisioned"),
            (whole.reads.floor(), "it is rounded down: then the busiest second is throttled"),
            ((opens * units.open).ceil(), "the lists are forgotten"),
            (newest.ceil(), "the opened conversations are forgotten"),
            (
                (opens * units.open + lists * units.newest).ceil(),
                "a list is counted as one query: it asks for the newest message of every conversation",
            ),
            (
                (opens * units.open_consistent + 2.0 * newest).ceil(),
                "the reads are counted as consistent: the function's are not, and take half",
            ),
        ],
    }
    .check(&file)
}

/// Amounts are asked for to the cent; of large ones half a per cent is left to how somebody rounds on the way.
fn cents(amount: f64) -> f64 {
    (amount * 0.005).max(0.010_001)
}

fn cost(session: &Session) -> Outcome {
    let (file, numbers, prices) = read(session)?;
    let units = Units::by_rule(&numbers);
    let whole = Whole::of(&numbers, &units, &prices);
    let (writes, reads) = (whole.write_capacity, whole.read_capacity);
    let hours = prices.hours_per_month;
    let (of_writes, of_reads) = (writes * prices.write_unit_hour, reads * prices.read_unit_hour);
    Expected {
        name: "provisioned_month",
        value: whole.provisioned,
        how: format!(
            "({writes} × {} + {reads} × {}) dollars an hour × {hours} hours",
            prices.write_unit_hour, prices.read_unit_hour
        ),
        measured: None,
        tolerance: cents(whole.provisioned),
        slips: vec![
            (of_writes * hours, "the read units are forgotten"),
            (of_reads * hours, "the write units are forgotten"),
            (
                (writes * prices.read_unit_hour + reads * prices.write_unit_hour) * hours,
                "the two prices are taken for each other",
            ),
            (of_writes + of_reads, "one hour is counted: units are paid for by the hour, all the month"),
            ((of_writes + of_reads) * 24.0, "one day is counted: units are paid for by the hour, all the month"),
            (whole.on_demand, "the requests are counted: what is provisioned is paid for, used or not"),
        ],
    }
    .check(&file)?;
    let million = 1_000_000.0;
    let (of_writes, of_reads) = (
        whole.month_writes * prices.million_write_requests / million,
        whole.month_reads * prices.million_read_requests / million,
    );
    let month = numbers.month;
    let requests = real(month.opens) + real(month.lists) * real(numbers.conversations);
    Expected {
        name: "on_demand_month",
        value: whole.on_demand,
        how: format!(
            "{} write units × {} + {} read units × {}, for a million each",
            whole.month_writes, prices.million_write_requests, whole.month_reads, prices.million_read_requests
        ),
        measured: None,
        tolerance: cents(whole.on_demand),
        slips: vec![
            (of_writes, "the reads are forgotten"),
            (of_reads, "the writes are forgotten"),
            (of_writes + 2.0 * of_reads, "the reads are counted as consistent: the function's are not, and take half"),
            (
                of_writes + requests * prices.million_read_requests / million,
                "requests are counted: what is paid for is units, and a request may take many",
            ),
            (
                real(month.posts) * prices.million_write_requests / million + of_reads,
                "each message is counted as one unit, whatever its size",
            ),
            (
                (whole.month_writes * prices.million_read_requests + whole.month_reads * prices.million_write_requests)
                    / million,
                "the two prices are taken for each other",
            ),
            (whole.on_demand * 1000.0, "the price is taken for that of a thousand: it is for a million"),
        ],
    }
    .check(&file)?;
    cheaper(&file, &whole)
}

fn cheaper(file: &CapacityFile, whole: &Whole) -> Outcome {
    const WAYS: [&str; 2] = ["provisioned", "on-demand"];
    let own = file.answer("cheaper")?;
    let Some(way) = own.text.as_deref().filter(|text| WAYS.contains(text)) else {
        return Failure::new(format!("{CAPACITY}:{}: cheaper is one of two words.", own.line))
            .compared("\"provisioned\" or \"on-demand\"", format!("cheaper = {}", own.written))
            .fail();
    };
    let right = WAYS[usize::from(whole.on_demand < whole.provisioned)];
    // For a cent nobody changes.
    if way == right || (whole.on_demand - whole.provisioned).abs() <= 0.01 {
        return Ok(());
    }
    Failure::new(format!("{CAPACITY}:{}: the other way is cheaper with your numbers.", own.line))
        .compared(format!("cheaper = \"{right}\""), format!("cheaper = \"{way}\""))
        .because(format!("provisioned {:.2} dollars a month, on demand {:.2}", whole.provisioned, whole.on_demand))
        .fail()
}
