//! The data that a run makes up: lab 5's, and a conversation whose id is awkward inside JSON.

use std::collections::BTreeSet;

use crate::checks::dynamodb::USER;
use crate::checks::dynamodb::data::{Conversation, Data, Message};
use crate::harness::Seed;

/// Makes up what a run with this seed reads.
pub(super) fn invent(seed: Seed) -> Data {
    let mut data = Data::invent(seed);
    let quoted = quoted(seed);
    data.conversations.insert(quoted.id.clone(), quoted);
    data
}

/// A conversation in whose id stands what JSON escapes, and an apostrophe, which it does not.
pub(super) fn quoted(seed: Seed) -> Conversation {
    let mut source = seed.source("quoted");
    let (word, friend) = (source.word(), source.name());
    let message = Message { sender: friend.clone(), time: 1_700_000_100_000, text: source.name() };
    Conversation {
        id: format!("{word}'s \"quoted\" \\ {}", source.word()),
        participants: BTreeSet::from([USER.to_owned(), friend]),
        messages: vec![message],
    }
}
