//! Whether a program waits before it asks again, and longer each time: told from when its requests came.
//!
//! No pause has to have a certain length: full jitter takes any between nothing and the longest. What tells them from a
//! program that does not wait is how long the same program takes anyway, on this machine, between two requests.
//! <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html#Programming.Errors.RetryAndBackoff>

use std::time::Duration;

use cloud::TraceEvent;

use super::loader::Load;
use super::resources::MESSAGES;

/// Less than this is no pause, even on a machine that does not get in its way.
const NO_PAUSE: Duration = Duration::from_millis(10);
/// The longest third of the pauses lasts longer than this.
const SHORT: Duration = Duration::from_millis(40);
/// How many pauses it takes to see that they grow.
const ENOUGH: usize = 3;
/// How much longer the last third of the pauses is than the first, at least.
const GROWTH: f64 = 1.5;
/// How much longer each pause is than the one before it, at least, to be told as growing on any machine.
const STEADY: f64 = 1.3;
/// Pauses of which the longest is no longer than this many times the shortest are all the same, but for chance.
const EVEN: f64 = 1.5;

/// What the pauses are like.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Judged {
    /// They grow.
    Grow,
    /// There are none.
    AtOnce,
    /// The program stopped after so many repeats.
    TooFew(usize),
    /// They do not grow.
    DoNotGrow {
        /// The mean of the first third, in seconds.
        first: f64,
        /// The mean of the last third, in seconds.
        last: f64,
        /// All are about the same; otherwise it may be chance.
        even: bool,
    },
}

/// Judges the pauses of a run whose requests were refused by those of one whose requests went through.
pub(super) fn judge(refused: &Load, usual: &Load) -> Judged {
    let writes: Vec<&TraceEvent> = refused.writes_to(MESSAGES).collect();
    let left = |event: &&TraceEvent| {
        event.status >= 400 || event.table_request.as_ref().is_some_and(|request| request.unprocessed > 0)
    };
    let first = writes.iter().position(left).unwrap_or(writes.len());
    let all: Vec<&TraceEvent> = usual.requests.iter().collect();
    judge_gaps(&gaps(&writes[first..]), &gaps(&all))
}

/// From each answer to the next request.
fn gaps(events: &[&TraceEvent]) -> Vec<Duration> {
    let gap = |pair: &[&TraceEvent]| {
        let answered = pair[0].received + pair[0].took;
        pair[1].received.duration_since(answered).unwrap_or_default()
    };
    events.windows(2).map(gap).collect()
}

fn judge_gaps(gaps: &[Duration], usual: &[Duration]) -> Judged {
    if gaps.len() < ENOUGH {
        return Judged::TooFew(gaps.len());
    }
    if grow_steadily(gaps) {
        return Judged::Grow;
    }
    let (mut sorted, mut usual) = (gaps.to_vec(), usual.to_vec());
    sorted.sort_unstable();
    usual.sort_unstable();
    let turn = usual.get(usual.len() / 2).copied().unwrap_or_default();
    let no_pause = NO_PAUSE.max(turn * 3);
    // Requests side by side come one after the other: that is no pause.
    let pauses: Vec<f64> = gaps.iter().filter(|gap| **gap >= no_pause).map(Duration::as_secs_f64).collect();
    // A machine that is busy for a moment makes some, but not of every fourth.
    if pauses.len() < ENOUGH || sorted[gaps.len() * 3 / 4] < no_pause {
        return Judged::AtOnce;
    }
    let third = pauses.len() / 3;
    let mean = |pauses: &[f64]| pauses.iter().sum::<f64>() / f64::from(u32::try_from(pauses.len()).unwrap_or(1));
    let (first, last) = (mean(&pauses[..third]), mean(&pauses[pauses.len() - third..]));
    let mut by_length = pauses.clone();
    by_length.sort_by(f64::total_cmp);
    if mean(&by_length[by_length.len() - third..]) < SHORT.max(turn * 5).as_secs_f64() {
        return Judged::AtOnce;
    }
    if last >= GROWTH * first {
        return Judged::Grow;
    }
    let (shortest, longest) = (by_length[0], by_length[by_length.len() - 1]);
    Judged::DoNotGrow { first, last, even: longest <= EVEN * shortest }
}

