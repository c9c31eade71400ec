//! Given: from a request's path to what it is about, as in lab 4.

/// The longest partition key that DynamoDB takes, in bytes. No conversation has a longer id.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-partition-sort-keys>
const LONGEST_KEY: usize = 2048;

/// What the API has.
#[derive(Debug, PartialEq, Eq)]
pub enum Route {
    /// `/conversations`
    List,
    /// `/conversations/<id>`
    Conversation(String),
}

/// What a path is about, or `None` where the API has nothing. An id is percent-encoded in a path.
pub fn of(path: &str) -> Option<Route> {
    let rest = path.strip_prefix("/conversations")?;
    if rest.is_empty() {
        return Some(Route::List);
    }
    let segment = rest.strip_prefix('/').filter(|segment| !segment.contains('/'))?;
    let id = segment.to_owned();
    (1..=LONGEST_KEY).contains(&id.len()).then_some(Route::Conversation(id))
}
