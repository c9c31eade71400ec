//! What becomes of a message that DynamoDB does not take.

use cloud::{Throttle, Throttled};

use super::super::Session;
use super::board::{Board, Posted};
use crate::harness::{Failure, Outcome, Verdict};

/// No write goes through but the sixth: the SDK has given up by then, unless it is told to be more patient.
const HARDLY_ANY: Throttle = Throttle { burst: -2.0, per_request: 0.5 };

pub(super) async fn failure(session: &Session) -> Outcome {
    let mut source = session.setting.seed.source("failure");
    let board = Board::of(session, session.refused().await?)?;
    let posted = board.post(&board.lively.id, &source.name()).await?;
    fails(&posted, "DynamoDB refuses every request", "no request goes through")?;

    let board = Board::open(session).await?;
    board.scene.deny("dynamodb:PutItem")?;
    let posted = board.post(&board.lively.id, &source.name()).await;
    board.scene.end_denial()?;
    fails(&posted?, "DynamoDB refuses to put the message", "the message is not in the table")?;
    throttled(&board, &source.name()).await
}

/// Whether a refusal is told to who asks, and AWS's words to the log.
fn fails(posted: &Posted, what: &str, why: &str) -> Outcome {
    let asked = &posted.asked;
    let message = match asked.answer.status {
        200..300 => format!("{what}, and the message is answered as stored."),
        502 if asked.by_gateway() => format!("{what}, and the function ends with an error instead of an answer."),
        _ => format!("{what}, and the answer does not say that the server failed."),
    };
    posted.is_refused(&[500], &message).map_err(|verdict| because(verdict, why))?;
    let body = asked.shown();
    if let Some(told) = ["arn:aws:", "AccessDenied", "chat-lambda-data"].into_iter().find(|word| body.contains(word)) {
        return asked
            .failure("The answer tells everybody what only the log should: names of your account.")
            .compared("{\"message\":\"…\"} that says only that it failed", body)
            .because(format!("it holds {told}"))
            .fail();
    }
    let words = ["AccessDenied", "is not authorized to perform"];
    let logged = asked.why.iter().any(|line| line.starts_with("log") && words.iter().any(|word| line.contains(word)));
    if logged {
        return Ok(());
    }
    let (logged, others): (Vec<_>, Vec<_>) = asked.why.iter().cloned().partition(|line| line.starts_with("log"));
    let found = if logged.is_empty() { "the log has no line of your function".to_owned() } else { logged.join("\n") };
    Failure::new(format!("{what}, and the log does not say why."))
        .tried(&asked.command)
        .compared("a line of the log with AWS's own words", found)
        .because_of(others)
        .fail()
}

fn because(verdict: Verdict, why: &str) -> Verdict {
    match verdict {
        Verdict::Failed(failure) => failure.because(why).into(),
        other => other,
    }
}

/// Whether the answer is true while the table has too little capacity.
async fn throttled(board: &Board<'_>, text: &str) -> Outcome {
    let (dynamodb, table) = (board.scene.cloud.dynamodb(), &board.scene.tables.messages);
    dynamodb.throttle(table, None, Throttled::Writes, HARDLY_ANY);
    let posted = board.post(&board.lively.id, text).await;
    dynamodb.unthrottle(table);
    let posted = posted?;
    // Who tries longer gets it through.
    if posted.says_stored(text) && posted.change.added.messages.len() == 1 {
        return Ok(());
    }
    let message = match posted.asked.answer.status {
        200..300 => "The table has too little capacity for the message, and it is answered as stored.",
        _ => "The table has too little capacity for the message, and the answer does not say that the server failed.",
    };
    posted.is_refused(&[500, 503], message).map_err(|verdict| because(verdict, "the message is not in the table"))
}
