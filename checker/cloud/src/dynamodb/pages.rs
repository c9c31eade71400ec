//! Pages that end early, on demand: a page ends where AWS ends it, and that need not be where a program expects it.

use std::collections::{BTreeMap, VecDeque};

use serde_json::{Value, json};

/// How many items the next pages hold, by table and index.
#[derive(Debug, Default)]
pub(super) struct EarlyPages(BTreeMap<(String, Option<String>), VecDeque<usize>>);

/// How the page of a request is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Page {
    /// As the engine makes it.
    Whole,
    /// After so many items, which stands in the request.
    Ends,
    /// Without items, and not the last.
    Empty,
}

impl EarlyPages {
    /// Sets the next pages; none takes them away.
    pub(super) fn set(&mut self, table: &str, index: Option<&str>, items: &[usize]) {
        let place = (table.to_owned(), index.map(str::to_owned));
        if items.is_empty() {
            self.0.remove(&place);
        } else {
            self.0.insert(place, items.iter().copied().collect());
        }
    }

    /// Forgets a table that is deleted.
    pub(super) fn remove(&mut self, table: &str) {
        self.0.retain(|(of, _), _| of != table);
    }

    /// Lowers the limit of a query or scan as the next page asks for. An empty page waits for a request that goes on: a
    /// first page has no place to go on from.
    pub(super) fn shorten(&mut self, table: &str, index: Option<&str>, request: &mut Value) -> Page {
        let place = (table.to_owned(), index.map(str::to_owned));
        let Some(sizes) = self.0.get_mut(&place) else { return Page::Whole };
        let goes_on = request.get("ExclusiveStartKey").is_some_and(Value::is_object);
        let page = match sizes.front() {
            Some(0) if goes_on => Page::Empty,
            Some(0) | None => return Page::Whole,
            Some(_) => Page::Ends,
        };
        let size = sizes.pop_front().unwrap_or_default().max(1);
        if sizes.is_empty() {
            self.0.remove(&place);
        }
        match request.get("Limit") {
            None | Some(Value::Null) => request["Limit"] = json!(size),
            // A limit that is none is left for the engine to refuse.
            Some(limit) if limit.as_u64().is_some_and(|limit| limit > size as u64) => request["Limit"] = json!(size),
            Some(_) => {}
        }
        page
    }
}

impl Page {
    /// Shapes what was answered to a request: an empty page ends between the item before it and the one after it, as where a
    /// filter took all that was read. Its key is another than the request's: SDKs take the same one twice for a fault.
    /// <https://docs.rs/aws-sdk-dynamodb/latest/aws_sdk_dynamodb/operation/query/paginator/struct.QueryPaginator.html#method.stop_on_duplicate_token>
    pub(super) fn shape(self, request: &Value, answer: &mut Value) {
        if self != Self::Empty {
            return;
        }
        for count in ["Count", "ScannedCount"] {
            answer[count] = json!(0);
        }
        if let Some(items) = answer.get_mut("Items") {
            *items = json!([]);
        }
        let forward = request["ScanIndexForward"] != false;
        answer["LastEvaluatedKey"] = between(&request["ExclusiveStartKey"], &answer["LastEvaluatedKey"], forward);
    }
}

/// A key after `start` and before `next`, which differ in their sort key; `start` where there is none.
fn between(start: &Value, next: &Value, forward: bool) -> Value {
    let mut key = start.clone();
    for (name, value) in key.as_object_mut().into_iter().flatten() {
        let lower = if forward { &start[name] } else { &next[name] };
        if !next[name].is_object() || start[name] == next[name] {
            continue;
        }
        if let Some(text) = lower["S"].as_str() {
            let after = match start[name]["S"].as_str().filter(|_| !forward) {
                Some(start) => nearer(start, |zeros| format!("{text}{}\u{1}", "\0".repeat(zeros))),
                None => format!("{text}\0"),
            };
            let after = json!({"S": after});
            *value = if after == next[name] { start[name].clone() } else { after };
        } else if let Some(digits) =
            lower["N"].as_str().filter(|digits| digits.bytes().all(|byte| b"0123456789.".contains(&byte)))
        {
            let point = if digits.contains('.') { "" } else { "." };
            let start = start[name]["N"].as_str().filter(|_| !forward).unwrap_or_default();
            *value = json!({"N": nearer(start, |zeros| format!("{digits}{point}{}5", "0".repeat(zeros)))});
        }
        break;
    }
    key
}