/// Whether most of the gaps are one row, each longer than the one before it by far. No machine is busy like that, and a
/// program that waits between its batches too, so that the usual gaps are pauses themselves, is judged by this.
fn grow_steadily(gaps: &[Duration]) -> bool {
    let (mut row, mut longest) = (1, 1);
    for pair in gaps.windows(2) {
        row = if pair[1] >= pair[0].mul_f64(STEADY).max(SHORT) { row + 1 } else { 1 };
        longest = longest.max(row);
    }
    longest > ENOUGH && longest * 2 > gaps.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn millis(gaps: &[u64]) -> Vec<Duration> {
        gaps.iter().map(|&millis| Duration::from_millis(millis)).collect()
    }

    fn judged(gaps: &[u64]) -> Judged {
        judge_gaps(&millis(gaps), &millis(&[1, 2, 1]))
    }

    #[test]
    fn what_grows_passes_and_what_does_not_is_told() {
        for grows in [
            &[50, 100, 200, 400, 800, 1600, 3200][..],
            &[100, 200, 400],
            &[50, 100, 150, 200, 250, 300],
            // Three batches side by side.
            &[0, 0, 50, 0, 1, 100, 0, 0, 200, 1, 0, 400],
        ] {
            assert_eq!(judged(grows), Judged::Grow, "{grows:?}");
        }
        assert_eq!(judged(&[1; 20]), Judged::AtOnce);
        assert_eq!(judged(&[1, 2, 1, 1, 30, 1, 1, 25, 1, 1]), Judged::AtOnce, "a machine that is busy now and then");
        let mut busy = vec![300, 250, 1, 1, 200];
        busy.extend([1, 2, 1, 40, 1, 3].repeat(60));
        assert_eq!(judged(&busy), Judged::AtOnce, "for ever");
        assert_eq!(judged(&[15, 12, 20, 14, 18, 22]), Judged::AtOnce, "a machine that is always busy");
        assert!(matches!(judged(&[201, 203, 200, 207, 201]), Judged::DoNotGrow { even: true, .. }));
        assert!(matches!(judged(&[400, 200, 100, 50]), Judged::DoNotGrow { even: false, .. }));
        assert_eq!(judged(&[50, 100]), Judged::TooFew(2));
    }

    #[test]
    fn on_a_slow_machine_more_time_is_no_pause() {
        let usual = millis(&[40, 45, 50]);
        assert_eq!(judge_gaps(&millis(&[44, 60, 50, 45, 130, 48, 150]), &usual), Judged::AtOnce);
        assert_eq!(judge_gaps(&millis(&[90, 140, 240, 440, 840, 1640]), &usual), Judged::Grow);
    }

    /// A quarter of a second between two batches, and before a repeat back-off.
    #[test]
    fn who_waits_between_batches_too_is_judged_by_the_repeats() {
        let usual = millis(&[251, 252, 250, 251]);
        assert_eq!(judge_gaps(&millis(&[51, 101, 201, 402, 801]), &usual), Judged::Grow);
        assert_eq!(judge_gaps(&millis(&[251, 252, 250, 251, 253]), &usual), Judged::AtOnce);
        assert_eq!(judge_gaps(&millis(&[2, 3, 5, 9, 17]), &millis(&[2])), Judged::AtOnce, "chance, in milliseconds");
    }

    /// Full jitter: any pause up to the one that doubles.
    #[test]
    fn full_jitter_passes_or_is_looked_at_again() {
        let mut source = fastrand::Rng::with_seed(7);
        let mut again = 0;
        for _ in 0..10_000 {
            let gaps: Vec<u64> = (0..7).map(|repeat| source.u64(0..50 << repeat)).collect();
            match judged(&gaps) {
                Judged::Grow => {}
                Judged::DoNotGrow { even: false, .. } => again += 1,
                other => panic!("{gaps:?}: {other:?}"),
            }
        }
        assert!(again < 100, "{again} of 10,000");
    }
}
