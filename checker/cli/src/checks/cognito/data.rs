//! The data that a run makes up: lab 5's, with people of this run in the place of its user.

use std::collections::{BTreeMap, BTreeSet};

use super::people::{People, Person};
use crate::checks::dynamodb::USER;
use crate::checks::dynamodb::data::{Conversation, Data, Message};
use crate::harness::Seed;

/// Makes up what a run with this seed reads.
///
/// The conversations of lab 5's user are [`People::user`]'s; [`People::friend`] takes part in the awkward one and in one
/// that is not the user's, [`People::quoted`] in one of its own.
pub(super) fn invent(seed: Seed, people: &People) -> Data {
    let mut data = Data::invent(seed);
    let conversations: BTreeMap<_, _> =
        data.conversations.into_iter().map(|(id, conversation)| (id, given_to(conversation, &people.user))).collect();
    data.conversations = conversations;
    if let Some(conversation) = data.conversations.get_mut(&data.awkward) {
        conversation.participants.insert(people.friend.name.clone());
    }
    let mut source = seed.source("of others");
    for person in [&people.friend, &people.quoted] {
        let (id, other) = (source.name(), source.name());
        let messages = vec![Message { sender: person.name.clone(), time: 1_700_000_200_000, text: source.name() }];
        let participants = BTreeSet::from([person.name.clone(), other]);
        data.conversations.insert(id.clone(), Conversation { id, participants, messages });
    }
    data
}

/// The conversations that a person takes part in, by id.
pub(super) fn of<'a>(data: &'a Data, person: &Person) -> BTreeMap<&'a str, &'a Conversation> {
    let own = data.conversations.values().filter(|conversation| conversation.participants.contains(&person.name));
    own.map(|conversation| (conversation.id.as_str(), conversation)).collect()
}

fn given_to(mut conversation: Conversation, person: &Person) -> Conversation {
    if conversation.participants.remove(USER) {
        conversation.participants.insert(person.name.clone());
    }
    for message in conversation.messages.iter_mut().filter(|message| message.sender == USER) {
        message.sender.clone_from(&person.name);
    }
    conversation
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_takes_part_in_what() {
        for seed in 0..20 {
            let people = People::invent(Seed(seed));
            let data = invent(Seed(seed), &people);
            assert_eq!(of(&data, &people.user).len(), 3);
            assert_eq!(of(&data, &people.friend).len(), 2);
            assert_eq!(of(&data, &people.quoted).len(), 1);
            assert!(of(&data, &people.stranger).is_empty());
            assert!(data.conversations.values().all(|conversation| !conversation.participants.contains(USER)));
        }
    }
}