/// The first of some keys, each nearer to the next item than the one before; where an empty page before this one ended at
/// one of them, the one after it.
fn nearer(start: &str, key: impl Fn(usize) -> String) -> String {
    const EMPTY_PAGES: usize = 8;
    let ended = (0..EMPTY_PAGES).find(|zeros| key(*zeros) == start);
    key(ended.map_or(0, |zeros| zeros + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limit(pages: &mut EarlyPages, mut request: Value) -> (Page, Value) {
        let page = pages.shorten("Chat", None, &mut request);
        (page, request["Limit"].clone())
    }

    #[test]
    fn each_page_ends_after_its_items_and_then_as_by_itself() {
        let mut pages = EarlyPages::default();
        pages.set("Chat", None, &[2, 3, 4]);
        assert_eq!(limit(&mut pages, json!({})), (Page::Ends, json!(2)));
        assert_eq!(limit(&mut pages, json!({"Limit": 10})), (Page::Ends, json!(3)));
        assert_eq!(limit(&mut pages, json!({"Limit": 1})), (Page::Ends, json!(1)), "never more than was asked for");
        assert_eq!(limit(&mut pages, json!({})), (Page::Whole, Value::Null));
    }

    #[test]
    fn an_empty_page_waits_for_a_request_that_goes_on() {
        let mut pages = EarlyPages::default();
        pages.set("Chat", None, &[0]);
        assert_eq!(limit(&mut pages, json!({})).0, Page::Whole);
        let key = json!({"Id": {"S": "1"}});
        assert_eq!(limit(&mut pages, json!({"ExclusiveStartKey": key})).0, Page::Empty);
        let mut answer = json!({"Items": [key], "Count": 1, "ScannedCount": 1});
        Page::Empty.shape(&json!({"ExclusiveStartKey": key}), &mut answer);
        assert_eq!(answer, json!({"Items": [], "Count": 0, "ScannedCount": 0, "LastEvaluatedKey": key}));
    }

    #[test]
    fn an_empty_page_ends_between_two_items() {
        let ends = |start: Value, next: Value, forward: bool| {
            let key = |sort: Value| json!({"Id": {"S": "a"}, "Sort": sort});
            let mut answer = json!({"Items": [{}], "LastEvaluatedKey": key(next)});
            let request = json!({"ExclusiveStartKey": key(start), "ScanIndexForward": forward});
            Page::Empty.shape(&request, &mut answer);
            assert_eq!(answer["LastEvaluatedKey"]["Id"], json!({"S": "a"}));
            answer["LastEvaluatedKey"]["Sort"].clone()
        };
        assert_eq!(ends(json!({"N": "7"}), json!({"N": "9"}), true), json!({"N": "7.5"}));
        assert_eq!(ends(json!({"N": "7.5"}), json!({"N": "9"}), true), json!({"N": "7.55"}));
        assert_eq!(ends(json!({"N": "9"}), json!({"N": "7"}), false), json!({"N": "7.5"}));
        assert_eq!(ends(json!({"N": "7.5"}), json!({"N": "7"}), false), json!({"N": "7.05"}), "nearer each time");
        assert_eq!(ends(json!({"N": "7.05"}), json!({"N": "7"}), false), json!({"N": "7.005"}));
        assert_eq!(ends(json!({"S": "Ada"}), json!({"S": "Bo"}), true), json!({"S": "Ada\0"}));
        assert_eq!(ends(json!({"S": "Bo"}), json!({"S": "Ada"}), false), json!({"S": "Ada\u{1}"}));
        assert_eq!(ends(json!({"S": "Ada\u{1}"}), json!({"S": "Ada"}), false), json!({"S": "Ada\0\u{1}"}));
    }

    #[test]
    fn a_page_is_of_its_table_and_index() {
        let mut pages = EarlyPages::default();
        pages.set("Chat", Some("I"), &[1]);
        assert_eq!(limit(&mut pages, json!({})).0, Page::Whole);
        assert_eq!(pages.shorten("Other", Some("I"), &mut json!({})), Page::Whole);
        assert_eq!(pages.shorten("Chat", Some("I"), &mut json!({})), Page::Ends);
        pages.set("Chat", None, &[1]);
        pages.remove("Chat");
        assert_eq!(limit(&mut pages, json!({})).0, Page::Whole);
        pages.set("Chat", None, &[1]);
        pages.set("Chat", None, &[]);
        assert_eq!(limit(&mut pages, json!({})).0, Page::Whole);
    }

    #[test]
    fn a_limit_that_is_none_is_left_to_be_refused() {
        let mut pages = EarlyPages::default();
        pages.set("Chat", None, &[2]);
        assert_eq!(limit(&mut pages, json!({"Limit": 0})).1, json!(0));
    }
}
